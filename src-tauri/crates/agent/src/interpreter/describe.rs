//! Says what came of calls, in a person's words and from the recorded envelope
//! alone: nothing is claimed that is not in it.

mod fill;
mod said;
mod weather;
mod words;

use serde_json::Value;

use super::transcript::{Recorded, Turn};
use words::text;

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

/// An item to choose: its number, and what tells it from others of its name.
pub(super) fn choice(item: &Value) -> String {
    const LONGEST: usize = 60;
    let id = item.get("id").unwrap_or(&Value::Null);
    let content = text(item, "content").map(|content| content.split_whitespace().collect::<Vec<_>>().join(" "));
    let content = content.filter(|content| !content.is_empty()).map(|content| {
        let cut = if content.chars().count() > LONGEST { "…" } else { "" };
        format!(", {}{cut}", content.chars().take(LONGEST).collect::<String>())
    });
    let date = ["due_on", "local", "updated_at", "fire_at", "created_at"].iter().find_map(|key| text(item, key));
    let date = date.map(|date| format!(", {}", date.replacen('T', " ", 1).chars().take(16).collect::<String>()));
    format!("#{id}{}{}", content.unwrap_or_default(), date.unwrap_or_default())
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
    let sentences = said::DONE.iter().find(|(name, _)| *name == tool).map_or(&[][..], |(_, sentences)| sentences);
    if let Some(sentence) = sentences.iter().find_map(|sentence| fill::fill(sentence, result)) {
        return sentence;
    }
    match tool {
        "auth_me" => words::person(result),
        "weather_read" => weather::report(result),
        _ => list(tool, result).unwrap_or_else(|| other(tool, result)),
    }
}

fn list(tool: &str, result: &Value) -> Option<String> {
    let items = result.get("items").and_then(Value::as_array)?;
    let known = said::LISTS.iter().find(|(name, ..)| *name == tool);
    if items.is_empty() {
        let empty = known.map_or("Nothing is listed. /help lists every command.", |(_, empty, _)| empty);
        return Some(empty.to_owned());
    }
    let entry = |item: &Value| {
        let said = known.and_then(|(_, _, entry)| fill::fill(entry, item)).unwrap_or_else(|| words::line(item));
        match words::numbered(item).as_str() {
            "" => said,
            id => format!("{said} ({id})"),
        }
    };
    let mut lines: Vec<String> =
        items.iter().take(LINES).enumerate().map(|(at, item)| format!("{}. {}", at + 1, entry(item))).collect();
    if items.len() > LINES {
        lines.push(format!("{} more are in the tool card above.", items.len() - LINES));
    }
    if result.get("next_cursor").is_some_and(|cursor| !cursor.is_null()) {
        lines.push("There are more than listed here.".to_owned());
    }
    Some(lines.join("\n"))
}

fn other(tool: &str, result: &Value) -> String {
    let fields = words::fields(result);
    if fields.is_empty() { format!("Done: {tool}.") } else { format!("Done: {tool}. {fields}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_about_a_result_is_well_formed() {
        let sentences = said::DONE.iter().flat_map(|(_, sentences)| sentences.iter().copied());
        for sentence in sentences.chain(said::LISTS.iter().map(|(_, _, entry)| *entry)) {
            let depth = sentence.chars().try_fold(0_i32, |depth, letter| match letter {
                '[' | '{' => Some(depth + 1),
                ']' | '}' => Some(depth - 1).filter(|depth| *depth >= 0),
                _ => Some(depth),
            });
            assert_eq!(depth, Some(0), "{sentence}");
        }
    }
}
