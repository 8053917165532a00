//! Notifications: stored with what they tell of, pushed once after commit.

use sea_orm_migration::prelude::*;

use crate::{drop_tables, execute};

/// This migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    "CREATE TABLE notifications (
        id {pk},
        person_id BIGINT NOT NULL REFERENCES people (id),
        kind TEXT NOT NULL,
        about TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        delivered_at BIGINT,
        read_at BIGINT
    )",
    "CREATE INDEX notifications_person ON notifications (person_id, id)",
    "CREATE INDEX notifications_undelivered ON notifications (id) WHERE delivered_at IS NULL",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["notifications"]).await
    }
}
