//! `tasks_delete`.

use assent_gate::{ArgumentError, Look, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, tasks};
use assent_policy::{Effect, Risk};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::own;
use crate::arguments;
use crate::kept::{UNDO_DAYS, change, deleted, spec, still};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the task.
    task_id: i64,
}

pub(crate) struct Delete {
    spec: ToolSpec,
}

impl Delete {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "tasks_delete",
                "Delete a task",
                "Deletes a task. It can be brought back for 30 days.",
                "tasks:delete",
                Risk::Medium,
                Effect::Writes,
                arguments::schema::<Arguments>(),
            ),
        }
    }
}

#[async_trait]
impl Tool for Delete {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: Arguments = arguments::read(given)?;
        let task = own(reader, look, arguments::id("task_id", asked.task_id)?).await?;
        Ok(Resolved { object: Some(task.title), ..Resolved::own(json!(asked)) })
    }

    async fn plan(
        &self,
        reader: Reader<'_>,
        look: &Look<'_>,
        resolved: &Resolved,
    ) -> Result<Option<Plan>, ArgumentError> {
        let asked: Arguments = arguments::read(&resolved.arguments)?;
        let task = own(reader, look, asked.task_id).await?;
        let fields = [("title", Some(task.title.as_str())), ("due_on", task.due_on.as_deref())];
        Ok(Some(Plan {
            summary: format!("The task “{}” would leave your tasks.", task.title),
            changes: fields.iter().filter_map(|(field, before)| change(field, *before, None)).collect(),
            undo_days: Some(UNDO_DAYS),
        }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let task = still(tasks::by_id(call.tx(), asked.task_id).await?)?;
        let result = deleted(&task, call.now(), call.zone());
        tasks::delete(call.tx(), task, call.call_id().0, call.now().as_millisecond()).await?;
        call.complete(result).await
    }
}
