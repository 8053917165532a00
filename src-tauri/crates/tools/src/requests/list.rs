//! `approvals_requests_list`.

use assent_gate::{
    ArgumentError, Look, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, decided_by,
};
use assent_policy::life::RequestState;
use assent_policy::{Asks, Effect, PersonId, Standing};
use async_trait::async_trait;
use serde_json::{Value, json};

use super::mine::{Arguments, found};
use super::{page, spec};
use crate::arguments;

pub(crate) struct List {
    spec: ToolSpec,
}

impl List {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "approvals_requests_list",
                "Requests I may decide",
                "Lists what others ask for and one may decide, the newest first; those that wait, when no status is \
                 given.",
                Effect::Reads,
                Asks::Nothing,
                arguments::schema::<Arguments>(),
            ),
        }
    }
}

#[async_trait]
impl Tool for List {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, _: Reader<'_>, _: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let mut asked = Arguments::read(given)?;
        asked.status.get_or_insert_with(|| RequestState::Pending.to_string());
        Ok(Resolved::own(json!(asked)))
    }

    async fn plan(&self, _: Reader<'_>, _: &Look<'_>, _: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        Ok(None)
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let (reader, now, me, snapshot) = (call.tx().reader(), call.now(), call.person(), call.snapshot());
        let (rows, limit) = found(reader, &asked, None, now, |row| {
            let by = decided_by(snapshot, row)?;
            let standing = snapshot.standing_to_decide(me, PersonId(row.requester_id), by, now.as_second());
            Ok(standing == Standing::May)
        })
        .await?;
        let result = page(reader, snapshot, rows, limit, now, call.zone()).await?;
        call.complete(result).await
    }
}
