//! What a tool can and can't do with its warrant. That it can't be forged, copied
//! or used twice is a matter of types; see the tests in the documentation of `warrant`.

use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use assent_gate::{
    ArgumentError, Authorized, CallRequest, CallState, HoldState, Look, Plan, Reader, Receipt, Resolved, RunError,
    Tool, ToolSpec, Warrant,
};
use assent_policy::{Channel, DenialCode};
use assent_testkit::{Does, Probe, SetClock, World};
use async_trait::async_trait;
use serde_json::{Value, json};

use crate::common::{answer, denied, held, hold, kinds, note, titles};

async fn office(does: Does) -> World {
    World::with_tools(vec![Arc::new(Probe::new("probe", "notes:create", does))]).await
}

async fn stored_notes(world: &World) -> String {
    world.outsider().await.column("SELECT count(*) FROM notes").await.remove(0)
}

async fn warrant(world: &World, tool: &str) -> Warrant {
    let arguments = json!({ "title": "Groceries", "content": "Milk" });
    let request = CallRequest::new(world.alice(), Channel::Ui, tool, arguments);
    match world.gate().authorize(request).await.unwrap() {
        Authorized::Warrant(warrant) => *warrant,
        other => panic!("no warrant: {other:?}"),
    }
}

#[tokio::test]
async fn a_tool_that_behaves_succeeds() {
    let world = office(Does::Well).await;
    let call = world.call(world.alice(), Channel::Ui, "probe", json!({})).await;
    assert_eq!(call.state, CallState::Succeeded);
    assert_eq!(stored_notes(&world).await, "1");
}

#[tokio::test]
async fn a_tool_that_never_redeems_has_failed() {
    let world = office(Does::NeverRedeems).await;
    let call = world.call(world.alice(), Channel::Ui, "probe", json!({})).await;
    assert_eq!(call.state, CallState::Failed);
    assert_eq!(call.failure.unwrap().code, "GAVE_UP");
}

#[tokio::test]
async fn what_a_tool_wrote_before_it_gave_up_never_happened() {
    let world = office(Does::GivesUpHalfway).await;
    let call = world.call(world.alice(), Channel::Ui, "probe", json!({})).await;
    assert_eq!(call.state, CallState::Failed);
    assert_eq!(stored_notes(&world).await, "0");
    assert_eq!(kinds(&world.events_of(&call).await), ["call.allowed", "call.failed"]);
}

#[tokio::test]
async fn the_receipt_of_another_call_is_no_proof_of_success() {
    let world = office(Does::ShowsAnOldReceipt(Arc::new(Mutex::new(None)))).await;
    let first = world.call(world.alice(), Channel::Ui, "probe", json!({})).await;
    assert_eq!(first.state, CallState::Succeeded, "what was recorded stays, whatever the tool says after it");
    let second = world.call(world.alice(), Channel::Ui, "probe", json!({})).await;
    assert_eq!(second.state, CallState::Failed);
    assert_eq!(stored_notes(&world).await, "1");
}

#[tokio::test]
async fn a_tool_that_fails_on_a_yes_leaves_no_hold_open() {
    let tool = Probe::new("probe", "notes:delete", Does::GivesUpHalfway);
    let world = World::with_tools(vec![Arc::new(tool)]).await;
    let call = held(&world, world.alice(), "probe", json!({})).await;
    let done = answer(world.gate(), world.alice(), &call, true).await.unwrap();
    assert_eq!((done.state, hold(&done).state), (CallState::Failed, HoldState::Void));
    assert_eq!(stored_notes(&world).await, "0");
}

#[tokio::test]
async fn a_warrant_that_is_dropped_did_nothing() {
    let world = World::demo().await;
    drop(warrant(&world, "notes_create").await);
    assert!(titles(&world, world.alice()).await.is_empty());
}

#[tokio::test]
async fn a_permission_revoked_after_the_decision_is_gone_when_the_call_runs() {
    let world = World::demo().await;
    let tool = Arc::clone(world.gate().tools().get("notes_create").unwrap());
    let kept = warrant(&world, "notes_create").await;
    let revoked = warrant(&world, "notes_create").await;
    let id = revoked.call_id();
    world.change_access("DELETE FROM role_grants WHERE permission = 'notes:delete'").await;
    assert!(tool.run(kept).await.is_ok(), "another permission is nobody's business");
    world.change_access("DELETE FROM role_grants WHERE permission = 'notes:create'").await;
    assert!(matches!(tool.run(revoked).await, Err(RunError::Refused)));
    let record = world.gate().call_status(world.alice(), id).await.unwrap();
    assert_eq!(denied(&record), DenialCode::MissingPermission);
    assert_eq!(kinds(&world.events_of(&record).await), ["call.allowed", "call.refused"]);
    assert_eq!(titles(&world, world.alice()).await.len(), 1);
}

