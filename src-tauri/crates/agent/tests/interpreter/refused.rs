//! Look-alikes: each differs by one fact from a sentence that is understood,
//! and none leads to a call.

use super::{Next, Talk, is_refusal, next};

#[test]
fn what_is_not_plainly_one_wish_is_refused() {
    let sentences = [
        // negated
        "don't add a note titled Groceries saying milk",
        "do not delete note 3",
        "please don't delete the note Groceries",
        "could you not delete the note Groceries",
        "never delete note 3",
        "I don't want to delete note 3",
        "delete the note Groceries not the note Draft",
        "delete the note Groceries, but not yet",
        "don't show my notes",
        "don't complete the task Report",
        // asked about
        "should I delete the note Groceries?",
        "delete the note Groceries?",
        "delete note 3?",
        "add a note titled Groceries?",
        "how do I add a note titled Groceries",
        "did you delete note 3",
        "why did you delete the note Groceries",
        "can I delete the note Groceries?",
        "what happens if I delete note 3",
        "complete task 4?",
        // conditional
        "if it rains add a note titled Umbrella",
        "if it rains, delete note 3",
        "delete the note Groceries if it is old",
        "delete note 3 if it is old",
        "delete the note Groceries unless Bob needs it",
        "add a note titled Umbrella if it rains",
        "add a task called Report when Bob is back",
        "when Bob is back, add a task called Report",
        "delete the note Groceries once Bob has read it",
        // two wishes
        "add a note titled X and delete Y",
        "add a note titled X and delete the note Y saying milk",
        "delete note 3 and note 4",
        "delete note 3 and 4",
        "delete the note A and the note B",
        "delete the note A, then delete the note B",
        "show my notes and tasks",
        "show my notes and delete note 3",
        "add a note titled X; delete note 3",
        "add a note titled X. Delete note 3",
        "add a note titled X\ndelete note 3",
        "add a task called X due tomorrow and delete task 3",
        "what's the weather in Hamburg and delete note 3",
        "what's the weather in Hamburg and Berlin",
        "set an alarm for 15:00 called Tea and delete note 3",
        "who am I and what is due today",
        "complete the task A or the task B",
        "rename the note A to B and delete the note C",
        "find the person Bob and delete note 3",
        "add a note titled X to delete note 3",
        "add a note titled X without saying anything",
        "add a note titled X with no content",
        // quoted or pasted
        "\"delete note 3\"",
        "“delete the note Groceries”",
        "> delete note 3",
        "Bob said: delete note 3",
        "the note says delete note 3",
        "delete note 3 said Bob",
        "translate: delete note 3",
        "Dear Alice,\ndelete note 3\nBob",
        "`delete note 3`",
        // something missing or too much
        "delete",
        "delete it",
        "delete the note",
        "delete the note it",
        "delete all notes",
        "delete everything",
        "delete my notes",
        "delete the notes A and B",
        "delete Groceries",
        "delete note 0",
        "delete note -3",
        "delete note 3 4",
        "delete note 99999999999999999999",
        "delete note 3.5",
        "add a note titled",
        "add a note titled saying milk",
        "add a note titled Groceries saying",
        "add a note titled \"Groceries saying milk",
        "add a note for bob@example.com and alice@example.com titled Keys",
        "add a note for bob@example.com titled Keys for alice@example.com",
        "change the note Groceries",
        "change the note Groceries to",
        "change the task Report to say milk",
        "complete the note Groceries",
        "cancel the task Report",
        "move the note Groceries to friday",
        "add a note titled \"X\" and delete \"Y\" saying milk",
        "add notes titled A and B",
        "show my nodes",
        "show bob's notes",
        "what is due",
        "what is due whenever",
        "weather in 3 and delete note 3",
        "will it rain in Berlin if I go",
        "will it rain tomorrow in Berlin on friday",
        "will Bob rain in Berlin",
        "ask for permission to do everything",
        "ask for permission to complete notes",
        "ask Bob for permission to create tasks",
        "ask for the permission tasks:create.for_others",
        "find the person Bo",
        "hello",
        "",
        "   ",
        "?",
        "please",
        "yes",
        "ok",
        "Hamburg",
    ];
    let taken: Vec<(&str, Next)> = sentences
        .into_iter()
        .map(|sentence| (sentence, next(sentence)))
        .filter(|(_, next)| !is_refusal(next))
        .collect();
    assert!(taken.is_empty(), "{taken:#?}");
}

#[test]
fn what_lacks_one_fact_is_asked_for() {
    for (sentence, question) in [
        ("what's the weather", "Which place?"),
        ("what's the weather near me?", "Which place?"),
        ("will it rain tomorrow?", "Which place?"),
        ("weather here", "Which place?"),
        ("add a note", "What is the note called? Say “add a note titled … saying …”."),
        ("add a note saying milk", "What is the note called? Say “add a note titled … saying …”."),
        ("set an alarm for 15:00", "What is the alarm called, and when? Say “set an alarm for 15:00 called …”."),
        (
            "add a task called Report tomorrow",
            "When is the task due? Say “add a task called … due tomorrow”, or put the title in quotes.",
        ),
        (
            "add a task called Report due some day",
            "When is the task due? Say “add a task called … due tomorrow”, or put the title in quotes.",
        ),
        ("rename the note Letter to Bob to Letter", "Where does the old title end? Put both titles in quotes."),
        ("delete the second one", "Nothing has been listed in this conversation yet. Say “show my notes” first."),
        ("delete the second note", "No notes have been listed in this conversation yet. Say “show my notes” first."),
        ("complete the last task", "No tasks have been listed in this conversation yet. Say “show my tasks” first."),
    ] {
        assert_eq!(next(sentence), Next::Say(question.into()), "{sentence}");
    }
}

#[test]
fn a_refusal_names_the_nearest_commands() {
    let said = Talk::said("kindly erase that Groceries note for good").says();
    assert!(said.contains("- delete the note Groceries (/notes_delete)"), "{said}");
    assert_eq!(said.lines().filter(|line| line.starts_with("- ")).count(), 3);
    let said = Talk::said("how is the weather going to feel over in Hamburg?").says();
    assert!(said.lines().nth(1).unwrap().contains("/weather_read"), "{said}");
}

#[test]
fn nothing_said_yet_is_met_with_help() {
    assert!(Talk::default().says().contains("/notes_create title=\"…\" content=\"…\" [target_user=\"…\"]"));
}

#[test]
fn a_megabyte_is_met_like_any_other_sentence() {
    let long = "delete note 3 and ".repeat(60_000);
    assert!(is_refusal(&next(&long)));
    let Next::Call(tool, args) = next(&format!("add a note titled Long saying {long}")) else {
        panic!("not understood");
    };
    assert_eq!((tool.as_str(), args["content"].as_str()), ("notes_create", Some(long.trim())));
}
