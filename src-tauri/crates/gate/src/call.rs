//! A call as recorded: what was asked, what was decided, what came of it.

use assent_policy::life::{CallState, HoldState};
use assent_policy::{CallId, Channel, Decision, Denial, HoldId, Level, PersonId};
use assent_store::{CallRow, HoldRow, StoreError, calls};
use serde_json::Value;

use crate::{Gate, GateError, Plan, Session, ToolFailure};

/// A hold as recorded.
#[derive(Clone, Debug)]
pub struct HoldRecord {
    /// Its id.
    pub id: HoldId,
    /// Whose yes it waits for.
    pub level: Level,
    /// Where it stands.
    pub state: HoldState,
    /// What a verdict must name: digest of everything it is bound to.
    pub digest: String,
    /// End, in milliseconds.
    pub expires_at: i64,
    /// The hold this one was opened for by editing it.
    pub replaces: Option<HoldId>,
    /// Who answered.
    pub decided_by: Option<PersonId>,
    /// When, in milliseconds.
    pub decided_at: Option<i64>,
    /// The decider's reason, or why it is void.
    pub note: Option<String>,
}

/// A call as recorded.
#[derive(Clone, Debug)]
pub struct CallRecord {
    /// Its id, and that of its decision.
    pub id: CallId,
    /// Whose authority it uses.
    pub person: PersonId,
    /// By which way it came.
    pub channel: Channel,
    /// The tool.
    pub tool: String,
    /// The arguments as asked for.
    pub arguments: Value,
    /// What it acts on, for people.
    pub object: Option<String>,
    /// Whose account it acts on, when another's.
    pub target: Option<PersonId>,
    /// Where it stands.
    pub state: CallState,
    /// The decision.
    pub decision: Decision,
    /// Why it was refused, when it was.
    pub denial: Option<Denial>,
    /// What it would change, where that was asked of people.
    pub plan: Option<Plan>,
    /// The hold on it.
    pub hold: Option<HoldRecord>,
    /// What it gave.
    pub result: Option<Value>,
    /// Why it failed.
    pub failure: Option<ToolFailure>,
    /// The outside client that asked for its person.
    pub client: Option<String>,
    /// The conversation it happened in.
    pub conversation_id: Option<i64>,
    /// The refused call it repeats, since what was missing was granted.
    pub repeats: Option<CallId>,
    /// The run that made it.
    pub run_id: Option<i64>,
    /// The model's own id of the call.
    pub model_call_id: Option<String>,
    /// When it was asked for, in milliseconds.
    pub created_at: i64,
    /// When it ended, in milliseconds.
    pub ended_at: Option<i64>,
}

fn json<T: serde::de::DeserializeOwned>(text: &str, what: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable { what })
}

impl CallRecord {
    pub(crate) fn from_rows(row: CallRow, hold: Option<HoldRow>) -> Result<Self, StoreError> {
        let id = CallId(row.id);
        let state: CallState = row.state.parse()?;
        let decision: Decision = json(&row.decision, "decision")?;
        let mut denial = None;
        let mut failure = None;
        match (state, row.error.as_deref()) {
            (CallState::Denied, Some(text)) => denial = Some(json(text, "denial")?),
            (CallState::Denied, None) => denial = Denial::from_decision(&decision, id),
            (_, Some(text)) => failure = Some(json(text, "failure")?),
            (_, None) => {}
        }
        Ok(Self {
            id,
            person: PersonId(row.person_id),
            channel: row.channel.parse()?,
            arguments: json(&row.arguments, "argument")?,
            tool: row.tool,
            object: row.object,
            target: row.target_person_id.map(PersonId),
            state,
            decision,
            denial,
            plan: row.plan.as_deref().map(|text| json(text, "plan")).transpose()?,
            hold: hold.map(HoldRecord::from_row).transpose()?,
            result: row.result.as_deref().map(|text| json(text, "result")).transpose()?,
            failure,
            client: row.client,
            conversation_id: row.conversation_id,
            repeats: row.repeats_call_id.map(CallId),
            run_id: row.run_id,
            model_call_id: row.model_call_id,
            created_at: row.created_at,
            ended_at: row.ended_at,
        })
    }

    /// Whether its end is still to come: it waits for a verdict, or was let through and runs.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let state = self.hold.as_ref().map(|hold| hold.state);
        self.state == CallState::Executing
            || (matches!(self.state, CallState::Held | CallState::Planned) && state.is_some_and(HoldState::is_open))
    }

    /// The record for somebody else who decided: what it gave is its person's alone.
    pub(crate) fn seen_by(mut self, person: PersonId) -> Self {
        if self.person != person {
            self.result = None;
            self.failure = None;
        }
        self
    }

    /// Whether it waits for a verdict.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        matches!(self.state, CallState::Held | CallState::Planned)
            && self.hold.as_ref().is_some_and(|hold| hold.state == HoldState::Pending)
    }
}

impl HoldRecord {
    pub(crate) fn from_row(row: HoldRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: HoldId(row.id),
            level: row.level.parse()?,
            state: row.state.parse()?,
            digest: row.digest,
            expires_at: row.expires_at,
            replaces: row.replaces_hold_id.map(HoldId),
            decided_by: row.decided_by.map(PersonId),
            decided_at: row.decided_at,
            note: row.note,
        })
    }
}

impl Gate {
    /// One's own call, or one that waits and that one may decide.
    ///
    /// # Errors
    /// [`GateError::NotFound`] for anybody else's, as for one that is not there.
    pub async fn call_status(&self, session: &Session, id: CallId) -> Result<CallRecord, GateError> {
        let record = self.call_record(id).await?;
        if record.person == session.person() || (record.is_waiting() && self.may_decide(session, &record).await?) {
            return Ok(record.seen_by(session.person()));
        }
        Err(GateError::NotFound { what: "call" })
    }

    pub(crate) async fn call_record(&self, id: CallId) -> Result<CallRecord, GateError> {
        let view = self.inner.store.view().await?;
        let Some(row) = calls::by_id(&view, id.0).await? else { return Err(GateError::NotFound { what: "call" }) };
        let hold = calls::holds_of(&view, &[row.id]).await?.pop();
        Ok(CallRecord::from_rows(row, hold)?)
    }
}
