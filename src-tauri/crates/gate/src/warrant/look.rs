//! The second look, inside the transaction that runs the call: what was decided
//! and what people were shown must still be so.

use std::sync::Arc;

use assent_policy::life::{CallState, HoldState};
use assent_policy::{Decision, Denial, DenialCode, PersonId, Snapshot, Standing, Subject};
use assent_store::audit::NewEvent;
use assent_store::{StoreError, Tx, calls, people};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Approved, Warrant};
use crate::assess::{Asked, Assessment, Context};
use crate::authorize::hold_digest;
use crate::notify::Notice;
use crate::{GateError, Look, Plan};

/// Why a second look refuses.
enum Moved {
    /// The decision of today.
    Denied(Denial),
    /// Something it stood on.
    Since(&'static str),
    /// Its time.
    Expired,
}

impl Warrant {
    /// The snapshot of today where everything still holds, else why not.
    pub(super) async fn look_again(&self, tx: &Tx, now: Timestamp) -> Result<Result<Arc<Snapshot>, Denial>, GateError> {
        let again = match self.again(tx, now).await? {
            Ok(again) => again,
            Err(moved) => return Ok(Err(self.denial(moved))),
        };
        if let Some(approved) = &self.approved
            && let Err(moved) = self.still_approved(tx, approved, &again, now).await?
        {
            return Ok(Err(self.denial(moved)));
        }
        Ok(Ok(again.snapshot))
    }

    async fn again(&self, tx: &Tx, now: Timestamp) -> Result<Result<Assessment, Moved>, GateError> {
        let Some(fresh) = calls::by_id(tx, self.row.id).await? else {
            return Ok(Err(Moved::Since("The call is gone.")));
        };
        let at = now.as_millisecond();
        let executing = fresh.state == CallState::Executing.as_str();
        if fresh.state != self.row.state || (executing && fresh.lease_until.is_none_or(|until| until <= at)) {
            return Ok(Err(Moved::Since("The call was ended in the meantime.")));
        }
        if let Some(session) = self.session_id
            && !people::session_is_live(tx, session, at).await?
        {
            return Ok(Err(Moved::Since("The session has ended. Sign in again.")));
        }
        if self.tool.spec().digest() != self.row.definition_digest {
            return Ok(Err(Moved::Since("The tool itself has changed since it was asked for.")));
        }
        let channel = self.row.channel.parse().map_err(StoreError::from)?;
        let subject = Subject { person: PersonId(self.row.person_id), channel };
        let arguments: Value = serde_json::from_str(&self.row.arguments)?;
        let said_at = Timestamp::from_millisecond(self.row.created_at).unwrap_or(now);
        let context = Context::of(&self.row)?;
        let asked = Asked {
            subject,
            tool: Some(&self.tool),
            arguments: &arguments,
            context: &context,
            at: said_at,
            counts: false,
        };
        let again = self.gate.assess(tx.reader(), &asked, now).await?;
        Ok(match self.compare(&again) {
            Ok(()) => Ok(again),
            Err(moved) => Err(moved),
        })
    }

    /// Today's decision is not stricter, asks for no new reason, and means the same things.
    fn compare(&self, again: &Assessment) -> Result<(), Moved> {
        if let Some(denial) = Denial::from_decision(&again.decision, self.call_id()) {
            return Err(Moved::Denied(denial));
        }
        if again.resolved.as_ref() != Some(&self.resolved) {
            return Err(Moved::Since("What it names is not what it was. Ask again."));
        }
        if asks_more(&self.decision, &again.decision) {
            return Err(Moved::Since("A stricter policy applies now. Ask again."));
        }
        Ok(())
    }

