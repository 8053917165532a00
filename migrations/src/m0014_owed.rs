//! What took hold and could not be recorded: revoking, rejecting and pausing do
//! not wait for the audit. Each row becomes an event as soon as one can be written.

use sea_orm_migration::prelude::*;

use crate::{drop_tables, execute};

/// This migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &["CREATE TABLE owed_events (
        id {pk},
        kind TEXT NOT NULL,
        person_id BIGINT,
        call_id BIGINT,
        at BIGINT NOT NULL,
        body TEXT NOT NULL
    )"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["owed_events"]).await
    }
}
