//! Stories of the command line: the real program over real data folders.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may stop")]

mod access;
mod audit;
mod backup;
mod bad_input;
mod calls;
mod chat;
#[cfg(unix)]
mod doctor;
mod first_day;
mod holds;
mod model;
mod models;
mod office;
mod requests;
mod server;
mod sessions;
mod side_by_side;
mod tampering;
