//! `tasks_create`.

use assent_gate::{ArgumentError, Look, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, tasks};
use assent_policy::{Effect, Risk};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{day, view};
use crate::kept::{TITLE, UNDO_DAYS, assigned, change, spec};
use crate::{arguments, due};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Title, one line.
    #[schemars(length(min = 1, max = 200))]
    title: String,
    /// When: tomorrow, next week (its Monday), friday, this weekend (its Saturday), 2026-12-01; no date when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due_on: Option<String>,
    /// E-mail of another person to whom the task shall belong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target_user: Option<String>,
}

pub(crate) struct Create {
    spec: ToolSpec,
}

impl Create {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "tasks_create",
                "Create a task",
                "Adds a task with a title and, where wanted, a due date.",
                "tasks:create",
                Risk::Low,
                Effect::Writes,
                arguments::schema::<Arguments>(),
            ),
        }
    }
}

#[async_trait]
impl Tool for Create {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, _: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let mut asked: Arguments = arguments::read(given)?;
        asked.title = arguments::line("title", &asked.title, TITLE)?;
        let due = asked.due_on.map(|said| due::read(look, &said)).transpose()?;
        asked.due_on = due.and_then(day);
        let target = arguments::target(look, asked.target_user.as_deref())?;
        Ok(Resolved { target, object: Some(asked.title.clone()), ..Resolved::own(json!(asked)) })
    }

    async fn plan(&self, _: Reader<'_>, _: &Look<'_>, resolved: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        let asked: Arguments = arguments::read(&resolved.arguments)?;
        let due = asked.due_on.as_deref().and_then(|day| day.parse().ok()).map(due::local);
        let due = due.map(|day| format!(", due {day}")).unwrap_or_default();
        let changes = [("title", Some(asked.title.as_str())), ("due_on", asked.due_on.as_deref())];
        Ok(Some(Plan {
            summary: format!("A task “{}” would be added{due}.", asked.title),
            changes: changes.iter().filter_map(|(field, after)| change(field, None, *after)).collect(),
            undo_days: Some(UNDO_DAYS),
        }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let (owner, by, now) = (call.owner().0, call.person().0, call.now().as_millisecond());
        let due_on = asked.due_on.as_deref();
        let made = tasks::insert(call.tx(), owner, by, &asked.title, due_on, now).await?;
        assigned(&call, &made, "task").await?;
        let result = json!(view(made, call.snapshot(), call.zone()));
        call.complete(result).await
    }
}
