//! What the app writes to standard error while it runs, with secrets taken out.
//!
//! One layer writes both formats, so there is one place where a value becomes text and
//! none where it can pass unredacted: messages, fields, errors with their causes, and
//! the fields of the spans around them. What must be kept for good goes into the audit,
//! never only here.

use std::io;

use tracing::Subscriber;
use tracing::subscriber::SetGlobalDefaultError;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{EnvFilter, Registry};

use crate::config::{Config, LogFormat, LogLevel};

mod lines;
mod redact;

use lines::Lines;
pub use redact::Redactor;

/// Why logging did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoggingError {
    /// This process logs already.
    #[error("logging was already started in this process; start it once, before anything else")]
    AlreadyStarted(#[from] TryInitError),
    /// This thread or process has a subscriber of its own.
    #[error("another log subscriber is in place; start logging once, before anything else")]
    Taken(#[from] SetGlobalDefaultError),
    /// A redaction rule cannot be used, so nothing may be logged.
    #[error("a log redaction rule is broken: {0}; correct LOG_REDACT_FIELDS")]
    Rule(#[from] regex::Error),
}

/// Starts logging to standard error, for the rest of the process.
///
/// # Errors
/// [`LoggingError`], when it was started before.
pub fn start(config: &Config) -> Result<(), LoggingError> {
    subscriber(config, io::stderr)?.try_init()?;
    Ok(())
}

/// The same, written elsewhere and not yet in force.
///
/// # Errors
/// [`LoggingError::Rule`], when the names to redact make no rule.
pub fn subscriber<W>(config: &Config, writer: W) -> Result<impl Subscriber + Send + Sync + 'static, LoggingError>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let redactor = Redactor::new(config.log_redact_fields())?;
    let lines = match config.log_format() {
        LogFormat::Text => Lines::text(redactor, writer),
        LogFormat::Json => Lines::json(redactor, writer),
    };
    Ok(Registry::default().with(filter(config.log_level())).with(lines))
}

/// Our own crates at the level asked for. Others stay at warnings: what they write
/// below that (headers, statements) is theirs to understand, not ours to judge.
fn filter(level: LogLevel) -> EnvFilter {
    let others = match level {
        LogLevel::Error => "error",
        LogLevel::Warn | LogLevel::Info | LogLevel::Debug | LogLevel::Trace => "warn",
    };
    // It logs pieces of what a model wrote when they are not JSON.
    EnvFilter::new(format!("{others},async_openai=off,assent={}", level.as_str()))
}

#[cfg(test)]
mod tests;
