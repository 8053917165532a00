//! The refused call that is kept with a request: decided afresh when it is
//! granted, and run once.

use assent_gate::{CallRecord, CallRequest, CallState, Notice, Origin, Session, StartRun};
use assent_policy::{CallId, Channel, DenialCode};
use assent_testkit::World;
use serde_json::{Value, json};

use crate::common::{about, approve, denied};
use crate::requests::{add_task, click, decide, done, told};

const TITLE: &str = "Water the plants";

/// Alice's refused call.
async fn refused(world: &World, channel: Channel) -> CallRecord {
    let call = world.call(world.alice(), channel, "tasks_create", json!({ "title": TITLE })).await;
    assert_eq!(denied(&call), DenialCode::MissingPermission);
    call
}

/// Files what the denial offers, with one click; its id.
async fn ask_for(world: &World, who: &Session, call: &CallRecord) -> i64 {
    let action = &call.denial.as_ref().unwrap().next_actions[0];
    let filed = done(click(world, who, "permission_requests_create", action.arguments.clone()).await);
    assert_eq!(filed["duration"], "this call");
    filed["id"].as_i64().unwrap()
}

async fn released(world: &World, id: i64) -> Option<CallId> {
    let listed = done(click(world, world.alice(), "permission_requests_mine", json!({})).await);
    let found = listed["items"].as_array().unwrap().iter().find(|item| item["id"] == json!(id)).unwrap().clone();
    found["released_call_id"].as_i64().map(CallId)
}

async fn tasks(world: &World) -> Vec<String> {
    world.outsider().await.column("SELECT title FROM tasks ORDER BY id").await
}

#[tokio::test]
async fn the_call_runs_when_it_is_granted_and_the_grant_is_for_nothing_else() {
    let world = World::demo().await;
    let call = refused(&world, Channel::Chat).await;
    let id = ask_for(&world, world.alice(), &call).await;
    assert!(tasks(&world).await.is_empty());
    let listed = done(click(&world, world.admin(), "approvals_requests_list", json!({})).await);
    let shown = &listed["items"][0]["call"];
    assert_eq!((&shown["tool"], &shown["arguments"]["title"]), (&json!("tasks_create"), &json!(TITLE)));

    done(decide(&world, world.admin(), id, "approve").await);
    assert_eq!(tasks(&world).await, [TITLE]);
    let again = world.gate().call_status(world.alice(), released(&world, id).await.unwrap()).await.unwrap();
    assert_eq!((again.state, again.repeats), (CallState::Succeeded, Some(call.id)));
    assert_eq!((again.person, again.channel), (world.alice().person(), Channel::Chat), "as it was asked for");
    assert_eq!(about(&world.events_of(&again).await[0])["repeats"], json!(call.id));
    assert_eq!(told(&world, world.alice()).await, [Notice::RequestApproved, Notice::CallResolved]);
    assert_eq!(denied(&add_task(&world, world.alice()).await), DenialCode::MissingPermission, "this call alone");
    world.gate().keep_house().await.unwrap();
    assert_eq!(tasks(&world).await.len(), 1, "once");
}

#[tokio::test]
async fn tomorrow_is_the_day_after_it_was_said_also_when_it_is_granted_days_later() {
    for policy in ["auto", "confirm"] {
        let world = World::demo().await;
        world
            .change_access(&format!("UPDATE permissions SET ask_policy = '{policy}' WHERE code = 'tasks:create'"))
            .await;
        let arguments = json!({ "title": TITLE, "due_on": "tomorrow" });
        let call = world.call(world.alice(), Channel::Chat, "tasks_create", arguments).await;
        let id = ask_for(&world, world.alice(), &call).await;
        world.clock().advance(std::time::Duration::from_secs(3 * 24 * 3600));
        done(decide(&world, world.admin(), id, "approve").await);
        let again = released(&world, id).await.unwrap();
        let again = world.gate().call_status(world.alice(), again).await.unwrap();
        if again.is_waiting() {
            done(approve(&world, world.alice(), &again).await);
        }
        let due = world.outsider().await.column("SELECT due_on FROM tasks").await;
        assert_eq!(due, ["2026-12-02"], "{policy}");
    }
}

