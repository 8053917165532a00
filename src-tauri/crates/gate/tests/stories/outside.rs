//! Effects outside the database: the intent is on record before, the outcome after,
//! and what is left between the two is in doubt until somebody has looked.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use assent_gate::{Authorized, CallRecord, CallRequest, CallState, GateError, Notice, Warrant};
use assent_policy::{CallId, Channel, Effect};
use assent_testkit::{Backend, Does, Probe, World};
use serde_json::json;
use tempfile::TempDir;

use crate::common::{about, approve, held, kinds};
use crate::requests::told;

/// How long a call belongs to the process that was let through with it.
const CALL_LIFE: Duration = Duration::from_secs(120);

/// A world whose tool `send` acts outside the database, and where one sees what it did.
async fn office() -> (World, TempDir) {
    let folder = TempDir::new().unwrap();
    let send = Probe::outside("send", "notes:create", &folder.path().join("sent"));
    let add = Probe::new("add", "notes:create", Does::Well);
    (World::with_tools(vec![Arc::new(send), Arc::new(add)]).await, folder)
}

fn sent(folder: &TempDir) -> Vec<String> {
    let lines = fs::read_to_string(folder.path().join("sent")).unwrap_or_default();
    lines.lines().map(str::to_owned).collect()
}

async fn warrant(world: &World) -> Warrant {
    let request = CallRequest::new(world.alice(), Channel::Ui, "send", json!({}));
    match world.gate().authorize(request).await.unwrap() {
        Authorized::Warrant(warrant) => *warrant,
        other => panic!("no warrant: {other:?}"),
    }
}

async fn status(world: &World, id: CallId) -> CallRecord {
    world.gate().call_status(world.alice(), id).await.unwrap()
}

/// A call of Alice's that was begun, and whose process then was gone.
async fn in_doubt(world: &World) -> CallRecord {
    let warrant = warrant(world).await;
    let id = warrant.call_id();
    drop(warrant.begin_outside().await.unwrap());
    world.clock().advance(CALL_LIFE);
    world.gate().keep_house().await.unwrap();
    let call = status(world, id).await;
    assert_eq!(call.state, CallState::Ambiguous);
    call
}

#[tokio::test]
async fn the_intent_is_on_record_before_and_the_outcome_after() {
    let (world, folder) = office().await;
    let call = world.call(world.alice(), Channel::Ui, "send", json!({})).await;
    assert_eq!(call.state, CallState::Succeeded);
    assert_eq!(sent(&folder), [call.id.to_string()]);
    assert_eq!(kinds(&world.events_of(&call).await), ["call.allowed", "call.begun", "call.succeeded"]);
}

#[tokio::test]
async fn what_was_begun_is_in_doubt_when_its_process_is_gone_and_what_was_not_has_failed() {
    let (world, folder) = office().await;
    let idle = warrant(&world).await;
    let (idle_id, begun) = (idle.call_id(), warrant(&world).await);
    drop(idle);
    let begun_id = begun.call_id();
    drop(begun.begin_outside().await.unwrap());
    world.clock().advance(CALL_LIFE - Duration::from_millis(1));
    world.gate().keep_house().await.unwrap();
    for id in [idle_id, begun_id] {
        assert_eq!(status(&world, id).await.state, CallState::Executing, "its process may still be at it");
    }
    world.clock().advance(Duration::from_millis(1));
    world.gate().keep_house().await.unwrap();
    let (idle, begun) = (status(&world, idle_id).await, status(&world, begun_id).await);
    assert_eq!((idle.state, idle.failure.unwrap().code), (CallState::Failed, "INTERRUPTED".to_owned()));
    assert_eq!(begun.state, CallState::Ambiguous);
    assert_eq!(told(&world, world.alice()).await, [Notice::CallAmbiguous]);
    world.gate().keep_house().await.unwrap();
    assert_eq!(kinds(&world.events_of(&begun).await), ["call.allowed", "call.begun", "call.ambiguous"], "once");
    assert!(sent(&folder).is_empty(), "and nobody tries it again");
}

