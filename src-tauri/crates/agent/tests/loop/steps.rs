//! Plan, call, observe: what reaches the model of what it asked for.

use assent_agent::model::ModelMessage;
use assent_gate::{CallState, RunState};
use serde_json::json;

use crate::desk::Desk;
use crate::scripted::{Line, ask};

#[tokio::test]
async fn two_calls_one_after_the_other_and_then_a_sentence() {
    let desk = Desk::new(vec![
        ask("notes_create", &json!({ "title": "Groceries", "content": "Milk" })),
        ask("notes_list", &json!({})),
        Line::Say("You have one note, Groceries."),
    ])
    .await;
    let run = desk.say(None, "Make a note and show me all").await;
    assert_eq!((run.state, run.step), (RunState::Finished, 3));
    assert_eq!((run.prompt_tokens, run.completion_tokens), (30, 6));
    assert_eq!(desk.last_word(&run).await, "You have one note, Groceries.");
    let outcomes = desk.model.envelopes();
    assert_eq!(outcomes[0]["outcome"], "succeeded");
    assert_eq!(outcomes[1]["result"]["items"][0]["title"], "Groceries");
    let calls = desk.calls(&run).await;
    assert!(calls.iter().all(|call| call.run_id == Some(run.id) && call.state == CallState::Succeeded));
}

#[tokio::test]
async fn several_calls_of_one_step_are_made_in_their_order() {
    let two = vec![
        ("notes_create", json!({ "title": "First", "content": "" }).to_string()),
        ("notes_create", json!({ "title": "Second", "content": "" }).to_string()),
    ];
    let desk = Desk::new(vec![Line::Ask(two), Line::Say("Done.")]).await;
    let run = desk.say(None, "Two notes, please").await;
    assert_eq!(run.state, RunState::Finished);
    assert_eq!(desk.titles().await, ["Second", "First"], "the newest first");
}

#[tokio::test]
async fn a_denial_reaches_the_model_as_structure_and_the_run_goes_on() {
    let desk = Desk::new(vec![
        ask("notes_create", &json!({ "title": "For Bob", "content": "", "target_user": "bob@example.com" })),
        Line::Say("I may not."),
    ])
    .await;
    let run = desk.say(None, "Write Bob a note").await;
    assert_eq!(run.state, RunState::Finished);
    let outcome = &desk.model.envelopes()[0];
    assert_eq!(outcome["outcome"], "denied");
    assert_eq!(outcome["denial"]["code"], "MISSING_PERMISSION");
    assert_eq!(outcome["denial"]["missing"], json!(["notes:create.for_others"]));
    assert_eq!(outcome["denial"]["next_actions"][0]["action"], "request_permission");
}

#[tokio::test]
async fn arguments_that_are_no_json_come_back_as_invalid() {
    for wrong in ["{\"title\": ", "notes", "", "[]", "{\"title\": 7, \"content\": \"\"}"] {
        let lines = vec![Line::Ask(vec![("notes_create", wrong.to_owned())]), Line::Say("Sorry.")];
        let desk = Desk::new(lines).await;
        let run = desk.say(None, "Make a note").await;
        assert_eq!(run.state, RunState::Finished, "{wrong:?}");
        assert_eq!(desk.model.envelopes()[0]["denial"]["code"], "INVALID_ARGUMENTS", "{wrong:?}");
        assert!(desk.titles().await.is_empty());
    }
}

#[tokio::test]
async fn a_tool_that_does_not_exist_comes_back_as_not_found() {
    let desk = Desk::new(vec![ask("notes_burn", &json!({})), Line::Say("There is none.")]).await;
    let run = desk.say(None, "Burn my notes").await;
    assert_eq!(run.state, RunState::Finished);
    assert_eq!(desk.model.envelopes()[0]["denial"]["code"], "NOT_FOUND");
}

#[tokio::test]
async fn the_model_is_offered_what_its_person_may_use_and_nothing_else() {
    let desk = Desk::new(vec![Line::Say("Hello."), Line::Say("Hello.")]).await;
    let run = desk.say(None, "Hello").await;
    desk.world.change_access("DELETE FROM role_grants WHERE permission = 'notes:delete'").await;
    desk.say(Some(run.conversation_id), "Hello again").await;
    let offered: Vec<Vec<String>> = desk
        .model
        .requests()
        .into_iter()
        .map(|request| request.tools.into_iter().map(|tool| tool.name).collect())
        .collect();
    assert!(offered[0].contains(&"notes_delete".to_owned()));
    assert!(!offered[1].contains(&"notes_delete".to_owned()), "from the very next step");
    assert!(offered[1].contains(&"notes_list".to_owned()));
}

#[tokio::test]
async fn a_right_taken_away_in_a_running_turn_counts_from_the_next_call() {
    let desk = Desk::new(vec![
        ask("notes_list", &json!({})),
        Line::Say("There are none."),
        ask("notes_list", &json!({})),
        Line::Say("I may not any more."),
    ])
    .await;
    let first = desk.say(None, "My notes").await;
    assert_eq!(desk.model.envelopes()[0]["outcome"], "succeeded");
    desk.world.change_access("DELETE FROM role_grants WHERE permission = 'notes:list'").await;
    desk.say(Some(first.conversation_id), "And now?").await;
    assert_eq!(desk.model.envelopes()[1]["denial"]["code"], "MISSING_PERMISSION");
}

#[tokio::test]
async fn the_next_turn_brings_the_whole_conversation_and_nobody_elses() {
    let desk = Desk::new(vec![Line::Say("Hello Alice."), Line::Say("As I said."), Line::Say("Hello Bob.")]).await;
    let run = desk.say(None, "Hello").await;
    desk.say(Some(run.conversation_id), "Once more").await;
    let said: Vec<_> = desk.model.requests()[1]
        .messages
        .iter()
        .map(|message| match message {
            ModelMessage::User(text) | ModelMessage::Assistant { text, .. } => text.clone(),
            ModelMessage::Tool { .. } => String::new(),
        })
        .collect();
    assert_eq!(said, ["Hello", "Hello Alice.", "Once more"]);
    let bob = desk.world.bob();
    let intruding = desk.agent.begin(bob, Some(run.conversation_id), "Hello", assent_policy::Channel::Chat).await;
    assert_eq!(intruding.unwrap_err().code(), "NOT_FOUND");
}

#[tokio::test]
async fn a_form_is_one_call_by_own_click_and_no_model_is_asked() {
    let desk = Desk::new(Vec::new()).await;
    let id = desk.note("Groceries").await;
    let run = desk.agent.begin_form(desk.alice(), None, "notes_delete", &json!({ "note_id": id })).await.unwrap();
    let run = desk.agent.drive(desk.alice(), &run).await.unwrap();
    assert_eq!(run.state, RunState::Finished);
    assert!(desk.model.requests().is_empty());
    assert!(desk.titles().await.is_empty(), "the click was the yes");
}
