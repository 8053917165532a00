//! The audit chain. Each event holds the hash of the one before, and a
//! signature; the head moves from exactly where the transaction found it.

use ed25519_dalek::{Signature, VerifyingKey};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::connect::Connection;
use crate::entities::{audit_event, audit_head};
use crate::stands::stand;
use crate::{Reading, StoreError, Tx};

/// The hash that the first event follows.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The chain's first event. It names the public key and the workspace.
pub const CREATED: &str = "workspace.created";
/// A key was followed by another, which the event names.
pub const ROTATED: &str = "key.rotated";
/// An anchor was begun for a chain that is not new.
pub const ANCHOR_BEGUN: &str = "anchor.begun";
/// The chain goes on from a backup.
pub const RESTORED: &str = "workspace.restored";

/// Signs the chain. The key is never in the database.
pub trait Signer: Send + Sync {
    /// Ed25519 signature of a SHA-256 digest (RFC 8032).
    fn sign(&self, digest: &[u8; 32]) -> [u8; 64];

    /// The public half of the key it signs with.
    fn public_key(&self) -> [u8; 32];

    /// Whether the event with this hash is the last it signed. A yes saves looking
    /// whether another process gave the chain another key since.
    fn signed_last(&self, _hash: &str) -> bool {
        false
    }

    /// It signed the event with this hash, which is now the last.
    fn has_signed(&self, _hash: &str) {}
}

/// What the new key signs at a rotation: that the chain up to here, and its own place in it, are known to it.
#[must_use]
pub fn rotation_proof(previous_hash: &str, new_key: &[u8; 32]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(b"assent key rotation v1");
    hasher.update(previous_hash.as_bytes());
    hasher.update(new_key);
    hasher.finalize().into()
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
/// [`StoreError::KeyMoved`] when the chain goes on under another key than the signer's; then
/// nothing was written, and it may be tried again with that key.
pub async fn append(tx: &Tx, signer: &dyn Signer, new: NewEvent) -> Result<Head, StoreError> {
    let db = tx.connection();
    let body = serde_json::json!({ "at": new.at, "about": new.body });
    let body =
        serde_json_canonicalizer::to_string(&body).map_err(|_| StoreError::Unreadable { what: "audit event" })?;
    let head = stand(tx).await?.head;
    if let Some(head) = &head {
        refuse_moved(tx, signer, &head.hash, head.seq).await?;
    }
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
    move_head(tx, head, &next).await?;
    if let Some(stands) = tx.stands() {
        stands.grew(&next);
    }
    if new.kind != ROTATED {
        signer.has_signed(&next.hash);
    }
    Ok(next)
}

/// From exactly where it was found: whoever wrote in between, against all locks, is noticed.
async fn move_head(tx: &Tx, from: Option<Head>, to: &Head) -> Result<(), StoreError> {
    let db = tx.connection();
    let row = audit_head::ActiveModel { id: Set(1), seq: Set(to.seq), hash: Set(to.hash.clone()) };
    let Some(from) = from else {
        audit_head::Entity::insert(row).exec_without_returning(db).await?;
        return Ok(());
    };
    let moved = audit_head::Entity::update_many()
        .set(row)
        .filter(audit_head::Column::Id.eq(1))
        .filter(audit_head::Column::Seq.eq(from.seq))
        .filter(audit_head::Column::Hash.eq(from.hash));
    if moved.exec(db).await?.rows_affected == 1 { Ok(()) } else { Err(StoreError::Busy) }
}

/// An event under a key the chain has left behind would read as a forgery for good.
async fn refuse_moved(tx: &Tx, signer: &dyn Signer, hash: &str, seq: i64) -> Result<(), StoreError> {
    if signer.signed_last(hash) {
        return Ok(());
    }
    let key = signer.public_key();
    let last = audit_event::Entity::find_by_id(seq).one(tx.connection()).await?;
    if last.is_some_and(|last| last.kind != ROTATED && is_signed_with(&key, &last.hash, &last.signature)) {
        return Ok(());
    }
    // Also what somebody did to the last row leads here; that is for verifying to tell.
    match current_key(tx).await? {
        Some(current) if current != key => Err(StoreError::KeyMoved),
        _ => Ok(()),
    }
}

fn is_signed_with(key: &[u8; 32], hash: &str, signature: &str) -> bool {
    let (mut digest, mut bytes) = ([0; 32], [0; 64]);
    let read = hex::decode_to_slice(hash, &mut digest).and_then(|()| hex::decode_to_slice(signature, &mut bytes));
    let Some((key, ())) = VerifyingKey::from_bytes(key).ok().zip(read.ok()) else { return false };
    key.verify_strict(&digest, &Signature::from_bytes(&bytes)).is_ok()
}

/// The key that the chain says signs it now; `None` for an empty chain.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn current_key(view: &dyn Reading) -> Result<Option<[u8; 32]>, StoreError> {
    let named = audit_event::Entity::find()
        .filter(audit_event::Column::Kind.is_in([CREATED, ROTATED]))
        .order_by_desc(audit_event::Column::Seq)
        .one(view.connection())
        .await?;
    let body: Option<Value> = named.and_then(|named| serde_json::from_str(&named.body).ok());
    let mut key = [0; 32];
    let hex = body.as_ref().and_then(|body| body["about"]["public_key"].as_str());
    Ok(hex.and_then(|hex| hex::decode_to_slice(hex, &mut key).ok()).map(|()| key))
}

/// The last `count` events, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn last(view: &dyn Reading, count: u64) -> Result<Vec<Event>, StoreError> {
    let newest = audit_event::Entity::find().order_by_desc(audit_event::Column::Seq).limit(count);
    let mut rows = newest.all(view.connection()).await?;
    rows.reverse();
    Ok(rows.into_iter().map(Event::from).collect())
}

/// Up to `limit` events after `after`, in order.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn page(view: &dyn Reading, after: i64, limit: u64) -> Result<Vec<Event>, StoreError> {
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
pub async fn head(view: &dyn Reading) -> Result<Head, StoreError> {
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
