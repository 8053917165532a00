//! What the gate answers when it can't do what was asked, other than a denial.

use assent_policy::LimitKind;
use assent_store::StoreError;
use thiserror::Error;

use crate::backup::BackupError;
use crate::keys::KeyError;

/// A failure or refusal of the gate itself. A denied call is not one: it is a
/// recorded [`crate::CallRecord`].
#[derive(Debug, Error)]
pub enum GateError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The signing key failed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The anchor can't be read.
    #[error("the audit anchor at {path} can't be read; check its permissions")]
    Anchor {
        /// The file.
        path: String,
        /// The cause, for the log.
        #[source]
        cause: std::io::Error,
    },
    /// No workspace is set up in this data folder.
    #[error("this data folder is empty; run `assent init`, or `assent init --demo` for the demo office")]
    NoWorkspace,
    /// A workspace is set up already.
    #[error("this data folder is already set up; sign in, or choose another folder with --data-dir")]
    AlreadySetUp,
    /// There is no live session.
    #[error("you are not signed in, or the session has ended; sign in again")]
    NotSignedIn,
    /// The password was given by somebody else, for one sign-in.
    #[error("this password was given to you for once; choose your own first with `assent passwd`")]
    PasswordChangeRequired,
    /// E-mail and password don't belong together.
    #[error("e-mail or password is wrong; check both, mind capitals")]
    WrongCredentials,
    /// Too many failed sign-ins.
    #[error("too many wrong passwords for this account; try again in {retry_after} s")]
    SignInLocked {
        /// Seconds until it may be tried again.
        retry_after: i64,
    },
    /// A new password is too weak, or known to everybody.
    #[error("{reason}")]
    PasswordRefused {
        /// What is wrong with it and what would do.
        reason: &'static str,
    },
    /// A name or e-mail that can't be one.
    #[error("{what} is not valid; {takes}")]
    InvalidInput {
        /// Which.
        what: &'static str,
        /// What it takes.
        takes: &'static str,
    },
    /// Not there, or somebody else's.
    #[error("there is no such {what} among yours")]
    NotFound {
        /// What kind of thing.
        what: &'static str,
    },
    /// The hold was answered, has ended, or is not this person's to answer.
    #[error("{reason}")]
    VerdictRefused {
        /// For machines.
        code: &'static str,
        /// Why, and what then.
        reason: String,
    },
    /// It takes a right this person does not have.
    #[error("it takes the right `{permission}`, which you don't have; ask an access manager")]
    MissingPermission {
        /// Which.
        permission: &'static str,
    },
    /// The password was given too long ago for this.
    #[error("your password was given more than 15 minutes ago; give it again, then repeat this")]
    PasswordNeeded,
    /// Verdicts are switched off at terminals.
    #[error("verdicts are not taken from a terminal here; answer in the window, or set TERMINAL_VERDICTS to on")]
    NoTerminalVerdicts,
    /// A backup could not be made or restored.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// A limit allows no more of this for now.
    #[error("the limit on {} is used up; go on in {}, or ask an access manager for more", said(*.kind), span(*.retry_after))]
    BudgetExceeded {
        /// Of what.
        kind: LimitKind,
        /// Seconds until it begins anew.
        retry_after: i64,
    },
    /// The conversation has a run that goes on.
    #[error("the agent is still at work in this conversation; wait for it or stop it")]
    RunInProgress,
    /// Something could not be encoded.
    #[error("the request can't be recorded; it is not plain data")]
    Encoding(#[from] serde_json::Error),
    /// A background task ended early.
    #[error("the work was interrupted; try again")]
    Interrupted,
}

impl GateError {
    /// The code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(cause) => cause.code(),
            Self::Key(cause) => cause.code(),
            Self::Anchor { .. } => "ANCHOR_UNREADABLE",
            Self::NoWorkspace => "NOT_SET_UP",
            Self::AlreadySetUp => "ALREADY_SET_UP",
            Self::NotSignedIn => "NOT_SIGNED_IN",
            Self::PasswordChangeRequired => "PASSWORD_CHANGE_REQUIRED",
            Self::WrongCredentials => "WRONG_CREDENTIALS",
            Self::SignInLocked { .. } => "RATE_LIMITED",
            Self::PasswordRefused { .. } => "PASSWORD_REFUSED",
            Self::InvalidInput { .. } => "INVALID_INPUT",
            Self::NotFound { .. } => "NOT_FOUND",
            Self::VerdictRefused { code, .. } => code,
            Self::MissingPermission { .. } => "MISSING_PERMISSION",
            Self::PasswordNeeded => "PASSWORD_NEEDED",
            Self::NoTerminalVerdicts => "NO_TERMINAL_VERDICTS",
            Self::Backup(cause) => cause.code(),
            Self::BudgetExceeded { .. } => "BUDGET_EXCEEDED",
            Self::RunInProgress => "RUN_IN_PROGRESS",
            Self::Encoding(_) => "INVALID_INPUT",
            Self::Interrupted => "INTERRUPTED",
        }
    }
}

const fn said(kind: LimitKind) -> &'static str {
    match kind {
        LimitKind::Calls => "calls by agents",
        LimitKind::Requests => "requests",
        LimitKind::Runs => "turns of the agent",
        LimitKind::Tokens => "tokens of models",
    }
}

/// A time to wait, in words.
fn span(seconds: i64) -> String {
    match seconds {
        ..=90 => format!("{} s", seconds.max(1)),
        91..=5400 => format!("{} min", (seconds + 59) / 60),
        _ => format!("{} h", (seconds + 3599) / 3600),
    }
}
