//! The loop over a real server that speaks the protocol, and the ways in which it fails:
//! each run ends well, nothing runs twice, and the tokens add up.

use std::sync::Arc;
use std::time::Duration;

use assent_agent::Agent;
use assent_agent::openai::{Endpoint, EndpointSettings};
use assent_gate::{CallRecord, CallState, EntryKind, RunRecord, RunState};
use assent_policy::Channel;
use assent_testkit::World;
use assent_testkit::model_server::{Act, ModelServer, call, delta, whole};
use serde_json::{Value, json};

use crate::desk::MAX_STEPS;

struct Served {
    world: World,
    server: ModelServer,
    agent: Agent,
}

impl Served {
    async fn new(acts: Vec<Act>) -> Self {
        let (world, server) = (World::demo().await, ModelServer::start(acts).await);
        let mut settings = EndpointSettings::new(server.base_url(), None, "small-model");
        // Long enough for a busy machine; only who says nothing at all takes it up.
        settings.idle_timeout = Duration::from_secs(4);
        let model = Arc::new(Endpoint::new(settings).unwrap());
        let agent = Agent::new(world.gate().clone(), model, MAX_STEPS);
        Self { world, server, agent }
    }

    async fn say(&self, conversation: Option<i64>, text: &str) -> RunRecord {
        let run = self.agent.begin(self.world.alice(), conversation, text, Channel::Chat).await.unwrap();
        self.agent.drive(self.world.alice(), &run).await.unwrap()
    }

    async fn calls(&self, run: &RunRecord) -> Vec<CallRecord> {
        let entries = self.world.gate().conversation(self.world.alice(), run.conversation_id).await.unwrap().entries;
        let calls = entries.into_iter().filter_map(|entry| match entry.kind {
            EntryKind::Call(record) => Some(*record),
            EntryKind::User(_) | EntryKind::Assistant { .. } => None,
        });
        calls.collect()
    }

    async fn said(&self, run: &RunRecord) -> String {
        let entries = self.world.gate().conversation(self.world.alice(), run.conversation_id).await.unwrap().entries;
        let said = entries.into_iter().filter_map(|entry| match entry.kind {
            EntryKind::Assistant { text, .. } => Some(text),
            EntryKind::User(_) | EntryKind::Call(_) => None,
        });
        said.collect()
    }

    async fn notes(&self) -> Vec<String> {
        self.world.outsider().await.column("SELECT title FROM notes ORDER BY id").await
    }

    /// What the model was last told of its calls.
    fn told(&self) -> Vec<Value> {
        let (_, body) = self.server.seen().pop().unwrap();
        let tool = body["messages"].as_array().unwrap().iter().filter(|message| message["role"] == "tool");
        tool.map(|message| serde_json::from_str(message["content"].as_str().unwrap()).unwrap()).collect()
    }
}

const GROCERIES: &str = r#"{"title":"Groceries","content":"milk"}"#;

