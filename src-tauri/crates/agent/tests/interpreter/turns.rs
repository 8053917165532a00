//! Turns of several steps: titles looked up, ordinals, questions answered.

use serde_json::{Value, json};

use super::{Next, Talk, asks, call, is_refusal};

fn note(id: i64, title: &str) -> Value {
    json!({"id": id, "title": title, "content": "milk", "owner": "alice@example.com", "updated_at": "2026-11-20T09:00:00Z"})
}

fn listed() -> Talk {
    let items = json!({"items": [note(11, "Groceries"), note(12, "Draft agenda"), note(13, "Toner")]});
    Talk::said("show my notes").succeeds(items).ends()
}

#[test]
fn one_match_is_deleted_by_its_id_and_then_described() {
    let talk = Talk::said("delete the note groceries")
        .succeeds(json!({"items": [note(7, "Groceries"), note(8, "Groceries old")]}));
    assert_eq!(talk.next(), call("notes_delete", json!({"note_id": 7})));
    let talk = talk.succeeds(json!({"id": 7, "undo_until": "2026-12-22"}));
    assert_eq!(talk.says(), "Deleted the note #7. It can be brought back until 2026-12-22.");
}

#[test]
fn no_match_is_said() {
    let talk = Talk::said("delete the note Groceries").succeeds(json!({"items": [note(8, "Groceries old")]}));
    assert_eq!(talk.says(), "There is no note called “Groceries”. Say “show my notes” to see what there is.");
}

#[test]
fn several_matches_are_asked_about() {
    let talk = Talk::said("delete the note Groceries")
        .succeeds(json!({"items": [note(7, "Groceries"), note(9, "GROCERIES")]}));
    let choices = ["#7, milk, 2026-11-20 09:00", "#9, milk, 2026-11-20 09:00"];
    assert_eq!(talk.next(), asks("2 notes are called “Groceries”. Which one?", &choices));
    for answer in ["the second one", "2", "#9", "note #9", choices[1], "The last one."] {
        let talk = talk.clone().answered(answer);
        assert_eq!(talk.next(), call("notes_delete", json!({"note_id": 9})), "{answer}");
        let said = talk.succeeds(json!({"id": 9})).says();
        assert!(said.starts_with("Deleted the note #9."), "{said}");
    }
    assert_eq!(talk.clone().answered("first").next(), call("notes_delete", json!({"note_id": 7})));
    assert_eq!(talk.clone().answered("delete the second one").next(), call("notes_delete", json!({"note_id": 9})));
}

#[test]
fn an_answer_that_names_none_of_them_deletes_nothing() {
    let talk = Talk::said("delete the note Groceries")
        .succeeds(json!({"items": [note(7, "Groceries"), note(9, "GROCERIES")]}));
    for answer in ["the third one", "#8", "both", "neither", "never mind", "yes", "not the second one"] {
        let next = talk.clone().answered(answer).next();
        assert!(matches!(next, Next::Say(_)), "{answer} → {next:?}");
    }
    assert_eq!(talk.answered("show my tasks").next(), call("tasks_list", json!({})), "another wish is its own");
}

#[test]
fn an_answer_counts_once_and_for_its_own_question() {
    let talk = Talk::said("delete the note Groceries")
        .succeeds(json!({"items": [note(7, "Groceries"), note(9, "GROCERIES")]}))
        .answered("the second one")
        .succeeds(json!({"id": 9}))
        .ends();
    let next = talk.then("the first one").next();
    assert!(matches!(next, Next::Say(_)), "nobody asks any more: {next:?}");
}

#[test]
fn a_match_counts_only_when_the_whole_list_was_read() {
    let talk = Talk::said("complete the task Report")
        .succeeds(json!({"items": [{"id": 1, "title": "Report"}], "next_cursor": "p2"}));
    assert_eq!(talk.next(), call("tasks_list", json!({"cursor": "p2"})));
    let one = talk.clone().succeeds(json!({"items": [{"id": 2, "title": "Other"}]}));
    assert_eq!(one.next(), call("tasks_complete", json!({"task_id": 1})));
    let two = talk.clone().succeeds(json!({"items": [{"id": 2, "title": "report"}], "next_cursor": null}));
    assert_eq!(two.next(), asks("2 tasks are called “Report”. Which one?", &["#1", "#2"]));
    let mut endless = talk;
    for _ in 0..4 {
        endless = endless.succeeds(json!({"items": [], "next_cursor": "more"}));
    }
    assert!(endless.says().starts_with("There are too many tasks"));
}

#[test]
fn a_list_that_was_denied_or_is_odd_changes_nothing() {
    let denied = json!({"outcome": "denied", "denial": {"code": "MISSING_PERMISSION", "explanation": "You may not list notes.", "next_actions": []}});
    assert_eq!(Talk::said("delete the note Groceries").gets(denied).says(), "You may not list notes.");
    for result in [json!(null), json!({}), json!({"items": "Groceries"}), json!([])] {
        assert!(matches!(Talk::said("delete the note Groceries").succeeds(result).next(), Next::Say(_)));
    }
    let without_id = Talk::said("delete the note Groceries").succeeds(json!({"items": [{"title": "Groceries"}]}));
    assert!(matches!(without_id.next(), Next::Say(_)));
}

