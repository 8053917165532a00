//! `notes_list`.

use assent_gate::{ArgumentError, Look, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, notes};
use assent_policy::{Effect, Risk};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::view;
use crate::arguments;
use crate::kept::{page, spec};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// E-mail of another person whose notes to read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target_user: Option<String>,
    /// Words that title or content contain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    query: Option<String>,
    /// How many, 1 to 200; 50 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<i64>,
    /// Where to go on, from `next_cursor`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

pub(crate) struct List {
    spec: ToolSpec,
}

impl List {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "notes_list",
                "List notes",
                "Lists notes, the newest first, or those whose title or content contains the query.",
                "notes:list",
                Risk::Low,
                Effect::Reads,
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

    async fn resolve(&self, _: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: Arguments = arguments::read(given)?;
        arguments::page(asked.limit, asked.cursor.as_deref())?;
        let target = arguments::target(look, asked.target_user.as_deref())?;
        Ok(Resolved { target, ..Resolved::own(json!(asked)) })
    }

    async fn plan(&self, _: Reader<'_>, _: &Look<'_>, _: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        Ok(None)
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let (limit, before) = arguments::page(asked.limit, asked.cursor.as_deref()).unwrap_or((50, None));
        let found = notes::list(call.tx(), call.owner().0, asked.query.as_deref(), before, limit + 1).await?;
        let result = page(found, limit, |note| view(note, call.snapshot(), call.zone()));
        call.complete(result).await
    }
}