#[tokio::test]
async fn a_call_whose_request_is_refused_or_withdrawn_does_not_run() {
    let world = World::demo().await;
    let call = refused(&world, Channel::Ui).await;
    let id = ask_for(&world, world.alice(), &call).await;
    done(click(&world, world.alice(), "permission_requests_withdraw", json!({ "request_id": id })).await);
    let id = ask_for(&world, world.alice(), &call).await;
    done(decide(&world, world.admin(), id, "reject").await);
    world.gate().keep_house().await.unwrap();
    assert!(tasks(&world).await.is_empty());
}

#[tokio::test]
async fn what_is_lacking_is_asked_for_one_after_the_other_until_it_runs() {
    let world = World::demo().await;
    let arguments = json!({ "title": TITLE, "target_user": "bob@example.com" });
    let mut call = world.call(world.alice(), Channel::Ui, "tasks_create", arguments).await;
    for (lacks, decider) in [
        ("tasks:create", world.admin()),
        ("tasks:create.for_others", world.admin()),
        ("tasks:create.for_others", world.bob()),
    ] {
        assert_eq!(call.denial.as_ref().unwrap().missing[0].to_string(), lacks);
        let id = ask_for(&world, world.alice(), &call).await;
        done(decide(&world, decider, id, "approve").await);
        call = world.gate().call_status(world.alice(), released(&world, id).await.unwrap()).await.unwrap();
    }
    assert_eq!(call.state, CallState::Succeeded, "{:?}", call.denial);
    let owners = world.outsider().await.column("SELECT owner_id FROM tasks").await;
    assert_eq!(owners, ["2"], "it is Bob's");
    let twice = world.call(world.alice(), Channel::Ui, "tasks_create", json!({ "title": TITLE })).await;
    assert_eq!(denied(&twice), DenialCode::MissingPermission);
}

#[tokio::test]
async fn two_requests_for_one_call_run_it_once() {
    let world = World::demo().await;
    let call = refused(&world, Channel::Ui).await;
    let first = ask_for(&world, world.alice(), &call).await;
    let arguments = json!({
        "request_kind": "permission", "permission": "tasks:create", "call_id": call.id, "duration": "8h",
    });
    let second = done(click(&world, world.alice(), "permission_requests_create", arguments).await);
    let second = second["id"].as_i64().unwrap();
    assert_ne!(first, second);
    for id in [first, second] {
        done(decide(&world, world.admin(), id, "approve").await);
    }
    assert_eq!(tasks(&world).await.len(), 1);
    assert_eq!(released(&world, first).await, released(&world, second).await);
}

#[tokio::test]
async fn a_call_of_paused_agents_is_taken_up_when_they_go_on_by_one_process() {
    let world = World::demo().await;
    let other = world.another_gate().await;
    let call = refused(&world, Channel::Chat).await;
    let id = ask_for(&world, world.alice(), &call).await;
    world.change_access("UPDATE people SET paused_at = 1 WHERE id = 1").await;
    done(decide(&world, world.admin(), id, "approve").await);
    world.gate().keep_house().await.unwrap();
    assert!(tasks(&world).await.is_empty(), "paused");
    assert_eq!(released(&world, id).await, None);
    world.change_access("UPDATE people SET paused_at = NULL WHERE id = 1").await;
    let (one, two) = tokio::join!(world.gate().keep_house(), other.keep_house());
    assert_eq!(one.unwrap().ran.len() + two.unwrap().ran.len(), 1);
    assert_eq!(tasks(&world).await, [TITLE]);
}

