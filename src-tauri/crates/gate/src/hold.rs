//! Holds and verdicts. A verdict names the hold and the digest of what was
//! shown; it is recorded once, and redeemed at once by whoever recorded it. While
//! agents are paused it is kept, and redeemed by the first process that may.

mod edit;
mod remember;

use std::sync::Arc;

use assent_policy::life::{HoldEvent, HoldState};
use assent_policy::{CallId, Channel, DenialCode, HoldId, Level, PersonId, Snapshot, Standing};
use assent_store::audit::{Head, NewEvent};
use assent_store::{CallRow, HoldRow, StoreError, Tx, calls};
use serde_json::json;

pub use remember::Remember;

use crate::session::may_act;
use crate::warrant::Approved;
use crate::{CallRecord, Gate, GateError, Resolved, Session, ToolFailure, Warrant};

/// A person's answer to a hold, taken from the window or a signed-in terminal.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The digest the decider was shown.
    pub digest: String,
    /// Yes or no.
    pub approve: bool,
    /// Why; kept with the record.
    pub reason: Option<String>,
    /// Whether a yes shall answer calls like this one from now on.
    pub remember: Option<Remember>,
}

/// The longest reason given with a verdict, in characters.
pub(crate) const LONGEST_REASON: usize = 500;

fn refused(code: &'static str, reason: impl Into<String>) -> GateError {
    GateError::VerdictRefused { code, reason: reason.into() }
}

