//! What is said where a sentence is understood but its tool is not offered. The
//! everyday tools are called all the same: the gate denies them with its reason
//! and a button to ask.

use super::slash;
use super::wish::{Draft, Wish};
use crate::model::ToolOffer;

/// What the tools need, by how their names begin, and how one says it.
const NEEDS: [(&str, &str, &str); 5] = [
    ("access_", "access:manage", "ask for permission to manage access"),
    ("alarms_", "alarms:receive", "ask for permission to receive alarms"),
    ("notes_", "notes:update", "ask for permission to change notes"),
    ("tasks_", "tasks:update", "ask for permission to change tasks"),
    ("notifications_", "notifications:list", "ask for permission to read notifications"),
];

pub(super) fn unless_offered(draft: Draft, tools: &[ToolOffer]) -> Wish {
    let offered = tools.is_empty() || tools.iter().any(|tool| tool.name == draft.tool);
    if offered || slash::is_known(&draft.tool) {
        return Wish::Call(draft);
    }
    let tool = &draft.tool;
    let need = NEEDS.iter().find(|(begins, ..)| tool.starts_with(begins));
    Wish::Say(match need {
        Some((_, code, sentence)) => format!(
            "{tool} is not available to you: it needs {code}. Nothing was done. It can be asked for: say “{sentence}”."
        ),
        None => format!("{tool} is not available to you here. Nothing was done. An access manager can change that."),
    })
}
