//! The transcript as a model reads it, rebuilt from the record for every step.

use std::collections::VecDeque;

use assent_gate::{CallRecord, CallState, Conversation, EntryKind, HoldState, ModelCallRecord};
use serde_json::{Value, json};

use crate::model::{ModelCall, ModelMessage};
use crate::question::{ASK, Question};
use crate::tokens;

/// The least a result that is left out of the middle of a run still says.
const LEFT_OUT: &str =
    "left out here, because the conversation is longer than the model reads; call again where it matters";

/// What a model reads of a conversation.
pub(crate) struct Fitting {
    /// Oldest first. Every call asked for is followed by its result.
    pub messages: Vec<ModelMessage>,
    /// Whether something before was left out.
    pub cut: bool,
}

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

/// Messages for a model, at most this many tokens by estimate: whole runs are left out, the oldest
/// first, and of a run that alone is too long the oldest results. What was said last is always there.
pub(crate) fn fitting(conversation: &Conversation, most: usize) -> Fitting {
    trim(groups(conversation), most)
}

/// The messages of each stretch of a run. Every call asked for is followed by its result.
fn groups(conversation: &Conversation) -> Vec<(i64, Vec<ModelMessage>)> {
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
    groups
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

fn trim(groups: Vec<(i64, Vec<ModelMessage>)>, most: usize) -> Fitting {
    let size = |group: &[ModelMessage]| group.iter().map(tokens::of_message).sum::<usize>();
    let mut total: usize = groups.iter().map(|(_, group)| size(group)).sum();
    let whole = groups.len();
    let mut kept: VecDeque<(i64, Vec<ModelMessage>)> = groups.into();
    // A run that was answered later lies in several stretches, and goes as one: a question without its
    // answer, or a call without its result, would say something else.
    let last = kept.back().map(|(run, _)| *run);
    while total > most
        && let Some((oldest, _)) = kept.front()
        && Some(*oldest) != last
    {
        let run = *oldest;
        kept.retain(|(id, group)| {
            let goes = *id == run;
            if goes {
                total -= size(group);
            }
            !goes
        });
    }
    let cut = kept.len() < whole;
    let mut messages: Vec<ModelMessage> = kept.into_iter().flat_map(|(_, group)| group).collect();
    let shortened = shorten(&mut messages, total, most);
    Fitting { messages, cut: cut || shortened }
}

/// Leaves out what results say, the oldest first and the last never, until the rest fits.
fn shorten(messages: &mut [ModelMessage], mut total: usize, most: usize) -> bool {
    let mut shortened = false;
    let before_last = messages.iter().rposition(|message| matches!(message, ModelMessage::Tool { .. })).unwrap_or(0);
    for message in messages.iter_mut().take(before_last) {
        if total <= most {
            break;
        }
        let was = tokens::of_message(message);
        if let ModelMessage::Tool { content, .. } = message {
            *content = json!({ "outcome": content["outcome"], "result": LEFT_OUT });
        }
        let is = tokens::of_message(message);
        shortened |= is != was;
        total = total.saturating_sub(was).saturating_add(is);
    }
    shortened
}
