//! The one address messages may go to: https, or plain http on this machine.
//! Replaces the library's own configuration, which reads the environment.

use std::net::IpAddr;

use async_openai::config::Config;
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::SettingsError;

/// A checked base URL with its key.
#[derive(Clone)]
pub(super) struct Address {
    base: String,
    host: String,
    loopback: bool,
    key: SecretString,
    headers: HeaderMap,
}

impl Address {
    pub(super) fn new(base_url: &str, key: Option<&SecretString>) -> Result<Self, SettingsError> {
        let url = Url::parse(base_url.trim()).map_err(|_| SettingsError::NotAnAddress)?;
        let name = url.host_str().ok_or(SettingsError::NotAnAddress)?;
        let host = match url.port_or_known_default() {
            Some(port) => format!("{name}:{port}"),
            None => name.to_owned(),
        };
        let loopback = is_loopback(name);
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            _ => return Err(SettingsError::NotPrivate { host }),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(SettingsError::CredentialsInAddress);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(SettingsError::QueryInAddress);
        }
        Ok(Self {
            base: url.as_str().trim_end_matches('/').to_owned(),
            host,
            loopback,
            key: key.cloned().unwrap_or_default(),
            headers: headers(key)?,
        })
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }

    pub(super) fn is_loopback(&self) -> bool {
        self.loopback
    }
}

fn is_loopback(name: &str) -> bool {
    name == "localhost"
        || name.trim_start_matches('[').trim_end_matches(']').parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

fn headers(key: Option<&SecretString>) -> Result<HeaderMap, SettingsError> {
    let mut headers = HeaderMap::new();
    let Some(key) = key.map(|key| key.expose_secret().trim()).filter(|key| !key.is_empty()) else {
        return Ok(headers);
    };
    let mut value = HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| SettingsError::BadKey)?;
    value.set_sensitive(true);
    headers.insert(AUTHORIZATION, value);
    Ok(headers)
}

impl Config for Address {
    fn headers(&self) -> HeaderMap {
        self.headers.clone()
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn query(&self) -> Vec<(&str, &str)> {
        Vec::new()
    }

    fn api_base(&self) -> &str {
        &self.base
    }

    fn api_key(&self) -> &SecretString {
        &self.key
    }
}
