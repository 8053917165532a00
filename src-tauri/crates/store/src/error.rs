//! What can go wrong with the database.

use thiserror::Error;

/// A failure of the database, with what a person can do about it.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The file or server can't be opened.
    #[error("the database at {place} can't be opened; check that the folder exists and can be written to")]
    Unreachable {
        /// File or server, without credentials.
        place: String,
        /// The cause, for the log.
        #[source]
        cause: sea_orm::DbErr,
    },
    /// The file is not a database, or a damaged one.
    #[error("{place} is not a readable database; restore a backup, or move the file away to start anew")]
    Corrupt {
        /// The file.
        place: String,
        /// The cause, for the log.
        #[source]
        cause: sea_orm::DbErr,
    },
    /// The file was moved or deleted while it was open.
    #[error("{place} is gone; nothing was written; put it back, or start again")]
    Gone {
        /// The file.
        place: String,
    },
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
    /// The audit chain goes on under a key that is not the one at hand.
    #[error(
        "the audit record goes on under another signing key than the one here; bring the folder of keys back from a backup"
    )]
    KeyMoved,
    /// The operation is not for this kind of database.
    #[error("{what} is for a database file; with PostgreSQL use {instead}")]
    NotSupported {
        /// What was asked for.
        what: &'static str,
        /// What does it there.
        instead: &'static str,
    },
    /// Another program has the file open.
    #[error("{place} is open in another Assent; close it there, then try again")]
    InUse {
        /// The file.
        place: String,
    },
    /// A row does not hold what the schema promises.
    #[error("a stored {what} can't be read; restore a backup")]
    Unreadable {
        /// What kind of row.
        what: &'static str,
    },
    /// Anything else.
    #[error("the database refused the operation; see the log, then try again")]
    Database(#[source] sea_orm::DbErr),
}

impl From<sea_orm::DbErr> for StoreError {
    fn from(cause: sea_orm::DbErr) -> Self {
        let text = cause.to_string();
        if text.contains("database is locked") || text.contains("database table is locked") {
            return Self::Busy;
        }
        if text.contains("file is not a database") || text.contains("malformed") {
            return Self::Corrupt { place: "the database".to_owned(), cause };
        }
        Self::Database(cause)
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
            Self::Unreachable { .. } => "DATABASE_UNREACHABLE",
            Self::Corrupt { .. } => "DATABASE_CORRUPT",
            Self::Gone { .. } => "DATABASE_GONE",
            Self::Newer { .. } => "DATABASE_NEWER",
            Self::Busy => "DATABASE_BUSY",
            Self::KeyMoved => "KEY_MISSING",
            Self::NotSupported { .. } => "NOT_SUPPORTED",
            Self::InUse { .. } => "IN_USE",
            Self::Unreadable { .. } => "DATABASE_UNREADABLE",
            Self::Database(_) => "DATABASE_ERROR",
        }
    }
}
