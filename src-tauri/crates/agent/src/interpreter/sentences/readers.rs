//! From what a rule captured to what is asked for. A reader gives nothing where
//! a captured part is not plainly what the rule takes it for.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde_json::Value;

use super::super::title::Title;
use super::super::wish::{Deed, Kind, Named, Which, Wish};
use super::WHICH_PLACE;
use super::place::is_place;

fn text<'a>(c: &Captures<'a>, name: &str) -> Option<&'a str> {
    c.name(name).map(|found| found.as_str().trim()).filter(|found| !found.is_empty())
}

fn value(text: impl Into<String>) -> Option<Value> {
    Some(Value::String(text.into()))
}

fn lower(text: Option<&str>) -> Option<Value> {
    text.map(|text| Value::String(text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")))
}

fn title(c: &Captures<'_>) -> Option<Title> {
    Title::read(text(c, "title")?)
}

/// The account named, at most once.
fn target(c: &Captures<'_>) -> Option<Option<Value>> {
    let mut named = ["target", "target_after", "target_last"].into_iter().filter_map(|name| text(c, name));
    let first = named.next();
    named.next().is_none().then(|| first.map(|email| Value::String(email.to_owned())))
}

pub(super) fn add_note(c: &Captures<'_>) -> Option<Wish> {
    let content = text(c, "content").unwrap_or_default();
    Some(Wish::call(
        "notes_create",
        [("title", value(title(c)?.text)), ("content", value(content)), ("target_user", target(c)?)],
    ))
}

pub(super) fn which_title(_: &Captures<'_>) -> Option<Wish> {
    Some(Wish::Say("What is the note called? Say “add a note titled … saying …”.".into()))
}

pub(super) fn list_notes(c: &Captures<'_>) -> Option<Wish> {
    let query = match text(c, "title") {
        None => None,
        Some(raw) => value(Title::read(raw).filter(is_searchable)?.text),
    };
    Some(Wish::call("notes_list", [("target_user", target(c)?), ("query", query)]))
}

fn is_searchable(title: &Title) -> bool {
    let lower = title.text.to_lowercase();
    title.quoted || !(is_number(&lower) || lower.starts_with("about ") || lower.starts_with("with "))
}

/// Without a letter it is a number, not the beginning of a title.
fn is_number(text: &str) -> bool {
    !text.chars().any(char::is_alphabetic)
}

pub(super) fn add_task(c: &Captures<'_>) -> Option<Wish> {
    let title = title(c)?;
    if title.has_word("due") || (!title.quoted && ENDS_WITH_A_DAY.is_match(&title.text)) {
        return Some(Wish::Say(
            "When is the task due? Say “add a task called … due tomorrow”, or put the title in quotes.".into(),
        ));
    }
    Some(Wish::call(
        "tasks_create",
        [("title", value(title.text)), ("due_on", lower(text(c, "due"))), ("target_user", target(c)?)],
    ))
}

#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled in every test")]
static ENDS_WITH_A_DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|\s)(?:today|tonight|tomorrow|next week|next month|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{4}-\d{2}-\d{2})$").unwrap()
});

pub(super) fn list_tasks(c: &Captures<'_>) -> Option<Wish> {
    let completed = text(c, "state").map(|state| Value::Bool(!state.eq_ignore_ascii_case("open")));
    Some(Wish::call("tasks_list", [("due_on", lower(text(c, "due"))), ("completed", completed)]))
}

/// Which thing is meant, and of what kind where that was said.
fn thing(c: &Captures<'_>) -> Option<(Option<Kind>, Which)> {
    let word = text(c, "kind").or_else(|| text(c, "kind_of_nth"))?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.word().eq_ignore_ascii_case(word));
    let which = if let Some(nth) = text(c, "nth") {
        Which::Shown(ordinal(nth)?)
    } else if let Some(id) = text(c, "id") {
        Which::Id(positive(id.trim_start_matches('#'))?)
    } else if let Some(number) = text(c, "number") {
        Which::Number(positive(number)?)
    } else {
        let title = title(c)?;
        // "Note 3 and 4" is no title, nor is "note -3".
        if !title.quoted && title.text.split_whitespace().next().is_some_and(is_number) {
            return None;
        }
        Which::Title(title.text)
    };
    Some((kind, which))
}

fn positive(digits: &str) -> Option<i64> {
    digits.parse().ok().filter(|number| *number > 0)
}

/// `Some(None)` is the last one.
fn ordinal(word: &str) -> Option<Option<usize>> {
    const WORDS: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    let word = word.to_lowercase();
    if word == "last" {
        return Some(None);
    }
    let position = match WORDS.iter().position(|other| *other == word) {
        Some(at) => at + 1,
        None => word.trim_end_matches(char::is_alphabetic).parse().ok()?,
    };
    (position > 0).then_some(Some(position))
}

fn do_to(c: &Captures<'_>, deed: Deed) -> Option<Wish> {
    let (kind, which) = thing(c)?;
    if let Some(kind) = kind {
        deed.tool(kind)?;
    }
    Some(Wish::Named(Named { kind, which, deed }))
}

pub(super) fn delete(c: &Captures<'_>) -> Option<Wish> {
    do_to(c, Deed::Delete)
}

