//! `delegations_revoke`.

use assent_gate::{
    ArgumentError, Look, Notice, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, delegations,
};
use assent_policy::{Asks, Effect, PersonId};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Side, fresh, live, manage, moved, view};
use crate::requests::{name, spec, title};
use crate::{arguments, kept};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the delegation.
    delegation_id: i64,
}

pub(crate) struct Revoke {
    spec: ToolSpec,
}

impl Revoke {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "delegations_revoke",
                "Revoke a delegation",
                "Takes back what is lent, from the next call on. Its owner may, who was lent it, and an access manager.",
                Effect::Writes,
                Asks::TakesAway,
                arguments::schema::<Arguments>(),
            ),
        }
    }
}

#[async_trait]
impl Tool for Revoke {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: Arguments = arguments::read(given)?;
        let (row, side) = live(reader, look, arguments::id("delegation_id", asked.delegation_id)?).await?;
        let needs = if side == Side::Manager { vec![manage()?] } else { Vec::new() };
        let object = format!("{}: {}", name(look.snapshot, row.delegate_id), title(look.snapshot, &row.permission));
        Ok(Resolved { object: Some(object), needs: Some(needs), ..Resolved::own(json!(asked)) })
    }

    async fn plan(
        &self,
        reader: Reader<'_>,
        look: &Look<'_>,
        resolved: &Resolved,
    ) -> Result<Option<Plan>, ArgumentError> {
        let asked: Arguments = arguments::read(&resolved.arguments)?;
        let (row, _) = live(reader, look, asked.delegation_id).await?;
        let (who, title) = (name(look.snapshot, row.delegate_id), title(look.snapshot, &row.permission));
        Ok(Some(Plan {
            summary: format!("What {who} was lent, “{title}”, would be taken back."),
            changes: kept::change("state", Some("active"), Some("revoked")).into_iter().collect(),
            undo_days: None,
        }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let mut call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let before = fresh(&call, asked.delegation_id).await?;
        let (me, now) = (call.person(), call.now());
        if !delegations::revoke(call.tx(), before.id, me.0, now.as_millisecond()).await? {
            return Err(moved());
        }
        call.change_access().await?;
        if before.owner_id != me.0 {
            let about = json!({ "call": call.call_id(), "delegation": before.id, "person": me });
            call.notify(PersonId(before.owner_id), Notice::AccountActed, about).await?;
        }
        let after = fresh(&call, before.id).await?;
        let was = view(&before, call.snapshot(), me, now, call.zone());
        let result = view(&after, call.snapshot(), me, now, call.zone());
        call.changed(was, &result);
        call.complete(result).await
    }
}
