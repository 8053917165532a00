//! Holds and verdicts. A verdict names the hold and the digest of what was
//! shown; it is recorded once, and redeemed at once by whoever recorded it.

use assent_policy::{CallId, HoldId, Level, PermissionCode, PersonId, Snapshot};
use assent_store::audit::{Head, NewEvent};
use assent_store::{CallRow, HoldRow, Tx, calls, people};
use serde_json::json;

use crate::warrant::Approved;
use crate::{CallRecord, Gate, GateError, HoldState, Plan, Resolved, Session, ToolFailure, Warrant};

/// A person's answer to a hold, taken from the window or a signed-in terminal.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The digest the decider was shown.
    pub digest: String,
    /// Yes or no.
    pub approve: bool,
    /// Why; kept with the record.
    pub reason: Option<String>,
}

/// The longest reason given with a verdict, in characters.
const LONGEST_REASON: usize = 500;

fn approves() -> Option<PermissionCode> {
    "permissions:approve".parse().ok()
}

/// Who could approve a call of `person`: others, enabled, with the right to decide.
pub(crate) fn deciders(snapshot: &Snapshot, person: PersonId, now: i64) -> Vec<PersonId> {
    snapshot
        .people
        .keys()
        .copied()
        .filter(|decider| may_decide_in(snapshot, *decider, person, Level::Approve, now))
        .collect()
}

/// Whether `decider` may answer a hold of `level` on a call of `person`.
pub(crate) fn may_decide_in(snapshot: &Snapshot, decider: PersonId, person: PersonId, level: Level, now: i64) -> bool {
    let enabled = snapshot.people.get(&decider).is_some_and(|p| p.enabled);
    match level {
        Level::Confirm => enabled && decider == person,
        Level::Approve => {
            enabled && decider != person && approves().is_some_and(|code| snapshot.holds(decider, &code, now))
        }
        Level::Allow | Level::Deny => false,
    }
}

fn refused(code: &'static str, reason: impl Into<String>) -> GateError {
    GateError::VerdictRefused { code, reason: reason.into() }
}

