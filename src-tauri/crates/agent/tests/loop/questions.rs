//! Questions: the run waits, and the person's next message takes it on.

use std::sync::Arc;

use assent_agent::interpreter::Interpreter;
use assent_agent::model::ModelMessage;
use assent_agent::{Agent, said};
use assent_gate::{EntryKind, RunRecord, RunState};
use assent_policy::Channel;
use serde_json::json;

use crate::desk::{Desk, MAX_STEPS};
use crate::scripted::{Line, ask};

/// A desk at which Alice is asked which note she means.
async fn asked() -> (Desk, RunRecord) {
    let question = json!({ "question": "Which one?", "choices": ["Groceries", "Ideas"] });
    let read = ask("notes_list", &json!({ "query": "Ideas" }));
    let desk = Desk::new(vec![ask("ask_person", &question), read, Line::Say("It is empty.")]).await;
    desk.note("Groceries").await;
    desk.note("Ideas").await;
    let run = desk.say(None, "Read my note").await;
    assert_eq!(run.state, RunState::Waiting);
    (desk, run)
}

#[tokio::test]
async fn a_question_parks_the_run_and_the_answer_goes_on_with_the_same_one() {
    let (desk, run) = asked().await;
    assert_eq!(desk.model.requests().len(), 1, "the model is not asked while somebody thinks");
    assert!(desk.agent.wake(desk.alice(), run.id).await.unwrap().is_none());
    let entries = desk.entries(&run).await;
    let EntryKind::Assistant { text, calls } = &entries.last().unwrap().kind else { panic!("{entries:?}") };
    assert_eq!(said(text, calls), ("Which one?".to_owned(), vec!["Groceries".to_owned(), "Ideas".to_owned()]));

    let ended = desk.say(Some(run.conversation_id), "Ideas").await;
    assert_eq!((ended.id, ended.state), (run.id, RunState::Finished));
    assert_eq!(desk.last_word(&run).await, "It is empty.");
    let requests = desk.model.requests();
    assert_eq!(requests[1].messages.last(), Some(&ModelMessage::User("Ideas".to_owned())));
    assert_eq!(desk.calls(&run).await.len(), 1, "to ask is no call");
}

#[tokio::test]
async fn after_a_restart_the_answer_still_finds_its_run() {
    let (desk, run) = asked().await;
    let restarted = Agent::new(desk.world.another_gate().await, Arc::new(desk.model.clone()), MAX_STEPS);
    let taken = restarted.begin(desk.alice(), Some(run.conversation_id), "Ideas", Channel::Chat).await.unwrap();
    assert_eq!((taken.id, taken.state), (run.id, RunState::Running));
    assert_eq!(restarted.drive(desk.alice(), &taken).await.unwrap().state, RunState::Finished);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_answers_at_once_one_goes_on() {
    let (desk, run) = asked().await;
    let other = Agent::new(desk.world.another_gate().await, Arc::new(desk.model.clone()), MAX_STEPS);
    let (one, two) = tokio::join!(
        desk.agent.begin(desk.alice(), Some(run.conversation_id), "Ideas", Channel::Chat),
        other.begin(desk.alice(), Some(run.conversation_id), "Groceries", Channel::Chat),
    );
    let same = [&one, &two].into_iter().filter(|taken| taken.as_ref().is_ok_and(|taken| taken.id == run.id));
    assert_eq!(same.count(), 1, "{one:?} {two:?}");
}

#[tokio::test]
async fn a_question_that_is_none_reaches_the_model_as_a_failure_and_nobody_waits() {
    let desk = Desk::new(vec![ask("ask_person", &json!({ "text": "Which one?" })), Line::Say("Which one?")]).await;
    let run = desk.say(None, "Read my note").await;
    assert_eq!(run.state, RunState::Finished);
    assert_eq!(desk.model.envelopes()[0]["error"]["code"], "INVALID_ARGUMENTS");
}

#[tokio::test]
async fn nobody_is_asked_any_more_in_a_run_that_was_stopped() {
    let (desk, run) = asked().await;
    desk.agent.stop(desk.alice(), run.id).await.unwrap();
    let next = desk.say(Some(run.conversation_id), "Ideas").await;
    assert_ne!(next.id, run.id);
}

#[tokio::test]
async fn without_a_model_what_fits_twice_is_a_question_of_the_run_and_the_answer_goes_on_with_it() {
    let desk = Desk::new(vec![]).await;
    let reader = Agent::new(desk.world.gate().clone(), Arc::new(Interpreter), MAX_STEPS);
    let (first, second) = (desk.note("Groceries").await, desk.note("Groceries").await);
    let run = reader.begin(desk.alice(), None, "delete the note Groceries", Channel::Chat).await.unwrap();
    let asked = reader.drive(desk.alice(), &run).await.unwrap();
    assert_eq!(asked.state, RunState::Waiting);
    let entries = desk.entries(&run).await;
    let EntryKind::Assistant { text, calls } = &entries.last().unwrap().kind else { panic!("{entries:?}") };
    let (question, choices) = said(text, calls);
    assert_eq!((question.as_str(), choices.len()), ("2 notes are called “Groceries”. Which one?", 2));
    assert!(choices.iter().any(|choice| choice.starts_with(&format!("#{first}"))), "{choices:?}");

    let restarted = Agent::new(desk.world.another_gate().await, Arc::new(Interpreter), MAX_STEPS);
    let at = choices.iter().position(|choice| choice.starts_with(&format!("#{second}"))).unwrap();
    let said = ["the first one", "the second one"][at];
    let taken = restarted.begin(desk.alice(), Some(run.conversation_id), said, Channel::Chat).await.unwrap();
    assert_eq!(taken.id, run.id, "the same run goes on");
    assert_eq!(restarted.drive(desk.alice(), &taken).await.unwrap().state, RunState::Waiting);
    let deletion = desk.calls(&run).await.pop().unwrap();
    assert_eq!((deletion.tool.as_str(), &deletion.arguments["note_id"]), ("notes_delete", &json!(second)));
    assert!(deletion.is_waiting(), "the gate asks for the yes, as ever");
    assert_eq!(desk.titles().await.len(), 2);
}

#[tokio::test]
async fn the_interpreter_asks_and_an_answer_that_names_none_ends_the_run_with_nothing_done() {
    let desk = Desk::new(vec![]).await;
    let reader = Agent::new(desk.world.gate().clone(), Arc::new(Interpreter), MAX_STEPS);
    desk.note("Groceries").await;
    desk.note("Groceries").await;
    let run = reader.begin(desk.alice(), None, "delete the note Groceries", Channel::Chat).await.unwrap();
    reader.drive(desk.alice(), &run).await.unwrap();
    let taken = reader.begin(desk.alice(), Some(run.conversation_id), "neither of them", Channel::Chat).await.unwrap();
    let ended = reader.drive(desk.alice(), &taken).await.unwrap();
    assert_eq!((ended.id, ended.state), (run.id, RunState::Finished));
    assert!(desk.calls(&run).await.iter().all(|call| call.tool == "notes_list"));
}
