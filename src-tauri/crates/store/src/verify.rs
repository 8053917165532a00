//! Offline verification of the audit chain against the public key and the
//! anchor. It names the first record that is not what it was.

use std::fmt;

use ed25519_dalek::{Signature, VerifyingKey};

use crate::audit::{Event, GENESIS, Head, digest, head, page};
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
    /// Whether the chain can be trusted as far as it goes.
    #[must_use]
    pub const fn is_intact(&self) -> bool {
        matches!(self, Self::Intact { .. } | Self::AnchorBehind { .. } | Self::NotAnchored { .. })
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Intact { events } => write!(f, "intact: {events} events"),
            Self::AnchorBehind { events, behind } => {
                write!(f, "intact: {events} events, anchor behind by {behind}")
            }
            Self::NotAnchored { events } => write!(f, "not anchored: {events} events agree, but nothing shows the end"),
            Self::Truncated { after, anchored } => {
                write!(f, "truncated or rolled back after {after}: the anchor knows event {anchored}")
            }
            Self::Broken { at, what } => write!(f, "broken at {at}: {what}"),
        }
    }
}

const PAGE: u64 = 1_000;

/// Walks the whole chain. `anchor` holds the heads kept outside, oldest first;
/// `None` when there is no anchor.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn verify(view: &impl Reading, key: &VerifyingKey, anchor: Option<&[Head]>) -> Result<Verdict, StoreError> {
    let mut last = Head { seq: 0, hash: GENESIS.to_owned() };
    let mut anchored = anchor.unwrap_or_default().iter().filter(|h| h.seq > 0).peekable();
    let mut agreed = 0;
    loop {
        let events = page(view, last.seq, PAGE).await?;
        let Some(end) = events.last().map(|e| e.seq) else { break };
        for event in &events {
            if let Some(what) = wrong(event, &last, key) {
                return Ok(Verdict::Broken { at: last.seq + 1, what });
            }
            while let Some(kept) = anchored.next_if(|kept| kept.seq <= event.seq) {
                if kept.seq == event.seq && kept.hash != event.hash {
                    return Ok(Verdict::Truncated { after: agreed, anchored: kept.seq });
                }
                agreed = kept.seq;
            }
            last = Head { seq: event.seq, hash: event.hash.clone() };
        }
        debug_assert_eq!(end, last.seq, "a page is walked to its end");
    }
    Ok(conclude(&head(view).await?, &last, anchor))
}

fn wrong(event: &Event, last: &Head, key: &VerifyingKey) -> Option<&'static str> {
    if event.seq != last.seq + 1 {
        return Some("a record is missing");
    }
    if event.previous_hash != last.hash {
        return Some("it does not follow the record before");
    }
    let digest = digest(event);
    if event.hash != hex::encode(digest) {
        return Some("its content was changed");
    }
    let signature = hex::decode(&event.signature).ok().and_then(|bytes| Signature::from_slice(&bytes).ok());
    match signature {
        Some(signature) if key.verify_strict(&digest, &signature).is_ok() => None,
        _ => Some("it was not signed with the key of this installation"),
    }
}

fn conclude(stored: &Head, last: &Head, anchor: Option<&[Head]>) -> Verdict {
    let anchored = anchor.and_then(<[Head]>::last).map_or(0, |h| h.seq);
    if stored.seq > last.seq || anchored > last.seq {
        return Verdict::Truncated { after: last.seq, anchored: anchored.max(stored.seq) };
    }
    if *stored != *last {
        return Verdict::Broken { at: last.seq, what: "the head does not match the last record" };
    }
    match anchor {
        None => Verdict::NotAnchored { events: last.seq },
        Some(_) if anchored < last.seq => Verdict::AnchorBehind { events: last.seq, behind: last.seq - anchored },
        Some(_) => Verdict::Intact { events: last.seq },
    }
}
