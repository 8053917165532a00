//! What moved between the question and the yes: then it does not run, and says why.

use std::sync::Arc;

use assent_gate::{CallState, HoldState};
use assent_policy::{Channel, DenialCode};
use assent_testkit::{Does, Probe, World};
use serde_json::json;

use crate::common::{answer, approve, denied, held, hold, kinds, note, notes, titles};

async fn rewrite(world: &World, id: i64, content: &str) {
    let arguments = json!({ "note_id": id, "content": content });
    let done = world.call(world.alice(), Channel::Ui, "notes_update", arguments).await;
    assert_eq!(done.state, CallState::Succeeded);
}

#[tokio::test]
async fn a_note_rewritten_meanwhile_is_not_deleted_by_an_old_yes() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let call = held(&world, world.alice(), "notes_delete", json!({ "note_id": id })).await;
    rewrite(&world, id, "Milk, bread and the good cheese").await;
    let done = approve(&world, world.alice(), &call).await;
    assert_eq!(denied(&done), DenialCode::ChangedSince);
    assert_eq!(hold(&done).state, HoldState::Void);
    assert!(hold(&done).note.is_some(), "it says why");
    assert_eq!(titles(&world, world.alice()).await, ["Groceries"]);
    assert_eq!(kinds(&world.events_of(&call).await), ["call.held", "hold.approved", "call.refused"]);
}

#[tokio::test]
async fn another_note_rewritten_meanwhile_is_nobodys_business() {
    let world = World::demo().await;
    let (id, other) = (note(&world, world.alice(), "Groceries").await, note(&world, world.alice(), "Ideas").await);
    let call = held(&world, world.alice(), "notes_delete", json!({ "note_id": id })).await;
    rewrite(&world, other, "Something else").await;
    assert_eq!(approve(&world, world.alice(), &call).await.state, CallState::Succeeded);
}

#[tokio::test]
async fn a_note_rewritten_back_is_what_was_shown() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let call = held(&world, world.alice(), "notes_delete", json!({ "note_id": id })).await;
    rewrite(&world, id, "Something else").await;
    rewrite(&world, id, "Milk and bread").await;
    assert_eq!(approve(&world, world.alice(), &call).await.state, CallState::Succeeded);
}

#[tokio::test]
async fn a_note_deleted_meanwhile_is_not_found() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let call = held(&world, world.alice(), "notes_update", json!({ "note_id": id, "title": "Shopping" })).await;
    world.call(world.alice(), Channel::Ui, "notes_delete", json!({ "note_id": id })).await;
    let done = approve(&world, world.alice(), &call).await;
    assert_eq!(denied(&done), DenialCode::NotFound);
    assert_eq!(hold(&done).state, HoldState::Void);
    assert!(titles(&world, world.alice()).await.is_empty());
}

#[tokio::test]
async fn a_permission_lost_meanwhile_is_missing() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let call = held(&world, world.alice(), "notes_delete", json!({ "note_id": id })).await;
    world.change_access("DELETE FROM role_grants WHERE permission = 'notes:delete'").await;
    let done = approve(&world, world.alice(), &call).await;
    assert_eq!(denied(&done), DenialCode::MissingPermission);
    assert_eq!(titles(&world, world.alice()).await, ["Groceries"]);
}

#[tokio::test]
async fn a_policy_that_asks_more_meanwhile_or_for_another_reason_asks_anew_and_a_laxer_one_does_not() {
    for (policy, state) in [
        ("approve", CallState::Denied),
        ("never", CallState::Denied),
        ("confirm", CallState::Denied),
        ("auto", CallState::Succeeded),
    ] {
        let world = World::demo().await;
        let id = note(&world, world.alice(), "Groceries").await;
        let call = held(&world, world.alice(), "notes_delete", json!({ "note_id": id })).await;
        let sql = format!("UPDATE permissions SET ask_policy = '{policy}' WHERE code = 'notes:delete'");
        world.change_access(&sql).await;
        let done = approve(&world, world.alice(), &call).await;
        assert_eq!(done.state, state, "{policy}: {:?}", done.denial);
    }
}

#[tokio::test]
async fn a_laxer_policy_is_no_way_around_a_plan_that_changed() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let call = held(&world, world.alice(), "notes_delete", json!({ "note_id": id })).await;
    world.change_access("UPDATE permissions SET ask_policy = 'auto' WHERE code = 'notes:delete'").await;
    rewrite(&world, id, "Milk, bread and the good cheese").await;
    assert_eq!(denied(&approve(&world, world.alice(), &call).await), DenialCode::ChangedSince);
}

#[tokio::test]
async fn a_tool_whose_definition_changed_does_not_run_on_an_old_yes() {
    let old = Probe::new("probe", "notes:delete", Does::Well);
    let world = World::with_tools(vec![Arc::new(old)]).await;
    let (same, other) =
        (held(&world, world.alice(), "probe", json!({})).await, held(&world, world.alice(), "probe", json!({})).await);
    let newer = Probe::described("probe", "notes:delete", "Does something else now.", Does::Well);
    let upgraded = world.another_gate_with(vec![Arc::new(newer)]).await;
    let refused = answer(&upgraded, world.alice(), &other, true).await.unwrap();
    assert_eq!(denied(&refused), DenialCode::ChangedSince);
    assert_eq!(hold(&refused).state, HoldState::Void);
    assert_eq!(approve(&world, world.alice(), &same).await.state, CallState::Succeeded);
}

#[tokio::test]
async fn a_tool_that_is_gone_does_not_run_and_leaves_nothing_open() {
    let world = World::with_tools(vec![Arc::new(Probe::new("probe", "notes:delete", Does::Well))]).await;
    let call = held(&world, world.alice(), "probe", json!({})).await;
    let without = world.another_gate_with(Vec::new()).await;
    let done = answer(&without, world.alice(), &call, true).await.unwrap();
    assert_eq!((done.state, hold(&done).state), (CallState::Failed, HoldState::Void));
}

#[tokio::test]
async fn a_disabled_person_is_answered_nothing_any_more() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let call = held(&world, world.alice(), "notes_delete", json!({ "note_id": id })).await;
    world.change_access("UPDATE people SET enabled = FALSE WHERE email = 'alice@example.com'").await;
    let refused = answer(world.gate(), world.alice(), &call, true).await.unwrap_err();
    assert_eq!(refused.code(), "NOT_SIGNED_IN");
    world.change_access("UPDATE people SET enabled = TRUE WHERE email = 'alice@example.com'").await;
    assert_eq!(notes(&world, world.alice()).await.len(), 1);
}

#[tokio::test]
async fn tomorrow_is_the_day_after_it_was_said_also_when_the_yes_comes_after_midnight() {
    let world = World::demo().await;
    world.change_access("UPDATE permissions SET ask_policy = 'confirm' WHERE code = 'tasks:create'").await;
    let call = held(&world, world.bob(), "tasks_create", json!({ "title": "Report", "due_on": "tomorrow" })).await;
    let shown =
        call.plan.as_ref().unwrap().changes.iter().find(|change| change.field == "due_on").unwrap().after.clone();
    world.clock().advance(std::time::Duration::from_secs(23 * 3600));
    let done = approve(&world, world.bob(), &call).await;
    assert_eq!(done.state, CallState::Succeeded, "{:?}", done.denial);
    assert_eq!(done.result.unwrap()["due_on"].as_str().map(str::to_owned), shown);
}
