//! A run that asked for what was missing waits for it, and learns what came of it.

use std::time::Duration;

use assent_gate::{CallState, RunRecord, RunState};
use assent_policy::Channel;
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::scripted::{Line, ask};

/// Alice wanted a task, and her agent asked for the permission that is missing.
async fn asked() -> (Desk, RunRecord) {
    let wanted = json!({ "request_kind": "permission", "permission": "tasks:create", "call_id": 1 });
    let desk = Desk::new(vec![
        ask("tasks_create", &json!({ "title": "Agenda" })),
        ask("permission_requests_create", &wanted),
        Line::Say("So it is."),
    ])
    .await;
    let run = desk.say(None, "Add a task").await;
    let filing = desk.calls(&run).await.pop().unwrap();
    desk.answer(&filing, true).await;
    let woken = desk.agent.wake(desk.alice(), run.id).await.unwrap();
    if let Some(woken) = woken {
        desk.agent.drive(desk.alice(), &woken).await.unwrap();
    }
    let run = desk.world.gate().run_record(desk.alice(), run.id).await.unwrap();
    assert_eq!(run.state, RunState::Waiting);
    assert_eq!(desk.model.requests().len(), 2, "the model is not asked while nobody has decided");
    (desk, run)
}

async fn decided(desk: &Desk, decision: &str) {
    let arguments = json!({ "request_id": 1, "decision": decision });
    let call = desk.world.call(desk.world.admin(), Channel::Ui, "approvals_request_decide", arguments).await;
    assert_eq!(call.state, CallState::Succeeded, "{call:?}");
}

/// The run goes on; what the model then reads of the refused call, and of the request.
async fn goes_on(desk: &Desk, run: &RunRecord) -> [Value; 2] {
    let woken = desk.agent.wake(desk.alice(), run.id).await.unwrap().expect("the decision wakes it");
    assert_eq!(desk.agent.drive(desk.alice(), &woken).await.unwrap().state, RunState::Finished);
    assert_eq!(desk.last_word(run).await, "So it is.");
    desk.model.envelopes().try_into().unwrap()
}

async fn tasks(desk: &Desk) -> Vec<String> {
    desk.world.outsider().await.column("SELECT title FROM tasks").await
}

#[tokio::test]
async fn what_was_granted_is_done_once_and_the_run_learns_of_it() {
    let (desk, run) = asked().await;
    decided(&desk, "approve").await;
    assert_eq!(tasks(&desk).await, ["Agenda"], "the call that was kept runs with the grant");
    let [task, request] = goes_on(&desk, &run).await;
    assert_eq!(task["outcome"], "succeeded");
    assert_eq!(request["request"]["state"], "approved");
    assert_eq!(tasks(&desk).await, ["Agenda"]);
    let calls = desk.calls(&run).await;
    assert_eq!(calls.len(), 2, "it stands where it was asked for");
    assert!(calls[0].repeats.is_some());
}

#[tokio::test]
async fn a_request_with_which_no_call_is_kept_keeps_no_run_waiting() {
    let wanted = json!({ "request_kind": "permission", "permission": "tasks:create" });
    let desk = Desk::new(vec![ask("permission_requests_create", &wanted), Line::Say("It is asked for.")]).await;
    let run = desk.say(None, "Ask for tasks").await;
    desk.answer(&desk.calls(&run).await[0], true).await;
    let woken = desk.agent.wake(desk.alice(), run.id).await.unwrap().expect("it waits for nobody");
    assert_eq!(desk.agent.drive(desk.alice(), &woken).await.unwrap().state, RunState::Finished);
}

#[tokio::test]
async fn what_was_refused_is_not_done_and_the_run_learns_of_that() {
    let (desk, run) = asked().await;
    decided(&desk, "reject").await;
    let [task, request] = goes_on(&desk, &run).await;
    assert_eq!(task["outcome"], "denied");
    assert_eq!(request["request"]["state"], "rejected");
    assert!(tasks(&desk).await.is_empty());
}

#[tokio::test]
async fn a_request_nobody_decides_ends_the_waiting_too() {
    let (desk, run) = asked().await;
    desk.world.clock().advance(Duration::from_secs(7 * 24 * 3600));
    desk.world.gate().keep_house().await.unwrap();
    let [task, request] = goes_on(&desk, &run).await;
    assert_eq!((&task["outcome"], &request["request"]["state"]), (&json!("denied"), &json!("expired")));
}

#[tokio::test]
async fn stopping_the_run_takes_the_request_back() {
    let (desk, run) = asked().await;
    desk.agent.stop(desk.alice(), run.id).await.unwrap();
    let arguments = json!({ "request_id": 1, "decision": "approve" });
    let late = desk.world.call(desk.world.admin(), Channel::Ui, "approvals_request_decide", arguments).await;
    assert!(late.denial.is_some(), "{late:?}");
    assert!(tasks(&desk).await.is_empty());
}
