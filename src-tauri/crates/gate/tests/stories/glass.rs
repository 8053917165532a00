//! Breaking the glass: off until an access manager allows it, theirs alone, by their own click, and everybody hears.

use assent_gate::{CallRecord, CallRequest, CallState, HoldState, Notice};
use assent_policy::{Channel, DenialCode, Level};
use assent_testkit::{Backend, World};
use serde_json::json;

use crate::common::{about, approve, denied, hold, kinds, note, titles};
use crate::requests::{done, told};

const REASON: &str = "Its author left, and it must go today.";

/// An office in which nobody but the admin could approve a deletion, and a note of the admin's.
async fn office() -> (World, i64) {
    let world = World::demo().await;
    world.change_access("UPDATE permissions SET ask_policy = 'approve' WHERE code = 'notes:delete'").await;
    let id = note(&world, world.admin(), "Old plans").await;
    (world, id)
}

async fn allow(world: &World, allowed: bool) {
    let asked = world.call(world.admin(), Channel::Ui, "access_break_glass_set", json!({ "allowed": allowed })).await;
    assert!(asked.is_waiting(), "it is critical");
    done(approve(world, world.admin(), &asked).await);
}

async fn delete(world: &World, channel: Channel, id: i64) -> CallRecord {
    let request = CallRequest::new(world.admin(), channel, "notes_delete", json!({ "note_id": id }));
    world.gate().call(request.breaking_glass(REASON)).await.unwrap()
}

#[tokio::test]
async fn it_is_off_until_it_is_allowed() {
    let (world, id) = office().await;
    assert_eq!(denied(&delete(&world, Channel::Ui, id).await), DenialCode::NoDecider);
    allow(&world, true).await;
    assert!(delete(&world, Channel::Ui, id).await.is_waiting());
    allow(&world, false).await;
    assert_eq!(denied(&delete(&world, Channel::Ui, id).await), DenialCode::NoDecider);
}

#[tokio::test]
async fn it_happens_on_a_second_click_and_everybody_is_told_why() {
    let (world, id) = office().await;
    allow(&world, true).await;
    for who in [world.alice(), world.bob(), world.admin()] {
        told(&world, who).await;
    }
    let call = delete(&world, Channel::Ui, id).await;
    assert_eq!((hold(&call).level, call.plan.is_some()), (Level::Confirm, true));
    assert_eq!(titles(&world, world.admin()).await.len(), 1);
    assert_eq!(approve(&world, world.admin(), &call).await.state, CallState::Succeeded);
    assert!(titles(&world, world.admin()).await.is_empty());
    let events = world.events_of(&call).await;
    assert_eq!(kinds(&events), ["call.held", "hold.approved", "break_glass", "call.succeeded"]);
    assert_eq!(about(&events[2])["reason"], REASON);
    for who in [world.alice(), world.bob(), world.admin()] {
        assert!(told(&world, who).await.contains(&Notice::BreakGlass));
    }
}

#[tokio::test]
async fn it_is_not_for_agents_nor_without_a_reason() {
    let (world, id) = office().await;
    allow(&world, true).await;
    for channel in [Channel::Chat, Channel::Voice, Channel::Mcp] {
        assert_eq!(denied(&delete(&world, channel, id).await), DenialCode::NoDecider, "{channel}");
    }
    for reason in ["", " \n", &"x".repeat(501)] {
        let request = CallRequest::new(world.admin(), Channel::Ui, "notes_delete", json!({ "note_id": id }));
        assert!(world.gate().call(request.breaking_glass(reason)).await.is_err(), "{reason:?}");
    }
    let plainly = world.call(world.admin(), Channel::Ui, "notes_delete", json!({ "note_id": id })).await;
    assert_eq!(denied(&plainly), DenialCode::NoDecider, "it is asked for, never assumed");
}

#[tokio::test]
async fn it_is_void_as_soon_as_somebody_else_could_decide() {
    let (world, id) = office().await;
    allow(&world, true).await;
    let call = delete(&world, Channel::Ui, id).await;
    world.change_access("INSERT INTO role_grants (role_id, permission) VALUES (2, 'permissions:approve')").await;
    let answered = approve(&world, world.admin(), &call).await;
    assert_eq!((answered.state, hold(&answered).state), (CallState::Denied, HoldState::Void));
    let now = delete(&world, Channel::Ui, id).await;
    assert_eq!(hold(&now).level, Level::Approve, "it is Bob's to decide");
    assert_eq!(titles(&world, world.admin()).await.len(), 1);
}

#[tokio::test]
async fn what_it_would_have_given_and_could_not_be_recorded_is_given_to_nobody_later() {
    if !Backend::Sqlite.or_skip() {
        return;
    }
    let world = World::demo().await;
    allow(&world, true).await;
    world.change_access("UPDATE permissions SET ask_policy = 'approve' WHERE code = 'access:manage'").await;
    let grant = json!({ "person": "alice@example.com", "permission": "tasks:list", "reason": "A busy week" });
    let request = CallRequest::new(world.admin(), Channel::Ui, "access_grants_add", grant);
    let call = world.gate().call(request.breaking_glass(REASON)).await.unwrap();
    assert!(call.is_waiting(), "{:?}", call.denial);
    // The last of its events is the one that fails: everything else was written in that transaction.
    let jam = "CREATE TRIGGER jammed BEFORE INSERT ON audit_events WHEN NEW.kind = 'call.succeeded' \
               BEGIN SELECT RAISE(ABORT, 'jammed'); END";
    world.outsider().await.run(jam).await.unwrap();
    let answered = approve(&world, world.admin(), &call).await;
    assert_eq!(answered.state, CallState::Failed);
    world.outsider().await.free_audit().await;
    // Another change takes the version that change would have had.
    world.change_access("UPDATE people SET name = 'Robert' WHERE id = 2").await;
    let listed = world.call(world.alice(), Channel::Ui, "tasks_list", json!({})).await;
    assert_eq!(denied(&listed), DenialCode::MissingPermission);
}
