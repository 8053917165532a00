//! Who makes a backup and of what; what is not overwritten, and what is no backup.

use assent_store::audit::{ANCHOR_BEGUN, Head, RESTORED};
use zeroize::Zeroizing;

use super::*;
use crate::keys::Left;

const OTHER: &str = "another passphrase altogether";

fn code<T>(outcome: Result<T, GateError>) -> &'static str {
    match outcome {
        Ok(_) => "OK",
        Err(refused) => match refused {
            GateError::Backup(cause) => cause.code(),
            GateError::MissingPermission { .. } => "MISSING_PERMISSION",
            _ => "OTHER",
        },
    }
}

/// How reading this file as a backup ends.
fn read(file: &Path, passphrase: &str) -> BackupError {
    let folder = TempDir::new().unwrap();
    sealed::read(file, &folder.path().join("assent.db"), passphrase.into()).err().unwrap()
}

fn anchored(machine: &Machine) -> Vec<Head> {
    crate::Anchor::new(machine.0.path().join("anchor.jsonl")).read().unwrap().unwrap()
}

#[tokio::test]
async fn a_backup_is_an_access_managers_and_overwrites_nothing() {
    let machine = Machine::new();
    let (gate, admin, first) = machine.office().await;
    let (alice, _) = gate.sign_in("alice@example.com", "password", "test").await.unwrap();
    let other = machine.0.path().join("other.backup");
    assert_eq!(code(gate.refuse_backup(&alice, &other).await), "MISSING_PERMISSION");
    assert_eq!(code(gate.refuse_backup(&admin, &first).await), "FILE_EXISTS");
    assert_eq!(code(gate.refuse_backup(&admin, &other).await), "OK");
    assert_eq!(code(gate.backup(&admin, &first, PASSPHRASE.into()).await), "FILE_EXISTS");
    assert_eq!(code(gate.backup(&admin, &other, "1234567".into()).await), "INVALID_INPUT");
    assert!(!other.exists());
    assert_eq!(code(gate.backup(&admin, &other, "12345678".into()).await), "OK", "eight characters will do");
}

#[test]
fn what_is_put_in_place_takes_nobodys_and_says_what_else_is_wrong() {
    let folder = TempDir::new().unwrap();
    let (from, to) = (folder.path().join("from"), folder.path().join("to"));
    assert_eq!(put_new(&from, &to).unwrap_err().code(), "DISK_FAILED", "there is nothing to put");
    fs::write(&from, "new").unwrap();
    fs::write(&to, "somebody's").unwrap();
    assert_eq!(put_new(&from, &to).unwrap_err().code(), "FILE_EXISTS");
    assert_eq!(fs::read_to_string(&to).unwrap(), "somebody's");
    fs::remove_file(&to).unwrap();
    put_new(&from, &to).unwrap();
    assert_eq!(fs::read_to_string(&to).unwrap(), "new");
}

#[tokio::test]
async fn what_is_no_whole_backup_is_told_apart() {
    let machine = Machine::new();
    let (_gate, _admin, whole) = machine.office().await;
    let file = machine.0.path().join("damaged.backup");
    assert_eq!(read(&file, PASSPHRASE).code(), "NO_SUCH_FILE");
    assert_eq!(read(machine.0.path(), PASSPHRASE).code(), "DISK_FAILED", "a folder can't be read");
    assert_eq!(read(&whole, OTHER).code(), "WRONG_PASSPHRASE");
    let bytes = fs::read(&whole).unwrap();
    let mac = bytes.windows(4).position(|four| four == b"--- ").unwrap() + 6;
    let mut altered = bytes.clone();
    altered[mac] = if altered[mac] == b'A' { b'B' } else { b'A' };
    for (damage, said) in [
        (altered, "it was cut short or altered"),
        (bytes[..mac].to_vec(), "it was cut short or altered"),
        (bytes[..bytes.len() - 1].to_vec(), "it was cut short or altered"),
        (b"age-encryption.org/v1\n".to_vec(), "it was cut short or altered"),
    ] {
        fs::write(&file, &damage).unwrap();
        let refused = read(&file, PASSPHRASE);
        assert_eq!(refused.code(), "BACKUP_DAMAGED", "{} bytes: {refused}", damage.len());
        assert!(refused.to_string().contains(said), "{} bytes: {refused}", damage.len());
    }
}

#[test]
fn a_key_that_followed_many_others_goes_into_a_backup_with_all_of_them() {
    let folder = TempDir::new().unwrap();
    let (database, file, back) =
        (folder.path().join("assent.db"), folder.path().join("backup"), folder.path().join("back.db"));
    fs::write(&database, "SQLite").unwrap();
    fs::write(&file, "").unwrap();
    let left: Vec<_> = (0..60).map(|until| Left { public_key: "7".repeat(64), until }).collect();
    let head = Head { seq: 7, hash: "0".repeat(64) };
    let seed = Zeroizing::new([7; 32]);
    let made = Contents { workspace: "desk".to_owned(), made_at: 1, head, seed, left: left.clone(), anchor: None };
    sealed::write(&file, &made, &database, PASSPHRASE.into()).unwrap();
    let found = sealed::read(&file, &back, PASSPHRASE.into()).unwrap();
    assert_eq!((found.left, found.anchor.is_none(), fs::read_to_string(back).unwrap()), (left, true, "SQLite".into()));
}

