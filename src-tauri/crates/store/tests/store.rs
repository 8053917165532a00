//! The database: its schema, what it refuses, and what verifying the audit finds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

#[path = "store/alarms.rs"]
mod alarms;
#[path = "store/chain.rs"]
mod chain;
#[path = "store/file.rs"]
mod file;
#[path = "store/notes.rs"]
mod notes;
#[path = "store/schema.rs"]
mod schema;
#[path = "store/server.rs"]
mod server;
#[path = "store/snapshot.rs"]
mod snapshot;
#[path = "store/wake.rs"]
mod wake;
