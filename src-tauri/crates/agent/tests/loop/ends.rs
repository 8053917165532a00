//! How a run ends when it does not just answer.

use assent_agent::AgentEvent;
use assent_agent::model::ModelError;
use assent_gate::{Answer, HoldState, RunState};
use assent_policy::Channel;
use serde_json::json;

use crate::desk::{Desk, MAX_STEPS};
use crate::scripted::{Line, ask};

#[tokio::test]
async fn a_run_that_only_ever_calls_ends_at_its_limit() {
    let lines = (0..MAX_STEPS).map(|_| ask("notes_list", &json!({})));
    let desk = Desk::new(lines.chain([Line::Say("Now I answer.")]).collect()).await;
    let run = desk.say(None, "Look again and again").await;
    assert_eq!((run.state, run.step), (RunState::StepLimit, MAX_STEPS));
    assert_eq!(run.error.as_ref().unwrap().0, "STEP_LIMIT");
    assert_eq!(desk.calls(&run).await.len(), 4, "what was asked for last was still done");
    let next = desk.say(Some(run.conversation_id), "Then answer").await;
    assert_eq!(next.state, RunState::Finished, "and the next turn has steps of its own");
}

#[tokio::test]
async fn a_model_that_fails_ends_the_run_with_a_sentence_and_the_next_message_works() {
    let host = "127.0.0.1:1".to_owned();
    let desk = Desk::new(vec![Line::Fail(ModelError::Unreachable { host }), Line::Say("Here I am.")]).await;
    let run = desk.say(None, "Hello").await;
    assert_eq!(run.state, RunState::Failed);
    let (code, sentence) = run.error.clone().unwrap();
    assert_eq!(code, "MODEL_UNREACHABLE");
    assert!(sentence.contains("no model answers"), "{sentence}");
    let next = desk.say(Some(run.conversation_id), "Hello?").await;
    assert_eq!(next.state, RunState::Finished);
    assert_eq!(desk.last_word(&next).await, "Here I am.");
}

#[tokio::test]
async fn an_answer_with_nothing_in_it_is_a_failure_and_not_a_loop() {
    let desk = Desk::new(vec![Line::Say(""), Line::Say("Hello.")]).await;
    let run = desk.say(None, "Hello").await;
    assert_eq!((run.state, run.error.clone().unwrap().0.as_str()), (RunState::Failed, "MODEL_MALFORMED"));
    assert_eq!(desk.say(Some(run.conversation_id), "Hello?").await.state, RunState::Finished);
}

#[tokio::test]
async fn a_run_whose_model_hangs_is_stopped_and_the_next_message_works() {
    let desk = Desk::new(vec![Line::Hang, Line::Say("Hello.")]).await;
    let run = desk.agent.begin(desk.alice(), None, "Hello", Channel::Chat).await.unwrap();
    let stopping = async {
        desk.model.hung.notified().await;
        let again = desk.agent.begin(desk.alice(), Some(run.conversation_id), "Hello?", Channel::Chat).await;
        assert_eq!(again.unwrap_err().code(), "RUN_IN_PROGRESS");
        desk.agent.stop(desk.alice(), run.id).await.unwrap()
    };
    let (driven, stopped) = tokio::join!(desk.agent.drive(desk.alice(), &run), stopping);
    assert_eq!(driven.unwrap().state, RunState::Stopped);
    assert_eq!(stopped.state, RunState::Stopped);
    let next = desk.say(Some(run.conversation_id), "Hello?").await;
    assert_eq!(next.state, RunState::Finished);
    let sent = format!("{:?}", desk.model.requests().pop().unwrap().messages);
    assert!(!sent.contains("Let me th"), "half an answer is no part of the conversation: {sent}");
}

