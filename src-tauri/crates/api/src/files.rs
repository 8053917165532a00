//! What works on the files of an installation without opening it: reading the audit
//! record for whoever holds the database, and putting a backup in place.

use std::path::PathBuf;
use std::sync::Arc;

use assent_gate::keys::KeyPlace;
use assent_gate::{GateError, Reads, Record, RecordOptions, RestoreOptions, Staged, StoreError, SystemClock};
use secrecy::SecretString;

use crate::ApiError;
use crate::app::store_options;
use crate::config::{Config, Database};

/// Where keys of this start lie; the gate fills in the workspace.
pub(crate) fn key_place(config: &Config) -> KeyPlace {
    KeyPlace {
        workspace: String::new(),
        config_dir: config.config_dir().to_owned(),
        passphrase: config.key_passphrase().cloned(),
        use_keyring: config.use_keyring(),
    }
}

/// Opens the audit record of a data folder, a copy of one included. The file stays as it is.
///
/// # Errors
/// [`ApiError`] when the database can't be read or holds no workspace.
pub async fn open_record(config: &Config, reads: Reads) -> Result<Record, ApiError> {
    let anchors = config.clone();
    let options = RecordOptions {
        store: store_options(config),
        keys: key_place(config),
        anchor: Arc::new(move |workspace| anchors.audit_anchor(workspace)),
        reads,
    };
    Ok(Record::open(options).await?)
}

/// Opens a backup beside the data folder, ready to be put in place.
///
/// # Errors
/// [`ApiError`] for a backup or passphrase that won't do, and where something is set up
/// already unless it is to be replaced. Then nothing was changed.
pub async fn open_backup(
    config: &Config,
    file: PathBuf,
    passphrase: SecretString,
    replace: bool,
) -> Result<Staged, ApiError> {
    let database = match config.database() {
        Database::SqliteFile(path) if path.parent() == Some(config.data_dir()) => path.clone(),
        Database::SqliteFile(_) => {
            let message = "a backup is restored into the data folder; unset DATABASE_URL and name the folder with \
                           --data-dir";
            return Err(ApiError::new("NOT_SUPPORTED", message));
        }
        Database::Url(_) => {
            let refused = StoreError::NotSupported { what: "restoring a backup", instead: "pg_restore" };
            return Err(GateError::from(refused).into());
        }
    };
    let anchors = config.clone();
    let options = RestoreOptions {
        file,
        passphrase,
        database,
        keys: key_place(config),
        anchor: Arc::new(move |workspace| anchors.audit_anchor(workspace)),
        clock: Arc::new(SystemClock),
    };
    Ok(Staged::open(options, replace).await?)
}

/// A time in milliseconds as RFC 3339 in UTC.
#[must_use]
pub fn time(millis: i64) -> String {
    crate::view::time(millis)
}

/// The milliseconds of a time in RFC 3339; `None` when it is none.
#[must_use]
pub fn millis(text: &str) -> Option<i64> {
    text.trim().parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond)
}
