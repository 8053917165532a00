//! Somebody by name: looked up, and taken only where one person alone has it.

use serde_json::{Map, Value};

use super::super::describe;
use super::super::transcript::Turn;
use super::{Step, items};
use crate::question;

const FIND: &str = "users_find";

pub(super) fn step(name: &str, turn: &Turn<'_>) -> Step {
    let Some(found) = turn.results.iter().rev().find(|recorded| recorded.tool == FIND) else {
        let mut args = Map::new();
        args.insert("query".to_owned(), name.into());
        return Step::Ask { tool: FIND, args };
    };
    let Some(people) = found.result().and_then(items) else {
        return Step::Say(describe::last(turn, FIND));
    };
    let whole = |person: &&Value| text(person, "name").to_lowercase() == name.to_lowercase();
    let first = |person: &&Value| {
        let (has, wanted) = (text(person, "name").to_lowercase(), name.to_lowercase());
        has.split_whitespace().next() == Some(wanted.as_str())
    };
    let mut fitting: Vec<&Value> = people.iter().filter(whole).collect();
    if fitting.is_empty() {
        fitting = people.iter().filter(first).collect();
    }
    match fitting.as_slice() {
        [one] if !text(one, "email").is_empty() => Step::Known(text(one, "email").into()),
        [] | [_] => Step::Say(format!("Nobody called “{name}” was found. Say it again with the e-mail.")),
        several => {
            let mut choices: Vec<String> = several.iter().map(|person| text(person, "email").to_owned()).collect();
            choices.truncate(question::MOST);
            Step::Choose { question: format!("Several people are called “{name}”. Who is meant?"), choices }
        }
    }
}

fn text<'a>(person: &'a Value, key: &str) -> &'a str {
    person.get(key).and_then(Value::as_str).unwrap_or_default()
}
