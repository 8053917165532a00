//! The warrant: proof, good for one run, that a call may happen. It can't be
//! made outside this crate, copied, or used twice; redeeming it uses it up.
//!
//! ```compile_fail,E0451
//! // It can't be forged: its fields are private, also to who has all that goes into it.
//! fn forge(tool: std::sync::Arc<dyn assent_gate::Tool>) -> assent_gate::Warrant {
//!     assent_gate::Warrant { tool, ..todo!() }
//! }
//! ```
//! ```compile_fail,E0451
//! // Nor can the receipt that a tool must show.
//! fn forge(call_id: assent_policy::CallId) -> assent_gate::Receipt {
//!     assent_gate::Receipt { call_id }
//! }
//! ```
//! ```compile_fail,E0599
//! // It can't be copied.
//! fn copy(warrant: assent_gate::Warrant) -> (assent_gate::Warrant, assent_gate::Warrant) {
//!     (warrant.clone(), warrant)
//! }
//! ```
//! ```
//! // It can be used once.
//! async fn once(warrant: assent_gate::Warrant) {
//!     let _ = warrant.redeem().await;
//! }
//! ```
//! ```compile_fail,E0382
//! // It can't be used twice.
//! async fn twice(warrant: assent_gate::Warrant) {
//!     let _ = warrant.redeem().await;
//!     let _ = warrant.redeem().await;
//! }
//! ```

use std::sync::Arc;

use assent_policy::{CallId, Decision, Denial, DenialCode, HoldId, PersonId, Reason, Snapshot, Subject};
use assent_store::audit::NewEvent;
use assent_store::{CallRow, StoreError, Tx, calls, people};
use jiff::{Timestamp, tz::TimeZone};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::assess::Asked;
use crate::hold::may_decide_in;
use crate::{Gate, GateError, Look, Plan, Registry, Resolved, RunError, Tool, ToolFailure};

/// The hold a warrant comes from, with the plan that was shown.
#[derive(Clone, Debug)]
pub(crate) struct Approved {
    pub hold: HoldId,
    pub decider: PersonId,
    pub expires_at: i64,
    pub plan: Option<Plan>,
}

/// Single-use proof that a call may run.
#[must_use = "a warrant that is not redeemed leaves its call undone"]
pub struct Warrant {
    gate: Gate,
    tool: Arc<dyn Tool>,
    row: CallRow,
    session_id: i64,
    resolved: Resolved,
    decision: Decision,
    approved: Option<Approved>,
}

impl std::fmt::Debug for Warrant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Warrant").field("call", &self.row.id).field("tool", &self.row.tool).finish_non_exhaustive()
    }
}

/// A redeemed warrant: the call's own write transaction, until it completes.
pub struct Redeemed {
    gate: Gate,
    tx: Tx,
    row: CallRow,
    resolved: Resolved,
    hold: Option<HoldId>,
    snapshot: Arc<Snapshot>,
    now: Timestamp,
}

/// A warrant redeemed for something outside the database: the intent is on
/// record, and no transaction is open.
pub struct Outside {
    gate: Gate,
    row: CallRow,
    resolved: Resolved,
    hold: Option<HoldId>,
    now: Timestamp,
}

/// Proof that a call was redeemed and its success recorded.
#[derive(Debug)]
pub struct Receipt {
    call_id: CallId,
}

impl Receipt {
    /// The call.
    #[must_use]
    pub const fn call_id(&self) -> CallId {
        self.call_id
    }
}

impl Warrant {
    pub(crate) const fn mint(
        gate: Gate,
        tool: Arc<dyn Tool>,
        row: CallRow,
        session_id: i64,
        resolved: Resolved,
        decision: Decision,
        approved: Option<Approved>,
    ) -> Self {
        Self { gate, tool, row, session_id, resolved, decision, approved }
    }

    /// The call it is for.
    #[must_use]
    pub const fn call_id(&self) -> CallId {
        CallId(self.row.id)
    }

    pub(crate) fn tool(&self) -> Arc<dyn Tool> {
        Arc::clone(&self.tool)
    }

