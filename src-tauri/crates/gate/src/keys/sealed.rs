//! The encrypted key file: the seed under XChaCha20-Poly1305, with a key that Argon2id
//! derives from the passphrase or from this machine's random key.

use std::path::{Path, PathBuf};

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use rand::TryRng;
use rand::rngs::SysRng;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{KeyError, KeyPlace, KeyStorage, LockedBy, Seed, disk};

/// 64 MiB and three passes: about a fifth of a second, for something a person chose.
const FOR_PASSPHRASE: Costs = Costs { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
/// A random key needs no stretching, only the same code path.
const FOR_MACHINE_KEY: Costs = Costs { memory_kib: 8 * 1024, passes: 1, lanes: 1 };
/// A damaged file must not make us take all memory.
const MOST: Costs = Costs { memory_kib: 1024 * 1024, passes: 16, lanes: 8 };

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Costs {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Lock {
    Passphrase,
    MachineKey,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SealedFile {
    version: u32,
    locked_by: Lock,
    costs: Costs,
    salt: String,
    nonce: String,
    seed: String,
    /// SHA-256 over the fields above: tells a damaged file from a wrong passphrase.
    check: String,
}

impl SealedFile {
    fn checksum(&self) -> String {
        let Costs { memory_kib, passes, lanes } = self.costs;
        let whole = format!(
            "{} {:?} {memory_kib} {passes} {lanes} {} {} {}",
            self.version, self.locked_by, self.salt, self.nonce, self.seed
        );
        hex::encode(Sha256::digest(whole))
    }
}

pub(super) fn random_seed() -> Result<Seed, KeyError> {
    random().map(Zeroizing::new)
}

/// Opens the workspace's key file; `None` when there is none.
pub(super) fn read(place: &KeyPlace) -> Result<Option<(Seed, KeyStorage)>, KeyError> {
    let path = key_path(place);
    let Some(bytes) = disk::read(&path)? else {
        return Ok(None);
    };
    let damaged = |what| KeyError::Damaged { path: path.clone(), what };
    let file: SealedFile = serde_json::from_slice(&bytes).map_err(|_| damaged("not a key file"))?;
    if file.version != 1 {
        return Err(damaged("its version is not known to this program"));
    }
    if file.checksum() != file.check {
        return Err(damaged("its checksum is wrong"));
    }
    let salt: [u8; 16] = unhex(&file.salt).ok_or_else(|| damaged("no salt"))?;
    let nonce: [u8; 24] = unhex(&file.nonce).ok_or_else(|| damaged("no nonce"))?;
    let seed = hex::decode(&file.seed).map_err(|_| damaged("no key in it"))?;
    if file.costs.memory_kib > MOST.memory_kib || file.costs.passes > MOST.passes || file.costs.lanes > MOST.lanes {
        return Err(damaged("its derivation costs are absurd"));
    }

    let (secret, locked_by) = match file.locked_by {
        Lock::Passphrase => {
            let passphrase =
                place.passphrase.as_ref().ok_or_else(|| KeyError::PassphraseNeeded { path: path.clone() })?;
            (Zeroizing::new(passphrase.expose_secret().as_bytes().to_vec()), LockedBy::Passphrase)
        }
        Lock::MachineKey => {
            let machine = machine_path(&place.config_dir);
            let key = read_machine_key(&machine)?.ok_or(KeyError::MachineKeyMissing { path: machine })?;
            (key, LockedBy::MachineKey)
        }
    };
    let cipher = cipher(&secret, &salt, file.costs)?;
    let aad = associated(place);
    let opened =
        cipher.decrypt(&XNonce::from(nonce), Payload { msg: &seed, aad: &aad }).map(Zeroizing::new).map_err(|_| {
            match locked_by {
                LockedBy::Passphrase => KeyError::WrongPassphrase { path: path.clone() },
                LockedBy::MachineKey => damaged("this machine's key does not open it"),
            }
        })?;
    let seed = <[u8; 32]>::try_from(opened.as_slice()).map_err(|_| damaged("no key in it"))?;
    Ok(Some((Zeroizing::new(seed), KeyStorage::EncryptedFile { path, locked_by })))
}

/// Removes the workspace's key file, where there is one.
pub(super) fn remove(place: &KeyPlace) -> Result<(), KeyError> {
    disk::remove(&key_path(place))
}

pub(super) fn is_there(place: &KeyPlace) -> bool {
    key_path(place).exists()
}

/// Writes the workspace's key file. The caller holds the lock and knows what it replaces.
pub(super) fn write(place: &KeyPlace, seed: &Seed) -> Result<KeyStorage, KeyError> {
    let (secret, lock, locked_by, costs) = match &place.passphrase {
        Some(passphrase) => (
            Zeroizing::new(passphrase.expose_secret().as_bytes().to_vec()),
            Lock::Passphrase,
            LockedBy::Passphrase,
            FOR_PASSPHRASE,
        ),
        None => (machine_key(&place.config_dir)?, Lock::MachineKey, LockedBy::MachineKey, FOR_MACHINE_KEY),
    };
    let salt: [u8; 16] = random()?;
    let nonce: [u8; 24] = random()?;
    let aad = associated(place);
    let sealed = cipher(&secret, &salt, costs)?
        .encrypt(&XNonce::from(nonce), Payload { msg: seed.as_slice(), aad: &aad })
        .map_err(|_| KeyError::Material { reason: "the key could not be encrypted".to_owned() })?;
    let mut file = SealedFile {
        version: 1,
        locked_by: lock,
        costs,
        salt: hex::encode(salt),
        nonce: hex::encode(nonce),
        seed: hex::encode(sealed),
        check: String::new(),
    };
    file.check = file.checksum();
    let bytes = serde_json::to_vec_pretty(&file).map_err(|error| KeyError::Material { reason: error.to_string() })?;
    let path = key_path(place);
    disk::write_new(&path, &bytes)?;
    Ok(KeyStorage::EncryptedFile { path, locked_by })
}

fn key_path(place: &KeyPlace) -> PathBuf {
    disk::keys_dir(&place.config_dir).join(format!("{}.key", place.workspace))
}

fn machine_path(config_dir: &Path) -> PathBuf {
    disk::keys_dir(config_dir).join("machine.key")
}

/// Binds a key file to its workspace, so that one cannot stand in for another.
fn associated(place: &KeyPlace) -> Vec<u8> {
    format!("assent signing key v1 {}", place.workspace).into_bytes()
}

fn cipher(secret: &[u8], salt: &[u8], costs: Costs) -> Result<XChaCha20Poly1305, KeyError> {
    let material = |error: argon2::Error| KeyError::Material { reason: error.to_string() };
    let params = Params::new(costs.memory_kib, costs.passes, costs.lanes, Some(32)).map_err(material)?;
    let mut key = Zeroizing::new([0_u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(secret, salt, key.as_mut_slice())
        .map_err(material)?;
    XChaCha20Poly1305::new_from_slice(key.as_slice()).map_err(|error| KeyError::Material { reason: error.to_string() })
}

/// This machine's key, made on first use. The caller holds the lock.
fn machine_key(config_dir: &Path) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let path = machine_path(config_dir);
    if let Some(key) = read_machine_key(&path)? {
        return Ok(key);
    }
    let key = Zeroizing::new(random::<32>()?);
    let text = Zeroizing::new(hex::encode(key.as_slice()));
    disk::write_new(&path, text.as_bytes())?;
    Ok(Zeroizing::new(key.to_vec()))
}

fn read_machine_key(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, KeyError> {
    let Some(text) = disk::read(path)? else {
        return Ok(None);
    };
    let mut key = Zeroizing::new(vec![0_u8; 32]);
    hex::decode_to_slice(text.trim_ascii(), key.as_mut_slice())
        .map_err(|_| KeyError::Damaged { path: path.to_owned(), what: "not a machine key" })?;
    Ok(Some(key))
}

pub(super) fn random<const N: usize>() -> Result<[u8; N], KeyError> {
    let mut bytes = [0_u8; N];
    SysRng.try_fill_bytes(&mut bytes).map_err(|error| KeyError::Material { reason: error.to_string() })?;
    Ok(bytes)
}

pub(super) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0_u8; N];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    Some(bytes)
}
