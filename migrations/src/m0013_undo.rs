//! Undo: a version that was brought back, and what it took the place of, are
//! kept and not offered again.

use sea_orm_migration::prelude::*;

use crate::{drop_columns, execute};

/// This migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] =
    &["ALTER TABLE note_versions ADD COLUMN undone_at BIGINT", "ALTER TABLE task_versions ADD COLUMN undone_at BIGINT"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "task_versions", &["undone_at"]).await?;
        drop_columns(manager, "note_versions", &["undone_at"]).await
    }
}
