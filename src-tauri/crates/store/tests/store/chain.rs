//! The audit chain, and what verifying finds when somebody was at the database.

use assent_store::audit::{self, Event, Head, NewEvent, Signer};
use assent_store::verify::{Verdict, verify};
use assent_testkit::{Backend, Outsider};
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use serde_json::json;

use crate::file::File;

struct Key(SigningKey);

impl Signer for Key {
    fn sign(&self, digest: &[u8; 32]) -> [u8; 64] {
        self.0.sign(digest).to_bytes()
    }
}

/// A chain of events, its key, and the heads an anchor would keep.
struct Chain {
    file: File,
    key: Key,
    heads: Vec<Head>,
}

impl Chain {
    async fn of(events: i64) -> Self {
        let mut chain = Self { file: File::new().await, key: Key(SigningKey::from_bytes(&[7; 32])), heads: Vec::new() };
        chain.grow(events).await;
        chain
    }

    async fn grow(&mut self, events: i64) {
        for at in 0..events {
            let tx = self.file.store.write().await.unwrap();
            let body = json!({ "note": at });
            let event = NewEvent { kind: "call.allowed", person_id: Some(1), call_id: Some(at), at, body };
            self.heads.push(audit::append(&tx, &self.key, event).await.unwrap());
            tx.commit().await.unwrap();
        }
    }

    async fn verify(&self, anchor: Option<&[Head]>) -> Verdict {
        self.verify_with(&self.key.0.verifying_key(), anchor).await
    }

    async fn verify_with(&self, key: &VerifyingKey, anchor: Option<&[Head]>) -> Verdict {
        verify(&self.file.store.view().await.unwrap(), key, anchor).await.unwrap()
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
    assert_eq!(verdict, Verdict::NotAnchored { events: 3 });
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
    assert_eq!(chain.verify(None).await, Verdict::NotAnchored { events: 3 }, "which only the anchor shows");
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
    assert_eq!(verdict, Verdict::Broken { at: 3, what: "it was not signed with the key of this installation" });
}

#[tokio::test]
async fn another_key_signed_nothing_here() {
    let chain = Chain::of(2).await;
    let other = SigningKey::from_bytes(&[8; 32]).verifying_key();
    assert_eq!(broken_at(&chain.verify_with(&other, None).await), 1);
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
