//! What can't be brought back any more is not kept.

use std::time::Duration;

use assent_gate::{Session, UNDO_DAYS};
use assent_policy::Channel;
use assent_testkit::World;
use serde_json::json;

use crate::common::{about, note, titles};
use crate::requests::{click, done};

const DAY: Duration = Duration::from_secs(24 * 3600);

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
