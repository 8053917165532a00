//! Slash commands: a tool by name with its arguments written out. Values are
//! typed by the tool's schema; a command that does not fit is answered with how
//! it is written, never with a call.

mod known;
mod values;

use serde_json::{Map, Value};

use super::nearest;
use super::wish::{Draft, Wish};
use crate::model::ToolOffer;
use known::Shape;

/// Reads what stands behind the slash.
pub(super) fn read(command: &str, tools: &[ToolOffer]) -> Wish {
    let command = command.trim();
    let (name, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
    let name = name.to_lowercase();
    if name == "help" {
        return Wish::Say(help(tools));
    }
    let Some(shape) = Shape::of(&name, tools) else {
        return Wish::Say(unknown(&name, tools));
    };
    match values::read(rest.trim(), &shape) {
        Ok(args) => Wish::Call(Draft::complete(&name, args)),
        Err(problem) => Wish::Say(format!("{problem} It is written:\n{}", usage(&name, &shape))),
    }
}

/// Whether a tool can be named though it is not offered: the gate then says why not, and offers to ask.
pub(super) fn is_known(name: &str) -> bool {
    known::names().any(|known| known == name)
}

fn names(tools: &[ToolOffer]) -> Vec<&str> {
    let mut names: Vec<&str> = tools.iter().map(|tool| tool.name.as_str()).collect();
    for name in known::names() {
        names.push(name);
    }
    names.sort_unstable();
    names.dedup();
    names
}

fn unknown(name: &str, tools: &[ToolOffer]) -> String {
    let near = nearest::names(name, &names(tools));
    if near.is_empty() {
        return format!("There is no command /{name}. /help lists every command.");
    }
    let near: Vec<String> = near.iter().map(|name| format!("/{name}")).collect();
    format!("There is no command /{name}. Nearest: {}.", near.join(", "))
}

fn usage(name: &str, shape: &Shape) -> String {
    let mut line = format!("/{name}");
    for field in &shape.fields {
        let sample = match field.kind {
            known::Type::Integer => "3",
            known::Type::Boolean => "true",
            known::Type::Text | known::Type::Other => "\"…\"",
        };
        let written = format!("{}={sample}", field.name);
        line.push_str(&if field.required { format!(" {written}") } else { format!(" [{written}]") });
    }
    line
}

/// Every command with its arguments; first those that are offered.
pub(super) fn help(tools: &[ToolOffer]) -> String {
    let offered: Vec<&str> = tools.iter().map(|tool| tool.name.as_str()).collect();
    let listed = if offered.is_empty() { names(tools) } else { offered };
    let commands: Vec<String> = listed.iter().filter_map(|name| Some(usage(name, &Shape::of(name, tools)?))).collect();
    format!(
        "No model is set, so I act on commands and on plain sentences such as “add a note titled Groceries saying milk and eggs” or “show my notes”.\n{}",
        commands.join("\n"),
    )
}

fn object(text: &str) -> Option<Map<String, Value>> {
    serde_json::from_str(text).ok()
}
