//! A conversation in the terminal, typed line by line.

use super::office::Office;

const ALICE: &str = "alice@example.com";

fn office() -> Office {
    let office = Office::with(&[ALICE]);
    office.run(&["call", "notes_create", r#"{"title":"Groceries","content":"milk"}"#]).ends(0);
    office
}

#[test]
fn a_deletion_is_shown_whole_and_happens_after_a_typed_yes() {
    let office = office();
    let said = office.piped("delete the note Groceries\nyes\n/quit\n", &["chat"]).ends(0);
    for part in ["? Delete a note “Groceries”: waiting for you", "Arguments", "Why ", "Ends ", "Digest "] {
        assert!(said.out.contains(part), "{part} in {said:#?}");
    }
    assert!(said.out.contains("Deleted the note “Groceries”."), "{said:#?}");
    assert_eq!(office.notes(ALICE).len(), 0);
}

#[test]
fn a_typed_no_keeps_the_note_and_anything_else_leaves_it_waiting() {
    let office = office();
    let said = office.piped("delete the note Groceries\nno\n/quit\n", &["chat"]).ends(0);
    assert!(said.out.contains("rejected; it did not run"), "{said:#?}");
    office.run(&["holds", "approve", "1"]).fails(4, "DECIDED");

    for answer in ["y", "yes please", ""] {
        let said = office.piped(&format!("delete the note Groceries\n{answer}\n/quit\n"), &["chat"]).ends(0);
        assert!(said.err.contains("Left waiting"), "{said:#?}");
    }
    assert_eq!(office.notes(ALICE).len(), 1);
    let waiting = office.run(&["--json", "holds", "list"]).ends(0).json();
    assert_eq!(waiting["items"].as_array().unwrap().len(), 3);
}

#[test]
fn it_says_who_is_signed_in_and_that_no_model_is_set() {
    let office = office();
    let said = office.piped("add a note titled Toner saying two\n/quit\n", &["chat"]).ends(0);
    assert!(said.err.contains("Alice") && said.err.contains("No model is set"), "{said:#?}");
    assert_eq!(office.notes(ALICE).len(), 2);
    Office::with(&[]).piped("hello\n", &["chat"]).fails(2, "NOT_SIGNED_IN");
}

#[test]
fn a_run_whose_call_was_decided_meanwhile_goes_on_when_the_chat_begins() {
    const BOB: &str = "bob@example.com";
    const ADMIN: &str = "admin@example.com";
    for (answer, end) in [("approve", "Deleted the task “Report”"), ("reject", "rejected")] {
        let office = Office::with(&[BOB, ADMIN]);
        office.run(&["call", "--as", BOB, "tasks_create", r#"{"title":"Report"}"#]).ends(0);
        office.run(&["ask", "--as", BOB, "delete the task Report"]).ends(3);
        let before = office.piped("/quit\n", &["chat", "--as", BOB]).ends(0);
        assert!(!before.err.contains("had waited"), "it still waits for the admin: {before:#?}");
        office.run(&["holds", answer, "1", "--as", ADMIN]).ends(0);
        let said = office.piped("/quit\n", &["chat", "--as", BOB]).ends(0);
        assert!(said.out.contains(end) && said.err.contains("had waited"), "{said:#?}");
        let again = office.piped("/quit\n", &["chat", "--as", BOB]).ends(0);
        assert!(!again.err.contains("had waited"), "it goes on once: {again:#?}");
    }
}

#[test]
fn what_fits_twice_is_asked_and_the_second_one_goes_on_with_it() {
    let office = office();
    office.run(&["call", "notes_create", r#"{"title":"Groceries","content":"eggs"}"#]).ends(0);
    let said = office.piped("delete the note Groceries\nthe second one\nyes\n/quit\n", &["chat"]).ends(0);
    assert!(said.out.contains("2 notes are called “Groceries”. Which one?\n  1. #"), "{said:#?}");
    assert_eq!(office.notes(ALICE).len(), 1);
    let runs = office.rows("SELECT CAST(count(*) AS TEXT) FROM runs");
    assert_eq!(runs, [[Some("1".to_owned())]], "it is one run");
}
