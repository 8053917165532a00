//! `standing_revoke`.

use assent_gate::{
    ArgumentError, Change, Look, Plan, Reader, Receipt, Resolved, RunError, StandingRow, Tool, ToolFailure, ToolSpec,
    Warrant, standing,
};
use assent_policy::life::GrantState;
use assent_policy::{Asks, Effect, PermissionCode, Reason};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{spec, view};
use crate::arguments;

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the standing approval.
    standing_id: i64,
}

pub(crate) struct Revoke {
    spec: ToolSpec,
}

impl Revoke {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "standing_revoke",
                "Revoke a standing approval",
                "Ends a standing approval; the next call like it is asked about again.",
                Effect::Writes,
                Asks::TakesAway,
                arguments::schema::<Arguments>(),
            ),
        }
    }
}

/// One that answers for oneself, that one gave, or any, for who manages access.
async fn reachable(reader: Reader<'_>, look: &Look<'_>, id: i64) -> Result<StandingRow, ArgumentError> {
    let missing = ArgumentError::NotFound { what: "standing approval" };
    let Some(row) = standing::by_id(&reader, id).await? else { return Err(missing) };
    let manages = "access:manage"
        .parse::<PermissionCode>()
        .is_ok_and(|code| look.snapshot.holds(look.person, &code, look.now.as_second()));
    if row.person_id != look.person.0 && row.author_id != look.person.0 && !manages {
        return Err(missing);
    }
    Ok(row)
}

#[async_trait]
impl Tool for Revoke {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: Arguments = arguments::read(given)?;
        let row = reachable(reader, look, arguments::id("standing_id", asked.standing_id)?).await?;
        if GrantState::at(row.expires_at, row.revoked_at, look.now.as_millisecond()) != GrantState::Active {
            let what = "This standing approval has ended already.".to_owned();
            return Err(ArgumentError::Refused(Reason::Moved { what }));
        }
        Ok(Resolved { object: Some(row.tool), ..Resolved::own(json!(asked)) })
    }

    async fn plan(
        &self,
        reader: Reader<'_>,
        look: &Look<'_>,
        resolved: &Resolved,
    ) -> Result<Option<Plan>, ArgumentError> {
        let asked: Arguments = arguments::read(&resolved.arguments)?;
        let row = reachable(reader, look, asked.standing_id).await?;
        let text = |state: GrantState| Some(state.as_str().to_owned());
        Ok(Some(Plan {
            summary: format!("The standing approval for {} would end.", row.tool),
            changes: vec![Change {
                field: "state".to_owned(),
                before: text(GrantState::Active),
                after: text(GrantState::Revoked),
            }],
            undo_days: None,
        }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let mut call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let at = call.now().as_millisecond();
        let ended = || ToolFailure {
            code: "CHANGED_SINCE".to_owned(),
            message: "this standing approval has ended already".to_owned(),
        };
        if !standing::revoke(call.tx(), asked.standing_id, call.person().0, at).await? {
            return Err(ended().into());
        }
        call.change_access().await?;
        let row = standing::by_id(call.tx(), asked.standing_id).await?.ok_or_else(ended)?;
        let result = json!(view(row, call.snapshot(), call.now(), call.zone())?);
        call.changed(GrantState::Active, GrantState::Revoked);
        call.complete(result).await
    }
}
