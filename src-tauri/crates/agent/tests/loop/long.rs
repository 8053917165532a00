//! Conversations longer than a model reads: they are cut by tokens, between runs, and no
//! call is ever without its result.

use std::collections::HashSet;
use std::sync::Arc;

use assent_agent::Agent;
use assent_agent::model::{ModelMessage, ModelRequest};
use assent_gate::{RunRecord, RunState};
use assent_policy::Channel;
use assent_testkit::World;
use serde_json::json;

use crate::scripted::{Line, Scripted, ask};

/// So much is read, besides the prompt and the tools: they alone take some thousands.
const CONTEXT: usize = 16_000;

struct Long {
    world: World,
    model: Scripted,
    agent: Agent,
}

impl Long {
    async fn new(lines: Vec<Line>) -> Self {
        let (world, model) = (World::demo().await, Scripted::new(lines));
        let agent = Agent::new(world.gate().clone(), Arc::new(model.clone()), 8).reading(CONTEXT);
        Self { world, model, agent }
    }

    async fn say(&self, conversation: Option<i64>, text: &str) -> RunRecord {
        let run = self.agent.begin(self.world.alice(), conversation, text, Channel::Chat).await.unwrap();
        self.agent.drive(self.world.alice(), &run).await.unwrap()
    }

    fn last(&self) -> ModelRequest {
        self.model.requests().pop().unwrap()
    }
}

/// Each call has its result, and each result its call, in this order.
#[track_caller]
fn whole(request: &ModelRequest) {
    let mut open = HashSet::new();
    for message in &request.messages {
        match message {
            ModelMessage::Assistant { calls, .. } => {
                assert!(open.is_empty(), "the calls before have their results");
                open.extend(calls.iter().map(|call| call.id.clone()));
            }
            ModelMessage::Tool { call_id, .. } => assert!(open.remove(call_id), "a result of a call that is there"),
            ModelMessage::User(_) => assert!(open.is_empty(), "no call is without its result"),
        }
    }
    assert!(open.is_empty());
}

fn said(request: &ModelRequest) -> Vec<&str> {
    let user = request.messages.iter().filter_map(|message| match message {
        ModelMessage::User(text) => text.split_whitespace().next(),
        ModelMessage::Assistant { .. } | ModelMessage::Tool { .. } => None,
    });
    user.collect()
}

fn note(words: usize) -> serde_json::Value {
    json!({ "title": "Long", "content": "word ".repeat(words) })
}

#[tokio::test]
async fn whole_runs_are_left_out_the_oldest_first_and_the_model_is_told() {
    let turns = 12;
    let script = (0..turns).flat_map(|_| [ask("notes_create", &note(700)), Line::Say("It is written.")]);
    let long = Long::new(script.collect()).await;
    let mut conversation = None;
    for turn in 0..turns {
        let run = long.say(conversation, &format!("turn-{turn} write it down")).await;
        assert_eq!(run.state, RunState::Finished);
        conversation = Some(run.conversation_id);
        whole(&long.last());
    }
    let first = &long.model.requests()[0];
    assert!(!first.system.contains("Earlier parts"), "nothing is left out of a short one");
    let last = long.last();
    let (turns, told) = (said(&last), last.system.contains("Earlier parts of this conversation are not shown"));
    assert!(told && turns.len() < 12, "{turns:?}");
    assert_eq!(turns.last(), Some(&"turn-11"), "what was said last is there");
    let first: usize = turns[0].trim_start_matches("turn-").parse().unwrap();
    let rest: Vec<String> = (first..12).map(|turn| format!("turn-{turn}")).collect();
    assert_eq!(turns, rest, "and everything since the first that is");
}

#[tokio::test]
async fn a_run_that_alone_is_too_long_keeps_its_calls_and_loses_the_oldest_results() {
    let lists = (0..3).map(|_| ask("notes_list", &json!({}))).chain([Line::Say("Read.")]);
    let long = Long::new(lists.collect()).await;
    for n in 0..6 {
        let made = json!({ "title": format!("Old {n}"), "content": "word ".repeat(800) });
        long.world.call(long.world.alice(), Channel::Ui, "notes_create", made).await;
    }
    let run = long.say(None, "read all my notes three times").await;
    assert_eq!(run.state, RunState::Finished);
    let last = long.last();
    whole(&last);
    let envelopes = long.model.envelopes();
    assert_eq!(envelopes.len(), 3);
    assert!(envelopes[0]["result"].as_str().is_some_and(|said| said.starts_with("left out")), "{}", envelopes[0]);
    assert_eq!(envelopes[0]["outcome"], "succeeded", "what came of it is still said");
    assert!(envelopes[2]["result"]["items"].is_array(), "the last result is whole");
    assert_eq!(said(&last), ["read"]);
}

#[tokio::test]
async fn a_question_and_its_answer_go_or_stay_together() {
    let question = json!({ "question": "Which one?", "choices": ["A", "B"] });
    let mut script = vec![ask("ask_person", &question), Line::Say("Then A.")];
    script.extend((0..12).flat_map(|_| [ask("notes_create", &note(700)), Line::Say("It is written.")]));
    let long = Long::new(script).await;
    let asked = long.say(None, "first do it").await;
    assert_eq!(asked.state, RunState::Waiting);
    let mut run = long.say(Some(asked.conversation_id), "A").await;
    for turn in 0..12 {
        run = long.say(Some(run.conversation_id), &format!("turn-{turn} write it down")).await;
        let request = long.last();
        whole(&request);
        let words = said(&request);
        assert_eq!(words.contains(&"first"), words.contains(&"A"), "{words:?}");
    }
    assert!(!said(&long.last()).contains(&"first"), "it was left out in the end");
}
