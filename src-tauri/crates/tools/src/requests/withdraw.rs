//! `permission_requests_withdraw`.

use assent_gate::{
    ArgumentError, Look, Plan, Reader, Receipt, RequestRow, Resolved, RunError, Tool, ToolSpec, Warrant, requests,
};
use assent_policy::life::{RequestEvent, RequestState};
use assent_policy::{Asks, Effect, Reason};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{failure, spec, state, title, view};
use crate::{arguments, kept};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the request.
    request_id: i64,
}

pub(crate) struct Withdraw {
    spec: ToolSpec,
}

impl Withdraw {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "permission_requests_withdraw",
                "Take back a request",
                "Takes back a request of one's own that nobody has decided.",
                Effect::Writes,
                Asks::TakesAway,
                arguments::schema::<Arguments>(),
            ),
        }
    }
}

/// One's own that waits.
async fn own(reader: Reader<'_>, look: &Look<'_>, id: i64) -> Result<RequestRow, ArgumentError> {
    let found = requests::by_id(&reader, id).await?.filter(|row| row.requester_id == look.person.0);
    let row = found.ok_or(ArgumentError::NotFound { what: "request" })?;
    match state(&row, look.now)? {
        RequestState::Pending => Ok(row),
        ended => {
            let what = format!("It is {ended} already; nothing more was done.");
            Err(ArgumentError::Refused(Reason::Moved { what }))
        }
    }
}

#[async_trait]
impl Tool for Withdraw {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: Arguments = arguments::read(given)?;
        let row = own(reader, look, arguments::id("request_id", asked.request_id)?).await?;
        let object = Some(title(look.snapshot, &row.permission));
        Ok(Resolved { object, ..Resolved::own(json!(asked)) })
    }

    async fn plan(
        &self,
        reader: Reader<'_>,
        look: &Look<'_>,
        resolved: &Resolved,
    ) -> Result<Option<Plan>, ArgumentError> {
        let asked: Arguments = arguments::read(&resolved.arguments)?;
        let row = own(reader, look, asked.request_id).await?;
        let summary = format!("Your request to {} would be taken back.", title(look.snapshot, &row.permission));
        let change = kept::change("state", Some(&row.state), Some(RequestState::Withdrawn.as_str()));
        Ok(Some(Plan { summary, changes: change.into_iter().collect(), undo_days: None }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let mut call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let ended = || failure("CHANGED_SINCE", "it was decided a moment ago; nothing more was done");
        let row = requests::by_id(call.tx(), asked.request_id).await?.ok_or_else(ended)?;
        let from = state(&row, call.now())?;
        let to = from.after(RequestEvent::Withdraw).ok_or_else(ended)?;
        if !requests::transition(call.tx(), row.id, to.as_str(), None).await? {
            return Err(ended());
        }
        let row = requests::by_id(call.tx(), row.id).await?.ok_or_else(ended)?;
        let result = view(call.tx().reader(), call.snapshot(), &row, call.now(), call.zone()).await?;
        call.changed(json!({ "request": row.id, "state": from }), json!({ "request": row.id, "state": to }));
        call.complete(result).await
    }
}
