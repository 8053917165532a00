//! What is kept of a call when it is decided: its row, its hold, and the event
//! with what is private in it as keyed digests.

use assent_policy::life::CallState;
use assent_policy::{Decision, LimitKind, PersonId, Reason, Snapshot, Subject};
use assent_store::calls::{self, NewCall};
use assent_store::{CallRow, Tx, limits};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{CallRequest, MAX_ARGUMENTS};
use crate::assess::Assessment;
use crate::gate::Opened;
use crate::notify::Notice;
use crate::{Gate, GateError, Plan, Tool};

impl Gate {
    pub(super) fn new_call(
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
            definition_digest: tool.map(|t| self.tools().definition(t.spec().name).to_owned()).unwrap_or_default(),
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

    pub(super) async fn count_call(
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
    pub(super) async fn open_hold(
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

    /// Reasons as the audit keeps them: what is said of wrong arguments may quote them.
    pub(super) async fn audited_reasons(&self, decision: &Decision) -> Vec<Value> {
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
    pub(super) async fn audited_arguments(&self, tool: Option<&dyn Tool>, arguments: &Value) -> Value {
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
