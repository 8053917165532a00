//! One question to the service: no redirects, a body of bounded size, JSON.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde::de::DeserializeOwned;

use super::WeatherError;

/// A forecast of 16 days by the hour is a twentieth of this.
const LARGEST_BODY: usize = 1024 * 1024;

#[derive(Debug, Clone)]
pub(super) struct Http {
    client: Client,
}

impl Http {
    /// `direct` leaves out any proxy of the system, for a service on this computer.
    pub(super) fn new(timeout: Duration, direct: bool) -> Result<Self, WeatherError> {
        let mut builder = Client::builder()
            .redirect(Policy::none())
            .timeout(timeout)
            .user_agent(concat!("assent/", env!("CARGO_PKG_VERSION")));
        if direct {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| {
            tracing::warn!(error = &error as &dyn std::error::Error, "no web client");
            WeatherError::Unreachable
        })?;
        Ok(Self { client })
    }

    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        url: &str,
        query: &[(&str, &str)],
        limit: Duration,
    ) -> Result<T, WeatherError> {
        let failed = |error: reqwest::Error| {
            tracing::debug!(error = &error.without_url() as &dyn std::error::Error, "weather request failed");
            WeatherError::Unreachable
        };
        let told = |error: reqwest::Error| {
            if error.is_timeout() { WeatherError::TimedOut { limit } } else { failed(error) }
        };
        let response = self.client.get(url).query(query).send().await.map_err(told)?;
        let status = response.status();
        if !status.is_success() {
            return Err(WeatherError::Refused { status: status.as_u16() });
        }
        let body = bounded(response, told).await?;
        serde_json::from_slice(&body).map_err(|error| {
            tracing::debug!(%error, "weather answer not understood");
            WeatherError::Malformed { what: "not the documented format" }
        })
    }
}

async fn bounded(
    mut response: Response,
    told: impl Fn(reqwest::Error) -> WeatherError,
) -> Result<Vec<u8>, WeatherError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(&told)? {
        if body.len() + chunk.len() > LARGEST_BODY {
            return Err(WeatherError::Malformed { what: "far too large" });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
