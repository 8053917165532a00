//! Putting a backup in place. Everything is made ready beside the data folder and
//! signed there; then folders change places, and change back where a later step fails.

use std::fs;
use std::path::{Path, PathBuf};

use assent_store::audit::{self, ANCHOR_BEGUN, Head, NewEvent, RESTORED, Signer};
use assent_store::{Store, StoreOptions, people};
use ed25519_dalek::{Signer as _, SigningKey};
use secrecy::SecretString;
use serde_json::json;

use super::sealed::{self, Contents};
use super::temporary::{Temporary, beside, sweep};
use super::{BackupError, off_thread};
use crate::gate::blocking;
use crate::keys::{self, KeyPlace};
use crate::{Anchor, AnchorPlace, Gate, GateError, Session, SharedClock};

/// What is restored, and to where.
pub struct RestoreOptions {
    /// The backup.
    pub file: PathBuf,
    /// What opens it.
    pub passphrase: SecretString,
    /// The database file; its folder is the data folder.
    pub database: PathBuf,
    /// Where keys go. The workspace's id is filled in.
    pub keys: KeyPlace,
    /// Where the anchor goes.
    pub anchor: AnchorPlace,
    /// Time.
    pub clock: SharedClock,
}

/// A backup that was opened and lies ready beside the data folder. Dropped, it leaves nothing.
pub struct Staged {
    pub(super) contents: Contents,
    stage: Temporary,
    options: RestoreOptions,
}

/// Proof that somebody who may has put an end to what is set up in the data folder.
#[derive(Debug)]
pub struct SetAside {
    workspace: String,
    person: i64,
}

/// What was restored.
#[derive(Clone, Debug)]
pub struct Restoration {
    /// The data folder.
    pub folder: PathBuf,
    /// The last event of the backup.
    pub from: i64,
    /// When the backup was made, in milliseconds.
    pub made_at: i64,
    /// Later events that the anchor here knows and the backup does not hold.
    pub lost: i64,
    /// Sessions that ended.
    pub sessions_ended: u64,
    /// Where the folder lies that was here before.
    pub aside: Option<PathBuf>,
    /// What is said out loud about where the key lies, if anything.
    pub notice: Option<String>,
}

struct SeedSigner(SigningKey);

impl Signer for SeedSigner {
    fn sign(&self, digest: &[u8; 32]) -> [u8; 64] {
        self.0.sign(digest).to_bytes()
    }

    fn public_key(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }
}

impl Gate {
    /// Ends what is set up here, so that a restore may take its place: by an access manager
    /// whose password is fresh, on record, and only when no other process has it open.
    ///
    /// # Errors
    /// [`GateError::MissingPermission`], [`GateError::PasswordNeeded`], or
    /// [`assent_store::StoreError::InUse`]; then everything stays as it is.
    pub async fn set_aside(&self, session: &Session, staged: &Staged) -> Result<SetAside, GateError> {
        let tx = self.inner.store.write().await?;
        self.refuse_unless_manager(&tx, session).await?;
        let head = &staged.contents.head;
        let body = json!({ "for": { "workspace": staged.contents.workspace, "seq": head.seq, "hash": head.hash } });
        let ended = self.append(&tx, self.event("workspace.set_aside", session, body)).await?;
        self.commit(tx, ended).await?;
        let proof = SetAside { workspace: self.opened().await?.place.workspace.clone(), person: session.person().0 };
        self.inner.store.clone().close().await?;
        Store::rest(&staged.options.database).await?;
        Ok(proof)
    }
}

