//! Says what came of calls, in a person's words and from the recorded envelope
//! alone: nothing is claimed that is not in it.

mod weather;
mod words;

use serde_json::Value;

use super::transcript::{Recorded, Turn};
use words::{line, quoted, text};

/// Lines of a list that are written out.
const LINES: usize = 20;

/// Everything recorded in a turn.
pub(super) fn results(turn: &Turn<'_>) -> String {
    let parts: Vec<String> = turn.results.iter().map(one).collect();
    parts.join("\n\n")
}

/// The last result of `tool`.
pub(super) fn last(turn: &Turn<'_>, tool: &str) -> String {
    turn.results.iter().rev().find(|recorded| recorded.tool == tool).map(one).unwrap_or_default()
}

/// What an item is called.
pub(super) fn name(item: &Value) -> String {
    ["title", "name", "permission", "email", "tool", "kind", "reason"]
        .iter()
        .find_map(|key| text(item, key))
        .unwrap_or_default()
        .to_owned()
}

/// Items to choose from, by id and date.
pub(super) fn choices(items: &[&Value]) -> String {
    let lines: Vec<String> = items
        .iter()
        .take(LINES)
        .enumerate()
        .map(|(at, item)| {
            let date =
                ["updated_at", "due_on", "local", "fire_at", "created_at"].iter().find_map(|key| text(item, key));
            let date = date.map(|date| format!(", {date}")).unwrap_or_default();
            format!("{}. #{}{date}", at + 1, item.get("id").unwrap_or(&Value::Null))
        })
        .collect();
    lines.join("\n")
}

fn one(recorded: &Recorded<'_>) -> String {
    let tool = recorded.tool;
    match recorded.outcome() {
        "succeeded" => succeeded(tool, recorded.envelope.get("result").unwrap_or(&Value::Null)),
        "denied" => denied(tool, recorded.envelope),
        "rejected" => ended(tool, "was rejected, so it did not run", recorded.envelope),
        "expired" => ended(tool, "was not answered in time, so it did not run", recorded.envelope),
        "withdrawn" => ended(tool, "was withdrawn, so it did not run", recorded.envelope),
        "failed" => ended(tool, "failed", recorded.envelope),
        "ambiguous" => ended(tool, "was cut short; whether it happened is not known", recorded.envelope),
        "planned" => format!("{tool} would run; nothing was done."),
        other => format!("{tool} ended as “{other}”."),
    }
}

fn denied(tool: &str, envelope: &Value) -> String {
    let explanation = envelope.get("denial").and_then(|denial| text(denial, "explanation"));
    explanation.map_or_else(|| format!("{tool} was denied."), str::to_owned)
}

fn ended(tool: &str, how: &str, envelope: &Value) -> String {
    let error = envelope.get("error").unwrap_or(&Value::Null);
    let denial = envelope.get("denial").unwrap_or(&Value::Null);
    let why = error
        .as_str()
        .or_else(|| text(error, "message"))
        .or_else(|| text(denial, "explanation"))
        .map(|why| format!(": {}", why.trim_end_matches('.')))
        .unwrap_or_default();
    format!("{tool} {how}{why}.")
}

fn succeeded(tool: &str, result: &Value) -> String {
    match tool {
        "notes_create" => made("Added", "note", result),
        "notes_update" => made("Changed", "note", result),
        "notes_delete" => deleted("note", result),
        "tasks_create" => made("Added", "task", result),
        "tasks_update" => made("Changed", "task", result),
        "tasks_complete" => made("Completed", "task", result),
        "tasks_delete" => deleted("task", result),
        "alarms_set" => made("Set", "alarm", result),
        "alarms_update" => made("Changed", "alarm", result),
        "alarms_cancel" => made("Cancelled", "alarm", result),
        "alarms_delete" => deleted("alarm", result),
        "notes_list" => list("note", "add a note titled … saying …", result),
        "tasks_list" => list("task", "add a task called …", result),
        "alarms_list" => list("alarm", "set an alarm for 15:00 called …", result),
        "users_find" => people(result),
        "auth_me" => words::person(result),
        "weather_read" => weather::report(result),
        "permission_requests_create" => words::request(result),
        _ if result.get("items").is_some_and(Value::is_array) => list("entry", "/help", result),
        _ => other(tool, result),
    }
}

/// The title, else the id, with a blank before it.
fn named(result: &Value) -> String {
    let name = text(result, "title").map_or_else(|| words::numbered(result), quoted);
    if name.is_empty() { name } else { format!(" {name}") }
}

fn made(verb: &str, noun: &str, result: &Value) -> String {
    let named = named(result);
    let due = text(result, "due_on").map(|due| format!(", due {due}")).unwrap_or_default();
    let at = ["local", "fire_at"].iter().find_map(|key| text(result, key));
    let at = at.filter(|_| noun == "alarm").map(|at| format!(" for {at}")).unwrap_or_default();
    format!("{verb} the {noun}{named}{due}{at}.")
}

fn deleted(noun: &str, result: &Value) -> String {
    let named = named(result);
    let undo = text(result, "undo_until_local")
        .or_else(|| text(result, "undo_until"))
        .map(|until| format!(" It can be brought back until {until}."))
        .unwrap_or_default();
    format!("Deleted the {noun}{named}.{undo}")
}

fn list(noun: &str, hint: &str, result: &Value) -> String {
    let Some(items) = result.get("items").and_then(Value::as_array) else {
        return other(noun, result);
    };
    if items.is_empty() {
        return match noun {
            "entry" => "Nothing is listed. /help lists every command.".to_owned(),
            _ => format!("No {noun}s here. Say “{hint}”."),
        };
    }
    let mut lines: Vec<String> =
        items.iter().take(LINES).enumerate().map(|(at, item)| format!("{}. {}", at + 1, line(item))).collect();
    if items.len() > LINES {
        lines.push(format!("{} more are in the tool card above.", items.len() - LINES));
    }
    if result.get("next_cursor").is_some_and(|cursor| !cursor.is_null()) {
        lines.push("There are more than listed here.".to_owned());
    }
    lines.join("\n")
}

fn people(result: &Value) -> String {
    let items = result.get("items").or_else(|| result.get("users")).unwrap_or(result);
    match items.as_array().map(Vec::as_slice) {
        Some([]) => "Nobody was found. Give the exact e-mail, or at least three letters of the name.".to_owned(),
        Some(people) => people
            .iter()
            .enumerate()
            .map(|(at, person)| format!("{}. {}", at + 1, line(person)))
            .collect::<Vec<_>>()
            .join("\n"),
        None => other("users_find", result),
    }
}

fn other(tool: &str, result: &Value) -> String {
    let fields = words::fields(result);
    if fields.is_empty() { format!("Done: {tool}.") } else { format!("Done: {tool}. {fields}.") }
}
