//! The interpreter over a set of sentences that is data: each with the one call
//! it asks for, or none. A wrong call fails; so do too few right ones.

use std::io::Write as _;

use serde_json::{Value, json};

use super::{Next, Talk};

const SETS: [(&str, &str); 3] = [
    ("sentences", include_str!("set/sentences.txt")),
    ("second", include_str!("set/second.txt")),
    ("third", include_str!("set/third.txt")),
];
const DESK: &str = include_str!("set/desk.json");

/// Of a hundred that ask for something.
const AT_LEAST: usize = 70;
/// Calls one sentence may take; the loop allows as many steps.
const MOST_CALLS: usize = 8;

/// One line of a set.
struct Row {
    earlier: Vec<String>,
    sentence: String,
    expected: Option<(String, Value)>,
}

fn rows(set: &str) -> Vec<Row> {
    let lines = set.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("# ") && *line != "#");
    lines.map(row).collect()
}

fn row(line: &str) -> Row {
    let (said, expected) = line.rsplit_once(" => ").unwrap_or_else(|| panic!("no expectation: {line}"));
    let (earlier, sentence) = said.split_once(" >> ").map_or(("", said), |(earlier, sentence)| (earlier, sentence));
    let expected = (expected != "nothing").then(|| {
        let (tool, args) = expected.split_once(' ').unwrap_or_else(|| panic!("no arguments: {line}"));
        let args = serde_json::from_str(&unescape(args)).unwrap_or_else(|why| panic!("{line}: {why}"));
        (tool.to_owned(), args)
    });
    let earlier = earlier.split(" ; ").filter(|said| !said.is_empty()).map(unescape).collect();
    Row { earlier, sentence: unescape(sentence), expected }
}

/// `\n`, `\t` and `\u{...}`; any other backslash is one.
fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let coded = rest.strip_prefix("u{").and_then(|tail| tail.split_once('}'));
        if let Some((code, tail)) = coded {
            plain.extend(u32::from_str_radix(code, 16).ok().and_then(char::from_u32));
            rest = tail;
        } else if let Some(letter) = rest.chars().next().filter(|letter| "nt".contains(*letter)) {
            plain.push(if letter == 'n' { '\n' } else { '\t' });
            rest = &rest[1..];
        } else {
            plain.push('\\');
        }
    }
    plain + rest
}

/// What the desk answers: lists as they stand, found by name where a name is sought.
fn answer(desk: &Value, tool: &str, args: &Value) -> Value {
    let Some(items) = desk[tool].as_array() else { return json!({"id": args["id"]}) };
    let query = args["query"].as_str().unwrap_or_default().to_lowercase();
    let has = |item: &&Value| item.to_string().to_lowercase().contains(&query);
    json!({"items": items.iter().filter(has).collect::<Vec<_>>()})
}

/// Takes the conversation on until nothing more is wanted; the calls on the way.
fn talk(mut talk: Talk, desk: &Value) -> (Talk, Vec<(String, Value)>) {
    let mut calls = Vec::new();
    while let Next::Call(tool, args) = talk.next() {
        assert!(calls.len() < MOST_CALLS, "it goes on and on: {calls:?}");
        talk = talk.succeeds(answer(desk, &tool, &args));
        calls.push((tool, args));
    }
    (talk.ends(), calls)
}

#[derive(Default)]
struct Score {
    asked: usize,
    understood: usize,
    left_alone: usize,
    missed: Vec<String>,
    wrong: Vec<String>,
}

fn score(set: &str, desk: &Value) -> Score {
    let mut score = Score::default();
    for row in rows(set) {
        let before = row.earlier.iter().fold(Talk::default(), |before, said| talk(before.then(said), desk).0);
        let (after, calls) = talk(before.then(&row.sentence), desk);
        let looks_up = |tool: &str| tool == "users_find" || tool.ends_with("_list") || tool.ends_with("_mine");
        let lookups =
            calls.split_last().map_or(0, |(_, before)| before.iter().filter(|(tool, _)| looks_up(tool)).count());
        score.asked += usize::from(row.expected.is_some());
        match (&row.expected, calls.last()) {
            (Some(expected), Some(last)) if expected == last && lookups + 1 == calls.len() => score.understood += 1,
            (Some(_), None) => score.missed.push(format!("{} → {}", row.sentence, last_words(&after))),
            (None, None) => score.left_alone += 1,
            _ => score.wrong.push(format!("{:?} → {calls:?}", row.sentence)),
        }
    }
    score
}

fn last_words(talk: &Talk) -> String {
    match talk.messages.last() {
        Some(assent_agent::model::ModelMessage::Assistant { text, .. }) => {
            text.lines().next().unwrap_or_default().to_owned()
        }
        _ => String::new(),
    }
}

#[test]
fn the_set_is_understood_or_left_alone_and_never_wrong() {
    let desk: Value = serde_json::from_str(DESK).unwrap();
    let mut wrong = Vec::new();
    let (mut asked, mut understood) = (0, 0);
    for (name, set) in SETS {
        let score = score(set, &desk);
        let line = format!(
            "not understood:\n{}\ninterpreter, {name}: understood {} of {}, left alone {}, {} wrong\n",
            score.missed.join("\n"),
            score.understood,
            score.asked,
            score.left_alone,
            score.wrong.len()
        );
        // Past the capture of what tests write, so that the score is always seen.
        std::io::stderr().write_all(line.as_bytes()).unwrap();
        assert!(score.asked + score.left_alone >= 60, "{name} is not whole");
        (asked, understood) = (asked + score.asked, understood + score.understood);
        wrong.extend(score.wrong);
    }
    assert!(wrong.is_empty(), "wrong:\n{}", wrong.join("\n"));
    assert!(understood * 100 >= asked * AT_LEAST, "understood {understood} of {asked}");
}
