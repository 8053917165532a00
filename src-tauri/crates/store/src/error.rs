//! What can go wrong with the database.

use sea_orm::sqlx;
use sea_orm::{DbErr, RuntimeErr};
use thiserror::Error;

use crate::StoreOptions;

/// A failure of the database, with what a person can do about it.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The file or server can't be opened.
    #[error("the database at {place} can't be opened; {remedy}")]
    Unreachable {
        /// File or server, without credentials.
        place: String,
        /// What to do about it.
        remedy: &'static str,
        /// The cause, for the log.
        #[source]
        cause: DbErr,
    },
    /// The file is not a database, or a damaged one.
    #[error("{place} is not a readable database; restore a backup, or move the file away to start anew")]
    Corrupt {
        /// The file.
        place: String,
        /// The cause, for the log.
        #[source]
        cause: DbErr,
    },
    /// The file or the server's database was moved or deleted while it was open.
    #[error("{place} is gone; nothing was written; put it back, or start again")]
    Gone {
        /// File or server, without credentials.
        place: String,
    },
    /// The server ended the connection, or does not answer any more.
    #[error("the database server does not answer; check that it runs, then try again")]
    Lost(#[source] DbErr),
    /// The schema was made by a newer version.
    #[error("{place} was written by a newer version of Assent (schema {found}); install that version or a later one")]
    Newer {
        /// File or server.
        place: String,
        /// The newest migration found.
        found: String,
    },
    /// Another process held the database for too long.
    #[error("the database is busy in another process; try again in a moment")]
    Busy,
    /// A row does not hold what the schema promises.
    #[error("a stored {what} can't be read; restore a backup")]
    Unreadable {
        /// What kind of row.
        what: &'static str,
    },
    /// Anything else.
    #[error("the database refused the operation; see the log, then try again")]
    Database(#[source] DbErr),
}

impl From<DbErr> for StoreError {
    fn from(cause: DbErr) -> Self {
        match state(&cause).as_deref() {
            Some(LOCK_NOT_AVAILABLE | DEADLOCK | SERIALIZATION | CANCELED) => return Self::Busy,
            Some(state) if is_lost(state) => return Self::Lost(cause),
            _ => {}
        }
        let text = cause.to_string();
        if text.contains("database is locked") || text.contains("database table is locked") {
            return Self::Busy;
        }
        if text.contains("file is not a database") || text.contains("malformed") {
            return Self::Corrupt { place: "the database".to_owned(), cause };
        }
        match driver(&cause) {
            Some(sqlx::Error::Io(_) | sqlx::Error::PoolClosed) => Self::Lost(cause),
            _ => Self::Database(cause),
        }
    }
}

// What PostgreSQL calls them: appendix A of its manual.
const LOCK_NOT_AVAILABLE: &str = "55P03";
const DEADLOCK: &str = "40P01";
const SERIALIZATION: &str = "40001";
const CANCELED: &str = "57014";
const NO_SUCH_DATABASE: &str = "3D000";
const NOT_ALLOWED: &str = "42501";
const TOO_MANY: &str = "53300";

fn is_lost(state: &str) -> bool {
    // Shut down, starting up, dropped, connection lost, idle for too long.
    state.starts_with("57P") || state.starts_with("08") || state == "25P03"
}

fn driver(cause: &DbErr) -> Option<&sqlx::Error> {
    match cause {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

fn state(cause: &DbErr) -> Option<String> {
    let code = driver(cause)?.as_database_error()?.code()?;
    Some(code.into_owned())
}

impl StoreError {
    /// A failure to open, told from what the driver says.
    pub(crate) fn opening(options: &StoreOptions, cause: DbErr) -> Self {
        let place = options.place.clone();
        let text = cause.to_string();
        if text.contains("not a database") || text.contains("malformed") || text.contains("(code: 26)") {
            return Self::Corrupt { place, cause };
        }
        let remedy =
            if options.file.is_some() { "check that the folder exists and can be written to" } else { remedy(&cause) };
        Self::Unreachable { place, remedy, cause }
    }

    /// A failure to begin a transaction on a database that was open before.
    pub(crate) fn beginning(place: &str, server: bool, cause: DbErr) -> Self {
        if state(&cause).as_deref() == Some(NO_SUCH_DATABASE) {
            return Self::Gone { place: place.to_owned() };
        }
        match cause {
            DbErr::ConnectionAcquire(_) if server => Self::Lost(cause),
            DbErr::ConnectionAcquire(_) => Self::Busy,
            cause => cause.into(),
        }
    }
}

fn remedy(cause: &DbErr) -> &'static str {
    if matches!(driver(cause), Some(sqlx::Error::Configuration(_))) {
        return "write DATABASE_URL as postgres://NAME:PASSWORD@HOST/DATABASE, with %40 for an @ in the password and so on";
    }
    match state(cause).as_deref() {
        Some(NO_SUCH_DATABASE) => "the server has no such database: make it with createdb, or correct DATABASE_URL",
        Some(NOT_ALLOWED) => "the server does not let this name make tables there: let it own the database",
        Some(TOO_MANY) => "the server takes no more connections: lower DATABASE_POOL_SIZE, or raise its limit",
        Some(state) if state.starts_with("28") => {
            "the server lets nobody in by this name and password: correct them in DATABASE_URL"
        }
        _ => "check that the server runs, and that DATABASE_URL names it",
    }
}

impl From<assent_policy::UnknownWord> for StoreError {
    fn from(word: assent_policy::UnknownWord) -> Self {
        Self::Unreadable { what: word.kind }
    }
}

impl StoreError {
    /// The code for machines.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } | Self::Lost(_) => "DATABASE_UNREACHABLE",
            Self::Corrupt { .. } => "DATABASE_CORRUPT",
            Self::Gone { .. } => "DATABASE_GONE",
            Self::Newer { .. } => "DATABASE_NEWER",
            Self::Busy => "DATABASE_BUSY",
            Self::Unreadable { .. } => "DATABASE_UNREADABLE",
            Self::Database(_) => "DATABASE_ERROR",
        }
    }
}
