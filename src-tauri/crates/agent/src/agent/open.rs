//! What is still open in a run, read from the record.

use assent_gate::{CallRecord, Conversation, EntryKind, ModelCallRecord, RunRecord};
use assent_policy::Channel;

use crate::question::{self, ASK};

/// What comes next in a run whose calls are made.
pub(super) enum Next {
    Ask,
    Wait,
    Finish,
    StepLimit,
}

/// The calls of this run that were asked for and have no record yet.
pub(super) fn unmade(conversation: &Conversation, run_id: i64) -> Vec<ModelCallRecord> {
    let made: Vec<_> = calls_of(conversation, run_id).filter_map(|record| record.model_call_id.as_deref()).collect();
    let mut unmade = Vec::new();
    for entry in conversation.entries.iter().filter(|entry| entry.run_id == run_id) {
        if let EntryKind::Assistant { calls, .. } = &entry.kind {
            let left = calls.iter().filter(|call| call.name != ASK && !made.contains(&call.id.as_str()));
            unmade.extend(left.cloned());
        }
    }
    unmade
}

fn calls_of(conversation: &Conversation, run_id: i64) -> impl Iterator<Item = &CallRecord> {
    conversation.entries.iter().filter(move |entry| entry.run_id == run_id).filter_map(|entry| match &entry.kind {
        EntryKind::Call(record) => Some(record.as_ref()),
        EntryKind::User(_) | EntryKind::Assistant { .. } => None,
    })
}

/// Whether somebody still has to do something before the run can go on.
pub(super) fn waits(conversation: &Conversation, run_id: i64) -> bool {
    calls_of(conversation, run_id).any(CallRecord::is_open) || question::is_open(conversation, run_id)
}

pub(super) fn next(conversation: &Conversation, run: &RunRecord) -> Next {
    if waits(conversation, run.id) {
        return Next::Wait;
    }
    let mut answers = 0;
    let mut asked_last = true;
    for entry in conversation.entries.iter().filter(|entry| entry.run_id == run.id) {
        if let EntryKind::Assistant { text, calls } = &entry.kind {
            if text.is_empty() && calls.is_empty() {
                continue;
            }
            answers += 1;
            asked_last = !calls.is_empty();
        }
    }
    if answers > 0 && (!asked_last || run.channel == Channel::Ui) {
        return Next::Finish;
    }
    if answers >= run.max_steps { Next::StepLimit } else { Next::Ask }
}
