//! What the agent asks its person. To a model it is one more tool; nothing is called
//! and nothing decided: the run waits, and the person's next message answers it.

use assent_gate::{Conversation, EntryKind, ModelCallRecord};
use serde::Deserialize;
use serde_json::json;

use crate::model::ToolOffer;

/// The name a model asks by.
pub const ASK: &str = "ask_person";
/// The longest question and choice, in characters.
const LONGEST: usize = 500;
/// The most choices.
pub(crate) const MOST: usize = 8;

/// A question with what could be answered; other answers are as good.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The question.
    pub question: String,
    /// Answers to choose from, possibly none.
    #[serde(default)]
    pub choices: Vec<String>,
}

impl Question {
    /// The question a model asked for by this call; `None` when it is another tool's, or can't be read.
    #[must_use]
    pub fn of(call: &ModelCallRecord) -> Option<Self> {
        let asked: Self = serde_json::from_str(&call.arguments).ok().filter(|_| call.name == ASK)?;
        let fits = |text: &String| !text.trim().is_empty() && text.chars().count() <= LONGEST;
        (fits(&asked.question) && asked.choices.len() <= MOST && asked.choices.iter().all(fits)).then_some(asked)
    }
}

/// An answer as its person reads it, with a question it asks at the end of it.
#[must_use]
pub fn said(text: &str, calls: &[ModelCallRecord]) -> (String, Vec<String>) {
    let Some(asked) = calls.iter().find_map(Question::of) else { return (text.to_owned(), Vec::new()) };
    let text = text.trim_end();
    let gap = if text.is_empty() { "" } else { "\n\n" };
    (format!("{text}{gap}{}", asked.question), asked.choices)
}

/// Whether this run waits for an answer to a question.
#[must_use]
pub fn is_open(conversation: &Conversation, run_id: i64) -> bool {
    let entries = conversation.entries.iter().rev().filter(|entry| entry.run_id == run_id);
    for entry in entries {
        match &entry.kind {
            EntryKind::User(_) => return false,
            EntryKind::Assistant { calls, .. } if calls.iter().any(|call| Question::of(call).is_some()) => return true,
            EntryKind::Assistant { .. } | EntryKind::Call(_) => {}
        }
    }
    false
}

/// How it is offered to a model.
pub(crate) fn offer() -> ToolOffer {
    let description = "Asks the person one short question and waits for the answer, which comes as their next \
                       message. For what is missing, or when several things match: then with the matches as choices.";
    let text = json!({ "type": "string", "minLength": 1, "maxLength": LONGEST });
    ToolOffer {
        name: ASK.to_owned(),
        description: description.to_owned(),
        schema: json!({
            "type": "object",
            "properties": { "question": text, "choices": { "type": "array", "items": text, "maxItems": MOST } },
            "required": ["question"],
            "additionalProperties": false,
        }),
    }
}
