//! The transcript as turns: what the person wrote, and what came of it.

use serde_json::Value;

use super::answers;
use crate::model::{ModelCall, ModelMessage};
use crate::question::{ASK, Question};

/// One result, as recorded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Recorded<'a> {
    pub(super) tool: &'a str,
    pub(super) envelope: &'a Value,
}

impl<'a> Recorded<'a> {
    pub(super) fn outcome(&self) -> &'a str {
        self.envelope.get("outcome").and_then(Value::as_str).unwrap_or_default()
    }

    /// The result of a call that succeeded.
    pub(super) fn result(&self) -> Option<&'a Value> {
        self.envelope.get("result").filter(|_| self.outcome() == "succeeded")
    }
}

/// A message of the person with everything up to the next one; what answers a question of it belongs to it.
#[derive(Debug, Default)]
pub(super) struct Turn<'a> {
    pub(super) said: &'a str,
    pub(super) answered: &'a str,
    pub(super) results: Vec<Recorded<'a>>,
    /// What was chosen where it asked.
    pub(super) chosen: Vec<String>,
    asked: usize,
    question: Option<Question>,
}

impl Turn<'_> {
    pub(super) fn has_unanswered_call(&self) -> bool {
        self.asked > self.results.len()
    }
}

pub(super) fn turns(messages: &[ModelMessage]) -> Vec<Turn<'_>> {
    let mut turns: Vec<Turn<'_>> = Vec::new();
    for message in messages {
        if let (ModelMessage::User(said), Some(turn)) = (message, turns.last_mut())
            && let Some(choice) = turn.question.take().and_then(|asked| answers::choice(&asked.choices, said))
        {
            turn.chosen.push(choice);
            continue;
        }
        match (message, turns.last_mut()) {
            (ModelMessage::User(said), _) => turns.push(Turn { said, ..Turn::default() }),
            (ModelMessage::Assistant { text, calls }, Some(turn)) => {
                turn.answered = text;
                turn.asked += calls.iter().filter(|call| call.name != ASK).count();
                turn.question = calls.iter().find_map(question);
            }
            (ModelMessage::Tool { name, .. }, _) if name == ASK => {}
            (ModelMessage::Tool { name, content, .. }, Some(turn)) => {
                turn.results.push(Recorded { tool: name, envelope: content });
            }
            (ModelMessage::Assistant { .. } | ModelMessage::Tool { .. }, None) => {}
        }
    }
    turns
}

fn question(call: &ModelCall) -> Option<Question> {
    if call.name == ASK { serde_json::from_str(&call.arguments).ok() } else { None }
}

/// How many calls the transcript holds.
pub(super) fn calls(messages: &[ModelMessage]) -> usize {
    messages
        .iter()
        .map(|message| match message {
            ModelMessage::Assistant { calls, .. } => calls.len(),
            ModelMessage::User(_) | ModelMessage::Tool { .. } => 0,
        })
        .sum()
}
