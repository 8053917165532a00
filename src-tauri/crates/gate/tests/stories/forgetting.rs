//! What can't be brought back any more is not kept.

use std::time::Duration;

use assent_gate::{Session, UNDO_DAYS};
use assent_policy::Channel;
use assent_testkit::World;
use serde_json::json;

use crate::common::{about, note, titles};
use crate::requests::{click, done};

const DAY: Duration = Duration::from_secs(24 * 3600);
const MOMENT: Duration = Duration::from_millis(1);

async fn alice(world: &World) -> Session {
    world.gate().sign_in("alice@example.com", "password", "window").await.unwrap().0
}

async fn kept(world: &World) -> usize {
    let mut outsider = world.outsider().await;
    outsider.column("SELECT id FROM notes").await.len() + outsider.column("SELECT id FROM note_versions").await.len()
}

async fn forgotten(world: &World) -> Vec<serde_json::Value> {
    world.audit().await.iter().filter(|event| event.kind == "versions.forgotten").map(about).collect()
}

/// A note that was changed and one that was deleted, both as long ago as an undo reaches.
async fn thirty_days_later() -> (World, i64) {
    let world = World::demo().await;
    let changed = note(&world, world.alice(), "Groceries").await;
    let deleted = note(&world, world.alice(), "Old").await;
    click(&world, world.alice(), "notes_update", json!({ "note_id": changed, "title": "Shopping" })).await;
    click(&world, world.alice(), "notes_delete", json!({ "note_id": deleted })).await;
    world.clock().advance(DAY * u32::try_from(UNDO_DAYS).unwrap());
    world.gate().keep_house().await.unwrap();
    (world, deleted)
}

#[tokio::test]
async fn within_thirty_days_it_is_there_and_comes_back() {
    let (world, deleted) = thirty_days_later().await;
    assert!(forgotten(&world).await.is_empty());
    let alice = alice(&world).await;
    done(click(&world, &alice, "notes_undo", json!({ "note_id": deleted })).await);
    assert_eq!(titles(&world, &alice).await.len(), 2);
}

#[tokio::test]
async fn afterwards_it_is_gone_from_the_database_and_the_audit_says_so() {
    let (world, deleted) = thirty_days_later().await;
    let before = kept(&world).await;
    world.clock().advance(DAY);
    world.gate().keep_house().await.unwrap();
    let gone = forgotten(&world).await;
    assert_eq!(gone.len(), 1);
    assert_eq!(gone[0]["notes"], before - kept(&world).await);
    let alice = alice(&world).await;
    let undo = world.call(&alice, Channel::Ui, "notes_undo", json!({ "note_id": deleted })).await;
    assert!(undo.denial.is_some(), "{undo:?}");
    assert_eq!(titles(&world, &alice).await, ["Shopping"]);
    // Once there is nothing left to forget, nothing is said.
    world.clock().advance(DAY);
    world.gate().keep_house().await.unwrap();
    assert_eq!(forgotten(&world).await.len(), 1);
}

#[tokio::test]
async fn it_is_looked_for_once_a_day() {
    let (world, _) = thirty_days_later().await;
    world.clock().advance(DAY - MOMENT);
    world.gate().keep_house().await.unwrap();
    assert!(forgotten(&world).await.is_empty(), "it was looked for less than a day ago");
    world.clock().advance(MOMENT);
    world.gate().keep_house().await.unwrap();
    assert_eq!(forgotten(&world).await.len(), 1);
}

#[tokio::test]
async fn tasks_go_the_same_way_as_notes() {
    let world = World::demo().await;
    let task = done(click(&world, world.bob(), "tasks_create", json!({ "title": "Order chairs" })).await)["id"].clone();
    let deleted = note(&world, world.bob(), "Old").await;
    world.change_access("UPDATE role_grants SET ask_policy = NULL WHERE permission = 'tasks:delete'").await;
    done(click(&world, world.bob(), "tasks_delete", json!({ "task_id": task })).await);
    done(click(&world, world.bob(), "notes_delete", json!({ "note_id": deleted })).await);
    world.clock().advance(DAY * 31);
    world.gate().keep_house().await.unwrap();
    let gone = forgotten(&world).await;
    assert_eq!(gone.len(), 1);
    assert_eq!(gone[0]["notes"], gone[0]["tasks"], "as many of either: {gone:?}");
    let mut outsider = world.outsider().await;
    for left in ["SELECT id FROM tasks WHERE title = 'Order chairs'", "SELECT id FROM notes WHERE title = 'Old'"] {
        assert!(outsider.column(left).await.is_empty(), "{left}");
    }
}
