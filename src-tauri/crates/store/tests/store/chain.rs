//! The audit chain, and what verifying finds when somebody was at the database.

use assent_store::StoreError;
use assent_store::audit::{self, Event, Head, NewEvent, Signer};
use assent_store::verify::{ChainKey, Report, Restored, Verdict, verify};
use assent_testkit::{Backend, Outsider};
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};

use crate::file::File;

struct Key(SigningKey);

impl Signer for Key {
    fn sign(&self, digest: &[u8; 32]) -> [u8; 64] {
        self.0.sign(digest).to_bytes()
    }

    fn public_key(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }
}

fn key(seed: u8) -> Key {
    Key(SigningKey::from_bytes(&[seed; 32]))
}

/// A chain of events, its key, and the heads an anchor would keep.
struct Chain {
    file: File,
    key: Key,
    heads: Vec<Head>,
}

impl Chain {
    async fn of(events: i64) -> Self {
        let mut chain = Self { file: File::new().await, key: key(7), heads: Vec::new() };
        if events > 0 {
            let body = json!({ "public_key": hex::encode(chain.key.public_key()) });
            chain.add("workspace.created", body).await;
            chain.grow(events - 1).await;
        }
        chain
    }

    async fn add(&mut self, kind: &'static str, body: Value) {
        let tx = self.file.store.write().await.unwrap();
        let event = NewEvent { kind, person_id: Some(1), call_id: None, at: 0, body };
        self.heads.push(audit::append(&tx, &self.key, event).await.unwrap());
        tx.commit().await.unwrap();
    }

    /// The chain's key is followed by `next`, which vouches for what `vouched` is the hash of.
    async fn rotate(&mut self, next: Key, vouched: &str) {
        let proof = next.sign(&audit::rotation_proof(vouched, &next.public_key()));
        let body = json!({ "public_key": hex::encode(next.public_key()), "proof": hex::encode(proof) });
        self.add("key.rotated", body).await;
        self.key = next;
    }

    /// An event written past the store, by whoever holds `self.key`; its place.
    async fn tampered_append(&self) -> i64 {
        let mut event = self.events().await.pop().unwrap();
        event.seq += 1;
        event.previous_hash = event.hash;
        event.hash = String::new();
        let digest = audit::digest(&event);
        let (seq, previous, hash) = (event.seq, &event.previous_hash, hex::encode(digest));
        let (body, signature) = (&event.body, hex::encode(self.key.sign(&digest)));
        let call = event.call_id.unwrap();
        let sql = format!(
            "INSERT INTO audit_events VALUES ({seq}, '{}', 1, {call}, '{body}', '{previous}', '{hash}', '{signature}'); \
             UPDATE audit_heads SET seq = {seq}, hash = '{hash}'",
            event.kind
        );
        self.tamper(&sql).await;
        seq
    }

    fn end(&self) -> String {
        self.heads.last().unwrap().hash.clone()
    }

    /// Cuts off what follows `last`, its head row with it.
    async fn cut_after(&mut self, last: i64) {
        let head = &self.heads[usize::try_from(last - 1).unwrap()];
        let sql = format!(
            "DELETE FROM audit_events WHERE seq > {last}; UPDATE audit_heads SET seq = {last}, hash = '{}'",
            head.hash
        );
        self.tamper(&sql).await;
        self.heads.truncate(usize::try_from(last).unwrap());
    }

    async fn grow(&mut self, events: i64) {
        let from = i64::try_from(self.heads.len()).unwrap();
        for at in from..from + events {
            let tx = self.file.store.write().await.unwrap();
            let body = json!({ "note": at });
            let event = NewEvent { kind: "call.allowed", person_id: Some(1), call_id: Some(at), at, body };
            self.heads.push(audit::append(&tx, &self.key, event).await.unwrap());
            tx.commit().await.unwrap();
        }
    }

    async fn verify(&self, anchor: Option<&[Head]>) -> Verdict {
        self.report(anchor).await.verdict
    }

    async fn report(&self, anchor: Option<&[Head]>) -> Report {
        verify(&self.file.store.view().await.unwrap(), anchor).await.unwrap()
    }

    async fn anchored(&self) -> Verdict {
        self.verify(Some(&self.heads)).await
    }

    async fn events(&self) -> Vec<Event> {
        audit::page(&self.file.store.view().await.unwrap(), 0, 1000).await.unwrap()
    }

