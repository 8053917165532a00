//! Alarms, and their firings: a due time fires once, whatever the number of processes.

use sea_orm_migration::prelude::*;

use crate::{drop_tables, execute};

/// This migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

// `starts_at` is the first time ever due: what `repeat`, an RRULE, counts from.
// `fire_at` is the next one, or that of a snooze. A delegation that ended leaves
// its alarms behind, so nothing holds on to its row.
const UP: &[&str] = &[
    "CREATE TABLE alarms (
        id {pk},
        recipient_id BIGINT NOT NULL REFERENCES people (id),
        creator_id BIGINT NOT NULL REFERENCES people (id),
        title TEXT NOT NULL,
        starts_at BIGINT NOT NULL,
        fire_at BIGINT NOT NULL,
        zone TEXT NOT NULL,
        repeat TEXT,
        state TEXT NOT NULL CHECK (state IN ('scheduled', 'fired', 'dismissed', 'snoozed', 'cancelled', 'deleted')),
        call_id BIGINT NOT NULL REFERENCES calls (id),
        delegation_id BIGINT,
        claimed_until BIGINT,
        last_fired_at BIGINT,
        late BOOLEAN NOT NULL,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        deleted_at BIGINT,
        CHECK ((state = 'deleted') = (deleted_at IS NOT NULL))
    )",
    "CREATE INDEX alarms_recipient ON alarms (recipient_id, id)",
    "CREATE INDEX alarms_creator ON alarms (creator_id, id)",
    "CREATE INDEX alarms_due ON alarms (fire_at) WHERE state IN ('scheduled', 'snoozed')",
    "CREATE TABLE alarm_firings (
        id {pk},
        alarm_id BIGINT NOT NULL REFERENCES alarms (id),
        due_at BIGINT NOT NULL,
        fired_at BIGINT NOT NULL,
        late BOOLEAN NOT NULL,
        UNIQUE (alarm_id, due_at)
    )",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["alarm_firings", "alarms"]).await
    }
}
