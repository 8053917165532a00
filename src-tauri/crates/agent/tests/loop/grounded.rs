//! What an answer claims is held against the record before it stands as the answer.

use std::sync::Arc;

use assent_agent::model::ModelError;
use assent_gate::{RunRecord, RunState};
use assent_policy::Channel;
use serde_json::json;

use crate::desk::Desk;
use crate::scripted::{Line, Scripted, ask};

const MARK: &str = "[Assent: the record of this conversation does not show";

fn note() -> Line {
    ask("notes_create", &json!({ "title": "Groceries", "content": "" }))
}

async fn said(desk: &Desk) -> String {
    let run = desk.say(None, "Make a note called Groceries").await;
    assert_eq!(run.state, RunState::Finished);
    desk.last_word(&run).await
}

#[tokio::test]
async fn a_claim_the_record_shows_stands_as_it_was_said() {
    let desk = Desk::new(vec![note(), Line::Say("I created the note “Groceries”.")]).await;
    assert_eq!(said(&desk).await, "I created the note “Groceries”.");
}

#[tokio::test]
async fn a_claim_without_a_call_is_marked() {
    let desk = Desk::new(vec![Line::Say("I created the note “Groceries”.")]).await;
    let said = said(&desk).await;
    assert!(said.starts_with("I created the note “Groceries”.\n\n") && said.contains(MARK), "{said}");
}

#[tokio::test]
async fn a_claim_about_what_was_refused_is_marked() {
    let task = ask("tasks_create", &json!({ "title": "Agenda" }));
    let desk = Desk::new(vec![task, Line::Say("Your task “Agenda” has been created.")]).await;
    let said = said(&desk).await;
    assert!(said.contains(MARK), "{said}");
}

/// Alice's agent claims too much, with this model to look at it.
async fn reviewed(reviewer: Scripted) -> (Desk, RunRecord) {
    let desk = Desk::new(vec![Line::Say("I deleted all your notes.")]).await;
    let agent = desk.agent.clone().reviewed_by(Arc::new(reviewer));
    let run = agent.begin(desk.alice(), None, "Hello", Channel::Chat).await.unwrap();
    let run = agent.drive(desk.alice(), &run).await.unwrap();
    assert_eq!(run.state, RunState::Finished);
    (desk, run)
}

#[tokio::test]
async fn a_reviewer_rewrites_from_the_record_and_its_tokens_count() {
    let reviewer = Scripted::new(vec![Line::Say("Nothing was deleted.")]);
    let (desk, run) = reviewed(reviewer.clone()).await;
    assert_eq!(desk.last_word(&run).await, "Nothing was deleted.");
    assert_eq!((run.prompt_tokens, run.completion_tokens), (20, 4));
    let given = reviewer.requests().remove(0);
    assert!(given.tools.is_empty() && format!("{:?}", given.messages).contains("I deleted all your notes."));
}

#[tokio::test]
async fn a_reviewer_that_fails_blocks_nothing_and_vouches_for_nothing() {
    let host = "127.0.0.1:1".to_owned();
    for line in [Line::Fail(ModelError::Unreachable { host }), Line::Say(""), note()] {
        let (desk, run) = reviewed(Scripted::new(vec![line])).await;
        let said = desk.last_word(&run).await;
        assert!(said.starts_with("I deleted all your notes.") && said.contains(MARK), "{said}");
    }
}

#[tokio::test]
async fn a_reviewer_is_not_believed_either() {
    let (desk, run) = reviewed(Scripted::new(vec![Line::Say("Five notes were deleted.")])).await;
    assert!(desk.last_word(&run).await.contains(MARK));
    assert!(desk.calls(&run).await.is_empty(), "it calls nothing");
}
