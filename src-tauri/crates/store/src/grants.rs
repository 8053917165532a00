//! Personal grants as rows. Only live ones count; they are loaded with the snapshot.

use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::connect::Connection;
use crate::entities::grant;
use crate::{GrantRow, Reading, StoreError, Tx};

/// A grant about to be made.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the columns of `grants`")]
pub struct NewGrant {
    pub person_id: i64,
    pub permission: String,
    pub granted_by: i64,
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
pub async fn insert(tx: &Tx, new: NewGrant) -> Result<GrantRow, StoreError> {
    let made = grant::ActiveModel {
        person_id: Set(new.person_id),
        permission: Set(new.permission),
        granted_by: Set(new.granted_by),
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

/// One grant.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn by_id(view: &dyn Reading, id: i64) -> Result<Option<GrantRow>, StoreError> {
    Ok(grant::Entity::find_by_id(id).one(view.connection()).await?)
}

/// Every grant, those of one person where named, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn list(view: &dyn Reading, person: Option<i64>) -> Result<Vec<GrantRow>, StoreError> {
    let mut wanted = grant::Entity::find().order_by_desc(grant::Column::Id);
    if let Some(person) = person {
        wanted = wanted.filter(grant::Column::PersonId.eq(person));
    }
    Ok(wanted.all(view.connection()).await?)
}

/// Takes back an active one; `false` when it no longer is. The caller advances the policy version.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn revoke(tx: &Tx, id: i64, by: i64, now: i64) -> Result<bool, StoreError> {
    let unended = Condition::any().add(grant::Column::ExpiresAt.is_null()).add(grant::Column::ExpiresAt.gt(now));
    let done = grant::Entity::update_many()
        .set(grant::ActiveModel { revoked_at: Set(Some(now)), revoked_by: Set(Some(by)), ..Default::default() })
        .filter(grant::Column::Id.eq(id))
        .filter(grant::Column::RevokedAt.is_null())
        .filter(unended)
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}
