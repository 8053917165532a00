//! Standing approvals.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::connect::Connection;
use crate::entities::standing_approval;
use crate::{Reading, StandingRow, StoreError, Tx};

/// A standing approval about to be recorded.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the columns of `standing_approvals`")]
pub struct NewStanding {
    pub person_id: i64,
    pub author_id: i64,
    pub level: String,
    pub tool: String,
    pub definition: String,
    pub channel: String,
    pub client: Option<String>,
    pub conversation_id: Option<i64>,
    pub conditions: String,
    pub reasons: String,
    pub hold_id: i64,
    pub expires_at: Option<i64>,
    pub now: i64,
}

/// Records one.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn insert(tx: &Tx, new: NewStanding) -> Result<StandingRow, StoreError> {
    let made = standing_approval::ActiveModel {
        person_id: Set(new.person_id),
        author_id: Set(new.author_id),
        level: Set(new.level),
        tool: Set(new.tool),
        definition: Set(new.definition),
        channel: Set(new.channel),
        client: Set(new.client),
        conversation_id: Set(new.conversation_id),
        conditions: Set(new.conditions),
        reasons: Set(new.reasons),
        hold_id: Set(new.hold_id),
        created_at: Set(new.now),
        expires_at: Set(new.expires_at),
        uses: Set(0),
        ..Default::default()
    };
    Ok(made.insert(tx.connection()).await?)
}

/// One standing approval.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn by_id(view: &dyn Reading, id: i64) -> Result<Option<StandingRow>, StoreError> {
    Ok(standing_approval::Entity::find_by_id(id).one(view.connection()).await?)
}

/// Those that answer for this person and those they gave, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn of(view: &dyn Reading, person: i64) -> Result<Vec<StandingRow>, StoreError> {
    let theirs = Condition::any()
        .add(standing_approval::Column::PersonId.eq(person))
        .add(standing_approval::Column::AuthorId.eq(person));
    let found = standing_approval::Entity::find().filter(theirs);
    Ok(found.order_by_asc(standing_approval::Column::Id).all(view.connection()).await?)
}

/// Revokes one; `false` when it was revoked before.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn revoke(tx: &Tx, id: i64, by: i64, now: i64) -> Result<bool, StoreError> {
    let change =
        standing_approval::ActiveModel { revoked_at: Set(Some(now)), revoked_by: Set(Some(by)), ..Default::default() };
    let done = standing_approval::Entity::update_many()
        .set(change)
        .filter(standing_approval::Column::Id.eq(id))
        .filter(standing_approval::Column::RevokedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Counts a use.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn used(tx: &Tx, id: i64, now: i64) -> Result<(), StoreError> {
    standing_approval::Entity::update_many()
        .col_expr(standing_approval::Column::Uses, Expr::col(standing_approval::Column::Uses).add(1))
        .col_expr(standing_approval::Column::LastUsedAt, Expr::value(now))
        .filter(standing_approval::Column::Id.eq(id))
        .exec(tx.connection())
        .await?;
    Ok(())
}
