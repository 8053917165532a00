//! Where a model may be: https, or plain http on this machine, with nothing in the
//! address but host and path.

use std::net::IpAddr;

use reqwest::Url;
use thiserror::Error;

/// Why an address is refused.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AddressError {
    /// Not a URL with a host.
    #[error("the model address is not a URL; write it like https://api.openai.com/v1")]
    NotAnAddress,
    /// Neither https nor a loopback address.
    #[error("the model address {host} is neither https nor on this machine; use https, or http on localhost")]
    NotPrivate {
        /// Host and port.
        host: String,
    },
    /// Name and password in the URL.
    #[error("the model address carries a name or password; take it out, the key has a step of its own")]
    Credentials,
    /// A query or fragment in the URL.
    #[error("the model address carries a query or fragment; end it after the path")]
    Query,
}

/// A checked base URL of an OpenAI-compatible service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelAddress {
    base: String,
    host: String,
    loopback: bool,
}

impl ModelAddress {
    /// Reads and checks one.
    ///
    /// # Errors
    /// [`AddressError`] naming what to change.
    pub fn read(text: &str) -> Result<Self, AddressError> {
        let url = Url::parse(text.trim()).map_err(|_| AddressError::NotAnAddress)?;
        let name = url.host_str().ok_or(AddressError::NotAnAddress)?;
        let host = match url.port_or_known_default() {
            Some(port) => format!("{name}:{port}"),
            None => name.to_owned(),
        };
        let loopback = is_loopback(name);
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            _ => return Err(AddressError::NotPrivate { host }),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::Credentials);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(AddressError::Query);
        }
        Ok(Self { base: url.as_str().trim_end_matches('/').to_owned(), host, loopback })
    }

    /// The base URL, without a slash at its end.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Host and port.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether it is on this machine.
    #[must_use]
    pub const fn is_loopback(&self) -> bool {
        self.loopback
    }
}

fn is_loopback(name: &str) -> bool {
    name == "localhost"
        || name.trim_start_matches('[').trim_end_matches(']').parse().is_ok_and(|address: IpAddr| address.is_loopback())
}