    /// Takes the triggers away first, as whoever owns the database can.
    async fn tamper(&self, sql: &str) {
        let mut outsider = Outsider::at(&self.file.database).await;
        outsider.unlock_audit().await;
        outsider.run(sql).await.unwrap();
    }
}

fn broken_at(verdict: &Verdict) -> i64 {
    match verdict {
        Verdict::Broken { at, .. } => *at,
        other => panic!("not broken: {other}"),
    }
}

#[tokio::test]
async fn an_event_can_be_neither_changed_nor_deleted() {
    let chain = Chain::of(2).await;
    let mut outsider = Outsider::at(&chain.file.database).await;
    let (prepare, own) = match Backend::at_hand() {
        Backend::Sqlite => {
            ("PRAGMA recursive_triggers = 1", "REPLACE INTO audit_events SELECT * FROM audit_events WHERE seq = 1")
        }
        Backend::Postgres => ("SET work_mem = '4MB'", "TRUNCATE audit_events"),
    };
    outsider.run(prepare).await.unwrap();
    for sql in [
        "UPDATE audit_events SET kind = 'call.denied' WHERE seq = 1",
        "DELETE FROM audit_events WHERE seq = 2",
        "DELETE FROM audit_events",
        own,
    ] {
        let outcome = outsider.run(sql).await;
        assert!(outcome.is_err_and(|cause| cause.contains("append-only")), "{sql}");
    }
    assert_eq!(chain.anchored().await, Verdict::Intact { events: 2 });
}

#[tokio::test]
async fn an_untouched_chain_is_intact_and_an_empty_one_too() {
    let chain = Chain::of(5).await;
    assert_eq!(chain.anchored().await, Verdict::Intact { events: 5 });
    let empty = Chain::of(0).await;
    assert_eq!(empty.verify(Some(&[])).await, Verdict::Intact { events: 0 });
}

#[tokio::test]
async fn an_anchor_that_missed_the_last_events_is_behind_by_as_many() {
    let chain = Chain::of(5).await;
    assert_eq!(chain.verify(Some(&chain.heads[..3])).await, Verdict::AnchorBehind { events: 5, behind: 2 });
}

#[tokio::test]
async fn without_an_anchor_nothing_shows_the_end() {
    let chain = Chain::of(3).await;
    let verdict = chain.verify(None).await;
    assert_eq!(verdict, Verdict::NotAnchored { events: 3, begun: None });
    assert!(verdict.is_intact());
}

#[tokio::test]
async fn a_chain_cut_short_is_truncated_where_it_ends() {
    let chain = Chain::of(5).await;
    let last = &chain.heads[2];
    chain
        .tamper(&format!(
            "DELETE FROM audit_events WHERE seq > 3; UPDATE audit_heads SET seq = 3, hash = '{}'",
            last.hash
        ))
        .await;
    assert_eq!(chain.anchored().await, Verdict::Truncated { after: 3, anchored: 5 });
    assert_eq!(
        chain.verify(None).await,
        Verdict::NotAnchored { events: 3, begun: None },
        "which only the anchor shows"
    );
}

#[tokio::test]
async fn a_chain_cut_short_without_its_head_is_seen_also_without_an_anchor() {
    let chain = Chain::of(5).await;
    chain.tamper("DELETE FROM audit_events WHERE seq > 3").await;
    assert_eq!(chain.verify(None).await, Verdict::Truncated { after: 3, anchored: 5 });
}

#[tokio::test]
async fn an_old_copy_that_went_on_is_rolled_back_after_what_both_know() {
    let mut chain = Chain::of(5).await;
    let known = chain.heads.clone();
    let last = known[2].hash.clone();
    chain
        .tamper(&format!("DELETE FROM audit_events WHERE seq > 3; UPDATE audit_heads SET seq = 3, hash = '{last}'"))
        .await;
    chain.grow(4).await;
    assert_eq!(chain.verify(Some(&known)).await, Verdict::Truncated { after: 3, anchored: 4 });
}

#[tokio::test]
async fn an_edited_record_is_where_it_breaks() {
    let chain = Chain::of(5).await;
    chain.tamper("UPDATE audit_events SET body = replace(body, '\"note\":2', '\"note\":9') WHERE seq = 3").await;
    assert_eq!(broken_at(&chain.anchored().await), 3);
}

