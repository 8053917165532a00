//! What the process ends with, for scripts.

use std::process::ExitCode;

use assent_api::{Outcome, Turn};

/// The exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// What was asked for is done.
    Done = 0,
    /// A check did not pass.
    CheckFailed = 1,
    /// What was typed, piped in or set can't be used.
    Usage = 2,
    /// It waits for a verdict, or answered with its plan.
    Waiting = 3,
    /// It was refused.
    Denied = 4,
    /// It did not work.
    Failed = 5,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl From<Outcome> for Exit {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Succeeded => Self::Done,
            Outcome::Planned | Outcome::Held => Self::Waiting,
            Outcome::Denied => Self::Denied,
            Outcome::Failed => Self::Failed,
        }
    }
}

impl From<&Turn> for Exit {
    fn from(turn: &Turn) -> Self {
        let calls = Self::from(turn.outcome);
        match turn.state.as_str() {
            "finished" => calls,
            "waiting" => calls.max(Self::Waiting),
            _ => Self::Failed,
        }
    }
}

impl Exit {
    /// What an error of this code ends with.
    pub fn of(code: &str) -> Self {
        match code {
            "CONFIG_INVALID"
            | "MODEL_SETTINGS"
            | "INVALID_INPUT"
            | "NO_MODEL"
            | "NOT_SIGNED_IN"
            | "WRONG_CREDENTIALS"
            | "PASSWORD_CHANGE_REQUIRED"
            | "PASSWORD_REFUSED"
            | "ALREADY_SET_UP"
            | "NOT_SET_UP"
            | "USAGE"
            | "NO_TERMINAL"
            | "MALFORMED_JSON"
            | "TOO_LARGE"
            | "NOT_TEXT"
            | "NO_SUCH_FILE"
            | "FILE_EXISTS"
            | "WRONG_PASSPHRASE"
            | "BACKUP_DAMAGED"
            | "BACKUP_NEWER"
            | "NOT_SUPPORTED" => Self::Usage,
            "MISSING_PERMISSION"
            | "PASSWORD_NEEDED"
            | "NO_TERMINAL_VERDICTS"
            | "NOT_FOUND"
            | "RATE_LIMITED"
            | "DECIDED"
            | "EXPIRED"
            | "CHANGED_SINCE"
            | "NOT_REMEMBERED" => Self::Denied,
            _ => Self::Failed,
        }
    }
}
