//! The workspace, its people, their sessions and sign-in attempts.

use sea_orm_migration::prelude::*;

use crate::{drop_tables, execute};

/// This migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    "CREATE TABLE workspaces (
        id BIGINT PRIMARY KEY CHECK (id = 1),
        uid TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('demo', 'real')),
        policy_version BIGINT NOT NULL,
        created_at BIGINT NOT NULL
    )",
    "CREATE TABLE people (
        id {pk},
        email TEXT NOT NULL UNIQUE CHECK (email = lower(email)),
        name TEXT NOT NULL,
        password_hash TEXT NOT NULL,
        enabled BOOLEAN NOT NULL,
        created_at BIGINT NOT NULL
    )",
    "CREATE TABLE sessions (
        id {pk},
        person_id BIGINT NOT NULL REFERENCES people (id),
        token_hash TEXT NOT NULL UNIQUE,
        client TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        authenticated_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        ended_at BIGINT
    )",
    "CREATE INDEX sessions_person ON sessions (person_id)",
    "CREATE TABLE sign_in_attempts (
        id {pk},
        email TEXT NOT NULL,
        at BIGINT NOT NULL
    )",
    "CREATE INDEX sign_in_attempts_email ON sign_in_attempts (email, at)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["sign_in_attempts", "sessions", "people", "workspaces"]).await
    }
}
