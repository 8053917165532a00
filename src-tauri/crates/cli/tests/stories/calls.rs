//! Calls after they were made, and waiting for what comes of one.

use serde_json::Value;

use super::office::{Beside, Office};

const ALICE: &str = "alice@example.com";
const BOB: &str = "bob@example.com";
const ADMIN: &str = "admin@example.com";

/// Bob has a task, and deleting it waits for somebody else.
fn office() -> Office {
    let office = Office::with(&[BOB, ADMIN]);
    office.run(&["call", "--as", BOB, "tasks_create", r#"{"title":"Order chairs"}"#]).ends(0);
    office
}

fn deletion(office: &Office) -> Beside {
    office.beside(&["call", "--wait", "--as", BOB, "tasks_delete", r#"{"task_id":1}"#])
}

/// The number of the hold, as soon as it is there.
fn held(office: &Office) -> String {
    for _ in 0..1000 {
        let listed = office.run(&["--json", "holds", "list", "--as", ADMIN]).ends(0).json();
        if let Some(hold) = listed["items"][0]["id"].as_i64() {
            return hold.to_string();
        }
    }
    panic!("nothing waits");
}

fn outcome(waiting: &mut Beside) -> Value {
    serde_json::from_str(&waiting.line()).unwrap()
}

fn tasks(office: &Office) -> usize {
    let listed = office.run(&["call", "--as", BOB, "tasks_list", "{}"]).ends(0).json();
    listed["result"]["items"].as_array().unwrap().len()
}

#[test]
fn who_waits_for_a_call_reads_what_came_of_it() {
    let office = office();
    let mut waiting = deletion(&office);
    let hold = held(&office);
    assert!(waiting.runs() && tasks(&office) == 1, "waiting executes nothing");
    office.run(&["holds", "approve", &hold, "--as", ADMIN]).ends(0);
    let done = outcome(&mut waiting);
    assert_eq!(done["outcome"], "succeeded");
    assert_eq!(done["result"]["id"], 1);
    assert_eq!(tasks(&office), 0);
}

#[test]
fn who_waits_for_a_call_that_is_rejected_reads_that() {
    let office = office();
    let mut waiting = deletion(&office);
    office.run(&["holds", "reject", &held(&office), "--as", ADMIN]).ends(0);
    let done = outcome(&mut waiting);
    assert_eq!((&done["outcome"], &done["hold"]["state"]), (&"denied".into(), &"rejected".into()));
    assert_eq!(tasks(&office), 1);
}

#[test]
fn waiting_ends_when_the_time_of_the_hold_does() {
    let office = office();
    let mut waiting = deletion(&office);
    held(&office);
    office.sql(&["UPDATE holds SET expires_at = created_at"]);
    let done = outcome(&mut waiting);
    assert_eq!((&done["outcome"], &done["hold"]["state"]), (&"denied".into(), &"expired".into()));
    assert_eq!(tasks(&office), 1);
}

#[test]
fn a_call_that_runs_at_once_is_not_waited_for() {
    let office = office();
    let done = office.run(&["call", "--wait", "--as", BOB, "tasks_list", "{}"]).ends(0).json();
    assert_eq!(done["outcome"], "succeeded");
    let refused = office.run(&["call", "--wait", "--as", BOB, "no_such_tool", "{}"]).ends(4).json();
    assert_eq!(refused["outcome"], "denied");
}

#[test]
fn calls_are_listed_while_they_wait_and_all_of_them_on_request() {
    let office = office();
    let deleting = office.run(&["call", "--as", BOB, "tasks_delete", r#"{"task_id":1}"#]).ends(3).json();
    let id = deleting["call_id"].to_string();
    let ids = |arguments: &[&str]| -> Vec<String> {
        let listed = office.run(&[&["--json", "calls", "list"], arguments].concat()).ends(0).json();
        listed["items"].as_array().unwrap().iter().map(|call| call["id"].to_string()).collect()
    };
    assert_eq!(ids(&["--as", BOB]), std::slice::from_ref(&id));
    assert_eq!(ids(&["--as", BOB, "--all"]), [id.as_str(), "1"]);
    assert_eq!(ids(&["--as", BOB, "--all", "--before", &id]), ["1"]);
    assert_eq!(ids(&["--as", ADMIN, "--everybody"]), std::slice::from_ref(&id));
    office.run(&["calls", "list", "--everybody", "--as", BOB]).fails(4, "NOT_FOUND");

    let said = office.run(&["calls", "status", &id, "--as", BOB]).ends(3);
    assert!(said.out.contains("somebody else must approve"), "{said:#?}");
    office.run(&["holds", "reject", "1", "--as", ADMIN]).ends(0);
    let status = office.run(&["--json", "calls", "status", &id, "--as", BOB]).ends(4).json();
    assert_eq!((&status["outcome"], &status["call"]["state"]), (&"denied".into(), &"rejected".into()));
    assert!(ids(&["--as", BOB]).is_empty());
    office.run(&["calls", "status", "1", "--as", BOB]).ends(0);
    office.run(&["calls", "status", "1", "--as", ADMIN]).fails(4, "NOT_FOUND");
    office.run(&["calls", "status", "99", "--as", BOB]).fails(4, "NOT_FOUND");
    office.run(&["calls", "status", "first", "--as", BOB]).ends(2);
}

#[test]
fn a_call_in_doubt_is_resolved_once_by_its_person() {
    let office = office();
    office.login(ALICE).ends(0);
    office.sql(&["UPDATE calls SET state = 'ambiguous', result = NULL WHERE id = 1"]);
    let listed = office.run(&["calls", "list", "--as", BOB]).ends(0);
    assert!(listed.out.starts_with("1  ! ") && listed.out.contains("whether it happened is not known"), "{listed:#?}");
    office.run(&["calls", "resolve", "1", "happened", "--as", ALICE]).fails(4, "NOT_FOUND");
    office.run(&["calls", "resolve", "1", "perhaps", "--as", BOB]).ends(2);
    let done = office.run(&["--json", "calls", "resolve", "1", "did-not-happen", "--as", BOB]).ends(0).json();
    assert_eq!(done["error"]["code"], "DID_NOT_HAPPEN");
    office.run(&["calls", "resolve", "1", "happened", "--as", BOB]).fails(4, "NOT_FOUND");
    let resolved = office.events().into_iter().filter(|event| event["kind"] == "call.resolved").count();
    assert_eq!(resolved, 1);
}
