//! A process that is killed at any moment, again and again, and what is left of its
//! work: what it acknowledged, what happened, and what is on record, as three sets.

use std::collections::{BTreeMap, BTreeSet};
use std::thread::sleep;
use std::time::{Duration, Instant};

use assent_gate::{AuditEvent, CallRecord, CallState, Verdict};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::office::{Office, Process, SEND, audit};
use crate::worker::{Work, piece, tool};

/// How many calls there are to make.
const CALLS: usize = 2_000;
/// How many processes are killed before one is left to finish.
const KILLS: usize = 60;
/// Longer than a call belongs to the process that was let through with it, in minutes.
const PAUSE: u64 = 5;

fn ids(lines: impl IntoIterator<Item = String>) -> Vec<i64> {
    lines.into_iter().map(|line| line.parse().unwrap()).collect()
}

/// The set of these; nothing is in it twice.
fn set<T: Ord + Clone + std::fmt::Debug>(what: &str, of: &[T]) -> BTreeSet<T> {
    let set: BTreeSet<T> = of.iter().cloned().collect();
    assert_eq!(set.len(), of.len(), "{what}: none of them twice");
    set
}

/// Lets a process acknowledge so many calls and kills it at some moment of the next one.
/// What it acknowledged.
fn cut_short(mut process: Process, after: usize, chance: &mut StdRng) -> Vec<i64> {
    let mut acknowledged = Vec::new();
    // Starting takes longer than a call; neither is known beforehand.
    let mut moment = Duration::from_millis(400);
    for _ in 0..after {
        let asked = Instant::now();
        acknowledged.push(process.says().expect("it works until it is killed"));
        moment = asked.elapsed();
    }
    sleep(moment.mul_f64(chance.random_range(0.0..1.5)));
    acknowledged.extend(process.kill());
    ids(acknowledged)
}

/// Works through all calls in many processes, of which every one but the last is killed;
/// the calls that were acknowledged.
fn work_through(office: &Office, chance: &mut StdRng) -> Vec<i64> {
    let mut acknowledged = Vec::new();
    for kills in 0..KILLS {
        let process = office.start(Work::Calls { of: CALLS }, PAUSE * kills as u64);
        // Each process may have done one more than it acknowledged.
        let left = CALLS.saturating_sub(acknowledged.len() + KILLS + 1);
        let share = left / (KILLS - kills);
        acknowledged.extend(cut_short(process, chance.random_range(0..=left.min(2 * share)), chance));
    }
    let mut last = office.start(Work::Calls { of: CALLS }, PAUSE * KILLS as u64);
    acknowledged.extend(ids(std::iter::from_fn(|| last.says())));
    last.ends();
    acknowledged
}

/// The calls with an event of this kind.
fn with_event(audit: &[AuditEvent], kind: &str) -> BTreeSet<i64> {
    let calls: Vec<i64> = audit.iter().filter(|event| event.kind == kind).filter_map(|event| event.call_id).collect();
    set(kind, &calls)
}

fn in_state(calls: &[CallRecord], state: CallState) -> BTreeSet<i64> {
    calls.iter().filter(|call| call.state == state).map(|call| call.id.0).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_process_killed_at_any_moment_nothing_is_lost_nothing_done_twice_and_what_is_in_doubt_is_listed() {
    let seed = rand::random();
    println!("the moments follow from the seed {seed}");
    let office = Office::open().await;
    let acknowledged = work_through(&office, &mut StdRng::seed_from_u64(seed));

    let gate = office.gate(PAUSE * (KILLS as u64 + 1)).await;
    let alice = office.people(&gate).await.remove(0);
    gate.keep_house().await.unwrap();
    let record = audit(&gate).await;
    let verdict = gate.verify_audit(assent_gate::VerifyOptions::default()).await.unwrap();
    assert!(matches!(verdict, Verdict::Intact { .. }), "{verdict:?}");

    let calls = gate.calls(&alice, false, &[], None, 2 * CALLS as u64).await.unwrap();
    let [succeeded, failed, doubtful] =
        [CallState::Succeeded, CallState::Failed, CallState::Ambiguous].map(|state| in_state(&calls, state));
    assert_eq!(succeeded.len() + failed.len() + doubtful.len(), calls.len(), "every call has come to an end");
    let outside: BTreeSet<i64> = calls.iter().filter(|call| call.tool == SEND).map(|call| call.id.0).collect();
    let acknowledged = set("acknowledged calls", &acknowledged);
    let sent = set("lines outside", &office.sent());
    println!(
        "{} acknowledged, {} succeeded, {} cut short before anything happened, {} in doubt, of which {} had happened",
        acknowledged.len(),
        succeeded.len(),
        failed.len(),
        doubtful.len(),
        doubtful.intersection(&sent).count()
    );

    assert!(acknowledged.is_subset(&succeeded), "what was acknowledged is on record");
    assert_eq!(with_event(&record, "call.succeeded"), succeeded);

    // Inside the database a call and its effect are one.
    let titles = office.outsider().await.column("SELECT title FROM notes").await;
    let noted: BTreeSet<usize> = set("notes", &titles).iter().map(|title| title.parse().unwrap()).collect();
    let inside = calls.iter().filter(|call| call.tool != SEND && call.state == CallState::Succeeded);
    assert_eq!(noted, inside.map(piece).collect(), "a note for each call that succeeded, and for no other");

    // Outside they can't be, and where that shows it is said.
    let begun = with_event(&record, "call.begun");
    assert!(begun.is_subset(&outside) && doubtful.is_subset(&outside), "inside nothing is in doubt");
    assert!(sent.is_subset(&begun), "nothing happens outside that is not on record before");
    let known: BTreeSet<i64> = succeeded.intersection(&outside).copied().collect();
    assert!(known.is_subset(&sent), "what is on record as done was done");
    assert_eq!(doubtful, begun.difference(&succeeded).copied().collect(), "begun without an outcome");
    assert_eq!(with_event(&record, "call.ambiguous"), doubtful);
    for call in calls.iter().filter(|call| call.state == CallState::Failed) {
        assert_eq!(call.failure.as_ref().unwrap().code, "INTERRUPTED");
    }

    // Nothing was left out, and nothing that may have happened was tried again.
    let mut pieces: BTreeMap<usize, usize> = BTreeMap::new();
    for call in calls.iter().filter(|call| call.state != CallState::Failed) {
        assert_eq!(call.tool, tool(piece(call)));
        *pieces.entry(piece(call)).or_default() += 1;
    }
    assert_eq!(pieces, (0..CALLS).map(|piece| (piece, 1)).collect(), "each piece of the work once");
    assert!(!doubtful.is_empty() && !failed.is_empty(), "the kills came at every stage of a call");

    let told = "SELECT count(*) FROM notifications WHERE kind = 'call.ambiguous' AND person_id = 1";
    assert_eq!(office.outsider().await.column(told).await, [doubtful.len().to_string()], "Alice is told of each");
    let list = gate.calls(&alice, false, &[CallState::Ambiguous], None, CALLS as u64).await.unwrap();
    assert_eq!(in_state(&list, CallState::Ambiguous), doubtful, "they are listed");
    for call in list {
        let happened = sent.contains(&call.id.0);
        let resolved = gate.resolve(&alice, call.id, happened).await.unwrap();
        assert_eq!(resolved.state, if happened { CallState::Succeeded } else { CallState::Failed });
        assert!(gate.resolve(&alice, call.id, !happened).await.is_err(), "once");
    }
    assert!(gate.calls(&alice, false, &[CallState::Ambiguous], None, 1).await.unwrap().is_empty());
}
