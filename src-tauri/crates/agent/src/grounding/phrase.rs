//! Noun phrases: what a claim is about, how many, of which name, for whom.

use super::nouns::{self, Objects};
use super::text::Token;
use super::words;

/// One thing that a verb is said of.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    pub(super) objects: Objects,
    /// Whether a noun or pronoun was understood.
    pub(super) known: bool,
    pub(super) plural: bool,
    pub(super) count: Option<usize>,
    /// Numbers by which things are called: “note 7”.
    pub(super) ids: Vec<String>,
    /// Quoted or bold titles, and words with a capital that may be one.
    pub(super) names: Vec<String>,
    /// People it is said to be for, or whose it is.
    pub(super) whom: Vec<String>,
    /// Other words of substance.
    pub(super) loose: Vec<String>,
    /// What is named behind a preposition: access “to your notes”.
    pub(super) over: Objects,
    /// The noun of a thing no tool has to do with.
    pub(super) elsewhere: Option<String>,
    /// Whether it says that there is none.
    pub(super) none: bool,
    /// The noun as it was written.
    pub(super) noun: String,
}

impl Part {
    fn is_empty(&self) -> bool {
        !self.known && self.names.is_empty() && self.loose.is_empty() && self.count.is_none() && !self.none
    }

    /// How many of it there have to be.
    pub(super) fn least(&self) -> usize {
        let countable = Objects::NOTE
            .and(Objects::TASK)
            .and(Objects::ALARM)
            .and(Objects::REQUEST)
            .and(Objects::ROLE)
            .and(Objects::RULE);
        let several = self.plural && (self.objects.is_any() || countable.meets(self.objects));
        let permission = self.objects.meets(Objects::PERMISSION);
        let vague = ["changes", "updates", "steps", "details", "actions", "things", "settings", "contents", "dates"];
        let least = if several && !permission && !vague.contains(&self.noun.as_str()) { 2 } else { 1 };
        self.count.unwrap_or(least)
    }
}

/// Whether a token joins two things.
pub(super) fn joins(token: &Token) -> bool {
    token.among(&["and", "or", "plus", "nor"]) || token.mark(",&")
}

/// Words that stand with a thing and say nothing that could be checked.
const EMPTY: &[&str] = &[
    "recurring",
    "daily",
    "weekly",
    "monthly",
    "yearly",
    "overdue",
    "existing",
    "remaining",
    "pending",
    "duplicate",
    "whole",
    "entire",
    "following",
    "next",
    "previous",
    "same",
    "separate",
    "single",
    "short",
    "long",
    "quick",
    "open",
    "personal",
    "current",
    "different",
    "correct",
    "wrong",
    "important",
    "completed",
    "deleted",
    "finished",
    "original",
    "additional",
    "extra",
    "further",
    "matching",
    "unnecessary",
    "obsolete",
    "outdated",
    "empty",
    "morning",
    "evening",
    "back",
    "rid",
    "away",
    "down",
    "off",
    "out",
    "also",
    "there",
    "here",
    "well",
    "soon",
    "more",
    "than",
    "only",
    "done",
    "read",
    "complete",
    "today",
    "tonight",
    "yesterday",
    "tomorrow",
    "later",
    "easily",
    "else",
    "much",
    "like",
    "just",
    "task",
    "first",
    "second",
    "third",
    "last",
    "full",
    "reminding",
    "temporary",
    "permanent",
    "simple",
    "small",
    "little",
    "permission",
    "what",
    "yours",
    "mine",
    "together",
    "your",
    "with",
    "have",
    "been",
];

/// The things named in a run of tokens, joined by commas and “and”.
pub(super) fn parts(tokens: &[Token]) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    for piece in tokens.split(joins).filter(|piece| !piece.is_empty()) {
        let part = part(piece);
        let first = piece.first();
        let hangs = first.is_some_and(|token| token.among(words::PREPOSITIONS) && !token.among(&["that", "which"]));
        let own = !hangs && (part.known || !part.names.is_empty());
        match found.last_mut() {
            Some(before) if !own => {
                before.whom.extend(part.whom);
                before.names.extend(part.names);
            }
            // A list of titles belongs to the noun before it.
            Some(before) if !part.known && part.count.is_none() => {
                before.names.extend(part.names);
                before.whom.extend(part.whom);
            }
            // “the first and the second task”
            Some(before) if part.objects.is_any() && part.noun == "one" => before.count = before.count.map(|n| n + 1),
            Some(before) if !before.known && before.objects.is_any() && !part.objects.is_any() && part.plural => {
                let mut names = std::mem::take(&mut before.names);
                let mut part = part;
                names.append(&mut part.names);
                *before = Part { names, ..part };
            }
            _ if !part.is_empty() => found.push(part),
            _ => {}
        }
    }
    found
}

#[derive(Default)]
struct Walk {
    part: Part,
    /// Behind a preposition.
    deep: bool,
    naming: bool,
    owner: bool,
    second: Option<Objects>,
}

