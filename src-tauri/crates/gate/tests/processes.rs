//! Several real processes over one database, and what a kill at any moment leaves
//! behind. Stories that need no process of their own are in `stories`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]
#![allow(clippy::print_stdout, reason = "what a run came to is shown when it fails")]

#[path = "processes/crash.rs"]
mod crash;
#[path = "processes/crowd.rs"]
mod crowd;
#[path = "processes/office.rs"]
mod office;
#[path = "processes/verdicts.rs"]
mod verdicts;
#[path = "processes/worker.rs"]
mod worker;
