//! `calls_status`: what became of a call of one's own.

use assent_gate::{
    ArgumentError, Audience, CallRecord, Look, Place, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolFailure,
    ToolSpec, Warrant, own_call,
};
use assent_policy::{Asks, Effect, Risk};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::arguments::{self, utc};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the call, as it was answered.
    call_id: i64,
}

/// `calls_status`.
pub(crate) struct Status {
    spec: ToolSpec,
}

impl Status {
    pub(crate) fn new() -> Self {
        Self {
            spec: ToolSpec {
                name: "calls_status",
                title: "What became of a call",
                description: "Says where a call of one's own stands: its state, and its result, denial or plan.",
                permission: None,
                risk: Risk::Low,
                effect: Effect::Reads,
                place: Place::Inside,
                undoable: true,
                asks: Asks::ByPermission,
                audience: Audience::People,
                redacted: &[],
                schema: arguments::schema::<Arguments>(),
            },
        }
    }
}

fn view(record: &CallRecord) -> Value {
    let hold = record.hold.as_ref().map(
        |hold| json!({ "id": hold.id, "level": hold.level, "state": hold.state, "expires_at": utc(hold.expires_at) }),
    );
    json!({
        "id": record.id, "tool": record.tool, "state": record.state, "hold": hold, "result": record.result,
        "denial": record.denial, "plan": record.plan, "failure": record.failure,
    })
}

#[async_trait]
impl Tool for Status {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: Arguments = arguments::read(given)?;
        let id = arguments::id("call_id", asked.call_id)?;
        own_call(reader, look.person, id).await?.ok_or(ArgumentError::NotFound { what: "call" })?;
        Ok(Resolved::own(json!(asked)))
    }

    async fn plan(&self, _: Reader<'_>, _: &Look<'_>, _: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        Ok(None)
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let found = own_call(call.tx().reader(), call.person(), asked.call_id).await?;
        let gone =
            || ToolFailure { code: "NOT_FOUND".to_owned(), message: "there is no such call of yours".to_owned() };
        let result = view(&found.ok_or_else(gone)?);
        call.complete(result).await
    }
}
