//! Deciding and writing it down, beside raw inserts of the same rows: the same
//! transactions, rows, pragmas, indexes and triggers, without hashing and
//! signing and without deciding. Then verifying what was written.

use std::error::Error;
use std::time::{Duration, Instant};

use assent_gate::{CallRequest, Synchronous, VerifyOptions};
use assent_policy::Channel;
use serde_json::json;
use sqlx::sqlite::SqliteConnection;

use crate::office::{Office, Value, Values, execute, rows};

type Failure = Box<dyn Error>;

const ROUNDS: usize = 10;

/// Prints the comparison and the time verifying takes.
#[allow(clippy::print_stdout, reason = "the table is what this is for")]
pub async fn compare() -> Result<(), Failure> {
    println!("## Recording, beside raw inserts\n");
    println!(
        "`authorize` (decide, write the call and its audit event, sign, move the head, commit, anchor), half of the \
         calls allowed and half denied, beside plain statements that write the same rows in the same transactions to \
         a file with the same schema and pragmas. {ROUNDS} rounds in turn, the median round.\n"
    );
    println!(
        "| SQLite, synchronous | calls | ours per second | raw per second | ours / raw |\n|---|---:|---:|---:|---:|"
    );
    let (_, full) = race("FULL", Synchronous::Full, 100).await?;
    let (office, normal) = race("NORMAL", Synchronous::Normal, 2_000).await?;
    println!("{full}\n{normal}\n");
    verify(&office).await?;
    while_policy_changes().await
}

/// Ours and raw in turn; the office ours went to, and the row of the table.
async fn race(name: &str, synchronous: Synchronous, chunk: usize) -> Result<(Office, String), Failure> {
    let (ours, theirs) = (Office::new(synchronous).await?, Office::new(synchronous).await?);
    let mut reader = ours.outsider(synchronous).await?;
    let mut raw = theirs.outsider(synchronous).await?;
    let (mut our_rates, mut raw_rates) = (Vec::new(), Vec::new());
    // The first round warms up.
    for round in 0..=ROUNDS {
        let before = sizes(&mut reader).await?;
        let taken = authorize(&ours, chunk).await?;
        let written = written_since(&mut reader, &before, chunk).await?;
        let raw_taken = insert(&mut raw, &written).await?;
        if round > 0 {
            our_rates.push(chunk as f64 / taken.as_secs_f64());
            raw_rates.push(chunk as f64 / raw_taken.as_secs_f64());
        }
    }
    let (our_rate, raw_rate) = (median(&mut our_rates), median(&mut raw_rates));
    let calls = chunk * ROUNDS;
    let share = 100.0 * our_rate / raw_rate;
    Ok((ours, format!("| {name} | {calls} | {our_rate:.0} | {raw_rate:.0} | {share:.0} % |")))
}

async fn authorize(office: &Office, count: usize) -> Result<Duration, Failure> {
    let requests: Vec<CallRequest> = (0..count).map(|at| request(office, at)).collect();
    let started = Instant::now();
    for request in requests {
        // A warrant that is let through is given back unused: only the record counts here.
        drop(office.gate.authorize(request).await?);
    }
    Ok(started.elapsed())
}

fn request(office: &Office, at: usize) -> CallRequest {
    let (tool, arguments) = if at.is_multiple_of(2) {
        ("notes_create", json!({ "title": "Meeting with Bob", "content": "Nine o'clock, the small room." }))
    } else {
        ("tasks_create", json!({ "title": "Bring the agenda" }))
    };
    CallRequest::new(&office.alice, Channel::Ui, tool, arguments)
}

