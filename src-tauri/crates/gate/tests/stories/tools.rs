//! Every tool, allowed and denied.

use assent_gate::CallState;
use assent_policy::{Channel, DenialCode};
use assent_testkit::World;
use serde_json::json;

use crate::common::{denied, note, notes, titles};

#[tokio::test]
async fn every_tool_is_open_to_who_has_its_permission_and_closed_to_who_lost_it() {
    let world = World::demo().await;
    let people = world.gate().tools().iter().map(|tool| tool.spec()).filter(|spec| spec.serves(Channel::Cli));
    let declared: Vec<_> = people.filter_map(|spec| Some((spec.name, spec.permission?))).collect();
    for (tool, _) in &declared {
        let with = world.call(world.admin(), Channel::Cli, tool, json!({ "nonsense": true })).await;
        assert_eq!(denied(&with), DenialCode::InvalidArguments, "{tool}: whoever has it is told what it takes");
    }
    for (tool, permission) in declared {
        world.change_access(&format!("DELETE FROM role_grants WHERE permission = '{permission}'")).await;
        let without = world.call(world.admin(), Channel::Cli, tool, json!({ "nonsense": true })).await;
        assert_eq!(denied(&without), DenialCode::MissingPermission, "{tool}: whoever lost it is not");
        assert_eq!(without.denial.unwrap().missing, [permission.parse().unwrap()], "{tool}");
    }
}

#[tokio::test]
async fn who_one_is_needs_only_to_be_signed_in_and_not_even_that_helps_a_disabled_person() {
    let world = World::demo().await;
    let me = world.call(world.alice(), Channel::Chat, "auth_me", json!({})).await;
    assert_eq!(me.result.unwrap()["email"], "alice@example.com");
    world.change_access("UPDATE people SET enabled = 0 WHERE email = 'alice@example.com'").await;
    let call = assent_gate::CallRequest::new(world.alice(), Channel::Chat, "auth_me", json!({}));
    assert_eq!(world.gate().call(call).await.unwrap_err().code(), "NOT_SIGNED_IN");
}

#[tokio::test]
async fn a_note_is_made_listed_changed_and_deleted_by_ones_own_click() {
    let world = World::demo().await;
    let alice = world.alice();
    let id = note(&world, alice, "Groceries").await;
    let renamed = json!({ "note_id": id, "title": "Shopping" });
    let changed = world.call(alice, Channel::Ui, "notes_update", renamed).await;
    assert_eq!(changed.state, CallState::Succeeded);
    assert_eq!(notes(&world, alice).await, [("Shopping".to_owned(), "Milk and bread".to_owned())]);
    let gone = world.call(alice, Channel::Cli, "notes_delete", json!({ "note_id": id })).await;
    assert_eq!(gone.state, CallState::Succeeded);
    assert!(titles(&world, alice).await.is_empty());
}

#[tokio::test]
async fn the_weather_is_asked_for_and_a_service_that_is_away_is_a_failure_with_a_sentence() {
    let world = World::demo().await;
    let read = world.call(world.alice(), Channel::Chat, "weather_read", json!({ "location": "Berlin" })).await;
    assert_eq!(read.state, CallState::Failed, "it was let through");
    assert!(!read.failure.unwrap().message.is_empty());
}

#[tokio::test]
async fn a_tool_that_does_not_exist_is_not_found() {
    let world = World::demo().await;
    for name in ["notes_burn", "NOTES_LIST", "notes_list ", ""] {
        let call = world.call(world.admin(), Channel::Ui, name, json!({})).await;
        assert_eq!(denied(&call), DenialCode::NotFound, "{name:?}");
    }
}

#[tokio::test]
async fn somebody_elses_note_answers_exactly_like_one_that_is_not_there() {
    let world = World::demo().await;
    let bobs = note(&world, world.bob(), "Surprise for Alice").await;
    for channel in [Channel::Ui, Channel::Chat, Channel::Cli] {
        for (tool, rest) in
            [("notes_update", json!({ "title": "Mine" })), ("notes_update", json!({})), ("notes_delete", json!({}))]
        {
            let at = |id: i64| {
                let mut arguments = rest.clone();
                arguments["note_id"] = json!(id);
                arguments
            };
            let theirs = world.call(world.alice(), channel, tool, at(bobs)).await;
            let nobodys = world.call(world.alice(), channel, tool, at(9_999)).await;
            assert_eq!(denied(&theirs), DenialCode::NotFound);
            let (a, b) = (theirs.denial.unwrap(), nobodys.denial.unwrap());
            assert_eq!((a.code, a.explanation, a.next_actions), (b.code, b.explanation, b.next_actions));
            assert_eq!((theirs.object, theirs.plan.is_none()), (nobodys.object, nobodys.plan.is_none()));
        }
    }
    assert_eq!(titles(&world, world.bob()).await, ["Surprise for Alice"], "and it is still there");
    let own = json!({ "note_id": bobs, "title": "Surprise" });
    assert_eq!(world.call(world.bob(), Channel::Ui, "notes_update", own).await.state, CallState::Succeeded);
}

#[tokio::test]
async fn nobodys_list_shows_what_belongs_to_somebody_else() {
    let world = World::demo().await;
    note(&world, world.bob(), "Surprise for Alice").await;
    assert!(titles(&world, world.alice()).await.is_empty());
    assert!(titles(&world, world.admin()).await.is_empty());
    let peek = json!({ "target_user": "bob@example.com" });
    assert!(world.call(world.admin(), Channel::Ui, "notes_list", peek).await.denial.is_some());
}

#[tokio::test]
async fn arguments_that_are_too_large_are_refused_and_not_kept() {
    let world = World::demo().await;
    let huge = json!({ "title": "Groceries", "content": "x".repeat(300 * 1024) });
    let call = world.call(world.alice(), Channel::Ui, "notes_create", huge).await;
    assert_eq!(denied(&call), DenialCode::InvalidArguments);
    assert!(call.arguments.get("too_large").is_some(), "only how large they were");
    assert!(titles(&world, world.alice()).await.is_empty());
    let large = json!({ "title": "Groceries", "content": "x".repeat(90_000) });
    assert_eq!(world.call(world.alice(), Channel::Ui, "notes_create", large).await.state, CallState::Succeeded);
}