#[tokio::test]
async fn two_calls_cut_in_the_middle_of_their_json_both_run_once() {
    let both = [("notes_create", GROCERIES), ("notes_create", r#"{"title":"Ideas","content":""}"#)];
    let served = Served::new(vec![Act::ask(&both), Act::say("Both are there.")]).await;
    let run = served.say(None, "Two notes, please").await;
    assert_eq!((run.state, run.step), (RunState::Finished, 2));
    assert_eq!((run.prompt_tokens, run.completion_tokens), (20, 4));
    assert_eq!(served.notes().await, ["Groceries", "Ideas"]);
    assert_eq!(served.said(&run).await, "Both are there.");
}

#[tokio::test]
async fn what_can_not_be_called_is_refused_and_the_model_learns_why() {
    let wrong = [("notes_create", r#"{"title":"#), ("notes_shred", "{}"), ("notes_create", r#"{"title":7}"#)];
    let served = Served::new(vec![Act::ask(&wrong), Act::say("I can't.")]).await;
    let run = served.say(None, "A note").await;
    assert_eq!(run.state, RunState::Finished);
    assert!(served.calls(&run).await.iter().all(|call| call.state == CallState::Denied));
    let codes: Vec<Value> = served.told().into_iter().map(|told| told["denial"]["code"].clone()).collect();
    assert_eq!(codes, ["INVALID_ARGUMENTS", "NOT_FOUND", "INVALID_ARGUMENTS"]);
    assert!(served.notes().await.is_empty());
}

#[tokio::test]
async fn a_server_that_asks_for_a_moment_gets_it_and_nothing_runs_twice() {
    let busy = Act::Status(429, &[("retry-after", "1")], "slow down");
    let acts = vec![busy.clone(), Act::ask(&[("notes_create", GROCERIES)]), busy, Act::say("It is there.")];
    let served = Served::new(acts).await;
    let run = served.say(None, "A note").await;
    assert_eq!((run.state, run.step, run.prompt_tokens), (RunState::Finished, 2, 20));
    assert_eq!(served.notes().await, ["Groceries"]);
    assert_eq!(served.server.seen().len(), 4);
}

/// How a server that fails in the middle of a run fails, and the code that is told.
async fn fails(failure: Act, code: &str) {
    let served = Served::new(vec![Act::ask(&[("notes_create", GROCERIES)]), failure]).await;
    let run = served.say(None, "A note").await;
    let (found, sentence) = run.error.clone().expect("it failed");
    assert_eq!((run.state, found.as_str()), (RunState::Failed, code), "{sentence}");
    assert_eq!(served.notes().await, ["Groceries"], "what was done stays done, once");
    assert_eq!(served.calls(&run).await.len(), 1);
    assert_eq!((run.prompt_tokens, run.completion_tokens), (10, 2), "what gave no answer counts for nothing");
    assert_eq!(served.said(&run).await, "", "half an answer is none");
}

#[tokio::test]
async fn a_server_with_an_error_ends_the_run() {
    fails(Act::Status(500, &[], "oops"), "MODEL_ERROR").await;
}

#[tokio::test]
async fn a_server_that_wants_an_hour_ends_the_run() {
    fails(Act::Status(429, &[("retry-after", "3600")], ""), "MODEL_ERROR").await;
}

#[tokio::test]
async fn a_server_that_says_nothing_more_ends_the_run() {
    fails(Act::StreamThenHang(vec![delta(json!({ "content": "It is th" }))]), "MODEL_TIMED_OUT").await;
}

#[tokio::test]
async fn a_line_that_breaks_ends_the_run() {
    fails(Act::StreamThenBreak(vec![delta(json!({ "content": "It is th" }))]), "MODEL_UNREACHABLE").await;
}

#[tokio::test]
async fn half_a_call_is_no_call() {
    let function = json!({ "name": "notes_create", "arguments": "{\"title\":\"Half\",\"content\":\"\"}" });
    let half = vec![call(json!({ "index": 0, "id": "call_0", "type": "function", "function": function }))];
    for act in [Act::StreamThenBreak(half.clone()), Act::StreamThenHang(half.clone()), Act::Stream(half.clone())] {
        let served = Served::new(vec![act]).await;
        assert_eq!(served.say(None, "A note").await.state, RunState::Failed);
        assert!(served.notes().await.is_empty());
    }
    let served = Served::new(vec![Act::Stream(whole(half, "tool_calls")), Act::say("Done.")]).await;
    assert_eq!(served.say(None, "A note").await.state, RunState::Finished);
    assert_eq!(served.notes().await, ["Half"], "the whole of it is one");
}

#[tokio::test]
async fn after_a_failure_the_next_message_goes_on_and_repeats_nothing() {
    let mut acts = vec![Act::ask(&[("notes_create", GROCERIES)])];
    acts.extend(vec![Act::Status(500, &[], ""); 4]);
    acts.push(Act::say("It was made before."));
    let served = Served::new(acts).await;
    let failed = served.say(None, "A note").await;
    assert_eq!(failed.state, RunState::Failed);
    let next = served.say(Some(failed.conversation_id), "Well?").await;
    assert_eq!(next.state, RunState::Finished);
    assert_eq!(served.told()[0]["outcome"], "succeeded");
    assert_eq!(served.notes().await, ["Groceries"]);
}