/// How many rows each table has.
async fn sizes(reader: &mut SqliteConnection) -> Result<Vec<(String, i64)>, Failure> {
    let tables =
        rows(reader, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
            .await?;
    let mut sizes = Vec::new();
    for table in tables {
        let Some(Value::Text(name)) = table.values.into_iter().next() else { continue };
        let counted = rows(reader, &format!("SELECT count(*) AS size FROM \"{name}\"")).await?;
        let size = counted.first().and_then(|row| row.number("size")).unwrap_or_default();
        sizes.push((name, size));
    }
    Ok(sizes)
}

/// A call and its event.
struct Written {
    call: Values,
    event: Values,
}

/// What the last `count` calls wrote. An error when it was more than a call and an event each.
async fn written_since(
    reader: &mut SqliteConnection,
    before: &[(String, i64)],
    count: usize,
) -> Result<Vec<Written>, Failure> {
    for ((table, size), (_, earlier)) in sizes(reader).await?.iter().zip(before) {
        let expected = if ["calls", "audit_events"].contains(&table.as_str()) { count as i64 } else { 0 };
        if size - earlier != expected {
            return Err(format!("{} rows went to {table}, which the raw side does not know", size - earlier).into());
        }
    }
    let last = |table: &str, key: &str| {
        format!("SELECT * FROM (SELECT * FROM {table} ORDER BY {key} DESC LIMIT {count}) ORDER BY {key}")
    };
    let calls = rows(reader, &last("calls", "id")).await?;
    let events = rows(reader, &last("audit_events", "seq")).await?;
    let pairs: Vec<_> = calls.into_iter().zip(events).map(|(call, event)| Written { call, event }).collect();
    if let Some(pair) = pairs.iter().find(|pair| pair.call.number("id") != pair.event.number("call_id")) {
        return Err(format!("event {:?} is not its call's", pair.event.number("seq")).into());
    }
    Ok(pairs)
}

async fn insert(raw: &mut SqliteConnection, written: &[Written]) -> Result<Duration, Failure> {
    let Some(first) = written.first() else { return Ok(Duration::ZERO) };
    let (into_calls, into_events) = (first.call.insert_into("calls"), first.event.insert_into("audit_events"));
    let heads: Vec<Vec<Value>> = written.iter().map(|pair| head(&pair.event)).collect();
    let started = Instant::now();
    for (pair, head) in written.iter().zip(&heads) {
        execute(raw, "BEGIN IMMEDIATE", &[]).await?;
        execute(raw, &into_calls, &pair.call.values).await?;
        execute(raw, &into_events, &pair.event.values).await?;
        execute(raw, "UPDATE audit_heads SET seq = ?, hash = ? WHERE id = 1", head).await?;
        execute(raw, "COMMIT", &[]).await?;
    }
    Ok(started.elapsed())
}

fn head(event: &Values) -> Vec<Value> {
    let hash = event.columns.iter().position(|name| name == "hash").map(|at| &event.values[at]);
    let hash = if let Some(Value::Text(hash)) = hash { hash.clone() } else { String::new() };
    vec![Value::Number(event.number("seq").unwrap_or_default()), Value::Text(hash)]
}

#[allow(clippy::print_stdout, reason = "the table is what this is for")]
async fn verify(office: &Office) -> Result<(), Failure> {
    println!("## Verifying the audit\n");
    let mut taken = Vec::new();
    let mut found = String::new();
    for _ in 0..5 {
        let started = Instant::now();
        found = office.gate.verify_audit(VerifyOptions::default()).await?.to_string();
        taken.push(started.elapsed().as_secs_f64());
    }
    let mut reader = office.outsider(Synchronous::Normal).await?;
    let counted = rows(&mut reader, "SELECT count(*) AS size FROM audit_events").await?;
    let events = counted.first().and_then(|row| row.number("size")).unwrap_or_default() as f64;
    let seconds = median(&mut taken);
    println!("| verdict | ms | ms per 100,000 events | events per second |\n|---|---:|---:|---:|");
    println!("| {found} | {:.0} | {:.0} | {:.0} |\n", seconds * 1e3, seconds * 1e3 * 1e5 / events, events / seconds);
    Ok(())
}

const PEOPLE: i64 = 10_000;
const WATCHED: Duration = Duration::from_secs(8);

/// Calls one after another in an office of 10,000 people, first in peace, then
/// while access changes every second, so that each change has the policy read afresh.
#[allow(clippy::print_stdout, reason = "the table is what this is for")]
async fn while_policy_changes() -> Result<(), Failure> {
    println!("## A call while the policy changes\n");
    let office = Office::new(Synchronous::Full).await?;
    let mut outsider = office.outsider(Synchronous::Full).await?;
    fill(&mut outsider).await?;
    println!(
        "| {PEOPLE} people, ten grants each; synchronous FULL | calls | median | p99 | longest |\n|---|---:|---:|---:|---:|"
    );
    for (name, changes) in [("the policy stands still", false), ("it changes every second", true)] {
        let mut taken = watch(&office, changes.then_some(&mut outsider)).await?;
        taken.sort_unstable();
        let at = |percent: usize| taken[(taken.len() * percent / 100).min(taken.len() - 1)].as_secs_f64() * 1e3;
        println!("| {name} | {} | {:.2} ms | {:.2} ms | {:.1} ms |", taken.len(), at(50), at(99), at(100));
    }
    println!();
    Ok(())
}

async fn fill(outsider: &mut SqliteConnection) -> Result<(), Failure> {
    let described = rows(outsider, "SELECT name FROM pragma_table_info('people')").await?;
    let mut names = Vec::new();
    for column in described {
        if let Some(Value::Text(name)) = column.values.into_iter().next() {
            names.push(name);
        }
    }
    let copied = |name: &String| match name.as_str() {
        "id" => "1000 + n".to_owned(),
        "email" => "'person' || n || '@example.com'".to_owned(),
        other => other.to_owned(),
    };
    let values: Vec<String> = names.iter().map(copied).collect();
    let count =
        format!("WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {PEOPLE})");
    for sql in [
        format!(
            "INSERT INTO people ({}) {count} SELECT {} FROM counted, people WHERE people.id = 1",
            names.join(", "),
            values.join(", ")
        ),
        format!("INSERT INTO person_roles (person_id, role_id) {count} SELECT 1000 + n, 1 + n % 2 FROM counted"),
        format!(
            "INSERT INTO grants (person_id, permission, granted_by, reason, created_at) {count} \
             SELECT 1000 + n, code, 3, 'For the comparison.', 0 FROM counted, (SELECT code FROM permissions LIMIT 10)"
        ),
        "UPDATE workspaces SET policy_version = policy_version + 1".to_owned(),
    ] {
        execute(outsider, &sql, &[]).await?;
    }
    Ok(())
}

async fn watch(office: &Office, mut outsider: Option<&mut SqliteConnection>) -> Result<Vec<Duration>, Failure> {
    let (started, mut changed) = (Instant::now(), Instant::now());
    let mut taken = Vec::new();
    while started.elapsed() < WATCHED {
        if let Some(outsider) = outsider.as_deref_mut().filter(|_| changed.elapsed() > Duration::from_secs(1)) {
            changed = Instant::now();
            execute(outsider, "UPDATE workspaces SET policy_version = policy_version + 1", &[]).await?;
        }
        let asked = request(office, taken.len());
        let began = Instant::now();
        drop(office.gate.authorize(asked).await?);
        taken.push(began.elapsed());
    }
    Ok(taken)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
