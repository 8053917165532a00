//! What the agent does for a person is kept as its person's conversations: what was
//! said, what was called, and where each run stands.

use assent_gate::{
    CallRequest, CallState, Entry, EntryKind, GateError, HoldState, ModelCallRecord, Origin, RunRecord, RunState,
    Session, StartRun,
};
use assent_policy::Channel;
use assent_testkit::World;
use serde_json::json;

use crate::common::{hold, note};

#[path = "runs/asked.rs"]
mod asked;
#[path = "runs/budgets.rs"]
mod budgets;

async fn begin(world: &World, who: &Session, conversation_id: Option<i64>, text: &str) -> RunRecord {
    let start = StartRun {
        conversation_id,
        text: text.to_owned(),
        channel: Channel::Chat,
        model: "interpreter".to_owned(),
        max_steps: 8,
    };
    world.gate().start_run(who, start).await.unwrap()
}

/// A run of Alice's in which a note was asked for and added; what was said of it.
async fn turn(world: &World, text: &str) -> RunRecord {
    let run = begin(world, world.alice(), None, text).await;
    let begun = world.gate().begin_answer(world.alice(), run.id).await.unwrap();
    let arguments = json!({ "title": "Groceries", "content": "" });
    let asked =
        ModelCallRecord { id: "call-1".to_owned(), name: "notes_create".to_owned(), arguments: arguments.to_string() };
    let (counted, _) = world.gate().record_answer(world.alice(), &begun, "On it.", &[asked], (120, 30)).await.unwrap();
    let origin = Origin { run_id: run.id, model_call_id: "call-1".to_owned() };
    let request = CallRequest::new(world.alice(), Channel::Chat, "notes_create", arguments).in_run(origin);
    assert_eq!(world.gate().call(request).await.unwrap().state, CallState::Succeeded);
    counted
}

/// What an entry says, in a word.
fn said(entry: &Entry) -> String {
    match &entry.kind {
        EntryKind::User(text) => format!("user: {text}"),
        EntryKind::Assistant { text, calls } => format!("assistant: {text} ({})", calls.len()),
        EntryKind::Call(call) => format!("call: {}", call.tool),
    }
}

fn not_found<T: std::fmt::Debug>(outcome: Result<T, GateError>) {
    let error = outcome.unwrap_err();
    assert!(matches!(error, GateError::NotFound { .. }), "{error}");
}

#[tokio::test]
async fn a_conversation_is_kept_in_order_and_is_its_persons_alone() {
    let world = World::demo().await;
    let counted = turn(&world, "Add a note for groceries").await;
    assert_eq!((counted.step, counted.prompt_tokens, counted.completion_tokens), (1, 120, 30));
    let kept = world.gate().conversation(world.alice(), counted.conversation_id).await.unwrap();
    let shown: Vec<_> = kept.entries.iter().map(said).collect();
    assert_eq!(shown, ["user: Add a note for groceries", "assistant: On it. (1)", "call: notes_create"]);
    assert_eq!((kept.title.as_str(), kept.run.unwrap().state), ("Add a note for groceries", RunState::Running));

    let listed = world.gate().conversations(world.alice(), None).await.unwrap();
    assert_eq!(listed.len(), 1);
    let (one, shown) = (&listed[0], listed[0].entries.iter().map(said).collect::<Vec<_>>());
    assert_eq!((one.id, one.title.as_str()), (counted.conversation_id, "Add a note for groceries"));
    assert_eq!(shown, ["assistant: On it. (1)", "call: notes_create"], "of a list the last is enough");
    assert_eq!(one.run.as_ref().unwrap().id, counted.id);

    for other in [world.bob(), world.admin()] {
        assert!(world.gate().conversations(other, None).await.unwrap().is_empty());
        not_found(world.gate().conversation(other, counted.conversation_id).await);
        not_found(world.gate().run_record(other, counted.id).await);
        not_found(world.gate().change_conversation(other, counted.conversation_id, Some("Mine")).await);
        not_found(world.gate().move_run(other, counted.id, RunState::Running, RunState::Stopped, None).await);
        assert!(world.gate().begin_answer(other, counted.id).await.is_err());
    }
    assert_eq!(world.gate().run_record(world.alice(), counted.id).await.unwrap().state, RunState::Running);
}

#[tokio::test]
async fn a_conversation_is_called_what_was_said_first_as_far_as_it_fits() {
    let world = World::demo().await;
    for (text, title) in [
        ("\n  Add a task  \nand tell Bob", "Add a task".to_owned()),
        (" \n ", "New conversation".to_owned()),
        ("Add\u{7} a task", "Add a task".to_owned()),
        (&"a".repeat(60), "a".repeat(60)),
        (&"a".repeat(61), format!("{}…", "a".repeat(60))),
    ] {
        let run = begin(&world, world.alice(), None, text).await;
        let kept = world.gate().conversation(world.alice(), run.conversation_id).await.unwrap();
        assert_eq!(kept.title, title, "{text:?}");
    }
}

#[tokio::test]
async fn a_title_has_one_to_two_hundred_characters() {
    let world = World::demo().await;
    let id = begin(&world, world.alice(), None, "Add a task").await.conversation_id;
    for wrong in ["", "  ", &"ü".repeat(201)] {
        let refused = world.gate().change_conversation(world.alice(), id, Some(wrong)).await.unwrap_err();
        assert_eq!(refused.code(), "INVALID_INPUT", "{wrong:?}");
    }
    for title in ["T", "Groceries", &"ü".repeat(200)] {
        world.gate().change_conversation(world.alice(), id, Some(title)).await.unwrap();
        assert_eq!(world.gate().conversation(world.alice(), id).await.unwrap().title, title);
    }
    let run = world.gate().conversation(world.alice(), id).await.unwrap().run.unwrap();
    assert_eq!(run.state, RunState::Running, "a new title stops nothing");
}

