//! Another model takes over while people go on.

use std::sync::Arc;

use assent_agent::Agent;
use assent_gate::RunState;
use assent_policy::Channel;
use assent_testkit::World;
use serde_json::json;

use crate::desk::{Desk, MAX_STEPS};
use crate::scripted::{Line, Scripted, ask};

#[tokio::test]
async fn the_next_step_is_asked_of_the_model_that_was_chosen_meanwhile() {
    let desk = Desk::new(vec![ask("notes_delete", &json!({ "note_id": 1 }))]).await;
    desk.note("Draft agenda").await;
    let waiting = desk.say(None, "delete the draft").await;
    assert_eq!(waiting.state, RunState::Waiting);
    let other = Scripted::new(vec![Line::Say("The note is gone."), Line::Say("Hello.")]);
    desk.agent.follow(Arc::new(other.clone()), None);
    desk.answer(&desk.calls(&waiting).await[0], true).await;
    let woken = desk.agent.wake(desk.alice(), waiting.id).await.unwrap().unwrap();
    let ended = desk.agent.drive(desk.alice(), &woken).await.unwrap();
    assert_eq!(ended.state, RunState::Finished);
    assert_eq!((desk.model.requests().len(), other.requests().len()), (1, 1));
    assert!(desk.titles().await.is_empty());
    desk.say(Some(ended.conversation_id), "hello").await;
    assert_eq!(other.requests().len(), 2);
}

#[tokio::test]
async fn every_clone_follows() {
    let world = World::demo().await;
    let (first, second) = (Scripted::new(vec![]), Scripted::new(vec![Line::Say("Hello.")]));
    let agent = Agent::new(world.gate().clone(), Arc::new(first), MAX_STEPS);
    agent.clone().follow(Arc::new(second.clone()), None);
    let run = agent.begin(world.alice(), None, "hello", Channel::Chat).await.unwrap();
    agent.drive(world.alice(), &run).await.unwrap();
    assert_eq!(second.requests().len(), 1);
}
