//! Editing a call that waits: the hold is withdrawn, and a new one opened by the
//! editor on a call of its own, decided afresh. The edit is the editor's yes.

use assent_policy::life::HoldEvent;
use assent_policy::{CallId, HoldId, PersonId, Subject};
use assent_store::audit::{Head, NewEvent};
use assent_store::{CallRow, HoldRow, StoreError, Tx, calls};
use serde_json::{Value, json};

use super::{move_hold, refused};
use crate::assess::Context;
use crate::authorize::Authorized;
use crate::{CallRecord, CallRequest, Gate, GateError, Origin, Session};

impl Gate {
    /// Edits the arguments of a call that waits. The person it is for may, and who
    /// may answer it. What comes back is the new call, which waits for its person,
    /// or for the approver its person's edit still needs; the old verdicts and
    /// digests are none of its own. A denied edit is on record and changes nothing.
    ///
    /// # Errors
    /// As for [`Gate::record_verdict`], and [`GateError::InvalidInput`] when
    /// nothing was edited.
    pub async fn edit_hold(
        &self,
        session: &Session,
        id: HoldId,
        digest: &str,
        arguments: Value,
    ) -> Result<CallRecord, GateError> {
        self.refuse_verdict(session, id).await?;
        let tx = self.write_as(session).await?;
        let (row, hold) = self.find_hold(&tx, id).await?;
        if row.person_id != session.person().0 {
            self.refuse_unentitled(&tx, session, &row, &hold).await?;
        }
        let tx = self.still_as_shown(tx, &row, &hold, digest).await?;
        if serde_json::from_str::<Value>(&row.arguments)? == arguments {
            let takes = "change an argument, or answer the call as it is";
            return Err(GateError::InvalidInput { what: "the edit", takes });
        }
        let request = edited(&row, &hold, session, arguments)?;
        let (authorized, head) = self.decide_and_record(&tx, request, self.now()).await?;
        let (head, call) = match authorized? {
            Authorized::Held(call) => (Some(self.replace(&tx, &hold, session, call).await?), call),
            Authorized::Denied(call) => (head, call),
            Authorized::Warrant(_) => return Err(refused("CHANGED_SINCE", "an edit is never run unasked; ask anew")),
        };
        self.commit(tx, head).await?;
        let mut record = self.call_record(call).await?.seen_by(session.person());
        if record.person != session.person() {
            // Names and contents an edit brings up are its person's alone.
            (record.object, record.plan) = (None, None);
        }
        Ok(record)
    }

    async fn replace(&self, tx: &Tx, hold: &HoldRow, session: &Session, call: CallId) -> Result<Head, GateError> {
        let opened = calls::holds_of(tx, &[call.0]).await?.pop().map(|new| new.id);
        let note = opened.map(|new| format!("It was edited; number {new} takes its place."));
        if !move_hold(tx, hold, HoldEvent::Withdraw, None, note).await? {
            return Err(refused("DECIDED", "somebody answered it a moment ago; nothing more was done"));
        }
        let body = json!({ "hold": hold.id, "replaced_by": opened });
        let (person_id, call_id, at) = (Some(session.person().0), Some(hold.call_id), self.millis());
        self.append(tx, NewEvent { kind: "hold.withdrawn", person_id, call_id, at, body }).await
    }
}

/// The same call by the same way, with other arguments.
fn edited(row: &CallRow, hold: &HoldRow, session: &Session, arguments: Value) -> Result<CallRequest, GateError> {
    let channel = row.channel.parse().map_err(StoreError::from)?;
    let origin = row.run_id.zip(row.model_call_id.clone());
    Ok(CallRequest {
        subject: Subject { person: PersonId(row.person_id), channel },
        session: None,
        tool: row.tool.clone(),
        arguments,
        origin: origin.map(|(run_id, model_call_id)| Origin { run_id, model_call_id }),
        context: Context { edited_by: Some(session.person()), ..Context::of(row)? },
        replaces: Some(HoldId(hold.id)),
        said_at: None,
    })
}