#[tokio::test]
async fn a_conversation_that_is_deleted_stops_its_runs_and_is_gone() {
    let world = World::demo().await;
    let run = begin(&world, world.alice(), None, "Add a task").await;
    world.gate().change_conversation(world.alice(), run.conversation_id, None).await.unwrap();
    assert!(world.gate().conversations(world.alice(), None).await.unwrap().is_empty());
    not_found(world.gate().conversation(world.alice(), run.conversation_id).await);
    let late = world.gate().begin_answer(world.alice(), run.id).await;
    assert!(matches!(late, Err(GateError::Interrupted)), "its run answers no more");
}

#[tokio::test]
async fn a_new_turn_ends_what_a_closed_app_left_running_and_not_what_waits() {
    let world = World::demo().await;
    let left = begin(&world, world.alice(), None, "Add a task").await;
    let elsewhere = begin(&world, world.alice(), None, "Add a note").await;
    let waits = begin(&world, world.alice(), Some(left.conversation_id), "And another").await;
    let ended = world.gate().run_record(world.alice(), left.id).await.unwrap();
    assert_eq!((ended.state, ended.error.unwrap().0.as_str()), (RunState::Stopped, "INTERRUPTED"));
    world.gate().move_run(world.alice(), waits.id, RunState::Running, RunState::Waiting, None).await.unwrap();
    begin(&world, world.alice(), Some(left.conversation_id), "And a third").await;
    let still = async |id| world.gate().run_record(world.alice(), id).await.unwrap().state;
    assert_eq!(still(waits.id).await, RunState::Waiting, "it goes on when its hold is answered");
    assert_eq!(still(elsewhere.id).await, RunState::Running, "another conversation is none of its business");
    not_found(
        world
            .gate()
            .start_run(
                world.bob(),
                StartRun {
                    conversation_id: Some(left.conversation_id),
                    text: "Me too".to_owned(),
                    channel: Channel::Chat,
                    model: "interpreter".to_owned(),
                    max_steps: 8,
                },
            )
            .await,
    );
}

#[tokio::test]
async fn a_run_that_waits_is_listed_and_taken_up_once() {
    let world = World::demo().await;
    let run = begin(&world, world.alice(), None, "Add a task").await;
    assert!(world.gate().waiting_runs(world.alice()).await.unwrap().is_empty());
    assert!(world.gate().take_up_run(world.alice(), run.id).await.unwrap().is_none(), "it runs");
    let moved = world.gate().move_run(world.alice(), run.id, RunState::Running, RunState::Waiting, None).await.unwrap();
    assert_eq!(moved.state, RunState::Waiting);
    let waiting = world.gate().waiting_runs(world.alice()).await.unwrap();
    assert_eq!(waiting.iter().map(|run| run.id).collect::<Vec<_>>(), [run.id]);
    assert!(world.gate().waiting_runs(world.bob()).await.unwrap().is_empty());
    let taken = world.gate().take_up_run(world.alice(), run.id).await.unwrap().unwrap();
    assert_eq!((taken.id, taken.state), (run.id, RunState::Running));
    assert!(world.gate().take_up_run(world.alice(), run.id).await.unwrap().is_none(), "whoever comes second");
    let why = Some(("MODEL".to_owned(), "the model did not answer".to_owned()));
    let failed = world.gate().move_run(world.alice(), run.id, RunState::Running, RunState::Failed, why.clone());
    let failed = failed.await.unwrap();
    assert_eq!((failed.state, failed.error), (RunState::Failed, why));
}

#[tokio::test]
async fn a_hold_outlives_a_run_that_waits_and_not_one_that_is_stopped() {
    let world = World::demo().await;
    let ended = async || world.outsider().await.column("SELECT count(*) FROM runs WHERE ended_at IS NOT NULL").await;
    let run = begin(&world, world.alice(), None, "Rename it").await;
    let id = note(&world, world.alice(), "Groceries").await;
    let origin = Origin { run_id: run.id, model_call_id: "call-1".to_owned() };
    let arguments = json!({ "note_id": id, "title": "Shopping" });
    let request = CallRequest::new(world.alice(), Channel::Chat, "notes_update", arguments).in_run(origin);
    let call = world.gate().call(request).await.unwrap();
    let stands = async || hold(&world.gate().call_status(world.alice(), call.id).await.unwrap()).state;
    for (from, to) in [(RunState::Running, RunState::Waiting), (RunState::Waiting, RunState::Running)] {
        world.gate().move_run(world.alice(), run.id, from, to, None).await.unwrap();
        assert_eq!((stands().await, ended().await), (HoldState::Pending, vec!["0".to_owned()]), "{to:?}");
    }
    // Somebody was first: nothing moves, and nothing is taken back.
    let moved = world.gate().move_run(world.alice(), run.id, RunState::Waiting, RunState::Stopped, None).await.unwrap();
    assert_eq!((moved.state, stands().await), (RunState::Running, HoldState::Pending));
    world.gate().move_run(world.alice(), run.id, RunState::Running, RunState::Stopped, None).await.unwrap();
    assert_eq!((stands().await, ended().await), (HoldState::Withdrawn, vec!["1".to_owned()]));
}
