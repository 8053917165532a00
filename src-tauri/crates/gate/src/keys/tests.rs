#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Arc, Barrier};
use std::thread;

use super::*;

mod keyring;

fn place(config_dir: &Path) -> KeyPlace {
    KeyPlace { workspace: "desk".to_owned(), config_dir: config_dir.to_owned(), passphrase: None, use_keyring: false }
}

fn locked(config_dir: &Path, passphrase: &str) -> KeyPlace {
    KeyPlace { passphrase: Some(passphrase.into()), ..place(config_dir) }
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
    let file: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.path().join("keys/desk.key")).unwrap()).unwrap();
    assert_eq!(file["costs"], serde_json::json!({ "memory_kib": 65_536, "passes": 3, "lanes": 1 }), "guessing is dear");

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
    let made = Keys::open_or_create(&place(folder.path())).unwrap();
    let other = Keys::open_or_create(&place(elsewhere.path())).unwrap();
    for file in ["desk.key", "machine.key"] {
        let name = Path::new("keys").join(file);
        fs::copy(elsewhere.path().join(&name), folder.path().join(&name)).unwrap();
    }
    let refused = Keys::open(&place(folder.path())).unwrap_err();
    let KeyError::Replaced { expected, found } = refused else { panic!("{refused}") };
    assert_eq!((expected, found), (made.fingerprint(), other.fingerprint()));
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

#[test]
fn the_key_of_one_workspace_does_not_open_as_that_of_another() {
    let folder = tempfile::tempdir().unwrap();
    Keys::open_or_create(&place(folder.path())).unwrap();
    fs::copy(folder.path().join("keys/desk.key"), folder.path().join("keys/kitchen.key")).unwrap();
    let kitchen = KeyPlace { workspace: "kitchen".to_owned(), ..place(folder.path()) };
    assert_eq!(Keys::open(&kitchen).unwrap_err().code(), "KEY_DAMAGED");
    Keys::open(&place(folder.path())).unwrap();
}

/// The key file as it would be with these costs; its checksum is right.
fn with_costs(path: &Path, memory_kib: u64, passes: u64, lanes: u64) {
    let mut file: serde_json::Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    file["costs"] = serde_json::json!({ "memory_kib": memory_kib, "passes": passes, "lanes": lanes });
    let text = |field: &str| file[field].as_str().unwrap().to_owned();
    let whole =
        format!("1 MachineKey {memory_kib} {passes} {lanes} {} {} {}", text("salt"), text("nonce"), text("seed"));
    file["check"] = hex::encode(Sha256::digest(whole)).into();
    fs::write(path, serde_json::to_vec(&file).unwrap()).unwrap();
}

#[test]
fn a_key_file_that_would_keep_the_machine_busy_is_refused_unopened() {
    let folder = tempfile::tempdir().unwrap();
    Keys::open_or_create(&place(folder.path())).unwrap();
    let path = folder.path().join("keys/desk.key");
    for (costs, what) in [
        ((1024 * 1024 + 1, 1, 1), "absurd"),
        ((8 * 1024, 17, 1), "absurd"),
        ((8 * 1024, 1, 9), "absurd"),
        ((8 * 1024, 16, 8), "does not open it"),
    ] {
        with_costs(&path, costs.0, costs.1, costs.2);
        let refused = Keys::open(&place(folder.path())).unwrap_err().to_string();
        assert!(refused.contains(what), "{costs:?}: {refused}");
    }
    with_costs(&path, 8 * 1024, 1, 1);
    Keys::open(&place(folder.path())).unwrap();
    for (length, what) in [(64 * 1024, "not a key file"), (64 * 1024 + 1, "far too large")] {
        fs::write(&path, vec![b'x'; length]).unwrap();
        let refused = Keys::open(&place(folder.path())).unwrap_err().to_string();
        assert!(refused.contains(what), "{length} bytes: {refused}");
    }
}

#[test]
fn what_can_not_be_read_is_not_taken_for_missing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("keys"), "not a folder").unwrap();
    assert_eq!(Keys::open(&place(folder.path())).unwrap_err().code(), "KEY_UNAVAILABLE");
    fs::remove_file(folder.path().join("keys")).unwrap();
    assert_eq!(Keys::open(&place(folder.path())).unwrap_err().code(), "KEY_MISSING");
}

#[test]
fn another_key_that_was_here_is_kept_aside_under_its_fingerprint() {
    let folder = tempfile::tempdir().unwrap();
    let here = Keys::open_or_create(&place(folder.path())).unwrap();
    let same = install(&place(folder.path()), &here.seed(), Vec::new()).unwrap();
    assert_eq!(same.fingerprint(), here.fingerprint());
    let aside = KeyPlace { workspace: format!("desk-{}", here.fingerprint()), ..place(folder.path()) };
    assert!(matches!(Keys::open(&aside), Err(KeyError::Missing { .. })), "it is in its place");
    let arrived = install(&place(folder.path()), &Zeroizing::new([7; 32]), Vec::new()).unwrap();
    assert_eq!(Keys::open(&place(folder.path())).unwrap().public_key(), arrived.public_key());
    assert_eq!(Keys::open(&aside).unwrap().public_key(), here.public_key());
}

#[test]
fn a_key_that_arrived_is_seen_by_either_of_its_files_and_given_up_with_both() {
    for left_out in ["desk-restored.key", "desk-restored.json", ""] {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path());
        assert!(!has_arrived(&place));
        lay_ready(&place, &Zeroizing::new([7; 32]), Vec::new()).unwrap();
        if !left_out.is_empty() {
            fs::remove_file(folder.path().join("keys").join(left_out)).unwrap();
        }
        assert!(has_arrived(&place), "without {left_out:?}");
        give_up(&place).unwrap();
        assert!(!has_arrived(&place));
    }
    let folder = tempfile::tempdir().unwrap();
    let place = place(folder.path());
    lay_ready(&place, &Zeroizing::new([7; 32]), Vec::new()).unwrap();
    let file = folder.path().join("keys/desk-restored.key");
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert_eq!(give_up(&place).unwrap_err().code(), "KEY_UNAVAILABLE", "what can't be removed is said");
}

#[test]
fn a_rotation_left_behind_is_found_by_the_key_alone_and_thrown_away_where_the_chain_does_not_name_it() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(folder.path());
    let here = Keys::open_or_create(&place).unwrap();
    assert!(Rotation::left_behind(&place).unwrap().is_none());
    let next = Rotation::begin(&place).unwrap().next().public_key();
    fs::remove_file(folder.path().join("keys/desk-next.json")).unwrap();
    for other in [None, Some(next)] {
        Rotation::left_behind(&place).unwrap().unwrap().abandon(other).unwrap();
        let kept = Rotation::left_behind(&place).unwrap().unwrap();
        assert_eq!(kept.next().public_key(), next, "with a chain that ends otherwise nothing is thrown away");
    }
    Rotation::left_behind(&place).unwrap().unwrap().abandon(Some(here.public_key())).unwrap();
    assert!(Rotation::left_behind(&place).unwrap().is_none());
}

#[test]
fn the_key_of_a_running_process_shows_as_its_fingerprint() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::open_or_create(&place(folder.path())).unwrap();
    let (fingerprint, seed) = (keys.fingerprint(), keys.seed());
    let shown = format!("{:?}", LiveKeys::new(keys));
    assert!(shown.contains(&fingerprint) && !shown.contains(&hex::encode(seed.as_slice())), "{shown}");
}
