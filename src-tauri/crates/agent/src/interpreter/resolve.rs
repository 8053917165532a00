//! Finds what a sentence names. A title is looked up in lists recorded in this
//! turn and matched exactly but for case, a name among the people it finds; "the
//! second one" is what the person was shown last. Anything but one match is said
//! or asked, never guessed.

mod people;
mod shown;

use serde_json::{Map, Value};

use super::slots::{Filled, Thing};
use super::transcript::Turn;
use super::wish::{Draft, Kind, Which};
use super::{Answer, describe};
use crate::question;

pub(super) use shown::last_kind;

/// Pages of a list read in search of a title; the loop allows eight steps.
const PAGES: usize = 5;

/// How far an argument is.
enum Step {
    Known(Value),
    Ask { tool: &'static str, args: Map<String, Value> },
    Say(String),
    Choose { question: String, choices: Vec<String> },
}

/// The next step towards a call.
pub(super) fn next(draft: &Draft, turn: &Turn<'_>, earlier: &[Turn<'_>]) -> Answer {
    if turn.results.iter().any(|recorded| recorded.tool == draft.tool) {
        return Answer::Say(describe::last(turn, &draft.tool));
    }
    let mut args = Map::new();
    for (name, filled) in &draft.args {
        let step = match filled {
            Filled::Value(value) => Step::Known(value.clone()),
            Filled::Person(name) => people::step(name, turn),
            Filled::Thing(thing) => step(thing, turn, earlier),
        };
        match step {
            Step::Known(value) => {
                args.insert(name.clone(), value);
            }
            Step::Ask { tool, args } => return Answer::Call { tool: tool.to_owned(), args },
            Step::Say(text) => return Answer::Say(text),
            Step::Choose { question, choices } => match turn.chosen.iter().find(|chosen| choices.contains(chosen)) {
                Some(chosen) => {
                    args.insert(name.clone(), meant(chosen));
                }
                None => return Answer::Ask { question, choices },
            },
        }
    }
    Answer::Call { tool: draft.tool.clone(), args }
}

/// What a choice stands for: the number it begins with, or else itself, as an e-mail does.
fn meant(choice: &str) -> Value {
    let number = choice.strip_prefix('#').and_then(|rest| rest.split(',').next()).and_then(|id| id.parse::<i64>().ok());
    number.map_or_else(|| choice.into(), Value::from)
}

fn step(thing: &Thing, turn: &Turn<'_>, earlier: &[Turn<'_>]) -> Step {
    let kind = thing.kind;
    match &thing.which {
        Which::Id(id) => Step::Known((*id).into()),
        Which::Number(number) => match doubt(thing, *number, earlier) {
            Some(question) => question,
            None => Step::Known((*number).into()),
        },
        Which::Shown(position) => match at(shown::last(kind, earlier), *position, kind) {
            Ok(id) => Step::Known(id.into()),
            Err(sentence) => Step::Say(sentence),
        },
        Which::Newest => newest(kind, turn),
        Which::Title(title) => by_title(thing, title, turn),
    }
}

fn by_title(thing: &Thing, title: &str, turn: &Turn<'_>) -> Step {
    let (kind, word) = (thing.kind, thing.kind.word());
    match find(title, kind, turn) {
        Found::Ask(args) => Step::Ask { tool: kind.list_tool(), args },
        Found::Unread => Step::Say(describe::last(turn, kind.list_tool())),
        Found::One(id) => Step::Known(id.into()),
        Found::None => {
            Step::Say(format!("There is no {word} called “{title}”. Say “{}” to see what there is.", kind.show()))
        }
        Found::Several(items) if items.len() <= question::MOST => Step::Choose {
            question: format!("{} {word}s are called “{title}”. Which one?", items.len()),
            choices: items.iter().map(|item| describe::choice(item)).collect(),
        },
        Found::Several(items) => {
            let first = items.first().and_then(|item| id(item)).unwrap_or(1);
            Step::Say(format!(
                "{} {word}s are called “{title}”:\n{}\nWhich one? Say for example “{}”.",
                items.len(),
                describe::choices(&items),
                again(thing, first, turn),
            ))
        }
        Found::TooMany => Step::Say(format!(
            "There are too many {word}s to be sure which one “{title}” is. Say “{}” with its number instead of #1.",
            again(thing, 1, turn),
        )),
    }
}

