//! The one error shape that leaves the process: a code for machines, a sentence
//! for people, details where there are some. The cause goes to the log.

use std::fmt;

use assent_gate::GateError;
use serde::Serialize;
use serde_json::{Value, json};
use ts_rs::TS;

/// What every command that fails answers with.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ApiError {
    /// For machines.
    pub code: String,
    /// A sentence for a person, with a next step.
    pub message: String,
    /// More, where there is more.
    #[ts(type = "JsonValue")]
    pub details: Value,
}

impl ApiError {
    /// An error without details.
    #[must_use]
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: sentence(&message.into()), details: Value::Null }
    }
}

/// Messages inside are lower-case without a full stop; outside they are sentences.
pub(crate) fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    let Some(first) = chars.next() else { return String::new() };
    let mut text: String = first.to_uppercase().chain(chars).collect();
    if !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    text
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message, self.code)
    }
}

impl std::error::Error for ApiError {}

impl From<GateError> for ApiError {
    fn from(cause: GateError) -> Self {
        tracing::debug!(cause = ?cause, "a request was not met");
        let details = match &cause {
            GateError::SignInLocked { retry_after } => json!({ "retry_after_seconds": retry_after }),
            _ => Value::Null,
        };
        Self { details, ..Self::new(cause.code(), cause.to_string()) }
    }
}

impl From<crate::ConfigError> for ApiError {
    fn from(cause: crate::ConfigError) -> Self {
        Self::new(cause.code(), cause.to_string())
    }
}
