//! Personal grants, and delegations as an access manager lists them.

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::connect::Connection;
use crate::entities::{delegation, grant};
use crate::{DelegationRow, GrantRow, Reading, StoreError, Tx};

/// A grant about to be given.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the columns of `grants`")]
pub struct NewGrant {
    pub person_id: i64,
    pub permission: String,
    pub granted_by: i64,
    pub reason: String,
    pub expires_at: Option<i64>,
    /// JSON, an array.
    pub conditions: String,
    pub now: i64,
}

/// One grant.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn grant(view: &dyn Reading, id: i64) -> Result<Option<GrantRow>, StoreError> {
    Ok(grant::Entity::find_by_id(id).one(view.connection()).await?)
}

/// Grants of a person, or of everybody, by id; ended ones too.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn grants(view: &dyn Reading, person_id: Option<i64>) -> Result<Vec<GrantRow>, StoreError> {
    let mut wanted = grant::Entity::find().order_by_asc(grant::Column::Id);
    if let Some(id) = person_id {
        wanted = wanted.filter(grant::Column::PersonId.eq(id));
    }
    Ok(wanted.all(view.connection()).await?)
}

/// Gives a grant.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn insert_grant(tx: &Tx, new: NewGrant) -> Result<GrantRow, StoreError> {
    let made = grant::ActiveModel {
        person_id: Set(new.person_id),
        permission: Set(new.permission),
        granted_by: Set(new.granted_by),
        reason: Set(new.reason),
        created_at: Set(new.now),
        expires_at: Set(new.expires_at),
        conditions: Set(new.conditions),
        ..Default::default()
    };
    Ok(made.insert(tx.connection()).await?)
}

/// Revokes a grant; `false` when it was revoked before.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn revoke_grant(tx: &Tx, id: i64, by: i64, now: i64) -> Result<bool, StoreError> {
    let change = grant::ActiveModel { revoked_at: Set(Some(now)), revoked_by: Set(Some(by)), ..Default::default() };
    let done = grant::Entity::update_many()
        .set(change)
        .filter(grant::Column::Id.eq(id))
        .filter(grant::Column::RevokedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Every delegation, by id; ended ones too.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn delegations(view: &dyn Reading) -> Result<Vec<DelegationRow>, StoreError> {
    Ok(delegation::Entity::find().order_by_asc(delegation::Column::Id).all(view.connection()).await?)
}
