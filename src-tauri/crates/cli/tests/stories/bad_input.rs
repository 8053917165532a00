//! What can't be: a clear sentence and exit code each, and nothing lost.

use std::fs;

use super::office::Office;

const ALICE: &str = "alice@example.com";

#[test]
fn a_wrong_password_does_not_sign_in() {
    let office = Office::with(&[]);
    office.piped("passwort", &["login", ALICE, "--password-stdin"]).fails(2, "WRONG_CREDENTIALS");
    office.piped("password", &["login", "carol@example.com", "--password-stdin"]).fails(2, "WRONG_CREDENTIALS");
    office.piped("", &["login", ALICE, "--password-stdin"]).fails(2, "INVALID_INPUT");
    office.run(&["call", "notes_list", "{}"]).fails(2, "NOT_SIGNED_IN");
}

#[test]
fn ten_wrong_passwords_lock_the_account_for_a_while() {
    let office = Office::with(&[]);
    for _ in 0..10 {
        office.piped("passwort", &["login", ALICE, "--password-stdin"]).fails(2, "WRONG_CREDENTIALS");
    }
    let said = office.piped("password", &["--json", "login", ALICE, "--password-stdin"]).fails(4, "RATE_LIMITED");
    assert!(said.json()["error"]["details"]["retry_after_seconds"].as_i64().unwrap() > 0);
    office.login("bob@example.com").ends(0);
}

#[test]
fn a_folder_that_can_not_be_written_is_named() {
    let office = Office::empty();
    let file = office.path("file");
    fs::write(&file, "not a folder").unwrap();
    let below = file.join("data");
    for arguments in [&["init", "--demo"][..], &["login", ALICE, "--password-stdin"], &["audit", "verify"]] {
        let said = office.run_in(&below, arguments).fails(5, "DATA_FOLDER_UNWRITABLE");
        assert!(said.err.contains(below.to_str().unwrap()), "{said:#?}");
    }
    assert_eq!(fs::read_to_string(file).unwrap(), "not a folder");
}

#[test]
fn a_folder_that_is_not_there_is_named_and_not_made() {
    let office = Office::empty();
    for arguments in [&["call", "notes_list", "{}"][..], &["ask", "show my notes"], &["audit", "verify"], &["chat"]] {
        let said = office.run(arguments).fails(2, "NOT_SET_UP");
        assert!(said.err.contains(office.folder().to_str().unwrap()) && said.err.contains("assent init"), "{said:#?}");
    }
    assert!(!office.folder().exists());
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
    let office = Office::with(&[ALICE]);
    // Closes the file in good order: a write-ahead log beside it would bring the old content back.
    office.sql(&[]);
    let nonsense = "this is not a database, and must stay as it is".repeat(200);
    fs::write(office.database(), &nonsense).unwrap();
    for arguments in [&["call", "notes_list", "{}"][..], &["audit", "verify"], &["init", "--demo"]] {
        office.run(arguments).fails(5, "DATABASE_CORRUPT");
    }
    assert_eq!(fs::read_to_string(office.database()).unwrap(), nonsense);
}

#[test]
fn a_database_cut_in_half_is_refused() {
    let office = Office::with(&[ALICE]);
    office.sql(&[]);
    let whole = fs::read(office.database()).unwrap();
    fs::write(office.database(), &whole[..whole.len() / 2]).unwrap();
    let said = office.run(&["call", "notes_list", "{}"]).ends(5);
    assert!(said.err.starts_with("assent: ") || said.err.contains("\nassent: "), "{said:#?}");
}

#[test]
fn a_database_of_a_newer_version_is_refused() {
    let office = Office::with(&[ALICE]);
    office.sql(&["INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)"]);
    let said = office.run(&["call", "notes_list", "{}"]).fails(5, "DATABASE_NEWER");
    assert!(said.err.contains("m9999_later"), "{said:#?}");
    office.sql(&["DELETE FROM seaql_migrations WHERE version = 'm9999_later'"]);
    office.run(&["call", "notes_list", "{}"]).ends(0);
}

#[test]
fn a_tool_that_is_not_there_is_denied_and_on_record() {
    let office = Office::with(&[ALICE]);
    let said = office.run(&["call", "coffee_make", "{}"]).ends(4).json();
    assert_eq!(said["denial"]["code"], "NOT_FOUND");
    assert!(office.events().last().unwrap()["body"].as_str().unwrap().contains("coffee_make"));
}

#[test]
fn arguments_that_are_not_json_are_refused_before_anything_is_asked() {
    let office = Office::with(&[ALICE]);
    let before = office.events().len();
    let said = office.run(&["--json", "call", "notes_create", r#"{"title": "#]).fails(2, "MALFORMED_JSON");
    assert_eq!(said.json()["error"]["code"], "MALFORMED_JSON");
    assert_eq!(office.events().len(), before);
    let wrong = office.run(&["call", "notes_create", r#"["title"]"#]).ends(4).json();
    assert_eq!(wrong["denial"]["code"], "INVALID_ARGUMENTS");
}

#[test]
fn two_megabytes_of_arguments_are_refused_and_a_large_note_is_not_cut() {
    let office = Office::with(&[ALICE]);
    let note = |bytes: usize| format!(r#"{{"title":"Long","content":"{}"}}"#, "x".repeat(bytes));
    office.piped(&note(2 * 1024 * 1024), &["call", "notes_create", "-"]).fails(2, "TOO_LARGE");
    let large = office.piped(&note(500 * 1024), &["call", "notes_create", "-"]).ends(4).json();
    assert_eq!(large["denial"]["code"], "INVALID_ARGUMENTS");
    assert_eq!(office.notes(ALICE).len(), 0);
    office.piped(&note(10_000), &["call", "notes_create", "-"]).ends(0);
    assert_eq!(office.notes(ALICE)[0]["content"].as_str().unwrap().len(), 10_000);
}

#[test]
fn a_prompt_of_a_megabyte_is_refused_in_a_sentence() {
    let office = Office::with(&[ALICE]);
    let said = office.piped(&"please ".repeat(1024 * 1024 / 7), &["ask", "-"]).fails(2, "INVALID_INPUT");
    assert!(said.err.contains("100,000 characters"), "{said:#?}");
    office.piped(&"x".repeat(1024 * 1024 + 1), &["ask", "-"]).fails(2, "TOO_LARGE");
    office.piped("add a note titled Groceries saying milk", &["ask", "-"]).ends(0);
    assert_eq!(office.notes(ALICE).len(), 1);
}

#[test]
fn a_setting_with_a_wrong_value_is_named() {
    let office = Office::empty().set("AGENT_MAX_STEPS", "many");
    let said = office.run(&["init", "--demo"]).fails(2, "CONFIG_INVALID");
    assert!(said.err.contains("AGENT_MAX_STEPS"), "{said:#?}");
}

#[test]
fn what_is_no_command_line_ends_as_usage() {
    let office = Office::empty();
    office.run(&["dance"]).ends(2);
    office.run(&["ask", "--loud", "hello"]).ends(2);
    let said = office.run(&["--json", "dance"]).fails(2, "USAGE");
    assert_eq!(said.json()["error"]["code"], "USAGE");
}
