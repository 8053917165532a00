//! Finds the one thing a sentence names. A title is looked up in lists recorded
//! in this turn and matched exactly but for case; "the second one" is what the
//! person was shown last. Anything but one match is said or asked, never guessed.

use serde_json::{Map, Value};

use super::transcript::Turn;
use super::wish::{Kind, Named, Which, Wish};
use super::{Answer, describe, sentences, slash};

/// Pages of a list read in search of a title; the loop allows eight steps.
const PAGES: usize = 5;

pub(super) fn next(named: &Named, turn: &Turn<'_>, earlier: &[Turn<'_>]) -> Answer {
    let Some(kind) = named.kind.or_else(|| shown_any(earlier)) else {
        return Answer::Say("Nothing has been listed in this conversation yet. Say “show my notes” first.".into());
    };
    let Some((tool, extra)) = named.deed.tool(kind) else {
        return Answer::Say(format!("That can't be done to {} {}.", article(kind), kind.word()));
    };
    if turn.results.iter().any(|recorded| recorded.tool == tool) {
        return Answer::Say(describe::last(turn, tool));
    }
    let act = |id: i64| {
        let mut args = Map::new();
        args.insert(kind.id_key().to_owned(), id.into());
        if let Some((name, text)) = extra {
            args.insert(name.to_owned(), text.into());
        }
        Answer::Call { tool: tool.to_owned(), args }
    };
    match &named.which {
        Which::Id(id) => act(*id),
        Which::Number(number) => match doubt(named, kind, *number, earlier) {
            Some(question) => Answer::Say(question),
            None => act(*number),
        },
        Which::Shown(position) => match at(shown(kind, earlier), *position, kind) {
            Ok(id) => act(id),
            Err(sentence) => Answer::Say(sentence),
        },
        Which::Title(title) => match find(title, kind, turn) {
            Found::Ask(args) => Answer::Call { tool: kind.list_tool().to_owned(), args },
            Found::Unread => Answer::Say(describe::last(turn, kind.list_tool())),
            Found::One(id) => act(id),
            Found::None => Answer::Say(format!(
                "There is no {} called “{title}”. Say “show my {}s” to see what there is.",
                kind.word(),
                kind.word()
            )),
            Found::Several(items) => Answer::Say(which(named, kind, title, &items)),
            Found::TooMany => Answer::Say(format!(
                "There are too many {}s to be sure which one “{title}” is. Say “{}” with its number instead of #1.",
                kind.word(),
                named.deed.phrase(&format!("{} #1", kind.word())),
            )),
        },
    }
}

fn article(kind: Kind) -> &'static str {
    match kind {
        Kind::Note | Kind::Task => "a",
        Kind::Alarm => "an",
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
    if last.result().and_then(|result| result.get("items")).and_then(Value::as_array).is_none() {
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
    item.get("title")
        .and_then(Value::as_str)
        .is_some_and(|other| other.trim().to_lowercase() == title.trim().to_lowercase())
}

fn which(named: &Named, kind: Kind, title: &str, items: &[&Value]) -> String {
    let word = kind.word();
    let lines = describe::choices(items);
    let first = items.first().and_then(|item| id(item)).unwrap_or(1);
    let again = named.deed.phrase(&format!("{word} #{first}"));
    format!("{} {word}s are called “{title}”:\n{lines}\nWhich one? Say for example “{again}”.", items.len())
}

/// The items of one kind the person saw last, in the order they saw them.
fn shown<'a>(kind: Kind, earlier: &[Turn<'a>]) -> Option<Vec<&'a Value>> {
    earlier.iter().rev().find_map(|turn| shown_in(kind, turn))
}

fn shown_any(earlier: &[Turn<'_>]) -> Option<Kind> {
    earlier.iter().rev().find_map(|turn| Kind::ALL.into_iter().find(|kind| shown_in(*kind, turn).is_some()))
}

fn shown_in<'a>(kind: Kind, turn: &Turn<'a>) -> Option<Vec<&'a Value>> {
    let wish = match turn.said.trim().strip_prefix('/') {
        Some(command) => Some(slash::read(command, &[])),
        None => sentences::read(turn.said),
    };
    // A list read only to find a title was not shown, unless as a choice.
    if let Some(Wish::Named(Named { which, kind: Some(named), .. })) = &wish {
        return match which {
            Which::Title(title) if *named == kind => match find(title, kind, turn) {
                Found::Several(items) => Some(items),
                _ => None,
            },
            _ => None,
        };
    }
    let last =
        turn.results.iter().rev().find(|recorded| recorded.tool == kind.list_tool() && recorded.result().is_some())?;
    Some(items(last.result()?)?.iter().collect())
}

fn at(shown: Option<Vec<&Value>>, position: Option<usize>, kind: Kind) -> Result<i64, String> {
    let word = kind.word();
    let items = shown
        .ok_or_else(|| format!("No {word}s have been listed in this conversation yet. Say “show my {word}s” first."))?;
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
fn doubt(named: &Named, kind: Kind, number: i64, earlier: &[Turn<'_>]) -> Option<String> {
    let items = shown(kind, earlier)?;
    let at = usize::try_from(number).ok()?.checked_sub(1)?;
    let listed = id(items.get(at)?)?;
    if listed == number {
        return None;
    }
    let word = kind.word();
    let title = items.get(at)?.get("title").and_then(Value::as_str).unwrap_or_default();
    Some(format!(
        "Line {number} of the last list is “{title}”, which is {word} #{listed}. Say “{}” or “{}”.",
        named.deed.phrase(&format!("{word} #{listed}")),
        named.deed.phrase(&format!("{word} #{number}")),
    ))
}
