//! What calls and holds need to outlive a process: whose lease, which client and
//! conversation, what they repeat; and what a conversation is held to.

use sea_orm_migration::prelude::*;

use crate::{drop_columns, execute};

/// This migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

// A call that executes belongs to its process until `lease_until`; `started_at`
// says that an effect outside the database was about to begin.
const UP: &[&str] = &[
    "ALTER TABLE calls ADD COLUMN client TEXT",
    "ALTER TABLE calls ADD COLUMN scopes TEXT",
    "ALTER TABLE calls ADD COLUMN conversation_id BIGINT",
    "ALTER TABLE calls ADD COLUMN repeats_call_id BIGINT",
    "ALTER TABLE calls ADD COLUMN dry_run BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE calls ADD COLUMN lease_until BIGINT",
    "ALTER TABLE calls ADD COLUMN started_at BIGINT",
    "CREATE INDEX calls_open ON calls (state) WHERE state = 'executing'",
    "ALTER TABLE holds ADD COLUMN replaces_hold_id BIGINT",
    "CREATE INDEX holds_open ON holds (state) WHERE state IN ('pending', 'approved')",
    "ALTER TABLE conversations ADD COLUMN bounds TEXT NOT NULL DEFAULT '{}'",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, &["DROP INDEX IF EXISTS calls_open", "DROP INDEX IF EXISTS holds_open"]).await?;
        drop_columns(manager, "conversations", &["bounds"]).await?;
        drop_columns(manager, "holds", &["replaces_hold_id"]).await?;
        let added = ["client", "scopes", "conversation_id", "repeats_call_id", "dry_run", "lease_until", "started_at"];
        drop_columns(manager, "calls", &added).await
    }
}
