//! Offline verification of the audit chain and its anchor. It names the first
//! record that is not what it was. The public key stands in the chain's first
//! event and in each rotation; whether it is the key somebody knows is for the
//! caller to say, who gets every key the chain was signed with.

use std::fmt;

use ed25519_dalek::{Signature, VerifyingKey};
use serde_json::Value;

use crate::audit::{
    ANCHOR_BEGUN, CREATED, Event, GENESIS, Head, RESTORED, ROTATED, digest, head, page, rotation_proof,
};
use crate::{Reading, StoreError};

/// How a verification ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every event is what it was, and the anchor agrees.
    Intact {
        /// How many events.
        events: i64,
    },
    /// Intact; the anchor misses the last ones (a crash between commit and anchor).
    AnchorBehind {
        /// How many events.
        events: i64,
        /// How many of them the anchor does not know.
        behind: i64,
    },
    /// Intact, but there is no anchor to show that nothing was cut off.
    NotAnchored {
        /// How many events.
        events: i64,
        /// The event with which the chain says that an anchor was begun.
        begun: Option<i64>,
    },
    /// The anchor knows a later state than the database.
    Truncated {
        /// The last event that is still there and agrees.
        after: i64,
        /// What the anchor knows.
        anchored: i64,
    },
    /// The first record that is not what it was.
    Broken {
        /// Its place.
        at: i64,
        /// What is wrong with it.
        what: &'static str,
    },
}

impl Verdict {
    /// Whether the chain can be trusted as far as it goes: an anchor that the chain
    /// says was begun has to be there.
    #[must_use]
    pub const fn is_intact(&self) -> bool {
        matches!(self, Self::Intact { .. } | Self::AnchorBehind { .. } | Self::NotAnchored { begun: None, .. })
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Intact { events } => write!(f, "intact: {events} events"),
            Self::AnchorBehind { events, behind } => {
                write!(f, "intact: {events} events, anchor behind by {behind}")
            }
            Self::NotAnchored { events, begun: None } => {
                write!(f, "not anchored: {events} events agree, but nothing shows the end")
            }
            Self::NotAnchored { events, begun: Some(at) } => write!(
                f,
                "not anchored: {events} events agree, but the anchor begun with event {at} is not there to show the end"
            ),
            Self::Truncated { after, anchored } => {
                write!(f, "truncated or rolled back after {after}: the anchor knows event {anchored}")
            }
            Self::Broken { at, what } => write!(f, "broken at {at}: {what}"),
        }
    }
}

/// A key the chain was signed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainKey {
    /// Its public half.
    pub public_key: [u8; 32],
    /// The event that named it; it signed those after, the first also its own.
    pub named_at: i64,
}

/// A restore the chain tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Its event.
    pub at: i64,
    /// The last event of the backup.
    pub from: i64,
    /// How many later events the anchor knew that the backup does not hold.
    pub lost: i64,
}

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How it ends.
    pub verdict: Verdict,
    /// The keys, in order; what comes after a break is not among them.
    pub keys: Vec<ChainKey>,
    /// The event with which the anchor there is was begun, where that was not the first one.
    pub anchored_since: Option<i64>,
    /// Restores, in order.
    pub restored: Vec<Restored>,
    /// The last event that is what it was.
    pub last: i64,
}

impl Report {
    /// The verdict with what it leaves out.
    #[must_use]
    pub fn summary(&self) -> String {
        let mut text = self.verdict.to_string();
        if let Some(since) = self.anchored_since {
            text.push_str(&format!(", anchored since {since} (a new anchor was begun there)"));
        }
        for Restored { at, from, lost } in &self.restored {
            text.push_str(&format!(", restored with event {at} from a backup that ended at {from}"));
            if *lost > 0 {
                text.push_str(&format!(" ({lost} later events are not in it)"));
            }
        }
        text
    }
}

const PAGE: u64 = 1_000;

/// Walks the whole chain. `anchor` holds the heads kept outside in the order they
/// were written; `None` when there is no anchor.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn verify(view: &dyn Reading, anchor: Option<&[Head]>) -> Result<Report, StoreError> {
    let mut walk = Walk::new(anchor.unwrap_or_default());
    let broken = loop {
        let events = page(view, walk.last.seq, PAGE).await?;
        if events.is_empty() {
            break None;
        }
        if let Some(what) = events.iter().find_map(|event| walk.step(event).err()) {
            break Some(Verdict::Broken { at: walk.last.seq + 1, what });
        }
    };
    let verdict = match broken {
        Some(verdict) => verdict,
        None => walk.conclude(&head(view).await?, anchor.is_some()),
    };
    let (keys, restored, last) = (walk.keys, walk.restored, walk.last.seq);
    let anchored_since = anchor.is_some().then_some(walk.begun.filter(|at| *at > 1)).flatten();
    Ok(Report { verdict, keys, anchored_since, restored, last })
}

/// One line of the anchor, and what became of it.
struct Kept {
    head: Head,
    /// The chain has this very event.
    agrees: bool,
    /// A restore the chain tells of went back behind it.
    superseded: bool,
}

struct Walk {
    last: Head,
    keys: Vec<ChainKey>,
    /// The last of `keys`, ready to verify with.
    key: Option<VerifyingKey>,
    begun: Option<i64>,
    restored: Vec<Restored>,
    /// In the order of the file.
    kept: Vec<Kept>,
    /// Places in `kept` by the event they are about, the smallest at the end.
    by_seq: Vec<usize>,
}

