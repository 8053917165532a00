//! Dry runs: a write answers with its plan, and exactly that plan is committed or dropped.

use std::time::Duration;

use assent_gate::{Answer, CallRecord, CallRequest, CallState, HoldState, Origin, Remember, Session, StartRun};
use assent_policy::{Bounds, Channel, DenialCode};
use assent_testkit::World;
use serde_json::{Value, json};

use crate::common::{answer, approve, denied, held, hold, kinds, note, notes, titles};

async fn dry(world: &World, who: &Session, channel: Channel, tool: &str, arguments: Value) -> CallRecord {
    world.gate().call(CallRequest::new(who, channel, tool, arguments).dry_run()).await.unwrap()
}

async fn planned(world: &World) -> (i64, CallRecord) {
    let id = note(world, world.alice(), "Groceries").await;
    let arguments = json!({ "note_id": id, "title": "Shopping" });
    let call = dry(world, world.alice(), Channel::Ui, "notes_update", arguments).await;
    assert_eq!((call.state, hold(&call).state), (CallState::Planned, HoldState::Pending));
    (id, call)
}

#[tokio::test]
async fn even_an_own_click_answers_with_its_plan_which_a_yes_commits() {
    let world = World::demo().await;
    let (_, call) = planned(&world).await;
    let plan = call.plan.as_ref().unwrap();
    assert_eq!(plan.changes[0].before.as_deref(), Some("Groceries"));
    assert_eq!(plan.changes[0].after.as_deref(), Some("Shopping"));
    assert_eq!(titles(&world, world.alice()).await, ["Groceries"]);
    assert_eq!(approve(&world, world.alice(), &call).await.state, CallState::Succeeded);
    assert_eq!(titles(&world, world.alice()).await, ["Shopping"]);
    assert_eq!(kinds(&world.events_of(&call).await), ["call.planned", "hold.approved", "call.succeeded"]);
}

#[tokio::test]
async fn a_no_drops_the_plan() {
    let world = World::demo().await;
    let (_, call) = planned(&world).await;
    let done = answer(world.gate(), world.alice(), &call, false).await.unwrap();
    assert_eq!((done.state, hold(&done).state), (CallState::Planned, HoldState::Rejected));
    assert_eq!(titles(&world, world.alice()).await, ["Groceries"]);
}

#[tokio::test]
async fn a_plan_is_not_committed_over_what_moved() {
    let world = World::demo().await;
    let (id, call) = planned(&world).await;
    world.call(world.alice(), Channel::Ui, "notes_update", json!({ "note_id": id, "title": "Food" })).await;
    let done = approve(&world, world.alice(), &call).await;
    assert_eq!((denied(&done), hold(&done).state), (DenialCode::ChangedSince, HoldState::Void));
    assert_eq!(titles(&world, world.alice()).await, ["Food"]);
}

#[tokio::test]
async fn reading_is_no_different_in_a_dry_run() {
    let world = World::demo().await;
    note(&world, world.alice(), "Groceries").await;
    let listed = dry(&world, world.alice(), Channel::Chat, "notes_list", json!({})).await;
    assert_eq!(listed.state, CallState::Succeeded);
}

#[tokio::test]
async fn what_needs_an_approver_still_does() {
    let world = World::demo().await;
    let made = world.call(world.bob(), Channel::Ui, "tasks_create", json!({ "title": "Order chairs" })).await;
    let id = made.result.unwrap()["id"].clone();
    let call = dry(&world, world.bob(), Channel::Ui, "tasks_delete", json!({ "task_id": id })).await;
    assert_eq!(call.state, CallState::Planned);
    assert_eq!(answer(world.gate(), world.bob(), &call, true).await.unwrap_err().code(), "NOT_FOUND");
    assert_eq!(approve(&world, world.admin(), &call).await.state, CallState::Succeeded);
}

#[tokio::test]
async fn a_remembered_yes_does_not_count_in_it_and_none_is_given_there() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let call = held(&world, world.alice(), "notes_update", json!({ "note_id": id, "title": "Shopping" })).await;
    let remember = Some(Remember::For(Duration::from_secs(3600)));
    let yes = |call: &CallRecord| Answer {
        digest: hold(call).digest.clone(),
        approve: true,
        reason: None,
        remember: remember.clone(),
    };
    world.gate().record_verdict(world.alice(), hold(&call).id, yes(&call)).await.unwrap();
    let arguments = json!({ "note_id": id, "content": "Milk" });
    let call = dry(&world, world.alice(), Channel::Chat, "notes_update", arguments.clone()).await;
    assert_eq!(call.state, CallState::Planned);
    let refused = world.gate().record_verdict(world.alice(), hold(&call).id, yes(&call)).await.unwrap_err();
    assert_eq!(refused.code(), "NOT_REMEMBERED");
    let wet = world.call(world.alice(), Channel::Chat, "notes_update", arguments).await;
    assert_eq!(wet.state, CallState::Succeeded, "outside of it, it counts");
}

#[tokio::test]
async fn a_conversation_may_be_held_to_it_and_nobody_elses_is() {
    let world = World::demo().await;
    let start = StartRun {
        conversation_id: None,
        text: "add a note".to_owned(),
        channel: Channel::Chat,
        model: "test".to_owned(),
        max_steps: 8,
    };
    let run = world.gate().start_run(world.alice(), start).await.unwrap();
    let say = async |n: usize| {
        let origin = Origin { run_id: run.id, model_call_id: format!("call-{n}") };
        let arguments = json!({ "title": "Groceries", "content": "" });
        let request = CallRequest::new(world.alice(), Channel::Chat, "notes_create", arguments).in_run(origin);
        world.gate().call(request).await.unwrap().state
    };
    assert_eq!(say(1).await, CallState::Succeeded);
    let bounds = Bounds { dry_run: true, ..Bounds::default() };
    let refused = world.gate().bound_conversation(world.bob(), run.conversation_id, &bounds).await.unwrap_err();
    assert_eq!(refused.code(), "NOT_FOUND");
    world.gate().bound_conversation(world.alice(), run.conversation_id, &bounds).await.unwrap();
    assert_eq!(say(2).await, CallState::Planned);
    world.gate().bound_conversation(world.alice(), run.conversation_id, &Bounds::default()).await.unwrap();
    assert_eq!(say(3).await, CallState::Succeeded);
    assert_eq!(notes(&world, world.alice()).await.len(), 2);
    let recorded = world.audit().await.into_iter().filter(|event| event.kind == "conversation.bounded").count();
    assert_eq!(recorded, 2);
}