#[tokio::test]
async fn who_comes_back_too_late_with_the_outcome_does_not_change_that_it_is_in_doubt() {
    let (world, _folder) = office().await;
    let warrant = warrant(&world).await;
    let id = warrant.call_id();
    let outside = warrant.begin_outside().await.unwrap();
    world.clock().advance(CALL_LIFE);
    world.gate().keep_house().await.unwrap();
    assert!(outside.complete(json!({})).await.is_err());
    assert_eq!(status(&world, id).await.state, CallState::Ambiguous);
}

#[tokio::test]
async fn what_happened_and_could_not_be_recorded_is_in_doubt_and_has_not_failed() {
    // The database is made to refuse the outcome, and nothing else, by a trigger of SQLite's.
    if !Backend::Sqlite.or_skip() {
        return;
    }
    let (world, folder) = office().await;
    let refuses = "CREATE TRIGGER refuses BEFORE INSERT ON audit_events WHEN NEW.kind = 'call.succeeded' \
                   BEGIN SELECT RAISE(ABORT, 'no'); END";
    world.outsider().await.run(refuses).await.unwrap();
    let call = world.call(world.alice(), Channel::Ui, "send", json!({})).await;
    assert_eq!(sent(&folder), [call.id.to_string()]);
    assert_eq!(call.state, CallState::Ambiguous);
    assert_eq!(kinds(&world.events_of(&call).await), ["call.allowed", "call.begun", "call.ambiguous"]);
    let inside = world.call(world.alice(), Channel::Ui, "add", json!({})).await;
    assert_eq!(inside.state, CallState::Failed, "inside the database nothing is in doubt");
    assert_eq!(world.outsider().await.column("SELECT count(*) FROM notes").await, ["0"]);
}

#[tokio::test]
async fn its_person_or_an_access_manager_says_whether_it_happened_and_nobody_else() {
    let (world, _folder) = office().await;
    for (who, happened, state) in [
        (world.alice(), true, CallState::Succeeded),
        (world.admin(), true, CallState::Succeeded),
        (world.alice(), false, CallState::Failed),
        (world.admin(), false, CallState::Failed),
    ] {
        let call = in_doubt(&world).await;
        let listed = world.gate().calls(world.alice(), false, &[CallState::Ambiguous], None, 10).await.unwrap();
        assert_eq!(listed.iter().map(|call| call.id).collect::<Vec<_>>(), [call.id], "it is listed");
        let guess = world.gate().resolve(world.bob(), call.id, happened).await.unwrap_err();
        assert!(matches!(guess, GateError::NotFound { .. }), "{guess}");
        assert_eq!(world.gate().resolve(who, call.id, happened).await.unwrap().state, state);
        let again = world.gate().resolve(who, call.id, !happened).await.unwrap_err();
        assert!(matches!(again, GateError::NotFound { .. }), "it is in doubt no more: {again}");
        let after = status(&world, call.id).await;
        assert_eq!((after.state, after.result.is_some(), after.failure.is_some()), (state, happened, !happened));
        let event = world.events_of(&call).await.pop().unwrap();
        assert_eq!((event.kind.as_str(), event.person_id), ("call.resolved", Some(who.person().0)));
        assert_eq!(about(&event)["happened"], happened);
    }
}

#[tokio::test]
async fn a_question_without_an_answer_has_failed_and_only_what_may_have_done_something_is_in_doubt() {
    for (effect, state) in [(Effect::Reads, CallState::Failed), (Effect::Writes, CallState::Ambiguous)] {
        let world = World::with_tools(vec![Arc::new(Probe::silent("look_up", "notes:list", effect))]).await;
        world.change_access("UPDATE permissions SET ask_policy = 'confirm' WHERE code = 'notes:list'").await;
        let call = held(&world, world.alice(), "look_up", json!({})).await;
        assert_eq!(approve(&world, world.alice(), &call).await.state, CallState::Executing, "{effect}");
        world.clock().advance(CALL_LIFE);
        world.gate().keep_house().await.unwrap();
        assert_eq!(status(&world, call.id).await.state, state, "{effect}");
    }
}
