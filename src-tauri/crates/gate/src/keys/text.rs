//! A secret text kept beside the signing key, such as the key of a model's service:
//! encrypted in a file of its own, under a key that lies where the signing key lies.

use std::path::PathBuf;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{KeyError, KeyPlace, Keys, disk, sealed};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SealedText {
    version: u32,
    nonce: String,
    text: String,
}

/// Keeps the text for this purpose in place of one that was there.
pub(crate) fn keep(place: &KeyPlace, purpose: &str, text: &SecretString) -> Result<(), KeyError> {
    let locking = Keys::open_or_create(&locking(place))?;
    let nonce: [u8; 24] = sealed::random()?;
    let message = Payload { msg: text.expose_secret().as_bytes(), aad: &associated(place, purpose) };
    let sealed = cipher(&locking)?
        .encrypt(&XNonce::from(nonce), message)
        .map_err(|_| KeyError::Material { reason: "the text could not be encrypted".to_owned() })?;
    let file = SealedText { version: 1, nonce: hex::encode(nonce), text: hex::encode(sealed) };
    let bytes = serde_json::to_vec_pretty(&file).map_err(|error| KeyError::Material { reason: error.to_string() })?;
    let _lock = disk::lock(&place.config_dir)?;
    disk::write_new(&path(place, purpose), &bytes)
}

/// The text kept for this purpose; `None` where there is none.
pub(crate) fn kept(place: &KeyPlace, purpose: &str) -> Result<Option<SecretString>, KeyError> {
    let path = path(place, purpose);
    let Some(bytes) = disk::read(&path)? else { return Ok(None) };
    let damaged = |what| KeyError::Damaged { path: path.clone(), what };
    let file: SealedText = serde_json::from_slice(&bytes).map_err(|_| damaged("not a sealed text"))?;
    if file.version != 1 {
        return Err(damaged("its version is not known to this program"));
    }
    let nonce: [u8; 24] = sealed::unhex(&file.nonce).ok_or_else(|| damaged("no nonce"))?;
    let sealed = hex::decode(&file.text).map_err(|_| damaged("no text in it"))?;
    let locking = Keys::open(&locking(place))?;
    let opened = cipher(&locking)?
        .decrypt(&XNonce::from(nonce), Payload { msg: &sealed, aad: &associated(place, purpose) })
        .map_err(|_| damaged("its key does not open it"))?;
    Ok(Some(String::from_utf8(opened).map_err(|_| damaged("no text in it"))?.into()))
}

/// Removes the text kept for this purpose, where there is one.
pub(crate) fn forget(place: &KeyPlace, purpose: &str) -> Result<(), KeyError> {
    disk::check_workspace(&place.workspace)?;
    disk::remove(&path(place, purpose))
}

/// Where the key lies that locks the texts of a workspace.
fn locking(place: &KeyPlace) -> KeyPlace {
    KeyPlace { workspace: format!("{}-texts", place.workspace), ..place.clone() }
}

fn path(place: &KeyPlace, purpose: &str) -> PathBuf {
    let name = hex::encode(&Sha256::digest(purpose.as_bytes())[..8]);
    disk::keys_dir(&place.config_dir).join(format!("{}-{name}.sealed", place.workspace))
}

/// Binds a text to its workspace and purpose, so that one cannot stand in for another.
fn associated(place: &KeyPlace, purpose: &str) -> Vec<u8> {
    format!("assent text v1 {} {purpose}", place.workspace).into_bytes()
}

fn cipher(locking: &Keys) -> Result<XChaCha20Poly1305, KeyError> {
    XChaCha20Poly1305::new_from_slice(locking.seed().as_slice())
        .map_err(|error| KeyError::Material { reason: error.to_string() })
}
