//! What a person asks in a conversation: an answer to a run that waits, and a request
//! filed by a call.

use assent_gate::{
    CallRecord, CallRequest, CallState, EntryKind, GateError, ModelCallRecord, Origin, RequestStanding, RunRecord,
    RunState,
};
use assent_policy::Channel;
use assent_policy::life::RequestState;
use assent_testkit::World;
use serde_json::{Value, json};

use super::{begin, not_found, said};
use crate::common::{approve, denied, note};
use crate::requests::{ask, decide};

/// A call of Alice's run, asked for by its model.
async fn called(world: &World, run: &RunRecord, id: &str, tool: &str, arguments: Value) -> CallRecord {
    let begun = world.gate().begin_answer(world.alice(), run.id).await.unwrap();
    let asked = ModelCallRecord { id: id.to_owned(), name: tool.to_owned(), arguments: arguments.to_string() };
    world.gate().record_answer(world.alice(), &begun, "", &[asked], (0, 0)).await.unwrap();
    let origin = Origin { run_id: run.id, model_call_id: id.to_owned() };
    world.gate().call(CallRequest::new(world.alice(), Channel::Chat, tool, arguments).in_run(origin)).await.unwrap()
}

/// A run in which a task was refused and asked for, with the request's id and the call that filed it.
async fn filed(world: &World) -> (RunRecord, i64, CallRecord) {
    let run = begin(world, world.alice(), None, "Add a task").await;
    let refused = called(world, &run, "call-1", "tasks_create", json!({ "title": "Water the plants" })).await;
    denied(&refused);
    let offered = refused.denial.unwrap().next_actions.remove(0).arguments;
    let files = called(world, &run, "call-2", "permission_requests_create", offered).await;
    let filed = approve(world, world.alice(), &files).await;
    let id = filed.result.as_ref().unwrap()["id"].as_i64().unwrap();
    (run, id, filed)
}

/// This call as its conversation shows it.
async fn shown(world: &World, run: &RunRecord, call: &CallRecord) -> CallRecord {
    let kept = world.gate().conversation(world.alice(), run.conversation_id).await.unwrap();
    let calls = kept.entries.into_iter().filter_map(|entry| match entry.kind {
        EntryKind::Call(shown) => Some(*shown),
        EntryKind::User(_) | EntryKind::Assistant { .. } => None,
    });
    calls.into_iter().find(|shown| shown.id == call.id).unwrap()
}

fn standing(call: &CallRecord) -> (i64, RequestState, bool) {
    let RequestStanding { id, state, is_open, .. } = call.request.clone().unwrap();
    (id, state, is_open)
}

#[tokio::test]
async fn a_run_that_waits_goes_on_with_what_its_person_writes_once() {
    let world = World::demo().await;
    let run = begin(&world, world.alice(), None, "Add a note").await;
    let early = world.gate().answer_run(world.alice(), run.id, "Which one?").await;
    assert!(matches!(early, Err(GateError::RunInProgress)), "it does not wait: {early:?}");
    world.gate().move_run(world.alice(), run.id, RunState::Running, RunState::Waiting, None).await.unwrap();
    not_found(world.gate().answer_run(world.bob(), run.id, "The first").await);
    let goes_on = world.gate().answer_run(world.alice(), run.id, "The first").await.unwrap();
    assert_eq!((goes_on.id, goes_on.state), (run.id, RunState::Running));
    assert_eq!(world.gate().run_record(world.alice(), run.id).await.unwrap().state, RunState::Running);
    let again = world.gate().answer_run(world.alice(), run.id, "The second").await;
    assert!(matches!(again, Err(GateError::RunInProgress)), "{again:?}");
    let kept = world.gate().conversation(world.alice(), run.conversation_id).await.unwrap();
    let lines: Vec<_> = kept.entries.iter().map(said).collect();
    assert_eq!(lines, ["user: Add a note", "user: The first"]);
}

#[tokio::test]
async fn a_request_that_an_agent_filed_for_a_call_is_open_until_the_call_was_taken_up() {
    let world = World::demo().await;
    let (run, id, filed) = filed(&world).await;
    let pending = shown(&world, &run, &filed).await;
    assert_eq!(standing(&pending), (id, RequestState::Pending, true));
    assert!(pending.is_open(), "what it asked for is still to come");
    world.outsider().await.run("UPDATE requests SET state = 'approved'").await.unwrap();
    let granted = shown(&world, &run, &filed).await;
    assert_eq!(standing(&granted), (id, RequestState::Approved, true), "the call has not run yet");
    world.outsider().await.run("UPDATE requests SET state = 'pending'").await.unwrap();
    assert_eq!(decide(&world, world.admin(), id, "approve").await.state, CallState::Succeeded);
    let taken_up = shown(&world, &run, &filed).await;
    assert_eq!(standing(&taken_up), (id, RequestState::Approved, false));
    assert!(!taken_up.is_open());
}

#[tokio::test]
async fn a_request_that_was_refused_is_open_no_more() {
    let world = World::demo().await;
    let (run, id, filed) = filed(&world).await;
    assert_eq!(decide(&world, world.admin(), id, "reject").await.state, CallState::Succeeded);
    let refused = shown(&world, &run, &filed).await;
    assert_eq!(standing(&refused), (id, RequestState::Rejected, false));
    assert!(!refused.is_open());
}

#[tokio::test]
async fn a_request_for_a_while_keeps_no_call_and_is_nobodys_open_end() {
    let world = World::demo().await;
    let run = begin(&world, world.alice(), None, "May I add tasks?").await;
    let wanted = json!({ "request_kind": "permission", "permission": "tasks:create" });
    let files = called(&world, &run, "call-1", "permission_requests_create", wanted).await;
    let filed = approve(&world, world.alice(), &files).await;
    let id = filed.result.as_ref().unwrap()["id"].as_i64().unwrap();
    let pending = shown(&world, &run, &filed).await;
    assert_eq!(standing(&pending), (id, RequestState::Pending, false));
    assert!(!pending.is_open());
    // Only a call that files a request carries one, whatever ids there are.
    note(&world, world.alice(), "Groceries").await;
    let other = called(&world, &run, "call-2", "notes_list", json!({})).await;
    assert_eq!(other.state, CallState::Succeeded);
    assert!(shown(&world, &run, &other).await.request.is_none());
}

#[tokio::test]
async fn what_a_person_files_by_hand_keeps_no_run_waiting() {
    let world = World::demo().await;
    let (run, _, filed) = filed(&world).await;
    let mut by_hand = shown(&world, &run, &filed).await;
    assert!(by_hand.is_open());
    by_hand.channel = Channel::Ui;
    assert!(!by_hand.is_open(), "nobody waits for it");
    let asked = ask(&world, world.alice(), "tasks:list").await;
    assert!(!asked.is_open() && !asked.is_waiting());
}
