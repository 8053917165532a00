//! A small note beside the keys, without secrets: which key a workspace has, and where
//! it was put. It is why a keyring that is silent today does not lead to a second key.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{KeyError, KeyPlace, KeyStorage, Keys, Known, disk};

/// Where the key was put when it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Home {
    Keyring,
    File,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Marker {
    home: Home,
    public_key: String,
    fingerprint: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    left: Vec<Left>,
}

/// A key that another followed. A chain that ends under it was rolled back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Left {
    /// Its public half, in hex.
    pub public_key: String,
    /// The event that named the next.
    pub until: i64,
}

impl Marker {
    pub(super) fn new(keys: &Keys, left: Vec<Left>) -> Self {
        let home = match keys.storage() {
            KeyStorage::Keyring => Home::Keyring,
            KeyStorage::EncryptedFile { .. } => Home::File,
        };
        Self { home, public_key: hex::encode(keys.public_key()), fingerprint: keys.fingerprint(), left }
    }

    pub(super) fn home(&self) -> Home {
        self.home
    }

    pub(super) fn public_key(&self) -> &str {
        &self.public_key
    }

    pub(super) fn known(self) -> Option<Known> {
        let mut public_key = [0; 32];
        hex::decode_to_slice(&self.public_key, &mut public_key).ok()?;
        Some(Known { public_key, left: self.left })
    }

    pub(super) fn fingerprint(self) -> String {
        self.fingerprint
    }

    pub(super) fn read(place: &KeyPlace) -> Result<Option<Self>, KeyError> {
        let path = path(place);
        let Some(bytes) = disk::read(&path)? else {
            return Ok(None);
        };
        serde_json::from_slice(&bytes).map(Some).map_err(|_| KeyError::Damaged { path, what: "not a key note" })
    }

    pub(super) fn write(&self, place: &KeyPlace) -> Result<(), KeyError> {
        let bytes =
            serde_json::to_vec_pretty(self).map_err(|error| KeyError::Material { reason: error.to_string() })?;
        disk::write_new(&path(place), &bytes)
    }

    pub(super) fn is_there(place: &KeyPlace) -> bool {
        path(place).exists()
    }

    pub(super) fn remove(place: &KeyPlace) -> Result<(), KeyError> {
        disk::remove(&path(place))
    }
}

fn path(place: &KeyPlace) -> PathBuf {
    disk::keys_dir(&place.config_dir).join(format!("{}.json", place.workspace))
}
