//! The rules: data that says which sentences ask for which call. Each has what it
//! does, one sentence as an example, and the patterns it takes.

mod access;
mod alarms;
mod lending;
mod notes;
mod others;
mod tasks;

use std::sync::LazyLock;

use serde_json::Value;

use super::grammar::Pattern;

/// What it does: a tool, with arguments that are always the same; or, after a
/// question mark, what is said instead. Then an example, and the patterns.
type Row = (&'static str, &'static str, &'static [&'static str]);

const TABLES: [&[Row]; 6] = [notes::RULES, tasks::RULES, alarms::RULES, others::RULES, lending::RULES, access::RULES];

/// The question the next message may answer with a place alone.
pub(super) const WHICH_PLACE: &str = others::WHICH_PLACE;

/// What a rule makes of a sentence.
#[derive(Clone, Debug)]
pub(super) enum Does {
    Call { tool: &'static str, always: Vec<(&'static str, Value)> },
    Say(&'static str),
}

#[derive(Debug)]
pub(super) struct Rule {
    pub(super) does: Does,
    pub(super) patterns: Vec<Pattern>,
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let rule = |(does, _, says): &Row| {
        let patterns = says.iter().filter_map(|text| Pattern::read(text).ok()).collect();
        Rule { does: read(does), patterns }
    };
    rows().map(rule).collect()
});

pub(super) fn all() -> &'static [Rule] {
    &RULES
}

fn rows() -> impl Iterator<Item = &'static Row> {
    TABLES.into_iter().flatten()
}

fn read(does: &'static str) -> Does {
    if let Some(text) = does.strip_prefix("? ") {
        return Does::Say(text);
    }
    let mut words = does.split(' ');
    let tool = words.next().unwrap_or_default();
    let value = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
    let always = words.filter_map(|word| word.split_once('=')).map(|(name, text)| (name, value(text))).collect();
    Does::Call { tool, always }
}

/// Example sentences with the tool that they ask for.
pub(super) fn examples() -> impl Iterator<Item = (&'static str, &'static str)> {
    let tool = |does: &'static str| does.split(' ').next().unwrap_or_default();
    rows().filter(|(_, example, _)| !example.is_empty()).map(move |(does, example, _)| (*example, tool(does)))
}

/// Whether a tool changes nothing, so that a question may ask for it.
pub(super) fn only_reads(tool: &str) -> bool {
    ["auth_me", "users_find", "weather_read", "calls_status"].contains(&tool)
        || ["_list", "_mine"].iter().any(|ending| tool.ends_with(ending))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]
    use super::*;

    #[test]
    fn every_pattern_can_be_read() {
        for (does, _, says) in rows() {
            for text in *says {
                if let Err(why) = Pattern::read(text) {
                    panic!("{does}: {text}: {why}");
                }
            }
        }
    }
}
