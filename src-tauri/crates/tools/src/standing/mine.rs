//! `standing_mine`.

use assent_gate::{ArgumentError, Look, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, standing};
use assent_policy::life::GrantState;
use assent_policy::{Asks, Effect};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{StandingView, spec, view};
use crate::arguments;

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Whether to list those that have ended too.
    #[serde(default)]
    include_ended: bool,
}

pub(crate) struct Mine {
    spec: ToolSpec,
}

impl Mine {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "standing_mine",
                "My standing approvals",
                "Lists the standing approvals that answer for you and those you gave, with their uses.",
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
        Ok(Resolved::own(json!(arguments::read::<Arguments>(given)?)))
    }

    async fn plan(&self, _: Reader<'_>, _: &Look<'_>, _: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        Ok(None)
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let rows = standing::of(call.tx(), call.person().0).await?;
        let shown = rows.into_iter().map(|row| view(row, call.snapshot(), call.now(), call.zone()));
        let mut items = shown.collect::<Result<Vec<StandingView>, _>>()?;
        items.retain(|item| asked.include_ended || item.state == GrantState::Active);
        call.complete(json!({ "items": items })).await
    }
}
