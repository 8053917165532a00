//! Roles, what they give, and ask policies.

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Set};

use crate::connect::Connection;
use crate::entities::{permission, role, role_grant, rule};
use crate::{StoreError, Tx};

/// Makes a role that gives nothing; its id.
///
/// # Errors
/// [`StoreError`] when the database refuses, also for a name that is taken.
pub async fn insert_role(tx: &Tx, name: &str) -> Result<i64, StoreError> {
    let made = role::ActiveModel { name: Set(name.to_owned()), ..Default::default() };
    Ok(made.insert(tx.connection()).await?.id)
}

/// Deletes a role that nobody has and no live rule names.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn delete_role(tx: &Tx, id: i64) -> Result<(), StoreError> {
    let db = tx.connection();
    // A removed rule outlives the role it named; what it said is in the audit.
    rule::Entity::update_many()
        .col_expr(rule::Column::RoleId, Expr::value(Option::<i64>::None))
        .filter(rule::Column::RoleId.eq(id))
        .filter(rule::Column::RemovedAt.is_not_null())
        .exec(db)
        .await?;
    role_grant::Entity::delete_many().filter(role_grant::Column::RoleId.eq(id)).exec(db).await?;
    role::Entity::delete_by_id(id).exec(db).await?;
    Ok(())
}

/// Lets a role give a permission under this ask policy, or give it no more.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn set_role_grant(
    tx: &Tx,
    role_id: i64,
    permission: &str,
    given: Option<Option<&str>>,
) -> Result<(), StoreError> {
    let db = tx.connection();
    role_grant::Entity::delete_by_id((role_id, permission.to_owned())).exec(db).await?;
    if let Some(policy) = given {
        let row = role_grant::ActiveModel {
            role_id: Set(role_id),
            permission: Set(permission.to_owned()),
            ask_policy: Set(policy.map(str::to_owned)),
        };
        role_grant::Entity::insert(row).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Sets the ask policy of a permission; `None` follows its risk.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn set_policy(tx: &Tx, code: &str, policy: Option<&str>) -> Result<(), StoreError> {
    permission::Entity::update_many()
        .col_expr(permission::Column::AskPolicy, Expr::value(policy.map(str::to_owned)))
        .filter(permission::Column::Code.eq(code))
        .exec(tx.connection())
        .await?;
    Ok(())
}
