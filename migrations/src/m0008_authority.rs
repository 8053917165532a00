//! What decides beside roles and grants: rules, delegations, requests, standing
//! approvals, pauses, and who changed whose account.

use sea_orm_migration::prelude::*;

use crate::{drop_columns, drop_tables, execute};

/// This migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

// Conditions are JSON: an array of `{"field", "test"}`, all of which must be so.
const UP: &[&str] = &[
    "ALTER TABLE people ADD COLUMN zone TEXT",
    "ALTER TABLE people ADD COLUMN must_change_password BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE people ADD COLUMN paused_at BIGINT",
    "ALTER TABLE workspaces ADD COLUMN paused_at BIGINT",
    "ALTER TABLE grants ADD COLUMN conversation_id BIGINT",
    "ALTER TABLE grants ADD COLUMN call_id BIGINT",
    "ALTER TABLE grants ADD COLUMN conditions TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE grants ADD COLUMN request_id BIGINT",
    "ALTER TABLE grants ADD COLUMN revoked_by BIGINT",
    "CREATE TABLE account_changes (
        person_id BIGINT NOT NULL REFERENCES people (id),
        changed_by BIGINT NOT NULL REFERENCES people (id),
        at BIGINT NOT NULL,
        PRIMARY KEY (person_id, changed_by)
    )",
    "CREATE TABLE delegations (
        id {pk},
        owner_id BIGINT NOT NULL REFERENCES people (id),
        delegate_id BIGINT NOT NULL REFERENCES people (id),
        permission TEXT NOT NULL REFERENCES permissions (code),
        conditions TEXT NOT NULL,
        reason TEXT NOT NULL,
        request_id BIGINT,
        created_at BIGINT NOT NULL,
        expires_at BIGINT,
        revoked_at BIGINT,
        revoked_by BIGINT,
        CHECK (owner_id <> delegate_id)
    )",
    "CREATE INDEX delegations_owner ON delegations (owner_id)",
    "CREATE INDEX delegations_delegate ON delegations (delegate_id)",
    "CREATE TABLE rules (
        id {pk},
        person_id BIGINT REFERENCES people (id),
        role_id BIGINT REFERENCES roles (id),
        client TEXT,
        channel TEXT CHECK (channel IN ('ui', 'chat', 'voice', 'mcp', 'cli', 'scheduler')),
        permission TEXT REFERENCES permissions (code),
        tool TEXT,
        conditions TEXT NOT NULL,
        level TEXT NOT NULL CHECK (level IN ('confirm', 'approve', 'deny')),
        reason TEXT NOT NULL,
        created_by BIGINT NOT NULL REFERENCES people (id),
        created_at BIGINT NOT NULL,
        removed_at BIGINT,
        CHECK (permission IS NULL OR tool IS NULL)
    )",
    "CREATE TABLE requests (
        id {pk},
        kind TEXT NOT NULL CHECK (kind IN ('permission', 'delegation')),
        requester_id BIGINT NOT NULL REFERENCES people (id),
        permission TEXT NOT NULL REFERENCES permissions (code),
        owner_id BIGINT REFERENCES people (id),
        duration TEXT NOT NULL,
        note TEXT NOT NULL,
        by_agent BOOLEAN NOT NULL,
        call_id BIGINT,
        conversation_id BIGINT,
        state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'rejected', 'withdrawn', 'expired')),
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        decided_by BIGINT REFERENCES people (id),
        decided_at BIGINT,
        reason TEXT,
        given TEXT,
        released_call_id BIGINT,
        CHECK ((kind = 'delegation') = (owner_id IS NOT NULL))
    )",
    "CREATE INDEX requests_requester ON requests (requester_id, state)",
    "CREATE INDEX requests_state ON requests (state)",
    "CREATE TABLE standing_approvals (
        id {pk},
        person_id BIGINT NOT NULL REFERENCES people (id),
        author_id BIGINT NOT NULL REFERENCES people (id),
        level TEXT NOT NULL CHECK (level IN ('confirm', 'approve')),
        tool TEXT NOT NULL,
        definition TEXT NOT NULL,
        channel TEXT NOT NULL CHECK (channel IN ('ui', 'chat', 'voice', 'mcp', 'cli', 'scheduler')),
        client TEXT,
        conversation_id BIGINT,
        conditions TEXT NOT NULL,
        reasons TEXT NOT NULL,
        hold_id BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT,
        revoked_at BIGINT,
        revoked_by BIGINT,
        uses BIGINT NOT NULL,
        last_used_at BIGINT
    )",
    "CREATE INDEX standing_approvals_person ON standing_approvals (person_id)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["standing_approvals", "requests", "rules", "delegations", "account_changes"]).await?;
        drop_columns(manager, "grants", &["conversation_id", "call_id", "conditions", "request_id", "revoked_by"])
            .await?;
        drop_columns(manager, "workspaces", &["paused_at"]).await?;
        drop_columns(manager, "people", &["zone", "must_change_password", "paused_at"]).await
    }
}
