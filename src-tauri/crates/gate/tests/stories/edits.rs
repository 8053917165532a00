//! Calls that are edited while they wait: the old answer never reaches the new arguments.

use std::time::Duration;

use assent_gate::{Answer, CallRecord, CallRequest, CallState, GateError, HoldState, Origin, Remember, StartRun};
use assent_policy::{Channel, DenialCode, Level};
use assent_testkit::World;
use serde_json::{Value, json};

use crate::common::{about, answer, approve, denied, held, hold, kinds, note, titles};

async fn edit(
    world: &World,
    who: &assent_gate::Session,
    call: &CallRecord,
    arguments: Value,
) -> Result<CallRecord, GateError> {
    world.gate().edit_hold(who, hold(call).id, &hold(call).digest, arguments).await
}

/// Alice's agent wants to rename her note to Shopping.
async fn alice_renames(world: &World) -> (i64, CallRecord) {
    let id = note(world, world.alice(), "Groceries").await;
    (id, held(world, world.alice(), "notes_update", json!({ "note_id": id, "title": "Shopping" })).await)
}

async fn task(world: &World, title: &str) -> i64 {
    let made = world.call(world.bob(), Channel::Ui, "tasks_create", json!({ "title": title })).await;
    made.result.unwrap()["id"].as_i64().unwrap()
}

