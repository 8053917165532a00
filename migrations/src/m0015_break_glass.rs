//! Breaking the glass: whether an access manager may do alone what nobody else
//! could decide, and the reason they typed when they did.

use sea_orm_migration::prelude::*;

use crate::{drop_columns, execute};

/// This migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    "ALTER TABLE workspaces ADD COLUMN break_glass BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE calls ADD COLUMN break_glass_reason TEXT",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "calls", &["break_glass_reason"]).await?;
        drop_columns(manager, "workspaces", &["break_glass"]).await
    }
}
