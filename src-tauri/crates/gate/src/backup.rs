//! Backup and restore: one encrypted file with a consistent copy of the database, the
//! signing key and the anchor. Making one, and replacing what is set up, is for an
//! access manager whose password is fresh; restoring into an empty folder takes only
//! the passphrase. How the file is made lies in `sealed`, putting it back in `restore`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use assent_store::{Reads, Store, StoreError, StoreOptions, audit};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use thiserror::Error;

use crate::{Gate, GateError, Session, keys};

mod restore;
mod sealed;
mod temporary;
#[cfg(test)]
mod tests;

pub use restore::{Restoration, RestoreOptions, SetAside, Staged};
use sealed::Contents;
use temporary::{Temporary, beside, owner_only};

/// The shortest passphrase of a backup, in characters.
const SHORTEST_PASSPHRASE: usize = 8;

/// What keeps a backup from being made or restored.
#[derive(Debug, Error)]
pub enum BackupError {
    /// The file is there already.
    #[error("{} is there already; a backup overwrites nothing, name another file", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The backup is not there.
    #[error("the backup {} is not there; check its name", path.display())]
    NotThere {
        /// The file.
        path: PathBuf,
    },
    /// The passphrase is too short.
    #[error(
        "the passphrase is too short; it takes {SHORTEST_PASSPHRASE} characters or more, as it guards the signing key"
    )]
    ShortPassphrase,
    /// The passphrase does not open it.
    #[error("the passphrase does not open {}; check it, mind capitals; nothing was changed", path.display())]
    WrongPassphrase {
        /// The file.
        path: PathBuf,
    },
    /// It was cut short, altered, or is something else.
    #[error("{} is not a whole backup ({what}); take another copy of it; nothing was changed", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A newer version wrote it.
    #[error("{} was made by a newer version of Assent; install that version or a later one", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
    },
    /// Something is set up where it would go.
    #[error(
        "{} is set up already; name an empty folder with --data-dir, or let --replace keep this one aside", folder.display()
    )]
    NotEmpty {
        /// The data folder.
        folder: PathBuf,
    },
    /// The disk refused.
    #[error("could not {action} {}: {source}; check the folder's owner and free space; nothing was changed", path.display())]
    Disk {
        /// What was tried.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl BackupError {
    /// The code for machines.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Exists { .. } => "FILE_EXISTS",
            Self::NotThere { .. } => "NO_SUCH_FILE",
            Self::ShortPassphrase => "INVALID_INPUT",
            Self::WrongPassphrase { .. } => "WRONG_PASSPHRASE",
            Self::Damaged { .. } => "BACKUP_DAMAGED",
            Self::Newer { .. } => "BACKUP_NEWER",
            Self::NotEmpty { .. } => "ALREADY_SET_UP",
            Self::Disk { .. } => "DISK_FAILED",
        }
    }

    fn disk(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Disk { action, path, source }
    }
}

/// A backup that was made.
#[derive(Clone, Debug)]
pub struct BackupMade {
    /// The file.
    pub path: PathBuf,
    /// The last event in it.
    pub events: i64,
    /// Its size in bytes.
    pub bytes: u64,
}

/// Encryption, decryption and large files keep off the async threads.
async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, GateError> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(|_| GateError::Interrupted)??)
}

impl Gate {
    /// Whether a backup can be made here by this person.
    ///
    /// # Errors
    /// As [`Self::backup`] gives them before it writes anything.
    pub async fn refuse_backup(&self, session: &Session, file: &Path) -> Result<(), GateError> {
        if !self.inner.store.is_file() {
            return Err(
                StoreError::NotSupported { what: "a backup", instead: "pg_dump, and keep the keys folder" }.into()
            );
        }
        self.refuse_unless_manager(&self.inner.store.view().await?, session).await?;
        if file.symlink_metadata().is_ok() {
            return Err(BackupError::Exists { path: file.to_owned() }.into());
        }
        Ok(())
    }

