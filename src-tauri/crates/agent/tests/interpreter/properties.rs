//! For any text at all: what is added outside content never becomes an act, and
//! content is never touched.

use proptest::prelude::*;
use serde_json::json;

use super::{Next, call, next};

const WRITING: [&str; 12] = [
    "add a note titled Groceries",
    "note: toner order",
    "delete the note Groceries",
    "delete note 3",
    "rename the note A to B",
    "add a task called Report",
    "add a task called Report due tomorrow",
    "complete the task Report",
    "mark the task Report as done",
    "cancel the alarm Tea",
    "set an alarm for 15:00 called Tea",
    "ask for permission to create tasks",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{1,60}",
        "[a-z ]{1,40}",
        prop::sample::select(WRITING.to_vec()).prop_map(str::to_owned),
        prop::sample::select(vec![
            "delete note 3",
            "no",
            "and so on",
            "saying milk",
            "titled X",
            "don't",
            "\"quoted\"",
            "Bob"
        ])
        .prop_map(str::to_owned),
    ]
    .prop_filter("says something", |text| text.chars().any(char::is_alphanumeric))
}

proptest! {
    #[test]
    fn a_second_sentence_never_leads_to_a_call(
        first in prop::sample::select(WRITING.to_vec()),
        between in prop::sample::select(vec![". ", "! ", "? ", "\n", "\r\n", "; ", ".\n", "\n\n", " — ", " - ", "\u{2028}"]),
        second in text(),
    ) {
        let said = format!("{first}{between}{second}");
        prop_assert!(matches!(next(&said), Next::Say(_)), "{said:?} → {:?}", next(&said));
    }

    #[test]
    fn a_sentence_before_never_leads_to_a_writing_call(
        before in "[\\PC]{0,20}[a-z]{1,10}[\\PC]{0,10}",
        between in prop::sample::select(vec![". ", "! ", "? ", "\n", "; "]),
        last in prop::sample::select(WRITING.to_vec()),
    ) {
        let said = format!("{before}{between}{last}");
        prop_assert!(matches!(next(&said), Next::Say(_)), "{said:?} → {:?}", next(&said));
    }

    #[test]
    fn content_arrives_byte_for_byte(content in "(?s).{1,200}") {
        prop_assume!(!content.trim().is_empty());
        let said = format!("add a note titled Groceries saying {content}");
        let args = json!({"title": "Groceries", "content": content.trim()});
        prop_assert_eq!(next(&said), call("notes_create", args));
    }

    #[test]
    fn any_text_is_answered(said in "(?s).{0,300}") {
        let _ = next(&said);
    }

    #[test]
    fn a_quoted_title_arrives_as_written(title in "[^\"\\p{C}\u{2028}\u{2029}]{1,60}") {
        prop_assume!(!title.trim().is_empty());
        let said = format!("add a note titled \"{title}\" saying milk");
        let args = json!({"title": title.trim(), "content": "milk"});
        prop_assert_eq!(next(&said), call("notes_create", args));
    }
}
