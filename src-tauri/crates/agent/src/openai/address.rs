//! The one address messages may go to: https, or plain http on this machine.
//! Replaces the library's own configuration, which reads the environment.

use assent_tools::{AddressError, ModelAddress};
use async_openai::config::Config;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::SettingsError;

/// A checked base URL with its key.
#[derive(Clone)]
pub(super) struct Address {
    address: ModelAddress,
    key: SecretString,
    headers: HeaderMap,
}

impl Address {
    pub(super) fn new(base_url: &str, key: Option<&SecretString>) -> Result<Self, SettingsError> {
        let address = ModelAddress::read(base_url)?;
        Ok(Self { address, key: key.cloned().unwrap_or_default(), headers: headers(key)? })
    }

    pub(super) fn host(&self) -> &str {
        self.address.host()
    }

    pub(super) fn base(&self) -> &str {
        self.address.base()
    }

    pub(super) fn is_loopback(&self) -> bool {
        self.address.is_loopback()
    }
}

impl From<AddressError> for SettingsError {
    fn from(wrong: AddressError) -> Self {
        match wrong {
            AddressError::NotAnAddress => Self::NotAnAddress,
            AddressError::NotPrivate { host } => Self::NotPrivate { host },
            AddressError::Credentials => Self::CredentialsInAddress,
            AddressError::Query => Self::QueryInAddress,
        }
    }
}

pub(super) fn headers(key: Option<&SecretString>) -> Result<HeaderMap, SettingsError> {
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
        format!("{}{path}", self.address.base())
    }

    fn query(&self) -> Vec<(&str, &str)> {
        Vec::new()
    }

    fn api_base(&self) -> &str {
        self.address.base()
    }

    fn api_key(&self) -> &SecretString {
        &self.key
    }
}
