//! A key that follows another. The new one is made and stored beside the old, the
//! chain names it in an event, and only then does it take the old one's place. A
//! crash in between leaves both; what the chain says decides which goes on.

use std::fs::File;

use super::marker::{Left, Marker};
use super::{KeyError, KeyPlace, Keys, disk, find, forget, keep, known, sealed, system_keyring};

/// A rotation under way. Other processes of this installation wait for its end.
pub(crate) struct Rotation {
    place: KeyPlace,
    next_place: KeyPlace,
    next: Keys,
    _lock: File,
}

fn next_place(place: &KeyPlace) -> KeyPlace {
    KeyPlace { workspace: format!("{}-next", place.workspace), ..place.clone() }
}

impl Rotation {
    /// Makes the next key, or takes up one that was made and never named.
    pub(crate) fn begin(place: &KeyPlace) -> Result<Self, KeyError> {
        let lock = disk::lock(&place.config_dir)?;
        let (place, next_place) = (place.clone(), next_place(place));
        let keyring = system_keyring(&next_place);
        let next = match find(&next_place, &keyring)? {
            Some(next) => next,
            None => keep(&next_place, &sealed::random_seed()?, keyring, Vec::new())?,
        };
        Ok(Self { place, next_place, next, _lock: lock })
    }

    /// One that a crash left behind, if any.
    pub(crate) fn left_behind(place: &KeyPlace) -> Result<Option<Self>, KeyError> {
        let next = next_place(place);
        let any = || Marker::is_there(&next) || sealed::is_there(&next);
        if !any() {
            return Ok(None);
        }
        let lock = disk::lock(&place.config_dir)?;
        // Whoever held the lock may have brought it to its end.
        if !any() {
            return Ok(None);
        }
        let found = find(&next, &system_keyring(&next))?;
        Ok(found.map(|found| Self { place: place.clone(), next_place: next, next: found, _lock: lock }))
    }

    /// The next key.
    pub(crate) const fn next(&self) -> &Keys {
        &self.next
    }

    /// The chain named the next key with the event `until`: it takes the old one's place.
    pub(crate) fn complete(self, until: i64) -> Result<Keys, KeyError> {
        let mut left = Vec::new();
        if let Some(here) = known(&self.place)? {
            left = here.left;
            // A crash may have come after this was noted.
            if here.public_key != self.next.public_key() {
                left.push(Left { public_key: hex::encode(here.public_key), until });
            }
        }
        let keys = keep(&self.place, &self.next.seed(), system_keyring(&self.place), left)?;
        forget(&self.next_place)?;
        Ok(keys)
    }

    /// The chain never named it and goes on under the key that is in place; with any
    /// other chain nothing is thrown away.
    pub(crate) fn abandon(self, chain: Option<[u8; 32]>) -> Result<(), KeyError> {
        let here = known(&self.place)?.map(|here| here.public_key);
        if here.is_some() && here == chain { forget(&self.next_place) } else { Ok(()) }
    }
}
