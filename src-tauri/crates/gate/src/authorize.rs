//! `authorize`: resolve, decide, write down, and only then let through.

use std::collections::BTreeSet;
use std::sync::Arc;

use assent_policy::life::{CallEvent, CallState, HoldState};
use assent_policy::{
    Asks, CallId, Channel, Decision, Effect, HoldId, Level, LimitKind, PermissionCode, PersonId, Reason, Snapshot,
    Subject,
};
use assent_store::audit::{Head, NewEvent};
use assent_store::calls::{self, NewCall};
use assent_store::{CallRow, StoreError, Tx, limits};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::assess::{Asked, Assessment, Context, asks};
use crate::gate::Opened;
use crate::hold::LONGEST_REASON;
use crate::journal::running;
use crate::notify::Notice;
use crate::session::may_act;
use crate::{CallRecord, Gate, GateError, Plan, RunError, Session, Tool, ToolFailure, Warrant};

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
        Ok(authorized)
    }

    /// The decision and its record, in a transaction that is open.
    pub(crate) async fn decide_and_record(
        &self,
        tx: &Tx,
        mut request: CallRequest,
        now: Timestamp,
    ) -> Result<(Authorized, Option<Head>), GateError> {
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
        if let (Some(session), Some(tool)) = (&request.session, &tool) {
            self.refuse_hasty(session, tool.as_ref(), request.subject.channel, &assessment)?;
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
        Ok((authorized, head))
    }

    fn new_call(
        &self,
        request: &CallRequest,
        tool: Option<&dyn Tool>,
        assessment: &Assessment,
        state: CallState,
        now: Timestamp,
    ) -> Result<NewCall, GateError> {
        let Assessment { resolved, decision, plan, .. } = assessment;
        let (at, context) = (now.as_millisecond(), &request.context);
        Ok(NewCall {
            person_id: request.subject.person.0,
            channel: request.subject.channel.as_str().to_owned(),
            tool: clip(&request.tool),
            definition_digest: tool.map(|t| t.spec().digest()).unwrap_or_default(),
            arguments: recordable(&request.arguments)?,
            resolved: serde_json::to_string(resolved)?,
            object: resolved.as_ref().and_then(|r| r.object.clone()),
            target_person_id: resolved.as_ref().and_then(|r| r.target).map(|t| t.0),
            state: state.as_str(),
            level: decision.level.as_str().to_owned(),
            decision: serde_json::to_string(decision)?,
            plan: plan.as_ref().map(serde_json::to_string).transpose()?,
            run_id: request.origin.as_ref().map(|o| o.run_id),
            model_call_id: request.origin.as_ref().map(|o| o.model_call_id.clone()),
            client: context.client.clone(),
            scopes: context.scopes.as_ref().map(serde_json::to_string).transpose()?,
            conversation_id: context.conversation,
            repeats_call_id: context.repeats.map(|call| call.0),
            dry_run: context.dry_run,
            edited_by: context.edited_by.map(|person| person.0),
            break_glass_reason: context.break_glass.clone(),
            lease_until: (state == CallState::Executing).then(|| self.lease(at)),
            now: at,
        })
    }

    async fn count_call(
        &self,
        tx: &Tx,
        snapshot: &Snapshot,
        subject: Subject,
        state: CallState,
        now: Timestamp,
    ) -> Result<(), GateError> {
        let Some(limit) = snapshot.limit(subject.person, LimitKind::Calls) else { return Ok(()) };
        if subject.channel.is_agent() && state != CallState::Denied {
            let start = limit.window_start(now.as_second());
            limits::count(tx, subject.person.0, LimitKind::Calls.as_str(), start, 1).await?;
        }
        Ok(())
    }

    /// Opens the hold on a call, tells those who may answer, and says what the audit keeps of it.
    async fn open_hold(
        &self,
        tx: &Tx,
        row: &CallRow,
        request: &CallRequest,
        assessment: &Assessment,
    ) -> Result<Value, GateError> {
        let (level, at) = (assessment.decision.level, row.created_at);
        let expires_at = at + i64::try_from(self.inner.limits.hold_life.as_millis()).unwrap_or(i64::MAX);
        let digest = hold_digest(row, assessment.plan.as_ref(), expires_at);
        let replaces = request.replaces.map(|hold| hold.0);
        let hold = calls::insert_hold(tx, row.id, level.as_str(), &digest, replaces, at, expires_at).await?;
        let person = PersonId(row.person_id);
        for decider in assessment.snapshot.deciders(person, level, at.div_euclid(1000)) {
            let about = json!({ "hold": hold.id, "call": row.id, "tool": row.tool, "person": person });
            self.notify(tx, decider, Notice::CallHeld, about).await?;
        }
        Ok(json!({ "id": hold.id, "digest": digest, "expires_at": expires_at, "replaces": replaces }))
    }

    /// Until when a call that begins at `at` belongs to this process, in milliseconds.
    pub(crate) fn lease(&self, at: i64) -> i64 {
        at.saturating_add(i64::try_from(self.inner.limits.call_life.as_millis()).unwrap_or(i64::MAX))
    }

    /// The whole way of a call: authorize, run where it may, and the record of what came of it.
    ///
    /// # Errors
    /// [`GateError`] as for [`Gate::authorize`]; a denial or failed tool is a record, not an error.
    pub async fn call(&self, request: CallRequest) -> Result<CallRecord, GateError> {
        match self.authorize(request).await? {
            Authorized::Warrant(warrant) => self.run(*warrant).await,
            Authorized::Held(id) | Authorized::Denied(id) => self.call_record(id).await,
        }
    }

    /// Runs a call that may run, and records a failure.
    pub(crate) async fn run(&self, warrant: Warrant) -> Result<CallRecord, GateError> {
        let (id, tool, own) = (warrant.call_id(), warrant.tool(), warrant.stage());
        let mut granted = false;
        let ended = tool.run(warrant).await;
        // That nothing happened outside is the tool's alone to say.
        let writes = tool.spec().effect == Effect::Writes;
        let in_doubt = writes && own.has_begun() && !matches!(ended, Err(RunError::Failed(_)));
        let failure = match ended {
            Ok(receipt) if receipt.call_id() == id => {
                granted = receipt.granted();
                None
            }
            Ok(_) => Some(ToolFailure {
                code: "FAILED".to_owned(),
                message: "the tool showed the receipt of another call; nothing was done".to_owned(),
            }),
            Err(RunError::Refused) => None,
            Err(RunError::Failed(failure)) => Some(failure),
            Err(RunError::Gate(cause)) => {
                tracing::error!(call = id.0, %cause, "a call failed in the gate");
                Some(ToolFailure { code: cause.code().to_owned(), message: cause.to_string() })
            }
        };
        match failure {
            Some(_) if in_doubt => self.lose(id).await?,
            Some(failure) => self.record_failure(id, own.get(), &failure).await?,
            None => {}
        }
        // It is granted either way; what fails now is taken up when the house is kept.
        if granted && let Err(cause) = self.release_granted().await {
            tracing::warn!(call = id.0, %cause, "a granted call was not taken up yet");
        }
        self.call_record(id).await
    }

    /// Records a failure where the call still stands at `from`; from anywhere else it is another process's.
    pub(crate) async fn record_failure(
        &self,
        id: CallId,
        from: CallState,
        failure: &ToolFailure,
    ) -> Result<(), GateError> {
        let at = self.millis();
        let tx = self.inner.store.write().await?;
        let Some(row) = calls::by_id(&tx, id.0).await? else { return Ok(()) };
        let error = Some(serde_json::to_string(failure)?);
        let Some(to) = from.after(CallEvent::Fail) else { return Ok(()) };
        if !calls::transition(&tx, id.0, from.as_str(), to.as_str(), None, error, Some(at)).await? {
            return Ok(());
        }
        if let Some(hold) = calls::holds_of(&tx, &[id.0]).await?.pop() {
            let (from, to) = (HoldState::Approved.as_str(), HoldState::Void.as_str());
            calls::transition_hold(&tx, hold.id, from, to, None, Some(failure.message.clone())).await?;
        }
        let body = json!({ "tool": row.tool, "code": failure.code, "duration_ms": at - row.created_at });
        let event = NewEvent { kind: "call.failed", person_id: Some(row.person_id), call_id: Some(id.0), at, body };
        let head = self.append(&tx, event).await?;
        self.commit(tx, head).await
    }

    /// Reasons as the audit keeps them: what is said of wrong arguments may quote them.
    async fn audited_reasons(&self, decision: &Decision) -> Vec<Value> {
        let opened = self.opened().await.ok();
        let kept = decision.reasons.iter().map(|reason| match reason {
            Reason::InvalidArguments { message } => {
                json!({ "code": reason.code(), "message": redacted(opened, message) })
            }
            other => json!(other),
        });
        kept.collect()
    }

    /// Arguments as the audit keeps them: a keyed digest stands for what the tool declares private.
    async fn audited_arguments(&self, tool: Option<&dyn Tool>, arguments: &Value) -> Value {
        let opened = self.opened().await.ok();
        let digest = |value: &Value| redacted(opened, &value.to_string());
        let Some(tool) = tool else { return digest(arguments) };
        let Value::Object(fields) = arguments else { return digest(arguments) };
        let known = tool.spec().schema.get("properties").and_then(Value::as_object);
        let kept = fields.iter().map(|(name, value)| {
            let private = tool.spec().redacted.contains(&name.as_str());
            let named = known.is_some_and(|known| known.contains_key(name));
            let kept = if private || !named || value.to_string().len() > 1_000 { digest(value) } else { value.clone() };
            (if named { name.clone() } else { "unknown".to_owned() }, kept)
        });
        Value::Object(kept.collect())
    }
}

