//! Rules.

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::connect::Connection;
use crate::entities::rule;
use crate::{Reading, RuleRow, StoreError, Tx};

/// A rule about to be added.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the columns of `rules`")]
pub struct NewRule {
    pub person_id: Option<i64>,
    pub role_id: Option<i64>,
    pub client: Option<String>,
    pub channel: Option<String>,
    pub permission: Option<String>,
    pub tool: Option<String>,
    /// JSON, an array.
    pub conditions: String,
    pub level: String,
    pub reason: String,
    pub created_by: i64,
    pub now: i64,
}

/// The live rules, by id.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn rules(view: &dyn Reading) -> Result<Vec<RuleRow>, StoreError> {
    let live = rule::Entity::find().filter(rule::Column::RemovedAt.is_null());
    Ok(live.order_by_asc(rule::Column::Id).all(view.connection()).await?)
}

/// One live rule.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn rule(view: &dyn Reading, id: i64) -> Result<Option<RuleRow>, StoreError> {
    let live = rule::Entity::find_by_id(id).filter(rule::Column::RemovedAt.is_null());
    Ok(live.one(view.connection()).await?)
}

/// Adds a rule.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn insert_rule(tx: &Tx, new: NewRule) -> Result<RuleRow, StoreError> {
    let made = rule::ActiveModel {
        person_id: Set(new.person_id),
        role_id: Set(new.role_id),
        client: Set(new.client),
        channel: Set(new.channel),
        permission: Set(new.permission),
        tool: Set(new.tool),
        conditions: Set(new.conditions),
        level: Set(new.level),
        reason: Set(new.reason),
        created_by: Set(new.created_by),
        created_at: Set(new.now),
        ..Default::default()
    };
    Ok(made.insert(tx.connection()).await?)
}

/// Removes a rule; `false` when it was removed before.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn remove_rule(tx: &Tx, id: i64, now: i64) -> Result<bool, StoreError> {
    let change = rule::ActiveModel { removed_at: Set(Some(now)), ..Default::default() };
    let done = rule::Entity::update_many()
        .set(change)
        .filter(rule::Column::Id.eq(id))
        .filter(rule::Column::RemovedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}
