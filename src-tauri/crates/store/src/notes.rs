//! Notes and their versions.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Set,
};

use crate::connect::Connection;
use crate::entities::{note, note_version};
use crate::text::contains;
use crate::{NoteRow, NoteVersionRow, Reading, StoreError, Tx};

/// A note that is not deleted.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn by_id(view: &dyn Reading, id: i64) -> Result<Option<NoteRow>, StoreError> {
    let live = note::Entity::find_by_id(id).filter(note::Column::DeletedAt.is_null());
    Ok(live.one(view.connection()).await?)
}

/// Notes of `owner`, newest first, after the id `before` when given, whose title
/// or content contains `query`. Asks for one more than `limit` tells whether there are more.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn list(
    view: &dyn Reading,
    owner: i64,
    query: Option<&str>,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<NoteRow>, StoreError> {
    let mut wanted = note::Entity::find()
        .filter(note::Column::OwnerId.eq(owner))
        .filter(note::Column::DeletedAt.is_null())
        .order_by_desc(note::Column::Id);
    if let Some(text) = query {
        let within = |column| contains(view.connection().get_database_backend(), column, text);
        wanted = wanted.filter(Condition::any().add(within("title")).add(within("content")));
    }
    if let Some(id) = before {
        wanted = wanted.filter(note::Column::Id.lt(id));
    }
    Ok(wanted.limit(limit).all(view.connection()).await?)
}

/// Adds a note.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn insert(
    tx: &Tx,
    owner: i64,
    created_by: i64,
    title: &str,
    content: &str,
    now: i64,
) -> Result<NoteRow, StoreError> {
    let made = note::ActiveModel {
        owner_id: Set(owner),
        title: Set(title.to_owned()),
        content: Set(content.to_owned()),
        created_by: Set(created_by),
        created_at: Set(now),
        updated_at: Set(now),
        deleted_at: Set(None),
        ..Default::default()
    };
    Ok(made.insert(tx.connection()).await?)
}

/// Changes a note and keeps what it was, under the call that changed it.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn update(
    tx: &Tx,
    note: NoteRow,
    title: Option<&str>,
    content: Option<&str>,
    call_id: i64,
    now: i64,
) -> Result<NoteRow, StoreError> {
    keep_version(tx, &note, call_id, now).await?;
    let mut change = note.into_active_model();
    if let Some(title) = title {
        change.title = Set(title.to_owned());
    }
    if let Some(content) = content {
        change.content = Set(content.to_owned());
    }
    change.updated_at = Set(now);
    Ok(change.update(tx.connection()).await?)
}

/// Deletes a note; its last version stays to be brought back.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn delete(tx: &Tx, note: NoteRow, call_id: i64, now: i64) -> Result<(), StoreError> {
    keep_version(tx, &note, call_id, now).await?;
    let mut change = note.into_active_model();
    change.deleted_at = Set(Some(now));
    change.update(tx.connection()).await?;
    Ok(())
}

/// A note, deleted or not.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn even_deleted(view: &dyn Reading, id: i64) -> Result<Option<NoteRow>, StoreError> {
    Ok(note::Entity::find_by_id(id).one(view.connection()).await?)
}

/// What a note was before its last change since `since`, unless that was brought back already.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn last_version(view: &dyn Reading, id: i64, since: i64) -> Result<Option<NoteVersionRow>, StoreError> {
    let kept = note_version::Entity::find()
        .filter(note_version::Column::NoteId.eq(id))
        .filter(note_version::Column::UndoneAt.is_null())
        .filter(note_version::Column::ReplacedAt.gte(since))
        .order_by_desc(note_version::Column::Id);
    Ok(kept.limit(1).one(view.connection()).await?)
}

/// Makes a note what it was in `version`. What it was until now is kept too.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn bring_back(
    tx: &Tx,
    note: NoteRow,
    version: NoteVersionRow,
    call_id: i64,
    now: i64,
) -> Result<NoteRow, StoreError> {
    keep(tx, &note, call_id, now, Some(now)).await?;
    let mut change = note.into_active_model();
    change.title = Set(version.title.clone());
    change.content = Set(version.content.clone());
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
    let versions = note_version::Entity::delete_many().filter(note_version::Column::ReplacedAt.lt(before));
    let deleted = note::Entity::delete_many().filter(note::Column::DeletedAt.lt(before));
    Ok(versions.exec(db).await?.rows_affected + deleted.exec(db).await?.rows_affected)
}

async fn keep_version(tx: &Tx, note: &NoteRow, call_id: i64, now: i64) -> Result<(), StoreError> {
    keep(tx, note, call_id, now, None).await
}

async fn keep(tx: &Tx, note: &NoteRow, call_id: i64, now: i64, undone_at: Option<i64>) -> Result<(), StoreError> {
    let version = note_version::ActiveModel {
        note_id: Set(note.id),
        title: Set(note.title.clone()),
        content: Set(note.content.clone()),
        call_id: Set(call_id),
        replaced_at: Set(now),
        undone_at: Set(undone_at),
        ..Default::default()
    };
    version.insert(tx.connection()).await?;
    Ok(())
}
