//! People by name, things of every kind, tools that are not offered, and what is
//! never a verdict.

use assent_agent::model::ToolOffer;
use serde_json::{Value, json};

use super::{Next, Talk, asks, call, is_refusal, next};

fn people(names: &[(&str, &str)]) -> Value {
    let items: Vec<Value> = names.iter().map(|(name, email)| json!({"id": 2, "name": name, "email": email})).collect();
    json!({ "items": items })
}

#[test]
fn somebody_by_name_is_looked_up_and_taken_only_where_one_alone_has_it() {
    let talk = Talk::said("add a note for Bob titled Keys saying they are here");
    assert_eq!(talk.next(), call("users_find", json!({"query": "Bob"})));
    let one = talk.clone().succeeds(people(&[("Bob", "bob@example.com"), ("Bobby", "bobby@example.com")]));
    let keys = json!({"title": "Keys", "content": "they are here", "target_user": "bob@example.com"});
    assert_eq!(one.next(), call("notes_create", keys));
    let none = talk.clone().succeeds(people(&[("Bobby", "bobby@example.com")]));
    assert_eq!(none.says(), "Nobody called “Bob” was found. Say it again with the e-mail.");
    let two = talk.clone().succeeds(people(&[("Bob", "bob@example.com"), ("Bob", "bob@example.org")]));
    let question = "Several people are called “Bob”. Who is meant?";
    assert_eq!(two.next(), asks(question, &["bob@example.com", "bob@example.org"]));
    for answer in ["bob@example.org", "the second one", "2"] {
        let keys = json!({"title": "Keys", "content": "they are here", "target_user": "bob@example.org"});
        assert_eq!(two.clone().answered(answer).next(), call("notes_create", keys), "{answer}");
    }
    let denied = json!({"outcome": "denied", "denial": {"explanation": "You may not look people up."}});
    assert_eq!(talk.gets(denied).says(), "You may not look people up.");
}

#[test]
fn a_name_has_a_capital_letter_and_is_no_day() {
    for sentence in ["show bob's notes", "show Friday's notes", "add a note for later titled Keys", "disable everyone"]
    {
        assert!(is_refusal(&next(sentence)), "{sentence} → {:?}", next(sentence));
    }
    assert_eq!(next("show Bob's notes"), call("users_find", json!({"query": "Bob"})));
}

#[test]
fn the_second_one_is_of_whatever_was_listed_last() {
    let items = json!({"items": [{"id": 41, "permission": "tasks:create"}, {"id": 42, "permission": "notes:delete"}]});
    let mine = Talk::said("show my requests").succeeds(items.clone()).ends();
    let withdraw = |id: i64| call("permission_requests_withdraw", json!({"request_id": id}));
    assert_eq!(mine.clone().then("take back the second one").next(), withdraw(42));
    assert_eq!(mine.clone().then("withdraw the last request").next(), withdraw(42));
    assert_eq!(mine.clone().then("complete the second one").says(), "That can't be done to a request.");
    assert!(mine.then("reject the first request").says().starts_with("No requests have been listed"));
    let theirs = Talk::said("what is waiting for me?").succeeds(items).ends();
    assert_eq!(
        theirs.clone().then("reject the first request").next(),
        call("approvals_request_decide", json!({"request_id": 41, "decision": "reject"}))
    );
    assert!(theirs.then("withdraw the first request").says().starts_with("No requests have been listed"));
}

#[test]
fn an_alarm_is_set_with_times_as_they_were_said() {
    for (sentence, fire_at, repeat) in [
        ("remind me tomorrow at 9 to call Bob", "tomorrow at 9", None),
        ("remind me at 9 tomorrow to call Bob", "tomorrow at 9", None),
        ("remind me tomorrow morning at 9 to call Bob", "tomorrow at 9 am", None),
        ("remind me tonight at 8 to call Bob", "today at 8 pm", None),
        ("remind me in 20 minutes to call Bob", "in 20 minutes", None),
        ("remind me 20 minutes from now to call Bob", "in 20 minutes", None),
        ("remind me at quarter to eight to call Bob", "7:45", None),
        ("remind me on 3 May at 9:00 to call Bob", "3 may at 9:00", None),
        ("remind me on May 3rd, 2027 at 9:00 to call Bob", "2027-05-03 at 9:00", None),
        ("remind me every weekday at 8:30 to call Bob", "8:30", Some("every weekday")),
        ("remind me at 8:30 every Monday and Friday to call Bob", "8:30", Some("every monday and friday")),
        ("remind me every two hours starting at 9:00 to call Bob", "9:00", Some("every 2 hours")),
        ("remind me FREQ=WEEKLY;BYDAY=MO,FR at 8:30 to call Bob", "8:30", Some("FREQ=WEEKLY;BYDAY=MO,FR")),
    ] {
        let mut args = json!({"title": "call Bob", "fire_at": fire_at});
        if let Some(repeat) = repeat {
            args["repeat"] = repeat.into();
        }
        assert_eq!(next(sentence), call("alarms_set", args), "{sentence}");
    }
    for sentence in [
        "remind me to call Bob",
        "remind me on Friday to call Bob",
        "remind me later to call Bob",
        "remind me yesterday at 9 to call Bob",
        "remind me on 31 April at 9:00 to call Bob",
        "remind me at 25:00 to call Bob",
        "remind me every weekday to call Bob",
    ] {
        assert!(matches!(next(sentence), Next::Say(_)), "{sentence} → {:?}", next(sentence));
    }
}

