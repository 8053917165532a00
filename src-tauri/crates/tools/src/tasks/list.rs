//! `tasks_list`.

use assent_gate::{ArgumentError, Look, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, tasks};
use assent_policy::{Effect, Risk};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::view;
use crate::due::Due;
use crate::kept::{page, spec};
use crate::{arguments, due};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Those due then: tomorrow, next week, friday, this weekend, 2026-12-01; or none, for those without a date.
    due_on: Option<String>,
    /// Only completed ones, or only open ones; both when left out.
    completed: Option<bool>,
    /// How many, 1 to 200; 50 when left out.
    limit: Option<i64>,
    /// Where to go on, from `next_cursor`.
    cursor: Option<String>,
}

/// The same with its days as dates. A week or weekend has a last day as well.
#[derive(Debug, Serialize, Deserialize)]
struct Wanted {
    #[serde(skip_serializing_if = "Option::is_none")]
    due_on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    completed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

impl Wanted {
    fn due(&self) -> Option<tasks::Due<'_>> {
        self.due_on.as_deref().map(|first| match first {
            due::NONE => tasks::Due::Undated,
            first => tasks::Due::Between(first, self.due_until.as_deref().unwrap_or(first)),
        })
    }
}

pub(crate) struct List {
    spec: ToolSpec,
}

impl List {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "tasks_list",
                "List tasks",
                "Lists tasks, the newest first, or those due on a day, a weekend or in the next week, or only open \
                 or completed ones.",
                "tasks:list",
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
        let Arguments { due_on, completed, limit, cursor } = arguments::read(given)?;
        arguments::page(limit, cursor.as_deref())?;
        let (due_on, due_until) = match due_on.map(|said| due::read(look, &said)).transpose()? {
            None => (None, None),
            Some(Due::Undated) => (Some(due::NONE.to_owned()), None),
            Some(Due::Days { first, last }) => (Some(first.to_string()), (first < last).then(|| last.to_string())),
        };
        Ok(Resolved::own(json!(Wanted { due_on, due_until, completed, limit, cursor })))
    }

    async fn plan(&self, _: Reader<'_>, _: &Look<'_>, _: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        Ok(None)
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let asked: Wanted = call.arguments()?;
        let (limit, before) = arguments::page(asked.limit, asked.cursor.as_deref()).unwrap_or((50, None));
        let wanted = tasks::Wanted { due: asked.due(), completed: asked.completed };
        let found = tasks::list(call.tx(), call.owner().0, wanted, before, limit + 1).await?;
        let result = page(found, limit, |task| view(task, call.snapshot(), call.zone()));
        call.complete(result).await
    }
}
