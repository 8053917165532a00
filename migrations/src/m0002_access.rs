//! Permissions, roles and grants.

use sea_orm_migration::prelude::*;

use crate::{drop_tables, execute};

/// This migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    "CREATE TABLE permissions (
        code TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        description TEXT NOT NULL,
        category TEXT NOT NULL CHECK (category IN ('everyday', 'access')),
        risk TEXT NOT NULL CHECK (risk IN ('low', 'medium', 'high', 'critical')),
        ask_policy TEXT CHECK (ask_policy IN ('auto', 'confirm', 'approve', 'never'))
    )",
    "CREATE TABLE roles (
        id {pk},
        name TEXT NOT NULL UNIQUE
    )",
    "CREATE TABLE role_grants (
        role_id BIGINT NOT NULL REFERENCES roles (id),
        permission TEXT NOT NULL REFERENCES permissions (code),
        ask_policy TEXT CHECK (ask_policy IN ('auto', 'confirm', 'approve', 'never')),
        PRIMARY KEY (role_id, permission)
    )",
    "CREATE TABLE person_roles (
        person_id BIGINT NOT NULL REFERENCES people (id),
        role_id BIGINT NOT NULL REFERENCES roles (id),
        PRIMARY KEY (person_id, role_id)
    )",
    "CREATE TABLE grants (
        id {pk},
        person_id BIGINT NOT NULL REFERENCES people (id),
        permission TEXT NOT NULL REFERENCES permissions (code),
        granted_by BIGINT NOT NULL REFERENCES people (id),
        reason TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT,
        revoked_at BIGINT
    )",
    "CREATE INDEX grants_person ON grants (person_id)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["grants", "person_roles", "role_grants", "roles", "permissions"]).await
    }
}
