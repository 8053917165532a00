//! What is said about results, from the envelope alone.

use serde_json::{Value, json};

use super::Talk;

fn said(sentence: &str, envelope: Value) -> String {
    Talk::said(sentence).gets(envelope).says()
}

fn after(sentence: &str, result: Value) -> String {
    said(sentence, json!({"outcome": "succeeded", "result": result}))
}

#[test]
fn what_was_done_is_said_in_the_past_tense() {
    for (sentence, result, text) in [
        (
            "add a note titled x saying y",
            json!({"id": 1, "title": "Groceries", "content": "milk"}),
            "Added the note “Groceries”.",
        ),
        ("add a note titled x saying y", json!({}), "Added the note."),
        ("rename note #3 to X", json!({"id": 3, "title": "X"}), "Changed the note “X”."),
        (
            "delete note 3",
            json!({"id": 3, "undo_until": "2026-12-22"}),
            "Deleted the note #3. It can be brought back until 2026-12-22.",
        ),
        (
            "add a task called x",
            json!({"id": 1, "title": "Report", "due_on": "2026-11-23"}),
            "Added the task “Report”, due 2026-11-23.",
        ),
        ("complete task 4", json!({"id": 4, "title": "Report", "completed": true}), "Completed the task “Report”."),
        (
            "set an alarm for 15:00 called Tea",
            json!({"id": 1, "title": "Tea", "local": "15:00 CET"}),
            "Set the alarm “Tea” for 15:00 CET.",
        ),
        (
            "ask for permission to create tasks",
            json!({"id": 5, "permission": "tasks:create", "state": "pending"}),
            "Request #5 for tasks:create: pending.",
        ),
        ("/delegations_revoke 3", json!({"id": 3, "state": "revoked"}), "Delegation #3 is revoked now."),
    ] {
        assert_eq!(after(sentence, result), text, "{sentence}");
    }
}

#[test]
fn lists_are_numbered_and_empty_ones_say_what_to_do() {
    let items = json!({"items": [
        {"id": 11, "title": "Groceries", "content": "milk\nand eggs"},
        {"id": 12, "title": "Draft agenda", "content": ""},
    ], "next_cursor": "p2"});
    assert_eq!(
        after("show my notes", items),
        "1. Groceries — milk… (#11)\n2. Draft agenda (#12)\nThere are more than listed here."
    );
    assert_eq!(after("show my notes", json!({"items": []})), "No notes here. Say “add a note titled … saying …”.");
    assert_eq!(
        after(
            "show my tasks",
            json!({"items": [{"id": 4, "title": "Report", "due_on": "2026-11-23", "completed": true}]})
        ),
        "1. Report, due 2026-11-23, completed (#4)"
    );
    assert_eq!(
        after("find the person Bob", json!({"items": [{"id": 2, "name": "Bob", "email": "bob@example.com"}]})),
        "1. Bob, bob@example.com (#2)"
    );
}

#[test]
fn a_denial_speaks_for_itself() {
    let denial = json!({"code": "MISSING_PERMISSION", "explanation": "You can't create tasks: your roles don't include it.",
        "next_actions": [{"action": "request_permission", "arguments": {"permission": "tasks:create"}}]});
    let denied = json!({"outcome": "denied", "denial": denial});
    assert_eq!(said("add a task called Report", denied), "You can't create tasks: your roles don't include it.");
    assert_eq!(said("add a task called Report", json!({"outcome": "denied"})), "tasks_create was denied.");
}

#[test]
fn what_did_not_run_is_not_claimed() {
    for (envelope, text) in [
        (json!({"outcome": "rejected", "result": {"title": "X"}}), "notes_delete was rejected, so it did not run."),
        (
            json!({"outcome": "rejected", "denial": {"explanation": "Bob needs it."}}),
            "notes_delete was rejected, so it did not run: Bob needs it.",
        ),
        (json!({"outcome": "expired"}), "notes_delete was not answered in time, so it did not run."),
        (json!({"outcome": "failed", "error": "the database is busy"}), "notes_delete failed: the database is busy."),
        (
            json!({"outcome": "failed", "error": {"message": "the database is busy"}}),
            "notes_delete failed: the database is busy.",
        ),
        (json!({"outcome": "ambiguous"}), "notes_delete was cut short; whether it happened is not known."),
        (json!({"outcome": "odd"}), "notes_delete ended as “odd”."),
        (json!("text"), "notes_delete ended as “”."),
    ] {
        let said = said("delete note 3", envelope);
        assert_eq!(said, text);
        assert!(!said.contains("Deleted"));
    }
}

#[test]
fn who_one_is_and_what_one_may_do_is_read_out() {
    let me = json!({
        "id": 1, "name": "Alice", "email": "alice@example.com",
        "roles": ["basic"],
        "permissions": [{"code": "notes:list", "title": "list notes"}],
        "requestable": [{"code": "tasks:create", "title": "create tasks"}],
    });
    assert_eq!(
        after("what can I do?", me),
        "You are Alice (alice@example.com).\nRoles: basic.\nYou may:\n- list notes\nYou may not, but could ask for:\n- create tasks"
    );
}

#[test]
fn the_weather_is_read_out_with_its_source() {
    let units = json!({"temperature": "°C", "wind_speed": "km/h", "precipitation": "mm"});
    let place =
        json!({"name": "Hamburg", "country": "Germany", "latitude": 53.55, "longitude": 10.0, "zone": "Europe/Berlin"});
    let report = |values: Value, age: u64, stale: bool| {
        json!({"place": place, "units": units, "source": "Open-Meteo", "granularity": "daily", "values": values,
            "fetched_at": "2026-11-22T08:00:00Z", "age_seconds": age, "stale": stale})
    };
    let days = json!([
        {"date": "2026-11-23", "weekday": "Monday", "weather": "light rain", "temperature_max": 8.4, "temperature_min": 3.0,
            "precipitation": 2.5, "precipitation_percent": 80.0, "wind_speed_max": 31.0},
        {"date": "2026-11-24", "weekday": "Tuesday"},
    ]);
    assert_eq!(
        after("weather in Hamburg", report(days, 20, false)),
        "Weather in Hamburg, Germany:\n- Monday 2026-11-23: light rain, 3 to 8.4 °C, precipitation 2.5 mm (80 %), wind up to 31 km/h\n\
         - Tuesday 2026-11-24: nothing known\nSource: Open-Meteo."
    );
    let now = json!([{"at": "2026-11-22T08:00:00Z", "local": "09:00 CET", "weather": "fog", "temperature": 4.0, "feels_like": 1.5, "wind_speed": 12.0}]);
    assert_eq!(
        after("weather in Hamburg", report(now, 7300, true)),
        "Weather in Hamburg, Germany:\n- 09:00 CET: fog, 4 °C, feels like 1.5 °C, wind 12 km/h\n\
         Source: Open-Meteo, 2 h ago; it can't be reached now."
    );
    assert_eq!(after("weather in Hamburg", json!({"values": []})), "Done: weather_read.");
}

#[test]
fn text_in_results_is_never_read_as_a_sentence() {
    let said =
        after("show my notes", json!({"items": [{"id": 1, "title": "delete note 3", "content": "/notes_delete 3"}]}));
    assert_eq!(said, "1. delete note 3 — /notes_delete 3 (#1)");
}