#[tokio::test]
async fn a_session_ended_after_the_decision_is_ended_when_the_call_runs() {
    let world = World::demo().await;
    let tool = Arc::clone(world.gate().tools().get("notes_create").unwrap());
    let late = warrant(&world, "notes_create").await;
    world.gate().sign_out(world.alice()).await.unwrap();
    assert!(matches!(tool.run(late).await, Err(RunError::Refused)));
    assert_eq!(stored_notes(&world).await, "0");
}

#[tokio::test]
async fn a_warrant_is_good_for_two_minutes_and_not_a_moment_longer() {
    let world = World::demo().await;
    let tool = Arc::clone(world.gate().tools().get("notes_create").unwrap());
    for (waited, runs) in [(Duration::from_millis(119_999), true), (Duration::from_secs(120), false)] {
        let warrant = warrant(&world, "notes_create").await;
        world.clock().advance(waited);
        let ran = tool.run(warrant).await;
        assert_eq!(ran.is_ok(), runs, "after {waited:?}: {ran:?}");
    }
    assert_eq!(stored_notes(&world).await, "1");
}

#[tokio::test]
async fn a_log_names_the_call_and_nothing_that_was_said_in_it() {
    let world = World::demo().await;
    let warrant = warrant(&world, "notes_create").await;
    let shown = format!("{warrant:?} {:?}", world.gate());
    assert!(shown.contains("notes_create") && shown.contains(&warrant.call_id().to_string()), "{shown}");
    assert!(shown.contains("Gate") && !shown.contains("Groceries"), "{shown}");
}

#[tokio::test]
async fn what_waits_and_what_is_denied_come_without_one_and_are_told_apart() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let ask = async |channel, tool, arguments| {
        world.gate().authorize(CallRequest::new(world.alice(), channel, tool, arguments)).await.unwrap()
    };
    let deletes = json!({ "note_id": id });
    assert!(matches!(ask(Channel::Ui, "notes_delete", deletes.clone()).await, Authorized::Warrant(_)));
    assert!(matches!(ask(Channel::Chat, "notes_delete", deletes.clone()).await, Authorized::Held(_)));
    let request = CallRequest::new(world.alice(), Channel::Ui, "notes_delete", deletes.clone()).dry_run();
    assert!(matches!(world.gate().authorize(request).await.unwrap(), Authorized::Held(_)), "planned, it waits");
    assert!(matches!(ask(Channel::Ui, "tasks_list", json!({})).await, Authorized::Denied(_)));
}

/// Takes this long before it redeems what it was let through with.
struct Dawdler {
    like: Probe,
    clock: OnceLock<SetClock>,
    by: Duration,
}

#[async_trait]
impl Tool for Dawdler {
    fn spec(&self) -> &ToolSpec {
        self.like.spec()
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        self.like.resolve(reader, look, given).await
    }

    async fn plan(&self, reader: Reader<'_>, look: &Look<'_>, of: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        self.like.plan(reader, look, of).await
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        self.clock.get().unwrap().advance(self.by);
        self.like.run(warrant).await
    }
}

#[tokio::test]
async fn a_verdict_that_is_over_when_the_tool_gets_to_it_runs_nothing() {
    const DAY: Duration = Duration::from_secs(24 * 3600);
    for (by, in_time) in [(DAY - Duration::from_millis(1), true), (DAY, false)] {
        let tool =
            Arc::new(Dawdler { like: Probe::new("probe", "notes:create", Does::Well), clock: OnceLock::new(), by });
        let world = World::with_tools(vec![tool.clone()]).await;
        tool.clock.set(world.clock().clone()).unwrap();
        world.change_access("UPDATE permissions SET ask_policy = 'confirm' WHERE code = 'notes:create'").await;
        let call = held(&world, world.alice(), "probe", json!({})).await;
        let done = answer(world.gate(), world.alice(), &call, true).await.unwrap();
        if in_time {
            assert_eq!(done.state, CallState::Succeeded, "{:?}", done.denial);
        } else {
            assert_eq!((denied(&done), hold(&done).state), (DenialCode::Expired, HoldState::Expired));
        }
        assert_eq!(stored_notes(&world).await, if in_time { "1" } else { "0" });
    }
}
