#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Arc, Barrier, Mutex};
use std::thread;

use super::*;

fn place(config_dir: &Path) -> KeyPlace {
    KeyPlace { workspace: "desk".to_owned(), config_dir: config_dir.to_owned(), passphrase: None, use_keyring: false }
}

fn locked(config_dir: &Path, passphrase: &str) -> KeyPlace {
    KeyPlace { passphrase: Some(passphrase.into()), ..place(config_dir) }
}

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
fn reopening_gives_the_same_key() {
    let folder = tempfile::tempdir().unwrap();
    let first = Keys::open_or_create(&place(folder.path())).unwrap();
    let again = Keys::open(&place(folder.path())).unwrap();
    assert_eq!(first.public_key(), again.public_key());
    assert_eq!(first.fingerprint(), again.fingerprint());
    assert_eq!(first.fingerprint().len(), 32);
    assert_eq!(first.redaction_digest("milk and eggs"), again.redaction_digest("milk and eggs"));
    assert_ne!(first.redaction_digest("milk and eggs"), again.redaction_digest("milk and egg"));
}

#[test]
fn a_signature_holds_for_its_digest_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::open_or_create(&place(folder.path())).unwrap();
    let signature = keys.sign(&[7; 32]);
    assert!(verify(&keys.public_key(), &[7; 32], &signature));
    assert!(!verify(&keys.public_key(), &[8; 32], &signature));
}

#[test]
fn two_workspaces_have_two_keys_and_two_digests() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Keys::open_or_create(&place(folder.path())).unwrap();
    let other = KeyPlace { workspace: "kitchen".to_owned(), ..place(folder.path()) };
    let kitchen = Keys::open_or_create(&other).unwrap();
    assert_ne!(desk.public_key(), kitchen.public_key());
    assert_ne!(desk.redaction_digest("milk"), kitchen.redaction_digest("milk"));
}

#[test]
fn everybody_who_starts_at_once_agrees_on_one_key() {
    let folder = tempfile::tempdir().unwrap();
    let gate = Arc::new(Barrier::new(4));
    let starts: Vec<_> = (0..4)
        .map(|_| {
            let (gate, place) = (Arc::clone(&gate), place(folder.path()));
            thread::spawn(move || {
                gate.wait();
                Keys::open_or_create(&place).unwrap().fingerprint()
            })
        })
        .collect();
    let mut prints: Vec<_> = starts.into_iter().map(|start| start.join().unwrap()).collect();
    prints.dedup();
    assert_eq!(prints.len(), 1, "two keys for one workspace would break its chain");
}

#[test]
fn the_right_passphrase_opens_and_another_is_told_apart_from_damage() {
    let folder = tempfile::tempdir().unwrap();
    let made = Keys::open_or_create(&locked(folder.path(), "eleven blue herons")).unwrap();
    let opened = Keys::open(&locked(folder.path(), "eleven blue herons")).unwrap();
    assert_eq!(made.public_key(), opened.public_key());
    assert!(!folder.path().join("keys/machine.key").exists());

    let wrong = Keys::open_or_create(&locked(folder.path(), "twelve blue herons")).unwrap_err();
    assert!(matches!(wrong, KeyError::WrongPassphrase { .. }), "{wrong}");
    let none = Keys::open_or_create(&place(folder.path())).unwrap_err();
    assert!(matches!(none, KeyError::PassphraseNeeded { .. }), "{none}");
    assert!(none.to_string().contains("ASSENT_KEY_PASSPHRASE"));
}

#[test]
fn a_damaged_key_file_is_refused_whatever_byte_was_hit() {
    let folder = tempfile::tempdir().unwrap();
    Keys::open_or_create(&place(folder.path())).unwrap();
    let path = folder.path().join("keys/desk.key");
    let whole = fs::read(&path).unwrap();
    for at in [0, whole.len() / 2, whole.len() - 4] {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&path, bytes).unwrap();
        let refused = Keys::open_or_create(&place(folder.path())).unwrap_err();
        assert_eq!(refused.code(), "KEY_DAMAGED", "byte {at}: {refused}");
    }
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(Keys::open(&place(folder.path())).unwrap_err().code(), "KEY_DAMAGED");
    fs::write(&path, whole).unwrap();
    Keys::open(&place(folder.path())).unwrap();
}

