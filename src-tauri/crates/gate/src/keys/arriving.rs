//! A key that arrives with a backup. It is stored beside the key that is here before the
//! database changes places, and takes that key's place afterwards. A crash in between
//! leaves both; what the chain in place says decides which goes on.

use super::marker::{Left, Marker};
use super::{KeyError, KeyPlace, Seed, disk, find, forget, install_locked, keep, known, sealed, system_keyring};

fn waiting_place(place: &KeyPlace) -> KeyPlace {
    KeyPlace { workspace: format!("{}-restored", place.workspace), ..place.clone() }
}

/// Stores a key until the database it belongs to is in place.
pub(crate) fn lay_ready(place: &KeyPlace, seed: &Seed, left: Vec<Left>) -> Result<(), KeyError> {
    disk::check_workspace(&place.workspace)?;
    let _lock = disk::lock(&place.config_dir)?;
    let waiting = waiting_place(place);
    keep(&waiting, seed, system_keyring(&waiting), left).map(|_| ())
}

/// Whether a crash may have left one.
pub(crate) fn has_arrived(place: &KeyPlace) -> bool {
    let waiting = waiting_place(place);
    Marker::is_there(&waiting) || sealed::is_there(&waiting)
}

/// Brings a restore that a crash cut short to the end that the chain gave it.
pub(crate) fn take_up(place: &KeyPlace, chain: Option<[u8; 32]>) -> Result<(), KeyError> {
    if !has_arrived(place) {
        return Ok(());
    }
    let _lock = disk::lock(&place.config_dir)?;
    let waiting = waiting_place(place);
    let Some(arrived) = find(&waiting, &system_keyring(&waiting))? else { return Ok(()) };
    let here = known(place)?.map(|here| here.public_key);
    if here.is_none() || here != chain {
        // With any other chain nothing is thrown away.
        if Some(arrived.public_key()) != chain {
            return Ok(());
        }
        let left = known(&waiting)?.map(|known| known.left).unwrap_or_default();
        install_locked(place, &arrived.seed(), left)?;
    }
    forget(&waiting)
}

/// The key is in its place, or the database never came to be.
pub(crate) fn give_up(place: &KeyPlace) -> Result<(), KeyError> {
    let _lock = disk::lock(&place.config_dir)?;
    forget(&waiting_place(place))
}
