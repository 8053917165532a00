//! `tasks_undo`.

use assent_gate::{
    ArgumentError, Change, Look, Plan, Reader, Receipt, Resolved, RunError, TaskRow, TaskVersionRow, Tool, ToolSpec,
    Warrant, tasks,
};
use assent_policy::{Effect, Risk};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::view;
use crate::arguments;
use crate::kept::{self, nothing_to_undo, spec, still, undo_since};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the task.
    task_id: i64,
}

pub(crate) struct Undo {
    spec: ToolSpec,
}

impl Undo {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "tasks_undo",
                "Undo a change of a task",
                "Makes a task what it was before its last change, or brings a deleted one back. Again goes one change \
                 further back, up to 30 days.",
                "tasks:update",
                Risk::Low,
                Effect::Writes,
                arguments::schema::<Arguments>(),
            ),
        }
    }
}

/// The task, deleted or not, and what it was.
async fn found(reader: Reader<'_>, look: &Look<'_>, id: i64) -> Result<(TaskRow, TaskVersionRow), ArgumentError> {
    let task = kept::own(tasks::even_deleted(&reader, id).await?, look)?;
    let then = tasks::last_version(&reader, id, undo_since(look.now)).await?;
    Ok((task, then.ok_or_else(nothing_to_undo)?))
}

fn changes(task: &TaskRow, then: &TaskVersionRow) -> Vec<Change> {
    let change = tasks::Change {
        title: Some(&then.title),
        due_on: Some(then.due_on.as_deref()),
        completed: Some(then.completed_at.is_some()),
    };
    super::changes(task, change)
}

#[async_trait]
impl Tool for Undo {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: Arguments = arguments::read(given)?;
        let (task, then) = found(reader, look, arguments::id("task_id", asked.task_id)?).await?;
        // Completing, or opening again, needs its own permission, by whatever tool.
        let completes = task.completed_at.is_some() != then.completed_at.is_some();
        let also_needs = if completes { super::completing()? } else { Vec::new() };
        Ok(Resolved { object: Some(then.title), also_needs, ..Resolved::own(json!(asked)) })
    }

    async fn plan(
        &self,
        reader: Reader<'_>,
        look: &Look<'_>,
        resolved: &Resolved,
    ) -> Result<Option<Plan>, ArgumentError> {
        let asked: Arguments = arguments::read(&resolved.arguments)?;
        let (task, then) = found(reader, look, asked.task_id).await?;
        let summary = if task.deleted_at.is_some() {
            format!("The task “{}” would come back.", then.title)
        } else {
            format!("The task “{}” would be what it was before its last change.", task.title)
        };
        Ok(Some(Plan { summary, changes: changes(&task, &then), undo_days: None }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let task = still(tasks::even_deleted(call.tx(), asked.task_id).await?)?;
        let then = tasks::last_version(call.tx(), task.id, undo_since(call.now())).await?;
        let then = then.ok_or_else(kept::undone_already)?;
        let changed = changes(&task, &then);
        let task = tasks::bring_back(call.tx(), task, then, call.call_id().0, call.now().as_millisecond()).await?;
        let mut result = json!(view(task, call.snapshot(), call.zone()));
        result["changes"] = json!(changed);
        call.complete(result).await
    }
}
