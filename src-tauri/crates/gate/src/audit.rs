//! Reading and verifying the audit chain, and giving it its next key. Verifying
//! is for whoever holds the database file, with or without this installation.

use std::path::PathBuf;

use assent_store::audit::{CREATED, Event, NewEvent, ROTATED, Signer, last, page, rotation_proof};
use assent_store::verify::{Report, Restored, Verdict, verify};
use assent_store::{Reading, Reads, Store, StoreError, StoreOptions, people};
use serde_json::{Value, json};

use crate::gate::blocking;
use crate::keys::{self, KeyPlace, Known, Rotation};
use crate::{Anchor, AnchorPlace, Gate, GateError, Session};

/// An event as recorded; also a line of the export.
pub type AuditEvent = Event;

/// What to verify against, where it is not what lies here.
#[derive(Clone, Debug, Default)]
pub struct VerifyOptions {
    /// Another anchor file.
    pub anchor: Option<PathBuf>,
    /// The fingerprint one of the chain's keys must have.
    pub fingerprint: Option<String>,
}

/// What ties the chain's keys to something outside the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyTrust {
    /// The key of this installation is the chain's.
    Here,
    /// The fingerprint that was given is one of them.
    Fingerprint,
    /// Nothing: the chain agrees with the key it names itself.
    ChainAlone,
}

/// What verifying found.
#[derive(Clone, Debug)]
pub struct AuditReport {
    /// How it ends.
    pub verdict: Verdict,
    /// What ties the keys to the outside.
    pub trust: KeyTrust,
    /// Fingerprints of the keys the chain was signed with, in order.
    pub fingerprints: Vec<String>,
    /// The event with which the anchor was begun, where that was not the first one.
    pub anchored_since: Option<i64>,
    /// Restores the chain tells of.
    pub restored: Vec<Restored>,
    /// All of it as one line.
    pub summary: String,
}

impl AuditReport {
    fn of(report: Report, trust: KeyTrust) -> Self {
        let summary = report.summary();
        let fingerprints = report.keys.iter().map(|key| keys::fingerprint(&key.public_key)).collect();
        let Report { verdict, anchored_since, restored, .. } = report;
        Self { verdict, trust, fingerprints, anchored_since, restored, summary }
    }
}

/// Binds what was found to the key here and the fingerprint somebody knows.
fn judge(mut report: Report, here: Option<&Known>, fingerprint: Option<&str>) -> AuditReport {
    let has = |key: &[u8; 32]| report.keys.iter().any(|found| found.public_key == *key);
    let end = report.keys.last().map(|key| key.public_key);
    let mut trust = KeyTrust::ChainAlone;
    let mut verdict = None;
    if let Some(here) = here {
        let left = here.left.iter().find(|left| end.is_some_and(|end| left.public_key == hex::encode(end)));
        match left {
            _ if end == Some(here.public_key) => trust = KeyTrust::Here,
            // A key was named after where this chain ends.
            Some(left) => verdict = Some(Verdict::Truncated { after: report.last, anchored: left.until }),
            // It ends with a key that followed the one here; the note of it is gone.
            None if has(&here.public_key) => trust = KeyTrust::Here,
            None => verdict = Some(Verdict::Broken { at: 1, what: "it is signed with another key than the one here" }),
        }
    }
    if let Some(wanted) = fingerprint {
        if report.keys.iter().any(|key| keys::fingerprint(&key.public_key) == wanted) {
            trust = if trust == KeyTrust::Here { trust } else { KeyTrust::Fingerprint };
        } else {
            verdict = Some(Verdict::Broken { at: 1, what: "it is signed with a key of another fingerprint" });
        }
    }
    // Where the chain itself breaks says more than whose it is.
    if let Some(verdict) = verdict.filter(|_| !matches!(report.verdict, Verdict::Broken { .. })) {
        report.verdict = verdict;
    }
    AuditReport::of(report, trust)
}

