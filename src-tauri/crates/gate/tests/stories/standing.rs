//! Answers that are remembered: what they answer, what they never do, and how they end.

use std::sync::Arc;
use std::time::Duration;

use assent_gate::{Answer, CallRecord, CallRequest, CallState, GateError, Origin, Remember, Session, StartRun};
use assent_policy::{Bounds, Channel, Condition, DenialCode, Field, Reason, Test};
use assent_testkit::{Does, Probe, World};
use serde_json::{Value, json};

use crate::common::{about, approve, denied, held, hold, note};

const QUARTER: Duration = Duration::from_secs(15 * 60);

async fn remember(
    world: &World,
    who: &Session,
    call: &CallRecord,
    remember: Remember,
) -> Result<CallRecord, GateError> {
    let yes = Answer { digest: hold(call).digest.clone(), approve: true, reason: None, remember: Some(remember) };
    world.gate().record_verdict(who, hold(call).id, yes).await
}

fn when(argument: &str, test: Test) -> Remember {
    Remember::Always(vec![Condition { field: Field::Argument(argument.to_owned()), test }])
}

/// As many conditions, all of which hold of a title that begins with Meeting.
fn many(count: usize) -> Remember {
    let Remember::Always(one) = meetings() else { unreachable!() };
    Remember::Always(one.iter().cycle().take(count).cloned().collect())
}

fn meetings() -> Remember {
    when("title", Test::Glob("Meeting*".to_owned()))
}

async fn rename(world: &World, id: i64, title: &str) -> CallRecord {
    world.call(world.alice(), Channel::Chat, "notes_update", json!({ "note_id": id, "title": title })).await
}

/// Alice has said yes to a change of her note, remembered so.
async fn remembered(world: &World, how: Remember) -> i64 {
    let id = note(world, world.alice(), "Groceries").await;
    let call = held(world, world.alice(), "notes_update", json!({ "note_id": id, "title": "Meeting" })).await;
    let done = remember(world, world.alice(), &call, how).await.unwrap();
    assert_eq!(done.state, CallState::Succeeded, "{:?}", done.denial);
    id
}

async fn mine(world: &World, who: &Session) -> Vec<Value> {
    let listed = world.call(who, Channel::Ui, "standing_mine", json!({})).await.result.unwrap();
    listed["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_yes_for_a_quarter_of_an_hour_answers_that_long_and_no_longer() {
    let world = World::demo().await;
    let id = remembered(&world, Remember::For(QUARTER)).await;
    world.clock().advance(QUARTER - Duration::from_secs(1));
    let call = rename(&world, id, "Shopping").await;
    assert_eq!(call.state, CallState::Succeeded);
    assert!(call.decision.reasons.iter().any(|reason| matches!(reason, Reason::Standing { .. })), "it says so");
    world.clock().advance(Duration::from_secs(1));
    assert!(rename(&world, id, "Errands").await.is_waiting());
}

#[tokio::test]
async fn it_answers_one_tool_on_one_channel_for_one_person() {
    let world = World::demo().await;
    let id = remembered(&world, Remember::For(QUARTER)).await;
    let arguments = json!({ "note_id": id, "title": "Shopping" });
    assert!(world.call(world.alice(), Channel::Voice, "notes_update", arguments.clone()).await.is_waiting());
    assert!(world.call(world.alice(), Channel::Mcp, "notes_update", arguments).await.is_waiting());
    assert!(world.call(world.alice(), Channel::Chat, "notes_delete", json!({ "note_id": id })).await.is_waiting());
    let bobs = note(&world, world.bob(), "Ideas").await;
    let arguments = json!({ "note_id": bobs, "title": "Plans" });
    assert!(world.call(world.bob(), Channel::Chat, "notes_update", arguments).await.is_waiting());
    assert_eq!(rename(&world, id, "Shopping").await.state, CallState::Succeeded);
}

#[tokio::test]
async fn always_when_the_title_begins_with_meeting_is_only_then() {
    let world = World::demo().await;
    let id = remembered(&world, meetings()).await;
    world.clock().advance(Duration::from_secs(90 * 24 * 3600));
    let (again, _) = world.gate().sign_in("alice@example.com", "password", "test").await.unwrap();
    for (arguments, state) in [
        (json!({ "note_id": id, "title": "Meeting at nine" }), CallState::Succeeded),
        (json!({ "note_id": id, "title": "A meeting" }), CallState::Held),
        (json!({ "note_id": id, "content": "Meeting" }), CallState::Held),
    ] {
        let call = world.call(&again, Channel::Chat, "notes_update", arguments).await;
        assert_eq!(call.state, state, "{:?}", call.arguments);
    }
}

#[tokio::test]
async fn in_this_conversation_is_in_no_other() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let mut calls = Vec::new();
    for _ in 0..2 {
        let start = StartRun {
            conversation_id: None,
            text: "rename it".to_owned(),
            channel: Channel::Chat,
            model: "test".to_owned(),
            max_steps: 8,
        };
        calls.push(world.gate().start_run(world.alice(), start).await.unwrap().id);
    }
    let say = async |run_id: i64, n: usize, title: &str| {
        let arguments = json!({ "note_id": id, "title": title });
        let origin = Origin { run_id, model_call_id: format!("call-{n}") };
        let request = CallRequest::new(world.alice(), Channel::Chat, "notes_update", arguments).in_run(origin);
        world.gate().call(request).await.unwrap()
    };
    let first = say(calls[0], 1, "Shopping").await;
    remember(&world, world.alice(), &first, Remember::Conversation).await.unwrap();
    assert_eq!(say(calls[0], 2, "Errands").await.state, CallState::Succeeded);
    assert!(say(calls[1], 1, "Food").await.is_waiting());
    assert!(rename(&world, id, "Food").await.is_waiting(), "nor where there is no conversation");
}

