//! A backup is made, put back, refused, and never half done.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::office::{Beside, Office, Said};

const ALICE: &str = "alice@example.com";
const ADMIN: &str = "admin@example.com";
const PASSPHRASE: &str = "a passphrase of the office\n";

/// An office with a note and a backup of it.
fn office() -> (Office, PathBuf) {
    let office = Office::with(&[ALICE, ADMIN]);
    office.run(&["call", "--as", ALICE, "notes_create", r#"{"title":"Groceries","content":"milk"}"#]).ends(0);
    let file = office.path("office.backup");
    backup(&office, &file).ends(0);
    (office, file)
}

fn backup(office: &Office, file: &Path) -> Said {
    office.piped(PASSPHRASE, &["backup", file.to_str().unwrap(), "--passphrase-stdin"])
}

fn restore(office: &Office, file: &Path, more: &[&str]) -> Said {
    let arguments = [&["restore", file.to_str().unwrap(), "--passphrase-stdin"], more].concat();
    office.piped(PASSPHRASE, &arguments)
}

fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn last(office: &Office) -> i64 {
    office.events().last().unwrap()["seq"].as_i64().unwrap()
}

fn titles(office: &Office) -> Vec<String> {
    office.notes(ALICE).iter().map(|note| note["title"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_backup_restored_on_another_machine_is_the_office_as_it_was() {
    let (office, file) = office();
    let there = Office::empty();
    let at = last(&office);
    let said = restore(&there, &file, &["--json"]).ends(0).json();
    assert_eq!((&said["restored_to"], &said["lost"], &said["kept_aside"]), (&at.into(), &0.into(), &().into()));
    let said = there.run(&["audit", "verify"]).ends(0);
    assert_eq!(
        said.out,
        format!("intact: {} events, restored with event {} from a backup that ended at {at}\n", at + 1, at + 1)
    );
    let mine = |office: &Office| office.run(&["--json", "audit", "verify"]).json()["keys"].clone();
    assert_eq!(mine(&there), mine(&office), "the same key signs on");
    assert_eq!(names(&there.folder()), ["assent.db"], "and nothing else is left in the folder");
    there.login(ALICE).ends(0);
    assert_eq!(titles(&there), ["Groceries"]);
}

#[cfg(unix)]
#[test]
fn everything_restored_and_the_backup_itself_are_for_the_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (_office, file) = office();
    let there = Office::empty();
    restore(&there, &file, &[]).ends(0);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(&there.folder()), mode(&there.database())), (0o600, 0o700, 0o600));
}

#[test]
fn a_backup_holds_nothing_that_can_be_read_without_its_passphrase() {
    let (_office, file) = office();
    let bytes = fs::read(&file).unwrap();
    let holds = |word: &str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
    assert!(holds("scrypt"), "it is an age file with a passphrase");
    for word in ["Groceries", "SQLite", "public_key", "seed", ALICE] {
        assert!(!holds(word), "{word}");
    }
}

#[test]
fn sessions_of_before_end_with_a_restore() {
    let (office, file) = office();
    let there = Office::empty();
    restore(&there, &file, &[]).ends(0);
    fs::copy(office.folder().join("sessions.json"), there.folder().join("sessions.json")).unwrap();
    there.run(&["call", "--as", ALICE, "notes_list", "{}"]).fails(2, "NOT_SIGNED_IN");
    office.run(&["call", "--as", ALICE, "notes_list", "{}"]).ends(0);
}

#[test]
fn only_an_access_manager_makes_a_backup_and_it_is_on_record() {
    let office = Office::with(&[ADMIN, ALICE]);
    let file = office.path("office.backup");
    backup(&office, &file).fails(4, "MISSING_PERMISSION");
    assert!(!file.exists());
    office.piped(PASSPHRASE, &["backup", file.to_str().unwrap(), "--as", ADMIN, "--passphrase-stdin"]).ends(0);
    let events = office.events();
    assert_eq!(
        (&events.last().unwrap()["kind"], &events.last().unwrap()["person_id"]),
        (&"backup.begun".into(), &3.into())
    );
}

#[test]
fn a_backup_overwrites_nothing_and_takes_no_short_passphrase() {
    let (office, file) = office();
    let before = fs::read(&file).unwrap();
    backup(&office, &file).fails(2, "FILE_EXISTS");
    assert_eq!(fs::read(&file).unwrap(), before);
    let other = office.path("other.backup");
    office.piped("short\n", &["backup", other.to_str().unwrap(), "--passphrase-stdin"]).fails(2, "INVALID_INPUT");
    office.run(&["backup", other.to_str().unwrap()]).fails(2, "NO_TERMINAL");
    assert!(!other.exists());
}

#[test]
fn what_is_set_up_is_not_overwritten_unless_it_is_to_be_replaced() {
    let (office, file) = office();
    office.run(&["call", "--as", ALICE, "notes_create", r#"{"title":"Toner","content":"two"}"#]).ends(0);
    restore(&office, &file, &[]).fails(2, "ALREADY_SET_UP");
    assert_eq!(titles(&office).len(), 2);

    let end = last(&office);
    let said = restore(&office, &file, &["--replace", "--json"]).ends(0).json();
    let from = said["restored_to"].as_i64().unwrap();
    // The end of what was here is on record as well.
    assert_eq!(said["lost"], end + 1 - from);
    let aside = PathBuf::from(said["kept_aside"].as_str().unwrap());
    let said = office.run(&["audit", "verify"]).ends(0);
    let lost = format!("restored with event {} from a backup that ended at {from} ({} later", from + 1, end + 1 - from);
    assert!(said.out.starts_with("intact: ") && said.out.contains(&lost), "{said:#?}");
    office.login(ALICE).ends(0);
    assert_eq!(titles(&office), ["Groceries"]);
    office.run(&["audit", "verify"]).ends(0);

    let kept = office.run_in(&aside, &["audit", "export", "--since", &end.to_string()]).ends(0).out;
    assert!(kept.lines().last().unwrap().contains("workspace.set_aside"), "{kept}");
    let restored = office.events().into_iter().find(|event| event["kind"] == "workspace.restored").unwrap();
    assert_eq!((&restored["seq"], &restored["person_id"]), (&(from + 1).into(), &3.into()));
}

#[test]
fn a_rollback_after_a_restore_is_still_a_rollback() {
    let (office, file) = office();
    restore(&office, &file, &["--replace"]).ends(0);
    office.sql(&[]);
    let then = fs::read(office.database()).unwrap();
    let end = last(&office);
    office.login(ALICE).ends(0);
    office.sql(&[]);
    for beside in ["assent.db-wal", "assent.db-shm"] {
        let _ = fs::remove_file(office.folder().join(beside));
    }
    fs::write(office.database(), then).unwrap();
    let said = office.run(&["audit", "verify"]).ends(1);
    assert!(said.out.starts_with(&format!("truncated or rolled back after {end}: ")), "{said:#?}");
}

#[test]
fn only_an_access_manager_replaces_what_is_there() {
    let (office, file) = office();
    let before = last(&office);
    restore(&office, &file, &["--replace", "--as", ALICE]).fails(4, "MISSING_PERMISSION");
    restore(&office, &file, &["--replace", "--as", "bob@example.com"]).fails(2, "NOT_SIGNED_IN");
    assert_eq!(last(&office), before);
    assert_eq!(
        names(&office.path("")),
        ["config", "data", "office.backup", "state"],
        "and nothing is left lying about"
    );
}

#[test]
fn what_another_process_has_open_is_not_replaced() {
    let (office, file) = office();
    let mut other = office.beside(&["audit", "tail", "-n", "1", "--follow"]);
    assert!(other.line().contains("backup.begun"));
    restore(&office, &file, &["--replace"]).fails(5, "IN_USE");
    drop(other);
    office.run(&["audit", "verify"]).ends(0);
    restore(&office, &file, &["--replace"]).ends(0);
}

#[test]
fn a_wrong_passphrase_and_a_damaged_file_change_nothing() {
    let (_office, file) = office();
    let there = Office::empty();
    let named = file.to_str().unwrap();
    there.piped("another passphrase\n", &["restore", named, "--passphrase-stdin"]).fails(2, "WRONG_PASSPHRASE");
    let whole = fs::read(&file).unwrap();
    let broken = there.path("broken.backup");
    let mut cases =
        vec![b"Dear Alice".to_vec(), Vec::new(), whole[..whole.len() / 2].to_vec(), whole[..whole.len() - 1].to_vec()];
    // Cut where one encrypted part ends and the next begins, and altered at the end.
    cases.push(whole[..whole.len() - whole.len() % 65_552].to_vec());
    let mut altered = whole.clone();
    *altered.last_mut().unwrap() ^= 1;
    cases.push(altered);
    for case in cases {
        fs::write(&broken, &case).unwrap();
        restore(&there, &broken, &[]).fails(2, "BACKUP_DAMAGED");
    }
    restore(&there, &there.path("nothing.backup"), &[]).fails(2, "NO_SUCH_FILE");
    assert_eq!(names(&there.path("")), ["broken.backup"], "neither folder nor key nor anchor was made");
    fs::remove_file(broken).unwrap();
    restore(&there, &file, &[]).ends(0);
}

#[test]
fn a_place_that_can_not_be_written_to_gets_no_backup_and_the_office_goes_on() {
    let (office, file) = office();
    for place in [file.join("inside-a-file"), office.path("no/such/folder/office.backup")] {
        backup(&office, &place).fails(5, "DISK_FAILED");
    }
    let there = Office::empty();
    let inside = file.join("data");
    let arguments = ["restore", file.to_str().unwrap(), "--passphrase-stdin"];
    let mut command = there.command_in(&inside, &arguments);
    let said = there.piped_into(&mut command, PASSPHRASE);
    said.fails(5, "DISK_FAILED");
    office.run(&["audit", "verify"]).ends(0);
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_neither_half_a_backup_nor_half_an_office() {
    let (office, file) = office();
    // A limit on how large a file may become stands for the disk that is full: the journal
    // fits, which begins anew, and a copy of the database does not.
    office.sql(&[]);
    let blocks = fs::metadata(office.database()).unwrap().len() / 512 - 8;
    let limit = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    let limited = |office: &Office, arguments: &[&str]| {
        let typed = office.command(arguments);
        let mut command = Command::new("sh");
        command.args(["-c", &limit, "sh"]).arg(typed.get_program()).args(typed.get_args());
        command.env_clear().envs(typed.get_envs().filter_map(|(name, value)| Some((name, value?))));
        office.piped_into(&mut command, PASSPHRASE)
    };
    let other = office.path("other.backup");
    limited(&office, &["backup", other.to_str().unwrap(), "--passphrase-stdin"]).fails(5, "DISK_FAILED");
    assert_eq!(names(&office.path("")), ["config", "data", "office.backup", "state"]);
    assert!(names(&office.folder()).iter().all(|name| !name.contains("copy")), "{:?}", names(&office.folder()));
    backup(&office, &other).ends(0);

    let there = Office::empty();
    limited(&there, &["restore", file.to_str().unwrap(), "--passphrase-stdin"]).fails(5, "DISK_FAILED");
    assert_eq!(names(&there.path("")), Vec::<String>::new());
}

#[test]
fn what_a_killed_backup_left_in_the_open_is_gone_with_the_next_start() {
    let (office, _file) = office();
    let copies = || {
        let mut folders = names(&office.folder());
        folders.retain(|name| name.starts_with(".assent.db.copy-"));
        folders
    };
    let begun = || copies().iter().any(|folder| !names(&office.folder().join(folder)).is_empty());
    let other = office.path("other.backup");
    let mut backup = office.command(&["backup", other.to_str().unwrap(), "--passphrase-stdin"]);
    let mut backup = Beside::start(backup.stdin(std::process::Stdio::piped()));
    backup.say(PASSPHRASE);
    while !begun() {
        assert!(backup.runs(), "it ended before its copy was seen");
    }
    drop(backup);
    assert!(begun(), "it was killed while the copy lay there");
    office.run(&["call", "--as", ALICE, "notes_list", "{}"]).ends(0);
    assert_eq!(copies(), Vec::<String>::new());
    office.run(&["audit", "verify"]).ends(0);
}

#[test]
fn a_backup_from_before_a_rotation_brings_its_own_key_and_keeps_the_other() {
    let (office, file) = office();
    let before = office.run(&["--json", "audit", "verify"]).json()["keys"][0].clone();
    let after = office.run(&["--json", "audit", "rotate-key"]).ends(0).json()["fingerprint"].clone();
    restore(&office, &file, &["--replace"]).ends(0);
    let said = office.run(&["--json", "audit", "verify"]).ends(0).json();
    assert_eq!(said["keys"], serde_json::json!([before]));
    office.login(ALICE).ends(0);
    office.run(&["audit", "verify"]).ends(0);
    let kept = names(&office.path("config/keys"));
    assert!(kept.iter().any(|name| name.contains(after.as_str().unwrap())), "{kept:?}");
}
