//! Names: of people, roles and zones, and numbers. A name is written with a
//! capital letter; anything else could be any word.

use serde_json::Value;

use super::super::grammar::Sentence;
use super::day::is_of_time;
use super::title;
use super::{Filled, period};

/// Words with a capital letter that are nobody's name.
const NOBODY: [&str; 36] = [
    "i",
    "it",
    "me",
    "my",
    "you",
    "we",
    "they",
    "he",
    "she",
    "everyone",
    "everybody",
    "someone",
    "somebody",
    "nobody",
    "anyone",
    "anybody",
    "all",
    "the",
    "a",
    "this",
    "that",
    "who",
    "what",
    "assent",
    "nothing",
    "note",
    "notes",
    "task",
    "tasks",
    "alarm",
    "alarms",
    "agent",
    "agents",
    "notifications",
    "gate",
    "requests",
];

pub(super) fn email(text: &str) -> Option<String> {
    let (name, host) = text.split_once('@')?;
    let part = |part: &str| {
        !part.is_empty() && !part.contains(|letter: char| !letter.is_alphanumeric() && !"._+-".contains(letter))
    };
    let ending = host.rsplit_once('.').is_some_and(|(host, ending)| {
        !host.is_empty() && ending.chars().count() >= 2 && ending.chars().all(char::is_alphabetic)
    });
    (part(name) && part(host) && ending).then(|| text.to_owned())
}

/// Somebody by e-mail or name.
pub(super) fn person(text: &str) -> Option<Filled> {
    if let Some(email) = email(text) {
        return Some(Filled::Value(email.into()));
    }
    if text.eq_ignore_ascii_case("the admin") {
        return Some(Filled::Person("Admin".to_owned()));
    }
    name(text).map(Filled::Person)
}

/// The same with an `'s`.
pub(super) fn whose(text: &str) -> Option<Filled> {
    let owner = text.strip_suffix("'s").or_else(|| text.strip_suffix("’s"));
    person(owner.or_else(|| text.strip_suffix(['\'', '’']).filter(|name| name.ends_with('s')))?)
}

fn name(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
    let fits = |word: &&str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|letter| letter.is_alphabetic() || "-'’".contains(letter))
            && !word.ends_with("'s")
            && !word.ends_with("’s")
            && !NOBODY.contains(&word.to_lowercase().as_str())
            && !is_of_time(word)
    };
    let whole = (1..=3).contains(&words.len()) && words.iter().all(fits) && text.chars().count() >= 3;
    whole.then(|| words.join(" "))
}

/// Who is looked for: by e-mail, name, or three letters of it in quotes.
pub(super) fn sought(sentence: &Sentence<'_>, from: usize, to: usize) -> Option<Value> {
    let text = sentence.text(from, to);
    let quoted = || title::title(sentence, from, to).filter(|title| title.quoted).map(|title| title.text);
    let found = email(text).or_else(|| name(text)).or_else(quoted)?;
    (found.chars().count() >= 3).then(|| found.into())
}

pub(super) fn number(words: &[&str]) -> Option<i64> {
    let [word] = words else { return None };
    let word = word.strip_prefix('#').unwrap_or(word);
    let digits = |word: &str| !word.is_empty() && word.len() <= 18 && word.bytes().all(|byte| byte.is_ascii_digit());
    if digits(word) {
        word.parse().ok().filter(|number| *number > 0)
    } else {
        period::count(word).filter(|_| word.len() > 2)
    }
}

/// What a limit counts.
pub(super) fn counted(words: &[&str]) -> Option<Value> {
    match words {
        [word @ ("calls" | "requests" | "runs" | "tokens")] => Some(Value::from(*word)),
        _ => None,
    }
}

/// Where a request stands.
pub(super) fn status(words: &[&str]) -> Option<Value> {
    match words {
        ["open" | "waiting"] => Some("pending".into()),
        [word @ ("pending" | "approved" | "rejected" | "withdrawn" | "expired")] => Some(Value::from(*word)),
        _ => None,
    }
}

/// What using a permission asks first.
pub(super) fn policy(words: &[&str]) -> Option<Value> {
    match words {
        [word @ ("auto" | "confirm" | "approve" | "never" | "none")] => Some(Value::from(*word)),
        _ => None,
    }
}

/// A role by its name: one word, no article.
pub(super) fn role(text: &str) -> Option<String> {
    let fits = text.starts_with(char::is_alphabetic)
        && text.chars().count() <= 50
        && text.chars().all(|letter| letter.is_alphanumeric() || "_-".contains(letter));
    let lower = text.to_lowercase();
    (fits && !["and", "or", "the", "a", "an", "my", "not", "no", "all", "called"].contains(&lower.as_str()))
        .then(|| text.to_owned())
}

/// Several, with commas and "and".
pub(super) fn roles(sentence: &Sentence<'_>, from: usize, to: usize) -> Option<Value> {
    let mut names: Vec<String> = Vec::new();
    let mut due = true;
    for at in from..to {
        let text = sentence.text(at, at + 1);
        match text {
            "," | "and" if names.is_empty() => return None,
            "," | "and" => due = true,
            _ if due => {
                names.push(role(text)?);
                due = false;
            }
            _ => return None,
        }
    }
    (!due).then(|| names.into())
}

/// A time zone by its IANA name.
pub(super) fn zone(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('/').collect();
    let fits = |part: &&str| {
        part.starts_with(|first: char| first.is_ascii_uppercase())
            && part.chars().all(|letter| letter.is_ascii_alphanumeric() || "_+-".contains(letter))
    };
    let named = parts.len() >= 2 && parts.iter().all(fits) || text == "UTC";
    named.then(|| text.to_owned())
}
