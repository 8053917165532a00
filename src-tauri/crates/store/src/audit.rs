//! The audit chain. Each event holds the hash of the one before, and a
//! signature; the head row is locked last in a transaction, so that the chain
//! costs no deadlock.

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Set};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::connect::Connection;
use crate::entities::{audit_event, audit_head};
use crate::{Reading, StoreError, Tx};

/// The hash that the first event follows.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Signs the chain. The key is never in the database.
pub trait Signer: Send + Sync {
    /// Ed25519 signature of a SHA-256 digest (RFC 8032).
    fn sign(&self, digest: &[u8; 32]) -> [u8; 64];
}

/// An event about to be appended.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// What happened, for example `call.denied`.
    pub kind: &'static str,
    /// Whose authority it used.
    pub person_id: Option<i64>,
    /// The call it is about.
    pub call_id: Option<i64>,
    /// When, in milliseconds.
    pub at: i64,
    /// Everything else; written as canonical JSON (RFC 8785).
    pub body: Value,
}

/// An event as recorded; also a line of the export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Place in the chain, from 1.
    pub seq: i64,
    /// What happened.
    pub kind: String,
    /// Whose authority it used.
    pub person_id: Option<i64>,
    /// The call it is about.
    pub call_id: Option<i64>,
    /// Canonical JSON of the rest.
    pub body: String,
    /// Hash of the event before.
    pub previous_hash: String,
    /// SHA-256 over everything above, in hex.
    pub hash: String,
    /// Signature of the hash, in hex.
    pub signature: String,
}

/// The end of the chain; what the anchor keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Head {
    /// Place of the last event; 0 for an empty chain.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
}

/// SHA-256 over every field of an event but its hash and signature. Each is
/// preceded by its length, so that nothing can move from one to the next.
#[must_use]
pub fn digest(event: &Event) -> [u8; 32] {
    let number = |value: Option<i64>| value.map(|v| v.to_string()).unwrap_or_default();
    let mut hasher = Sha256::new();
    for field in [
        event.previous_hash.as_str(),
        &event.seq.to_string(),
        &event.kind,
        &number(event.person_id),
        &number(event.call_id),
        &event.body,
    ] {
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field.as_bytes());
    }
    hasher.finalize().into()
}

/// Appends one event and moves the head to it.
///
/// # Errors
/// [`StoreError`] when the database refuses; then nothing of the transaction may be committed.
pub async fn append(tx: &Tx, signer: &dyn Signer, new: NewEvent) -> Result<Head, StoreError> {
    let db = tx.connection();
    let body = serde_json::json!({ "at": new.at, "about": new.body });
    let body =
        serde_json_canonicalizer::to_string(&body).map_err(|_| StoreError::Unreadable { what: "audit event" })?;
    let head = audit_head::Entity::find_by_id(1).lock_exclusive().one(db).await?;
    let (seq, previous_hash) = head.as_ref().map_or((0, GENESIS.to_owned()), |h| (h.seq, h.hash.clone()));
    let mut event = Event {
        seq: seq + 1,
        kind: new.kind.to_owned(),
        person_id: new.person_id,
        call_id: new.call_id,
        body,
        previous_hash,
        hash: String::new(),
        signature: String::new(),
    };
    let digest = digest(&event);
    event.hash = hex::encode(digest);
    event.signature = hex::encode(signer.sign(&digest));
    let next = Head { seq: event.seq, hash: event.hash.clone() };
    audit_event::Entity::insert(audit_event::ActiveModel {
        seq: Set(event.seq),
        kind: Set(event.kind),
        person_id: Set(event.person_id),
        call_id: Set(event.call_id),
        body: Set(event.body),
        previous_hash: Set(event.previous_hash),
        hash: Set(event.hash),
        signature: Set(event.signature),
    })
    .exec_without_returning(db)
    .await?;
    match head {
        Some(row) => {
            let mut row = row.into_active_model();
            row.seq = Set(next.seq);
            row.hash = Set(next.hash.clone());
            row.update(db).await?;
        }
        None => {
            let row = audit_head::ActiveModel { id: Set(1), seq: Set(next.seq), hash: Set(next.hash.clone()) };
            audit_head::Entity::insert(row).exec_without_returning(db).await?;
        }
    }
    Ok(next)
}

/// Up to `limit` events after `after`, in order.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn page(view: &impl Reading, after: i64, limit: u64) -> Result<Vec<Event>, StoreError> {
    let rows = audit_event::Entity::find()
        .filter(audit_event::Column::Seq.gt(after))
        .order_by_asc(audit_event::Column::Seq)
        .limit(limit)
        .all(view.connection())
        .await?;
    Ok(rows.into_iter().map(Event::from).collect())
}

/// The head row as stored.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn head(view: &impl Reading) -> Result<Head, StoreError> {
    let row = audit_head::Entity::find_by_id(1).one(view.connection()).await?;
    Ok(row.map_or(Head { seq: 0, hash: GENESIS.to_owned() }, |h| Head { seq: h.seq, hash: h.hash }))
}

impl From<audit_event::Model> for Event {
    fn from(row: audit_event::Model) -> Self {
        Self {
            seq: row.seq,
            kind: row.kind,
            person_id: row.person_id,
            call_id: row.call_id,
            body: row.body,
            previous_hash: row.previous_hash,
            hash: row.hash,
            signature: row.signature,
        }
    }
}