async fn report(
    view: &dyn Reading,
    anchor: &Anchor,
    here: Option<&Known>,
    fingerprint: Option<&str>,
) -> Result<AuditReport, GateError> {
    let heads =
        anchor.read().map_err(|cause| GateError::Anchor { path: anchor.path().display().to_string(), cause })?;
    Ok(judge(verify(view, heads.as_deref()).await?, here, fingerprint))
}

/// A database file with its audit record, opened only to read it: no session, no key, the
/// file stays as it is. What [`Reads`] says may come to lie beside it.
#[derive(Debug)]
pub struct Record {
    pub(crate) store: Store,
    pub(crate) options: Option<(KeyPlace, PathBuf)>,
}

/// Where a record lies, and what this installation may know of it.
pub struct RecordOptions {
    /// The database.
    pub store: StoreOptions,
    /// Where keys lie. The workspace's id is filled in.
    pub keys: KeyPlace,
    /// Where the anchor lies.
    pub anchor: AnchorPlace,
    /// For how long it is read.
    pub reads: Reads,
}

impl Record {
    /// Opens it.
    ///
    /// # Errors
    /// [`GateError`] when the file can't be read or holds no workspace.
    pub async fn open(options: RecordOptions) -> Result<Self, GateError> {
        let store = Store::open_read_only(&options.store, options.reads).await?;
        let first = still(&store, async {
            page(&store.view().await?, 0, 1).await.map_err(|cause| match cause {
                StoreError::Database(_) => GateError::NoWorkspace,
                other => other.into(),
            })
        })
        .await?;
        let Some(first) = first.first() else { return Err(GateError::NoWorkspace) };
        // From the record itself, which can't be changed unseen.
        let workspace = workspace_in(first).map(|workspace| {
            let anchor = (options.anchor)(&workspace);
            (KeyPlace { workspace, ..options.keys }, anchor)
        });
        Ok(Self { store, options: workspace })
    }

    /// Verifies the whole chain, offline.
    ///
    /// # Errors
    /// [`GateError`] when the database, the note of the key here, or the anchor can't be read.
    pub async fn verify(&self, options: VerifyOptions) -> Result<AuditReport, GateError> {
        let here = match self.options.clone() {
            Some((place, _)) => blocking(move || keys::known(&place)).await.or_else(|error| match error {
                // An id that is none was never ours; the chain says what is wrong with it.
                GateError::Key(keys::KeyError::BadWorkspace { .. }) => Ok(None),
                other => Err(other),
            })?,
            None => None,
        };
        let own = self.options.as_ref().map(|(_, anchor)| anchor.clone());
        let anchor = Anchor::new(options.anchor.or(own).unwrap_or_default());
        still(&self.store, async {
            report(&self.store.view().await?, &anchor, here.as_ref(), options.fingerprint.as_deref()).await
        })
        .await
    }

    /// Up to 1,000 events after `after`.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn page(&self, after: i64) -> Result<Vec<AuditEvent>, GateError> {
        still(&self.store, async { Ok(page(&self.store.view().await?, after, 1_000).await?) }).await
    }

    /// The last `count` events, oldest first.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn last(&self, count: u64) -> Result<Vec<AuditEvent>, GateError> {
        still(&self.store, async { Ok(last(&self.store.view().await?, count).await?) }).await
    }
}

/// What was read, or what it failed with, counts only if nobody wrote meanwhile.
pub(crate) async fn still<T>(store: &Store, read: impl Future<Output = Result<T, GateError>>) -> Result<T, GateError> {
    let outcome = read.await;
    store.stood_still()?;
    outcome
}

fn workspace_in(first: &Event) -> Option<String> {
    let body: Value = serde_json::from_str(&first.body).ok()?;
    (first.kind == CREATED).then_some(body["about"]["workspace"].as_str()?.to_owned())
}

