//! The system keyring, with a limit on how long it may keep a start waiting.
//!
//! A session bus that accepts and never answers would otherwise hang the whole app, so
//! each question runs in a thread of its own. A thread that never comes back is left
//! behind; the process asks no more after that.

use std::sync::OnceLock;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use keyring::{Entry, Error};
use zeroize::Zeroizing;

use super::{KeyError, Seed};

const SERVICE: &str = "assent";
const PROBE_LIMIT: Duration = Duration::from_secs(3);
/// Long enough for a person to type the password into the keyring's own prompt.
const UNLOCK_LIMIT: Duration = Duration::from_secs(60);

/// A place outside our files that keeps one seed per workspace.
pub(super) trait Vault {
    fn get(&self, workspace: &str) -> Result<Option<Seed>, KeyError>;
    fn put(&self, workspace: &str, seed: &Seed) -> Result<(), KeyError>;
    fn remove(&self, workspace: &str) -> Result<(), KeyError>;
}

/// Whether the system keyring answers, asked once per process; otherwise why not.
pub(super) fn probe() -> Result<(), String> {
    static ANSWER: OnceLock<Result<(), String>> = OnceLock::new();
    ANSWER
        .get_or_init(|| {
            within(PROBE_LIMIT, || match Entry::store_status() {
                Ok(()) => Ok(()),
                Err(error) => Err(told(error)),
            })
        })
        .clone()
}

/// The keyring of the operating system.
pub(super) struct SystemKeyring;

impl Vault for SystemKeyring {
    fn get(&self, workspace: &str) -> Result<Option<Seed>, KeyError> {
        let name = entry_name(workspace);
        let stored =
            within(UNLOCK_LIMIT, move || match Entry::new(SERVICE, &name).and_then(|entry| entry.get_secret()) {
                Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
                Err(Error::NoEntry) => Ok(None),
                Err(error) => Err(told(&error)),
            })
            .map_err(|reason| KeyError::Keyring { reason })?;
        let Some(bytes) = stored else { return Ok(None) };
        let seed = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| KeyError::Keyring {
            reason: "its entry for this workspace is not one of our keys".to_owned(),
        })?;
        Ok(Some(Zeroizing::new(seed)))
    }

    fn put(&self, workspace: &str, seed: &Seed) -> Result<(), KeyError> {
        let (name, seed) = (entry_name(workspace), seed.clone());
        within(UNLOCK_LIMIT, move || {
            Entry::new(SERVICE, &name).and_then(|entry| entry.set_secret(seed.as_slice())).map_err(|error| told(&error))
        })
        .map_err(|reason| KeyError::Keyring { reason })
    }

    fn remove(&self, workspace: &str) -> Result<(), KeyError> {
        let name = entry_name(workspace);
        within(UNLOCK_LIMIT, move || match Entry::new(SERVICE, &name).and_then(|entry| entry.delete_credential()) {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(told(&error)),
        })
        .map_err(|reason| KeyError::Keyring { reason })
    }
}

fn entry_name(workspace: &str) -> String {
    format!("signing-key/{workspace}")
}

fn within<T, F>(limit: Duration, ask: F) -> Result<T, String>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, String> + Send + 'static,
{
    let (answer, asked) = mpsc::channel();
    thread::Builder::new()
        .name("keyring".to_owned())
        .spawn(move || {
            // Nobody listens any more once the limit has passed.
            let _ = answer.send(ask());
        })
        .map_err(|error| error.to_string())?;
    asked.recv_timeout(limit).unwrap_or_else(|_| Err(format!("it gave no answer within {} seconds", limit.as_secs())))
}

/// The keyring's error without the bytes some variants carry.
fn told(error: &Error) -> String {
    match error {
        Error::BadEncoding(_) | Error::BadDataFormat(..) => "its entry is not readable".to_owned(),
        Error::NoDefaultStore => "there is none in this session".to_owned(),
        other => other.to_string(),
    }
}