    /// Opens the call's own transaction and looks again: the session, the names,
    /// the decision, and what people were shown must still be as they were.
    ///
    /// # Errors
    /// [`RunError::Refused`] when something moved; the refusal is recorded.
    pub async fn redeem(self) -> Result<Redeemed, RunError> {
        let tx = self.gate.inner.store.write().await?;
        let now = self.gate.now();
        let snapshot = match self.look_again(&tx, now).await? {
            Ok(snapshot) => snapshot,
            Err(denial) => {
                self.refuse(tx, &denial, now).await?;
                return Err(RunError::Refused);
            }
        };
        let hold = self.approved.as_ref().map(|approved| approved.hold);
        Ok(Redeemed { gate: self.gate, tx, row: self.row, resolved: self.resolved, hold, snapshot, now })
    }

    /// Looks again, and lets something outside the database begin. Its intent is
    /// on record since the decision; [`Outside::complete`] records the outcome.
    ///
    /// # Errors
    /// [`RunError::Refused`] when something moved; the refusal is recorded.
    pub async fn begin_outside(self) -> Result<Outside, RunError> {
        let redeemed = self.redeem().await?;
        let Redeemed { gate, tx, row, resolved, hold, now, .. } = redeemed;
        drop(tx);
        Ok(Outside { gate, row, resolved, hold, now })
    }

    /// The snapshot of today where everything still holds, else why not.
    async fn look_again(&self, tx: &Tx, now: Timestamp) -> Result<Result<Arc<Snapshot>, Denial>, GateError> {
        let Some(fresh) = calls::by_id(tx, self.row.id).await? else {
            return Ok(Err(self.changed_since("The call is gone.")));
        };
        if fresh.state != self.row.state {
            return Ok(Err(self.changed_since("The call was ended in the meantime.")));
        }
        if !people::session_is_live(tx, self.session_id, now.as_millisecond()).await? {
            return Ok(Err(self.changed_since("The session has ended. Sign in again.")));
        }
        if self.tool.spec().digest() != self.row.definition_digest {
            return Ok(Err(self.changed_since("The tool itself has changed since it was asked for.")));
        }
        let channel = self.row.channel.parse().map_err(StoreError::from)?;
        let subject = Subject { person: PersonId(self.row.person_id), channel };
        let arguments: Value = serde_json::from_str(&self.row.arguments)?;
        let at = Timestamp::from_millisecond(self.row.created_at).unwrap_or(now);
        let asked = Asked { subject, tool: Some(&self.tool), arguments: &arguments, at };
        let again = self.gate.assess(tx.reader(), &asked, now).await?;
        if let Some(denial) = Denial::from_decision(&again.decision, self.call_id()) {
            return Ok(Err(denial));
        }
        if again.resolved.as_ref() != Some(&self.resolved) {
            return Ok(Err(self.changed_since("What it names is not what it was. Ask again.")));
        }
        let asks = |reason: &&Reason| matches!(reason, Reason::AsksByRisk { .. } | Reason::AsksByPolicy { .. });
        let mut asked = again.decision.reasons.iter().filter(asks);
        if again.decision.level > self.decision.level || asked.any(|reason| !self.decision.reasons.contains(reason)) {
            return Ok(Err(self.changed_since("A stricter policy applies now. Ask again.")));
        }
        if let Some(approved) = &self.approved {
            if approved.expires_at <= now.as_millisecond() {
                return Ok(Err(Denial {
                    code: DenialCode::Expired,
                    ..self.changed_since("It waited too long. Ask again.")
                }));
            }
            let (decider, level, at) = (approved.decider, self.decision.level, now.as_second());
            if !may_decide_in(&again.snapshot, decider, subject.person, level, at) {
                return Ok(Err(self.changed_since("Whoever approved it may no longer do so.")));
            }
            // Nothing may be asked any more, and then no plan was made; what was shown must still hold.
            let look = Look { person: subject.person, snapshot: &again.snapshot, now, zone: self.gate.zone() };
            let plan = self.tool.plan(tx.reader(), &look, &self.resolved).await.ok().flatten();
            if plan.as_ref().map(Plan::digest) != approved.plan.as_ref().map(Plan::digest) {
                return Ok(Err(self.changed_since("What it would change has changed since it was shown. Ask again.")));
            }
        }
        Ok(Ok(again.snapshot))
    }

    fn changed_since(&self, explanation: &str) -> Denial {
        Denial {
            code: DenialCode::ChangedSince,
            explanation: explanation.to_owned(),
            missing: Vec::new(),
            next_actions: Vec::new(),
            decision_id: self.call_id(),
        }
    }