    /// Writes database, signing key and anchor into one file that the passphrase opens.
    /// That it was begun is recorded first, and is in it.
    ///
    /// # Errors
    /// [`GateError::MissingPermission`], [`GateError::PasswordNeeded`] for who may not;
    /// [`StoreError::NotSupported`] on PostgreSQL; [`BackupError`]. Then there is no file.
    pub async fn backup(
        &self,
        session: &Session,
        file: &Path,
        passphrase: SecretString,
    ) -> Result<BackupMade, GateError> {
        self.refuse_backup(session, file).await?;
        if passphrase.expose_secret().chars().count() < SHORTEST_PASSPHRASE {
            return Err(BackupError::ShortPassphrase.into());
        }
        let Some(database) = self.inner.store.file().map(Path::to_owned) else { return Err(GateError::NoWorkspace) };
        temporary::sweep(file, "partial");
        let partial = beside(file, "partial");
        // Before anything is recorded: most of what can go wrong shows here.
        let partial = Temporary::file(partial.clone()).map_err(BackupError::disk("create", &partial))?;
        let tx = self.inner.store.write().await?;
        self.refuse_unless_manager(&tx, session).await?;
        let head = self.append(&tx, self.event("backup.begun", session, json!({}))).await?;
        self.commit(tx, head).await?;

        // In a folder of its own: the database puts files of its own beside it.
        let folder = beside(&database, "copy");
        let folder = Temporary::folder(folder.clone()).map_err(BackupError::disk("create", &folder))?;
        let copy = folder.path.join("assent.db");
        self.inner.store.copy_into(&copy).await.map_err(|cause| match cause {
            StoreError::Database(cause) => {
                let cause = io::Error::other(cause.to_string());
                GateError::from(BackupError::disk("copy the database to", &copy)(cause))
            }
            other => other.into(),
        })?;
        let contents = self.contents(&copy).await?;
        let (file, events) = (file.to_owned(), contents.head.seq);
        off_thread(move || {
            sealed::write(&partial.path, &contents, &copy, passphrase)?;
            drop(folder);
            // Not by renaming over: somebody may have put a file there meanwhile.
            put_new(&partial.path, &file)?;
            let bytes = fs::metadata(&file).map_err(BackupError::disk("look at", &file))?.len();
            Ok(BackupMade { path: file, events, bytes })
        })
        .await
    }

    /// What goes with this copy of the database.
    async fn contents(&self, copy: &Path) -> Result<Contents, GateError> {
        let copied = Store::open_read_only(&StoreOptions::file(copy), Reads::Once).await?;
        let view = copied.view().await?;
        let (head, chain) = (audit::head(&view).await?, audit::current_key(&view).await?);
        drop(view);
        copied.close().await?;
        let opened = self.opened().await?;
        let (keys, place) = (opened.keys.current(), opened.place.clone());
        if chain != Some(keys.public_key()) {
            // Another process gave the chain its next key between the record and the copy.
            return Err(StoreError::Busy.into());
        }
        let left = crate::gate::blocking(move || keys::known(&place)).await?.map(|known| known.left);
        let mut anchor = opened.anchor.read().map_err(BackupError::disk("read", opened.anchor.path()))?;
        if let Some(heads) = &mut anchor {
            // Later heads are about events that the copy does not hold.
            heads.retain(|kept| kept.seq <= head.seq);
        }
        let (workspace, left) = (opened.place.workspace.clone(), left.unwrap_or_default());
        Ok(Contents { workspace, made_at: self.millis(), head, seed: keys.seed(), left, anchor })
    }
}

/// At every start: a process killed while it made or restored a backup left a copy of the
/// database that nothing encrypts, in the data folder or in a folder beside it.
pub(crate) async fn sweep(database: PathBuf) {
    let swept = tokio::task::spawn_blocking(move || {
        temporary::sweep(&database, "copy");
        if let Some(folder) = database.parent() {
            temporary::sweep(folder, "restoring");
        }
    });
    // Whatever is left is tried again at the next start.
    let _ = swept.await;
}

fn put_new(from: &Path, to: &Path) -> Result<(), BackupError> {
    match fs::hard_link(from, to) {
        Ok(()) => Ok(()),
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => Err(BackupError::Exists { path: to.to_owned() }),
        // Not every file system has links.
        Err(_) => fs::rename(from, to).map_err(BackupError::disk("put in place", to)),
    }
}
