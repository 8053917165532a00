//! How a command fails, and how that is said: one sentence with its code on
//! standard error, and with `--json` the same as data on standard output.

use std::io;

use assent_api::ApiError;
use serde_json::json;

use crate::exit::Exit;
use crate::{output, visible};

/// Why a command ended early.
#[derive(Debug)]
pub enum Failure {
    /// Something to tell the person.
    Said(ApiError),
    /// Nobody reads standard output any more, which is no failure of ours.
    ReaderGone,
}

impl<E> From<E> for Failure
where
    ApiError: From<E>,
{
    fn from(cause: E) -> Self {
        Self::Said(cause.into())
    }
}

impl Failure {
    /// A failure in our own words.
    pub fn of(code: &str, message: impl Into<String>) -> Self {
        Self::Said(ApiError::new(code, message))
    }

    /// Standard output could not be written.
    pub fn unwritten(cause: &io::Error) -> Self {
        if cause.kind() == io::ErrorKind::BrokenPipe {
            return Self::ReaderGone;
        }
        Self::of("OUTPUT_FAILED", format!("the output can't be written ({cause}); check the disk it goes to"))
    }

    /// Says it; what the process ends with.
    pub fn say(self, json: bool) -> Exit {
        let Self::Said(error) = self else { return Exit::Done };
        output::note(&format!("assent: {}", visible::line(&error.to_string())));
        if json {
            // Where even this can't be written, the sentence and the exit code stand.
            let _ = output::data(&json!({ "error": error }));
        }
        Exit::of(&error.code)
    }
}
