//! Limits and budgets, and what was used of them.

use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Set};

use crate::connect::Connection;
use crate::entities::{limit, usage_count};
use crate::{LimitRow, Reading, StoreError, Tx};

/// Every limit; those of a person stand before those of everybody.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn all(view: &dyn Reading) -> Result<Vec<LimitRow>, StoreError> {
    Ok(limit::Entity::find().order_by_asc(limit::Column::Id).all(view.connection()).await?)
}

/// The limit of this kind for a person: their own, else everybody's.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn of(view: &dyn Reading, person: i64, kind: &str) -> Result<Option<LimitRow>, StoreError> {
    let both = Condition::any().add(limit::Column::PersonId.eq(person)).add(limit::Column::PersonId.is_null());
    let rows = limit::Entity::find().filter(limit::Column::Kind.eq(kind)).filter(both).all(view.connection()).await?;
    Ok(rows.into_iter().max_by_key(|row| row.person_id.is_some()))
}

/// Sets a limit, or takes it away; what it was.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn set(
    tx: &Tx,
    person: Option<i64>,
    kind: &str,
    limit: Option<(i64, i64)>,
) -> Result<Option<LimitRow>, StoreError> {
    let whose = person.map_or_else(|| limit::Column::PersonId.is_null(), |id| limit::Column::PersonId.eq(id));
    let there = limit::Entity::find().filter(limit::Column::Kind.eq(kind)).filter(whose).one(tx.connection()).await?;
    match (there.clone(), limit) {
        (Some(row), None) => {
            limit::Entity::delete_by_id(row.id).exec(tx.connection()).await?;
        }
        (Some(row), Some((amount, window))) => {
            let mut row = row.into_active_model();
            row.amount = Set(amount);
            row.window_seconds = Set(window);
            row.update(tx.connection()).await?;
        }
        (None, Some((amount, window))) => {
            let row = limit::ActiveModel {
                person_id: Set(person),
                kind: Set(kind.to_owned()),
                amount: Set(amount),
                window_seconds: Set(window),
                ..Default::default()
            };
            row.insert(tx.connection()).await?;
        }
        (None, None) => {}
    }
    Ok(there)
}

/// What a person used of a kind in the window that began at `window_start` (seconds).
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn used(view: &dyn Reading, person: i64, kind: &str, window_start: i64) -> Result<i64, StoreError> {
    let found = usage_count::Entity::find_by_id((person, kind.to_owned(), window_start)).one(view.connection()).await?;
    Ok(found.map_or(0, |row| row.amount))
}

/// Counts a use.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn count(tx: &Tx, person: i64, kind: &str, window_start: i64, amount: i64) -> Result<(), StoreError> {
    let key = (person, kind.to_owned(), window_start);
    match usage_count::Entity::find_by_id(key).one(tx.connection()).await? {
        Some(row) => {
            let sum = row.amount.saturating_add(amount);
            let mut row = row.into_active_model();
            row.amount = Set(sum);
            row.update(tx.connection()).await?;
        }
        None => {
            let row = usage_count::ActiveModel {
                person_id: Set(person),
                kind: Set(kind.to_owned()),
                window_start: Set(window_start),
                amount: Set(amount),
            };
            usage_count::Entity::insert(row).exec_without_returning(tx.connection()).await?;
        }
    }
    Ok(())
}
