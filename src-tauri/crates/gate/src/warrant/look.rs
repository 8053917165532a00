//! The second look, inside the transaction that runs the call: what was decided
//! and what people were shown must still be so.

use std::sync::Arc;

use assent_policy::life::{CallState, Found, FoundVerdict, HoldState, Stop, Today};
use assent_policy::{Decision, Denial, DenialCode, Level, PersonId, Snapshot, Standing, Subject};
use assent_store::audit::NewEvent;
use assent_store::{CallRow, HoldRow, StoreError, Tx, calls, people};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Approved, Warrant};
use crate::assess::{Asked, Assessment, Context};
use crate::authorize::hold_digest;
use crate::notify::Notice;
use crate::{GateError, Look, Plan};

/// A second look that stops: why, and what today's decision says where that is why.
struct Stopped {
    stop: Stop,
    today: Option<Denial>,
}

impl Warrant {
    /// The snapshot of today where everything still holds, else why not.
    pub(super) async fn look_again(&self, tx: &Tx, now: Timestamp) -> Result<Result<Arc<Snapshot>, Denial>, GateError> {
        let again = self.assess_again(tx, now).await?;
        let found = self.find(tx, &again, now).await?;
        Ok(match found.redemption() {
            Ok(()) => Ok(again.snapshot),
            Err(stop) => {
                let today = Denial::from_decision(&again.decision, self.call_id());
                Err(self.denial(Stopped { stop, today }))
            }
        })
    }

    async fn assess_again(&self, tx: &Tx, now: Timestamp) -> Result<Assessment, GateError> {
        let channel = self.row.channel.parse().map_err(StoreError::from)?;
        let subject = Subject { person: PersonId(self.row.person_id), channel };
        let arguments: Value = serde_json::from_str(&self.row.arguments)?;
        let said_at = self.said_at(tx).await?.unwrap_or(now);
        let context = Context::of(&self.row)?;
        let asked = Asked {
            subject,
            tool: Some(&self.tool),
            arguments: &arguments,
            context: &context,
            at: said_at,
            counts: false,
        };
        self.gate.assess(tx.reader(), &asked, now).await
    }

    async fn find(&self, tx: &Tx, again: &Assessment, now: Timestamp) -> Result<Found, GateError> {
        let at = now.as_millisecond();
        let state = |word: &str| word.parse::<CallState>().map_err(StoreError::from);
        let fresh = calls::by_id(tx, self.row.id).await?;
        let executes = |row: &CallRow| row.state == CallState::Executing.as_str();
        let signed_in = match self.session_id {
            Some(session) => people::session_is_live(tx, session, at).await?,
            None => true,
        };
        let verdict = match &self.approved {
            Some(approved) => Some(self.find_verdict(tx, approved, again, now).await?),
            None => None,
        };
        Ok(Found {
            minted: state(&self.row.state)?,
            call: fresh.as_ref().map(|row| state(&row.state)).transpose()?,
            in_lease: fresh.is_none_or(|row| !executes(&row) || row.lease_until.is_some_and(|until| until > at)),
            signed_in,
            same_tool: self.gate.tools().definition(self.tool.spec().name) == self.row.definition_digest,
            today: self.compare(again),
            verdict,
        })
    }

    /// When it was said. A call that is taken up again was said when it was first asked for.
    async fn said_at(&self, tx: &Tx) -> Result<Option<Timestamp>, GateError> {
        let mut at = self.row.created_at;
        if let Some(first) = self.row.repeats_call_id
            && let Some(first) = calls::by_id(tx, first).await?
        {
            at = first.created_at;
        }
        Ok(Timestamp::from_millisecond(at).ok())
    }

    /// Whether today's decision is not stricter, asks for no new reason, and means the same things.
    fn compare(&self, again: &Assessment) -> Today {
        if again.decision.level == Level::Deny {
            Today::Denied
        } else if again.resolved.as_ref() != Some(&self.resolved) {
            Today::OtherThings
        } else if asks_more(&self.decision, &again.decision) {
            Today::Stricter
        } else {
            Today::AsDecided
        }
    }

    async fn find_verdict(
        &self,
        tx: &Tx,
        approved: &Approved,
        again: &Assessment,
        now: Timestamp,
    ) -> Result<FoundVerdict, GateError> {
        let hold = calls::hold(tx, approved.hold.0).await?;
        let shown: Option<Plan> = self.row.plan.as_deref().map(serde_json::from_str).transpose()?;
        let (person, level, seconds) = (PersonId(self.row.person_id), self.decision.level, now.as_second());
        let standing = again.snapshot.standing_to_answer(approved.decider, person, level, seconds);
        // Nothing may be asked any more, and then no plan was made; what was shown must still hold.
        let zone = self.gate.zone_of(&again.snapshot, person);
        let said_at = self.said_at(tx).await?.unwrap_or(now);
        let look = Look {
            person,
            snapshot: &again.snapshot,
            now: said_at,
            zone: &zone,
            conversation: self.row.conversation_id,
            tools: self.gate.tools(),
        };
        let plan = self.tool.plan(tx.reader(), &look, &self.resolved).await.ok().flatten();
        let as_shown = |hold: &HoldRow| hold_digest(&self.row, shown.as_ref(), hold.expires_at) == hold.digest;
        Ok(FoundVerdict {
            in_time: hold.as_ref().is_some_and(|hold| hold.expires_at > now.as_millisecond()),
            as_shown: hold.as_ref().is_some_and(as_shown),
            entitled: standing == Standing::May,
            same_plan: plan.as_ref().map(Plan::digest) == shown.as_ref().map(Plan::digest),
            hold: hold.map(|hold| hold.state.parse().map_err(StoreError::from)).transpose()?,
        })
    }

    fn denial(&self, stopped: Stopped) -> Denial {
        if let (Stop::Denied, Some(today)) = (stopped.stop, stopped.today) {
            return today;
        }
        let (code, explanation) = match stopped.stop {
            Stop::Expired => (DenialCode::Expired, "It waited too long. Ask again."),
            Stop::Gone => (DenialCode::ChangedSince, "The call is gone."),
            Stop::Ended => (DenialCode::ChangedSince, "The call was ended in the meantime."),
            Stop::SignedOut => (DenialCode::ChangedSince, "The session has ended. Sign in again."),
            Stop::ToolChanged => (DenialCode::ChangedSince, "The tool itself has changed since it was asked for."),
            Stop::Denied => (DenialCode::ChangedSince, "It is not allowed any more."),
            Stop::OtherThings => (DenialCode::ChangedSince, "What it names is not what it was. Ask again."),
            Stop::Stricter => (DenialCode::ChangedSince, "A stricter policy applies now. Ask again."),
            Stop::NotApproved => (DenialCode::ChangedSince, "The approval was ended or used in the meantime."),
            Stop::NotAsShown => (DenialCode::ChangedSince, "It is not what was approved any more."),
            Stop::NotEntitled => (DenialCode::ChangedSince, "Whoever approved it may no longer do so."),
            Stop::PlanMoved => {
                (DenialCode::ChangedSince, "What it would change has changed since it was shown. Ask again.")
            }
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
    pub(crate) async fn tell_resolved(&self, tx: &Tx, row: &CallRow, state: &str) -> Result<(), GateError> {
        let about = json!({ "call": row.id, "tool": row.tool, "state": state });
        self.notify(tx, PersonId(row.person_id), Notice::CallResolved, about).await
    }
}