#[tokio::test]
async fn what_may_not_be_remembered_is_refused_and_nothing_is_decided() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let call = held(&world, world.alice(), "notes_update", json!({ "note_id": id, "title": "Shopping" })).await;
    for how in [
        when("color", Test::Is(json!("red"))),
        Remember::Always(Vec::new()),
        many(21),
        Remember::Conversation,
        Remember::For(Duration::ZERO),
        Remember::For(Duration::from_secs(24 * 3600 + 1)),
    ] {
        let refused = remember(&world, world.alice(), &call, how.clone()).await.unwrap_err();
        assert_eq!(refused.code(), "NOT_REMEMBERED", "{how:?}");
    }
    let hidden = remember(&world, world.alice(), &call, when("co\u{7}lor", Test::Is(json!("red")))).await.unwrap_err();
    assert!(hidden.to_string().contains("no argument color"), "{hidden}");
    let no = Answer {
        digest: hold(&call).digest.clone(),
        approve: false,
        reason: None,
        remember: Some(Remember::For(QUARTER)),
    };
    let refused = world.gate().record_verdict(world.alice(), hold(&call).id, no).await.unwrap_err();
    assert_eq!(refused.code(), "INVALID_INPUT", "a no is not remembered");
    assert_eq!(world.outsider().await.column("SELECT count(*) FROM standing_approvals").await, ["0"]);
    assert_eq!(approve(&world, world.alice(), &call).await.state, CallState::Succeeded, "it still waited");
}

#[tokio::test]
async fn nothing_critical_is_remembered_and_nothing_for_good_for_always() {
    let world = World::with_tools(vec![
        Arc::new(Probe::new("probe_access", "access:manage", Does::Well)),
        Arc::new(Probe::new("probe_for_good", "notes:delete", Does::Well).for_good()),
    ])
    .await;
    let critical = world.call(world.admin(), Channel::Ui, "probe_access", json!({})).await;
    let refused = remember(&world, world.admin(), &critical, Remember::For(QUARTER)).await.unwrap_err();
    assert_eq!(refused.code(), "NOT_REMEMBERED");
    let for_good = held(&world, world.alice(), "probe_for_good", json!({ "title": "Meeting" })).await;
    let refused = remember(&world, world.alice(), &for_good, meetings()).await.unwrap_err();
    assert_eq!(refused.code(), "NOT_REMEMBERED");
    remember(&world, world.alice(), &for_good, Remember::For(QUARTER)).await.unwrap();
}

#[tokio::test]
async fn a_reason_that_is_new_is_asked_about() {
    let world = World::demo().await;
    let id = remembered(&world, Remember::For(QUARTER)).await;
    assert_eq!(rename(&world, id, "Shopping").await.state, CallState::Succeeded);
    world.change_access("UPDATE permissions SET ask_policy = 'confirm' WHERE code = 'notes:update'").await;
    assert!(rename(&world, id, "Errands").await.is_waiting());
}

