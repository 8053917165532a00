//! A key that follows another while several processes have the office open.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use assent_gate::{CallRequest, GateError, KeyTrust, Verdict, VerifyOptions};
use assent_policy::Channel;
use assent_testkit::World;
use serde_json::json;

use crate::common::note;

#[tokio::test]
async fn a_second_process_goes_on_under_the_key_that_the_first_one_gave() {
    let world = World::demo().await;
    let other = world.another_gate().await;
    note(&world, world.alice(), "Groceries").await;
    let named = world.gate().rotate_key(world.admin()).await.unwrap();
    let list = || CallRequest::new(world.alice(), Channel::Ui, "notes_list", json!({}));
    other.call(list()).await.unwrap();
    // Then the other way round: whoever followed gives the next.
    let next = other.rotate_key(world.admin()).await.unwrap();
    assert_ne!(named, next);
    world.gate().call(list()).await.unwrap();
    let events = i64::try_from(world.audit().await.len()).unwrap();
    assert_eq!(world.verify().await, Verdict::Intact { events });
    let report = other.audit_report(VerifyOptions::default()).await.unwrap();
    assert_eq!(report.fingerprints.len(), 3);
    assert_eq!(report.fingerprints[1..], [named, next]);
}

/// The files of a key that is to follow and has not taken its place yet.
fn next_ones(keys: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> = fs::read_dir(keys).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.file_stem().unwrap().to_str().unwrap().ends_with("-next"));
    found
}

#[tokio::test]
async fn a_key_that_the_chain_never_named_is_thrown_away_at_the_next_start() {
    let world = World::demo().await;
    let keys = world.place().config().join("keys");
    world.outsider().await.jam_audit().await;
    world.gate().rotate_key(world.admin()).await.unwrap_err();
    world.outsider().await.free_audit().await;
    assert_eq!(next_ones(&keys).len(), 2, "the key and the note of it");
    let events = i64::try_from(world.audit().await.len()).unwrap();
    let gate = world.another_gate().await;
    assert!(next_ones(&keys).is_empty());
    let report = gate.audit_report(VerifyOptions::default()).await.unwrap();
    assert_eq!((report.verdict, report.fingerprints.len()), (Verdict::Intact { events }, 1));
    note(&world, world.alice(), "Groceries").await;
}

/// The chain names the next key, and what keeps the keys takes nothing just then.
async fn name_without_taking_its_place(world: &World) {
    let workspace = world.outsider().await.column("SELECT uid FROM workspaces").await.remove(0);
    let keys = world.place().config().join("keys");
    let in_the_way = keys.join(format!("{workspace}.new-{}", std::process::id()));
    fs::create_dir(&in_the_way).unwrap();
    let refused = world.gate().rotate_key(world.admin()).await.unwrap_err();
    assert_eq!(refused.code(), "KEY_UNAVAILABLE", "{refused}");
    fs::remove_dir(&in_the_way).unwrap();
    assert_eq!(next_ones(&keys).len(), 2, "the key and the note of it");
}

#[tokio::test]
async fn a_key_that_the_chain_named_takes_its_place_at_the_next_start() {
    let world = World::demo().await;
    name_without_taking_its_place(&world).await;
    let gate = world.another_gate().await;
    assert!(next_ones(&world.place().config().join("keys")).is_empty());
    let report = gate.audit_report(VerifyOptions::default()).await.unwrap();
    assert!(report.verdict.is_intact(), "{}", report.verdict);
    assert_eq!((report.fingerprints.len(), report.trust), (2, KeyTrust::Here));
    gate.call(CallRequest::new(world.alice(), Channel::Ui, "notes_list", json!({}))).await.unwrap();
    note(&world, world.alice(), "Groceries").await;
}

#[tokio::test]
async fn a_process_that_runs_puts_in_place_the_key_that_another_only_named() {
    let world = World::demo().await;
    let other = world.another_gate().await;
    name_without_taking_its_place(&world).await;
    other.call(CallRequest::new(world.alice(), Channel::Ui, "notes_list", json!({}))).await.unwrap();
    assert!(next_ones(&world.place().config().join("keys")).is_empty());
    assert!(world.verify().await.is_intact());
}

#[tokio::test]
async fn only_an_access_manager_whose_password_was_given_lately_gives_the_chain_its_next_key() {
    let world = World::demo().await;
    let events = world.audit().await.len();
    for other in [world.alice(), world.bob()] {
        let refused = world.gate().rotate_key(other).await.unwrap_err();
        assert!(matches!(refused, GateError::MissingPermission { .. }), "{refused}");
    }
    let (gone, _) = world.gate().sign_in("admin@example.com", "admin", "test").await.unwrap();
    world.gate().sign_out(&gone).await.unwrap();
    let refused = world.gate().rotate_key(&gone).await.unwrap_err();
    assert!(matches!(refused, GateError::NotSignedIn), "{refused}");
    world.clock().advance(Duration::from_secs(15 * 60) + Duration::from_millis(1));
    let refused = world.gate().rotate_key(world.admin()).await.unwrap_err();
    assert!(matches!(refused, GateError::PasswordNeeded), "{refused}");
    let kinds: Vec<_> = world.audit().await[events..].iter().map(|event| event.kind.clone()).collect();
    assert_eq!(kinds, ["session.opened", "session.ended"], "nothing of it was begun");
    let admin = world.gate().authenticate_again(world.admin(), "admin").await.unwrap();
    world.gate().rotate_key(&admin).await.unwrap();
    world.change_access("DELETE FROM role_grants WHERE permission = 'access:manage'").await;
    let refused = world.gate().rotate_key(&admin).await.unwrap_err();
    assert!(matches!(refused, GateError::MissingPermission { .. }), "nor who manages it no more: {refused}");
}
