//! Conversations, the runs of the agent in them, and messages.

use sea_orm_migration::prelude::*;

use crate::{drop_tables, execute};

/// This migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    "CREATE TABLE conversations (
        id {pk},
        person_id BIGINT NOT NULL REFERENCES people (id),
        title TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        deleted_at BIGINT
    )",
    "CREATE INDEX conversations_person ON conversations (person_id, updated_at)",
    "CREATE TABLE runs (
        id {pk},
        conversation_id BIGINT NOT NULL REFERENCES conversations (id),
        person_id BIGINT NOT NULL REFERENCES people (id),
        channel TEXT NOT NULL CHECK (channel IN ('ui', 'chat', 'voice', 'mcp', 'cli', 'scheduler')),
        model TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('running', 'waiting', 'finished', 'failed', 'stopped', 'step_limit')),
        step BIGINT NOT NULL,
        max_steps BIGINT NOT NULL,
        prompt_tokens BIGINT NOT NULL,
        completion_tokens BIGINT NOT NULL,
        error_code TEXT,
        error_message TEXT,
        started_at BIGINT NOT NULL,
        ended_at BIGINT
    )",
    "CREATE INDEX runs_conversation ON runs (conversation_id)",
    "CREATE TABLE messages (
        id {pk},
        conversation_id BIGINT NOT NULL REFERENCES conversations (id),
        run_id BIGINT NOT NULL REFERENCES runs (id),
        kind TEXT NOT NULL CHECK (kind IN ('user', 'assistant')),
        text TEXT NOT NULL,
        model_calls TEXT NOT NULL,
        created_at BIGINT NOT NULL
    )",
    "CREATE INDEX messages_conversation ON messages (conversation_id)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["messages", "runs", "conversations"]).await
    }
}