impl Gate {
    /// Whether the person of this session may answer the hold on this call now.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn may_decide(&self, session: &Session, record: &CallRecord) -> Result<bool, GateError> {
        let Some(hold) = &record.hold else { return Ok(false) };
        let view = self.inner.store.view().await?;
        let snapshot = self.snapshot(&view).await?;
        Ok(may_decide_in(&snapshot, session.person(), record.person, hold.level, self.now().as_second()))
    }

    /// The waiting calls that the person of this session may answer, oldest first.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn waiting(&self, session: &Session) -> Result<Vec<CallRecord>, GateError> {
        let view = self.inner.store.view().await?;
        let snapshot = self.snapshot(&view).await?;
        let now = self.now();
        let mut waiting = Vec::new();
        for hold in calls::pending_holds(&view).await? {
            let Some(row) = calls::by_id(&view, hold.call_id).await? else { continue };
            let record = CallRecord::from_rows(row, Some(hold))?;
            let Some(held) = record.hold.as_ref().filter(|h| h.expires_at > now.as_millisecond()) else { continue };
            if may_decide_in(&snapshot, session.person(), record.person, held.level, now.as_second()) {
                waiting.push(record);
            }
        }
        Ok(waiting)
    }

    /// Records a verdict and, where it is a yes, redeems it at once.
    ///
    /// # Errors
    /// [`GateError::NotFound`] for a hold that is not there or not this person's to
    /// answer; [`GateError::VerdictRefused`] for one that is decided, expired, or
    /// not what was shown. Then nothing was decided.
    pub async fn record_verdict(&self, session: &Session, id: HoldId, answer: Answer) -> Result<CallRecord, GateError> {
        if answer.reason.as_ref().is_some_and(|reason| reason.chars().count() > LONGEST_REASON) {
            return Err(GateError::InvalidInput { what: "the reason", takes: "500 characters are the most" });
        }
        let tx = self.inner.store.write().await?;
        let at = self.millis();
        if !people::session_is_live(&tx, session.id(), at).await? {
            return Err(GateError::NotSignedIn);
        }
        let (row, hold) = self.answerable(&tx, session, id).await?;
        if hold.expires_at <= at {
            self.expire(tx, &row, &hold).await?;
            return Err(refused("EXPIRED", "it waited too long and has expired; nothing was done; ask again"));
        }
        if hold.digest != answer.digest {
            return Err(refused("CHANGED_SINCE", "it is not what was shown; look at it again, then answer"));
        }
        let to = if answer.approve { HoldState::Approved } else { HoldState::Rejected };
        let decided = Some((session.person().0, at));
        if !calls::transition_hold(&tx, hold.id, "pending", to.as_str(), decided, answer.reason.clone()).await? {
            return Err(refused("DECIDED", "somebody answered it a moment ago; nothing more was done"));
        }
        if answer.approve {
            calls::transition(&tx, row.id, "held", "executing", None, None, None).await?;
        }
        let kind = if answer.approve { "hold.approved" } else { "hold.rejected" };
        let body = json!({
            "hold": hold.id, "digest": hold.digest, "decider": session.person(), "reason": answer.reason,
            "on_behalf_of": row.person_id,
        });
        let event = NewEvent { kind, person_id: Some(session.person().0), call_id: Some(row.id), at, body };
        let head = self.append(&tx, event).await?;
        self.commit(tx, head).await?;
        let id = CallId(row.id);
        let record =
            if answer.approve { self.run_approved(session, row, hold).await? } else { self.call_record(id).await? };
        Ok(record.seen_by(session.person()))
    }

    /// Ends the holds nobody answered in time.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn expire_due(&self) -> Result<(), GateError> {
        let view = self.inner.store.view().await?;
        let now = self.millis();
        let due: Vec<_> =
            calls::pending_holds(&view).await?.into_iter().filter(|hold| hold.expires_at <= now).collect();
        drop(view);
        for hold in due {
            let tx = self.inner.store.write().await?;
            if let Some(row) = calls::by_id(&tx, hold.call_id).await? {
                self.expire(tx, &row, &hold).await?;
            }
        }
        Ok(())
    }

    async fn answerable(&self, tx: &Tx, session: &Session, id: HoldId) -> Result<(CallRow, HoldRow), GateError> {
        let unknown = GateError::NotFound { what: "waiting call" };
        let Some(hold) = calls::hold(tx, id.0).await? else { return Err(unknown) };
        let Some(row) = calls::by_id(tx, hold.call_id).await? else { return Err(unknown) };
        let snapshot = self.snapshot(tx).await?;
        let level: Level = hold.level.parse().map_err(assent_store::StoreError::from)?;
        let person = PersonId(row.person_id);
        if !may_decide_in(&snapshot, session.person(), person, level, self.now().as_second()) {
            return Err(unknown);
        }
        if hold.state != HoldState::Pending.as_str() {
            return Err(refused("DECIDED", format!("it is {} already; nothing more was done", hold.state)));
        }
        Ok((row, hold))
    }

    async fn expire(&self, tx: Tx, row: &CallRow, hold: &HoldRow) -> Result<(), GateError> {
        let at = self.millis();
        if !calls::transition_hold(&tx, hold.id, "pending", "expired", None, None).await? {
            return Ok(());
        }
        let body = json!({ "hold": hold.id, "expired_at": hold.expires_at });
        let event = NewEvent { kind: "hold.expired", person_id: Some(row.person_id), call_id: Some(row.id), at, body };
        let head = self.append(&tx, event).await?;
        self.commit(tx, head).await
    }

    async fn run_approved(&self, session: &Session, mut row: CallRow, hold: HoldRow) -> Result<CallRecord, GateError> {
        let id = CallId(row.id);
        let Some(tool) = self.inner.tools.get(&row.tool).cloned() else {
            let message = "this tool is not here any more; nothing was done".to_owned();
            self.record_failure(id, &ToolFailure { code: "CHANGED_SINCE".to_owned(), message }).await?;
            return self.call_record(id).await;
        };
        let resolved: Option<Resolved> = serde_json::from_str(&row.resolved)?;
        let Some(resolved) = resolved else { return self.call_record(id).await };
        let plan: Option<Plan> = row.plan.as_deref().map(serde_json::from_str).transpose()?;
        let decision = serde_json::from_str(&row.decision)?;
        "executing".clone_into(&mut row.state);
        let approved = Approved { hold: HoldId(hold.id), decider: session.person(), expires_at: hold.expires_at, plan };
        self.run(Warrant::mint(self.clone(), tool, row, session.id(), resolved, decision, Some(approved))).await
    }

    /// Withdraws the waiting holds of a run that is stopped; the head of the chain when there were any.
    pub(crate) async fn withdraw_holds_of(&self, tx: &Tx, run_id: i64) -> Result<Option<Head>, GateError> {
        let mut head = None;
        let ids: Vec<i64> = calls::of_runs(tx, &[run_id]).await?.into_iter().map(|row| row.id).collect();
        for hold in calls::holds_of(tx, &ids).await? {
            if calls::transition_hold(tx, hold.id, "pending", "withdrawn", None, None).await? {
                let body = json!({ "hold": hold.id, "run": run_id });
                let event = NewEvent {
                    kind: "hold.withdrawn",
                    person_id: None,
                    call_id: Some(hold.call_id),
                    at: self.millis(),
                    body,
                };
                head = Some(self.append(tx, event).await?);
            }
        }
        Ok(head)
    }
}
