//! Calls with their decisions, and holds: calls that wait for a verdict.

use sea_orm_migration::prelude::*;

use crate::{drop_tables, execute};

/// This migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    "CREATE TABLE calls (
        id {pk},
        person_id BIGINT NOT NULL REFERENCES people (id),
        channel TEXT NOT NULL CHECK (channel IN ('ui', 'chat', 'voice', 'mcp', 'cli', 'scheduler')),
        tool TEXT NOT NULL,
        definition_digest TEXT NOT NULL,
        arguments TEXT NOT NULL,
        resolved TEXT NOT NULL,
        object TEXT,
        target_person_id BIGINT REFERENCES people (id),
        state TEXT NOT NULL CHECK (state IN ('denied', 'held', 'executing', 'succeeded', 'failed', 'ambiguous', 'planned')),
        level TEXT NOT NULL CHECK (level IN ('allow', 'confirm', 'approve', 'deny')),
        decision TEXT NOT NULL,
        plan TEXT,
        result TEXT,
        error TEXT,
        run_id BIGINT REFERENCES runs (id),
        model_call_id TEXT,
        created_at BIGINT NOT NULL,
        ended_at BIGINT
    )",
    "CREATE INDEX calls_run ON calls (run_id)",
    "CREATE INDEX calls_person ON calls (person_id, created_at)",
    "CREATE TABLE holds (
        id {pk},
        call_id BIGINT NOT NULL UNIQUE REFERENCES calls (id),
        level TEXT NOT NULL CHECK (level IN ('confirm', 'approve')),
        state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'redeemed', 'void', 'rejected', 'expired', 'withdrawn')),
        digest TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        decided_by BIGINT REFERENCES people (id),
        decided_at BIGINT,
        note TEXT
    )",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["holds", "calls"]).await
    }
}
