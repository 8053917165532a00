//! Puts a reply together from chunks. Calls are told apart by index; where a
//! server leaves it out, or gives every call the same one, by id and name.

use std::collections::HashSet;

use serde_json::Value;

use super::wire::{CallPiece, Chunk, Delta, Tokens};
use crate::model::{ModelCall, ModelMessage, ModelReply, Usage};

/// More than this in one reply is not an answer a person asked for.
const LARGEST_REPLY: usize = 4 * 1024 * 1024;

/// The chunks do not make a reply.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unreadable;

#[derive(Default)]
struct Slot {
    index: Option<u32>,
    id: String,
    name: String,
    arguments: String,
}

impl Slot {
    fn is_whole(&self) -> bool {
        serde_json::from_str::<Value>(&self.arguments).is_ok()
    }
}

/// A reply in the making.
#[derive(Default)]
pub(super) struct Assembly {
    text: String,
    slots: Vec<Slot>,
    usage: Usage,
    answered: bool,
    finished: bool,
    size: usize,
}

impl Assembly {
    /// Takes one chunk in and gives back the text it added.
    pub(super) fn add(&mut self, chunk: Chunk) -> Result<String, Unreadable> {
        if let Some(tokens) = chunk.usage {
            self.count(&tokens);
        }
        let mut added = String::new();
        for choice in chunk.choices.unwrap_or_default() {
            if choice.index.unwrap_or(0) != 0 {
                continue;
            }
            self.answered = true;
            self.finished |= choice.finish_reason.is_some();
            let Delta { content, tool_calls } = choice.delta.unwrap_or_default();
            added.push_str(content.as_deref().unwrap_or_default());
            for piece in tool_calls.unwrap_or_default() {
                self.add_piece(piece)?;
            }
        }
        self.grow(added.len())?;
        self.text.push_str(&added);
        Ok(added)
    }

    fn count(&mut self, tokens: &Tokens) {
        self.usage = Usage {
            prompt_tokens: tokens.prompt_tokens.unwrap_or(self.usage.prompt_tokens),
            completion_tokens: tokens.completion_tokens.unwrap_or(self.usage.completion_tokens),
        };
    }

    fn grow(&mut self, bytes: usize) -> Result<(), Unreadable> {
        self.size = self.size.saturating_add(bytes);
        if self.size > LARGEST_REPLY { Err(Unreadable) } else { Ok(()) }
    }

    fn add_piece(&mut self, piece: CallPiece) -> Result<(), Unreadable> {
        let id = piece.id.unwrap_or_default();
        let function = piece.function.unwrap_or_default();
        let name = function.name.unwrap_or_default();
        let arguments = match function.arguments {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text,
            Some(object @ Value::Object(_)) => object.to_string(),
            Some(_) => return Err(Unreadable),
        };
        self.grow(id.len() + name.len() + arguments.len())?;
        let at = match self.position(piece.index, &id, &name, &arguments) {
            Some(at) => at,
            None => {
                self.slots.push(Slot { index: piece.index, ..Slot::default() });
                self.slots.len() - 1
            }
        };
        let slot = self.slots.get_mut(at).ok_or(Unreadable)?;
        if slot.id.is_empty() {
            slot.id = id;
        }
        if slot.name.is_empty() {
            slot.name = name;
        }
        slot.arguments.push_str(&arguments);
        Ok(())
    }

    /// The slot a piece goes on with, or none where it begins a call.
    fn position(&self, index: Option<u32>, id: &str, name: &str, arguments: &str) -> Option<usize> {
        let at = match index {
            Some(_) => self.slots.iter().rposition(|slot| slot.index == index)?,
            None if !id.is_empty() => match self.slots.iter().rposition(|slot| slot.id == id) {
                Some(at) => at,
                None => self.slots.iter().rposition(|slot| slot.id.is_empty() && slot.name.is_empty())?,
            },
            None if !name.is_empty() && self.slots.last().is_none_or(|slot| !slot.name.is_empty()) => {
                return None;
            }
            None => self.slots.len().checked_sub(1)?,
        };
        let slot = self.slots.get(at)?;
        let other_id = !id.is_empty() && !slot.id.is_empty() && slot.id != id;
        let whole_again = id.is_empty() && !name.is_empty() && !arguments.is_empty() && slot.is_whole();
        if other_id || whole_again { None } else { Some(at) }
    }

    /// The reply, with an id for every call that is unique in the transcript.
    pub(super) fn finish(self, transcript: &[ModelMessage]) -> Result<ModelReply, Unreadable> {
        // Without a reason to end it was cut off, and what is missing may change what is there.
        if !self.answered || !self.finished {
            return Err(Unreadable);
        }
        let mut taken = ids_in(transcript);
        let mut calls = Vec::with_capacity(self.slots.len());
        for slot in self.slots {
            if slot.name.is_empty() {
                return Err(Unreadable);
            }
            let id = free_id(slot.id, &taken);
            taken.insert(id.clone());
            let arguments = if slot.arguments.trim().is_empty() { "{}".to_owned() } else { slot.arguments };
            calls.push(ModelCall { id, name: slot.name, arguments });
        }
        Ok(ModelReply { text: self.text, calls, usage: self.usage })
    }
}

fn ids_in(transcript: &[ModelMessage]) -> HashSet<String> {
    transcript
        .iter()
        .filter_map(|message| match message {
            ModelMessage::Assistant { calls, .. } => Some(calls),
            ModelMessage::User(_) | ModelMessage::Tool { .. } => None,
        })
        .flatten()
        .map(|call| call.id.clone())
        .collect()
}

fn free_id(given: String, taken: &HashSet<String>) -> String {
    if !given.is_empty() && !taken.contains(&given) {
        return given;
    }
    let mut number = taken.len() + 1;
    while taken.contains(&format!("call_{number}")) {
        number += 1;
    }
    format!("call_{number}")
}
