//! The transcript as a model reads it, rebuilt from the record for every step.

use assent_gate::{CallRecord, CallState, Conversation, EntryKind, HoldState, ModelCallRecord};
use serde_json::{Value, json};

use crate::model::{ModelCall, ModelMessage};
use crate::question::{ASK, Question};

/// The most text, in bytes, that is sent of the past. Whole runs are left out, the oldest first.
const MOST: usize = 200_000;

/// The envelope in which the outcome of a call reaches a model.
#[must_use]
pub fn envelope(call: &CallRecord) -> Value {
    match (call.state, &call.hold) {
        (CallState::Succeeded, _) => match &call.request {
            Some(request) => json!({
                "outcome": "succeeded", "result": call.result,
                "request": { "id": request.id, "state": request.state, "reason": request.reason },
            }),
            None => json!({ "outcome": "succeeded", "result": call.result }),
        },
        (CallState::Denied, _) => json!({ "outcome": "denied", "denial": call.denial }),
        (CallState::Held, Some(hold)) => match hold.state {
            HoldState::Rejected => json!({ "outcome": "rejected", "reason": hold.note }),
            HoldState::Expired => json!({ "outcome": "expired" }),
            HoldState::Withdrawn => json!({ "outcome": "withdrawn" }),
            HoldState::Pending | HoldState::Approved | HoldState::Redeemed | HoldState::Void => {
                json!({ "outcome": "waiting" })
            }
        },
        (CallState::Failed, _) => json!({ "outcome": "failed", "error": call.failure }),
        (CallState::Planned, _) => json!({ "outcome": "planned", "plan": call.plan }),
        (CallState::Ambiguous, _) => json!({ "outcome": "ambiguous" }),
        (CallState::Held | CallState::Executing, _) => json!({ "outcome": "interrupted" }),
    }
}

/// Messages for a model, oldest first. Every call asked for is followed by its result.
#[must_use]
pub fn messages(conversation: &Conversation) -> Vec<ModelMessage> {
    let mut groups: Vec<(i64, Vec<ModelMessage>)> = Vec::new();
    for entry in &conversation.entries {
        if groups.last().is_none_or(|(run, _)| *run != entry.run_id) {
            groups.push((entry.run_id, Vec::new()));
        }
        let Some((_, group)) = groups.last_mut() else { continue };
        match &entry.kind {
            EntryKind::User(text) => group.push(ModelMessage::User(text.clone())),
            EntryKind::Assistant { text, calls } if text.is_empty() && calls.is_empty() => {}
            EntryKind::Assistant { text, calls } => {
                let asked = calls.iter().map(|call| ModelCall {
                    id: call.id.clone(),
                    name: call.name.clone(),
                    arguments: call.arguments.clone(),
                });
                group.push(ModelMessage::Assistant { text: text.clone(), calls: asked.collect() });
                group.extend(calls.iter().map(|call| ModelMessage::Tool {
                    call_id: call.id.clone(),
                    name: call.name.clone(),
                    content: not_called(call),
                }));
            }
            EntryKind::Call(record) => fill(group, record),
        }
    }
    trim(groups)
}

/// What stands for a call without a record.
fn not_called(call: &ModelCallRecord) -> Value {
    match (call.name.as_str(), Question::of(call)) {
        (ASK, Some(_)) => json!({ "outcome": "asked", "answer": "the person's next message" }),
        (ASK, None) => {
            let message =
                "give `question` as text and `choices` as a list of at most 8 texts, each up to 500 characters";
            json!({ "outcome": "failed", "error": { "code": "INVALID_ARGUMENTS", "message": message } })
        }
        _ => json!({ "outcome": "interrupted" }),
    }
}

fn fill(group: &mut [ModelMessage], record: &CallRecord) {
    let asked = record.model_call_id.as_deref();
    let slot = group.iter_mut().rev().find_map(|message| match message {
        ModelMessage::Tool { call_id, content, .. } if Some(call_id.as_str()) == asked => Some(content),
        _ => None,
    });
    if let Some(slot) = slot {
        *slot = envelope(record);
    }
}

fn trim(mut groups: Vec<(i64, Vec<ModelMessage>)>) -> Vec<ModelMessage> {
    let size = |group: &[ModelMessage]| group.iter().map(weight).sum::<usize>();
    let mut total: usize = groups.iter().map(|(_, group)| size(group)).sum();
    while total > MOST && groups.len() > 1 {
        let (_, oldest) = groups.remove(0);
        total -= size(&oldest);
    }
    groups.into_iter().flat_map(|(_, group)| group).collect()
}

fn weight(message: &ModelMessage) -> usize {
    match message {
        ModelMessage::User(text) => text.len(),
        ModelMessage::Assistant { text, calls } => {
            text.len() + calls.iter().map(|call| call.name.len() + call.arguments.len()).sum::<usize>()
        }
        ModelMessage::Tool { content, .. } => content.to_string().len(),
    }
}