#[tokio::test]
async fn a_remembered_approval_ends_with_the_right_of_who_gave_it() {
    let world = World::demo().await;
    let delete = async || {
        let made = world.call(world.bob(), Channel::Ui, "tasks_create", json!({ "title": "Order chairs" })).await;
        let id = made.result.unwrap()["id"].clone();
        world.call(world.bob(), Channel::Ui, "tasks_delete", json!({ "task_id": id })).await
    };
    let first = delete().await;
    remember(&world, world.admin(), &first, Remember::For(QUARTER)).await.unwrap();
    assert_eq!(delete().await.state, CallState::Succeeded);
    let grant = "INSERT INTO grants (person_id, permission, granted_by, reason, created_at) \
                 VALUES (1, 'permissions:approve', 3, 'stands in', 1)";
    world.change_access(grant).await;
    assert_eq!(delete().await.state, CallState::Succeeded, "another decider changes nothing");
    world.change_access("DELETE FROM role_grants WHERE permission = 'permissions:approve'").await;
    assert!(delete().await.is_waiting());
}

#[tokio::test]
async fn both_sides_see_it_with_its_uses_and_either_ends_it_for_the_next_call() {
    let world = World::demo().await;
    let delete = async || {
        let made = world.call(world.bob(), Channel::Ui, "tasks_create", json!({ "title": "Order chairs" })).await;
        let id = made.result.unwrap()["id"].clone();
        world.call(world.bob(), Channel::Ui, "tasks_delete", json!({ "task_id": id })).await
    };
    let first = delete().await;
    remember(&world, world.admin(), &first, Remember::For(QUARTER)).await.unwrap();
    let events = world.events_of(&first).await;
    assert_eq!(about(&events[1])["standing"]["id"], 1, "the verdict's event says what is remembered");
    delete().await;
    for who in [world.bob(), world.admin()] {
        let items = mine(&world, who).await;
        assert_eq!(items.len(), 1);
        assert_eq!((&items[0]["uses"], &items[0]["tool"]), (&json!(1), &json!("tasks_delete")));
        assert_eq!(items[0]["author"], "admin@example.com");
        assert_eq!(items[0]["last_used_at"], "2026-12-01T09:00:00Z");
    }
    assert!(mine(&world, world.alice()).await.is_empty());
    let revoke =
        async |who: &Session| world.call(who, Channel::Ui, "standing_revoke", json!({ "standing_id": 1 })).await;
    assert_eq!(denied(&revoke(world.alice()).await), DenialCode::NotFound);
    assert_eq!(delete().await.state, CallState::Succeeded, "it still answers");
    assert_eq!(revoke(world.bob()).await.state, CallState::Succeeded);
    assert!(delete().await.is_waiting());
    assert!(mine(&world, world.admin()).await.is_empty());
    assert_eq!(denied(&revoke(world.admin()).await), DenialCode::ChangedSince);
}

#[tokio::test]
async fn what_just_may_be_remembered_is() {
    let world = World::demo().await;
    let id = remembered(&world, Remember::For(Duration::from_secs(24 * 3600))).await;
    assert_eq!(rename(&world, id, "Shopping").await.state, CallState::Succeeded);
    let world = World::demo().await;
    let id = remembered(&world, many(20)).await;
    assert_eq!(rename(&world, id, "Meeting at nine").await.state, CallState::Succeeded);
    assert!(rename(&world, id, "Shopping").await.is_waiting());
}

#[tokio::test]
async fn in_a_dry_run_nothing_is_remembered_whoever_set_it() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let arguments = json!({ "note_id": id, "title": "Shopping" });
    let own = CallRequest::new(world.alice(), Channel::Chat, "notes_update", arguments.clone()).dry_run();
    let own = world.gate().call(own).await.unwrap();
    let start = StartRun {
        conversation_id: None,
        text: "rename it".to_owned(),
        channel: Channel::Chat,
        model: "test".to_owned(),
        max_steps: 8,
    };
    let run = world.gate().start_run(world.alice(), start).await.unwrap();
    let bounds = Bounds { dry_run: true, ..Bounds::default() };
    world.gate().bound_conversation(world.alice(), run.conversation_id, &bounds).await.unwrap();
    let origin = Origin { run_id: run.id, model_call_id: "call-1".to_owned() };
    let bound = CallRequest::new(world.alice(), Channel::Chat, "notes_update", arguments).in_run(origin);
    let bound = world.gate().call(bound).await.unwrap();
    for call in [own, bound] {
        assert_eq!(call.state, CallState::Planned);
        let refused = remember(&world, world.alice(), &call, Remember::For(QUARTER)).await.unwrap_err();
        assert_eq!(refused.code(), "NOT_REMEMBERED");
    }
}
