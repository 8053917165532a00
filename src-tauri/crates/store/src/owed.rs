//! Events that could not be appended when what they tell took hold.

use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, QueryOrder, QuerySelect, Set};

use crate::audit::NewEvent;
use crate::connect::Connection;
use crate::entities::owed_event;
use crate::{OwedRow, Reading, StoreError, Tx};

/// Runs `work` so that it can fail alone: what it wrote is taken back, and the
/// transaction goes on.
///
/// # Errors
/// [`StoreError`] when the database does not go on; then nothing may be committed.
pub async fn alone<T, E>(tx: &Tx, work: impl Future<Output = Result<T, E>>) -> Result<Result<T, E>, StoreError> {
    let db = tx.connection();
    db.execute_unprepared("SAVEPOINT alone").await?;
    let done = work.await;
    let end = if done.is_ok() { "RELEASE SAVEPOINT alone" } else { "ROLLBACK TO SAVEPOINT alone" };
    if done.is_err()
        && let Some(stands) = tx.stands()
    {
        stands.forget();
    }
    db.execute_unprepared(end).await?;
    Ok(done)
}

/// Keeps an event that is owed.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn insert(tx: &Tx, event: &NewEvent) -> Result<(), StoreError> {
    owed_event::ActiveModel {
        kind: Set(event.kind.to_owned()),
        person_id: Set(event.person_id),
        call_id: Set(event.call_id),
        at: Set(event.at),
        body: Set(event.body.to_string()),
        ..Default::default()
    }
    .insert(tx.connection())
    .await?;
    Ok(())
}

/// What is owed, oldest first, up to `limit`.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn oldest(view: &dyn Reading, limit: u64) -> Result<Vec<OwedRow>, StoreError> {
    let found = owed_event::Entity::find().order_by_asc(owed_event::Column::Id).limit(limit);
    Ok(found.all(view.connection()).await?)
}

/// One was recorded.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn settle(tx: &Tx, id: i64) -> Result<(), StoreError> {
    owed_event::Entity::delete_by_id(id).exec(tx.connection()).await?;
    Ok(())
}