fn unknown() -> GateError {
    GateError::NotFound { what: "waiting call" }
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
        let now = self.now().as_second();
        Ok(snapshot.standing_to_answer(session.person(), record.person, hold.level, now) == Standing::May)
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
            let standing = snapshot.standing_to_answer(session.person(), record.person, held.level, now.as_second());
            if standing == Standing::May {
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
    /// not what was shown; [`GateError::PasswordNeeded`] and
    /// [`GateError::NoTerminalVerdicts`] at a terminal. Then nothing was decided.
    pub async fn record_verdict(&self, session: &Session, id: HoldId, answer: Answer) -> Result<CallRecord, GateError> {
        if answer.reason.as_ref().is_some_and(|reason| reason.chars().count() > LONGEST_REASON) {
            return Err(GateError::InvalidInput { what: "the reason", takes: "500 characters are the most" });
        }
        if answer.remember.is_some() && !answer.approve {
            return Err(GateError::InvalidInput { what: "the answer", takes: "only a yes is remembered" });
        }
        self.refuse_verdict(session, id).await?;
        let tx = self.write_as(session).await?;
        let at = self.millis();
        let (row, hold) = self.find_hold(&tx, id).await?;
        let snapshot = self.refuse_unentitled(&tx, session, &row, &hold).await?;
        let tx = self.still_as_shown(tx, &row, &hold, &answer.digest).await?;
        let event = if answer.approve { HoldEvent::Approve } else { HoldEvent::Reject };
        let decided = Some((session.person().0, at));
        if !move_hold(&tx, &hold, event, decided, answer.reason.clone()).await? {
            return Err(refused("DECIDED", "somebody answered it a moment ago; nothing more was done"));
        }
        if !answer.approve {
            self.tell_resolved(&tx, &row, HoldState::Rejected.as_str()).await?;
        }
        let standing = match &answer.remember {
            Some(remember) => Some(self.remember(&tx, &snapshot, (&row, &hold), session.person(), remember).await?),
            None => None,
        };
        let kind = if answer.approve { "hold.approved" } else { "hold.rejected" };
        let body = json!({
            "hold": hold.id, "digest": hold.digest, "decider": session.person(), "reason": answer.reason,
            "on_behalf_of": row.person_id, "standing": standing,
        });
        let event = NewEvent { kind, person_id: Some(session.person().0), call_id: Some(row.id), at, body };
        let head =
            if answer.approve { Some(self.append(&tx, event).await?) } else { self.append_or_owe(&tx, event).await? };
        let paused = is_paused(&snapshot, &row)?;
        self.commit(tx, head).await?;
        let record = if answer.approve && !paused {
            self.run_approved(row, &hold, session.person()).await?
        } else {
            self.call_record(CallId(row.id)).await?
        };
        Ok(record.seen_by(session.person()))
    }

    /// Redeems what was answered with yes and has not run: what was kept while
    /// agents were paused, and what a process that is gone left behind.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn redeem_approved(&self) -> Result<Vec<CallRecord>, GateError> {
        let view = self.inner.store.view().await?;
        let (snapshot, now) = (self.snapshot(&view).await?, self.millis());
        let mut due = Vec::new();
        for hold in calls::approved_holds(&view).await? {
            let Some(row) = calls::by_id(&view, hold.call_id).await? else { continue };
            if hold.expires_at > now && !is_paused(&snapshot, &row)? {
                due.push((row, hold));
            }
        }
        drop(view);
        let mut ended = Vec::new();
        for (row, hold) in due {
            if let Some(decider) = hold.decided_by {
                ended.push(self.run_approved(row, &hold, PersonId(decider)).await?);
            }
        }
        Ok(ended)
    }

    /// Takes back a call of one's own that waits, before or after an answer, as long as it has not run.
    ///
    /// # Errors
    /// [`GateError::NotFound`] for anybody else's; [`GateError::VerdictRefused`] when it has ended.
    pub async fn withdraw(&self, session: &Session, id: HoldId) -> Result<CallRecord, GateError> {
        let tx = self.write_as(session).await?;
        let (row, hold) = self.find_hold(&tx, id).await?;
        if row.person_id != session.person().0 {
            return Err(unknown());
        }
        let (withdrawn, head) = self.withdraw_hold(&tx, &hold, Some(session.person())).await?;
        if !withdrawn {
            return Err(refused("DECIDED", format!("it is {} already; nothing more was done", hold.state)));
        }
        self.commit(tx, head).await?;
        self.call_record(CallId(row.id)).await
    }

    /// Ends the holds nobody answered in time, and those answered too late to run.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn expire_due(&self) -> Result<(), GateError> {
        let view = self.inner.store.view().await?;
        let due = calls::overdue_holds(&view, self.millis()).await?;
        drop(view);
        for hold in due {
            let tx = self.inner.store.write().await?;
            if let Some(row) = calls::by_id(&tx, hold.call_id).await? {
                let head = self.expire(&tx, &row, &hold).await?;
                self.commit(tx, head).await?;
            }
        }
        Ok(())
    }

    /// The write transaction, for somebody whose session lives in it.
    pub(crate) async fn write_as(&self, session: &Session) -> Result<Tx, GateError> {
        let tx = self.inner.store.write().await?;
        may_act(&tx, session.id(), self.millis()).await?;
        Ok(tx)
    }

    async fn find_hold(&self, tx: &Tx, id: HoldId) -> Result<(CallRow, HoldRow), GateError> {
        let Some(hold) = calls::hold(tx, id.0).await? else { return Err(unknown()) };
        let Some(row) = calls::by_id(tx, hold.call_id).await? else { return Err(unknown()) };
        Ok((row, hold))
    }

    /// Refuses whoever may not answer; who may is told today's authority.
    async fn refuse_unentitled(
        &self,
        tx: &Tx,
        session: &Session,
        row: &CallRow,
        hold: &HoldRow,
    ) -> Result<Arc<Snapshot>, GateError> {
        let snapshot = self.snapshot(tx).await?;
        let level: Level = hold.level.parse().map_err(StoreError::from)?;
        let (person, now) = (PersonId(row.person_id), self.now().as_second());
        match snapshot.standing_to_answer(session.person(), person, level, now) {
            Standing::May => Ok(snapshot),
            Standing::MayNot => Err(unknown()),
            Standing::NotIndependent => {
                let why = "whoever asks made or changed your account less than 7 days ago; somebody else has to answer";
                Err(refused(DenialCode::DeciderNotIndependent.as_str(), why))
            }
        }
    }

    /// The transaction again, where the hold waits, in time, and is what was shown.
    async fn still_as_shown(&self, tx: Tx, row: &CallRow, hold: &HoldRow, digest: &str) -> Result<Tx, GateError> {
        if hold.state != HoldState::Pending.as_str() {
            return Err(refused("DECIDED", format!("it is {} already; nothing more was done", hold.state)));
        }
        if hold.expires_at <= self.millis() {
            let head = self.expire(&tx, row, hold).await?;
            self.commit(tx, head).await?;
            return Err(refused("EXPIRED", "it waited too long and has expired; nothing was done; ask again"));
        }
        if hold.digest != digest {
            return Err(refused("CHANGED_SINCE", "it is not what was shown; look at it again, then answer"));
        }
        Ok(tx)
    }

    async fn expire(&self, tx: &Tx, row: &CallRow, hold: &HoldRow) -> Result<Option<Head>, GateError> {
        let at = self.millis();
        if !move_hold(tx, hold, HoldEvent::Expire, None, None).await? {
            return Ok(None);
        }
        self.tell_resolved(tx, row, HoldState::Expired.as_str()).await?;
        let body = json!({ "hold": hold.id, "expired_at": hold.expires_at });
        let event = NewEvent { kind: "hold.expired", person_id: Some(row.person_id), call_id: Some(row.id), at, body };
        Ok(Some(self.append(tx, event).await?))
    }

    async fn run_approved(&self, row: CallRow, hold: &HoldRow, decider: PersonId) -> Result<CallRecord, GateError> {
        let id = CallId(row.id);
        let from = row.state.parse().map_err(StoreError::from)?;
        let Some(tool) = self.inner.tools.get(&row.tool).cloned() else {
            let message = "this tool is not here any more; nothing was done".to_owned();
            self.record_failure(id, from, &ToolFailure { code: "CHANGED_SINCE".to_owned(), message }).await?;
            return self.call_record(id).await;
        };
        let resolved: Option<Resolved> = serde_json::from_str(&row.resolved)?;
        let Some(resolved) = resolved else { return self.call_record(id).await };
        let decision = serde_json::from_str(&row.decision)?;
        let approved = Approved { hold: HoldId(hold.id), decider };
        self.run(Warrant::mint(self.clone(), tool, row, None, resolved, decision, Some(approved))).await
    }

    /// Withdraws the open holds of a run that is stopped, and what it asked for; the head of the chain when there were any.
    pub(crate) async fn withdraw_holds_of(&self, tx: &Tx, run_id: i64) -> Result<Option<Head>, GateError> {
        let ids: Vec<i64> = calls::of_runs(tx, &[run_id]).await?.into_iter().map(|row| row.id).collect();
        let mut head = self.withdraw_requests_of(tx, run_id).await?;
        for hold in calls::holds_of(tx, &ids).await? {
            head = self.withdraw_hold(tx, &hold, None).await?.1.or(head);
        }
        Ok(head)
    }

    /// Withdraws one hold, and says whether; nothing when it has ended.
    pub(crate) async fn withdraw_hold(
        &self,
        tx: &Tx,
        hold: &HoldRow,
        by: Option<PersonId>,
    ) -> Result<(bool, Option<Head>), GateError> {
        if !move_hold(tx, hold, HoldEvent::Withdraw, None, None).await? {
            return Ok((false, None));
        }
        let (call_id, at) = (Some(hold.call_id), self.millis());
        let body = json!({ "hold": hold.id });
        let event = NewEvent { kind: "hold.withdrawn", person_id: by.map(|p| p.0), call_id, at, body };
        Ok((true, self.append_or_owe(tx, event).await?))
    }
}

/// Whether agents that act as this call does are paused.
pub(crate) fn is_paused(snapshot: &Snapshot, row: &CallRow) -> Result<bool, GateError> {
    let channel: Channel = row.channel.parse().map_err(StoreError::from)?;
    let own = snapshot.people.get(&PersonId(row.person_id)).is_some_and(|person| person.paused);
    Ok(channel.is_agent() && (own || snapshot.everyone_paused))
}

/// Moves a hold as its life allows; `false` where it does not, or somebody was first.
pub(crate) async fn move_hold(
    tx: &Tx,
    hold: &HoldRow,
    event: HoldEvent,
    decided: Option<(i64, i64)>,
    note: Option<String>,
) -> Result<bool, GateError> {
    let from: HoldState = hold.state.parse().map_err(StoreError::from)?;
    let Some(to) = from.after(event) else { return Ok(false) };
    Ok(calls::transition_hold(tx, hold.id, from.as_str(), to.as_str(), decided, note).await?)
}
