//! Which model answers, as an access manager chose it, and for which addresses a
//! key is kept; the keys themselves are not here.

use sea_orm_migration::prelude::*;

use crate::{drop_tables, execute};

/// This migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

// At most one is chosen. `given_at` moves with each key, so that other processes take up the new one.
const UP: &[&str] = &[
    "CREATE TABLE model_choices (
        id BIGINT PRIMARY KEY CHECK (id = 1),
        address TEXT NOT NULL,
        model TEXT NOT NULL
    )",
    "CREATE TABLE model_keys (
        address TEXT PRIMARY KEY,
        given_at BIGINT NOT NULL
    )",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["model_keys", "model_choices"]).await
    }
}