    async fn refuse(&self, tx: Tx, denial: &Denial, now: Timestamp) -> Result<(), GateError> {
        let at = now.as_millisecond();
        let error = Some(serde_json::to_string(denial)?);
        if !calls::transition(&tx, self.row.id, &self.row.state, "denied", None, error, Some(at)).await? {
            return Ok(());
        }
        if let Some(approved) = &self.approved {
            let note = Some(denial.explanation.clone());
            calls::transition_hold(&tx, approved.hold.0, "approved", "void", None, note).await?;
        }
        let body =
            json!({ "tool": self.row.tool, "code": denial.code, "hold": self.approved.as_ref().map(|a| a.hold) });
        let person_id = Some(self.row.person_id);
        let event = NewEvent { kind: "call.refused", person_id, call_id: Some(self.row.id), at, body };
        let head = self.gate.append(&tx, event).await?;
        self.gate.commit(tx, head).await
    }
}

macro_rules! facts {
    ($of:ident) => {
        impl $of {
            /// The arguments, resolved.
            ///
            /// # Errors
            /// [`RunError::Failed`] when they are not of this type, which the tool's own `resolve` rules out.
            pub fn arguments<T: DeserializeOwned>(&self) -> Result<T, RunError> {
                serde_json::from_value(self.resolved.arguments.clone()).map_err(|_| {
                    RunError::Failed(ToolFailure {
                        code: "INVALID_ARGUMENTS".to_owned(),
                        message: "the arguments can't be read any more; ask again".to_owned(),
                    })
                })
            }

            /// Whose authority is used.
            #[must_use]
            pub const fn person(&self) -> PersonId {
                PersonId(self.row.person_id)
            }

            /// Whose account it acts on.
            #[must_use]
            pub fn owner(&self) -> PersonId {
                self.resolved.target.unwrap_or_else(|| self.person())
            }

            /// The call.
            #[must_use]
            pub const fn call_id(&self) -> CallId {
                CallId(self.row.id)
            }

            /// The time of the run.
            #[must_use]
            pub const fn now(&self) -> Timestamp {
                self.now
            }

            /// The zone of the person.
            #[must_use]
            pub fn zone(&self) -> &TimeZone {
                self.gate.zone()
            }

            /// The tools there are. The gate itself is not handed out: this call's
            /// transaction is the only way into the database.
            #[must_use]
            pub fn tools(&self) -> &Registry {
                self.gate.tools()
            }
        }
    };
}

facts!(Redeemed);
facts!(Outside);

impl Redeemed {
    /// The call's own transaction.
    #[must_use]
    pub const fn tx(&self) -> &Tx {
        &self.tx
    }

    /// People and authority as of this transaction.
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Records success and commits it together with whatever the tool wrote.
    ///
    /// # Errors
    /// [`RunError::Gate`] when it can't be recorded; then nothing happened.
    pub async fn complete(self, result: Value) -> Result<Receipt, RunError> {
        let Self { gate, tx, row, hold, .. } = self;
        succeed(&gate, tx, &row, hold, &result).await
    }
}

impl Outside {
    /// Records the outcome of an effect outside the database.
    ///
    /// # Errors
    /// [`RunError::Gate`] when it can't be recorded.
    pub async fn complete(self, result: Value) -> Result<Receipt, RunError> {
        let Self { gate, row, hold, .. } = self;
        let tx = gate.inner.store.write().await?;
        succeed(&gate, tx, &row, hold, &result).await
    }
}

async fn succeed(
    gate: &Gate,
    tx: Tx,
    row: &CallRow,
    hold: Option<HoldId>,
    result: &Value,
) -> Result<Receipt, RunError> {
    let at = gate.millis();
    let text = Some(serde_json::to_string(result).map_err(GateError::from)?);
    if !calls::transition(&tx, row.id, &row.state, "succeeded", text, None, Some(at)).await? {
        return Err(RunError::Refused);
    }
    if let Some(hold) = hold
        && !calls::transition_hold(&tx, hold.0, "approved", "redeemed", None, None).await?
    {
        return Err(RunError::Refused);
    }
    let body = json!({ "tool": row.tool, "channel": row.channel, "hold": hold, "duration_ms": at - row.created_at });
    let person_id = Some(row.person_id);
    let event = NewEvent { kind: "call.succeeded", person_id, call_id: Some(row.id), at, body };
    let head = gate.append(&tx, event).await?;
    gate.commit(tx, head).await?;
    Ok(Receipt { call_id: CallId(row.id) })
}