/// The sentence once more, with the thing by its number.
fn again(thing: &Thing, id: i64, turn: &Turn<'_>) -> String {
    const LONGEST: usize = 120;
    let said = turn.said.trim();
    let before = said.get(..thing.at.start).unwrap_or_default();
    let after = said.get(thing.at.end..).unwrap_or_default().trim_end_matches(['?', '.', '!']);
    let whole = format!("{before}{} #{id}{after}", thing.kind.word());
    if whole.chars().count() <= LONGEST { whole } else { whole.chars().take(LONGEST).chain(['…']).collect() }
}

fn newest(kind: Kind, turn: &Turn<'_>) -> Step {
    let Some(list) = turn.results.iter().rev().find(|recorded| recorded.tool == kind.list_tool()) else {
        return Step::Ask { tool: kind.list_tool(), args: Map::new() };
    };
    match list.result().and_then(items).map(|items| items.first().and_then(id)) {
        Some(Some(id)) => Step::Known(id.into()),
        Some(None) => Step::Say(format!("There are no {}s.", kind.word())),
        None => Step::Say(describe::last(turn, kind.list_tool())),
    }
}

enum Found<'a> {
    Ask(Map<String, Value>),
    Unread,
    None,
    One(i64),
    Several(Vec<&'a Value>),
    TooMany,
}

fn find<'a>(title: &str, kind: Kind, turn: &Turn<'a>) -> Found<'a> {
    let lists: Vec<_> = turn.results.iter().filter(|recorded| recorded.tool == kind.list_tool()).collect();
    let mut query = Map::new();
    if kind == Kind::Note {
        query.insert("query".to_owned(), title.into());
    }
    let Some(last) = lists.last() else {
        return Found::Ask(query);
    };
    if last.result().and_then(items).is_none() {
        return Found::Unread;
    }
    let cursor = last.result().and_then(|result| result.get("next_cursor")).filter(|cursor| !cursor.is_null());
    match cursor {
        Some(_) if lists.len() >= PAGES => return Found::TooMany,
        // One match on this page does not make it the only one.
        Some(cursor) => {
            query.insert("cursor".to_owned(), cursor.clone());
            return Found::Ask(query);
        }
        None => {}
    }
    let items = lists.iter().filter_map(|list| items(list.result()?)).flatten();
    let matches: Vec<&Value> = items.filter(|item| is_called(item, title)).collect();
    match matches.as_slice() {
        [] => Found::None,
        [one] => id(one).map_or(Found::Unread, Found::One),
        _ => Found::Several(matches),
    }
}

fn items(result: &Value) -> Option<&Vec<Value>> {
    result.get("items")?.as_array()
}

fn id(item: &Value) -> Option<i64> {
    item.get("id")?.as_i64()
}

fn is_called(item: &Value, title: &str) -> bool {
    let other = item.get("title").and_then(Value::as_str);
    other.is_some_and(|other| other.trim().to_lowercase() == title.trim().to_lowercase())
}

fn at(shown: Option<Vec<&Value>>, position: Option<usize>, kind: Kind) -> Result<i64, String> {
    let word = kind.word();
    let items = shown
        .ok_or_else(|| format!("No {word}s have been listed in this conversation yet. Say “{}” first.", kind.show()))?;
    let item = match position {
        None => items.last(),
        Some(position) => position.checked_sub(1).and_then(|at| items.get(at)),
    };
    item.and_then(|item| id(item)).ok_or_else(|| match items.len() {
        0 => format!("The last list of {word}s was empty."),
        1 => format!("The last list showed one {word} only."),
        count => format!("The last list showed {count} {word}s only."),
    })
}

/// A bare number may be an id or a line of the list shown last; where the two differ, which?
fn doubt(thing: &Thing, number: i64, earlier: &[Turn<'_>]) -> Option<Step> {
    let items = shown::last(thing.kind, earlier)?;
    let at = usize::try_from(number).ok()?.checked_sub(1)?;
    let listed = id(items.get(at)?)?;
    if listed == number {
        return None;
    }
    let word = thing.kind.word();
    let title = items.get(at).map(|item| describe::name(item)).unwrap_or_default();
    Some(Step::Choose {
        question: format!("Line {number} of the last list is “{title}”, which is {word} #{listed}. Which one?"),
        choices: vec![format!("#{listed}, line {number} of the list"), format!("#{number}, by its number")],
    })
}