#[tokio::test]
async fn a_call_asked_for_by_hand_does_not_mind_the_pause() {
    let world = World::demo().await;
    let call = refused(&world, Channel::Ui).await;
    let id = ask_for(&world, world.alice(), &call).await;
    world.change_access("UPDATE people SET paused_at = 1 WHERE id = 1").await;
    done(decide(&world, world.admin(), id, "approve").await);
    assert_eq!(tasks(&world).await, [TITLE]);
}

#[tokio::test]
async fn a_call_that_was_taken_up_is_not_taken_up_again_though_its_mark_is_lost() {
    let world = World::demo().await;
    let call = refused(&world, Channel::Ui).await;
    let id = ask_for(&world, world.alice(), &call).await;
    done(decide(&world, world.admin(), id, "approve").await);
    let once = released(&world, id).await;
    world.outsider().await.run("UPDATE requests SET released_call_id = NULL").await.unwrap();
    assert!(world.gate().keep_house().await.unwrap().ran.is_empty());
    assert_eq!(tasks(&world).await.len(), 1);
    assert_eq!(released(&world, id).await, once);
}

#[tokio::test]
async fn a_call_that_is_asked_about_waits_for_its_person_with_what_was_granted() {
    let world = World::demo().await;
    world.change_access("UPDATE permissions SET ask_policy = 'confirm' WHERE code = 'tasks:create'").await;
    for revoked in [true, false] {
        let call = refused(&world, Channel::Chat).await;
        let id = ask_for(&world, world.alice(), &call).await;
        done(decide(&world, world.admin(), id, "approve").await);
        let again = released(&world, id).await.unwrap();
        let again = world.gate().call_status(world.alice(), again).await.unwrap();
        assert!(again.is_waiting());
        if revoked {
            world.change_access("UPDATE grants SET revoked_at = 1 WHERE request_id IS NOT NULL").await;
        }
        let end = approve(&world, world.alice(), &again).await;
        assert_eq!(end.state, if revoked { CallState::Denied } else { CallState::Succeeded });
    }
    assert_eq!(tasks(&world).await.len(), 1);
}

#[tokio::test]
async fn a_request_keeps_only_ones_own_call_that_was_refused_for_it() {
    let world = World::demo().await;
    let call = refused(&world, Channel::Ui).await;
    let file = |who: &'static str, permission: &'static str, call: CallId| {
        let world = &world;
        async move {
            let who = if who == "alice" { world.alice() } else { world.bob() };
            let arguments = json!({ "request_kind": "permission", "permission": permission, "call_id": call });
            click(world, who, "permission_requests_create", arguments).await
        }
    };
    let theirs = file("bob", "agent:trace:view_all", call.id).await;
    assert_eq!(denied(&theirs), DenialCode::NotFound, "it is Alice's");
    assert_eq!(denied(&file("alice", "tasks:create", CallId(9999)).await), DenialCode::NotFound);
    assert_eq!(denied(&file("alice", "tasks:list", call.id).await), DenialCode::InvalidArguments);
    let ran = click(&world, world.alice(), "notes_list", json!({})).await;
    assert_eq!(denied(&file("alice", "tasks:create", ran.id).await), DenialCode::InvalidArguments);
    done(file("alice", "tasks:create", call.id).await);
}

async fn chat_turn(world: &World, text: &str) -> (i64, i64) {
    let start = StartRun {
        conversation_id: None,
        text: text.to_owned(),
        channel: Channel::Chat,
        model: "interpreter".to_owned(),
        max_steps: 8,
    };
    let run = world.gate().start_run(world.alice(), start).await.unwrap();
    (run.id, run.conversation_id)
}

async fn in_run(world: &World, run_id: i64, tool: &str, arguments: Value) -> CallRecord {
    let origin = Origin { run_id, model_call_id: format!("{tool}-1") };
    let request = CallRequest::new(world.alice(), Channel::Chat, tool, arguments).in_run(origin);
    world.gate().call(request).await.unwrap()
}

