//! Keys, anchor and database as files: what happens when they go, or are changed.

use std::fs;

use assent_gate::{Registry, Verdict, VerifyOptions};
use assent_policy::Channel;
use assent_testkit::World;
use serde_json::json;

use crate::common::note;

fn cut_last_line(path: &std::path::Path) {
    let text = fs::read_to_string(path).unwrap();
    let kept: Vec<_> = text.lines().collect();
    fs::write(path, format!("{}\n", kept[..kept.len() - 1].join("\n"))).unwrap();
}

#[tokio::test]
async fn without_its_keys_a_workspace_does_not_open_and_begins_no_new_chain() {
    let world = World::demo().await;
    world.is_spoilt();
    let events = world.audit().await.len();
    let (keys, away) = (world.place().config().join("keys"), world.place().config().join("away"));
    fs::rename(&keys, &away).unwrap();
    let refused = world.place().open(world.clock(), Registry::default()).await.unwrap_err();
    assert_eq!(refused.code(), "KEY_MISSING", "{refused}");
    assert!(refused.to_string().contains("backup"), "it says what to do: {refused}");
    assert!(!keys.exists(), "no new key is made");
    fs::rename(&away, &keys).unwrap();
    let gate = world.place().open(world.clock(), Registry::default()).await.unwrap();
    assert_eq!(gate.export_audit(0).await.unwrap().len(), events, "and nothing was written");
}

#[tokio::test]
async fn an_anchor_that_missed_the_last_commit_is_behind_and_catches_up_with_the_next() {
    let world = World::demo().await;
    note(&world, world.alice(), "Groceries").await;
    cut_last_line(&world.place().anchor());
    let events = i64::try_from(world.audit().await.len()).unwrap();
    assert_eq!(world.verify().await, Verdict::AnchorBehind { events, behind: 1 });
    world.call(world.alice(), Channel::Ui, "notes_list", json!({})).await;
    assert_eq!(world.verify().await, Verdict::Intact { events: events + 2 });
}

#[tokio::test]
async fn without_its_anchor_a_chain_is_not_anchored() {
    let world = World::demo().await;
    world.is_spoilt();
    fs::remove_file(world.place().anchor()).unwrap();
    assert!(matches!(world.verify().await, Verdict::NotAnchored { .. }));
}

#[tokio::test]
async fn an_outsider_who_cuts_the_chain_is_seen_by_the_anchor() {
    let world = World::demo().await;
    world.is_spoilt();
    note(&world, world.alice(), "Groceries").await;
    let events = i64::try_from(world.audit().await.len()).unwrap();
    let mut outsider = world.outsider().await;
    assert!(outsider.run("DELETE FROM audit_events").await.is_err(), "the database itself says no at first");
    let sql = format!(
        "DELETE FROM audit_events WHERE seq = {events}; \
         UPDATE audit_heads SET seq = {events} - 1, hash = (SELECT hash FROM audit_events ORDER BY seq DESC LIMIT 1)"
    );
    outsider.unlock_audit().await;
    outsider.run(&sql).await.unwrap();
    assert_eq!(world.verify().await, Verdict::Truncated { after: events - 1, anchored: events });
}

#[tokio::test]
async fn the_fingerprint_one_kept_is_compared_with_the_key_that_is_there() {
    let world = World::demo().await;
    let other = VerifyOptions { fingerprint: Some("0".repeat(32)), ..VerifyOptions::default() };
    assert!(!world.gate().verify_audit(other).await.unwrap().is_intact());
    assert!(world.verify().await.is_intact());
}

#[tokio::test]
async fn an_anchor_that_can_not_be_written_stops_nobody() {
    let world = World::demo().await;
    world.is_spoilt();
    let anchor = world.place().anchor();
    fs::remove_file(&anchor).unwrap();
    fs::create_dir(&anchor).unwrap();
    note(&world, world.alice(), "Groceries").await;
    let unread = world.gate().verify_audit(VerifyOptions::default()).await.unwrap_err();
    assert_eq!(unread.code(), "ANCHOR_UNREADABLE", "and it is not taken for one that is not there: {unread}");
    fs::remove_dir(&anchor).unwrap();
    assert!(matches!(world.verify().await, Verdict::NotAnchored { .. }));
}

#[tokio::test]
async fn an_anchor_that_went_is_begun_anew_and_the_chain_says_so_once() {
    let world = World::demo().await;
    let begun = async || world.audit().await.iter().filter(|event| event.kind == "anchor.begun").count();
    note(&world, world.alice(), "Groceries").await;
    assert_eq!(begun().await, 0, "it was there from the first event on");
    for (nth, gone) in [true, false].into_iter().enumerate() {
        if gone {
            fs::remove_file(world.place().anchor()).unwrap();
        } else {
            fs::write(world.place().anchor(), "").unwrap();
        }
        note(&world, world.alice(), "Groceries").await;
        note(&world, world.alice(), "Ideas").await;
        assert_eq!(begun().await, nth + 1, "an empty one is none either");
        assert!(world.verify().await.is_intact());
    }
}

#[tokio::test]
async fn a_line_that_a_crash_cut_short_takes_no_other_with_it() {
    let world = World::demo().await;
    note(&world, world.alice(), "Groceries").await;
    let anchor = world.place().anchor();
    let text = fs::read_to_string(&anchor).unwrap();
    let cut = &text[..text.len() - 20];
    fs::write(&anchor, cut).unwrap();
    note(&world, world.alice(), "Ideas").await;
    let events = i64::try_from(world.audit().await.len()).unwrap();
    assert_eq!(world.verify().await, Verdict::Intact { events });
    let whole = fs::read_to_string(&anchor).unwrap();
    let broken = whole.lines().filter(|line| serde_json::from_str::<serde_json::Value>(line).is_err());
    assert_eq!(broken.collect::<Vec<_>>(), [cut.lines().last().unwrap()], "only the one that was cut is lost");
}