#[tokio::test]
async fn whose_call_it_was_is_part_of_what_is_signed() {
    for change in ["person_id = 2", "person_id = NULL", "call_id = 77", "kind = 'call.denied'"] {
        let chain = Chain::of(3).await;
        chain.tamper(&format!("UPDATE audit_events SET {change} WHERE seq = 2")).await;
        assert_eq!(broken_at(&chain.anchored().await), 2, "{change}");
    }
}

#[tokio::test]
async fn a_deleted_record_is_missing_at_its_place() {
    let chain = Chain::of(5).await;
    chain.tamper("DELETE FROM audit_events WHERE seq = 2").await;
    assert_eq!(broken_at(&chain.anchored().await), 2);
}

#[tokio::test]
async fn swapped_records_break_at_the_first_of_them() {
    let chain = Chain::of(5).await;
    chain
        .tamper(
            "UPDATE audit_events SET seq = 100 WHERE seq = 2; UPDATE audit_events SET seq = 2 WHERE seq = 4; \
             UPDATE audit_events SET seq = 4 WHERE seq = 100",
        )
        .await;
    assert_eq!(broken_at(&chain.anchored().await), 2);
}

#[tokio::test]
async fn a_record_hashed_again_without_the_key_is_not_signed() {
    let chain = Chain::of(3).await;
    let mut last = chain.events().await.pop().unwrap();
    last.body = last.body.replace("\"note\":2", "\"note\":9");
    let hash = hex::encode(audit::digest(&last));
    let body = &last.body;
    chain
        .tamper(&format!(
            "UPDATE audit_events SET body = '{body}', hash = '{hash}' WHERE seq = 3; UPDATE audit_heads SET hash = '{hash}'"
        ))
        .await;
    let verdict = chain.verify(None).await;
    assert_eq!(verdict, Verdict::Broken { at: 3, what: "it was not signed with the chain's key" });
}

#[tokio::test]
async fn an_event_forged_with_another_key_is_not_signed_with_the_chains() {
    for forger in [key(8), key(7)] {
        let mut chain = Chain::of(2).await;
        let own = forger.public_key() == chain.key.public_key();
        let true_key = std::mem::replace(&mut chain.key, forger);
        let tampered = chain.tampered_append().await;
        chain.key = true_key;
        let verdict = chain.verify(None).await;
        if own {
            assert_eq!(verdict, Verdict::NotAnchored { events: 3, begun: None }, "the twin: by the chain's own key");
        } else {
            assert_eq!(verdict, Verdict::Broken { at: 3, what: "it was not signed with the chain's key" });
        }
        assert_eq!(tampered, 3);
    }
}

#[tokio::test]
async fn an_inserted_record_shifts_what_follows_and_breaks_there() {
    let chain = Chain::of(4).await;
    chain
        .tamper(
            "UPDATE audit_events SET seq = 14 WHERE seq = 4; UPDATE audit_events SET seq = 13 WHERE seq = 3; \
             INSERT INTO audit_events SELECT 3, kind, person_id, call_id, body, previous_hash, 'copy', signature \
             FROM audit_events WHERE seq = 2; \
             UPDATE audit_events SET seq = 4 WHERE seq = 13; UPDATE audit_events SET seq = 5 WHERE seq = 14",
        )
        .await;
    assert_eq!(broken_at(&chain.anchored().await), 3);
}

#[tokio::test]
async fn a_signature_copied_from_another_record_signs_nothing() {
    let chain = Chain::of(4).await;
    chain
        .tamper("UPDATE audit_events SET signature = (SELECT signature FROM audit_events WHERE seq = 2) WHERE seq = 4")
        .await;
    assert_eq!(chain.anchored().await, Verdict::Broken { at: 4, what: "it was not signed with the chain's key" });
}

#[tokio::test]
async fn a_chain_goes_on_under_the_key_it_names() {
    let mut chain = Chain::of(2).await;
    let end = chain.end();
    chain.rotate(key(8), &end).await;
    chain.grow(2).await;
    let report = chain.report(Some(&chain.heads)).await;
    assert_eq!(report.verdict, Verdict::Intact { events: 5 });
    let keys = [(key(7), 1), (key(8), 3)].map(|(key, named_at)| ChainKey { public_key: key.public_key(), named_at });
    assert_eq!(report.keys, keys);
}