impl Staged {
    /// Opens a backup beside the data folder. With `replace` something may be set up there.
    ///
    /// # Errors
    /// [`BackupError`]; then nothing was changed.
    pub async fn open(options: RestoreOptions, replace: bool) -> Result<Self, GateError> {
        let folder = folder_of(&options.database);
        if !replace && options.database.symlink_metadata().is_ok() {
            return Err(BackupError::NotEmpty { folder }.into());
        }
        let (file, passphrase) = (options.file.clone(), options.passphrase.clone());
        let (stage, contents) = off_thread(move || {
            sweep(&folder, "restoring");
            let stage = beside(&folder, "restoring");
            if let Some(parent) = stage.parent() {
                fs::create_dir_all(parent).map_err(BackupError::disk("create", parent))?;
            }
            let stage = Temporary::folder(stage.clone()).map_err(BackupError::disk("create", &stage))?;
            let contents = sealed::read(&file, &stage.path.join("assent.db"), passphrase)?;
            Ok((stage, contents))
        })
        .await?;
        Ok(Self { contents, stage, options })
    }

    /// Puts it in place, in that of what was set aside where there is something.
    ///
    /// # Errors
    /// [`GateError`]; then everything is as it was.
    pub async fn put_in_place(self, aside: Option<SetAside>) -> Result<Restoration, GateError> {
        self.change_places(aside).await?.go_on().await
    }

    /// The database changes places when it is signed and its key lies ready: whenever a crash
    /// comes, the next start has the key of whatever database is in place.
    pub(super) async fn change_places(self, aside: Option<SetAside>) -> Result<Placed, GateError> {
        let Self { contents, stage, options } = self;
        let folder = folder_of(&options.database);
        if aside.is_none() && options.database.symlink_metadata().is_ok() {
            return Err(BackupError::NotEmpty { folder }.into());
        }
        let anchor = Anchor::new((options.anchor)(&contents.workspace));
        let known = anchor.read().map_err(BackupError::disk("read", anchor.path()))?;
        let signed = sign(&stage.path.join("assent.db"), &contents, &options, known.as_deref(), aside.as_ref()).await?;
        let place = KeyPlace { workspace: contents.workspace.clone(), ..options.keys };
        let (at, seed, left) = (place.clone(), contents.seed.clone(), contents.left.clone());
        blocking(move || keys::lay_ready(&at, &seed, left)).await?;
        let name = options.clock.now().strftime("%Y-%m-%dT%H-%M-%SZ").to_string();
        match Swap::make(&stage.path, &options.database, aside.is_some(), &name) {
            Ok(swap) => Ok(Placed { contents, folder, place, anchor, known, signed, swap, _stage: stage }),
            Err(refused) => {
                give_up(place).await;
                Err(refused.into())
            }
        }
    }
}

/// A database in its place, whose key and anchor are to follow.
pub(super) struct Placed {
    contents: Contents,
    folder: PathBuf,
    place: KeyPlace,
    anchor: Anchor,
    /// The heads that the anchor here kept.
    known: Option<Vec<Head>>,
    signed: Signed,
    swap: Swap,
    _stage: Temporary,
}

impl Placed {
    async fn go_on(self) -> Result<Restoration, GateError> {
        let Self { contents, folder, place, anchor, known, signed, swap, _stage } = self;
        let (at, seed, left) = (place.clone(), contents.seed.clone(), contents.left);
        let installed = blocking(move || keys::install(&at, &seed, left)).await;
        if installed.is_err() {
            swap.undo();
        }
        give_up(place).await;
        let keys = installed?;
        let knew = known.as_ref().and_then(|heads| heads.last()).map_or(0, |head| head.seq);
        let mut lines = if known.is_none() { contents.anchor.unwrap_or_default() } else { Vec::new() };
        lines.extend(signed.heads);
        if let Err(cause) = anchor.append_all(&lines) {
            // The restore itself is on record; verifying tells of the anchor.
            tracing::warn!(%cause, path = %anchor.path().display(), "the audit anchor can't be written");
        }
        Ok(Restoration {
            folder,
            from: contents.head.seq,
            made_at: contents.made_at,
            lost: (knew - contents.head.seq).max(0),
            sessions_ended: signed.sessions_ended,
            aside: swap.aside,
            notice: keys.notice().map(str::to_owned),
        })
    }
}

