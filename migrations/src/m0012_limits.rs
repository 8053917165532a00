//! Limits and budgets, and what was used of them; they hold across processes.

use sea_orm_migration::prelude::*;

use crate::{drop_tables, execute};

/// This migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

// A limit without a person is everybody's.
const UP: &[&str] = &[
    "CREATE TABLE limits (
        id {pk},
        person_id BIGINT REFERENCES people (id),
        kind TEXT NOT NULL CHECK (kind IN ('calls', 'requests', 'runs', 'tokens')),
        amount BIGINT NOT NULL CHECK (amount >= 0),
        window_seconds BIGINT NOT NULL CHECK (window_seconds > 0)
    )",
    "CREATE UNIQUE INDEX limits_one ON limits (COALESCE(person_id, 0), kind)",
    "CREATE TABLE usage_counts (
        person_id BIGINT NOT NULL REFERENCES people (id),
        kind TEXT NOT NULL,
        window_start BIGINT NOT NULL,
        amount BIGINT NOT NULL,
        PRIMARY KEY (person_id, kind, window_start)
    )",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["usage_counts", "limits"]).await
    }
}
