//! A small note beside the keys, without secrets: which key a workspace has, and where
//! it was put. It is why a keyring that is silent today does not lead to a second key.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{KeyError, KeyPlace, KeyStorage, Keys, disk};

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
}

impl Marker {
    pub(super) fn new(keys: &Keys) -> Self {
        let home = match keys.storage() {
            KeyStorage::Keyring => Home::Keyring,
            KeyStorage::EncryptedFile { .. } => Home::File,
        };
        Self { home, public_key: hex::encode(keys.public_key()), fingerprint: keys.fingerprint() }
    }

    pub(super) fn home(&self) -> Home {
        self.home
    }

    pub(super) fn public_key(&self) -> &str {
        &self.public_key
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
}

fn path(place: &KeyPlace) -> PathBuf {
    disk::keys_dir(&place.config_dir).join(format!("{}.json", place.workspace))
}
