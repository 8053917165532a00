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
//!     assent_gate::Receipt { call_id, ..todo!() }
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

mod account;
mod glass;
mod look;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use assent_policy::life::{CallState, HoldState};
use assent_policy::{Asks, CallId, Channel, Decision, Effect, HoldId, Obligation, PersonId, Reason, Snapshot};
use assent_store::audit::NewEvent;
use assent_store::{CallRow, StoreError, Tx, calls, snapshot};
use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::{Timestamp, tz::TimeZone};
use secrecy::SecretString;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::assess::asks;
use crate::notify::Notice;
use crate::{Gate, GateError, Registry, Resolved, RunError, Tool, ToolFailure};

pub use account::Ended;

/// The hold a warrant comes from, and who answered it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Approved {
    pub hold: HoldId,
    pub decider: PersonId,
}

/// Where a call stands as far as one process moved it.
#[derive(Clone, Debug)]
pub(crate) struct Stage {
    minted: Option<CallState>,
    begun: Arc<AtomicBool>,
}

impl Stage {
    fn of(row: &CallRow) -> Self {
        Self { minted: row.state.parse().ok(), begun: Arc::default() }
    }

    fn begin(&self) {
        self.begun.store(true, Ordering::Release);
    }

    /// Whether an effect outside the database may have happened.
    pub(crate) fn has_begun(&self) -> bool {
        self.begun.load(Ordering::Acquire)
    }

    pub(crate) fn get(&self) -> CallState {
        self.minted.filter(|_| !self.has_begun()).unwrap_or(CallState::Executing)
    }
}

/// Single-use proof that a call may run.
#[must_use = "a warrant that is not redeemed leaves its call undone"]
pub struct Warrant {
    gate: Gate,
    tool: Arc<dyn Tool>,
    row: CallRow,
    session_id: Option<i64>,
    resolved: Resolved,
    decision: Decision,
    approved: Option<Approved>,
    stage: Stage,
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
    decision: Decision,
    hold: Option<HoldId>,
    snapshot: Arc<Snapshot>,
    zone: TimeZone,
    now: Timestamp,
    change: Option<Value>,
    secret: Option<SecretString>,
    granted: bool,
}

/// A warrant redeemed for something outside the database: the intent is on
/// record, and no transaction is open.
pub struct Outside {
    gate: Gate,
    row: CallRow,
    resolved: Resolved,
    zone: TimeZone,
    now: Timestamp,
}

/// Proof that a call was redeemed and its success recorded.
#[derive(Debug)]
pub struct Receipt {
    call_id: CallId,
    granted: bool,
}

impl Receipt {
    /// The call.
    #[must_use]
    pub const fn call_id(&self) -> CallId {
        self.call_id
    }

    /// Whether it granted a request, so that the call kept with it can be taken up.
    pub(crate) const fn granted(&self) -> bool {
        self.granted
    }
}

impl Warrant {
    pub(crate) fn mint(
        gate: Gate,
        tool: Arc<dyn Tool>,
        row: CallRow,
        session_id: Option<i64>,
        resolved: Resolved,
        decision: Decision,
        approved: Option<Approved>,
    ) -> Self {
        let stage = Stage::of(&row);
        Self { gate, tool, row, session_id, resolved, decision, approved, stage }
    }

    /// The call it is for.
    #[must_use]
    pub const fn call_id(&self) -> CallId {
        CallId(self.row.id)
    }

    /// Where its call stands as far as this process moved it, also after it is used up.
    pub(crate) fn stage(&self) -> Stage {
        self.stage.clone()
    }

    pub(crate) fn tool(&self) -> Arc<dyn Tool> {
        Arc::clone(&self.tool)
    }

