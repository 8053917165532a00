//! The secrets of one workspace: the key that signs the audit chain, and what is
//! derived from it.
//!
//! This module answers for finding that key, making it exactly once, and never
//! replacing one that went missing: a chain continued under a new key would look
//! broken to everybody who checks it. The key lies in the system keyring, or, where
//! none answers, in an encrypted file in the config folder; never in the database.
//! Everything here blocks (disk, D-Bus, key derivation), so call it off the async
//! threads. When to sign, and what, is the audit's business.

use std::fmt;
use std::path::{Path, PathBuf};

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

mod arriving;
mod disk;
mod error;
mod live;
mod marker;
mod rotation;
mod sealed;
pub(crate) mod text;
mod vault;

pub(crate) use arriving::{give_up, has_arrived, lay_ready, take_up};
pub use error::KeyError;
pub(crate) use live::LiveKeys;
pub(crate) use marker::Left;
use marker::{Home, Marker};
pub(crate) use rotation::Rotation;
use vault::{SystemKeyring, Vault};

/// A 32-byte Ed25519 seed, wiped when dropped.
type Seed = Zeroizing<[u8; 32]>;

const REDACTION_LABEL: &[u8] = b"assent redaction digest v1";

/// Where the key of one workspace is looked for, and what opens it.
#[derive(Debug, Clone)]
pub struct KeyPlace {
    /// The workspace's id, made at `init` and stored in its database: letters, digits,
    /// `-` and `_`, at most 64.
    pub workspace: String,
    /// The config folder; key files lie in its `keys` folder.
    pub config_dir: PathBuf,
    /// What locks and opens an encrypted key file. Without one a machine key does.
    pub passphrase: Option<SecretString>,
    /// Whether the system keyring may be asked at all.
    pub use_keyring: bool,
}

/// What opens an encrypted key file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockedBy {
    /// A passphrase the person keeps.
    Passphrase,
    /// A random key in a file beside it, readable by the same account.
    MachineKey,
}

/// Where an open key came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyStorage {
    /// The system keyring.
    Keyring,
    /// An encrypted file.
    EncryptedFile {
        /// The file.
        path: PathBuf,
        /// What opens it.
        locked_by: LockedBy,
    },
}

/// The open key of a workspace. Key bytes are wiped on drop and never shown.
pub struct Keys {
    signing: SigningKey,
    redaction: Zeroizing<[u8; 32]>,
    storage: KeyStorage,
    notice: Option<String>,
}

impl Keys {
    /// Opens the workspace's key, or makes one where the workspace never had any.
    ///
    /// Two processes that start at once agree on one key. A workspace whose key was
    /// made before and is gone is refused as [`Keys::open`] refuses it. Once the
    /// database holds audit events, call [`Keys::open`] instead: only the caller knows.
    ///
    /// # Errors
    /// [`KeyError`], when the key is there and cannot be used, or cannot be written.
    pub fn open_or_create(place: &KeyPlace) -> Result<Self, KeyError> {
        find_or_create(place, system_keyring(place))
    }

    /// Opens the workspace's key and never makes one.
    ///
    /// # Errors
    /// [`KeyError::Missing`] when there is none, otherwise what keeps it from opening.
    pub fn open(place: &KeyPlace) -> Result<Self, KeyError> {
        find(place, &system_keyring(place))?.ok_or_else(|| missing(place))
    }

    /// Signs the 32 bytes of a digest with Ed25519.
    #[must_use]
    pub fn sign(&self, digest: &[u8; 32]) -> [u8; 64] {
        self.signing.sign(digest).to_bytes()
    }

    /// The public half of the signing key.
    #[must_use]
    pub fn public_key(&self) -> [u8; 32] {
        self.signing.verifying_key().to_bytes()
    }

    /// What people compare: the first 16 bytes of SHA-256 over the public key, in hex.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.public_key())
    }

    /// HMAC-SHA-256 of `text` in hex, under a key derived from the seed. It lets equal
    /// redacted values be recognised without the value being guessable from the record.
    #[must_use]
    pub fn redaction_digest(&self, text: &str) -> String {
        hex::encode(mac(&self.redaction, text.as_bytes()))
    }

    /// Where this key came from.
    #[must_use]
    pub fn storage(&self) -> &KeyStorage {
        &self.storage
    }

    /// What a person is told when the key is not in the system keyring.
    #[must_use]
    pub fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }

    /// The seed itself, for a backup and for a rotation.
    pub(crate) fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.signing.to_bytes())
    }

    fn new(seed: &Seed, storage: KeyStorage, keyring: &KeyringAnswer) -> Self {
        Self {
            signing: SigningKey::from_bytes(seed),
            redaction: Zeroizing::new(mac(seed, REDACTION_LABEL)),
            notice: notice(&storage, keyring),
            storage,
        }
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys")
            .field("fingerprint", &self.fingerprint())
            .field("storage", &self.storage)
            .finish_non_exhaustive()
    }
}

