//! Limits on turns and on the tokens of models: what is used up, and when it begins anew.

use std::time::Duration;

use assent_gate::{CallState, GateError, RunRecord, RunState, StartRun};
use assent_policy::{Channel, LimitKind};
use assent_testkit::World;
use serde_json::{Value, json};

use super::begin;
use crate::common::about;

const HOUR: &str = "3600";
const MOMENT: Duration = Duration::from_secs(1);

/// A demo office at ten past nine, with this limit on everybody from hour to hour.
async fn limited(kind: &str, amount: i64) -> World {
    let world = World::demo().await;
    let limit = format!("INSERT INTO limits (kind, amount, window_seconds) VALUES ('{kind}', {amount}, {HOUR})");
    world.change_access(&limit).await;
    world.clock().advance(Duration::from_secs(600));
    world
}

async fn turn(world: &World, channel: Channel) -> Result<RunRecord, GateError> {
    let start = StartRun {
        conversation_id: None,
        text: "Add a task".to_owned(),
        channel,
        model: "interpreter".to_owned(),
        max_steps: 8,
    };
    world.gate().start_run(world.alice(), start).await
}

/// Records a step that took so many tokens.
async fn step(world: &World, run: &RunRecord, tokens: (u32, u32)) {
    let begun = world.gate().begin_answer(world.alice(), run.id).await.unwrap();
    world.gate().record_answer(world.alice(), &begun, "On it.", &[], tokens).await.unwrap();
}

/// What is used up, and in how many seconds it begins anew.
fn used_up<T: std::fmt::Debug>(outcome: Result<T, GateError>) -> (LimitKind, i64) {
    match outcome.unwrap_err() {
        GateError::BudgetExceeded { kind, retry_after } => (kind, retry_after),
        other => panic!("{other}"),
    }
}

async fn turned_away(world: &World) -> Vec<Value> {
    world.audit().await.iter().filter(|event| event.kind == "run.refused").map(about).collect()
}

#[tokio::test]
async fn a_turn_too_many_does_not_begin_before_the_next_window_and_a_form_does() {
    let world = limited("runs", 2).await;
    turn(&world, Channel::Ui).await.unwrap();
    turn(&world, Channel::Chat).await.unwrap();
    turn(&world, Channel::Voice).await.unwrap();
    assert_eq!(used_up(turn(&world, Channel::Chat).await), (LimitKind::Runs, 3000), "the hour began at nine");
    assert_eq!(turned_away(&world).await, [json!({ "conversation": null, "limit": "runs" })]);
    turn(&world, Channel::Ui).await.unwrap();
    begin(&world, world.bob(), None, "Add a task").await;
    world.clock().advance(Duration::from_secs(2999));
    assert_eq!(used_up(turn(&world, Channel::Chat).await), (LimitKind::Runs, 1));
    world.clock().advance(MOMENT);
    turn(&world, Channel::Chat).await.unwrap();
    assert_eq!(turned_away(&world).await.len(), 2, "what was let through is not among them");
}

#[tokio::test]
async fn a_run_asks_its_model_as_long_as_tokens_are_left_both_asked_and_answered_ones() {
    let world = limited("tokens", 150).await;
    let run = turn(&world, Channel::Chat).await.unwrap();
    let may_ask = async || world.gate().may_ask_model(world.alice(), run.id).await;
    may_ask().await.unwrap();
    step(&world, &run, (100, 49)).await;
    may_ask().await.unwrap();
    step(&world, &run, (0, 1)).await;
    assert_eq!(used_up(may_ask().await), (LimitKind::Tokens, 3000));
    assert_eq!(turned_away(&world).await, [json!({ "run": run.id, "limit": "tokens" })]);
    assert_eq!(world.gate().run_record(world.alice(), run.id).await.unwrap().state, RunState::Running);
    turn(&world, Channel::Chat).await.unwrap();
    world.clock().advance(Duration::from_secs(3000));
    may_ask().await.unwrap();
}

#[tokio::test]
async fn a_step_without_a_model_counts_for_nothing() {
    let world = limited("tokens", 150).await;
    let run = turn(&world, Channel::Chat).await.unwrap();
    step(&world, &run, (0, 0)).await;
    let counted = async || world.outsider().await.column("SELECT amount FROM usage_counts").await;
    assert!(counted().await.is_empty());
    step(&world, &run, (1, 0)).await;
    assert_eq!(counted().await, ["1"]);
}

#[tokio::test]
async fn without_a_limit_nothing_is_counted_and_nothing_refused() {
    let world = World::demo().await;
    let run = turn(&world, Channel::Chat).await.unwrap();
    step(&world, &run, (100_000, 100_000)).await;
    world.gate().may_ask_model(world.alice(), run.id).await.unwrap();
    assert_eq!(world.outsider().await.column("SELECT count(*) FROM usage_counts").await, ["0"]);
    let listed = world.call(world.alice(), Channel::Chat, "notes_list", json!({})).await;
    assert_eq!(listed.state, CallState::Succeeded);
}

#[test]
fn what_is_used_up_and_how_long_to_wait_is_said_in_words() {
    let said = |kind, retry_after| GateError::BudgetExceeded { kind, retry_after }.to_string();
    for (kind, words) in [
        (LimitKind::Calls, "calls by agents"),
        (LimitKind::Requests, "requests"),
        (LimitKind::Runs, "turns of the agent"),
        (LimitKind::Tokens, "tokens of models"),
    ] {
        assert!(said(kind, 60).starts_with(&format!("the limit on {words} is used up")), "{words}");
    }
    for (seconds, words) in
        [(0, "1 s"), (1, "1 s"), (90, "90 s"), (91, "2 min"), (120, "2 min"), (5400, "90 min"), (5401, "2 h")]
    {
        let sentence = said(LimitKind::Runs, seconds);
        assert!(sentence.contains(&format!("go on in {words}, ")), "{seconds}: {sentence}");
    }
}