#[tokio::test]
async fn what_is_given_for_a_conversation_holds_there_and_nowhere_else() {
    let world = World::demo().await;
    let (run, conversation) = chat_turn(&world, "add a task").await;
    let call = in_run(&world, run, "tasks_create", json!({ "title": TITLE })).await;
    let arguments = json!({
        "request_kind": "permission", "permission": "tasks:create", "call_id": call.id,
        "duration": "this conversation",
    });
    let filed = done(click(&world, world.alice(), "permission_requests_create", arguments).await);
    done(decide(&world, world.admin(), filed["id"].as_i64().unwrap(), "approve").await);
    assert_eq!(tasks(&world).await, [TITLE]);
    let again = world.gate().conversation(world.alice(), conversation).await.unwrap();
    assert!(again.run.is_some());
    assert_eq!(in_run(&world, run, "tasks_create", json!({ "title": "More" })).await.state, CallState::Succeeded);
    let (other, _) = chat_turn(&world, "add a task elsewhere").await;
    assert_eq!(
        denied(&in_run(&world, other, "tasks_create", json!({ "title": "No" })).await),
        DenialCode::MissingPermission
    );
    assert_eq!(denied(&add_task(&world, world.alice()).await), DenialCode::MissingPermission);
}

#[tokio::test]
async fn a_call_of_a_conversation_that_was_deleted_is_not_taken_up() {
    let world = World::demo().await;
    let (run, conversation) = chat_turn(&world, "add a task").await;
    let call = in_run(&world, run, "tasks_create", json!({ "title": TITLE })).await;
    let id = ask_for(&world, world.alice(), &call).await;
    world.gate().change_conversation(world.alice(), conversation, None).await.unwrap();
    done(decide(&world, world.admin(), id, "approve").await);
    assert!(tasks(&world).await.is_empty());
}

#[tokio::test]
async fn what_a_stopped_run_asked_for_is_taken_back_and_what_its_person_asked_for_is_not() {
    let world = World::demo().await;
    for by_agent in [true, false] {
        let (run, _) = chat_turn(&world, "add a task").await;
        let call = in_run(&world, run, "tasks_create", json!({ "title": TITLE })).await;
        let arguments = call.denial.as_ref().unwrap().next_actions[0].arguments.clone();
        let id = if by_agent {
            let held = in_run(&world, run, "permission_requests_create", arguments).await;
            done(approve(&world, world.alice(), &held).await)["id"].as_i64().unwrap()
        } else {
            ask_for(&world, world.alice(), &call).await
        };
        let (running, stopped) = (assent_gate::RunState::Running, assent_gate::RunState::Stopped);
        world.gate().move_run(world.alice(), run, running, stopped, None).await.unwrap();
        let decided = decide(&world, world.admin(), id, "approve").await;
        assert_eq!(decided.state, if by_agent { CallState::Denied } else { CallState::Succeeded });
        assert_eq!(tasks(&world).await.len(), usize::from(!by_agent));
    }
}

#[tokio::test]
async fn a_call_that_is_taken_up_is_still_its_runs_and_what_its_model_asked_for() {
    let world = World::demo().await;
    let (run, conversation) = chat_turn(&world, "add a task").await;
    let call = in_run(&world, run, "tasks_create", json!({ "title": TITLE })).await;
    let id = ask_for(&world, world.alice(), &call).await;
    done(decide(&world, world.admin(), id, "approve").await);
    let made = world.gate().calls(world.alice(), false, &[CallState::Succeeded], None, 10).await.unwrap();
    let taken = made.iter().find(|made| made.repeats == Some(call.id)).unwrap();
    assert_eq!((taken.run_id, taken.conversation_id), (Some(run), Some(conversation)));
    assert_eq!(taken.model_call_id.as_deref(), Some("tasks_create-1"));
}