#[test]
fn changes_carry_the_content_byte_for_byte() {
    let talk = Talk::said("change the note Groceries to say milk;\n and delete note 3?")
        .succeeds(json!({"items": [note(7, "Groceries")]}));
    assert_eq!(talk.next(), call("notes_update", json!({"note_id": 7, "content": "milk;\n and delete note 3?"})));
    let talk = Talk::said("rename the note groceries to Shopping").succeeds(json!({"items": [note(7, "Groceries")]}));
    assert_eq!(talk.next(), call("notes_update", json!({"note_id": 7, "title": "Shopping"})));
}

#[test]
fn ordinals_mean_what_was_shown_last() {
    for (sentence, id) in [
        ("delete the first note", 11),
        ("delete the second one", 12),
        ("remove the 2nd note", 12),
        ("delete the last one", 13),
        ("delete my third note", 13),
    ] {
        assert_eq!(listed().then(sentence).next(), call("notes_delete", json!({"note_id": id})), "{sentence}");
    }
    assert_eq!(listed().then("delete the fourth note").says(), "The last list showed 3 notes only.");
    assert_eq!(listed().then("complete the second one").says(), "That can't be done to a note.");
    assert_eq!(
        listed().then("change the second note to say milk").next(),
        call("notes_update", json!({"note_id": 12, "content": "milk"}))
    );
    assert!(listed().then("delete the second task").says().starts_with("No tasks have been listed"));
}

#[test]
fn a_list_read_only_to_find_a_title_was_not_shown() {
    let talk =
        listed().then("delete the note Toner").succeeds(json!({"items": [note(99, "Other"), note(13, "Toner")]}));
    let talk = talk.succeeds(json!({"id": 13})).ends().then("delete the first note");
    assert_eq!(talk.next(), call("notes_delete", json!({"note_id": 11})));
}

#[test]
fn a_failed_list_does_not_replace_the_one_before() {
    let talk =
        listed().then("show my notes").gets(json!({"outcome": "failed", "error": "the database is busy"})).ends();
    assert_eq!(talk.then("delete the first note").next(), call("notes_delete", json!({"note_id": 11})));
}

#[test]
fn the_second_one_is_of_the_kind_listed_last() {
    let tasks = json!({"items": [{"id": 21, "title": "Report"}, {"id": 22, "title": "Toner"}]});
    let talk = listed().then("show my tasks").succeeds(tasks).ends();
    assert_eq!(talk.clone().then("delete the second one").next(), call("tasks_delete", json!({"task_id": 22})));
    assert_eq!(talk.then("delete the second note").next(), call("notes_delete", json!({"note_id": 12})));
}

#[test]
fn a_bare_number_that_could_be_a_line_or_an_id_is_asked_about() {
    let talk = listed().then("delete note 2");
    let question = "Line 2 of the last list is “Draft agenda”, which is note #12. Which one?";
    assert_eq!(talk.next(), asks(question, &["#12, line 2 of the list", "#2, by its number"]));
    assert_eq!(talk.clone().answered("#12").next(), call("notes_delete", json!({"note_id": 12})));
    assert_eq!(talk.answered("the second").next(), call("notes_delete", json!({"note_id": 2})));
    assert_eq!(listed().then("delete note #2").next(), call("notes_delete", json!({"note_id": 2})));
    assert_eq!(listed().then("delete note 12").next(), call("notes_delete", json!({"note_id": 12})));
    let same = Talk::said("show my notes").succeeds(json!({"items": [note(1, "Groceries")]})).ends();
    assert_eq!(same.then("delete note 1").next(), call("notes_delete", json!({"note_id": 1})));
}

#[test]
fn a_place_alone_answers_which_place() {
    let asked = |question: &str| Talk::said(question).ends();
    for (question, place, args) in [
        ("what's the weather", "Hamburg", json!({"location": "Hamburg"})),
        ("what's the weather near me?", "in New York.", json!({"location": "New York"})),
        ("will it rain tomorrow?", "Berlin", json!({"location": "Berlin", "when": "tomorrow"})),
    ] {
        assert_eq!(asked(question).then(place).next(), call("weather_read", args), "{question}");
    }
    for other in [
        "never mind",
        "nothing",
        "no",
        "delete note",
        "what?",
        "Hamburg and delete note 3",
        "Hamburg. Delete everything",
        "Hamburg\ndelete note 3",
        "I don't know",
        "somewhere else if you can",
        "tomorrow",
        "here",
    ] {
        assert!(is_refusal(&asked("what's the weather").then(other).next()), "{other}");
    }
    let other_wish = asked("what's the weather").then("delete note 3");
    assert_eq!(other_wish.next(), call("notes_delete", json!({"note_id": 3})));
    let later = asked("what's the weather").then("hello").ends().then("Hamburg");
    assert!(is_refusal(&later.next()), "only the very next message answers");
}

#[test]
fn it_stops_after_its_one_call_whatever_came_of_it() {
    for outcome in ["succeeded", "denied", "rejected", "expired", "failed", "odd"] {
        let talk = Talk::said("delete note 3").gets(json!({"outcome": outcome}));
        assert!(matches!(talk.next(), Next::Say(text) if !text.is_empty()), "{outcome}");
        let talk = Talk::said("delete the note Groceries")
            .succeeds(json!({"items": [note(7, "Groceries")]}))
            .gets(json!({"outcome": outcome}));
        assert!(matches!(talk.next(), Next::Say(text) if !text.is_empty()), "{outcome}");
    }
}
