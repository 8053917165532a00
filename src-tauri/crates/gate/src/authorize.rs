//! `authorize`: resolve, decide, write down, and only then let through.

mod record;
mod run;

use std::collections::BTreeSet;
use std::sync::Arc;

use assent_policy::life::CallState;
use assent_policy::{Asks, CallId, Channel, HoldId, Level, PermissionCode, PersonId, Subject};
use assent_store::audit::{Head, NewEvent};
use assent_store::{CallRow, StoreError, Tx, calls};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::assess::{Asked, Context, asks};
use crate::hold::LONGEST_REASON;
use crate::journal::running;
use crate::session::may_act;
use crate::{Gate, GateError, Session, Tool, Warrant};

pub(crate) use record::hold_digest;

/// Which run of the agent asks, and the model's own id of the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The run.
    pub run_id: i64,
    /// The model's id; echoed with the result.
    pub model_call_id: String,
}

/// A call somebody asks for.
#[derive(Clone, Debug)]
pub struct CallRequest {
    pub(crate) subject: Subject,
    /// The session it is asked with; what is due has none.
    pub(crate) session: Option<Session>,
    pub(crate) tool: String,
    pub(crate) arguments: Value,
    pub(crate) origin: Option<Origin>,
    pub(crate) context: Context,
    pub(crate) replaces: Option<HoldId>,
    /// When it was said, where that was before now: "tomorrow" is the day after.
    pub(crate) said_at: Option<Timestamp>,
}

impl CallRequest {
    /// A call by the signed-in person over `channel`, which the adapter sets.
    #[must_use]
    pub fn new(session: &Session, channel: Channel, tool: &str, arguments: Value) -> Self {
        Self { session: Some(session.clone()), ..Self::due(session.person(), channel, tool, arguments) }
    }

    /// A call nobody asks for now: it is due.
    pub(crate) fn due(person: PersonId, channel: Channel, tool: &str, arguments: Value) -> Self {
        Self {
            subject: Subject { person, channel },
            session: None,
            tool: tool.to_owned(),
            arguments,
            origin: None,
            context: Context::default(),
            replaces: None,
            said_at: None,
        }
    }

    /// The call of this record once more, exactly as it was asked for, now that what it lacked is granted.
    pub(crate) fn again(row: &CallRow) -> Result<Self, GateError> {
        let channel = row.channel.parse().map_err(StoreError::from)?;
        let origin = row.run_id.zip(row.model_call_id.clone());
        Ok(Self {
            origin: origin.map(|(run_id, model_call_id)| Origin { run_id, model_call_id }),
            context: Context { repeats: Some(CallId(row.id)), ..Context::of(row)? },
            said_at: Timestamp::from_millisecond(row.created_at).ok(),
            ..Self::due(PersonId(row.person_id), channel, &row.tool, serde_json::from_str(&row.arguments)?)
        })
    }

    /// The same, made by a run of the agent.
    #[must_use]
    pub fn in_run(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
        self
    }

    /// The same, asked for by an outside client whose token has these scopes.
    #[must_use]
    pub fn by_client(mut self, client: &str, scopes: BTreeSet<PermissionCode>) -> Self {
        self.context.client = Some(client.to_owned());
        self.context.scopes = Some(scopes);
        self
    }

    /// The same, where a write answers with its plan and waits to be committed.
    #[must_use]
    pub const fn dry_run(mut self) -> Self {
        self.context.dry_run = true;
        self
    }

    /// The same, by an access manager who takes it on themselves, for this reason, should nobody else be able to decide.
    #[must_use]
    pub fn breaking_glass(mut self, reason: &str) -> Self {
        self.context.break_glass = Some(reason.to_owned());
        self
    }
}

/// What `authorize` answers. Denied and held calls are on record already.
#[derive(Debug)]
pub enum Authorized {
    /// It may run, once.
    Warrant(Box<Warrant>),
    /// It waits for a verdict.
    Held(CallId),
    /// It does not run.
    Denied(CallId),
}

/// The longest arguments a call may carry, in bytes of JSON.
pub(crate) const MAX_ARGUMENTS: usize = 256 * 1024;

impl Gate {
    /// Decides a call, writes the decision down, and mints the warrant where it
    /// may run. Both happen in one transaction: what is decided is decided on what stands.
    ///
    /// # Errors
    /// [`GateError`] when the session has ended or the record can't be written;
    /// then nothing happened.
    pub async fn authorize(&self, mut request: CallRequest) -> Result<Authorized, GateError> {
        if request.context.break_glass.as_ref().is_some_and(|reason| !is_reason(reason)) {
            return Err(GateError::InvalidInput { what: "the reason", takes: "say why, in 500 characters at most" });
        }
        let tx = self.inner.store.write().await?;
        let now = self.now();
        if let Some(session) = &request.session {
            may_act(&tx, session.id(), now.as_millisecond()).await?;
        }
        if let Some(origin) = &request.origin {
            // A run that was stopped or deleted in the meantime makes no more calls.
            let run = running(&tx, request.subject.person, origin.run_id).await?;
            request.context.conversation = Some(run.conversation_id);
        }
        let (authorized, head) = self.decide_and_record(&tx, request, now).await?;
        self.commit(tx, head).await?;
        authorized
    }