#[test]
fn key_files_are_the_owners_alone_and_looser_ones_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    Keys::open_or_create(&place(folder.path())).unwrap();
    let dir = folder.path().join("keys");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&dir), 0o700);
    for entry in fs::read_dir(&dir).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }

    for (path, loose, tight) in
        [(dir.join("desk.key"), 0o640, 0o600), (dir.join("machine.key"), 0o604, 0o600), (dir.clone(), 0o755, 0o700)]
    {
        fs::set_permissions(&path, fs::Permissions::from_mode(loose)).unwrap();
        let refused = Keys::open_or_create(&place(folder.path())).unwrap_err();
        assert_eq!(refused.code(), "KEY_EXPOSED");
        assert!(refused.to_string().contains(&format!("chmod {tight:o}")), "{refused}");
        fs::set_permissions(&path, fs::Permissions::from_mode(tight)).unwrap();
        Keys::open(&place(folder.path())).unwrap();
    }
}

#[test]
fn a_missing_key_is_reported_and_never_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let never = Keys::open(&place(folder.path())).unwrap_err();
    assert!(matches!(never, KeyError::Missing { .. }));
    assert!(!folder.path().join("keys").exists(), "opening leaves nothing behind");

    Keys::open_or_create(&place(folder.path())).unwrap();
    fs::remove_file(folder.path().join("keys/desk.key")).unwrap();
    for gone in [Keys::open(&place(folder.path())), Keys::open_or_create(&place(folder.path()))] {
        let gone = gone.unwrap_err();
        assert_eq!(gone.code(), "KEY_MISSING");
        assert!(gone.to_string().contains("signed with a key that is not here"), "{gone}");
    }
    assert!(!folder.path().join("keys/desk.key").exists());
}

#[test]
fn a_missing_machine_key_is_reported_and_never_made_again() {
    let folder = tempfile::tempdir().unwrap();
    Keys::open_or_create(&place(folder.path())).unwrap();
    let machine = folder.path().join("keys/machine.key");
    fs::remove_file(&machine).unwrap();
    let gone = Keys::open_or_create(&place(folder.path())).unwrap_err();
    assert!(matches!(gone, KeyError::MachineKeyMissing { .. }), "{gone}");
    assert!(!machine.exists());
}

#[test]
fn another_key_in_the_same_place_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    Keys::open_or_create(&place(folder.path())).unwrap();
    Keys::open_or_create(&place(elsewhere.path())).unwrap();
    for file in ["desk.key", "machine.key"] {
        let name = Path::new("keys").join(file);
        fs::copy(elsewhere.path().join(&name), folder.path().join(&name)).unwrap();
    }
    let refused = Keys::open(&place(folder.path())).unwrap_err();
    assert!(matches!(refused, KeyError::Replaced { .. }), "{refused}");
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
}

#[test]
fn asking_the_real_keyring_ends_whatever_answers() {
    let folder = tempfile::tempdir().unwrap();
    let asking = KeyPlace { use_keyring: true, ..place(folder.path()) };
    match vault::probe() {
        // A developer's own keyring is left alone.
        Ok(()) => {}
        Err(_) => {
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

#[test]
fn an_id_that_could_name_another_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for workspace in ["", "../desk", "a/b", "machine", "desk\u{202e}"] {
        let odd = KeyPlace { workspace: workspace.to_owned(), ..place(folder.path()) };
        let refused = Keys::open_or_create(&odd).unwrap_err();
        assert!(matches!(refused, KeyError::BadWorkspace { .. }), "{workspace:?}: {refused}");
    }
}

#[test]
fn a_config_folder_that_cannot_be_made_says_which() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("taken");
    fs::write(&file, "not a folder").unwrap();
    let refused = Keys::open_or_create(&place(&file)).unwrap_err();
    assert_eq!(refused.code(), "KEY_UNAVAILABLE");
    assert!(refused.to_string().contains("taken"), "{refused}");
}
