//! Calls that wait for the acting person, and their answers.

use std::time::Duration;

use assent_gate::{Answer, CallState, GateError, HoldState, Notice};
use assent_policy::{Channel, HoldId, Level};
use assent_testkit::World;
use serde_json::json;

use crate::common::{answer, approve, held, hold, kinds, note, notes, titles};
use crate::requests::told;

const DAY: Duration = Duration::from_secs(24 * 3600);

#[tokio::test]
async fn a_sentence_that_changes_a_note_waits_for_its_persons_yes_and_then_runs_once() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let call = held(&world, world.alice(), "notes_update", json!({ "note_id": id, "title": "Shopping" })).await;
    assert_eq!(hold(&call).level, Level::Confirm);
    let plan = call.plan.as_ref().unwrap();
    assert_eq!(plan.changes[0].before.as_deref(), Some("Groceries"));
    assert_eq!(plan.changes[0].after.as_deref(), Some("Shopping"));
    assert_eq!(titles(&world, world.alice()).await, ["Groceries"], "nothing happened yet");

    let done = approve(&world, world.alice(), &call).await;
    assert_eq!((done.state, hold(&done).state), (CallState::Succeeded, HoldState::Redeemed));
    assert_eq!(hold(&done).decided_by, Some(world.alice().person()));
    assert_eq!(titles(&world, world.alice()).await, ["Shopping"]);
    assert_eq!(kinds(&world.events_of(&call).await), ["call.held", "hold.approved", "call.succeeded"]);
    assert_eq!(told(&world, world.alice()).await, [Notice::CallHeld, Notice::CallResolved]);
}

#[tokio::test]
async fn a_rejected_call_changes_nothing_and_says_why() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let call = held(&world, world.alice(), "notes_delete", json!({ "note_id": id })).await;
    let no = Answer {
        digest: hold(&call).digest.clone(),
        approve: false,
        reason: Some("still needed".to_owned()),
        remember: None,
    };
    let done = world.gate().record_verdict(world.alice(), hold(&call).id, no).await.unwrap();
    assert_eq!((done.state, hold(&done).state), (CallState::Held, HoldState::Rejected));
    assert_eq!(hold(&done).note.as_deref(), Some("still needed"));
    assert_eq!(titles(&world, world.alice()).await, ["Groceries"]);
    assert_eq!(kinds(&world.events_of(&call).await), ["call.held", "hold.rejected"]);
    assert_eq!(told(&world, world.alice()).await, [Notice::CallHeld, Notice::CallResolved]);
    let late = answer(world.gate(), world.alice(), &call, true).await.unwrap_err();
    assert_eq!(late.code(), "DECIDED", "a no stays a no");
}

#[tokio::test]
async fn only_the_acting_person_confirms() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let call = held(&world, world.alice(), "notes_delete", json!({ "note_id": id })).await;
    for other in [world.bob(), world.admin()] {
        for yes in [true, false] {
            let refused = answer(world.gate(), other, &call, yes).await.unwrap_err();
            assert!(matches!(refused, GateError::NotFound { .. }), "{refused}");
        }
        assert!(world.gate().waiting(other).await.unwrap().is_empty(), "nor are they shown it");
    }
    assert_eq!(world.gate().waiting(world.alice()).await.unwrap().len(), 1);
    assert_eq!(approve(&world, world.alice(), &call).await.state, CallState::Succeeded);
}

#[tokio::test]
async fn a_verdict_on_something_else_than_was_shown_decides_nothing() {
    let world = World::demo().await;
    let (first, second) = (note(&world, world.alice(), "Groceries").await, note(&world, world.alice(), "Ideas").await);
    let one = held(&world, world.alice(), "notes_delete", json!({ "note_id": first })).await;
    let two = held(&world, world.alice(), "notes_delete", json!({ "note_id": second })).await;
    for digest in [hold(&two).digest.clone(), String::new(), "0".repeat(64)] {
        let crossed = Answer { digest, approve: true, reason: None, remember: None };
        let refused = world.gate().record_verdict(world.alice(), hold(&one).id, crossed).await.unwrap_err();
        assert_eq!(refused.code(), "CHANGED_SINCE");
    }
    assert_eq!(titles(&world, world.alice()).await.len(), 2);
    assert_eq!(approve(&world, world.alice(), &one).await.state, CallState::Succeeded, "and it still can be answered");
}

