//! Requests from a terminal, and what a terminal left alone may not decide.

use super::office::{Office, Said};

const ALICE: &str = "alice@example.com";
const BOB: &str = "bob@example.com";
const ADMIN: &str = "admin@example.com";
const LONG_AGO: &str = "UPDATE sessions SET authenticated_at = authenticated_at - 15 * 60 * 1000 - 1";

/// Alice asks for the permission to create tasks.
fn office() -> Office {
    let office = Office::with(&[ALICE, BOB, ADMIN]);
    let asked = ["requests", "create", "tasks:create", "--for", "1h", "--note", "for the move", "--as", ALICE];
    office.run(&asked).ends(0);
    office
}

fn creates_a_task(office: &Office) -> Said {
    office.run(&["call", "--as", ALICE, "tasks_create", r#"{"title":"Order chairs"}"#])
}

#[test]
fn alice_asks_and_the_admin_gives_her_less() {
    let office = office();
    creates_a_task(&office).ends(4);
    let listed = office.run(&["requests", "list", "--as", ADMIN]).ends(0);
    assert_eq!(listed.out, "1  alice@example.com  tasks:create  for 1h  pending: for the move\n");
    assert_eq!(office.run(&["requests", "list", "--as", BOB]).ends(0).out, "", "it is not Bob's to decide");
    let shown = office.run(&["requests", "show", "1", "--as", ADMIN]).ends(0).json();
    assert_eq!((&shown["note"], &shown["state"]), (&"for the move".into(), &"pending".into()));
    office.run(&["requests", "show", "1", "--as", BOB]).fails(4, "NOT_FOUND");

    office.run(&["requests", "approve", "1", "--for", "2h", "--as", ADMIN]).ends(4);
    office.run(&["requests", "approve", "1", "--for", "15m", "--as", ADMIN]).ends(0);
    creates_a_task(&office).ends(0);
    office.run(&["requests", "approve", "1", "--as", ADMIN]).ends(4);
    let mine = office.run(&["--json", "requests", "list", "--mine", "--as", ALICE]).ends(0).json();
    assert_eq!(
        (&mine["result"]["items"][0]["state"], &mine["result"]["items"][0]["given"]),
        (&"approved".into(), &"15m".into())
    );
}

#[test]
fn what_is_rejected_or_taken_back_gives_nothing() {
    let office = office();
    office.run(&["requests", "approve", "1", "--as", ALICE]).ends(4);
    office.run(&["requests", "approve", "1", "--as", BOB]).ends(4);
    office.run(&["requests", "reject", "1", "--reason", "not now", "--as", ADMIN]).ends(0);
    creates_a_task(&office).ends(4);
    let shown = office.run(&["requests", "show", "1", "--as", ALICE]).ends(0).json();
    assert_eq!((&shown["state"], &shown["reason"]), (&"rejected".into(), &"not now".into()));
    assert_eq!(office.run(&["requests", "show", "1", "--as", ADMIN]).ends(0).json()["state"], "rejected");

    office.run(&["requests", "create", "tasks:list", "--as", ALICE]).ends(0);
    office.run(&["requests", "withdraw", "2", "--as", BOB]).ends(4);
    office.run(&["requests", "withdraw", "2", "--as", ALICE]).ends(0);
    office.run(&["requests", "approve", "2", "--as", ADMIN]).ends(4);
}

#[test]
fn a_refused_call_is_kept_with_the_request_and_runs_once_when_it_is_granted() {
    let office = Office::with(&[ALICE, ADMIN]);
    let refused = creates_a_task(&office).ends(4).json();
    let call = refused["call_id"].to_string();
    office.run(&["requests", "create", "tasks:create", "--call", &call, "--as", ALICE]).ends(0);
    office.run(&["requests", "approve", "1", "--as", ADMIN]).ends(0);
    let tasks = office.rows("SELECT title FROM tasks");
    assert_eq!(tasks, [[Some("Order chairs".to_owned())]]);
    creates_a_task(&office).ends(4);
}

#[test]
fn an_owner_is_asked_to_lend_and_lends() {
    let office = Office::with(&[ALICE, BOB]);
    let asked = ["requests", "create", "tasks:create.for_others", "--of", ALICE, "--for", "8h", "--as", BOB];
    office.run(&asked).ends(0);
    let listed = office.run(&["requests", "list", "--as", ALICE]).ends(0);
    assert!(listed.out.contains("tasks:create.for_others of alice@example.com  for 8h"), "{listed:#?}");
    office.run(&["requests", "approve", "1", "--as", ALICE]).ends(0);
    let lent = office.run(&["delegations", "list", "--as", BOB]).ends(0);
    assert!(lent.out.contains("alice@example.com → bob@example.com"), "{lent:#?}");
}

#[test]
fn deciding_a_request_wants_a_password_given_lately_by_whatever_command() {
    let office = office();
    office.sql(&[LONG_AGO]);
    let decide = ["call", "--as", ADMIN, "approvals_request_decide", r#"{"request_id":1,"decision":"approve"}"#];
    office.run(&decide).fails(4, "PASSWORD_NEEDED");
    office.run(&["requests", "approve", "1", "--as", ADMIN]).fails(2, "NO_TERMINAL");
    let approve = ["requests", "approve", "1", "--as", ADMIN, "--password-stdin"];
    office.piped("guess", &approve).fails(2, "WRONG_CREDENTIALS");
    creates_a_task(&office).ends(4);
    office.piped("admin", &approve).ends(0);
    creates_a_task(&office).ends(0);
}

#[test]
fn lending_wants_a_password_given_lately_and_taking_back_does_not() {
    let office = Office::with(&[ALICE, BOB]);
    let lend = [
        "call",
        "--as",
        ALICE,
        "delegations_create",
        r#"{"delegate":"bob@example.com","permission":"tasks:create.for_others"}"#,
    ];
    office.run(&lend).ends(0);
    office.sql(&[LONG_AGO]);
    office.run(&["call", "--as", ALICE, "delegations_revoke", r#"{"delegation_id":1}"#]).ends(0);
    office.run(&lend).fails(4, "PASSWORD_NEEDED");
    office.run(&["call", "--as", ALICE, "notes_create", r#"{"title":"Groceries","content":""}"#]).ends(0);
}

#[test]
fn wrong_passwords_given_again_count_towards_the_lock() {
    let office = office().set("LOGIN_RATE_LIMIT_ATTEMPTS", "2");
    office.sql(&[LONG_AGO]);
    let approve = ["requests", "approve", "1", "--as", ADMIN, "--password-stdin"];
    for _ in 0..2 {
        office.piped("guess", &approve).fails(2, "WRONG_CREDENTIALS");
    }
    office.piped("admin", &approve).fails(4, "RATE_LIMITED");
    creates_a_task(&office).ends(4);
}

#[test]
fn where_terminals_take_no_verdicts_nothing_is_decided_there() {
    let office = office();
    office.run(&["call", "--as", ALICE, "notes_create", r#"{"title":"Groceries","content":"milk"}"#]).ends(0);
    office.run(&["ask", "--as", ALICE, "delete the note Groceries"]).ends(3);
    let office = office.set("TERMINAL_VERDICTS", "off");
    for command in [
        &["holds", "approve", "1", "--as", ALICE][..],
        &["holds", "reject", "1", "--as", ALICE],
        &["holds", "edit", "1", r#"{"note_id":2}"#, "--as", ALICE],
        &["requests", "approve", "1", "--as", ADMIN],
        &["requests", "reject", "1", "--as", ADMIN],
        &["people", "disable", BOB, "--yes", "--as", ADMIN],
    ] {
        office.run(command).fails(4, "NO_TERMINAL_VERDICTS");
    }
    assert_eq!(office.notes(ALICE).len(), 1);
    office.run(&["holds", "withdraw", "1", "--as", ALICE]).ends(0);
    let office = office.set("TERMINAL_VERDICTS", "on");
    office.run(&["requests", "approve", "1", "--as", ADMIN]).ends(0);
    office.set("TERMINAL_VERDICTS", "maybe").run(&["holds", "list"]).fails(2, "CONFIG_INVALID");
}
