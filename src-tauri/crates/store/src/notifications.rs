//! Notifications: stored with what they tell of, taken once for delivery.

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use crate::connect::Connection;
use crate::entities::notification;
use crate::{NotificationRow, Reading, StoreError, Tx};

/// Stores one.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn insert(tx: &Tx, person: i64, kind: &str, about: String, now: i64) -> Result<NotificationRow, StoreError> {
    let made = notification::ActiveModel {
        person_id: Set(person),
        kind: Set(kind.to_owned()),
        about: Set(about),
        created_at: Set(now),
        ..Default::default()
    };
    Ok(made.insert(tx.connection()).await?)
}

/// A person's notifications before the id `before`, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn list(
    view: &dyn Reading,
    person: i64,
    unread: bool,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<NotificationRow>, StoreError> {
    let mut wanted = notification::Entity::find()
        .filter(notification::Column::PersonId.eq(person))
        .order_by_desc(notification::Column::Id);
    if unread {
        wanted = wanted.filter(notification::Column::ReadAt.is_null());
    }
    if let Some(id) = before {
        wanted = wanted.filter(notification::Column::Id.lt(id));
    }
    Ok(wanted.limit(limit).all(view.connection()).await?)
}

/// One of a person's.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn of_person(view: &dyn Reading, person: i64, id: i64) -> Result<Option<NotificationRow>, StoreError> {
    let found = notification::Entity::find_by_id(id).filter(notification::Column::PersonId.eq(person));
    Ok(found.one(view.connection()).await?)
}

/// Those nobody has delivered, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn undelivered(view: &dyn Reading, people: &[i64]) -> Result<Vec<NotificationRow>, StoreError> {
    let wanted = notification::Entity::find()
        .filter(notification::Column::DeliveredAt.is_null())
        .filter(notification::Column::PersonId.is_in(people.iter().copied()))
        .order_by_asc(notification::Column::Id);
    Ok(wanted.limit(200).all(view.connection()).await?)
}

/// Takes one for delivery; `false` when somebody else took it.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn deliver(tx: &Tx, id: i64, now: i64) -> Result<bool, StoreError> {
    let done = notification::Entity::update_many()
        .set(notification::ActiveModel { delivered_at: Set(Some(now)), ..Default::default() })
        .filter(notification::Column::Id.eq(id))
        .filter(notification::Column::DeliveredAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Marks read those of a person that are not: one, or all up to `id`. How many there were.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn read(tx: &Tx, person: i64, id: i64, all: bool, now: i64) -> Result<u64, StoreError> {
    let wanted = if all { notification::Column::Id.lte(id) } else { notification::Column::Id.eq(id) };
    let done = notification::Entity::update_many()
        .set(notification::ActiveModel { read_at: Set(Some(now)), ..Default::default() })
        .filter(notification::Column::PersonId.eq(person))
        .filter(notification::Column::ReadAt.is_null())
        .filter(wanted)
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected)
}
