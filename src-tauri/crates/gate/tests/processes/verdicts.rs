//! Two processes that want the same thing at the same moment.

use assent_gate::{CallRecord, CallRequest, CallState, Gate, Session, Verdict, VerifyOptions};
use assent_policy::Channel;
use serde_json::{Value, json};

use crate::office::{Office, Process, audit};
use crate::worker::{Order, Work};

/// How often each is tried. Every other time the second process is told first.
const ROUNDS: usize = 30;

async fn call(gate: &Gate, who: &Session, channel: Channel, tool: &str, arguments: Value) -> CallRecord {
    gate.call(CallRequest::new(who, channel, tool, arguments)).await.unwrap()
}

/// A note of Alice's whose deletion waits for her yes.
async fn waiting(gate: &Gate, alice: &Session) -> CallRecord {
    let made = call(gate, alice, Channel::Ui, "notes_create", json!({ "title": "Groceries", "content": "" })).await;
    let arguments = json!({ "note_id": made.result.unwrap()["id"] });
    let held = call(gate, alice, Channel::Chat, "notes_delete", arguments).await;
    assert!(held.is_waiting(), "{held:?}");
    held
}

async fn notes(gate: &Gate, alice: &Session) -> usize {
    let listed = call(gate, alice, Channel::Ui, "notes_list", json!({})).await.result.unwrap();
    listed["items"].as_array().unwrap().len()
}

fn two(office: &Office) -> [Process; 2] {
    let mut processes = [office.start(Work::Orders, 0), office.start(Work::Orders, 0)];
    for process in &mut processes {
        assert_eq!(process.says().as_deref(), Some("ready"));
    }
    processes
}

/// Gives each its order at once, and says what each answers.
fn at_once(processes: &mut [Process; 2], round: usize, orders: [&Order; 2]) -> [String; 2] {
    let orders = orders.map(|order| serde_json::to_string(order).unwrap());
    for one in if round.is_multiple_of(2) { [0, 1] } else { [1, 0] } {
        processes[one].tell(&orders[one]);
    }
    processes.each_mut().map(|process| process.says().unwrap())
}

async fn is_intact(gate: &Gate) {
    let verdict = gate.verify_audit(VerifyOptions::default()).await.unwrap();
    assert!(matches!(verdict, Verdict::Intact { .. }), "{verdict:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_verdicts_by_two_processes_exactly_one_counts_and_the_other_is_told() {
    let office = Office::open().await;
    let mut processes = two(&office);
    let gate = office.gate(0).await;
    let alice = office.people(&gate).await.remove(0);
    for verdicts in [[true, true], [true, false]] {
        let mut won = [0, 0];
        for round in 0..ROUNDS {
            let held = waiting(&gate, &alice).await;
            let hold = held.hold.unwrap();
            let answer = |approve| Order::Answer { who: 0, hold: hold.id.0, digest: hold.digest.clone(), approve };
            let answers = at_once(&mut processes, round, [&answer(verdicts[0]), &answer(verdicts[1])]);
            let winner = answers.iter().position(|said| said != "DECIDED").expect("one of them counts");
            assert_eq!(answers[1 - winner], "DECIDED", "{answers:?}");
            let (end, left) = if verdicts[winner] { ("redeemed", 0) } else { ("rejected", 1) };
            assert_eq!((answers[winner].as_str(), notes(&gate, &alice).await), (end, left));
            for _ in 0..left {
                let listed = call(&gate, &alice, Channel::Ui, "notes_list", json!({})).await.result.unwrap();
                let arguments = json!({ "note_id": listed["items"][0]["id"] });
                call(&gate, &alice, Channel::Ui, "notes_delete", arguments).await;
            }
            won[winner] += 1;
        }
        assert!(won.iter().all(|times| *times > 0), "each process was the first at times: {won:?}");
    }
    is_intact(&gate).await;
    processes.into_iter().for_each(Process::ends);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hold_that_two_processes_redeem_at_once_runs_once() {
    let office = Office::open().await;
    let mut processes = two(&office);
    let gate = office.gate(0).await;
    let alice = office.people(&gate).await.remove(0);
    for round in 0..ROUNDS {
        let held = waiting(&gate, &alice).await;
        let hold = held.hold.unwrap();
        let paused = call(&gate, &alice, Channel::Ui, "agents_pause", json!({})).await;
        assert_eq!(paused.state, CallState::Succeeded);
        let yes = assent_gate::Answer { digest: hold.digest, approve: true, reason: None, remember: None };
        let kept = gate.record_verdict(&alice, hold.id, yes).await.unwrap();
        assert_eq!(kept.state, CallState::Held, "it is kept");
        call(&gate, &alice, Channel::Ui, "agents_resume", json!({})).await;
        at_once(&mut processes, round, [&Order::KeepHouse, &Order::KeepHouse]);
        let events: Vec<String> =
            audit(&gate).await.into_iter().filter(|e| e.call_id == Some(held.id.0)).map(|e| e.kind).collect();
        assert_eq!(events, ["call.held", "hold.approved", "call.succeeded"]);
        assert_eq!(notes(&gate, &alice).await, 0);
    }
    is_intact(&gate).await;
    processes.into_iter().for_each(Process::ends);
}