/// What stands for something private: its keyed digest, or nothing where there is no key.
fn redacted(opened: Option<&Opened>, text: &str) -> Value {
    json!({ "digest": opened.map(|opened| opened.keys.redaction_digest(text)) })
}

fn is_reason(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= LONGEST_REASON
}

fn clip(name: &str) -> String {
    name.chars().take(100).collect()
}

/// Arguments as kept with the call: whole, unless they were too large to be looked at.
fn recordable(arguments: &Value) -> Result<String, GateError> {
    let text = serde_json::to_string(arguments)?;
    if text.len() <= MAX_ARGUMENTS {
        return Ok(text);
    }
    Ok(json!({ "too_large": text.len() }).to_string())
}

/// What a verdict is bound to (behaviour: section 3), as SHA-256 over canonical JSON (RFC 8785).
pub(crate) fn hold_digest(row: &CallRow, plan: Option<&Plan>, expires_at: i64) -> String {
    let bound = json!({
        "call": row.id, "person": row.person_id, "target": row.target_person_id, "channel": row.channel,
        "tool": row.tool, "definition": row.definition_digest, "arguments": row.arguments,
        "resolved": row.resolved, "plan": plan.map(Plan::digest), "expires_at": expires_at,
    });
    let text = serde_json_canonicalizer::to_string(&bound).unwrap_or_default();
    hex::encode(Sha256::digest(text.as_bytes()))
}