/// The next start looks after what could not be removed.
async fn give_up(place: KeyPlace) {
    if let Err(cause) = blocking(move || keys::give_up(&place)).await {
        tracing::warn!(%cause, "a key that was laid ready can't be removed");
    }
}

struct Signed {
    heads: Vec<Head>,
    sessions_ended: u64,
}

/// Ends the sessions of the old installation and records the restore, under the backup's key.
async fn sign(
    database: &Path,
    contents: &Contents,
    options: &RestoreOptions,
    here: Option<&[Head]>,
    aside: Option<&SetAside>,
) -> Result<Signed, GateError> {
    let damaged = |what| GateError::from(BackupError::Damaged { path: options.file.clone(), what });
    let signer = SeedSigner(SigningKey::from_bytes(&contents.seed));
    let store = Store::open(&StoreOptions::file(database)).await?;
    let at = options.clock.now().as_millisecond();
    let tx = store.write().await?;
    if audit::head(&tx).await? != contents.head {
        return Err(damaged("its database is another one"));
    }
    if audit::current_key(&tx).await? != Some(signer.public_key()) {
        return Err(damaged("its key is not the one its record goes on under"));
    }
    let sessions_ended = people::end_all_sessions(&tx, at).await?;
    let person_id = aside.filter(|aside| aside.workspace == contents.workspace).map(|aside| aside.person);
    let body = json!({
        "continues_from": contents.head, "backup_made_at": contents.made_at, "sessions_ended": sessions_ended,
        "anchor_knew": here.and_then(<[Head]>::last), "replaced": aside.is_some(),
    });
    let event = NewEvent { kind: RESTORED, person_id, call_id: None, at, body };
    let mut heads = vec![audit::append(&tx, &signer, event).await?];
    if here.is_none() && contents.anchor.is_none() {
        let event = NewEvent { kind: ANCHOR_BEGUN, person_id: None, call_id: None, at, body: json!({}) };
        heads.push(audit::append(&tx, &signer, event).await?);
    }
    tx.commit().await?;
    store.close().await?;
    Store::rest(database).await?;
    Ok(Signed { heads, sessions_ended })
}

/// Folders that changed places.
struct Swap {
    stage: PathBuf,
    database: PathBuf,
    aside: Option<PathBuf>,
    /// Only the database was moved, into a folder that was there.
    into: bool,
}

impl Swap {
    fn make(stage: &Path, database: &Path, replace: bool, name: &str) -> Result<Self, BackupError> {
        let folder = folder_of(database);
        let mut swap = Self { stage: stage.to_owned(), database: database.to_owned(), aside: None, into: false };
        let place = BackupError::disk("put in place", &folder);
        if replace {
            let mut aside = folder.clone().into_os_string();
            aside.push(format!(".replaced-{name}"));
            let aside = PathBuf::from(aside);
            fs::rename(&folder, &aside).map_err(BackupError::disk("keep aside", &folder))?;
            swap.aside = Some(aside);
        }
        if folder.exists() {
            swap.into = true;
            fs::rename(stage.join("assent.db"), database).map_err(place)?;
        } else if let Err(cause) = fs::rename(stage, &folder) {
            swap.undo();
            return Err(place(cause));
        }
        Ok(swap)
    }

    fn undo(&self) {
        let folder = folder_of(&self.database);
        // Where even this fails, the folders lie under the names they have now.
        let _ = if self.into {
            fs::rename(&self.database, self.stage.join("assent.db"))
        } else {
            fs::rename(&folder, &self.stage)
        };
        if let Some(aside) = &self.aside {
            let _ = fs::rename(aside, &folder);
        }
    }
}

fn folder_of(database: &Path) -> PathBuf {
    database.parent().map(Path::to_owned).unwrap_or_default()
}