    /// The verdict still stands: in time, by somebody still entitled, for what was shown.
    async fn still_approved(
        &self,
        tx: &Tx,
        approved: &Approved,
        again: &Assessment,
        now: Timestamp,
    ) -> Result<Result<(), Moved>, GateError> {
        let Some(hold) = calls::hold(tx, approved.hold.0).await? else {
            return Ok(Err(Moved::Since("The approval is gone.")));
        };
        if hold.state != HoldState::Approved.as_str() {
            return Ok(Err(Moved::Since("The approval was ended or used in the meantime.")));
        }
        if hold.expires_at <= now.as_millisecond() {
            return Ok(Err(Moved::Expired));
        }
        let shown: Option<Plan> = self.row.plan.as_deref().map(serde_json::from_str).transpose()?;
        if hold_digest(&self.row, shown.as_ref(), hold.expires_at) != hold.digest {
            return Ok(Err(Moved::Since("It is not what was approved any more.")));
        }
        let (person, level, seconds) = (PersonId(self.row.person_id), self.decision.level, now.as_second());
        if again.snapshot.standing_to_answer(approved.decider, person, level, seconds) != Standing::May {
            return Ok(Err(Moved::Since("Whoever approved it may no longer do so.")));
        }
        // Nothing may be asked any more, and then no plan was made; what was shown must still hold.
        let zone = self.gate.zone_of(&again.snapshot, person);
        let said_at = Timestamp::from_millisecond(self.row.created_at).unwrap_or(now);
        let look = Look { person, snapshot: &again.snapshot, now: said_at, zone: &zone };
        let plan = self.tool.plan(tx.reader(), &look, &self.resolved).await.ok().flatten();
        if plan.as_ref().map(Plan::digest) != shown.as_ref().map(Plan::digest) {
            return Ok(Err(Moved::Since("What it would change has changed since it was shown. Ask again.")));
        }
        Ok(Ok(()))
    }

    fn denial(&self, moved: Moved) -> Denial {
        let (code, explanation) = match moved {
            Moved::Denied(denial) => return denial,
            Moved::Since(explanation) => (DenialCode::ChangedSince, explanation),
            Moved::Expired => (DenialCode::Expired, "It waited too long. Ask again."),
        };
        Denial {
            code,
            explanation: explanation.to_owned(),
            missing: Vec::new(),
            next_actions: Vec::new(),
            decision_id: self.call_id(),
        }
    }

    /// Records a refusal; whoever comes second to a call that has ended records nothing.
    pub(super) async fn refuse(&self, tx: Tx, denial: &Denial, now: Timestamp) -> Result<(), GateError> {
        let at = now.as_millisecond();
        let error = Some(serde_json::to_string(denial)?);
        if !calls::transition(&tx, self.row.id, &self.row.state, "denied", None, error, Some(at)).await? {
            return Ok(());
        }
        if let Some(approved) = &self.approved {
            let to = if denial.code == DenialCode::Expired { HoldState::Expired } else { HoldState::Void };
            let note = Some(denial.explanation.clone());
            let from = HoldState::Approved.as_str();
            calls::transition_hold(&tx, approved.hold.0, from, to.as_str(), None, note).await?;
            self.gate.tell_resolved(&tx, &self.row, to.as_str()).await?;
        }
        let body =
            json!({ "tool": self.row.tool, "code": denial.code, "hold": self.approved.as_ref().map(|a| a.hold) });
        let person_id = Some(self.row.person_id);
        let event = NewEvent { kind: "call.refused", person_id, call_id: Some(self.row.id), at, body };
        let head = self.gate.append(&tx, event).await?;
        self.gate.commit(tx, head).await
    }
}

/// Whether today's decision is stricter, or asks for a reason that was not asked for then.
fn asks_more(then: &Decision, today: &Decision) -> bool {
    today.level > then.level || today.reasons.iter().any(|reason| reason.asks() && !then.reasons.contains(reason))
}

impl crate::Gate {
    /// Tells the person of a call that waited how it ended.
    pub(crate) async fn tell_resolved(
        &self,
        tx: &Tx,
        row: &assent_store::CallRow,
        state: &str,
    ) -> Result<(), GateError> {
        let about = json!({ "call": row.id, "tool": row.tool, "state": state });
        self.notify(tx, PersonId(row.person_id), Notice::CallResolved, about).await
    }
}
