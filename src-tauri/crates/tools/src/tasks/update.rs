//! `tasks_update`.

use assent_gate::{ArgumentError, Look, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, tasks};
use assent_policy::{Effect, PermissionCode, Risk};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{changes, day, own, view};
use crate::kept::{TITLE, UNDO_DAYS, spec, still};
use crate::{arguments, due};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the task.
    task_id: i64,
    /// New title; unchanged when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// New due date, for example tomorrow or 2026-12-01; none takes it away; unchanged when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due_on: Option<String>,
    /// Whether it is done; unchanged when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    completed: Option<bool>,
}

impl Arguments {
    /// The change they come to, once resolved.
    fn change(&self) -> tasks::Change<'_> {
        let due_on = self.due_on.as_deref().map(|day| Some(day).filter(|day| *day != due::NONE));
        tasks::Change { title: self.title.as_deref(), due_on, completed: self.completed }
    }
}

pub(crate) struct Update {
    spec: ToolSpec,
}

impl Update {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "tasks_update",
                "Change a task",
                "Changes title or due date of a task, or whether it is done. What it was can be brought back for \
                 30 days.",
                "tasks:update",
                Risk::Low,
                Effect::Writes,
                arguments::schema::<Arguments>(),
            ),
        }
    }
}

/// Completing needs its own permission, by whatever tool.
fn also_needs(asked: &Arguments) -> Result<Vec<PermissionCode>, ArgumentError> {
    if asked.completed.is_none() { Ok(Vec::new()) } else { super::completing() }
}

#[async_trait]
impl Tool for Update {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let mut asked: Arguments = arguments::read(given)?;
        let task = own(reader, look, arguments::id("task_id", asked.task_id)?).await?;
        if asked.title.is_none() && asked.due_on.is_none() && asked.completed.is_none() {
            return Err(ArgumentError::invalid(
                "Nothing to change was given. Give a title, a due_on (“none” takes it away), or completed.",
            ));
        }
        asked.title = asked.title.map(|title| arguments::line("title", &title, TITLE)).transpose()?;
        let due = asked.due_on.map(|said| due::read(look, &said)).transpose()?;
        asked.due_on = due.map(|due| day(due).unwrap_or_else(|| due::NONE.to_owned()));
        let also_needs = also_needs(&asked)?;
        Ok(Resolved { object: Some(task.title), also_needs, ..Resolved::own(json!(asked)) })
    }

    async fn plan(
        &self,
        reader: Reader<'_>,
        look: &Look<'_>,
        resolved: &Resolved,
    ) -> Result<Option<Plan>, ArgumentError> {
        let asked: Arguments = arguments::read(&resolved.arguments)?;
        let task = own(reader, look, asked.task_id).await?;
        Ok(Some(Plan {
            summary: format!("The task “{}” would change.", task.title),
            changes: changes(&task, asked.change()),
            undo_days: Some(UNDO_DAYS),
        }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let task = still(tasks::by_id(call.tx(), asked.task_id).await?)?;
        let changed = changes(&task, asked.change());
        let (by, now) = (call.call_id().0, call.now().as_millisecond());
        let task = tasks::update(call.tx(), task, asked.change(), by, now).await?;
        let mut result = json!(view(task, call.snapshot(), call.zone()));
        result["changes"] = json!(changed);
        call.complete(result).await
    }
}