impl Gate {
    /// How verifying the whole chain against the key and the anchor here ends. It is for
    /// whoever holds the files, so it takes no session and reveals nothing but the verdict.
    ///
    /// # Errors
    /// [`GateError`] when the database, key or anchor can't be read.
    pub async fn verify_audit(&self, options: VerifyOptions) -> Result<Verdict, GateError> {
        Ok(self.audit_report(options).await?.verdict)
    }

    /// The same with what it rests on.
    ///
    /// # Errors
    /// As for [`Self::verify_audit`].
    pub async fn audit_report(&self, options: VerifyOptions) -> Result<AuditReport, GateError> {
        let opened = self.opened().await?;
        let place = opened.place.clone();
        let left = blocking(move || keys::known(&place)).await?.map(|known| known.left).unwrap_or_default();
        let here = Known { public_key: opened.keys.public_key(), left };
        let anchor = options.anchor.map_or_else(|| opened.anchor.clone(), Anchor::new);
        let view = self.inner.store.view().await?;
        report(&view, &anchor, Some(&here), options.fingerprint.as_deref()).await
    }

    /// Up to 1,000 events after `after`, for the file's holder. Like verifying, it
    /// is for whoever holds the database; no screen is made from it.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn export_audit(&self, after: i64) -> Result<Vec<AuditEvent>, GateError> {
        let view = self.inner.store.view().await?;
        Ok(page(&view, after, 1_000).await?)
    }

    /// Gives the chain its next signing key; its fingerprint. What was signed before stays
    /// valid, and equal redacted values from before and after are no longer recognised as equal.
    ///
    /// # Errors
    /// [`GateError::MissingPermission`], [`GateError::PasswordNeeded`] or
    /// [`GateError::NotSignedIn`] for who may not; then nothing changed.
    pub async fn rotate_key(&self, session: &Session) -> Result<String, GateError> {
        self.refuse_unless_manager(&self.inner.store.view().await?, session).await?;
        let opened = self.opened().await?;
        self.settle_left_behind(&opened.place).await?;
        let place = opened.place.clone();
        let rotation = blocking(move || Rotation::begin(&place)).await?;
        let tx = self.inner.store.write().await?;
        self.refuse_unless_manager(&tx, session).await?;
        let next = rotation.next().public_key();
        // The event before is what the new key vouches for, so nothing may come between.
        let intent = json!({ "after": keys::fingerprint(&next) });
        let before = self.append(&tx, self.event("key.rotation_begun", session, intent)).await?;
        let body = json!({
            "public_key": hex::encode(next), "before": keys::fingerprint(&opened.keys.public_key()),
            "after": keys::fingerprint(&next),
            "proof": hex::encode(rotation.next().sign(&rotation_proof(&before.hash, &next))),
        });
        let named = assent_store::audit::append(&tx, &opened.keys, self.event(ROTATED, session, body)).await?;
        let until = named.seq;
        self.commit(tx, named).await?;
        opened.keys.follow(blocking(move || rotation.complete(until)).await?);
        Ok(keys::fingerprint(&next))
    }

    pub(crate) fn event(&self, kind: &'static str, session: &Session, body: Value) -> NewEvent {
        NewEvent { kind, person_id: Some(session.person().0), call_id: None, at: self.millis(), body }
    }

    /// What concerns the installation as a whole takes an access manager whose password is fresh.
    pub(crate) async fn refuse_unless_manager(
        &self,
        reading: &dyn Reading,
        session: &Session,
    ) -> Result<(), GateError> {
        if !people::session_is_live(reading, session.id(), self.millis()).await? {
            return Err(GateError::NotSignedIn);
        }
        let snapshot = self.snapshot(reading).await?;
        let code = "access:manage".parse().ok();
        let manages = code.is_some_and(|code| snapshot.holds(session.person(), &code, self.now().as_second()));
        if !manages {
            return Err(GateError::MissingPermission { permission: "access:manage" });
        }
        if session.is_fresh(self.millis()) { Ok(()) } else { Err(GateError::PasswordNeeded) }
    }
}
