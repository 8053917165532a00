//! What a process of these tests does. It is this test program once more, with an
//! assignment in its environment; what it has to say it writes on standard output.

use std::env;
use std::io::{self, BufRead, Write};

use assent_gate::{Answer, CallRecord, CallRequest, CallState, Gate, Session};
use assent_policy::{Channel, HoldId};
use assent_testkit::Place;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::office::{SEND, clock, people, tools};

/// Where a process finds its assignment.
pub const ASSIGNMENT: &str = "ASSENT_TEST_ASSIGNMENT";
/// Begins each line that a process says, among what the test harness prints.
pub const MARK: &str = "says ";

/// What there is to do.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub enum Work {
    /// Alice works through so many calls, goes on where somebody before her stopped, and
    /// acknowledges each by its id: by turns a note, and something outside the database.
    Calls { of: usize },
    /// Once told to, so many writers at once add so many notes each.
    Notes { writers: usize, each: usize },
    /// Does what it is told line by line, and says what came of it.
    Orders,
}

/// A piece of work, when it is done, and by whom.
#[derive(Debug, Serialize, Deserialize)]
pub struct Assignment {
    pub work: Work,
    pub minutes: u64,
    pub secrets: Vec<String>,
}

/// Something a process is told to do.
#[derive(Debug, Serialize, Deserialize)]
pub enum Order {
    /// Somebody answers what waits.
    Answer { who: usize, hold: i64, digest: String, approve: bool },
    /// What is due is done.
    KeepHouse,
}

#[test]
#[ignore = "it is a process of the other tests"]
fn worker() {
    let Some(place) = Place::handed_over() else { return };
    let assignment: Assignment = serde_json::from_str(&env::var(ASSIGNMENT).unwrap()).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let gate = place.open(&clock(assignment.minutes), tools(&place)).await.unwrap();
        let people = people(&gate, &assignment.secrets).await;
        match assignment.work {
            Work::Calls { of } => work_through(&gate, &people[0], of).await,
            Work::Notes { writers, each } => add_notes(&gate, &people[0], writers, each).await,
            Work::Orders => obey(&gate, &people).await,
        }
    });
}

fn say(what: &str) {
    // One write, so that a kill leaves the whole line or none of it.
    io::stdout().write_all(format!("\n{MARK}{what}\n").as_bytes()).unwrap();
}

/// Which piece of the work a call is.
pub fn piece(call: &CallRecord) -> usize {
    call.arguments["title"].as_str().unwrap().parse().unwrap()
}

/// What does this piece of the work.
pub fn tool(piece: usize) -> &'static str {
    if piece.is_multiple_of(2) { "notes_create" } else { SEND }
}

async fn work_through(gate: &Gate, alice: &Session, of: usize) {
    gate.keep_house().await.unwrap();
    let last = gate.calls(alice, false, &[], None, 1).await.unwrap().pop();
    let next = last.map_or(0, |last| match last.state {
        CallState::Succeeded | CallState::Ambiguous => piece(&last) + 1,
        CallState::Failed => piece(&last),
        open => panic!("call {} is {open} after its process is gone", last.id),
    });
    for piece in next..of {
        let mut arguments = json!({ "title": piece.to_string() });
        if tool(piece) == "notes_create" {
            arguments["content"] = json!("");
        }
        let done = gate.call(CallRequest::new(alice, Channel::Ui, tool(piece), arguments)).await.unwrap();
        assert_eq!(done.state, CallState::Succeeded, "{done:?}");
        say(&done.id.to_string());
    }
}

async fn add_notes(gate: &Gate, alice: &Session, writers: usize, each: usize) {
    say("ready");
    io::stdin().lock().lines().next();
    let writers = (0..writers).map(|_| {
        let (gate, alice) = (gate.clone(), alice.clone());
        tokio::spawn(async move {
            for _ in 0..each {
                let arguments = json!({ "title": "Groceries", "content": "Milk" });
                match gate.call(CallRequest::new(&alice, Channel::Ui, "notes_create", arguments)).await {
                    Ok(call) => say(call.state.as_str()),
                    Err(error) => say(&format!("{}: {error}", error.code())),
                }
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
}

async fn obey(gate: &Gate, people: &[Session]) {
    say("ready");
    for order in io::stdin().lock().lines() {
        match serde_json::from_str(&order.unwrap()).unwrap() {
            Order::Answer { who, hold, digest, approve } => {
                let answer = Answer { digest, approve, reason: None, remember: None };
                match gate.record_verdict(&people[who], HoldId(hold), answer).await {
                    Ok(call) => say(call.hold.unwrap().state.as_str()),
                    Err(error) => say(error.code()),
                }
            }
            Order::KeepHouse => {
                gate.keep_house().await.unwrap();
                say("done");
            }
        }
    }
}
