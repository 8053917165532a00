//! Verdicts given while agents are paused: kept, and redeemed once afterwards.

use std::time::Duration;

use assent_gate::{CallRecord, CallState, Gate, HoldState};
use assent_policy::{Channel, DenialCode};
use assent_testkit::World;
use serde_json::json;

use crate::common::{approve, denied, held, hold, kinds, note, titles};

pub async fn pause(world: &World) {
    world.change_access("UPDATE people SET paused_at = 1").await;
}

pub async fn resume(world: &World) {
    world.change_access("UPDATE people SET paused_at = NULL").await;
}

/// Alice's yes to renaming her note, given while her agents are paused.
async fn kept(world: &World) -> CallRecord {
    let id = note(world, world.alice(), "Groceries").await;
    let call = held(world, world.alice(), "notes_update", json!({ "note_id": id, "title": "Shopping" })).await;
    pause(world).await;
    let answered = approve(world, world.alice(), &call).await;
    assert_eq!((answered.state, hold(&answered).state), (CallState::Held, HoldState::Approved));
    call
}

async fn ran(gate: &Gate) -> usize {
    gate.keep_house().await.unwrap().ran.len()
}

#[tokio::test]
async fn a_yes_while_paused_is_kept_and_nothing_runs() {
    let world = World::demo().await;
    let call = kept(&world).await;
    assert_eq!(ran(world.gate()).await, 0);
    assert_eq!(titles(&world, world.alice()).await, ["Groceries"]);
    assert_eq!(kinds(&world.events_of(&call).await), ["call.held", "hold.approved"]);
    let new = world.call(world.alice(), Channel::Chat, "notes_create", json!({ "title": "A", "content": "" })).await;
    assert_eq!(denied(&new), DenialCode::Paused);
    note(&world, world.alice(), "By her own click").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn once_resumed_two_processes_run_it_once() {
    let world = World::demo().await;
    let call = kept(&world).await;
    let other = world.another_gate().await;
    resume(&world).await;
    tokio::join!(ran(world.gate()), ran(&other));
    assert_eq!(ran(&other).await, 0, "nothing is left to do");
    let after = world.gate().call_status(world.alice(), call.id).await.unwrap();
    assert_eq!((after.state, hold(&after).state), (CallState::Succeeded, HoldState::Redeemed));
    assert_eq!(world.outsider().await.column("SELECT count(*) FROM note_versions").await, ["1"], "it ran once");
    assert_eq!(kinds(&world.events_of(&call).await), ["call.held", "hold.approved", "call.succeeded"]);
}

#[tokio::test]
async fn a_kept_yes_that_expired_is_redeemed_no_more() {
    let world = World::demo().await;
    let call = kept(&world).await;
    world.clock().advance(Duration::from_secs(24 * 3600));
    resume(&world).await;
    assert_eq!(ran(world.gate()).await, 0);
    let after = world.gate().call_status(world.alice(), call.id).await.unwrap();
    assert_eq!(hold(&after).state, HoldState::Expired);
    assert_eq!(titles(&world, world.alice()).await, ["Groceries"]);
}

#[tokio::test]
async fn a_kept_yes_can_be_taken_back() {
    let world = World::demo().await;
    let call = kept(&world).await;
    world.gate().withdraw(world.alice(), hold(&call).id).await.unwrap();
    resume(&world).await;
    assert_eq!(ran(world.gate()).await, 0);
    assert_eq!(titles(&world, world.alice()).await, ["Groceries"]);
}

#[tokio::test]
async fn a_yes_whose_time_is_over_to_the_moment_is_not_redeemed() {
    for (left, runs) in [(1, 1), (0, 0)] {
        let world = World::demo().await;
        kept(&world).await;
        resume(&world).await;
        world.clock().advance(Duration::from_millis(24 * 3_600_000 - left));
        assert_eq!(world.gate().redeem_approved().await.unwrap().len(), runs, "{left} ms before");
    }
}
