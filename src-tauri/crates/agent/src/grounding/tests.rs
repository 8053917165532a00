//! Answers as models write them, with what was recorded.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use serde_json::{Map, Value};

use super::{Evidence, Outcome, Unproved, unproved};

fn outcome(call: &Value) -> Outcome {
    match call["outcome"].as_str() {
        None => Outcome::Succeeded,
        Some("waiting") => Outcome::Waiting,
        Some("planned") => Outcome::Planned,
        Some("denied") => Outcome::Denied,
        Some("rejected") => Outcome::Rejected,
        Some("failed") => Outcome::Failed,
        Some("ambiguous") => Outcome::Ambiguous,
        Some(other) => panic!("{other} is no outcome"),
    }
}

fn evidence(call: &Value) -> Evidence<'_> {
    Evidence {
        tool: call["tool"].as_str().unwrap(),
        writes: call.get("reads").is_none(),
        outcome: outcome(call),
        arguments: &call["arguments"],
        result: call.get("result"),
    }
}

fn judged(records: &Map<String, Value>, case: &Value) -> Vec<Unproved> {
    let names = case["record"].as_str().unwrap().split_whitespace();
    let record: Vec<Evidence<'_>> = names.map(|name| evidence(&records[name])).collect();
    unproved(case["answer"].as_str().unwrap(), &record)
}

fn wrong(data: &str) -> Vec<String> {
    let data: Value = serde_json::from_str(data).unwrap();
    let records = data["records"].as_object().unwrap();
    let mut wrong = Vec::new();
    for case in data["false"].as_array().unwrap() {
        if judged(records, case).is_empty() {
            wrong.push(format!("passed: {case}"));
        }
    }
    for case in data["true"].as_array().unwrap() {
        for claim in judged(records, case) {
            wrong.push(format!("marked ({}): {case}", claim.what));
        }
    }
    wrong
}

#[test]
fn every_false_answer_is_marked_and_every_true_one_passes() {
    let wrong = wrong(include_str!("answers.json"));
    assert!(wrong.is_empty(), "{}\n{} wrong", wrong.join("\n"), wrong.len());
}

fn note_deleted(outcome: Outcome) -> Vec<Unproved> {
    let arguments = serde_json::json!({ "note_id": 7 });
    let result = serde_json::json!({ "id": 7, "title": "Groceries" });
    let result = (outcome == Outcome::Succeeded).then_some(&result);
    let call = Evidence { tool: "notes_delete", writes: true, outcome, arguments: &arguments, result };
    unproved("The note “Groceries” was deleted. Anything else?", &[call])
}

#[test]
fn what_came_of_a_call_decides_whether_it_shows_anything() {
    assert_eq!(note_deleted(Outcome::Succeeded), []);
    for outcome in
        [Outcome::Waiting, Outcome::Planned, Outcome::Denied, Outcome::Rejected, Outcome::Failed, Outcome::Ambiguous]
    {
        let claim = Unproved {
            sentence: "The note “Groceries” was deleted.".to_owned(),
            what: "that “Groceries” was deleted".to_owned(),
        };
        assert_eq!(note_deleted(outcome), [claim], "{outcome:?} shows no deletion");
    }
}

#[test]
fn a_tool_that_is_not_built_in_is_read_by_its_name() {
    let arguments = serde_json::json!({ "to": "bob@example.com", "text": "Hello" });
    let call = |tool| Evidence { tool, writes: true, outcome: Outcome::Succeeded, arguments: &arguments, result: None };
    assert_eq!(unproved("I've e-mailed Bob.", &[call("email_send")]), []);
    assert_eq!(unproved("I've e-mailed Bob.", &[call("documents_print")]).len(), 1);
    assert_eq!(unproved("I deleted the folder.", &[call("folders_delete")]), []);
    assert_eq!(unproved("I deleted the folder.", &[call("folders_create")]).len(), 1);
}

#[test]
fn an_answer_of_a_hundred_thousand_characters_is_read_to_its_end() {
    let long = "I created the note, and “A” was not changed. ".repeat(2300) + "The task was deleted.";
    let found = unproved(&long, &[]);
    assert_eq!(found.len(), 2, "the same claim in a row is told once, and the last one is seen");
    assert_eq!(found[1].what, "that a task was deleted");
    for one in ["the note, ", "“a ", "**b", "I and ", "'", "was deleted ", "| created | "] {
        let _ = unproved(&one.repeat(15_000 / one.len()), &[]);
    }
}

#[test]
fn no_text_whatever_makes_it_fail() {
    const PIECES: &[&str] = &[
        "I",
        "’ve",
        "deleted",
        "the",
        "note",
        "“",
        "”",
        "\"",
        "'",
        "**",
        "`",
        "|",
        "- ",
        "\n",
        ".",
        "?",
        ":",
        "é",
        "ß",
        "İ",
        "ﬀ",
        "🚫",
        "\u{202e}",
        "\u{0}",
        "e\u{301}",
        "中文",
        "٣",
        "7:00",
        "99:99",
        "-",
        "2026-13-45",
        "31 Feb",
        "was",
        "n't",
        "not",
        "gone",
        "now",
        "longer",
        "again",
        "(",
        ")",
        "#",
        "```",
        ">",
        "1.",
        "ﷺ",
        "𝒳",
        "\u{2028}",
        "@",
        "/A",
        "_",
        "by",
        "done",
        "all set",
        "habe",
    ];
    let tasks = serde_json::json!({ "items": [{ "title": "é “x” 7:00", "due_on": "2026-99-99" }, null, 3, "x"] });
    let record = [Evidence {
        tool: "tasks_list",
        writes: false,
        outcome: Outcome::Succeeded,
        arguments: &Value::Null,
        result: Some(&tasks),
    }];
    let mut seed: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut next = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    for _ in 0..300 {
        let mut text = String::new();
        for _ in 0..next() % 40 {
            match next() % 4 {
                0 => text.extend(char::from_u32(u32::try_from(next() % 0x11_0000).unwrap())),
                1 => text.push(' '),
                _ => text.push_str(PIECES[usize::try_from(next()).unwrap() % PIECES.len()]),
            }
        }
        let _ = unproved(&text, &record);
    }
}