    /// The decision and its record, in a transaction that is open. The inner error is of a
    /// terminal that is turned away: that is on record, and there is no call.
    pub(crate) async fn decide_and_record(
        &self,
        tx: &Tx,
        mut request: CallRequest,
        now: Timestamp,
    ) -> Result<(Result<Authorized, GateError>, Option<Head>), GateError> {
        let served = |tool: &&Arc<dyn Tool>| tool.spec().serves(request.subject.channel);
        let tool = self.inner.tools.get(&request.tool).filter(served).cloned();
        let (arguments, context) = (&request.arguments, &request.context);
        // An edit is a person's doing, whoever made the call.
        let counts = context.edited_by.is_none();
        let at = request.said_at.unwrap_or(now);
        let asked = Asked { subject: request.subject, tool: tool.as_ref(), arguments, context, at, counts };
        let assessment = self.assess(tx.reader(), &asked, now).await?;
        if assessment.decision.level == Level::Deny && request.replaces.is_some() {
            // Its run goes on waiting for what it would have replaced.
            request.origin = None;
        }
        if let (Some(session), Some(tool)) = (&request.session, &tool)
            && let Err(refused) = self.refuse_hasty(session, tool.as_ref(), request.subject.channel, &assessment)
        {
            let arguments = self.audited_arguments(Some(tool.as_ref()), &request.arguments).await;
            let about = json!({ "tool": request.tool, "arguments": arguments });
            let head = self.append(tx, self.turned_away(session, &refused, about)).await?;
            return Ok((Err(refused), Some(head)));
        }
        let state = match assessment.decision.level {
            Level::Deny => CallState::Denied,
            Level::Confirm | Level::Approve if assessment.decision.is_dry_run() => CallState::Planned,
            Level::Confirm | Level::Approve => CallState::Held,
            Level::Allow => CallState::Executing,
        };
        let row = calls::insert(tx, self.new_call(&request, tool.as_deref(), &assessment, state, now)?).await?;
        if counts {
            self.count_call(tx, &assessment.snapshot, request.subject, state, now).await?;
        }
        let mut about = json!({
            "tool": row.tool, "channel": row.channel, "level": assessment.decision.level,
            "reasons": self.audited_reasons(&assessment.decision).await,
            "policy_version": assessment.decision.policy_version, "definition": row.definition_digest,
            "arguments": self.audited_arguments(tool.as_deref(), &request.arguments).await,
            "target": row.target_person_id, "run": row.run_id, "client": row.client,
            "repeats": row.repeats_call_id, "edited_by": row.edited_by,
        });
        if matches!(state, CallState::Held | CallState::Planned) {
            about["hold"] = self.open_hold(tx, &row, &request, &assessment).await?;
        }
        let kind = match state {
            CallState::Denied => "call.denied",
            CallState::Held => "call.held",
            CallState::Planned => "call.planned",
            _ => "call.allowed",
        };
        let event = NewEvent {
            kind,
            person_id: Some(row.person_id),
            call_id: Some(row.id),
            at: now.as_millisecond(),
            body: about,
        };
        self.use_standing(tx, &assessment.decision, now).await?;
        let asks = tool.as_deref().map_or(Asks::Nothing, |tool| asks(tool, assessment.resolved.as_ref()));
        let head = self.append_for(asks, tx, event).await?;
        let id = CallId(row.id);
        let authorized = match (state, tool, assessment.resolved) {
            (CallState::Executing, Some(tool), Some(resolved)) => Authorized::Warrant(Box::new(Warrant::mint(
                self.clone(),
                tool,
                row,
                request.session.as_ref().map(Session::id),
                resolved,
                assessment.decision,
                None,
            ))),
            (CallState::Held | CallState::Planned, ..) => Authorized::Held(id),
            _ => Authorized::Denied(id),
        };
        Ok((Ok(authorized), head))
    }

    /// Until when a call that begins at `at` belongs to this process, in milliseconds.
    pub(crate) fn lease(&self, at: i64) -> i64 {
        at.saturating_add(i64::try_from(self.inner.limits.call_life.as_millis()).unwrap_or(i64::MAX))
    }
}

fn is_reason(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= LONGEST_REASON
}
