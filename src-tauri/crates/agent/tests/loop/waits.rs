//! Runs that wait for a person, and go on from exactly there.

use std::sync::Arc;

use assent_agent::Agent;
use assent_gate::{CallState, RunState};
use serde_json::json;

use crate::desk::{Desk, MAX_STEPS};
use crate::scripted::{Line, ask};

/// A desk with one note, number 1, at which Alice asked to have it deleted.
async fn waiting(then: &'static str) -> (Desk, assent_gate::RunRecord) {
    let desk = Desk::new(vec![ask("notes_delete", &json!({ "note_id": 1 })), Line::Say(then)]).await;
    assert_eq!(desk.note("Groceries").await, 1);
    let run = desk.say(None, "Delete the note").await;
    assert_eq!(run.state, RunState::Waiting);
    (desk, run)
}

#[tokio::test]
async fn a_run_parks_at_a_hold_and_a_yes_takes_it_on_from_there() {
    let (desk, run) = waiting("It is gone.").await;
    assert_eq!(desk.model.requests().len(), 1, "the model is not asked while somebody thinks");
    assert!(desk.agent.wake(desk.alice(), run.id).await.unwrap().is_none(), "nothing wakes it before the answer");
    let call = desk.calls(&run).await.remove(0);
    assert_eq!(desk.answer(&call, true).await.state, CallState::Succeeded);

    let woken = desk.agent.wake(desk.alice(), run.id).await.unwrap().expect("the answer wakes it");
    let ended = desk.agent.drive(desk.alice(), &woken).await.unwrap();
    assert_eq!((ended.id, ended.state), (run.id, RunState::Finished));
    assert_eq!(desk.model.envelopes()[0]["outcome"], "succeeded");
    assert_eq!(desk.calls(&run).await.len(), 1, "the call was made once");
    assert_eq!(desk.last_word(&run).await, "It is gone.");
    assert!(desk.titles().await.is_empty());
}

#[tokio::test]
async fn a_no_takes_it_on_too_and_the_model_learns_of_it() {
    let (desk, run) = waiting("Then it stays.").await;
    let call = desk.calls(&run).await.remove(0);
    desk.answer(&call, false).await;
    let woken = desk.agent.wake(desk.alice(), run.id).await.unwrap().unwrap();
    assert_eq!(desk.agent.drive(desk.alice(), &woken).await.unwrap().state, RunState::Finished);
    assert_eq!(desk.model.envelopes()[0]["outcome"], "rejected");
    assert_eq!(desk.titles().await, ["Groceries"]);
}

#[tokio::test]
async fn after_a_restart_a_waiting_run_goes_on_from_exactly_there() {
    let (desk, run) = waiting("It is gone.").await;
    let gate = desk.world.another_gate().await;
    let restarted = Agent::new(gate, Arc::new(desk.model.clone()), MAX_STEPS);
    let call = desk.calls(&run).await.remove(0);
    desk.answer(&call, true).await;
    let woken = restarted.wake(desk.alice(), run.id).await.unwrap().unwrap();
    assert_eq!(restarted.drive(desk.alice(), &woken).await.unwrap().state, RunState::Finished);
    assert_eq!(desk.model.requests().len(), 2);
    assert_eq!(desk.calls(&run).await.len(), 1);
    assert_eq!(desk.last_word(&run).await, "It is gone.");
}