#[tokio::test]
async fn a_key_that_did_not_vouch_for_the_chain_before_it_does_not_follow() {
    let mut chain = Chain::of(2).await;
    let other = chain.heads[0].hash.clone();
    chain.rotate(key(8), &other).await;
    let report = chain.report(None).await;
    assert_eq!(report.verdict, Verdict::Broken { at: 3, what: "the new key did not vouch for the chain" });
    assert_eq!(report.keys.len(), 1, "and is none of its keys");
}

#[tokio::test]
async fn the_key_before_appends_nothing_any_more() {
    let mut chain = Chain::of(2).await;
    let end = chain.end();
    chain.rotate(key(8), &end).await;
    let event = || NewEvent { kind: "call.allowed", person_id: None, call_id: None, at: 0, body: json!({}) };
    let tx = chain.file.store.write().await.unwrap();
    assert!(matches!(audit::append(&tx, &key(7), event()).await, Err(StoreError::KeyMoved)));
    drop(tx);
    let tx = chain.file.store.write().await.unwrap();
    chain.heads.push(audit::append(&tx, &key(8), event()).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(chain.anchored().await, Verdict::Intact { events: 4 });
}

#[tokio::test]
async fn an_anchor_that_was_begun_is_missed_when_it_is_gone() {
    let mut chain = Chain::of(3).await;
    chain.add("anchor.begun", json!({})).await;
    let gone = chain.verify(None).await;
    assert_eq!(gone, Verdict::NotAnchored { events: 4, begun: Some(4) });
    assert!(!gone.is_intact());
    let report = chain.report(Some(&chain.heads[3..])).await;
    assert_eq!((report.verdict, report.anchored_since), (Verdict::Intact { events: 4 }, Some(4)));
}

/// Events 1 to 5, then back to 3 and on from there; the anchor as it was written.
async fn restored(knew: impl Fn(&Head) -> Value) -> (Chain, Vec<Head>) {
    let mut chain = Chain::of(5).await;
    let mut anchor = chain.heads.clone();
    let known = knew(anchor.last().unwrap());
    chain.cut_after(3).await;
    chain.add("workspace.restored", json!({ "anchor_knew": known })).await;
    chain.grow(3).await;
    anchor.extend_from_slice(&chain.heads[3..]);
    (chain, anchor)
}

#[tokio::test]
async fn a_restore_on_record_explains_what_the_anchor_knew_and_nothing_that_comes_after() {
    let (mut chain, anchor) = restored(|head| json!(head)).await;
    let report = chain.report(Some(&anchor)).await;
    assert_eq!(report.verdict, Verdict::Intact { events: 7 });
    assert_eq!(report.restored, [Restored { at: 4, from: 3, lost: 2 }]);
    assert!(report.summary().contains("restored with event 4 from a backup that ended at 3 (2 later"), "{report:?}");
    chain.cut_after(5).await;
    assert_eq!(chain.verify(Some(&anchor)).await, Verdict::Truncated { after: 5, anchored: 7 });
}

#[tokio::test]
async fn a_restore_that_does_not_say_what_the_anchor_knew_explains_nothing() {
    let (chain, anchor) = restored(|_| Value::Null).await;
    assert_eq!(chain.verify(Some(&anchor)).await, Verdict::Truncated { after: 3, anchored: 4 });
}

#[tokio::test]
async fn a_head_that_was_moved_back_does_not_match() {
    let chain = Chain::of(3).await;
    let hash = &chain.heads[1].hash;
    chain.tamper(&format!("UPDATE audit_heads SET seq = 2, hash = '{hash}'")).await;
    assert!(!chain.anchored().await.is_intact());
}

#[tokio::test]
async fn text_can_not_move_from_one_field_to_the_next_unseen() {
    let chain = Chain::of(1).await;
    let event = chain.events().await.remove(0);
    let moved = Event { kind: "call.allowe".to_owned(), ..event.clone() };
    let moved = Event { person_id: event.person_id, ..moved };
    assert_ne!(audit::digest(&event), audit::digest(&moved));
    let split = Event { person_id: Some(11), call_id: Some(0), ..event.clone() };
    let other = Event { person_id: Some(1), call_id: Some(10), ..event };
    assert_ne!(audit::digest(&split), audit::digest(&other));
}
