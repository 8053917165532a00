//! An audit that can't be written: what takes something away takes hold all the
//! same and is recorded later; nothing else happens.

use assent_gate::{CallState, HoldState, Notice};
use assent_policy::{Channel, DenialCode};
use assent_testkit::World;
use serde_json::{Value, json};

use crate::common::{answer, denied, held, hold, note, titles};
use crate::requests::{asked, done, told};

/// What was recorded late, in order.
async fn late(world: &World) -> Vec<String> {
    let events = world.audit().await.into_iter().filter(|event| event.kind == "record.late");
    let kind = |body: &str| {
        let body: Value = serde_json::from_str(body).unwrap();
        body["about"]["kind"].as_str().unwrap().to_owned()
    };
    events.map(|event| kind(&event.body)).collect()
}

async fn deletion(world: &World, title: &str) -> assent_gate::CallRecord {
    let id = note(world, world.alice(), title).await;
    held(world, world.alice(), "notes_delete", json!({ "note_id": id })).await
}

#[tokio::test]
async fn a_no_and_a_withdrawal_take_hold_and_a_yes_does_not() {
    let world = World::demo().await;
    let calls = [deletion(&world, "One").await, deletion(&world, "Two").await, deletion(&world, "Three").await];
    world.outsider().await.jam_audit().await;
    let rejected = answer(world.gate(), world.alice(), &calls[0], false).await.unwrap();
    assert_eq!(hold(&rejected).state, HoldState::Rejected);
    let withdrawn = world.gate().withdraw(world.alice(), hold(&calls[1]).id).await.unwrap();
    assert_eq!(hold(&withdrawn).state, HoldState::Withdrawn);
    assert!(answer(world.gate(), world.alice(), &calls[2], true).await.is_err(), "no record, no effect");
    world.outsider().await.free_audit().await;
    assert!(late(&world).await.is_empty());
    world.gate().keep_house().await.unwrap();
    assert_eq!(late(&world).await, ["hold.rejected", "hold.withdrawn"]);
    world.gate().keep_house().await.unwrap();
    assert_eq!(late(&world).await.len(), 2, "once");
    let open = world.gate().call_status(world.alice(), calls[2].id).await.unwrap();
    assert_eq!(hold(&open).state, HoldState::Pending);
    assert_eq!(titles(&world, world.alice()).await.len(), 3);
}

#[tokio::test]
async fn a_pause_takes_hold_and_what_it_would_have_stopped_does_not_happen_either() {
    let world = World::demo().await;
    world.outsider().await.jam_audit().await;
    let notes = json!({ "title": "Ideas", "content": "A cake" });
    let call = assent_gate::CallRequest::new(world.alice(), Channel::Ui, "notes_create", notes.clone());
    assert!(world.gate().call(call).await.is_err(), "no record, no effect");
    done(world.call(world.alice(), Channel::Ui, "agents_pause", json!({})).await);
    let resume = assent_gate::CallRequest::new(world.alice(), Channel::Ui, "agents_resume", json!({}));
    assert!(world.gate().call(resume).await.is_err(), "going on is not taking away");
    world.outsider().await.free_audit().await;
    let agent = world.call(world.alice(), Channel::Chat, "notes_create", notes.clone()).await;
    assert_eq!(denied(&agent), DenialCode::Paused);
    assert!(titles(&world, world.alice()).await.is_empty());
    world.gate().keep_house().await.unwrap();
    assert_eq!(late(&world).await, ["call.allowed", "call.succeeded"]);
    assert_eq!(told(&world, world.admin()).await, [Notice::AuditBroken], "who manages access is told once");
    done(world.call(world.alice(), Channel::Ui, "agents_resume", json!({})).await);
    assert_eq!(world.call(world.alice(), Channel::Chat, "notes_create", notes).await.state, CallState::Succeeded);
}

#[tokio::test]
async fn revocations_and_refusals_take_hold_and_grants_do_not() {
    let world = World::demo().await;
    let lend = json!({ "delegate": "bob@example.com", "permission": "tasks:create.for_others" });
    let lent = done(world.call(world.alice(), Channel::Ui, "delegations_create", lend.clone()).await)["id"].clone();
    let (one, other) =
        (asked(&world, world.alice(), "tasks:list").await, asked(&world, world.alice(), "alarms:set").await);
    world.outsider().await.jam_audit().await;
    let revoke = json!({ "delegation_id": lent });
    done(world.call(world.alice(), Channel::Ui, "delegations_revoke", revoke).await);
    let decide = |id: i64, decision: &str| {
        let arguments = json!({ "request_id": id, "decision": decision });
        assent_gate::CallRequest::new(world.admin(), Channel::Ui, "approvals_request_decide", arguments)
    };
    assert_eq!(done(world.gate().call(decide(one, "reject")).await.unwrap())["state"], "rejected");
    assert!(world.gate().call(decide(other, "approve")).await.is_err());
    let again = assent_gate::CallRequest::new(world.alice(), Channel::Ui, "delegations_create", lend);
    assert!(world.gate().call(again).await.is_err());
    world.outsider().await.free_audit().await;
    let task = json!({ "title": "Call back", "target_user": "alice@example.com" });
    let refused = world.call(world.bob(), Channel::Ui, "tasks_create", task).await;
    assert_eq!(denied(&refused), DenialCode::MissingDelegation, "what was revoked is revoked");
    let alarm = json!({ "title": "Tea", "fire_at": "in 1 hour" });
    let refused = world.call(world.alice(), Channel::Ui, "alarms_set", alarm).await;
    assert_eq!(denied(&refused), DenialCode::MissingPermission, "what was not granted is not granted");
    world.gate().keep_house().await.unwrap();
    assert_eq!(late(&world).await.len(), 4, "two calls, allowed and done");
}
