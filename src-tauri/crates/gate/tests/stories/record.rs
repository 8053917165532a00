//! What the audit says of a call, and what it never says.

use std::sync::Arc;

use assent_gate::{Authorized, CallRequest, CallState, GateError};
use assent_policy::{Channel, PersonId};
use assent_testkit::{Does, Probe, World};
use serde_json::json;

use crate::common::{about, answer, held, hold, kinds, note};

const SECRET: &str = "The surprise is a telescope";

#[tokio::test]
async fn every_call_by_chat_cli_and_ui_leaves_its_events_denials_included() {
    let world = World::demo().await;
    for channel in [Channel::Chat, Channel::Cli, Channel::Ui] {
        let list = world.call(world.alice(), channel, "notes_list", json!({})).await;
        assert_eq!(kinds(&world.events_of(&list).await), ["call.allowed", "call.succeeded"], "{channel}");
        let unknown = world.call(world.alice(), channel, "notes_burn", json!({})).await;
        assert_eq!(kinds(&world.events_of(&unknown).await), ["call.denied"], "{channel}");
        let wrong = world.call(world.alice(), channel, "notes_create", json!({})).await;
        assert_eq!(kinds(&world.events_of(&wrong).await), ["call.denied"], "{channel}");
        let failed = world.call(world.alice(), channel, "weather_read", json!({ "location": "Berlin" })).await;
        assert_eq!(kinds(&world.events_of(&failed).await), ["call.allowed", "call.failed"], "{channel}");
        for event in world.events_of(&list).await.iter().chain(&world.events_of(&wrong).await) {
            assert_eq!(event.person_id, Some(world.alice().person().0));
        }
    }
}

