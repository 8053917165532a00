//! What a service says it serves.

use std::time::Duration;

use reqwest::Response;
use secrecy::SecretString;
use serde::Deserialize;
use thiserror::Error;

use super::address::{Address, headers};
use super::{SettingsError, client};

/// More names than this are not read.
const MOST_NAMES: usize = 500;
/// A list of names is far smaller.
const LARGEST_BODY: usize = 1024 * 1024;

/// Why there is no list.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ListError {
    /// The address is refused before anything is sent.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// Nothing answers.
    #[error("nothing answers there; start the server, or check the address")]
    Unreachable,
    /// It does not answer in time.
    #[error("it does not answer in time; try again, or check the address")]
    TimedOut,
    /// It answers with an error.
    #[error("it answers with an error ({0}); look into its log")]
    Status(u16),
    /// It answers with something else.
    #[error("what it sends is no list of models; it may not be an OpenAI-compatible service")]
    Unreadable,
}

#[derive(Deserialize)]
struct List {
    data: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

/// The names of the models served at an address, in its order.
///
/// # Errors
/// [`ListError`] when there is no such list within `limit`.
pub async fn models_at(base_url: &str, key: Option<&SecretString>, limit: Duration) -> Result<Vec<String>, ListError> {
    let address = Address::new(base_url, key)?;
    let http = client(&address, limit)?;
    let asking = async {
        let request = http.get(format!("{}/models", address.base())).headers(headers(key)?);
        let response = request.send().await.map_err(|_| ListError::Unreachable)?;
        if !response.status().is_success() {
            return Err(ListError::Status(response.status().as_u16()));
        }
        let list: List = serde_json::from_slice(&body(response).await?).map_err(|_| ListError::Unreadable)?;
        Ok(list.data.into_iter().take(MOST_NAMES).map(|named| named.id).collect())
    };
    tokio::time::timeout(limit, asking).await.unwrap_or(Err(ListError::TimedOut))
}

async fn body(mut response: Response) -> Result<Vec<u8>, ListError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| ListError::Unreachable)? {
        if body.len() + chunk.len() > LARGEST_BODY {
            return Err(ListError::Unreadable);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
