//! `delegations_mine`.

use assent_gate::{
    ArgumentError, Look, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, delegations,
};
use assent_policy::{Asks, Effect};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::view;
use crate::arguments;
use crate::requests::spec;

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Those that were taken back, too.
    #[serde(default)]
    include_revoked: bool,
    /// How many at most, 1 to 200; 50 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<i64>,
    /// `next_cursor` of the list before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

pub(crate) struct Mine {
    spec: ToolSpec,
}

impl Mine {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "delegations_mine",
                "What is lent to and by me",
                "Lists what one lends on one's own account and what others lend one on theirs, the newest first.",
                Effect::Reads,
                Asks::Nothing,
                arguments::schema::<Arguments>(),
            ),
        }
    }
}

#[async_trait]
impl Tool for Mine {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, _: Reader<'_>, _: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: Arguments = arguments::read(given)?;
        arguments::page(asked.limit, asked.cursor.as_deref())?;
        Ok(Resolved::own(json!(asked)))
    }

    async fn plan(&self, _: Reader<'_>, _: &Look<'_>, _: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        Ok(None)
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let (limit, before) = arguments::page(asked.limit, asked.cursor.as_deref()).unwrap_or((50, None));
        let me = call.person();
        let mut rows =
            delegations::list(call.tx(), Some(me.0), asked.include_revoked, before, limit.saturating_add(1)).await?;
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        rows.truncate(most);
        let shown = |row| view(row, call.snapshot(), me, call.now(), call.zone());
        let mut result = json!({ "items": rows.iter().map(shown).collect::<Vec<_>>() });
        if let Some(last) = rows.last().filter(|_| more) {
            result["next_cursor"] = json!(last.id.to_string());
        }
        call.complete(result).await
    }
}
