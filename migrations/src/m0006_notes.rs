//! Notes, and 30 days of versions of each, so that a change can be undone.

use sea_orm_migration::prelude::*;

use crate::{drop_tables, execute};

/// This migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    "CREATE TABLE notes (
        id {pk},
        owner_id BIGINT NOT NULL REFERENCES people (id),
        title TEXT NOT NULL,
        content TEXT NOT NULL,
        created_by BIGINT NOT NULL REFERENCES people (id),
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        deleted_at BIGINT
    )",
    "CREATE INDEX notes_owner ON notes (owner_id, id)",
    "CREATE TABLE note_versions (
        id {pk},
        note_id BIGINT NOT NULL REFERENCES notes (id),
        title TEXT NOT NULL,
        content TEXT NOT NULL,
        call_id BIGINT NOT NULL REFERENCES calls (id),
        replaced_at BIGINT NOT NULL
    )",
    "CREATE INDEX note_versions_note ON note_versions (note_id)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["note_versions", "notes"]).await
    }
}
