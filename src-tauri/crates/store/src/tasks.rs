//! Tasks and their versions. Due dates are days as `2026-12-01`.

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Set};

use crate::connect::Connection;
use crate::entities::{task, task_version};
use crate::{Reading, StoreError, TaskRow, TaskVersionRow, Tx};

/// Which due dates a list takes.
#[derive(Clone, Copy, Debug)]
pub enum Due<'a> {
    /// None at all.
    Undated,
    /// From the first day to the last one, both included.
    Between(&'a str, &'a str),
}

/// Which tasks a list takes; everything that is left out counts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// When they are due.
    pub due: Option<Due<'a>>,
    /// Whether they are completed.
    pub completed: Option<bool>,
}

/// A change to a task; what is left out stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct Change<'a> {
    /// The title.
    pub title: Option<&'a str>,
    /// The due date; `Some(None)` takes it away.
    pub due_on: Option<Option<&'a str>>,
    /// Whether it is completed. Completed again, it keeps when it first was.
    pub completed: Option<bool>,
}

/// A task that is not deleted.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn by_id(view: &dyn Reading, id: i64) -> Result<Option<TaskRow>, StoreError> {
    let live = task::Entity::find_by_id(id).filter(task::Column::DeletedAt.is_null());
    Ok(live.one(view.connection()).await?)
}

/// Tasks of `owner`, newest first, after the id `before` when given.
/// Asks for one more than `limit` tells whether there are more.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn list(
    view: &dyn Reading,
    owner: i64,
    wanted: Wanted<'_>,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<TaskRow>, StoreError> {
    let mut found = task::Entity::find()
        .filter(task::Column::OwnerId.eq(owner))
        .filter(task::Column::DeletedAt.is_null())
        .order_by_desc(task::Column::Id);
    found = match wanted.due {
        None => found,
        Some(Due::Undated) => found.filter(task::Column::DueOn.is_null()),
        Some(Due::Between(first, last)) => found.filter(task::Column::DueOn.between(first, last)),
    };
    found = match wanted.completed {
        None => found,
        Some(true) => found.filter(task::Column::CompletedAt.is_not_null()),
        Some(false) => found.filter(task::Column::CompletedAt.is_null()),
    };
    if let Some(id) = before {
        found = found.filter(task::Column::Id.lt(id));
    }
    Ok(found.limit(limit).all(view.connection()).await?)
}

/// Adds a task.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn insert(
    tx: &Tx,
    owner: i64,
    created_by: i64,
    title: &str,
    due_on: Option<&str>,
    now: i64,
) -> Result<TaskRow, StoreError> {
    let made = task::ActiveModel {
        owner_id: Set(owner),
        title: Set(title.to_owned()),
        due_on: Set(due_on.map(str::to_owned)),
        completed_at: Set(None),
        created_by: Set(created_by),
        created_at: Set(now),
        updated_at: Set(now),
        deleted_at: Set(None),
        ..Default::default()
    };
    Ok(made.insert(tx.connection()).await?)
}

/// Changes a task and keeps what it was, under the call that changed it. A
/// change that changes nothing leaves it alone.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn update(tx: &Tx, task: TaskRow, change: Change<'_>, call_id: i64, now: i64) -> Result<TaskRow, StoreError> {
    let due_on = change.due_on.map(|day| day.map(str::to_owned));
    let completed_at = match change.completed {
        None => task.completed_at,
        Some(true) => task.completed_at.or(Some(now)),
        Some(false) => None,
    };
    let after = TaskRow {
        title: change.title.unwrap_or(&task.title).to_owned(),
        due_on: due_on.unwrap_or_else(|| task.due_on.clone()),
        completed_at,
        ..task.clone()
    };
    if after == task {
        return Ok(task);
    }
    keep_version(tx, &task, call_id, now).await?;
    let mut changed = task.into_active_model();
    changed.title = Set(after.title);
    changed.due_on = Set(after.due_on);
    changed.completed_at = Set(after.completed_at);
    changed.updated_at = Set(now);
    Ok(changed.update(tx.connection()).await?)
}

/// Deletes a task; its last version stays to be brought back.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn delete(tx: &Tx, task: TaskRow, call_id: i64, now: i64) -> Result<(), StoreError> {
    keep_version(tx, &task, call_id, now).await?;
    let mut change = task.into_active_model();
    change.deleted_at = Set(Some(now));
    change.update(tx.connection()).await?;
    Ok(())
}

/// A task, deleted or not.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn even_deleted(view: &dyn Reading, id: i64) -> Result<Option<TaskRow>, StoreError> {
    Ok(task::Entity::find_by_id(id).one(view.connection()).await?)
}

/// What a task was before its last change since `since`, unless that was brought back already.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn last_version(view: &dyn Reading, id: i64, since: i64) -> Result<Option<TaskVersionRow>, StoreError> {
    let kept = task_version::Entity::find()
        .filter(task_version::Column::TaskId.eq(id))
        .filter(task_version::Column::UndoneAt.is_null())
        .filter(task_version::Column::ReplacedAt.gte(since))
        .order_by_desc(task_version::Column::Id);
    Ok(kept.limit(1).one(view.connection()).await?)
}

/// Makes a task what it was in `version`. What it was until now is kept too.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn bring_back(
    tx: &Tx,
    task: TaskRow,
    version: TaskVersionRow,
    call_id: i64,
    now: i64,
) -> Result<TaskRow, StoreError> {
    keep(tx, &task, call_id, now, Some(now)).await?;
    let mut change = task.into_active_model();
    change.title = Set(version.title.clone());
    change.due_on = Set(version.due_on.clone());
    change.completed_at = Set(version.completed_at);
    change.deleted_at = Set(None);
    change.updated_at = Set(now);
    let mut used = version.into_active_model();
    used.undone_at = Set(Some(now));
    used.update(tx.connection()).await?;
    Ok(change.update(tx.connection()).await?)
}

/// Forgets versions from before `before`, and what was deleted by then; how much that was.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn forget(tx: &Tx, before: i64) -> Result<u64, StoreError> {
    let db = tx.connection();
    let versions = task_version::Entity::delete_many().filter(task_version::Column::ReplacedAt.lt(before));
    let deleted = task::Entity::delete_many().filter(task::Column::DeletedAt.lt(before));
    Ok(versions.exec(db).await?.rows_affected + deleted.exec(db).await?.rows_affected)
}

async fn keep_version(tx: &Tx, task: &TaskRow, call_id: i64, now: i64) -> Result<(), StoreError> {
    keep(tx, task, call_id, now, None).await
}

async fn keep(tx: &Tx, task: &TaskRow, call_id: i64, now: i64, undone_at: Option<i64>) -> Result<(), StoreError> {
    let version = task_version::ActiveModel {
        task_id: Set(task.id),
        title: Set(task.title.clone()),
        due_on: Set(task.due_on.clone()),
        completed_at: Set(task.completed_at),
        call_id: Set(call_id),
        replaced_at: Set(now),
        undone_at: Set(undone_at),
        ..Default::default()
    };
    version.insert(tx.connection()).await?;
    Ok(())
}
