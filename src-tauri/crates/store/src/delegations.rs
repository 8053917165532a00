//! Delegations as rows. Only live ones count; they are loaded with the snapshot.

use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use crate::connect::Connection;
use crate::entities::delegation;
use crate::{DelegationRow, Reading, StoreError, Tx};

/// A delegation about to be made.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the columns of `delegations`")]
pub struct NewDelegation {
    pub owner_id: i64,
    pub delegate_id: i64,
    pub permission: String,
    pub conversation_id: Option<i64>,
    pub call_id: Option<i64>,
    pub conditions: String,
    pub reason: String,
    pub request_id: Option<i64>,
    pub now: i64,
    pub expires_at: Option<i64>,
}

/// Makes one; the caller advances the policy version.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn insert(tx: &Tx, new: NewDelegation) -> Result<DelegationRow, StoreError> {
    let made = delegation::ActiveModel {
        owner_id: Set(new.owner_id),
        delegate_id: Set(new.delegate_id),
        permission: Set(new.permission),
        conversation_id: Set(new.conversation_id),
        call_id: Set(new.call_id),
        conditions: Set(new.conditions),
        reason: Set(new.reason),
        request_id: Set(new.request_id),
        created_at: Set(new.now),
        expires_at: Set(new.expires_at),
        ..Default::default()
    };
    Ok(made.insert(tx.connection()).await?)
}

/// One delegation.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn by_id(view: &dyn Reading, id: i64) -> Result<Option<DelegationRow>, StoreError> {
    Ok(delegation::Entity::find_by_id(id).one(view.connection()).await?)
}

/// Delegations before the id `before`, newest first: those a person gave or was
/// given where named, and without the revoked ones unless wanted.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn list(
    view: &dyn Reading,
    person: Option<i64>,
    revoked: bool,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<DelegationRow>, StoreError> {
    let mut wanted = delegation::Entity::find().order_by_desc(delegation::Column::Id);
    if let Some(person) = person {
        let either =
            Condition::any().add(delegation::Column::OwnerId.eq(person)).add(delegation::Column::DelegateId.eq(person));
        wanted = wanted.filter(either);
    }
    if !revoked {
        wanted = wanted.filter(delegation::Column::RevokedAt.is_null());
    }
    if let Some(id) = before {
        wanted = wanted.filter(delegation::Column::Id.lt(id));
    }
    Ok(wanted.limit(limit).all(view.connection()).await?)
}

fn active(id: i64, now: i64) -> Condition {
    let unended =
        Condition::any().add(delegation::Column::ExpiresAt.is_null()).add(delegation::Column::ExpiresAt.gt(now));
    Condition::all().add(delegation::Column::Id.eq(id)).add(delegation::Column::RevokedAt.is_null()).add(unended)
}

/// Moves the end of an active one; `false` when it no longer is. The caller advances the policy version.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn reschedule(tx: &Tx, id: i64, expires_at: Option<i64>, now: i64) -> Result<bool, StoreError> {
    let done = delegation::Entity::update_many()
        .set(delegation::ActiveModel { expires_at: Set(expires_at), ..Default::default() })
        .filter(active(id, now))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Takes back an active one; `false` when it no longer is. The caller advances the policy version.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn revoke(tx: &Tx, id: i64, by: i64, now: i64) -> Result<bool, StoreError> {
    let done = delegation::Entity::update_many()
        .set(delegation::ActiveModel { revoked_at: Set(Some(now)), revoked_by: Set(Some(by)), ..Default::default() })
        .filter(active(id, now))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}
