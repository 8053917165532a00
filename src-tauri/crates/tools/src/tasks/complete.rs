//! `tasks_complete`.

use assent_gate::{ArgumentError, Look, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, tasks};
use assent_policy::{Effect, Risk};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{COMPLETE, changes, own, view};
use crate::arguments;
use crate::kept::{UNDO_DAYS, spec, still};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the task.
    task_id: i64,
}

pub(crate) struct Complete {
    spec: ToolSpec,
}

impl Complete {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "tasks_complete",
                "Complete a task",
                "Marks a task done. One that is done already stays as it is.",
                COMPLETE,
                Risk::Low,
                Effect::Writes,
                arguments::schema::<Arguments>(),
            ),
        }
    }
}

const DONE: tasks::Change<'_> = tasks::Change { title: None, due_on: None, completed: Some(true) };

#[async_trait]
impl Tool for Complete {
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
        let summary = match task.completed_at {
            None => format!("The task “{}” would be completed.", task.title),
            Some(_) => format!("The task “{}” is completed already and would stay so.", task.title),
        };
        Ok(Some(Plan { summary, changes: changes(&task, DONE), undo_days: Some(UNDO_DAYS) }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let task = still(tasks::by_id(call.tx(), asked.task_id).await?)?;
        let (by, now) = (call.call_id().0, call.now().as_millisecond());
        let task = tasks::update(call.tx(), task, DONE, by, now).await?;
        let result = json!(view(task, call.snapshot(), call.zone()));
        call.complete(result).await
    }
}
