//! Where the desktop session's keyring holds the key, and where it does not.

use std::sync::{Arc, Mutex};

use super::*;

/// Stands in for the desktop session's keyring, which a test machine does not have.
#[derive(Clone, Default)]
struct Drawer(Arc<Mutex<Option<Seed>>>);

impl Vault for Drawer {
    fn get(&self, _workspace: &str) -> Result<Option<Seed>, KeyError> {
        Ok(self.0.lock().unwrap().clone())
    }

    fn put(&self, _workspace: &str, seed: &Seed) -> Result<(), KeyError> {
        *self.0.lock().unwrap() = Some(seed.clone());
        Ok(())
    }

    fn remove(&self, _workspace: &str) -> Result<(), KeyError> {
        *self.0.lock().unwrap() = None;
        Ok(())
    }
}

fn answering(drawer: &Drawer) -> KeyringAnswer {
    KeyringAnswer::Available(Box::new(drawer.clone()))
}

fn silent() -> KeyringAnswer {
    KeyringAnswer::Silent("there is none in this session".to_owned())
}

#[test]
fn a_key_in_the_keyring_leaves_no_secret_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let drawer = Drawer::default();
    let made = find_or_create(&place(folder.path()), answering(&drawer)).unwrap();
    assert_eq!(*made.storage(), KeyStorage::Keyring);
    assert_eq!(made.notice(), None);
    assert!(!folder.path().join("keys/desk.key").exists());
    let again = find(&place(folder.path()), &answering(&drawer)).unwrap().unwrap();
    assert_eq!(made.public_key(), again.public_key());
}

#[test]
fn a_keyring_that_fell_silent_does_not_lead_to_a_second_key() {
    let folder = tempfile::tempdir().unwrap();
    let drawer = Drawer::default();
    find_or_create(&place(folder.path()), answering(&drawer)).unwrap();
    for answer in [silent(), KeyringAnswer::SwitchedOff] {
        let refused = find_or_create(&place(folder.path()), answer).unwrap_err();
        assert!(matches!(refused, KeyError::KeyringNeeded { .. }), "{refused}");
    }
    *drawer.0.lock().unwrap() = None;
    let emptied = find_or_create(&place(folder.path()), answering(&drawer)).unwrap_err();
    assert_eq!(emptied.code(), "KEY_MISSING");
}

#[test]
fn a_key_in_a_file_stays_there_when_a_keyring_appears() {
    let folder = tempfile::tempdir().unwrap();
    let made = find_or_create(&place(folder.path()), silent()).unwrap();
    let drawer = Drawer::default();
    let again = find_or_create(&place(folder.path()), answering(&drawer)).unwrap();
    assert_eq!(made.public_key(), again.public_key());
    assert!(drawer.0.lock().unwrap().is_none());
}

#[test]
fn without_a_keyring_it_is_said_what_the_file_protects_from() {
    let folder = tempfile::tempdir().unwrap();
    let keys = find_or_create(&place(folder.path()), silent()).unwrap();
    let notice = keys.notice().unwrap();
    assert!(notice.starts_with("No system keyring answered"), "{notice}");
    assert!(notice.contains("not against somebody with your account"), "{notice}");
    assert!(notice.contains(&folder.path().join("keys").display().to_string()), "and where it lies: {notice}");
}

#[test]
fn asking_the_real_keyring_ends_whatever_answers() {
    let folder = tempfile::tempdir().unwrap();
    let asking = KeyPlace { use_keyring: true, ..place(folder.path()) };
    match vault::probe() {
        // A developer's own keyring is left alone.
        Ok(()) => {}
        Err(reason) => {
            assert!(reason.contains(' '), "a person can read why: {reason}");
            let keys = Keys::open_or_create(&asking).unwrap();
            assert!(matches!(keys.storage(), KeyStorage::EncryptedFile { .. }));
        }
    }
}

#[test]
fn key_bytes_never_show() {
    let folder = tempfile::tempdir().unwrap();
    let drawer = Drawer::default();
    let keys = find_or_create(&place(folder.path()), answering(&drawer)).unwrap();
    let seed = drawer.0.lock().unwrap().clone().unwrap();
    let shown = format!("{keys:?} {:?}", locked(folder.path(), "eleven blue herons"));
    assert!(!shown.contains(&hex::encode(seed.as_slice())));
    assert!(!shown.contains(&format!("{:?}", seed.as_slice())));
    assert!(!shown.contains("herons"));
    assert!(shown.contains(&keys.fingerprint()));
}
