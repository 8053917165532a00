//! One HTTP attempt, and the library's retry policy around it. An answer that
//! is final is turned into its bare status here, before the library reads and
//! logs a body that may echo what was sent.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use async_openai::middleware::retry::SimpleRetryPolicy;
use reqwest::Response;
use reqwest::header::RETRY_AFTER;
use thiserror::Error;
use tower::{Service, ServiceBuilder};

/// Further attempts after the first; with the policy's pauses 0.7 s in all.
const RETRIES: usize = 3;

/// A server that wants to be left alone for longer is not waited for.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Why there is no answer to read.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub(super) enum Failure {
    #[error("answered with status {0}")]
    Status(u16),
    #[error("did not answer in time")]
    Silent,
    #[error("can't be reached")]
    Unreachable,
    #[error("sent what can't be read")]
    Unreadable,
}

impl From<Failure> for OpenAIError {
    fn from(failure: Failure) -> Self {
        Self::Boxed(Box::new(failure))
    }
}

/// Sends one request, waiting at most `patience` for the head of the answer.
#[derive(Clone)]
pub(super) struct Transport {
    http: reqwest::Client,
    patience: Duration,
}

impl Transport {
    pub(super) fn new(http: reqwest::Client, patience: Duration) -> Self {
        Self { http, patience }
    }
}

type Attempt = Pin<Box<dyn Future<Output = Result<Response, OpenAIError>> + Send>>;

impl Service<HttpRequestFactory> for Transport {
    type Response = Response;
    type Error = OpenAIError;
    type Future = Attempt;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), OpenAIError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, factory: HttpRequestFactory) -> Attempt {
        let Self { http, patience } = self.clone();
        Box::pin(async move {
            let request = factory.build().await?;
            let response = match tokio::time::timeout(patience, http.execute(request)).await {
                Err(_) => return Err(Failure::Silent.into()),
                Ok(Err(error)) if error.is_timeout() => return Err(Failure::Silent.into()),
                Ok(answer) => answer?,
            };
            if asks_for_a_long_pause(&response) {
                return Err(Failure::Status(response.status().as_u16()).into());
            }
            Ok(response)
        })
    }
}

fn asks_for_a_long_pause(response: &Response) -> bool {
    let seconds = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    !response.status().is_success() && seconds.is_some_and(|seconds| Duration::from_secs(seconds) > LONGEST_PAUSE)
}

/// `transport` with retries on 429, 5xx and failed connections.
pub(super) fn with_retries(
    transport: Transport,
) -> impl Service<HttpRequestFactory, Response = Response, Error = OpenAIError, Future: Send> + Clone + Send + Sync + 'static
{
    ServiceBuilder::new().map_future(final_status).retry(SimpleRetryPolicy::new(RETRIES)).service(transport)
}

fn final_status<F>(attempts: F) -> Attempt
where
    F: Future<Output = Result<Response, OpenAIError>> + Send + 'static,
{
    Box::pin(async move {
        let response = attempts.await?;
        if response.status().is_success() {
            return Ok(response);
        }
        Err(Failure::Status(response.status().as_u16()).into())
    })
}

/// Reads the failure back out of the library's error.
pub(super) fn failure(error: &OpenAIError) -> Failure {
    match error {
        OpenAIError::Boxed(inner) => inner.downcast_ref().copied().unwrap_or(Failure::Unreadable),
        OpenAIError::ApiError(answer) => Failure::Status(answer.status_code.as_u16()),
        OpenAIError::Reqwest(error) if error.is_timeout() => Failure::Silent,
        OpenAIError::Reqwest(_) => Failure::Unreachable,
        _ => Failure::Unreadable,
    }
}
