//! The audit record in the hands of whoever holds the file.

use std::fs;
use std::path::PathBuf;

use super::office::Office;

const ALICE: &str = "alice@example.com";
const ADMIN: &str = "admin@example.com";

fn fingerprint(office: &Office) -> String {
    let said = office.run(&["--json", "audit", "verify"]).json();
    said["keys"].as_array().unwrap().last().unwrap().as_str().unwrap().to_owned()
}

fn last(office: &Office) -> i64 {
    office.events().last().unwrap()["seq"].as_i64().unwrap()
}

/// A copy of the database file alone, in a folder of its own.
fn copy(office: &Office) -> PathBuf {
    office.sql(&[]);
    let folder = office.path("copy");
    fs::create_dir(&folder).unwrap();
    fs::copy(office.database(), folder.join("assent.db")).unwrap();
    folder
}

/// Another machine: neither the keys nor the anchors of this office are on it.
fn elsewhere() -> Office {
    Office::empty()
}

#[test]
fn a_copied_database_is_verified_where_its_key_is_not() {
    let office = Office::with(&[ALICE]);
    let (key, folder) = (fingerprint(&office), copy(&office));
    let anchor = fs::read_dir(office.path("state/anchors")).unwrap().next().unwrap().unwrap().path();
    let anchor = anchor.to_str().unwrap();
    let before = fs::read(folder.join("assent.db")).unwrap();
    let there = elsewhere();
    let said = there.run_in(&folder, &["audit", "verify", "--anchor", anchor]).ends(0);
    assert!(said.out.starts_with("intact: ") && said.err.contains(&key) && said.err.contains("not here"), "{said:#?}");
    let said = there.run_in(&folder, &["audit", "verify", "--anchor", anchor, "--key", &key]).ends(0);
    assert_eq!(said.err, "", "what the person knows binds it");
    let wrong = "0".repeat(32);
    let said = there.run_in(&folder, &["audit", "verify", "--anchor", anchor, "--key", &wrong]).ends(1);
    assert!(said.out.starts_with("broken at 1: it is signed with a key of another fingerprint"), "{said:#?}");
    let said = there.run_in(&folder, &["audit", "verify"]).ends(1);
    assert!(said.out.starts_with("not anchored: "), "the file alone does not show its end: {said:#?}");
    assert_eq!(fs::read(folder.join("assent.db")).unwrap(), before, "and is as it was");
    there.run_in(&folder, &["audit", "export"]).ends(0);
    there.run_in(&folder, &["audit", "tail"]).ends(0);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing is written beside it");
    there.run_in(&folder, &["call", "notes_list", "{}"]).fails(5, "KEY_MISSING");
}

#[test]
fn a_changed_copy_breaks_also_where_the_key_is_not() {
    let office = Office::with(&[ALICE]);
    let end = last(&office);
    office.sql(&["DROP TRIGGER audit_events_no_update", "UPDATE audit_events SET person_id = 9 WHERE seq = 3"]);
    let folder = copy(&office);
    let said = elsewhere().run_in(&folder, &["audit", "verify"]).ends(1);
    assert_eq!(said.out, "broken at 3: its content was changed\n", "of {end}");
}

#[test]
fn a_whole_other_record_under_another_key_is_not_this_ones() {
    let (office, other) = (Office::with(&[ALICE]), Office::with(&[ALICE]));
    let key = fingerprint(&office);
    let folder = copy(&other);
    other.run_in(&folder, &["audit", "verify", "--key", &fingerprint(&other)]).ends(0);
    other.run_in(&folder, &["audit", "verify", "--key", &key]).ends(1);
    // The note of the key here says which one it has to be.
    let note = |office: &Office| {
        let mut keys = fs::read_dir(office.path("config/keys")).unwrap().map(|entry| entry.unwrap().path());
        keys.find(|path| path.extension().is_some_and(|end| end == "json")).unwrap()
    };
    fs::write(note(&other), fs::read(note(&office)).unwrap()).unwrap();
    let said = other.run_in(&folder, &["audit", "verify"]).ends(1);
    assert!(said.out.starts_with("broken at 1: it is signed with another key"), "{said:#?}");
}

