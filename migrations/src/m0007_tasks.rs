//! Tasks, and 30 days of versions of each, so that a change can be undone.

use sea_orm_migration::prelude::*;

use crate::{drop_tables, execute};

/// This migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

// A due date is a day as `2026-12-01`, without time or zone; it sorts as text.
const UP: &[&str] = &[
    "CREATE TABLE tasks (
        id {pk},
        owner_id BIGINT NOT NULL REFERENCES people (id),
        title TEXT NOT NULL,
        due_on TEXT CHECK (due_on LIKE '____-__-__'),
        completed_at BIGINT,
        created_by BIGINT NOT NULL REFERENCES people (id),
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        deleted_at BIGINT
    )",
    "CREATE INDEX tasks_owner ON tasks (owner_id, id)",
    "CREATE TABLE task_versions (
        id {pk},
        task_id BIGINT NOT NULL REFERENCES tasks (id),
        title TEXT NOT NULL,
        due_on TEXT,
        completed_at BIGINT,
        call_id BIGINT NOT NULL REFERENCES calls (id),
        replaced_at BIGINT NOT NULL
    )",
    "CREATE INDEX task_versions_task ON task_versions (task_id)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["task_versions", "tasks"]).await
    }
}
