//! Waiting calls, answered from a terminal.

use serde_json::Value;

use super::office::Office;

const ALICE: &str = "alice@example.com";
const BOB: &str = "bob@example.com";
const ADMIN: &str = "admin@example.com";

/// Alice's agent wants to delete her note.
fn office(people: &[&str]) -> Office {
    let office = Office::with(people);
    office.run(&["call", "--as", ALICE, "notes_create", r#"{"title":"Groceries","content":"milk"}"#]).ends(0);
    let held = office.run(&["ask", "--as", ALICE, "delete the note Groceries"]).ends(3);
    assert!(held.err.contains("? Delete a note “Groceries”: waiting for you"), "{held:#?}");
    office
}

fn waiting(office: &Office, email: &str) -> Vec<Value> {
    let listed = office.run(&["--json", "holds", "list", "--as", email]).ends(0).json();
    listed["items"].as_array().unwrap().clone()
}

#[test]
fn a_deletion_by_the_agent_waits_and_happens_once_after_a_yes() {
    let office = office(&[ALICE]);
    let held = waiting(&office, ALICE);
    assert_eq!(held.len(), 1);
    let id = held[0]["id"].to_string();
    let digest = held[0]["call"]["hold"]["digest"].as_str().unwrap();

    let card = office.run(&["holds", "show", &id]).ends(0).out;
    for part in ["For        you", "Groceries", "\"note_id\": 1", "Why        ", "Ends       ", digest] {
        assert!(card.contains(part), "{part} in {card}");
    }
    assert_eq!(office.notes(ALICE).len(), 1, "nothing happens before the answer");
    let done = office.run(&["holds", "approve", &id]).ends(0);
    assert!(done.err.contains("✓ Delete a note “Groceries”: done"), "{done:#?}");
    assert_eq!(office.notes(ALICE).len(), 0);

    office.run(&["holds", "approve", &id]).fails(4, "DECIDED");
    office.run(&["holds", "reject", &id]).fails(4, "DECIDED");
    assert_eq!(waiting(&office, ALICE).len(), 0);
    office.run(&["audit", "verify"]).ends(0);
}

#[test]
fn a_deletion_that_is_rejected_leaves_the_note() {
    let office = office(&[ALICE]);
    let said = office.run(&["holds", "reject", "1", "--reason", "still needed"]).ends(0);
    assert!(said.err.contains("rejected; it did not run"), "{said:#?}");
    assert_eq!(office.notes(ALICE).len(), 1);
    office.run(&["holds", "approve", "1"]).fails(4, "DECIDED");
    assert_eq!(office.notes(ALICE).len(), 1);
}

#[test]
fn bob_neither_sees_nor_answers_what_waits_for_alice() {
    let office = office(&[ALICE, BOB]);
    assert_eq!(waiting(&office, BOB).len(), 0);
    office.run(&["holds", "show", "1", "--as", BOB]).fails(4, "NOT_FOUND");
    let refused = office.run(&["holds", "approve", "1", "--as", BOB]).fails(4, "NOT_FOUND");
    let unknown = office.run(&["holds", "approve", "99", "--as", BOB]).fails(4, "NOT_FOUND");
    assert_eq!(refused.err, unknown.err, "it looks like one that is not there");
    office.run(&["holds", "reject", "1", "--as", BOB]).fails(4, "NOT_FOUND");
    assert_eq!(waiting(&office, ALICE).len(), 1);
    assert_eq!(office.notes(ALICE).len(), 1);
}

#[test]
fn a_deletion_of_bobs_task_waits_for_the_admin_and_not_for_bob() {
    let office = Office::with(&[BOB, ADMIN]);
    office.run(&["call", "--as", BOB, "tasks_create", r#"{"title":"Order chairs"}"#]).ends(0);
    let held = office.run(&["call", "--as", BOB, "tasks_delete", r#"{"task_id":1}"#]).ends(3).json();
    assert_eq!(held["outcome"], "held");
    let id = held["hold"]["id"].to_string();
    office.run(&["holds", "approve", &id, "--as", BOB]).fails(4, "NOT_FOUND");
    let listed = office.run(&["holds", "list", "--as", ADMIN]).ends(0);
    assert!(listed.out.contains("◆ ") && listed.out.contains("Bob"), "{listed:#?}");
    let done = office.run(&["--json", "holds", "approve", &id, "--as", ADMIN]).ends(0).json();
    assert_eq!(done["call"]["outcome"], "succeeded");
    let tasks = office.run(&["call", "--as", BOB, "tasks_list", "{}"]).ends(0).json();
    assert_eq!(tasks["result"]["items"], Value::Array(Vec::new()));
}

#[test]
fn an_answer_counts_only_for_what_was_shown() {
    let office = office(&[ALICE]);
    office.run(&["holds", "approve", "1", "--digest", "0000"]).fails(4, "CHANGED_SINCE");
    assert_eq!(office.notes(ALICE).len(), 1);
    let digest = waiting(&office, ALICE)[0]["call"]["hold"]["digest"].as_str().unwrap().to_owned();
    office.run(&["holds", "approve", "1", "--digest", &digest]).ends(0);
}

#[test]
fn a_session_older_than_a_quarter_of_an_hour_gives_the_password_again() {
    let office = office(&[ALICE]);
    office.sql(&["UPDATE sessions SET authenticated_at = authenticated_at - 15 * 60 * 1000 - 1"]);
    office.piped("wrong", &["holds", "approve", "1", "--password-stdin"]).fails(2, "WRONG_CREDENTIALS");
    assert_eq!(office.notes(ALICE).len(), 1);
    office.piped("password", &["holds", "approve", "1", "--password-stdin"]).ends(0);
    assert_eq!(office.notes(ALICE).len(), 0);
}

#[test]
fn characters_that_hide_are_shown_on_the_card_by_number() {
    let office = Office::with(&[ALICE]);
    office.run(&["call", "notes_create", r#"{"title":"Plan","content":"a"}"#]).ends(0);
    let trick = "/notes_update {\"note_id\":1,\"title\":\"Plan \u{202e}lanif\"}";
    office.run(&["ask", trick]).ends(3);
    let card = office.run(&["holds", "show", "1"]).ends(0).out;
    assert!(card.contains("\\u202e") && card.contains("U+202E") && !card.contains('\u{202e}'), "{card}");
}

#[test]
fn an_edited_call_takes_the_place_of_the_one_that_waited() {
    let office = office(&[ALICE]);
    office.run(&["call", "notes_create", r#"{"title":"Ideas","content":"cake"}"#]).ends(0);
    let edited = office.run(&["--json", "holds", "edit", "1", r#"{"note_id":2}"#]).ends(3).json();
    assert_eq!(edited["call"]["hold"]["id"], 2);
    office.run(&["holds", "approve", "1"]).fails(4, "DECIDED");
    office.run(&["holds", "approve", "2"]).ends(0);
    let left = office.notes(ALICE);
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["title"], "Groceries");
}

#[test]
fn a_call_that_was_taken_back_can_not_be_approved() {
    let office = office(&[ALICE]);
    let back = office.run(&["holds", "withdraw", "1"]).ends(0);
    assert!(back.err.contains("withdrawn; it did not run"), "{back:#?}");
    office.run(&["holds", "approve", "1"]).fails(4, "DECIDED");
    assert_eq!(office.notes(ALICE).len(), 1);
}

#[test]
fn a_yes_for_a_while_is_listed_and_can_be_revoked() {
    let office = office(&[ALICE]);
    office.run(&["holds", "approve", "1", "--for", "soon"]).fails(2, "INVALID_INPUT");
    office.run(&["holds", "approve", "1", "--always", "[]"]).fails(4, "NOT_REMEMBERED");
    office.run(&["holds", "approve", "1", "--for", "15m"]).ends(0);
    let listed = office.run(&["standing", "list"]).ends(0).json();
    assert_eq!(listed["result"]["items"][0]["tool"], "notes_delete");
    office.run(&["standing", "revoke", "1"]).ends(0);
    let listed = office.run(&["standing", "list"]).ends(0).json();
    assert_eq!(listed["result"]["items"], Value::Array(Vec::new()));
}

#[test]
fn a_dry_run_says_what_would_change_and_happens_when_it_is_committed() {
    let office = Office::with(&[ALICE]);
    let create = r#"{"title":"Groceries","content":"milk"}"#;
    let planned = office.run(&["call", "--dry-run", "notes_create", create]).ends(3).json();
    assert_eq!(planned["outcome"], "planned");
    assert_eq!(planned["plan"]["changes"][0]["after"], "Groceries");
    assert_eq!(office.notes(ALICE).len(), 0);
    office.run(&["holds", "approve", &planned["hold"]["id"].to_string()]).ends(0);
    assert_eq!(office.notes(ALICE).len(), 1);
}
