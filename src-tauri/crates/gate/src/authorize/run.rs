//! The whole way of a call that may run, and the record of what came of it.

use assent_policy::life::{CallEvent, CallState, HoldState};
use assent_policy::{CallId, Effect};
use assent_store::audit::NewEvent;
use assent_store::calls;
use serde_json::json;

use super::{Authorized, CallRequest};
use crate::{CallRecord, Gate, GateError, RunError, ToolFailure, Warrant};

impl Gate {
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
}