#[test]
fn a_key_is_rotated_by_an_access_manager_and_the_record_goes_on() {
    let office = Office::with(&[ADMIN, ALICE]);
    let before = fingerprint(&office);
    office.run(&["audit", "rotate-key"]).fails(4, "MISSING_PERMISSION");
    assert_eq!(fingerprint(&office), before, "Alice changed nothing");
    let said = office.run(&["--json", "audit", "rotate-key", "--as", ADMIN]).ends(0).json();
    let after = said["fingerprint"].as_str().unwrap();
    assert_ne!(after, before);
    office.run(&["call", "notes_create", r#"{"title":"Groceries","content":"milk"}"#]).ends(0);
    let said = office.run(&["--json", "audit", "verify"]).ends(0).json();
    assert_eq!((&said["verdict"], &said["verified_with"]), (&"intact".into(), &"key_here".into()));
    assert_eq!(said["keys"], serde_json::json!([before, after]));
    for known in [before.as_str(), after] {
        office.run(&["audit", "verify", "--key", known]).ends(0);
    }
    let rotated = office.events().into_iter().find(|event| event["kind"] == "key.rotated").unwrap();
    assert_eq!(rotated["person_id"], 3);
    let kept = fs::read_dir(office.path("config/keys")).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(!kept.into_iter().any(|name| name.to_string_lossy().contains("-next")), "the old key is gone");
}

#[test]
fn a_database_from_before_a_rotation_is_rolled_back_also_without_an_anchor() {
    let office = Office::with(&[ADMIN]);
    let end = last(&office);
    let folder = copy(&office);
    let anchor = office.path("short.jsonl");
    let whole = fs::read_to_string(fs::read_dir(office.path("state/anchors")).unwrap().next().unwrap().unwrap().path());
    fs::write(&anchor, whole.unwrap()).unwrap();
    let verify = || office.run_in(&folder, &["audit", "verify", "--anchor", anchor.to_str().unwrap()]);
    verify().ends(0);
    office.run(&["audit", "rotate-key"]).ends(0);
    let said = verify().ends(1);
    assert!(said.out.starts_with(&format!("truncated or rolled back after {end}: ")), "{said:#?}");
}

#[test]
fn an_export_begins_where_it_is_told_to() {
    let office = Office::with(&[ALICE]);
    office.run(&["call", "notes_list", "{}"]).ends(0);
    let events = office.events();
    let export = |since: &str| office.run(&["audit", "export", "--since", since]).ends(0).out.lines().count();
    assert_eq!(export("1"), events.len());
    assert_eq!(export("3"), events.len() - 2);
    assert_eq!(export("9999"), 0);
    assert_eq!(export("2001-01-01T00:00:00Z"), events.len());
    assert_eq!(export("2999-01-01T00:00:00Z"), 0);
    office.run(&["audit", "export", "--since", "yesterday"]).fails(2, "INVALID_INPUT");
}

#[test]
fn tail_shows_the_last_events_and_follows_those_that_come() {
    let office = Office::with(&[ALICE]);
    office.run(&["call", "notes_list", "{}"]).ends(0);
    let said = office.run(&["audit", "tail", "-n", "2"]).ends(0);
    let kinds: Vec<_> = said.out.lines().map(|line| line.split_whitespace().nth(2).unwrap()).collect();
    assert_eq!(kinds, ["call.allowed", "call.succeeded"]);
    let mut follow = office.beside(&["--json", "audit", "tail", "-n", "1", "--follow"]);
    let mut next = || serde_json::from_str::<serde_json::Value>(&follow.line()).unwrap();
    assert_eq!(next()["kind"], "call.succeeded");
    office.run(&["call", "tasks_create", r#"{"title":"x"}"#]).ends(4);
    assert_eq!(next()["kind"], "call.denied");
}

#[test]
fn what_is_private_is_neither_in_the_tables_nor_in_the_export() {
    let office = Office::with(&[ALICE]);
    office.run(&["call", "notes_create", r#"{"title":"For Bob","content":"a telescope"}"#]).ends(0);
    office.piped("hunter-seventeen", &["login", ALICE, "--password-stdin"]).fails(2, "WRONG_CREDENTIALS");
    office.piped("x", &["login", "stranger-danger@example.com", "--password-stdin"]).fails(2, "WRONG_CREDENTIALS");
    // A password typed where none belongs: into a field that is none, and for a tool that is none.
    office.run(&["call", "notes_create", r#"{"title":"For Bob","content":"x","pass":"hunter-seventeen"}"#]).ends(4);
    office.run(&["call", "notes_burn", r#"{"password":"hunter-seventeen"}"#]).ends(4);
    let export = office.run(&["audit", "export"]).ends(0).out;
    let mut tables = String::new();
    for column in ["kind", "body", "previous_hash", "hash", "signature"] {
        for row in office.rows(&format!("SELECT {column} FROM audit_events")) {
            tables.push_str(row[0].as_deref().unwrap_or_default());
        }
    }
    for private in ["telescope", "hunter-seventeen", "stranger-danger", "stranger"] {
        assert!(!export.contains(private) && !tables.contains(private), "{private}");
    }
    assert!(export.contains("For Bob") && tables.contains("session.refused"), "what is not private is there");
}
