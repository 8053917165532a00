//! A desk: a world, a script, and an agent over both.

use std::sync::Arc;

use assent_agent::Agent;
use assent_gate::{Answer, CallRecord, Entry, EntryKind, RunRecord, Session};
use assent_policy::Channel;
use assent_testkit::World;
use serde_json::json;

use crate::scripted::{Line, Scripted};

pub const MAX_STEPS: i64 = 4;

pub struct Desk {
    pub world: World,
    pub model: Scripted,
    pub agent: Agent,
}

impl Desk {
    pub async fn new(lines: Vec<Line>) -> Self {
        Self::in_world(World::demo().await, lines)
    }

    pub fn in_world(world: World, lines: Vec<Line>) -> Self {
        let model = Scripted::new(lines);
        let agent = Agent::new(world.gate().clone(), Arc::new(model.clone()), MAX_STEPS);
        Self { world, model, agent }
    }

    pub fn alice(&self) -> &Session {
        self.world.alice()
    }

    /// Alice says something; the run goes as far as it does.
    pub async fn say(&self, conversation: Option<i64>, text: &str) -> RunRecord {
        let run = self.agent.begin(self.alice(), conversation, text, Channel::Chat).await.unwrap();
        self.agent.drive(self.alice(), &run).await.unwrap()
    }

    /// The calls of a conversation, in order.
    pub async fn calls(&self, run: &RunRecord) -> Vec<CallRecord> {
        let entries = self.entries(run).await;
        let calls = entries.into_iter().filter_map(|entry| match entry.kind {
            EntryKind::Call(record) => Some(*record),
            EntryKind::User(_) | EntryKind::Assistant { .. } => None,
        });
        calls.collect()
    }

    pub async fn entries(&self, run: &RunRecord) -> Vec<Entry> {
        self.world.gate().conversation(self.alice(), run.conversation_id).await.unwrap().entries
    }

    /// What was last said to Alice.
    pub async fn last_word(&self, run: &RunRecord) -> String {
        let entries = self.entries(run).await;
        let said = entries.into_iter().rev().find_map(|entry| match entry.kind {
            EntryKind::Assistant { text, .. } => Some(text),
            EntryKind::User(_) | EntryKind::Call(_) => None,
        });
        said.unwrap()
    }

    /// Alice answers a waiting call.
    pub async fn answer(&self, call: &CallRecord, approve: bool) -> CallRecord {
        let hold = call.hold.as_ref().unwrap();
        let answer = Answer { digest: hold.digest.clone(), approve, reason: None, remember: None };
        self.world.gate().record_verdict(self.alice(), hold.id, answer).await.unwrap()
    }

    pub async fn note(&self, title: &str) -> i64 {
        let arguments = json!({ "title": title, "content": "" });
        let made = self.world.call(self.alice(), Channel::Ui, "notes_create", arguments).await;
        made.result.unwrap()["id"].as_i64().unwrap()
    }

    pub async fn titles(&self) -> Vec<String> {
        let listed = self.world.call(self.alice(), Channel::Ui, "notes_list", json!({})).await.result.unwrap();
        let items = listed["items"].as_array().unwrap().iter();
        items.map(|item| item["title"].as_str().unwrap().to_owned()).collect()
    }
}