#[tokio::test]
async fn an_event_alone_says_who_what_how_and_why() {
    let world = World::demo().await;
    let call = world.call(world.alice(), Channel::Chat, "notes_list", json!({ "limit": 5 })).await;
    let said = about(&world.events_of(&call).await[0]);
    assert_eq!(said["tool"], "notes_list");
    assert_eq!(said["channel"], "chat");
    assert_eq!(said["level"], "allow");
    assert_eq!(said["arguments"], json!({ "limit": 5 }));
    assert_eq!(said["reasons"][0]["code"], "holds");
    assert!(said["policy_version"].as_i64().unwrap() > 0);
    assert!(!said["definition"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn the_content_of_a_note_never_is_in_the_audit_and_its_digest_is() {
    let world = World::demo().await;
    let written = json!({ "title": "For Bob", "content": SECRET });
    let first = world.call(world.alice(), Channel::Ui, "notes_create", written.clone()).await;
    let second = world.call(world.alice(), Channel::Cli, "notes_create", written).await;
    let id = note(&world, world.alice(), "Groceries").await;
    let change = held(&world, world.alice(), "notes_update", json!({ "note_id": id, "content": SECRET })).await;
    answer(world.gate(), world.alice(), &change, true).await.unwrap();
    world.call(world.alice(), Channel::Ui, "notes_list", json!({})).await;
    for event in world.audit().await {
        assert!(!event.body.contains("telescope"), "{}", event.body);
    }
    let mut digests = Vec::new();
    for call in [&first, &second, &change] {
        let said = about(&world.events_of(call).await[0]);
        digests.push(said["arguments"]["content"]["digest"].as_str().unwrap().to_owned());
    }
    assert_eq!(digests[0], digests[1], "the same content is recognised");
    assert_eq!(digests[0], digests[2]);
    assert_eq!(digests[0].len(), 64);
}

#[tokio::test]
async fn wrong_arguments_are_no_way_into_the_audit_either() {
    let world = World::demo().await;
    for arguments in [
        json!({ "title": "For Bob", "content": 471_147 }),
        json!({ "title": "For Bob", "content": "x", "471147": 1 }),
        json!({ "title": "For Bob", "content": "x", "colour": "471147" }),
        json!("471147"),
        json!(["471147"]),
    ] {
        let call = world.call(world.alice(), Channel::Chat, "notes_create", arguments.clone()).await;
        assert!(call.denial.is_some());
        for event in world.events_of(&call).await {
            assert!(!event.body.contains("471147"), "{arguments}: {}", event.body);
        }
    }
}

#[tokio::test]
async fn a_tool_that_does_not_exist_gets_nothing_of_its_arguments_into_the_audit() {
    let world = World::demo().await;
    let call = world.call(world.alice(), Channel::Chat, "notes_burn", json!({ "content": SECRET })).await;
    let events = world.events_of(&call).await;
    assert_eq!(about(&events[0])["tool"], "notes_burn");
    assert!(!events[0].body.contains("telescope"));
}

#[tokio::test]
async fn a_call_is_its_persons_and_for_nobody_else_to_see() {
    let world = World::demo().await;
    let call = world.call(world.alice(), Channel::Ui, "notes_list", json!({})).await;
    assert!(world.gate().call_status(world.alice(), call.id).await.is_ok());
    for other in [world.bob(), world.admin()] {
        let refused = world.gate().call_status(other, call.id).await.unwrap_err();
        let missing = world.gate().call_status(other, assent_policy::CallId(9_999)).await.unwrap_err();
        assert_eq!(refused.to_string(), missing.to_string());
    }
}

#[tokio::test]
async fn everyones_calls_are_for_who_may_see_traces_and_without_what_came_of_them() {
    let world = World::demo().await;
    let call = world.call(world.alice(), Channel::Ui, "notes_list", json!({})).await;
    let failed = world.call(world.alice(), Channel::Ui, "weather_read", json!({ "location": "Berlin" })).await;
    let list = async |who, everyone| world.gate().calls(who, everyone, &[], None, 10).await;
    for other in [world.alice(), world.bob()] {
        assert!(matches!(list(other, true).await, Err(GateError::NotFound { .. })), "{}", other.name());
    }
    let seen = list(world.admin(), true).await.unwrap();
    assert_eq!(seen.iter().map(|call| call.id).collect::<Vec<_>>(), [failed.id, call.id], "newest first");
    assert!(seen.iter().all(|call| call.result.is_none() && call.failure.is_none()), "what came of it is Alice's");
    let own = list(world.alice(), false).await.unwrap();
    assert_eq!(own.iter().map(|call| call.id).collect::<Vec<_>>(), [failed.id, call.id]);
    assert!(own[0].failure.is_some() && own[1].result.is_some());
    for other in [world.bob(), world.admin()] {
        assert!(list(other, false).await.unwrap().is_empty(), "these are {}'s own", other.name());
    }
    let before = world.gate().calls(world.alice(), false, &[], Some(failed.id), 10).await.unwrap();
    assert_eq!(before.iter().map(|call| call.id).collect::<Vec<_>>(), [call.id]);
    world.change_access("DELETE FROM role_grants WHERE permission = 'agent:trace:view_all'").await;
    assert!(matches!(list(world.admin(), true).await, Err(GateError::NotFound { .. })), "nor for who lost it");
}

#[tokio::test]
async fn a_call_is_open_until_nothing_can_come_of_it_any_more() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let ask = || held(&world, world.alice(), "notes_update", json!({ "note_id": id, "title": "Shopping" }));
    let (yes, no, taken_back) = (ask().await, ask().await, ask().await);
    assert!(yes.is_open() && yes.is_waiting());
    let no = answer(world.gate(), world.alice(), &no, false).await.unwrap();
    assert!(!no.is_open() && !no.is_waiting());
    let taken_back = world.gate().withdraw(world.alice(), hold(&taken_back).id).await.unwrap();
    assert!(!taken_back.is_open() && !taken_back.is_waiting());
    world.change_access("UPDATE people SET paused_at = 1").await;
    let yes = answer(world.gate(), world.alice(), &yes, true).await.unwrap();
    assert!(yes.is_open() && !yes.is_waiting(), "it was answered, and waits for the pause to end");
    let request = CallRequest::new(world.alice(), Channel::Ui, "notes_list", json!({}));
    let Authorized::Warrant(warrant) = world.gate().authorize(request).await.unwrap() else { panic!("it may") };
    let runs = world.gate().call_status(world.alice(), warrant.call_id()).await.unwrap();
    assert_eq!((runs.state, runs.is_open(), runs.is_waiting()), (CallState::Executing, true, false));
    let done = world.call(world.alice(), Channel::Ui, "notes_list", json!({})).await;
    assert!(!done.is_open() && !done.is_waiting());
}

#[tokio::test]
async fn a_person_is_called_by_their_name_and_who_is_not_there_somebody() {
    let world = World::demo().await;
    assert_eq!(world.gate().name_of(world.alice().person()).await.unwrap(), "Alice");
    assert_eq!(world.gate().name_of(PersonId(99)).await.unwrap(), "Somebody");
}

#[tokio::test]
async fn what_is_long_is_in_the_audit_as_a_digest() {
    let probe = Probe::new("probe", "notes:create", Does::Well);
    let world = World::with_tools(vec![Arc::new(probe)]).await;
    // With its quotes a text is two characters longer.
    for (length, kept) in [(998, true), (999, false)] {
        let title = "x".repeat(length);
        let call = world.call(world.alice(), Channel::Ui, "probe", json!({ "title": title })).await;
        let said = about(&world.events_of(&call).await[0])["arguments"]["title"].clone();
        assert_eq!(said == json!(title), kept, "{said}");
        assert_eq!(said["digest"].as_str().is_some(), !kept, "{said}");
    }
}

#[tokio::test]
async fn arguments_are_taken_whole_up_to_256_kilobytes_and_without_the_character_nul() {
    let probe = Probe::new("probe", "notes:create", Does::Well);
    let world = World::with_tools(vec![Arc::new(probe)]).await;
    let fits = json!({ "title": "x".repeat(256 * 1024 - r#"{"title":""}"#.len()) });
    let call = world.call(world.alice(), Channel::Ui, "probe", fits.clone()).await;
    assert_eq!((call.state, call.arguments), (CallState::Succeeded, fits));
    let long = json!({ "title": "x".repeat(256 * 1024 + 1 - r#"{"title":""}"#.len()) });
    let call = world.call(world.alice(), Channel::Ui, "probe", long).await;
    assert!(call.denial.unwrap().explanation.contains("larger than 256 KB"));
    assert_eq!(call.arguments, json!({ "too_large": 256 * 1024 + 1 }), "nor is it kept");
    for hidden in [
        json!({ "title": "a\0b" }),
        json!({ "title": ["a", "a\0b"] }),
        json!({ "title": { "a\0b": 1 } }),
        json!({ "title": { "a": "a\0b" } }),
        json!("a\0b"),
    ] {
        let call = world.call(world.alice(), Channel::Ui, "probe", hidden.clone()).await;
        assert!(call.denial.is_some_and(|denial| denial.explanation.contains("NUL")), "{hidden}");
    }
}
