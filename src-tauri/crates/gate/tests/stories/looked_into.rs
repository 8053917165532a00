//! What whoever holds the files finds out without a session: the record itself, and
//! how an installation stands.

use std::sync::Arc;

use assent_gate::keys::{KeyPlace, KeyStorage, LockedBy};
use assent_gate::{
    Authorized, CallRequest, GateError, KeyTrust, Reads, Record, RecordOptions, Schema, Verdict, VerifyOptions,
    WorkspaceKind, audit_lets_happen,
};
use assent_policy::Channel;
use assent_testkit::{Backend, Place, Probe, World};
use serde_json::json;
use tempfile::TempDir;

use crate::common::note;

async fn try_record(place: &Place) -> Result<Record, GateError> {
    let anchor = place.anchor();
    let keys = KeyPlace { workspace: String::new(), config_dir: place.config(), passphrase: None, use_keyring: false };
    let options = RecordOptions {
        store: place.database().options(),
        keys,
        anchor: Arc::new(move |workspace| {
            assert_eq!(workspace.len(), 32, "it is asked where the anchor of this workspace lies");
            anchor.clone()
        }),
        reads: Reads::Along,
    };
    Record::open(options).await
}

async fn record(world: &World) -> Record {
    try_record(&world.place()).await.unwrap()
}

async fn trusted(record: &Record, fingerprint: Option<String>) -> (Verdict, KeyTrust) {
    let options = VerifyOptions { fingerprint, ..VerifyOptions::default() };
    let report = record.verify(options).await.unwrap();
    (report.verdict, report.trust)
}

#[tokio::test]
async fn the_record_is_read_whole_page_by_page_and_from_its_end() {
    let world = World::demo().await;
    note(&world, world.alice(), "Groceries").await;
    let (record, all) = (record(&world).await, world.audit().await);
    let seqs = |events: Vec<assent_gate::AuditEvent>| events.into_iter().map(|event| event.seq).collect::<Vec<_>>();
    let every: Vec<i64> = all.iter().map(|event| event.seq).collect();
    assert_eq!(seqs(record.page(0).await.unwrap()), every);
    assert_eq!(seqs(record.page(3).await.unwrap()), every[3..]);
    assert_eq!(seqs(record.last(2).await.unwrap()), every[every.len() - 2..]);
    let now = world.gate().now().as_millisecond();
    assert_eq!(record.newest().await.unwrap(), Some(now), "the clock of a world stands still");
    assert_eq!(record.anchor(), Some(world.place().anchor().as_path()));
}

#[tokio::test]
async fn whose_the_record_is_says_the_key_here_or_the_fingerprint_one_kept() {
    let world = World::demo().await;
    let events = i64::try_from(world.audit().await.len()).unwrap();
    let record = record(&world).await;
    let found = record.key().await.unwrap();
    assert!(found.is_chains);
    assert_eq!(found.fingerprint, world.gate().audit_report(VerifyOptions::default()).await.unwrap().fingerprints[0]);
    assert!(matches!(found.storage, KeyStorage::EncryptedFile { locked_by: LockedBy::MachineKey, .. }));
    assert_eq!(found.notice, world.gate().key_notice());
    assert!(found.notice.unwrap().starts_with("The system keyring is switched off"));
    assert_eq!(trusted(&record, None).await, (Verdict::Intact { events }, KeyTrust::Here));
    let kept = Some(found.fingerprint.clone());
    assert_eq!(trusted(&record, kept.clone()).await, (Verdict::Intact { events }, KeyTrust::Here));
    let other = trusted(&record, Some("0".repeat(32))).await.0;
    assert!(matches!(other, Verdict::Broken { at: 1, .. }), "{other}");

    // Somewhere else, where its keys never were.
    let keys = world.place().config().join("keys");
    std::fs::rename(&keys, world.place().config().join("away")).unwrap();
    assert_eq!(trusted(&record, None).await, (Verdict::Intact { events }, KeyTrust::ChainAlone));
    assert_eq!(trusted(&record, kept).await, (Verdict::Intact { events }, KeyTrust::Fingerprint));
    assert_eq!(record.key().await.unwrap_err().code(), "KEY_MISSING");
    std::fs::rename(world.place().config().join("away"), &keys).unwrap();
}

#[tokio::test]
async fn the_keys_of_before_and_after_are_told_apart() {
    let world = World::demo().await;
    let (keys, kept) = (world.place().config().join("keys"), TempDir::new().unwrap());
    copy(&keys, kept.path());
    let first = record(&world).await.key().await.unwrap();
    let next = world.gate().rotate_key(world.admin()).await.unwrap();
    let (record, events) = (record(&world).await, i64::try_from(world.audit().await.len()).unwrap());
    let found = record.key().await.unwrap();
    assert!(found.is_chains && found.fingerprint == next && next != first.fingerprint);
    assert_eq!(trusted(&record, None).await, (Verdict::Intact { events }, KeyTrust::Here));
    // The note of the rotation is gone: the key here signed this chain, and another followed it.
    copy(kept.path(), &keys);
    assert_eq!(trusted(&record, None).await, (Verdict::Intact { events }, KeyTrust::Here));
    assert!(!record.key().await.unwrap().is_chains, "it is not the one that signs now");
    world.is_spoilt();
}