fn part(piece: &[Token]) -> Part {
    let mut walk = Walk::default();
    for (at, token) in piece.iter().enumerate() {
        let next = piece.get(at + 1);
        let before = at.checked_sub(1).and_then(|at| piece.get(at));
        if token.is_name() {
            walk.name(&token.text);
        } else if token.is_word() {
            walk.word(token, before, next);
        }
    }
    let Walk { mut part, second, .. } = walk;
    if let Some(second) = second
        && (part.objects.is_any() || part.objects.meets(Objects::ELSEWHERE))
    {
        part.objects = second;
        part.elsewhere = None;
        if !part.known {
            part.plural = false;
        }
    }
    part
}

/// Words in quotation marks that are states, not titles.
const STATES: &[&str] =
    &["done", "completed", "complete", "read", "finished", "open", "deleted", "cancelled", "yes", "approved"];

impl Walk {
    fn name(&mut self, text: &str) {
        if !STATES.contains(&text.to_lowercase().as_str()) {
            self.part.names.push(text.to_owned());
        }
        self.naming = false;
    }

    fn word(&mut self, token: &Token, before: Option<&Token>, next: Option<&Token>) {
        let word = token.text.as_str();
        if ["no", "nothing", "none", "neither", "nobody", "zero", "0"].contains(&word) && !self.deep {
            self.part.none = true;
        } else if words::figures(word) || words::number(word).is_some() {
            self.number(word, before, next);
        } else if word == "of" {
            self.deep |= !self.part.noun.is_empty();
        } else if words::NAMING.contains(&word) {
            (self.deep, self.naming) = (true, true);
        } else if words::PREPOSITIONS.contains(&word) || ["i", "we", "what"].contains(&word) {
            self.deep |=
                !(self.part.noun.is_empty() && self.part.names.is_empty() && before.is_none() && word == "that");
            self.owner = ["for", "to", "with", "from"].contains(&word);
        } else if next.is_some_and(|next| next.is("'s")) && !["it", "that", "there"].contains(&word) {
            match nouns::noun(word) {
                Some(noun) if !noun.objects.is_any() => self.second = Some(noun.objects),
                None if token.cased => self.part.whom.push(word.to_owned()),
                _ => {}
            }
        } else if let Some(noun) = nouns::noun(word) {
            self.noun(word, noun);
        } else if !words::DETERMINERS.contains(&word) && !words::ADVERBS.contains(&word) {
            self.other(token, before);
        }
    }

    fn number(&mut self, word: &str, before: Option<&Token>, next: Option<&Token>) {
        let called = before.is_some_and(|before| nouns::noun(&before.text).is_some() || before.mark("#"));
        let unit = next.is_some_and(|next| next.among(words::UNITS));
        if called && words::figures(word) && !self.deep && !unit {
            self.part.ids.push(word.to_owned());
        } else if let Some(count) = words::number(word).filter(|_| !unit && !self.deep && self.part.noun.is_empty()) {
            // “one of the notes”, “all five”
            self.part.count.get_or_insert(count);
            self.part.known |= ["one", "both", "all"].contains(&word);
        }
    }

    fn noun(&mut self, word: &str, noun: nouns::Noun) {
        if self.deep {
            if !noun.objects.is_any() && !noun.objects.meets(Objects::ELSEWHERE.and(Objects::PERSON)) {
                self.second.get_or_insert(noun.objects);
                self.part.over = self.part.over.and(noun.objects);
            }
            return;
        }
        self.part.known = true;
        if ["all", "both"].contains(&word) {
            return;
        }
        self.part.plural = noun.plural;
        if noun.objects.meets(Objects::ELSEWHERE) {
            self.part.elsewhere = Some(word.to_owned());
            self.part.objects = noun.objects;
        } else if !noun.objects.is_any() {
            self.part.elsewhere = None;
            self.part.objects = noun.objects;
        }
        if self.part.noun.is_empty() || !noun.objects.is_any() {
            word.clone_into(&mut self.part.noun);
        }
    }

    fn other(&mut self, token: &Token, before: Option<&Token>) {
        let word = token.text.as_str();
        let calendar = words::WEEKDAYS.contains(&word) || words::MONTHS.contains(&word);
        if calendar || word.chars().count() < 3 || EMPTY.contains(&word) || words::OTHERS.contains(&word) {
            return;
        }
        let capital = token.cased && before.is_some();
        if self.naming {
            self.part.names.push(word.to_owned());
            self.naming = capital;
        } else if self.deep && token.cased {
            if word.contains('/') {
                self.part.names.push(word.to_owned());
            } else if self.owner {
                self.part.whom.push(word.to_owned());
            }
        } else if capital && !self.part.noun.is_empty() {
            self.part.names.push(word.to_owned());
        } else if !self.deep {
            self.part.loose.push(word.to_owned());
        }
    }
}