    /// Opens the call's own transaction and looks again: the session, the names,
    /// the decision, and what people were shown must still be as they were.
    ///
    /// # Errors
    /// [`RunError::Refused`] when something moved; the refusal is recorded.
    pub fn redeem(self) -> BoxFuture<'static, Result<Redeemed, RunError>> {
        self.looked_at_again().boxed()
    }

    async fn looked_at_again(self) -> Result<Redeemed, RunError> {
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
        let zone = self.gate.zone_of(&snapshot, PersonId(self.row.person_id));
        let Self { gate, row, resolved, decision, .. } = self;
        let (change, secret, granted) = (None, None, false);
        Ok(Redeemed { gate, tx, row, resolved, decision, hold, snapshot, zone, now, change, secret, granted })
    }

    /// Looks again, puts on record that an effect outside the database is about to
    /// begin, and uses the verdict up; [`Outside::complete`] records the outcome.
    /// What only reads outside needs no such record: it may be asked again.
    ///
    /// # Errors
    /// [`RunError::Refused`] when something moved; the refusal is recorded.
    pub fn begin_outside(self) -> BoxFuture<'static, Result<Outside, RunError>> {
        self.begun_outside().boxed()
    }

    async fn begun_outside(self) -> Result<Outside, RunError> {
        let stage = self.stage();
        let writes = self.tool.spec().effect == Effect::Writes;
        let redeemed = self.redeem().await?;
        let Redeemed { gate, tx, mut row, resolved, decision, hold, zone, now, .. } = redeemed;
        if !writes && hold.is_none() {
            return Ok(Outside { gate, row, resolved, zone, now });
        }
        let at = now.as_millisecond();
        if !calls::begin(&tx, row.id, &row.state, at, gate.lease(at)).await? {
            return Err(RunError::Refused);
        }
        use_hold(&tx, hold).await?;
        if decision.reasons.contains(&Reason::AsksByBreakGlass) {
            gate.break_glass(&tx, &row).await?;
        }
        let body = json!({ "tool": row.tool, "channel": row.channel, "hold": hold });
        let person_id = Some(row.person_id);
        let event = NewEvent { kind: "call.begun", person_id, call_id: Some(row.id), at, body };
        let head = gate.append(&tx, event).await?;
        gate.commit(tx, head).await?;
        CallState::Executing.as_str().clone_into(&mut row.state);
        stage.begin();
        Ok(Outside { gate, row, resolved, zone, now })
    }
}

