//! What a new workspace starts with.

use assent_policy::{CATALOGUE, ROLES};
use sea_orm::{ActiveModelTrait, EntityTrait, Set};

use crate::connect::Connection;
use crate::entities::{permission, role, role_grant, workspace};
use crate::{StoreError, Tx};

/// Makes the workspace with its permissions and roles, and nobody in it.
///
/// # Errors
/// [`StoreError`] when the database refuses, also when a workspace is there already.
pub async fn workspace(tx: &Tx, uid: &str, demo: bool, now: i64) -> Result<(), StoreError> {
    let db = tx.connection();
    workspace::ActiveModel {
        id: Set(1),
        uid: Set(uid.to_owned()),
        kind: Set(if demo { "demo" } else { "real" }.to_owned()),
        policy_version: Set(1),
        created_at: Set(now),
        paused_at: Set(None),
        break_glass: Set(false),
    }
    .insert(db)
    .await?;
    let permissions = CATALOGUE.iter().map(|entry| permission::ActiveModel {
        code: Set(entry.code.to_owned()),
        title: Set(entry.title.to_owned()),
        description: Set(entry.description.to_owned()),
        category: Set(entry.category.to_owned()),
        risk: Set(entry.risk.as_str().to_owned()),
        ask_policy: Set(None),
    });
    permission::Entity::insert_many(permissions).exec_without_returning(db).await?;
    for entry in ROLES {
        let made = role::ActiveModel { name: Set(entry.name.to_owned()), ..Default::default() }.insert(db).await?;
        let grants = entry.grants().map(|code| role_grant::ActiveModel {
            role_id: Set(made.id),
            permission: Set(code.to_owned()),
            ask_policy: Set(if demo { entry.demo_policy(code).map(|p| p.as_str().to_owned()) } else { None }),
        });
        role_grant::Entity::insert_many(grants).exec_without_returning(db).await?;
    }
    Ok(())
}
