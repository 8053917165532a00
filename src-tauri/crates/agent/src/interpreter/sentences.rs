//! Plain sentences: what the rules make of a whole one. It counts only when every
//! way of reading it comes to the same wish.

use super::grammar::{Reading, Sentence, readings};
use super::rules::{self, Does, Rule, WHICH_PLACE};
use super::slots::{Filled, NEAR, is_place};
use super::transcript::Turn;
use super::wish::{Draft, Kind, Wish};

/// Everything the sentence could ask for.
pub(super) fn read(said: &str) -> Vec<Wish> {
    let sentence = Sentence::read(said);
    let mut wishes = Vec::new();
    for rule in rules::all() {
        for reading in rule.patterns.iter().flat_map(|pattern| readings(pattern, &sentence)) {
            let content = reading.content;
            let Some(wish) = wish(rule, reading) else { continue };
            if !wishes.contains(&wish) && !is_doubted(&wish, &sentence, content) {
                wishes.push(wish);
            }
        }
    }
    // What can be done as it was said need not be asked about.
    if wishes.iter().any(|wish| matches!(wish, Wish::Call(_))) {
        wishes.retain(|wish| matches!(wish, Wish::Call(_)));
    }
    wishes
}

/// "Delete the note Groceries?" asks about it; "could you …?" asks for it.
fn is_doubted(wish: &Wish, sentence: &Sentence<'_>, content: bool) -> bool {
    let writes = matches!(wish, Wish::Call(draft) if !rules::only_reads(&draft.tool));
    writes && (sentence.may || (sentence.asked && !sentence.polite && !content))
}

fn wish(rule: &Rule, reading: Reading) -> Option<Wish> {
    let (tool, always) = match &rule.does {
        Does::Say(text) => return Some(Wish::Say((*text).to_owned())),
        Does::Call { tool, always } => (*tool, always),
    };
    let mut args: Vec<(String, Filled)> = Vec::new();
    for (name, filled) in reading.slots {
        // Nobody says the same thing twice and means one of them.
        if args.iter().any(|(known, _)| *known == name) {
            return None;
        }
        let filled = match filled {
            Filled::Person(name) if tool == "users_find" => Filled::Value(name.into()),
            other => other,
        };
        args.push((name, filled));
    }
    for (name, value) in always {
        if !args.iter().any(|(known, _)| known == name) {
            args.push(((*name).to_owned(), Filled::Value(value.clone())));
        }
    }
    args.sort_by(|(one, _), (other, _)| one.cmp(other));
    Some(Wish::Call(Draft { tool: tool.to_owned(), args }))
}

/// The one wish there is, seen from what was listed last; none where nothing is understood.
pub(super) fn settle(mut wishes: Vec<Wish>, shown: impl FnOnce() -> Option<Kind>) -> Option<Wish> {
    let open = |wish: &Wish| matches!(wish, Wish::Call(draft) if draft.thing().is_some_and(|thing| !thing.kind_said));
    if !wishes.is_empty() && wishes.iter().all(open) {
        let Some(kind) = shown() else {
            return say("Nothing has been listed in this conversation yet. Say “show my notes” first.");
        };
        let of_kind =
            |wish: &Wish| matches!(wish, Wish::Call(draft) if draft.thing().is_some_and(|thing| thing.kind == kind));
        wishes.retain(of_kind);
        if wishes.is_empty() {
            return say(&format!("That can't be done to {}.", kind.one()));
        }
    }
    match wishes.as_slice() {
        [_, _, ..] if wishes.iter().all(renames) => say("Where does the old title end? Put both titles in quotes."),
        [_, _, ..] => say("Nothing was done: that can be read in more than one way. Put titles in quotes."),
        _ => wishes.pop(),
    }
}

fn renames(wish: &Wish) -> bool {
    matches!(wish, Wish::Call(draft) if draft.thing().is_some() && draft.args.iter().any(|(name, _)| name == "title"))
}

fn say(text: &str) -> Option<Wish> {
    Some(Wish::Say(text.to_owned()))
}

/// A place alone, where the turn before asked for one.
pub(super) fn read_place(said: &str, before: &Turn<'_>) -> Option<Wish> {
    let asked = || read(before.said) == [Wish::Say(WHICH_PLACE.to_owned())];
    if before.answered != WHICH_PLACE || !asked() {
        return None;
    }
    let name = said.trim().trim_end_matches(['.', '!']);
    let name = name.strip_prefix("in ").or_else(|| name.strip_prefix("In ")).unwrap_or(name);
    let whole = format!("{} in {name}", before.said.trim().trim_end_matches(['.', '!', '?', '…']));
    // The question again, with a place: "near me" and the like give way to it.
    let whole = NEAR.replace(&whole, " in");
    let mut wishes = read(&whole);
    match (wishes.pop(), wishes.is_empty()) {
        (Some(Wish::Call(draft)), true) if is_place(name) && draft.tool == "weather_read" => Some(Wish::Call(draft)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_understood() {
        for (sentence, tool) in rules::examples() {
            let wishes = read(sentence);
            let fits = matches!(wishes.as_slice(), [Wish::Call(draft)] if draft.tool == tool);
            assert!(fits, "{sentence}: {wishes:?}");
        }
    }
}