#[test]
fn a_title_that_could_end_in_two_places_is_asked_about() {
    let said = Talk::said("rename the note Letter to Bob to Letter").says();
    assert_eq!(said, "Where does the old title end? Put both titles in quotes.");
    let plain = next("rename the note \"Letter to Bob\" to Letter");
    assert_eq!(plain, call("notes_list", json!({"query": "Letter to Bob"})));
}

fn offering(talk: Talk, tools: &[&str]) -> Talk {
    let offer = |name: &&str| ToolOffer { name: (*name).into(), description: String::new(), schema: json!({}) };
    Talk { tools: tools.iter().map(offer).collect(), ..talk }
}

#[test]
fn a_tool_that_is_not_offered_is_said_to_be_missing_with_how_to_ask() {
    let ask = || Talk::said("show all people");
    assert_eq!(offering(ask(), &["notes_list", "access_people_list"]).next(), call("access_people_list", json!({})));
    assert_eq!(
        offering(ask(), &["notes_list"]).says(),
        "access_people_list is not available to you: it needs access:manage. Nothing was done. It can be asked for: \
         say “ask for permission to manage access”."
    );
    // The gate says why an everyday tool is denied, and shows the button to ask.
    let task = Talk::said("add a task called Report");
    assert_eq!(offering(task, &["notes_list"]).next(), call("tasks_create", json!({"title": "Report"})));
}

#[test]
fn a_yes_is_no_verdict_and_says_so() {
    let waiting = Talk::said("delete note 3").gets(json!({"outcome": "expired"})).ends();
    for sentence in ["yes", "Yes!", "ok", "approve it", "approved.", "go ahead", "I approve", "yes, delete it", "no"] {
        let said = waiting.clone().then(sentence).says();
        assert!(said.starts_with("A sentence is never a verdict. Nothing was done."), "{sentence} → {said}");
    }
}

#[test]
fn what_came_of_other_tools_is_said_from_their_results() {
    let after = |sentence: &str, result: Value| Talk::said(sentence).succeeds(result).says();
    let alarm = json!({"id": 5, "title": "Tea", "local": "Mon 23 Nov 2026 15:00 CET", "repeat_words": "every day"});
    assert_eq!(
        after("set an alarm for 15:00 called Tea", alarm),
        "Set the alarm “Tea” for Mon 23 Nov 2026 15:00 CET, repeating every day."
    );
    assert_eq!(after("pause my agents", json!({"everyone": false, "paused": true})), "Your agents are paused.");
    assert_eq!(after("pause my agents", json!({"everyone": false})), "Done: agents_pause. everyone: no.");
    assert_eq!(after("resume my agents", json!({"everyone": false, "paused": true})), "Agents are still paused.");
    assert_eq!(
        after("extend delegation 3 to 2027-01-31", json!({"id": 3, "expires_local": "Sun 31 Jan 2027 23:59 CET"})),
        "Delegation #3 ends Sun 31 Jan 2027 23:59 CET now."
    );
    assert_eq!(
        after("ask for permission to create tasks", json!({"already_held": true, "permission": "tasks:create"})),
        "You hold tasks:create already; nothing was asked for."
    );
    let waiting = json!({"items": [{"id": 51, "title": "create tasks", "permission": "tasks:create", "duration": "15m",
        "state": "pending", "requester": {"id": 2, "name": "Bob", "email": "bob@example.com"}}]});
    assert_eq!(after("what is waiting for me?", waiting), "1. Bob asks to create tasks, for 15m, pending (#51)");
    assert_eq!(after("show my delegations", json!({"items": []})), "Nothing is lent by you or to you.");
}
