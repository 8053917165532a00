//! `authorize`: resolve, decide, write down, and only then let through.

use std::sync::Arc;

use assent_policy::{CallId, Decision, Denial, DenialCode, Level, Reason, Subject};
use assent_store::audit::NewEvent;
use assent_store::calls::{self, NewCall};
use assent_store::{Tx, people};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::assess::{Asked, Assessment};
use crate::hold::deciders;
use crate::journal::running;
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
    subject: Subject,
    session_id: i64,
    tool: String,
    arguments: Value,
    origin: Option<Origin>,
}

impl CallRequest {
    /// A call by the signed-in person over `channel`, which the adapter sets.
    #[must_use]
    pub fn new(session: &Session, channel: assent_policy::Channel, tool: &str, arguments: Value) -> Self {
        Self {
            subject: Subject { person: session.person(), channel },
            session_id: session.id(),
            tool: tool.to_owned(),
            arguments,
            origin: None,
        }
    }

    /// The same, made by a run of the agent.
    #[must_use]
    pub fn in_run(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
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
    /// Decides a call, writes the decision down, and mints the warrant where it may run.
    ///
    /// # Errors
    /// [`GateError`] when the session has ended or the record can't be written;
    /// then nothing happened.
    pub async fn authorize(&self, request: CallRequest) -> Result<Authorized, GateError> {
        let now = self.now();
        let view = self.inner.store.view().await?;
        let tool = self.inner.tools.get(&request.tool).cloned();
        let asked = Asked { subject: request.subject, tool: tool.as_ref(), arguments: &request.arguments, at: now };
        let assessment = self.assess(view.reader(), &asked, now).await?;
        drop(view);

        let tx = self.inner.store.write().await?;
        if !people::session_is_live(&tx, request.session_id, self.millis()).await? {
            return Err(GateError::NotSignedIn);
        }
        if let Some(origin) = &request.origin {
            // A run that was stopped or deleted in the meantime makes no more calls.
            running(&tx, request.subject.person, origin.run_id).await?;
        }
        self.record_decision(tx, request, tool, assessment, now).await
    }

    async fn record_decision(
        &self,
        tx: Tx,
        request: CallRequest,
        tool: Option<Arc<dyn Tool>>,
        assessment: Assessment,
        now: Timestamp,
    ) -> Result<Authorized, GateError> {
        let Assessment { resolved, decision, plan, snapshot } = assessment;
        let at = now.as_millisecond();
        let no_decider =
            decision.level == Level::Approve && deciders(&snapshot, request.subject.person, now.as_second()).is_empty();
        let state = match decision.level {
            Level::Deny => "denied",
            _ if no_decider => "denied",
            Level::Confirm | Level::Approve => "held",
            Level::Allow => "executing",
        };
        let definition_digest = tool.as_ref().map(|t| t.spec().digest()).unwrap_or_default();
        let new = NewCall {
            person_id: request.subject.person.0,
            channel: request.subject.channel.as_str().to_owned(),
            tool: clip(&request.tool),
            definition_digest: definition_digest.clone(),
            arguments: recordable(&request.arguments)?,
            resolved: serde_json::to_string(&resolved)?,
            object: resolved.as_ref().and_then(|r| r.object.clone()),
            target_person_id: resolved.as_ref().and_then(|r| r.target).map(|t| t.0),
            state,
            level: decision.level.as_str().to_owned(),
            decision: serde_json::to_string(&decision)?,
            plan: plan.as_ref().map(serde_json::to_string).transpose()?,
            run_id: request.origin.as_ref().map(|o| o.run_id),
            model_call_id: request.origin.as_ref().map(|o| o.model_call_id.clone()),
            now: at,
        };
        let row = calls::insert(&tx, new).await?;
        let id = CallId(row.id);
        if no_decider {
            let denial = no_decider_denial(id);
            calls::transition(&tx, row.id, "denied", "denied", None, Some(serde_json::to_string(&denial)?), Some(at))
                .await?;
        }
        let mut about = json!({
            "tool": row.tool, "channel": row.channel, "level": decision.level,
            "reasons": self.audited_reasons(&decision).await?, "policy_version": decision.policy_version, "definition": definition_digest,
            "arguments": self.audited_arguments(tool.as_deref(), &request.arguments).await?,
            "target": row.target_person_id, "run": row.run_id,
        });
        if no_decider {
            about["code"] = json!(DenialCode::NoDecider);
        }
        if state == "held" {
            let expires_at = at + i64::try_from(self.inner.limits.hold_life.as_millis()).unwrap_or(i64::MAX);
            let digest = hold_digest(&row, plan.as_ref(), expires_at);
            let hold = calls::insert_hold(&tx, row.id, decision.level.as_str(), &digest, at, expires_at).await?;
            about["hold"] = json!({ "id": hold.id, "digest": digest, "expires_at": expires_at });
        }
        let kind = match state {
            "denied" => "call.denied",
            "held" => "call.held",
            _ => "call.allowed",
        };
        let event = NewEvent { kind, person_id: Some(row.person_id), call_id: Some(row.id), at, body: about };
        let head = self.append(&tx, event).await?;
        self.commit(tx, head).await?;
        Ok(match (state, tool, resolved) {
            ("executing", Some(tool), Some(resolved)) => Authorized::Warrant(Box::new(Warrant::mint(
                self.clone(),
                tool,
                row,
                request.session_id,
                resolved,
                decision,
                None,
            ))),
            ("held", ..) => Authorized::Held(id),
            _ => Authorized::Denied(id),
        })
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
        let (id, tool) = (warrant.call_id(), warrant.tool());
        let failure = match tool.run(warrant).await {
            Ok(receipt) if receipt.call_id() == id => None,
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
        if let Some(failure) = failure {
            self.record_failure(id, &failure).await?;
        }
        self.call_record(id).await
    }

    pub(crate) async fn record_failure(&self, id: CallId, failure: &ToolFailure) -> Result<(), GateError> {
        let at = self.millis();
        let tx = self.inner.store.write().await?;
        let Some(row) = calls::by_id(&tx, id.0).await? else { return Ok(()) };
        let error = Some(serde_json::to_string(failure)?);
        if !calls::transition(&tx, id.0, "executing", "failed", None, error, Some(at)).await? {
            return Ok(());
        }
        if let Some(hold) = calls::holds_of(&tx, &[id.0]).await?.pop() {
            calls::transition_hold(&tx, hold.id, "approved", "void", None, Some(failure.message.clone())).await?;
        }
        let body = json!({ "tool": row.tool, "code": failure.code, "duration_ms": at - row.created_at });
        let event = NewEvent { kind: "call.failed", person_id: Some(row.person_id), call_id: Some(id.0), at, body };
        let head = self.append(&tx, event).await?;
        self.commit(tx, head).await
    }

    /// Reasons as the audit keeps them: what is said of wrong arguments may quote them.
    async fn audited_reasons(&self, decision: &Decision) -> Result<Vec<Value>, GateError> {
        let keys = &self.opened().await?.keys;
        let kept = decision.reasons.iter().map(|reason| match reason {
            Reason::InvalidArguments { message } => {
                json!({ "code": reason.code(), "message": { "digest": keys.redaction_digest(message) } })
            }
            other => json!(other),
        });
        Ok(kept.collect())
    }

    /// Arguments as the audit keeps them: a keyed digest stands for what the tool declares private.
    async fn audited_arguments(&self, tool: Option<&dyn Tool>, arguments: &Value) -> Result<Value, GateError> {
        let keys = &self.opened().await?.keys;
        let digest = |value: &Value| json!({ "digest": keys.redaction_digest(&value.to_string()) });
        let Some(tool) = tool else { return Ok(digest(arguments)) };
        let Value::Object(fields) = arguments else { return Ok(digest(arguments)) };
        let known = tool.spec().schema.get("properties").and_then(Value::as_object);
        let kept = fields.iter().map(|(name, value)| {
            let private = tool.spec().redacted.contains(&name.as_str());
            let named = known.is_some_and(|known| known.contains_key(name));
            let kept = if private || !named || value.to_string().len() > 1_000 { digest(value) } else { value.clone() };
            (if named { name.clone() } else { "unknown".to_owned() }, kept)
        });
        Ok(Value::Object(kept.collect()))
    }
}

fn no_decider_denial(id: CallId) -> Denial {
    Denial {
        code: DenialCode::NoDecider,
        explanation: "Somebody else must approve this, and nobody here could. An access manager can give a second \
                      person the right to decide."
            .to_owned(),
        missing: Vec::new(),
        next_actions: Vec::new(),
        decision_id: id,
    }
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
pub(crate) fn hold_digest(row: &assent_store::CallRow, plan: Option<&Plan>, expires_at: i64) -> String {
    let bound = json!({
        "call": row.id, "person": row.person_id, "target": row.target_person_id, "channel": row.channel,
        "tool": row.tool, "definition": row.definition_digest, "arguments": row.arguments,
        "resolved": row.resolved, "plan": plan.map(Plan::digest), "expires_at": expires_at,
    });
    let text = serde_json_canonicalizer::to_string(&bound).unwrap_or_default();
    hex::encode(Sha256::digest(text.as_bytes()))
}