#[tokio::test]
async fn stopping_a_run_that_waits_withdraws_what_waits() {
    let desk = Desk::new(vec![ask("notes_delete", &json!({ "note_id": 1 }))]).await;
    assert_eq!(desk.note("Groceries").await, 1);
    let run = desk.say(None, "Delete it").await;
    assert_eq!(run.state, RunState::Waiting);
    let stopped = desk.agent.stop(desk.alice(), run.id).await.unwrap();
    assert_eq!(stopped.state, RunState::Stopped);
    let hold = desk.calls(&run).await.remove(0).hold.unwrap();
    assert_eq!(hold.state, HoldState::Withdrawn);
    let late = Answer { digest: hold.digest, approve: true, reason: None, remember: None };
    let refused = desk.world.gate().record_verdict(desk.alice(), hold.id, late).await.unwrap_err();
    assert_eq!(refused.code(), "DECIDED");
    assert_eq!(desk.titles().await, ["Groceries"]);
}

#[tokio::test]
async fn nobody_stops_or_wakes_somebody_elses_run() {
    let desk = Desk::new(vec![Line::Say("Hello.")]).await;
    let run = desk.say(None, "Hello").await;
    for other in [desk.world.bob(), desk.world.admin()] {
        assert_eq!(desk.agent.stop(other, run.id).await.unwrap_err().code(), "NOT_FOUND");
        assert_eq!(desk.agent.wake(other, run.id).await.unwrap_err().code(), "NOT_FOUND");
    }
}

#[tokio::test]
async fn every_event_says_whose_it_is() {
    let desk = Desk::new(vec![Line::Say("Hello Alice."), Line::Say("Hello Bob.")]).await;
    let mut events = desk.agent.events();
    let alices = desk.say(None, "Hello").await;
    let bobs = desk.agent.begin(desk.world.bob(), None, "Hello", Channel::Chat).await.unwrap();
    desk.agent.drive(desk.world.bob(), &bobs).await.unwrap();
    let mut heard = (String::new(), String::new());
    while let Ok(told) = events.try_recv() {
        let (run_id, delta) = match told.event {
            AgentEvent::Text { run_id, delta, .. } => (run_id, delta),
            AgentEvent::Entry { entry, .. } => (entry.run_id, String::new()),
            AgentEvent::Run(run) => (run.id, String::new()),
        };
        if told.person == desk.alice().person() {
            assert_eq!(run_id, alices.id, "Alice hears of her runs only");
            heard.0.push_str(&delta);
        } else {
            assert_eq!((told.person, run_id), (desk.world.bob().person(), bobs.id));
            heard.1.push_str(&delta);
        }
    }
    assert_eq!(heard, ("Hello Alice.".to_owned(), "Hello Bob.".to_owned()));
}

#[tokio::test]
async fn a_message_that_is_empty_or_endless_begins_nothing() {
    let desk = Desk::new(Vec::new()).await;
    for text in ["", "  \n", &"x".repeat(100_001)] {
        let refused = desk.agent.begin(desk.alice(), None, text, Channel::Chat).await.unwrap_err();
        assert_eq!(refused.code(), "INVALID_INPUT");
    }
    assert!(desk.world.gate().conversations(desk.alice(), None).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_typed_command_is_read_here_and_never_sent_to_a_model() {
    let desk = Desk::new(vec![Line::Say("I read sentences.")]).await;
    let run = desk.say(None, "/notes_list").await;
    assert_eq!(run.state, RunState::Finished);
    assert_eq!(desk.calls(&run).await.len(), 1);
    assert!(desk.model.requests().is_empty(), "the model heard nothing of it");
    let next = desk.say(Some(run.conversation_id), "Hello").await;
    assert_eq!(desk.last_word(&next).await, "I read sentences.");
}

#[tokio::test]
async fn a_run_stopped_in_its_record_makes_no_further_call() {
    let lines = vec![ask("notes_list", &json!({})), Line::Say("Done.")];
    let desk = Desk::new(lines).await;
    let run = desk.agent.begin(desk.alice(), None, "Look", Channel::Chat).await.unwrap();
    desk.world.gate().move_run(desk.alice(), run.id, RunState::Running, RunState::Stopped, None).await.unwrap();
    let driven = desk.agent.drive(desk.alice(), &run).await.unwrap();
    assert_eq!(driven.state, RunState::Stopped);
    assert!(desk.calls(&run).await.is_empty());
}
