//! Calls that need somebody else: in the demo office, Bob's deletions of tasks.

use std::sync::Arc;

use assent_gate::{CallState, GateError, HoldState};
use assent_policy::{Channel, DenialCode, Level};
use assent_testkit::{Does, Probe, World};
use serde_json::json;

use crate::common::{answer, approve, denied, hold, kinds};

async fn office() -> World {
    World::with_tools(vec![Arc::new(Probe::new("probe_delete", "tasks:delete", Does::Well))]).await
}

async fn bob_deletes(world: &World) -> assent_gate::CallRecord {
    let call = world.call(world.bob(), Channel::Ui, "probe_delete", json!({})).await;
    assert!(call.is_waiting(), "{call:?}");
    assert_eq!(hold(&call).level, Level::Approve);
    call
}

#[tokio::test]
async fn bob_can_not_approve_his_own_and_the_admin_can() {
    let world = office().await;
    let call = bob_deletes(&world).await;
    let own = answer(world.gate(), world.bob(), &call, true).await.unwrap_err();
    assert!(matches!(own, GateError::NotFound { .. }), "{own}");
    assert!(world.gate().waiting(world.bob()).await.unwrap().is_empty());

    assert_eq!(world.gate().waiting(world.admin()).await.unwrap().len(), 1);
    let done = approve(&world, world.admin(), &call).await;
    assert_eq!((done.state, hold(&done).state), (CallState::Succeeded, HoldState::Redeemed));
    assert_eq!(done.person, world.bob().person(), "in Bob's name");
    assert_eq!(done.result, None, "what it gave is Bob's to read");
    assert!(world.gate().call_status(world.bob(), call.id).await.unwrap().result.is_some());
    let curious = world.gate().call_status(world.admin(), call.id).await.unwrap_err();
    assert_eq!(curious.code(), "NOT_FOUND", "once it is answered the admin may look no more");
    assert_eq!(hold(&done).decided_by, Some(world.admin().person()));
    let events = world.events_of(&call).await;
    assert_eq!(kinds(&events), ["call.held", "hold.approved", "call.succeeded"]);
    assert_eq!(events[1].person_id, Some(world.admin().person().0), "the yes is the admin's");
    assert_eq!(events[2].person_id, Some(world.bob().person().0), "the deed is Bob's");
}

#[tokio::test]
async fn alice_who_may_not_decide_does_not_even_learn_of_it() {
    let world = office().await;
    let call = bob_deletes(&world).await;
    let refused = answer(world.gate(), world.alice(), &call, true).await.unwrap_err();
    assert_eq!(refused.code(), "NOT_FOUND");
    assert_eq!(world.gate().call_status(world.alice(), call.id).await.unwrap_err().code(), "NOT_FOUND");
    assert!(world.gate().call_status(world.admin(), call.id).await.is_ok(), "whoever may decide may look");
}

#[tokio::test]
async fn the_admins_no_keeps_everything_as_it_was() {
    let world = office().await;
    let call = bob_deletes(&world).await;
    let done = answer(world.gate(), world.admin(), &call, false).await.unwrap();
    assert_eq!(hold(&done).state, HoldState::Rejected);
    assert_eq!(world.outsider().await.column("SELECT count(*) FROM notes").await, ["0"]);
}

#[tokio::test]
async fn with_nobody_to_decide_a_call_is_denied_at_once() {
    let world = office().await;
    world.change_access("UPDATE people SET enabled = FALSE WHERE email = 'admin@example.com'").await;
    let call = world.call(world.bob(), Channel::Ui, "probe_delete", json!({})).await;
    assert_eq!(denied(&call), DenialCode::NoDecider);
    assert!(call.hold.is_none());
    assert_eq!(kinds(&world.events_of(&call).await), ["call.denied"]);
    world.change_access("UPDATE people SET enabled = TRUE WHERE email = 'admin@example.com'").await;
    bob_deletes(&world).await;
}

#[tokio::test]
async fn a_decider_who_lost_the_right_decides_nothing_and_one_who_got_it_does() {
    let world = office().await;
    let call = bob_deletes(&world).await;
    world.change_access("DELETE FROM role_grants WHERE permission = 'permissions:approve'").await;
    let refused = answer(world.gate(), world.admin(), &call, true).await.unwrap_err();
    assert_eq!(refused.code(), "NOT_FOUND");
    world
        .change_access(
            "INSERT INTO grants (person_id, permission, granted_by, reason, created_at) \
             VALUES (1, 'permissions:approve', 3, 'stands in', 1)",
        )
        .await;
    assert_eq!(approve(&world, world.alice(), &call).await.state, CallState::Succeeded);
}

#[tokio::test]
async fn a_right_to_decide_does_not_reach_ones_own_calls() {
    let world = office().await;
    world
        .change_access(
            "INSERT INTO grants (person_id, permission, granted_by, reason, created_at) \
             VALUES (2, 'permissions:approve', 3, 'stands in', 1)",
        )
        .await;
    let call = bob_deletes(&world).await;
    assert_eq!(answer(world.gate(), world.bob(), &call, true).await.unwrap_err().code(), "NOT_FOUND");
}

#[tokio::test]
async fn in_the_demo_office_bobs_task_goes_when_the_admin_says_so_and_the_admins_own_at_once() {
    let world = World::demo().await;
    let mut waiting = Vec::new();
    for who in [world.bob(), world.admin()] {
        let made = world.call(who, Channel::Ui, "tasks_create", json!({ "title": "Water the plants" })).await;
        let id = made.result.unwrap()["id"].as_i64().unwrap();
        waiting.push(world.call(who, Channel::Ui, "tasks_delete", json!({ "task_id": id })).await);
    }
    assert_eq!(waiting[1].state, CallState::Succeeded, "the role admin asks nobody");
    assert!(waiting[0].is_waiting());
    let tasks = || async { world.call(world.bob(), Channel::Ui, "tasks_list", json!({})).await.result.unwrap() };
    assert_eq!(tasks().await["items"].as_array().unwrap().len(), 1, "it waits");
    assert_eq!(answer(world.gate(), world.bob(), &waiting[0], true).await.unwrap_err().code(), "NOT_FOUND");
    assert_eq!(approve(&world, world.admin(), &waiting[0]).await.state, CallState::Succeeded);
    assert!(tasks().await["items"].as_array().unwrap().is_empty());
}