/// The fingerprint of a public key, as [`Keys::fingerprint`] gives it.
#[must_use]
pub fn fingerprint(public_key: &[u8; 32]) -> String {
    hex::encode(&Sha256::digest(public_key)[..16])
}

/// Whether `signature` over `digest` was made by the owner of `public_key`. Needs no
/// secret, so that a log can be checked away from the machine that wrote it.
#[must_use]
pub fn verify(public_key: &[u8; 32], digest: &[u8; 32], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(public_key)
        .is_ok_and(|key| key.verify_strict(digest, &Signature::from_bytes(signature)).is_ok())
}

/// What is known here of a workspace's key without opening it.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// Its public half.
    pub public_key: [u8; 32],
    /// Keys it followed.
    pub left: Vec<Left>,
}

/// What is known here of the workspace's key; `None` when this installation has none. Needs
/// neither keyring nor passphrase.
pub(crate) fn known(place: &KeyPlace) -> Result<Option<Known>, KeyError> {
    disk::check_workspace(&place.workspace)?;
    Ok(Marker::read(place)?.and_then(|marker| marker.known()))
}

/// Puts a key from a backup where the workspace's key lies. Another key that was there is
/// kept under its own fingerprint.
pub(crate) fn install(place: &KeyPlace, seed: &Seed, left: Vec<Left>) -> Result<Keys, KeyError> {
    disk::check_workspace(&place.workspace)?;
    let _lock = disk::lock(&place.config_dir)?;
    install_locked(place, seed, left)
}

fn install_locked(place: &KeyPlace, seed: &Seed, left: Vec<Left>) -> Result<Keys, KeyError> {
    let keyring = system_keyring(place);
    if let Some(here) = find(place, &keyring)? {
        if here.seed() == *seed {
            return Ok(here);
        }
        let aside = KeyPlace { workspace: format!("{}-{}", place.workspace, here.fingerprint()), ..place.clone() };
        if find(&aside, &keyring)?.is_none() {
            keep(&aside, &here.seed(), system_keyring(place), Vec::new())?;
        }
    }
    keep(place, seed, keyring, left)
}

/// Stores a key and notes where. The caller holds the lock.
fn keep(place: &KeyPlace, seed: &Seed, keyring: KeyringAnswer, left: Vec<Left>) -> Result<Keys, KeyError> {
    let (storage, keyring) = store(place, seed, keyring)?;
    let keys = Keys::new(seed, storage, &keyring);
    Marker::new(&keys, left).write(place)?;
    if keys.storage == KeyStorage::Keyring {
        sealed::remove(place)?;
    }
    Ok(keys)
}

/// Removes a key. The note goes last: as long as it is there, somebody will come back to this.
fn forget(place: &KeyPlace) -> Result<(), KeyError> {
    if let KeyringAnswer::Available(vault) = system_keyring(place) {
        vault.remove(&place.workspace)?;
    }
    sealed::remove(place)?;
    Marker::remove(place)
}

/// What the system keyring had to say when it was asked.
enum KeyringAnswer {
    Available(Box<dyn Vault>),
    Silent(String),
    SwitchedOff,
}

fn system_keyring(place: &KeyPlace) -> KeyringAnswer {
    if !place.use_keyring {
        return KeyringAnswer::SwitchedOff;
    }
    match vault::probe() {
        Ok(()) => KeyringAnswer::Available(Box::new(SystemKeyring)),
        Err(reason) => KeyringAnswer::Silent(reason),
    }
}

