//! What the audit says of a call, and what it never says.

use assent_policy::Channel;
use assent_testkit::World;
use serde_json::json;

use crate::common::{about, answer, held, kinds, note};

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