#[tokio::test]
async fn what_a_killed_process_left_in_the_open_is_gone_with_the_next_start() {
    let machine = Machine::new();
    let (gate, ..) = machine.office().await;
    drop(gate);
    let left = [machine.0.path().join("data/.assent.db.copy-1"), machine.0.path().join(".data.restoring-1")];
    left.iter().for_each(|left| fs::create_dir(left).unwrap());
    machine.goes_on().await;
    for left in left {
        assert!(!left.exists(), "{}", left.display());
    }
}

#[tokio::test]
async fn on_another_machine_nothing_is_lost_the_anchor_goes_on_and_nobody_did_it() {
    let office = Machine::new();
    let (_gate, _admin, file) = office.office().await;
    let there = Machine::new();
    let restoration = there.staged(&file, false).await.put_in_place(None).await.unwrap();
    let kept = fs::read_dir(there.0.path().join("config/keys")).unwrap();
    let names: Vec<_> = kept.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.iter().all(|name| !name.contains("-restored")), "{names:?}");
    let events = there.gate().await.unwrap().export_audit(0).await.unwrap();
    assert_eq!((restoration.lost, restoration.aside), (0, None));
    let (heads, before) = (anchored(&there), anchored(&office));
    let held = before.iter().filter(|head| head.seq <= restoration.from).count();
    assert_eq!(heads[..held], before[..held], "what the backup holds of it");
    assert!(!events.iter().any(|event| event.kind == ANCHOR_BEGUN && event.seq > restoration.from));
    let event = events.iter().find(|event| event.kind == RESTORED).unwrap();
    assert_eq!((event.seq, event.person_id), (restoration.from + 1, None));
}

#[tokio::test]
async fn a_backup_without_an_anchor_begins_one() {
    let office = Machine::new();
    let (gate, ..) = office.office().await;
    fs::remove_file(office.0.path().join("anchor.jsonl")).unwrap();
    let (file, copy) = (office.0.path().join("second.backup"), office.0.path().join("copy.db"));
    gate.inner.store.copy_into(&copy).await.unwrap();
    let contents = gate.contents(&copy).await.unwrap();
    assert!(contents.anchor.is_none());
    fs::write(&file, "").unwrap();
    sealed::write(&file, &contents, &copy, PASSPHRASE.into()).unwrap();
    let there = Machine::new();
    let restoration = there.staged(&file, false).await.put_in_place(None).await.unwrap();
    let events = there.gate().await.unwrap().export_audit(0).await.unwrap();
    let begun = events.iter().find(|event| event.kind == ANCHOR_BEGUN && event.seq > restoration.from).unwrap();
    assert_eq!(begun.seq, restoration.from + 2);
    assert_eq!(anchored(&there).iter().map(|head| head.seq).collect::<Vec<_>>()[..2], [begun.seq - 1, begun.seq]);
}

#[tokio::test]
async fn who_replaces_an_office_by_its_own_past_is_named_and_what_is_lost_is_counted() {
    let office = Machine::new();
    let (gate, admin, file) = office.office().await;
    for _ in 0..3 {
        gate.sign_in("alice@example.com", "password", "test").await.unwrap();
    }
    let known = anchored(&office).last().unwrap().seq;
    let staged = office.staged(&file, true).await;
    let aside = gate.set_aside(&admin, &staged).await.unwrap();
    let restoration = staged.put_in_place(Some(aside)).await.unwrap();
    let lost = known + 1 - restoration.from;
    assert_eq!(restoration.lost, lost, "setting it aside is on record, too");
    let events = office.gate().await.unwrap().export_audit(0).await.unwrap();
    let event = events.iter().find(|event| event.kind == RESTORED).unwrap();
    assert_eq!(event.person_id, Some(admin.person().0));
}

#[tokio::test]
async fn who_replaces_another_office_is_nobody_in_its_record() {
    let (office, other) = (Machine::new(), Machine::new());
    let (_gate, _admin, file) = office.office().await;
    let (gate, admin, _) = other.office().await;
    let staged = other.staged(&file, true).await;
    let aside = gate.set_aside(&admin, &staged).await.unwrap();
    staged.put_in_place(Some(aside)).await.unwrap();
    let events = other.gate().await.unwrap().export_audit(0).await.unwrap();
    let event = events.iter().find(|event| event.kind == RESTORED).unwrap();
    assert_eq!(event.person_id, None, "the admin there is somebody else");
}

#[tokio::test]
async fn a_key_that_can_not_be_put_in_its_place_puts_everything_back() {
    let office = Machine::new();
    let (gate, admin, file) = office.office().await;
    let before = gate.key_fingerprint().await;
    let staged = office.staged(&file, true).await;
    let workspace = staged.contents.workspace.clone();
    let aside = gate.set_aside(&admin, &staged).await.unwrap();
    let note = office.0.path().join(format!("config/keys/{workspace}.json"));
    let kept = fs::read(&note).unwrap();
    fs::remove_file(&note).unwrap();
    fs::create_dir(&note).unwrap();
    assert!(staged.put_in_place(Some(aside)).await.is_err());
    fs::remove_dir(&note).unwrap();
    fs::write(&note, kept).unwrap();
    #[cfg(unix)]
    fs::set_permissions(&note, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let gate = office.goes_on().await;
    assert_eq!(gate.key_fingerprint().await, before);
    let events = gate.export_audit(0).await.unwrap();
    assert_eq!(events.iter().filter(|event| event.kind == RESTORED).count(), 0, "the office is the one of before");
    assert!(events.iter().any(|event| event.kind == "workspace.set_aside"));
}