#[tokio::test]
async fn a_hold_that_is_not_there_is_never_guessed() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let call = held(&world, world.alice(), "notes_delete", json!({ "note_id": id })).await;
    let answer = Answer { digest: hold(&call).digest.clone(), approve: true, reason: None, remember: None };
    let refused = world.gate().record_verdict(world.alice(), HoldId(hold(&call).id.0 + 1), answer).await.unwrap_err();
    assert!(matches!(refused, GateError::NotFound { .. }));
}

#[tokio::test]
async fn what_is_decided_is_decided_once() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let call = held(&world, world.alice(), "notes_update", json!({ "note_id": id, "title": "Shopping" })).await;
    approve(&world, world.alice(), &call).await;
    for yes in [true, false] {
        let refused = answer(world.gate(), world.alice(), &call, yes).await.unwrap_err();
        assert_eq!(refused.code(), "DECIDED");
    }
    let versions = world.outsider().await.column("SELECT count(*) FROM note_versions").await;
    assert_eq!(versions, ["1"], "it ran once");
}

#[tokio::test]
async fn a_hold_waits_a_day_and_no_longer() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let early = held(&world, world.alice(), "notes_update", json!({ "note_id": id, "content": "Milk" })).await;
    let late = held(&world, world.alice(), "notes_delete", json!({ "note_id": id })).await;
    world.clock().advance(DAY - Duration::from_millis(1));
    assert_eq!(approve(&world, world.alice(), &early).await.state, CallState::Succeeded, "just in time");
    world.clock().advance(Duration::from_millis(1));
    assert!(world.gate().waiting(world.alice()).await.unwrap().is_empty(), "it is shown no longer");
    let refused = answer(world.gate(), world.alice(), &late, true).await.unwrap_err();
    assert_eq!(refused.code(), "EXPIRED");
    assert_eq!(notes(&world, world.alice()).await, [("Groceries".to_owned(), "Milk".to_owned())]);
    let after = world.gate().call_status(world.alice(), late.id).await.unwrap();
    assert_eq!(hold(&after).state, HoldState::Expired);
    assert_eq!(kinds(&world.events_of(&late).await), ["call.held", "hold.expired"]);
}

#[tokio::test]
async fn a_session_that_ended_answers_nothing_and_a_new_one_may() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let call = held(&world, world.alice(), "notes_delete", json!({ "note_id": id })).await;
    world.gate().sign_out(world.alice()).await.unwrap();
    let refused = answer(world.gate(), world.alice(), &call, true).await.unwrap_err();
    assert_eq!(refused.code(), "NOT_SIGNED_IN");
    let (again, _) = world.gate().sign_in("alice@example.com", "password", "test").await.unwrap();
    assert_eq!(approve(&world, &again, &call).await.state, CallState::Succeeded);
}

#[tokio::test]
async fn one_own_click_is_the_yes_and_a_sentence_is_not() {
    let world = World::demo().await;
    for (channel, state) in [
        (Channel::Ui, CallState::Succeeded),
        (Channel::Cli, CallState::Succeeded),
        (Channel::Chat, CallState::Held),
        (Channel::Voice, CallState::Held),
        (Channel::Mcp, CallState::Held),
    ] {
        let id = note(&world, world.alice(), "Groceries").await;
        let call = world.call(world.alice(), channel, "notes_delete", json!({ "note_id": id })).await;
        assert_eq!(call.state, state, "{channel}");
    }
}

#[tokio::test]
async fn a_verdict_takes_a_reason_of_up_to_five_hundred_characters() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let call = held(&world, world.alice(), "notes_delete", json!({ "note_id": id })).await;
    let no = |length| Answer {
        digest: hold(&call).digest.clone(),
        approve: false,
        reason: Some("ü".repeat(length)),
        remember: None,
    };
    let refused = world.gate().record_verdict(world.alice(), hold(&call).id, no(501)).await.unwrap_err();
    assert_eq!(refused.code(), "INVALID_INPUT");
    let done = world.gate().record_verdict(world.alice(), hold(&call).id, no(500)).await.unwrap();
    assert_eq!(hold(&done).note, Some("ü".repeat(500)));
}
