//! Plain sentences: one table of rules, each with an example, read from top to
//! bottom. A sentence counts only when every rule that takes it agrees on what
//! it asks for.

mod place;
mod readers;
mod rules;

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::transcript::Turn;
use super::vocabulary::compile;
use super::wish::Wish;

/// The question the next message may answer with a place alone.
const WHICH_PLACE: &str = "Which place?";

type Reader = fn(&Captures<'_>) -> Option<Wish>;

/// Longer ones are pasted; only content may go on for longer.
const LONGEST: usize = 2000;

/// A sentence that is understood.
struct Rule {
    pattern: Regex,
    takes_content: bool,
    read: Reader,
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    rules::RULES
        .iter()
        .map(|(pattern, read)| Rule {
            pattern: compile(pattern),
            takes_content: pattern.contains("{saying}") || pattern.contains("{to-say}"),
            read: *read,
        })
        .collect()
});

#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled in every test")]
static POLITE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:(?:please|(?:could|can|would|will) you|i['’]d like(?: you)? to|i would like(?: you)? to|i want(?: you)? to),?[ \t]+)+").unwrap()
});

/// What the whole sentence asks for, if it is understood.
pub(super) fn read(said: &str) -> Option<Wish> {
    let said = said.trim();
    let polite = POLITE.find(said).map_or(0, |lead| lead.end());
    let sentence = said.get(polite..)?;
    let rules = RULES.iter().filter(|rule| rule.takes_content || sentence.len() <= LONGEST);
    let mut wishes = rules.filter_map(|rule| {
        let captures = rule.pattern.captures(sentence)?;
        let wish = (rule.read)(&captures)?;
        // "Delete the note Groceries?" asks about it; "could you …?" asks for it.
        let doubted =
            polite == 0 && writes(&wish) && captures.name("end").is_some_and(|end| end.as_str().contains('?'));
        (!doubted).then_some(wish)
    });
    let wish = wishes.next()?;
    wishes.all(|other| other == wish).then_some(wish)
}

fn writes(wish: &Wish) -> bool {
    match wish {
        Wish::Call { tool, .. } => !rules::READS.contains(&tool.as_str()),
        Wish::Named(_) => true,
        Wish::Say(_) => false,
    }
}

/// A place alone, where the turn before asked for one.
pub(super) fn read_place(said: &str, before: &Turn<'_>) -> Option<Wish> {
    if before.answered != WHICH_PLACE || read(before.said) != Some(Wish::Say(WHICH_PLACE.to_owned())) {
        return None;
    }
    let name = said.trim().trim_end_matches(['.', '!']);
    let name = name.strip_prefix("in ").or_else(|| name.strip_prefix("In ")).unwrap_or(name);
    let whole = format!("{} in {name}", before.said.trim().trim_end_matches(['.', '!', '?', '…']));
    // The question again, with a place: "near me" and the like give way to it.
    let whole = place::NEAR.replace(&whole, " in");
    match read(&whole)? {
        wish @ Wish::Call { .. } if place::is_place(name) && reads_weather(&wish) => Some(wish),
        _ => None,
    }
}

fn reads_weather(wish: &Wish) -> bool {
    matches!(wish, Wish::Call { tool, .. } if tool == "weather_read")
}

/// Example sentences with the command that does the same.
pub(super) fn examples() -> &'static [(&'static str, &'static str)] {
    rules::EXAMPLES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        assert_eq!(RULES.len(), rules::RULES.len());
        assert!(!POLITE.is_match("add a note"));
    }

    #[test]
    fn every_example_is_understood() {
        for (sentence, command) in examples() {
            assert!(matches!(read(sentence), Some(Wish::Call { .. } | Wish::Named(_))), "{sentence}");
            assert!(command.starts_with('/'), "{command}");
        }
    }
}