#[tokio::test]
async fn an_old_database_put_back_is_seen_by_the_key_that_was_left_since() {
    let world = World::demo().await;
    world.is_spoilt();
    let before = i64::try_from(world.audit().await.len()).unwrap();
    world.gate().rotate_key(world.admin()).await.unwrap();
    let named = i64::try_from(world.audit().await.len()).unwrap();
    let mut outsider = world.outsider().await;
    outsider.unlock_audit().await;
    let sql = format!(
        "DELETE FROM audit_events WHERE seq > {before}; \
         UPDATE audit_heads SET seq = {before}, hash = (SELECT hash FROM audit_events ORDER BY seq DESC LIMIT 1)"
    );
    outsider.run(&sql).await.unwrap();
    std::fs::remove_file(world.place().anchor()).unwrap();
    let (verdict, trust) = trusted(&record(&world).await, None).await;
    assert_eq!(verdict, Verdict::Truncated { after: before, anchored: named }, "also where the anchor is gone");
    assert_eq!(trust, KeyTrust::ChainAlone);
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

#[tokio::test]
async fn the_key_of_another_office_is_no_proof() {
    let (world, other) = (World::demo().await, World::empty().await);
    other.gate().set_up_demo().await.unwrap();
    let workspace = "SELECT uid FROM workspaces";
    let (here, there) = (
        world.outsider().await.column(workspace).await.remove(0),
        other.outsider().await.column(workspace).await.remove(0),
    );
    let note = |place: Place, uid: &str| place.config().join(format!("keys/{uid}.json"));
    std::fs::copy(note(other.place(), &there), note(world.place(), &here)).unwrap();
    let (verdict, trust) = trusted(&record(&world).await, None).await;
    assert!(matches!(verdict, Verdict::Broken { at: 1, .. }), "{verdict}");
    assert_eq!(trust, KeyTrust::ChainAlone);
    world.is_spoilt();
}

#[tokio::test]
async fn what_is_no_office_has_no_record() {
    let world = World::empty().await;
    assert!(matches!(try_record(&world.place()).await, Err(GateError::NoWorkspace)));
}

#[tokio::test]
async fn passwords_that_everybody_knows_are_found_of_whoever_may_sign_in() {
    let world = World::demo().await;
    let demo = ["alice@example.com", "bob@example.com", "admin@example.com"].map(str::to_owned);
    let (kind, mut known) = record(&world).await.known_passwords().await.unwrap();
    known.sort_by_key(|email| demo.iter().position(|one| one == email));
    assert_eq!((kind, known.as_slice()), (WorkspaceKind::Demo, demo.as_slice()));
    world.gate().change_password(world.alice(), "password", "a long enough one").await.unwrap();
    world.change_access("UPDATE people SET enabled = FALSE WHERE email = 'bob@example.com'").await;
    world.outsider().await.run("UPDATE workspaces SET kind = 'real'").await.unwrap();
    let found = record(&world).await.known_passwords().await.unwrap();
    assert_eq!(found, (WorkspaceKind::Real, vec!["admin@example.com".to_owned()]));
}

#[tokio::test]
async fn calls_in_doubt_are_listed_newest_first() {
    let folder = TempDir::new().unwrap();
    let send = Probe::outside("send", "notes:create", &folder.path().join("sent"));
    let world = World::with_tools(vec![Arc::new(send)]).await;
    assert!(record(&world).await.in_doubt().await.unwrap().is_empty());
    let mut begun = Vec::new();
    for _ in 0..2 {
        let request = CallRequest::new(world.alice(), Channel::Ui, "send", json!({}));
        let Authorized::Warrant(warrant) = world.gate().authorize(request).await.unwrap() else { panic!("it may") };
        begun.insert(0, warrant.call_id().0);
        drop(warrant.begin_outside().await.unwrap());
    }
    world.clock().advance(std::time::Duration::from_secs(120));
    world.gate().keep_house().await.unwrap();
    assert_eq!(record(&world).await.in_doubt().await.unwrap(), begun);
}

#[tokio::test]
async fn the_schema_and_the_authority_are_those_of_the_office() {
    let world = World::demo().await;
    let record = record(&world).await;
    let schema = record.schema().await.unwrap();
    assert_eq!(schema.age(), (Vec::new(), Vec::new()));
    let people = record.authority().await.unwrap().people;
    assert_eq!(world.gate().authority(world.alice()).await.unwrap().people, people, "a person's own screen has it too");
    assert_eq!(people[&world.alice().person()].name, world.alice().name());
    assert_eq!(people.len(), 3);
    if Backend::Sqlite.or_skip() {
        let this = Schema::of_this_version().await.unwrap();
        assert_eq!(schema.differences(&this), Vec::<String>::new());
        world.outsider().await.run("DROP TRIGGER audit_events_no_update").await.unwrap();
        let changed = record.schema().await.unwrap();
        assert_eq!(changed.differences(&this), ["trigger audit_events_no_update is missing"]);
    }
}

#[tokio::test]
async fn what_the_database_lets_happen_to_the_record_is_found_by_trying() {
    let world = World::demo().await;
    let options = world.place().database().options();
    let events = world.audit().await.len();
    assert!(audit_lets_happen(&options).await.unwrap().is_empty());
    world.outsider().await.unlock_audit().await;
    assert_eq!(audit_lets_happen(&options).await.unwrap(), ["UPDATE", "DELETE"]);
    assert_eq!(world.audit().await.len(), events, "and none of it stayed");
}
