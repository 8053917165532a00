//! What to say about a sentence that is not understood: that nothing was done,
//! and the commands that share most words with it.

use std::collections::HashSet;

use super::rules;
use crate::model::ToolOffer;

const SHOWN: usize = 3;

/// Words every sentence has.
const COMMON: [&str; 18] = [
    "a", "the", "my", "to", "is", "it", "in", "for", "and", "i", "of", "you", "me", "please", "can", "do", "what", "s",
];

pub(super) fn not_understood(said: &str, tools: &[ToolOffer]) -> String {
    let lines: Vec<String> =
        nearest(said, tools).into_iter().map(|(sentence, tool)| format!("- {sentence} (/{tool})")).collect();
    format!(
        "I act only on a whole sentence I understand, one wish at a time, and this is not one. Nothing was done. Nearest:\n{}\n/help lists every command.",
        lines.join("\n"),
    )
}

/// Only what is offered is suggested.
fn nearest(said: &str, tools: &[ToolOffer]) -> Vec<(&'static str, &'static str)> {
    let wanted = words(said);
    let offered = |name: &str| tools.is_empty() || tools.iter().any(|tool| tool.name == name);
    let mut scored: Vec<_> = rules::examples()
        .filter(|(_, tool)| offered(tool))
        .map(|example| {
            let (sentence, tool) = example;
            let known: HashSet<String> = &words(sentence) | &words(tool);
            (known.intersection(&wanted).count(), example)
        })
        .collect();
    // Stable: equals stay in the order of the table.
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().take(SHOWN).map(|(_, example)| example).collect()
}

fn words(text: &str) -> HashSet<String> {
    text.to_lowercase()
        .split(|letter: char| !letter.is_alphanumeric())
        .take(200)
        .filter(|word| !word.is_empty() && !COMMON.contains(word))
        .map(|word| synonym(word.strip_suffix('s').filter(|stem| stem.len() > 2).unwrap_or(word)).to_owned())
        .collect()
}

fn synonym(word: &str) -> &str {
    match word {
        "create" | "make" | "write" | "new" | "take" => "add",
        "remove" | "erase" => "delete",
        "update" | "edit" => "change",
        "list" | "display" | "see" => "show",
        "finish" | "done" | "mark" => "complete",
        "forecast" | "rain" | "sunny" | "temperature" | "snow" => "weather",
        "todo" => "task",
        "reminder" | "remind" => "alarm",
        other => other,
    }
}
/// The names most like an unknown one.
pub(super) fn names<'a>(unknown: &str, known: &[&'a str]) -> Vec<&'a str> {
    let wanted = words(unknown);
    let mut scored: Vec<_> = known
        .iter()
        .map(|name| {
            let shared = words(name).intersection(&wanted).count();
            let prefix = name.chars().zip(unknown.chars()).take_while(|(one, other)| one == other).count();
            (shared, prefix, *name)
        })
        .filter(|(shared, prefix, _)| *shared > 0 || *prefix > 2)
        .collect();
    scored.sort_by_key(|(shared, prefix, _)| std::cmp::Reverse((*shared, *prefix)));
    scored.into_iter().take(SHOWN).map(|(_, _, name)| name).collect()
}