/// A verdict is good for one run.
async fn use_hold(tx: &Tx, hold: Option<HoldId>) -> Result<(), RunError> {
    let Some(hold) = hold else { return Ok(()) };
    let (from, to) = (HoldState::Approved.as_str(), HoldState::Redeemed.as_str());
    if calls::transition_hold(tx, hold.0, from, to, None, None).await? { Ok(()) } else { Err(RunError::Refused) }
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

            /// The channel it came by.
            ///
            /// # Errors
            /// [`RunError::Gate`] when its record is not readable.
            pub fn channel(&self) -> Result<Channel, RunError> {
                Ok(self.row.channel.parse().map_err(StoreError::from)?)
            }

            /// The conversation it happens in.
            #[must_use]
            pub const fn conversation(&self) -> Option<i64> {
                self.row.conversation_id
            }

            /// The time of the run.
            #[must_use]
            pub const fn now(&self) -> Timestamp {
                self.now
            }

            /// The zone of the person.
            #[must_use]
            pub const fn zone(&self) -> &TimeZone {
                &self.zone
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

    /// The record of an administrative change: what was, and what is.
    pub fn changed(&mut self, before: impl Serialize, after: impl Serialize) {
        self.change = Some(json!({ "before": before, "after": after }));
    }

    /// Hands something to whoever called, once; it is kept nowhere.
    pub fn hand_over(&mut self, secret: SecretString) {
        self.secret = Some(secret);
    }

    /// Says that a request was granted: the call that is kept with it is taken up once this one is committed.
    pub const fn granted(&mut self) {
        self.granted = true;
    }

    /// Tells somebody, once this call is committed.
    ///
    /// # Errors
    /// [`RunError::Gate`] when it can't be stored.
    pub fn notify(&self, person: PersonId, notice: Notice, about: Value) -> BoxFuture<'_, Result<(), RunError>> {
        async move { Ok(self.gate.notify(&self.tx, person, notice, about).await?) }.boxed()
    }

    /// Counts a change of who may do what, and looks whether enough people are left who can
    /// decide and manage access. Call it after writing and before [`Redeemed::complete`].
    ///
    /// # Errors
    /// [`RunError::Failed`] when the last one would go; then nothing happened.
    pub fn change_access(&self) -> BoxFuture<'_, Result<(), RunError>> {
        async {
            snapshot::advance(&self.tx).await?;
            let after = snapshot::load(&self.tx).await?;
            crate::guard::refuse(&self.snapshot, &after)
        }
        .boxed()
    }

    /// Records success and commits it together with whatever the tool wrote.
    ///
    /// # Errors
    /// [`RunError::Gate`] when it can't be recorded; then nothing happened.
    pub fn complete(self, result: Value) -> BoxFuture<'static, Result<Receipt, RunError>> {
        self.completed(result).boxed()
    }

    async fn completed(self, result: Value) -> Result<Receipt, RunError> {
        let Self { gate, tx, row, resolved, hold, decision, change, secret, granted, .. } = self;
        use_hold(&tx, hold).await?;
        if decision.obligations.contains(&Obligation::NotifyOwner)
            && let Some(owner) = row.target_person_id
        {
            let about = json!({ "call": row.id, "tool": row.tool, "person": row.person_id, "object": row.object });
            gate.notify(&tx, PersonId(owner), Notice::AccountActed, about).await?;
        }
        if decision.reasons.contains(&Reason::AsksByBreakGlass) {
            gate.break_glass(&tx, &row).await?;
        }
        if hold.is_some() || row.repeats_call_id.is_some() {
            gate.tell_resolved(&tx, &row, CallState::Succeeded.as_str()).await?;
        }
        let asks = gate.tools().get(&row.tool).map_or(Asks::Nothing, |tool| asks(tool.as_ref(), Some(&resolved)));
        let receipt = Receipt { granted, ..succeed(&gate, tx, &row, asks, hold, change, &result).await? };
        if let Some(secret) = secret {
            gate.keep_secret(receipt.call_id, secret);
        }
        Ok(receipt)
    }
}

impl Outside {
    /// Records the outcome of an effect outside the database.
    ///
    /// # Errors
    /// [`RunError::Gate`] when it can't be recorded.
    pub fn complete(self, result: Value) -> BoxFuture<'static, Result<Receipt, RunError>> {
        async move {
            let Self { gate, row, .. } = self;
            let tx = gate.inner.store.write().await?;
            succeed(&gate, tx, &row, Asks::Nothing, None, None, &result).await
        }
        .boxed()
    }
}

async fn succeed(
    gate: &Gate,
    tx: Tx,
    row: &CallRow,
    asks: Asks,
    hold: Option<HoldId>,
    change: Option<Value>,
    result: &Value,
) -> Result<Receipt, RunError> {
    let at = gate.millis();
    let text = Some(serde_json::to_string(result).map_err(GateError::from)?);
    if !calls::transition(&tx, row.id, &row.state, CallState::Succeeded.as_str(), text, None, Some(at)).await? {
        return Err(RunError::Refused);
    }
    let mut body =
        json!({ "tool": row.tool, "channel": row.channel, "hold": hold, "duration_ms": at - row.created_at });
    if let Some(change) = change {
        body["change"] = change;
    }
    let person_id = Some(row.person_id);
    let event = NewEvent { kind: "call.succeeded", person_id, call_id: Some(row.id), at, body };
    let head = gate.append_for(asks, &tx, event).await?;
    gate.commit(tx, head).await?;
    Ok(Receipt { call_id: CallId(row.id), granted: false })
}