fn find(place: &KeyPlace, keyring: &KeyringAnswer) -> Result<Option<Keys>, KeyError> {
    disk::check_workspace(&place.workspace)?;
    let marker = Marker::read(place)?;
    let found = match marker.as_ref().map(Marker::home) {
        Some(Home::Keyring) => Some(from_keyring(place, keyring)?),
        Some(Home::File) => sealed::read(place)?,
        // A crash between storing the key and noting where it is leaves no marker.
        None => match sealed::read(place)? {
            Some(found) => Some(found),
            None => match keyring {
                KeyringAnswer::Available(vault) => vault.get(&place.workspace)?.map(|seed| (seed, KeyStorage::Keyring)),
                KeyringAnswer::Silent(_) | KeyringAnswer::SwitchedOff => None,
            },
        },
    };
    let Some((seed, storage)) = found else {
        return if marker.is_some() { Err(missing(place)) } else { Ok(None) };
    };
    let keys = Keys::new(&seed, storage, keyring);
    if let Some(marker) = marker
        && marker.public_key() != hex::encode(keys.public_key())
    {
        return Err(KeyError::Replaced { expected: marker.fingerprint(), found: keys.fingerprint() });
    }
    Ok(Some(keys))
}

fn find_or_create(place: &KeyPlace, keyring: KeyringAnswer) -> Result<Keys, KeyError> {
    if let Some(keys) = find(place, &keyring)? {
        return Ok(keys);
    }
    let _lock = disk::lock(&place.config_dir)?;
    // Whoever waited for the lock finds the key of whoever held it.
    if let Some(keys) = find(place, &keyring)? {
        return Ok(keys);
    }
    keep(place, &sealed::random_seed()?, keyring, Vec::new())
}

fn store(place: &KeyPlace, seed: &Seed, keyring: KeyringAnswer) -> Result<(KeyStorage, KeyringAnswer), KeyError> {
    let keyring = match keyring {
        KeyringAnswer::Available(vault) => match vault.put(&place.workspace, seed) {
            Ok(()) => return Ok((KeyStorage::Keyring, KeyringAnswer::Available(vault))),
            // A keyring that can be reached but takes nothing (no collection, a refused
            // prompt) is no keyring; the file and its notice stand in.
            Err(KeyError::Keyring { reason }) => KeyringAnswer::Silent(reason),
            Err(other) => return Err(other),
        },
        silent => silent,
    };
    Ok((sealed::write(place, seed)?, keyring))
}

fn from_keyring(place: &KeyPlace, keyring: &KeyringAnswer) -> Result<(Seed, KeyStorage), KeyError> {
    let reason = match keyring {
        KeyringAnswer::Available(vault) => {
            let seed = vault.get(&place.workspace)?.ok_or_else(|| missing(place))?;
            return Ok((seed, KeyStorage::Keyring));
        }
        KeyringAnswer::Silent(reason) => reason.clone(),
        KeyringAnswer::SwitchedOff => "its use is switched off by ASSENT_KEYRING".to_owned(),
    };
    Err(KeyError::KeyringNeeded { reason })
}

fn missing(place: &KeyPlace) -> KeyError {
    KeyError::Missing { workspace: place.workspace.clone(), keys_dir: disk::keys_dir(&place.config_dir) }
}

fn notice(storage: &KeyStorage, keyring: &KeyringAnswer) -> Option<String> {
    let KeyStorage::EncryptedFile { path, locked_by } = storage else {
        return None;
    };
    let why = match keyring {
        KeyringAnswer::Silent(reason) => {
            tracing::debug!(%reason, "no system keyring answered");
            "No system keyring answered".to_owned()
        }
        KeyringAnswer::SwitchedOff => "The system keyring is switched off".to_owned(),
        KeyringAnswer::Available(_) => "This workspace was set up without a system keyring".to_owned(),
    };
    let lock = match locked_by {
        LockedBy::Passphrase => "It is locked with your passphrase.",
        LockedBy::MachineKey => "That protects a copied data folder, not against somebody with your account.",
    };
    Some(format!("{why}, so the audit signing key is in an encrypted file in {}. {lock}", folder(path)))
}

fn folder(path: &Path) -> String {
    path.parent().unwrap_or(path).display().to_string()
}

fn mac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new(&hmac_block(key));
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// HMAC pads a key to its block of 64 bytes with zeros; giving it a whole block makes
/// the constructor infallible.
fn hmac_block(key: &[u8; 32]) -> hmac::digest::Key<Hmac<Sha256>> {
    let mut block = Zeroizing::new([0_u8; 64]);
    block[..32].copy_from_slice(key);
    (*block).into()
}

#[cfg(test)]
mod tests;