async fn tasks(world: &World) -> Vec<String> {
    let listed = world.call(world.bob(), Channel::Ui, "tasks_list", json!({})).await.result.unwrap();
    listed["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

/// Bob's deletion of one of his two tasks, which waits for the admin; the other task.
async fn bob_deletes(world: &World) -> (CallRecord, i64) {
    let (chairs, plants) = (task(world, "Order chairs").await, task(world, "Water the plants").await);
    let call = world.call(world.bob(), Channel::Chat, "tasks_delete", json!({ "task_id": chairs })).await;
    assert_eq!(hold(&call).level, Level::Approve);
    (call, plants)
}

#[tokio::test]
async fn alice_edits_what_waits_and_says_yes_to_it_as_it_is_then() {
    let world = World::demo().await;
    let (id, old) = alice_renames(&world).await;
    let new = edit(&world, world.alice(), &old, json!({ "note_id": id, "title": "Errands" })).await.unwrap();
    assert!(new.is_waiting());
    assert_eq!((hold(&new).level, hold(&new).replaces), (Level::Confirm, Some(hold(&old).id)));
    assert_eq!(new.plan.as_ref().unwrap().changes[0].after.as_deref(), Some("Errands"));
    assert_eq!(answer(world.gate(), world.alice(), &old, true).await.unwrap_err().code(), "DECIDED");
    let crossed = Answer { digest: hold(&old).digest.clone(), approve: true, reason: None, remember: None };
    let refused = world.gate().record_verdict(world.alice(), hold(&new).id, crossed).await.unwrap_err();
    assert_eq!(refused.code(), "CHANGED_SINCE", "what was shown before is not what is answered now");
    assert_eq!(titles(&world, world.alice()).await, ["Groceries"]);

    assert_eq!(approve(&world, world.alice(), &new).await.state, CallState::Succeeded);
    assert_eq!(titles(&world, world.alice()).await, ["Errands"]);
    assert_eq!(kinds(&world.events_of(&old).await), ["call.held", "hold.withdrawn"]);
    let events = world.events_of(&new).await;
    assert_eq!(kinds(&events), ["call.held", "hold.approved", "call.succeeded"]);
    assert_eq!(about(&events[0])["edited_by"], json!(world.alice().person()));
    assert_eq!(about(&events[0])["hold"]["replaces"], json!(hold(&old).id));
}

#[tokio::test]
async fn the_admins_edit_is_the_approval_and_bobs_yes_the_other() {
    let world = World::demo().await;
    let (old, plants) = bob_deletes(&world).await;
    let new = edit(&world, world.admin(), &old, json!({ "task_id": plants })).await.unwrap();
    assert_eq!((new.person, hold(&new).level), (world.bob().person(), Level::Confirm));
    assert_eq!((new.plan.as_ref(), new.object.as_deref()), (None, None), "what it touches is Bob's to see");
    assert_eq!(answer(world.gate(), world.admin(), &new, true).await.unwrap_err().code(), "NOT_FOUND");
    assert_eq!(approve(&world, world.bob(), &new).await.state, CallState::Succeeded);
    assert_eq!(tasks(&world).await, ["Order chairs"]);
}

#[tokio::test]
async fn bobs_own_edit_still_waits_for_the_admin() {
    let world = World::demo().await;
    let (old, plants) = bob_deletes(&world).await;
    let new = edit(&world, world.bob(), &old, json!({ "task_id": plants })).await.unwrap();
    assert_eq!(hold(&new).level, Level::Approve);
    assert_eq!(answer(world.gate(), world.bob(), &new, true).await.unwrap_err().code(), "NOT_FOUND");
    assert_eq!(approve(&world, world.admin(), &new).await.state, CallState::Succeeded);
    assert_eq!(tasks(&world).await, ["Order chairs"]);
}

#[tokio::test]
async fn an_edit_of_bobs_takes_the_admins_approval_off_it() {
    let world = World::demo().await;
    let (old, plants) = bob_deletes(&world).await;
    let by_admin = edit(&world, world.admin(), &old, json!({ "task_id": plants })).await.unwrap();
    let by_bob = edit(&world, world.bob(), &by_admin, old.arguments.clone()).await.unwrap();
    assert_eq!(hold(&by_bob).level, Level::Approve, "the admin approved something else");
}

#[tokio::test]
async fn an_editor_who_may_no_longer_approve_takes_the_approval_with_them() {
    let world = World::demo().await;
    let (old, plants) = bob_deletes(&world).await;
    let new = edit(&world, world.admin(), &old, json!({ "task_id": plants })).await.unwrap();
    let grant = "INSERT INTO grants (person_id, permission, granted_by, reason, created_at) \
                 VALUES (1, 'permissions:approve', 3, 'stands in', 1)";
    world.change_access(grant).await;
    world.change_access("DELETE FROM role_grants WHERE permission = 'permissions:approve'").await;
    let done = approve(&world, world.bob(), &new).await;
    assert_eq!((denied(&done), hold(&done).state), (DenialCode::ChangedSince, HoldState::Void));
    assert_eq!(tasks(&world).await.len(), 2);
}

#[tokio::test]
async fn a_denied_edit_is_on_record_and_leaves_what_waits_as_it_was() {
    let world = World::demo().await;
    let (_, old) = alice_renames(&world).await;
    let bobs = note(&world, world.bob(), "Salaries").await;
    for (arguments, code) in [
        (json!({ "note_id": bobs, "title": "Mine" }), DenialCode::NotFound),
        (json!({ "note_id": "1" }), DenialCode::InvalidArguments),
    ] {
        let refused = edit(&world, world.alice(), &old, arguments).await.unwrap();
        assert_eq!(denied(&refused), code);
        assert_eq!(kinds(&world.events_of(&refused).await), ["call.denied"]);
    }
    assert_eq!(approve(&world, world.alice(), &old).await.state, CallState::Succeeded);
    assert_eq!(titles(&world, world.alice()).await, ["Shopping"]);
}

#[tokio::test]
async fn what_is_not_ones_own_to_answer_or_not_as_shown_or_over_is_not_edited() {
    let world = World::demo().await;
    let (id, call) = alice_renames(&world).await;
    let other = json!({ "note_id": id, "title": "Errands" });
    for stranger in [world.bob(), world.admin()] {
        assert_eq!(edit(&world, stranger, &call, other.clone()).await.unwrap_err().code(), "NOT_FOUND");
    }
    let stale = world.gate().edit_hold(world.alice(), hold(&call).id, "0000", other.clone()).await.unwrap_err();
    assert_eq!(stale.code(), "CHANGED_SINCE");
    let same = edit(&world, world.alice(), &call, call.arguments.clone()).await.unwrap_err();
    assert_eq!(same.code(), "INVALID_INPUT");
    world.clock().advance(Duration::from_secs(24 * 3600));
    assert_eq!(edit(&world, world.alice(), &call, other.clone()).await.unwrap_err().code(), "EXPIRED");
    assert_eq!(edit(&world, world.alice(), &call, other).await.unwrap_err().code(), "DECIDED");
    assert_eq!(titles(&world, world.alice()).await, ["Groceries"]);
}

#[tokio::test]
async fn an_answer_to_an_edited_call_is_for_once() {
    let world = World::demo().await;
    let (id, old) = alice_renames(&world).await;
    let new = edit(&world, world.alice(), &old, json!({ "note_id": id, "title": "Errands" })).await.unwrap();
    let remember = Some(Remember::For(Duration::from_secs(60)));
    let yes = Answer { digest: hold(&new).digest.clone(), approve: true, reason: None, remember };
    let refused = world.gate().record_verdict(world.alice(), hold(&new).id, yes).await.unwrap_err();
    assert_eq!(refused.code(), "NOT_REMEMBERED");
    assert_eq!(approve(&world, world.alice(), &new).await.state, CallState::Succeeded, "nothing was decided");
}

#[tokio::test]
async fn a_run_that_waits_goes_on_with_the_edit_and_not_with_one_that_was_denied() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let start = StartRun {
        conversation_id: None,
        text: "rename it".to_owned(),
        channel: Channel::Chat,
        model: "interpreter".to_owned(),
        max_steps: 8,
    };
    let run = world.gate().start_run(world.alice(), start).await.unwrap();
    let origin = Origin { run_id: run.id, model_call_id: "call-1".to_owned() };
    let arguments = json!({ "note_id": id, "title": "Shopping" });
    let request = CallRequest::new(world.alice(), Channel::Chat, "notes_update", arguments).in_run(origin);
    let call = world.gate().call(request).await.unwrap();
    let wrong = edit(&world, world.alice(), &call, json!({ "note_id": id + 1, "title": "Errands" })).await.unwrap();
    assert_eq!((denied(&wrong), wrong.run_id), (DenialCode::NotFound, None), "it still waits for the first");
    let right = edit(&world, world.alice(), &call, json!({ "note_id": id, "title": "Errands" })).await.unwrap();
    assert_eq!((right.run_id, right.model_call_id.as_deref()), (Some(run.id), Some("call-1")));
}
