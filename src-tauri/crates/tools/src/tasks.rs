//! Tasks: list, create, update, complete, delete.

use assent_gate::{ArgumentError, Change, Look, Reader, TaskRow, tasks};
use assent_policy::{PermissionCode, Snapshot};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::arguments::{local, utc};
use crate::due;
use crate::kept::{self, Kept};

mod complete;
mod create;
mod delete;
mod list;
mod undo;
mod update;

pub(crate) use complete::Complete;
pub(crate) use create::Create;
pub(crate) use delete::Delete;
pub(crate) use list::List;
pub(crate) use undo::Undo;
pub(crate) use update::Update;

/// The permission that completing needs, by whatever tool.
const COMPLETE: &str = "tasks:complete";

/// What completing needs.
fn completing() -> Result<Vec<PermissionCode>, ArgumentError> {
    let code = COMPLETE.parse().map_err(|_| ArgumentError::invalid("Nobody can complete tasks here."))?;
    Ok(vec![code])
}

/// A task as tools give it.
#[derive(Debug, Serialize)]
struct TaskView {
    id: i64,
    title: String,
    due_on: Option<String>,
    due_local: Option<String>,
    completed: bool,
    owner: String,
    updated_at: String,
    updated_local: String,
}

fn view(task: TaskRow, snapshot: &Snapshot, zone: &TimeZone) -> TaskView {
    let due = task.due_on.as_deref().and_then(|day| day.parse().ok());
    TaskView {
        id: task.id,
        owner: task.owner_email(snapshot),
        title: task.title,
        due_on: task.due_on,
        due_local: due.map(due::local),
        completed: task.completed_at.is_some(),
        updated_at: utc(task.updated_at),
        updated_local: local(task.updated_at, zone),
    }
}

/// One's own task; anybody else's is not there.
async fn own(reader: Reader<'_>, look: &Look<'_>, id: i64) -> Result<TaskRow, ArgumentError> {
    kept::own(tasks::by_id(&reader, id).await?, look)
}

/// A due date as kept.
fn day(due: due::Due) -> Option<String> {
    due.day().map(|day: Date| day.to_string())
}

/// What would be different after a change.
fn changes(task: &TaskRow, change: tasks::Change<'_>) -> Vec<Change> {
    let done = |yes: bool| Some(if yes { "yes" } else { "no" });
    let completed = task.completed_at.is_some();
    let due_on = task.due_on.as_deref();
    [
        kept::change("title", Some(&task.title), Some(change.title.unwrap_or(&task.title))),
        kept::change("due_on", due_on, change.due_on.unwrap_or(due_on)),
        kept::change("completed", done(completed), done(change.completed.unwrap_or(completed))),
    ]
    .into_iter()
    .flatten()
    .collect()
}
