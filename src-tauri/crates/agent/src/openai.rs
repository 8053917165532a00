//! The model port over any OpenAI-compatible endpoint: chat completions,
//! streamed. Answers for what leaves the process (the transcript, to exactly the
//! address that was set) and for naming what went wrong. Retries live in
//! [`transport`]; what is done with calls is the loop's.

mod address;
mod assemble;
mod list;
mod transport;
mod wire;

use std::time::{Duration, Instant};

use async_openai::Client;
use async_openai::error::OpenAIError;
use async_trait::async_trait;
use futures::{Stream, StreamExt};
use secrecy::SecretString;
use serde_json::Value;
use thiserror::Error;

use crate::model::{Chunks, Model, ModelError, ModelReply, ModelRequest};
use address::Address;
use assemble::Assembly;
pub use list::{ListError, models_at};
use transport::{Failure, Transport};

/// Where a model is and how long to wait for it.
pub struct EndpointSettings {
    /// Base URL, for example `https://api.openai.com/v1`.
    pub base_url: String,
    /// Key, where the endpoint wants one.
    pub api_key: Option<SecretString>,
    /// Model name as the endpoint knows it.
    pub model: String,
    /// Longest wait for a connection.
    pub connect_timeout: Duration,
    /// Longest wait for the first answer, and then for each further chunk.
    pub idle_timeout: Duration,
    /// Longest a whole step may take, retries included.
    pub step_timeout: Duration,
}

impl EndpointSettings {
    /// Settings with the usual waits: 10 s to connect, 60 s without a chunk,
    /// 5 min a step.
    #[must_use]
    pub fn new(base_url: impl Into<String>, api_key: Option<SecretString>, model: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
            api_key,
            model: model.into(),
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(60),
            step_timeout: Duration::from_secs(300),
        }
    }
}

/// Why settings are refused.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SettingsError {
    /// Not a URL with a host.
    #[error("the model address is not a URL; set OPENAI_BASE_URL to something like https://api.openai.com/v1")]
    NotAnAddress,
    /// Neither https nor a loopback address.
    #[error("the model address {host} is neither https nor on this machine; use https, or http on localhost")]
    NotPrivate {
        /// Host and port.
        host: String,
    },
    /// Name and password in the URL.
    #[error(
        "the model address carries a name or password; put the key into OPENAI_API_KEY and take it out of OPENAI_BASE_URL"
    )]
    CredentialsInAddress,
    /// A query or fragment in the URL.
    #[error("the model address carries a query or fragment; end OPENAI_BASE_URL after the path")]
    QueryInAddress,
    /// Characters no header can carry.
    #[error("the model key has characters a key can't have; copy OPENAI_API_KEY again, without line breaks")]
    BadKey,
    /// An empty model name.
    #[error("no model name is set; set LLM_MODEL to a name the endpoint knows")]
    NoModel,
    /// The HTTP client can't be made.
    #[error("the connection to models can't be set up; check the certificates of this machine")]
    Client,
}

/// A model behind an OpenAI-compatible endpoint.
pub struct Endpoint {
    client: Client<Address>,
    model: String,
    host: String,
    idle_timeout: Duration,
    step_timeout: Duration,
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Endpoint").field("model", &self.model).field("host", &self.host).finish_non_exhaustive()
    }
}

impl Endpoint {
    /// Checks the settings; nothing is sent.
    ///
    /// # Errors
    /// [`SettingsError`] naming what to change.
    pub fn new(settings: EndpointSettings) -> Result<Self, SettingsError> {
        if settings.model.trim().is_empty() {
            return Err(SettingsError::NoModel);
        }
        let address = Address::new(&settings.base_url, settings.api_key.as_ref())?;
        let host = address.host().to_owned();
        let http = client(&address, settings.connect_timeout)?;
        let client = Client::build(http.clone(), address)
            .with_http_service(transport::with_retries(Transport::new(http, settings.idle_timeout)));
        Ok(Self {
            client,
            model: settings.model.trim().to_owned(),
            host,
            idle_timeout: settings.idle_timeout,
            step_timeout: settings.step_timeout,
        })
    }

    async fn step(&self, request: &ModelRequest, chunks: &Chunks) -> Result<ModelReply, ModelError> {
        let body = wire::request_body(&self.model, request);
        let chat = self.client.chat();
        let mut stream = chat.create_stream_byot::<_, Value>(&body).await.map_err(|error| self.failed(&error))?;
        let mut assembly = Assembly::default();
        while let Some(chunk) = self.next(&mut stream).await? {
            let chunk: wire::Chunk = serde_json::from_value(chunk).map_err(|_| self.malformed())?;
            if let Some(error) = &chunk.error {
                return Err(self.refused(wire::status_in(error)));
            }
            let text = assembly.add(chunk).map_err(|assemble::Unreadable| self.malformed())?;
            if !text.is_empty() {
                // Nobody listening is no reason to stop: the reply is what counts.
                let _ = chunks.send(text);
            }
        }
        assembly.finish(&request.messages).map_err(|assemble::Unreadable| self.malformed())
    }

    async fn next(
        &self,
        stream: &mut (impl Stream<Item = Result<Value, OpenAIError>> + Unpin),
    ) -> Result<Option<Value>, ModelError> {
        match tokio::time::timeout(self.idle_timeout, stream.next()).await {
            Err(_) => Err(self.timed_out(self.idle_timeout)),
            Ok(None) => Ok(None),
            Ok(Some(Ok(value))) => Ok(Some(value)),
            Ok(Some(Err(error))) => Err(self.failed(&error)),
        }
    }

    fn failed(&self, error: &OpenAIError) -> ModelError {
        match transport::failure(error) {
            Failure::Status(status) => self.refused(status),
            Failure::Silent => self.timed_out(self.idle_timeout),
            Failure::Unreachable => ModelError::Unreachable { host: self.host.clone() },
            Failure::Unreadable => self.malformed(),
        }
    }

    fn refused(&self, status: u16) -> ModelError {
        let host = self.host.clone();
        match status {
            401 | 403 => ModelError::KeyRefused { host },
            _ => ModelError::Endpoint { host, status },
        }
    }

    fn timed_out(&self, limit: Duration) -> ModelError {
        ModelError::TimedOut { host: self.host.clone(), seconds: limit.as_secs().max(1) }
    }

    fn malformed(&self) -> ModelError {
        ModelError::Malformed { host: self.host.clone() }
    }
}

/// A client that goes to this address and nowhere else.
fn client(address: &Address, connect_timeout: Duration) -> Result<reqwest::Client, SettingsError> {
    let mut builder = reqwest::Client::builder()
        // A redirect could carry the transcript to an address nobody set.
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(connect_timeout)
        .user_agent(concat!("assent/", env!("CARGO_PKG_VERSION")));
    if address.is_loopback() {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|_| SettingsError::Client)
}

#[async_trait]
impl Model for Endpoint {
    fn name(&self) -> &str {
        &self.model
    }

    fn host(&self) -> Option<&str> {
        Some(&self.host)
    }

    async fn respond(&self, request: ModelRequest, chunks: &Chunks) -> Result<ModelReply, ModelError> {
        let started = Instant::now();
        let reply = tokio::time::timeout(self.step_timeout, self.step(&request, chunks))
            .await
            .unwrap_or_else(|_| Err(self.timed_out(self.step_timeout)));
        let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        match &reply {
            Ok(reply) => {
                tracing::debug!(host = %self.host, milliseconds, calls = reply.calls.len(), "model answered")
            }
            Err(error) => {
                tracing::warn!(host = %self.host, milliseconds, code = error.code(), "model gave no answer")
            }
        }
        reply
    }
}
