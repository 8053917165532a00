//! Notes and their versions.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Set,
};

use crate::connect::Connection;
use crate::entities::{note, note_version};
use crate::text::contains;
use crate::{NoteRow, Reading, StoreError, Tx};

/// A note that is not deleted.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn by_id(view: &impl Reading, id: i64) -> Result<Option<NoteRow>, StoreError> {
    let live = note::Entity::find_by_id(id).filter(note::Column::DeletedAt.is_null());
    Ok(live.one(view.connection()).await?)
}

/// Notes of `owner`, newest first, after the id `before` when given, whose title
/// or content contains `query`. Asks for one more than `limit` tells whether there are more.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn list(
    view: &impl Reading,
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

async fn keep_version(tx: &Tx, note: &NoteRow, call_id: i64, now: i64) -> Result<(), StoreError> {
    let version = note_version::ActiveModel {
        note_id: Set(note.id),
        title: Set(note.title.clone()),
        content: Set(note.content.clone()),
        call_id: Set(call_id),
        replaced_at: Set(now),
        ..Default::default()
    };
    version.insert(tx.connection()).await?;
    Ok(())
}