pub(super) fn cancel(c: &Captures<'_>) -> Option<Wish> {
    match thing(c)? {
        (Some(Kind::Alarm), Which::Title(title)) => {
            Some(Wish::call("alarms_cancel_by_title", [("title", value(title))]))
        }
        (Some(Kind::Alarm), _) => do_to(c, Deed::Cancel),
        _ => None,
    }
}

pub(super) fn complete(c: &Captures<'_>) -> Option<Wish> {
    do_to(c, Deed::Complete)
}

pub(super) fn rename(c: &Captures<'_>) -> Option<Wish> {
    let new = Title::read(text(c, "new")?)?;
    let old_has_to = title(c).is_some_and(|old| old.has_word("to") || old.has_word("as") || old.has_word("into"));
    let old_is_bare = text(c, "title").is_some() && !title(c)?.quoted;
    let new_has_to = new.has_word("to") || new.has_word("as") || new.has_word("into");
    if old_has_to || (old_is_bare && new_has_to) {
        return Some(Wish::Say("Where does the old title end? Put both titles in quotes.".into()));
    }
    do_to(c, Deed::Rename(new.text))
}

pub(super) fn write(c: &Captures<'_>) -> Option<Wish> {
    let content = text(c, "content")?.to_owned();
    do_to(c, Deed::Write(content))
}

pub(super) fn due(c: &Captures<'_>) -> Option<Wish> {
    let when = text(c, "due")?.to_lowercase();
    do_to(c, Deed::Due(when))
}

pub(super) fn set_alarm(c: &Captures<'_>) -> Option<Wish> {
    let title = title(c)?;
    if ["for", "at", "in"].iter().any(|word| title.has_word(word)) {
        return None;
    }
    Some(Wish::call("alarms_set", [("title", value(title.text)), ("fire_at", value(text(c, "time")?))]))
}

pub(super) fn which_alarm(_: &Captures<'_>) -> Option<Wish> {
    Some(Wish::Say("What is the alarm called, and when? Say “set an alarm for 15:00 called …”.".into()))
}

pub(super) fn list_alarms(_: &Captures<'_>) -> Option<Wish> {
    Some(Wish::call("alarms_list", []))
}

pub(super) fn weather(c: &Captures<'_>) -> Option<Wish> {
    let when = match (text(c, "when"), text(c, "when_after")) {
        (Some(_), Some(_)) => return None,
        (one, other) => one.or(other).map(str::to_lowercase),
    };
    let now = matches!(when.as_deref(), Some("now" | "right now"));
    let grain = match text(c, "grain").map(str::to_lowercase).as_deref() {
        None if now => Some("current"),
        None => None,
        Some("daily") => Some("daily"),
        Some("current") => Some("current"),
        Some(_) => Some("hourly"),
    };
    let Some(place) = text(c, "place") else {
        return Some(Wish::Say(WHICH_PLACE.into()));
    };
    if !is_place(place) {
        return None;
    }
    Some(Wish::call(
        "weather_read",
        [
            ("location", value(place)),
            ("when", when.filter(|_| !now).map(Value::String)),
            ("granularity", grain.map(Value::from)),
        ],
    ))
}

pub(super) fn who_am_i(_: &Captures<'_>) -> Option<Wish> {
    Some(Wish::call("auth_me", []))
}

pub(super) fn find_person(c: &Captures<'_>) -> Option<Wish> {
    let query = match text(c, "person") {
        Some(email) => email.to_owned(),
        None => title(c)?.text,
    };
    (query.chars().count() >= 3).then(|| Wish::call("users_find", [("query", value(query))]))
}

pub(super) fn ask_permission(c: &Captures<'_>) -> Option<Wish> {
    let noun = text(c, "noun")?.to_lowercase();
    let noun = noun.split_whitespace().last()?.trim_end_matches('s');
    let action = match text(c, "verb")?.to_lowercase().as_str() {
        "create" | "add" => "create",
        "list" | "see" | "show" => "list",
        "update" | "change" | "edit" => "update",
        "delete" | "remove" => "delete",
        "complete" | "finish" => "complete",
        "set" => "set",
        _ => return None,
    };
    let permission = match (noun, action) {
        ("note" | "task", "create" | "list" | "update" | "delete") | ("task", "complete") => {
            format!("{noun}s:{action}")
        }
        ("alarm", "set" | "create") => "alarms:set".to_owned(),
        _ => return None,
    };
    Some(request(permission))
}

pub(super) fn ask_permission_code(c: &Captures<'_>) -> Option<Wish> {
    // For somebody else's account it takes a delegation, and so an owner to ask.
    text(c, "permission").filter(|code| !code.contains('.')).map(|code| request(code.to_lowercase()))
}

fn request(permission: String) -> Wish {
    Wish::call("permission_requests_create", [("request_kind", value("permission")), ("permission", value(permission))])
}

pub(super) fn my_requests(_: &Captures<'_>) -> Option<Wish> {
    Some(Wish::call("permission_requests_mine", []))
}

pub(super) fn decidable(_: &Captures<'_>) -> Option<Wish> {
    Some(Wish::call("approvals_requests_list", []))
}

pub(super) fn delegations(_: &Captures<'_>) -> Option<Wish> {
    Some(Wish::call("delegations_mine", []))
}

pub(super) fn call_status(c: &Captures<'_>) -> Option<Wish> {
    Some(Wish::call("calls_status", [("call_id", Some(Value::from(positive(text(c, "call")?)?)))]))
}