#[tokio::test]
async fn of_two_holds_in_one_turn_both_arrive_and_the_run_waits_for_both() {
    let both = vec![
        ("notes_delete", json!({ "note_id": 1 }).to_string()),
        ("notes_delete", json!({ "note_id": 2 }).to_string()),
    ];
    let desk = Desk::new(vec![Line::Ask(both), Line::Say("One is gone.")]).await;
    desk.note("Groceries").await;
    desk.note("Ideas").await;
    let run = desk.say(None, "Delete both").await;
    assert_eq!(run.state, RunState::Waiting);
    let calls = desk.calls(&run).await;
    assert_eq!(desk.world.gate().waiting(desk.alice()).await.unwrap().len(), 2);

    desk.answer(&calls[1], false).await;
    assert!(desk.agent.wake(desk.alice(), run.id).await.unwrap().is_none(), "one still waits");
    desk.answer(&calls[0], true).await;
    let woken = desk.agent.wake(desk.alice(), run.id).await.unwrap().unwrap();
    assert_eq!(desk.agent.drive(desk.alice(), &woken).await.unwrap().state, RunState::Finished);
    let outcomes: Vec<_> = desk.model.envelopes().iter().map(|envelope| envelope["outcome"].clone()).collect();
    assert_eq!(outcomes, ["succeeded", "rejected"], "each result stands with its call");
    assert_eq!(desk.titles().await, ["Ideas"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_wake_a_run_at_once_one_drives_it() {
    let (desk, run) = waiting("It is gone.").await;
    let call = desk.calls(&run).await.remove(0);
    desk.answer(&call, true).await;
    let other = Agent::new(desk.world.another_gate().await, Arc::new(desk.model.clone()), MAX_STEPS);
    let (one, two) = tokio::join!(desk.agent.wake(desk.alice(), run.id), other.wake(desk.alice(), run.id));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert!(one.is_some() != two.is_some(), "{one:?} {two:?}");
}

#[tokio::test]
async fn a_new_turn_beside_a_waiting_run_leaves_its_hold_alone() {
    let desk =
        Desk::new(vec![ask("notes_delete", &json!({ "note_id": 1 })), Line::Say("Hello."), Line::Say("It is gone.")])
            .await;
    desk.note("Groceries").await;
    let waiting = desk.say(None, "Delete the note").await;
    let other = desk.say(Some(waiting.conversation_id), "Hello").await;
    assert_eq!(other.state, RunState::Finished);
    let call = desk.calls(&waiting).await.remove(0);
    assert!(call.is_waiting());
    desk.answer(&call, true).await;
    let woken = desk.agent.wake(desk.alice(), waiting.id).await.unwrap().unwrap();
    assert_eq!(desk.agent.drive(desk.alice(), &woken).await.unwrap().state, RunState::Finished);
}

#[tokio::test]
async fn deleting_a_conversation_withdraws_what_waits_in_it() {
    let (desk, run) = waiting("unused").await;
    desk.world.gate().change_conversation(desk.alice(), run.conversation_id, None).await.unwrap();
    assert!(desk.world.gate().waiting(desk.alice()).await.unwrap().is_empty());
    assert_eq!(desk.world.gate().run_record(desk.alice(), run.id).await.unwrap().state, RunState::Stopped);
    assert_eq!(desk.titles().await, ["Groceries"]);
}

#[tokio::test]
async fn an_edited_call_is_what_its_run_waits_for_and_a_denied_edit_is_not() {
    let (desk, run) = waiting("It is gone.").await;
    assert_eq!(desk.note("Ideas").await, 2);
    let call = desk.calls(&run).await.remove(0);
    let (gate, hold) = (desk.world.gate(), call.hold.as_ref().unwrap());
    let denied = gate.edit_hold(desk.alice(), hold.id, &hold.digest, json!({ "note_id": 7 })).await.unwrap();
    assert_eq!((denied.state, denied.run_id), (CallState::Denied, None));
    assert_eq!(desk.calls(&run).await[0].id, call.id);
    gate.edit_hold(desk.alice(), hold.id, &hold.digest, json!({ "note_id": 2 })).await.unwrap();
    assert!(desk.agent.wake(desk.alice(), run.id).await.unwrap().is_none(), "it waits for the edited one");

    let edited = desk.calls(&run).await.remove(0);
    desk.answer(&edited, true).await;
    let woken = desk.agent.wake(desk.alice(), run.id).await.unwrap().unwrap();
    assert_eq!(desk.agent.drive(desk.alice(), &woken).await.unwrap().state, RunState::Finished);
    assert_eq!(desk.titles().await, ["Groceries"]);
}
