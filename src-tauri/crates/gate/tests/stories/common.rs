//! What the stories have in common.

use assent_gate::{Answer, AuditEvent, CallRecord, CallState, Gate, GateError, HoldRecord, Session};
use assent_policy::{Channel, DenialCode};
use assent_testkit::World;
use serde_json::{Value, json};

/// A note of this person, by their own click; its id.
pub async fn note(world: &World, owner: &Session, title: &str) -> i64 {
    let arguments = json!({ "title": title, "content": "Milk and bread" });
    let made = world.call(owner, Channel::Ui, "notes_create", arguments).await;
    assert_eq!(made.state, CallState::Succeeded, "{:?}", made.denial);
    made.result.unwrap()["id"].as_i64().unwrap()
}

/// The notes of this person as `(title, content)`.
pub async fn notes(world: &World, owner: &Session) -> Vec<(String, String)> {
    let listed = world.call(owner, Channel::Ui, "notes_list", json!({})).await.result.unwrap();
    let text = |item: &Value, field: &str| item[field].as_str().unwrap().to_owned();
    listed["items"].as_array().unwrap().iter().map(|item| (text(item, "title"), text(item, "content"))).collect()
}

pub async fn titles(world: &World, owner: &Session) -> Vec<String> {
    notes(world, owner).await.into_iter().map(|(title, _)| title).collect()
}

/// A call that waits.
pub async fn held(world: &World, session: &Session, tool: &str, arguments: Value) -> CallRecord {
    let record = world.call(session, Channel::Chat, tool, arguments).await;
    assert!(record.is_waiting(), "{:?} {:?}", record.state, record.denial);
    record
}

pub fn hold(record: &CallRecord) -> &HoldRecord {
    record.hold.as_ref().unwrap()
}

/// Answers with the digest that was shown.
pub async fn answer(gate: &Gate, who: &Session, record: &CallRecord, approve: bool) -> Result<CallRecord, GateError> {
    let answer = Answer { digest: hold(record).digest.clone(), approve, reason: None, remember: None };
    gate.record_verdict(who, hold(record).id, answer).await
}

pub async fn approve(world: &World, who: &Session, record: &CallRecord) -> CallRecord {
    answer(world.gate(), who, record, true).await.unwrap()
}

pub fn denied(record: &CallRecord) -> DenialCode {
    assert_eq!(record.state, CallState::Denied, "{record:?}");
    record.denial.as_ref().unwrap().code
}

pub fn kinds(events: &[AuditEvent]) -> Vec<&str> {
    events.iter().map(|event| event.kind.as_str()).collect()
}

pub fn about(event: &AuditEvent) -> Value {
    serde_json::from_str::<Value>(&event.body).unwrap()["about"].take()
}
