//! A call as recorded: what was asked, what was decided, what came of it.

use std::collections::HashMap;

use assent_policy::life::{CallState, HoldState, RequestState};
use assent_policy::{CallId, Channel, Decision, Denial, HoldId, Level, PersonId};
use assent_store::{CallRow, HoldRow, Reader, StoreError, calls};
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

/// Where a request stands that a call has filed.
#[derive(Clone, Debug)]
pub struct RequestStanding {
    /// Its id.
    pub id: i64,
    /// Its state.
    pub state: RequestState,
    /// What its decider said.
    pub reason: Option<String>,
    /// Whether a call is kept with it that may still be taken up.
    pub is_open: bool,
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
    /// Where the request stands that it filed; read with a conversation.
    pub request: Option<RequestStanding>,
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
            request: None,
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

    /// Whether its end is still to come: it waits for a verdict, was let through and runs, or
    /// an agent filed a request by it with which a call is kept.
    #[must_use]
    pub fn is_open(&self) -> bool {
        if self.request.as_ref().is_some_and(|request| request.is_open) && self.channel.is_agent() {
            return true;
        }
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

/// A call of this person.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn own_call(reader: Reader<'_>, person: PersonId, id: i64) -> Result<Option<CallRecord>, StoreError> {
    let Some(row) = calls::by_id(&reader, id).await?.filter(|row| row.person_id == person.0) else { return Ok(None) };
    let hold = calls::holds_of(&reader, &[row.id]).await?.pop();
    Ok(Some(CallRecord::from_rows(row, hold)?))
}

impl Gate {
    /// Calls, newest first: one's own, or everybody's for who may see them; only
    /// those in `states` where some are named.
    ///
    /// # Errors
    /// [`GateError::NotFound`] when everybody's are not this person's to see.
    pub async fn calls(
        &self,
        session: &Session,
        everyone: bool,
        states: &[CallState],
        before: Option<CallId>,
        limit: u64,
    ) -> Result<Vec<CallRecord>, GateError> {
        let view = self.inner.store.view().await?;
        let snapshot = self.snapshot(&view).await?;
        let traces = "agent:trace:view_all"
            .parse()
            .is_ok_and(|code| snapshot.holds(session.person(), &code, self.now().as_second()));
        if everyone && !traces {
            return Err(GateError::NotFound { what: "list of everyone's calls" });
        }
        let states: Vec<&str> = states.iter().map(|state| state.as_str()).collect();
        let person = (!everyone).then_some(session.person().0);
        let rows = calls::list(&view, person, &states, before.map(|id| id.0), limit).await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let mut holds: HashMap<i64, HoldRow> =
            calls::holds_of(&view, &ids).await?.into_iter().map(|hold| (hold.call_id, hold)).collect();
        let mut records = Vec::new();
        for row in rows {
            let hold = holds.remove(&row.id);
            records.push(CallRecord::from_rows(row, hold)?.seen_by(session.person()));
        }
        Ok(records)
    }

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

    /// The same, by the hold on it.
    ///
    /// # Errors
    /// As for [`Gate::call_status`].
    pub async fn held_call(&self, session: &Session, id: HoldId) -> Result<CallRecord, GateError> {
        let view = self.inner.store.view().await?;
        let hold = calls::hold(&view, id.0).await?;
        drop(view);
        let unknown = GateError::NotFound { what: "waiting call" };
        let Some(hold) = hold else { return Err(unknown) };
        self.call_status(session, CallId(hold.call_id)).await.map_err(|error| match error {
            GateError::NotFound { .. } => unknown,
            other => other,
        })
    }

    pub(crate) async fn call_record(&self, id: CallId) -> Result<CallRecord, GateError> {
        let view = self.inner.store.view().await?;
        let Some(row) = calls::by_id(&view, id.0).await? else { return Err(GateError::NotFound { what: "call" }) };
        let hold = calls::holds_of(&view, &[row.id]).await?.pop();
        Ok(CallRecord::from_rows(row, hold)?)
    }
}
