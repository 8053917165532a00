//! What falls due by itself, for every process over this database: holds whose
//! time is over, verdicts that still have to be redeemed, calls whose process is
//! gone, and what the clock brings. Each step is safe to repeat and to race.

use assent_policy::life::{CallEvent, CallState, HoldEvent};
use assent_policy::{CallId, Effect, PersonId};
use assent_store::audit::NewEvent;
use assent_store::{CallRow, StoreError, calls};
use serde_json::json;

use crate::hold::move_hold;
use crate::notify::Notice;
use crate::session::may_act;
use crate::{CallRecord, Gate, GateError, Place, Session, ToolFailure};

/// What keeping house ended.
#[derive(Debug, Default)]
pub struct Kept {
    /// Calls taken up now, since their verdict or what they lacked had been given.
    pub ran: Vec<CallRecord>,
    /// Calls for what was due by the clock.
    pub fired: Vec<CallRecord>,
}

impl Gate {
    /// Does everything that is due.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn keep_house(&self) -> Result<Kept, GateError> {
        match self.opened().await {
            Ok(_) => {}
            Err(GateError::NoWorkspace) => return Ok(Kept::default()),
            Err(error) => return Err(error),
        }
        if let Err(cause) = self.settle_owed().await {
            tracing::error!(%cause, "what took hold unrecorded can't be recorded yet");
        }
        self.sweep().await?;
        self.expire_due().await?;
        self.expire_requests().await?;
        self.forget_old().await?;
        let mut ran = self.redeem_approved().await?;
        ran.extend(self.release_granted().await?);
        Ok(Kept { ran, fired: self.fire_due().await? })
    }

    /// Ends calls whose process is gone. Inside the database nothing happened, so
    /// they failed; an effect outside that had begun is in doubt.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn sweep(&self) -> Result<(), GateError> {
        let view = self.inner.store.view().await?;
        let lost = calls::lost(&view, self.millis()).await?;
        drop(view);
        for row in lost {
            if self.is_in_doubt(&row) {
                self.lose(CallId(row.id)).await?;
            } else {
                let message = "the app was closed before this ran; nothing was done; ask again".to_owned();
                self.record_failure(
                    CallId(row.id),
                    CallState::Executing,
                    &ToolFailure { code: "INTERRUPTED".to_owned(), message },
                )
                .await?;
            }
        }
        Ok(())
    }

    /// A tool that is not here any more may have done anything.
    fn is_in_doubt(&self, row: &CallRow) -> bool {
        let outside = self.inner.tools.get(&row.tool).is_none_or(|tool| {
            let spec = tool.spec();
            spec.place == Place::Outside && spec.effect == Effect::Writes
        });
        row.started_at.is_some() && outside
    }

    /// Puts a call in doubt: an effect outside had begun, and what came of it is not known.
    pub(crate) async fn lose(&self, id: CallId) -> Result<(), GateError> {
        let (tx, at) = (self.inner.store.write().await?, self.millis());
        let Some(row) = calls::by_id(&tx, id.0).await? else { return Ok(()) };
        if !move_call(&tx, &row, CallEvent::Lose, None, None, at).await? {
            return Ok(());
        }
        for hold in calls::holds_of(&tx, &[row.id]).await? {
            move_hold(&tx, &hold, HoldEvent::Void, None, None).await?;
        }
        let about = json!({ "call": row.id, "tool": row.tool });
        self.notify(&tx, PersonId(row.person_id), Notice::CallAmbiguous, about).await?;
        let body = json!({ "tool": row.tool, "started_at": row.started_at });
        let event =
            NewEvent { kind: "call.ambiguous", person_id: Some(row.person_id), call_id: Some(row.id), at, body };
        let head = self.append(&tx, event).await?;
        self.commit(tx, head).await
    }

    /// Says of a call in doubt whether it happened. Its person may, and an access manager.
    ///
    /// # Errors
    /// [`GateError::NotFound`] for anybody else, and for a call that is not in doubt.
    pub async fn resolve(&self, session: &Session, id: CallId, happened: bool) -> Result<CallRecord, GateError> {
        let (tx, now) = (self.inner.store.write().await?, self.now());
        let at = now.as_millisecond();
        may_act(&tx, session.id(), at).await?;
        let unknown = GateError::NotFound { what: "call in doubt" };
        let Some(row) = calls::by_id(&tx, id.0).await? else { return Err(unknown) };
        let snapshot = self.snapshot(&tx).await?;
        let manages =
            "access:manage".parse().is_ok_and(|code| snapshot.holds(session.person(), &code, now.as_second()));
        if row.person_id != session.person().0 && !manages {
            return Err(unknown);
        }
        let event = if happened { CallEvent::ResolveDone } else { CallEvent::ResolveUndone };
        let failure = ToolFailure {
            code: "DID_NOT_HAPPEN".to_owned(),
            message: "somebody looked, and it had not happened; ask again if it still should".to_owned(),
        };
        let error = (!happened).then(|| serde_json::to_string(&failure)).transpose()?;
        let result = happened.then(|| json!({ "resolved_by": session.person() }).to_string());
        if !move_call(&tx, &row, event, result, error, at).await? {
            return Err(unknown);
        }
        let body = json!({ "tool": row.tool, "happened": happened, "on_behalf_of": row.person_id });
        let event =
            NewEvent { kind: "call.resolved", person_id: Some(session.person().0), call_id: Some(row.id), at, body };
        let head = self.append(&tx, event).await?;
        self.commit(tx, head).await?;
        Ok(self.call_record(id).await?.seen_by(session.person()))
    }
}

/// Moves a call as its life allows; `false` where it does not, or somebody was first.
async fn move_call(
    tx: &assent_store::Tx,
    row: &CallRow,
    event: CallEvent,
    result: Option<String>,
    error: Option<String>,
    at: i64,
) -> Result<bool, GateError> {
    let from: CallState = row.state.parse().map_err(StoreError::from)?;
    let Some(to) = from.after(event) else { return Ok(false) };
    Ok(calls::transition(tx, row.id, from.as_str(), to.as_str(), result, error, Some(at)).await?)
}
