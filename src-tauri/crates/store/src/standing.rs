//! Standing approvals.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::connect::Connection;
use crate::entities::standing_approval;
use crate::{StoreError, Tx};

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