impl Walk {
    fn new(anchor: &[Head]) -> Self {
        let kept = anchor.iter().map(|head| Kept { head: head.clone(), agrees: head.seq == 0, superseded: false });
        let mut by_seq: Vec<usize> = (0..anchor.len()).collect();
        by_seq.sort_by_key(|place| std::cmp::Reverse(anchor.get(*place).map(|head| head.seq)));
        let last = Head { seq: 0, hash: GENESIS.to_owned() };
        Self { last, keys: Vec::new(), key: None, begun: None, restored: Vec::new(), kept: kept.collect(), by_seq }
    }

    fn step(&mut self, event: &Event) -> Result<(), &'static str> {
        let digest = self.follows(event)?;
        if event.seq == 1 {
            self.name_key(1, key_in(&about(event)).ok_or("it does not name the chain's key")?);
        }
        if !self.key.is_some_and(|key| signed(&key, &digest, &event.signature)) {
            return Err("it was not signed with the chain's key");
        }
        match event.kind.as_str() {
            CREATED if about(event)["anchored"] == true => self.begun = Some(event.seq),
            ANCHOR_BEGUN => self.begun = Some(event.seq),
            ROTATED => self.rotate(event)?,
            RESTORED => self.restore(event),
            _ => {}
        }
        while let Some(place) = self.by_seq.pop() {
            let Some(kept) = self.kept.get_mut(place) else { continue };
            if kept.head.seq > event.seq {
                self.by_seq.push(place);
                break;
            }
            kept.agrees |= kept.head.seq == event.seq && kept.head.hash == event.hash;
        }
        self.last = Head { seq: event.seq, hash: event.hash.clone() };
        Ok(())
    }

    fn follows(&self, event: &Event) -> Result<[u8; 32], &'static str> {
        if event.seq != self.last.seq + 1 {
            return Err("a record is missing");
        }
        if event.previous_hash != self.last.hash {
            return Err("it does not follow the record before");
        }
        let digest = digest(event);
        if event.hash == hex::encode(digest) { Ok(digest) } else { Err("its content was changed") }
    }

    /// The old key signed the event; the new one has to have signed all that came before.
    fn rotate(&mut self, event: &Event) -> Result<(), &'static str> {
        let about = about(event);
        let public_key = key_in(&about).ok_or("it does not name the new key")?;
        self.name_key(event.seq, public_key);
        let proof = about["proof"].as_str().unwrap_or_default();
        let vouched = |key| signed(&key, &rotation_proof(&event.previous_hash, &public_key), proof);
        if self.key.is_some_and(vouched) {
            return Ok(());
        }
        self.keys.pop();
        Err("the new key did not vouch for the chain")
    }

    fn name_key(&mut self, named_at: i64, public_key: [u8; 32]) {
        self.key = VerifyingKey::from_bytes(&public_key).ok();
        self.keys.push(ChainKey { public_key, named_at });
    }

    fn restore(&mut self, event: &Event) {
        let about = about(event);
        let from = event.seq - 1;
        let knew = (about["anchor_knew"]["seq"].as_i64(), about["anchor_knew"]["hash"].as_str());
        if let (Some(seq), Some(hash)) = knew
            && let Some(end) = self.kept.iter().rposition(|kept| kept.head.seq == seq && kept.head.hash == hash)
        {
            for kept in self.kept.iter_mut().take(end + 1).filter(|kept| kept.head.seq > from) {
                kept.superseded = true;
            }
        }
        let lost = (knew.0.unwrap_or(from) - from).max(0);
        self.restored.push(Restored { at: event.seq, from, lost });
    }

    fn conclude(&self, stored: &Head, anchored: bool) -> Verdict {
        let last = &self.last;
        let held = || self.kept.iter().filter(|kept| !kept.superseded);
        let first_off = held().filter(|kept| !kept.agrees).map(|kept| kept.head.seq).min();
        let highest = held().map(|kept| kept.head.seq).max().unwrap_or(0);
        if let Some(off) = first_off {
            let agreed = held().filter(|kept| kept.agrees && kept.head.seq < off).map(|kept| kept.head.seq).max();
            let after = if off > last.seq { last.seq } else { agreed.unwrap_or(0) };
            return Verdict::Truncated { after, anchored: if off > last.seq { highest } else { off } };
        }
        if stored.seq > last.seq {
            return Verdict::Truncated { after: last.seq, anchored: stored.seq };
        }
        if *stored != *last {
            return Verdict::Broken { at: last.seq, what: "the head does not match the last record" };
        }
        let events = last.seq;
        match (anchored, highest) {
            (false, _) => Verdict::NotAnchored { events, begun: self.begun },
            (true, highest) if highest < events => Verdict::AnchorBehind { events, behind: events - highest },
            (true, _) => Verdict::Intact { events },
        }
    }
}

fn about(event: &Event) -> Value {
    serde_json::from_str::<Value>(&event.body).map(|mut body| body["about"].take()).unwrap_or_default()
}

fn key_in(about: &Value) -> Option<[u8; 32]> {
    let mut key = [0; 32];
    hex::decode_to_slice(about["public_key"].as_str()?, &mut key).ok()?;
    Some(key)
}

fn signed(key: &VerifyingKey, digest: &[u8; 32], signature: &str) -> bool {
    let signature = hex::decode(signature).ok().and_then(|bytes| Signature::from_slice(&bytes).ok());
    signature.is_some_and(|signature| key.verify_strict(digest, &signature).is_ok())
}
