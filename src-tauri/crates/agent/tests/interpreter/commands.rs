//! Slash commands: exact calls, and how a command that does not fit is met.

use assent_agent::model::ToolOffer;
use serde_json::json;

use super::{Next, Talk, call, next};

#[test]
fn commands_become_calls() {
    for (command, tool, args) in [
        (
            r#"/notes_create title="Groceries" content="milk and eggs""#,
            "notes_create",
            json!({"title": "Groceries", "content": "milk and eggs"}),
        ),
        (
            r#"/notes_create content="a \"b\"\nc" title=X"#,
            "notes_create",
            json!({"title": "X", "content": "a \"b\"\nc"}),
        ),
        (
            "/notes_create title=“Groceries” content=“milk\nand eggs”",
            "notes_create",
            json!({"title": "Groceries", "content": "milk\nand eggs"}),
        ),
        (r#"/notes_create {"title": "X", "content": "Y"}"#, "notes_create", json!({"title": "X", "content": "Y"})),
        ("/notes_list", "notes_list", json!({})),
        ("/NOTES_LIST", "notes_list", json!({})),
        ("/notes_list query=milk limit=5", "notes_list", json!({"query": "milk", "limit": 5})),
        ("/notes_delete 3", "notes_delete", json!({"note_id": 3})),
        ("/notes_delete #3", "notes_delete", json!({"note_id": 3})),
        ("/notes_delete note_id=3", "notes_delete", json!({"note_id": 3})),
        ("/weather_read New York", "weather_read", json!({"location": "New York"})),
        (
            "/weather_read location=\"New York\" when=tomorrow",
            "weather_read",
            json!({"location": "New York", "when": "tomorrow"}),
        ),
        ("/tasks_update task_id=3 completed=true", "tasks_update", json!({"task_id": 3, "completed": true})),
        ("/delegations_mine true", "delegations_mine", json!({"include_revoked": true})),
        ("/auth_me", "auth_me", json!({})),
        (" /auth_me ", "auth_me", json!({})),
    ] {
        assert_eq!(next(command), call(tool, args), "{command}");
    }
}

#[test]
fn commands_that_do_not_fit_are_answered_with_their_form() {
    for (command, problem) in [
        ("/notes_delete", "“note_id” is missing."),
        ("/notes_delete three", "“note_id” takes a whole number."),
        ("/notes_delete 3 4", "“note_id” takes a whole number."),
        ("/notes_delete 3; delete note 4", "“note_id” takes a whole number."),
        ("/notes_delete note_id=3 note_id=4", "“note_id” is given twice."),
        ("/notes_delete id=3", "There is no argument “id”."),
        (r#"/notes_delete {"note_id": 3} {"note_id": 4}"#, "That is not one JSON object."),
        (r#"/notes_delete {"note_id": 3, "user": "bob@example.com"}"#, "There is no argument “user”."),
        ("/notes_create Groceries", "It takes its arguments by name."),
        ("/notes_create title=Groceries", "“content” is missing."),
        ("/notes_create title=Groceries content=milk and eggs", "A value of several words goes in quotes."),
        ("/notes_create title=\"Groceries content=milk", "The quotes of “title” do not end."),
        ("/tasks_update task_id=3 completed=yes", "“completed” takes true or false."),
        ("/weather_read Hamburg\n/notes_delete 3", "A value of several lines goes in quotes."),
    ] {
        let said = Talk::said(command).says();
        assert!(said.starts_with(problem), "{command} → {said}");
        assert!(said.contains("It is written:\n/"), "{said}");
    }
    assert!(Talk::said("/notes_delete").says().ends_with("/notes_delete note_id=3"));
}

#[test]
fn unknown_commands_are_met_with_the_nearest() {
    assert_eq!(
        Talk::said("/notes_remove 3").says(),
        "There is no command /notes_remove. Nearest: /notes_delete, /notes_create, /notes_list."
    );
    assert_eq!(Talk::said("/xyzzy").says(), "There is no command /xyzzy. /help lists every command.");
    assert!(Talk::said("/help").says().contains("/notes_delete note_id=3"));
    assert!(matches!(next("/"), Next::Say(_)));
}

#[test]
fn the_offered_schema_decides_over_what_is_known() {
    let schema = json!({
        "type": "object",
        "required": ["amount", "size"],
        "properties": {
            "size": {"enum": ["small", "large"]},
            "amount": {"type": ["integer", "null"]},
            "urgent": {"anyOf": [{"type": "boolean"}, {"type": "null"}]},
            "tags": {"type": "array"},
        },
    });
    let mut talk = Talk::said(r#"/toner_order amount=2 size=large urgent=true tags=["a"]"#);
    talk.tools = vec![ToolOffer { name: "toner_order".into(), description: String::new(), schema }];
    assert_eq!(talk.next(), call("toner_order", json!({"amount": 2, "size": "large", "urgent": true, "tags": ["a"]})));
    talk = talk.then("/toner_order size=large amount=2.5");
    assert!(talk.says().starts_with("“amount” takes a whole number."));
    talk = talk.then("/help");
    assert!(talk.says().ends_with("/toner_order amount=3 size=\"…\" [tags=\"…\"] [urgent=true]"));
}
