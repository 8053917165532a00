//! Limits on turns and tokens: what is used up says when it begins anew.

use std::time::Duration;

use assent_gate::{GateError, RunState};
use assent_policy::Channel;
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::scripted::Line;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// A desk with this limit per day on everybody; a step of its model takes 12 tokens.
async fn limited(kind: &str, amount: i64) -> Desk {
    let desk = Desk::new(vec![Line::Say("One."), Line::Say("Two."), Line::Say("Three.")]).await;
    let arguments = json!({ "kind": kind, "amount": amount });
    let set = desk.world.call(desk.world.admin(), Channel::Ui, "access_limits_set", arguments).await;
    assert!(set.denial.is_none(), "{set:?}");
    if let Some(hold) = &set.hold {
        let answer = assent_gate::Answer { digest: hold.digest.clone(), approve: true, reason: None, remember: None };
        desk.world.gate().record_verdict(desk.world.admin(), hold.id, answer).await.unwrap();
    }
    desk
}

/// What the audit keeps of turns and steps that a limit did not allow.
async fn refused(desk: &Desk) -> Vec<Value> {
    let events = desk.world.audit().await;
    let kept = events.iter().filter(|event| event.kind == "run.refused");
    kept.map(|event| serde_json::from_str::<Value>(&event.body).unwrap()["about"].take()).collect()
}

#[tokio::test]
async fn a_run_whose_tokens_are_used_up_ends_and_says_when_it_may_go_on() {
    let desk = limited("tokens", 24).await;
    for _ in 0..2 {
        assert_eq!(desk.say(None, "Hello").await.state, RunState::Finished);
    }
    let run = desk.say(None, "Hello").await;
    let (code, sentence) = run.error.clone().unwrap();
    assert_eq!((run.state, code.as_str()), (RunState::Failed, "BUDGET_EXCEEDED"));
    assert!(sentence.contains("tokens") && sentence.contains("go on in"), "{sentence}");
    assert_eq!(desk.model.requests().len(), 2, "nothing was sent");
    assert_eq!(refused(&desk).await, [json!({ "run": run.id, "limit": "tokens" })]);
    let command = desk.say(None, "/notes_list {}").await;
    assert_eq!(command.state, RunState::Finished, "what needs no model goes on: {command:?}");

    desk.world.gate().change_conversation(desk.alice(), run.conversation_id, None).await.unwrap();
    assert_eq!(desk.say(None, "Hello").await.state, RunState::Failed, "deleting a conversation gives nothing back");
    desk.world.clock().advance(DAY);
    assert_eq!(desk.say(None, "Hello").await.state, RunState::Finished);
}

#[tokio::test]
async fn a_turn_too_many_does_not_begin() {
    let desk = limited("runs", 2).await;
    for _ in 0..2 {
        assert_eq!(desk.say(None, "Hello").await.state, RunState::Finished);
    }
    let refused = desk.agent.begin(desk.alice(), None, "Hello", Channel::Chat).await.unwrap_err();
    assert!(matches!(refused, GateError::BudgetExceeded { .. }), "{refused}");
    assert_eq!(self::refused(&desk).await, [json!({ "conversation": null, "limit": "runs" })]);
    let form = desk.agent.begin_form(desk.alice(), None, "notes_list", &json!({})).await.unwrap();
    assert_eq!(desk.agent.drive(desk.alice(), &form).await.unwrap().state, RunState::Finished, "a form is one's own");
    assert_eq!(desk.world.gate().conversations(desk.alice(), None).await.unwrap().len(), 3);
    desk.world.clock().advance(DAY);
    assert_eq!(desk.say(None, "Hello").await.state, RunState::Finished);
}

#[tokio::test]
async fn conversations_are_found_by_title_and_by_what_was_said_in_them() {
    let desk = Desk::new(vec![Line::Say("The Milk is bought."), Line::Say("Hello.")]).await;
    let first = desk.say(None, "Groceries").await;
    desk.say(None, "Ideas").await;
    let found = async |text: &str| {
        let found = desk.world.gate().conversations(desk.alice(), Some(text)).await.unwrap();
        found.into_iter().map(|conversation| conversation.id).collect::<Vec<_>>()
    };
    assert_eq!(found("grocer").await, [first.conversation_id]);
    assert_eq!(found("milk").await, [first.conversation_id]);
    assert!(found("100%_").await.is_empty(), "what is looked for is text and no pattern");
    let others = desk.world.gate().conversations(desk.world.bob(), Some("milk")).await.unwrap();
    assert!(others.is_empty());
}
