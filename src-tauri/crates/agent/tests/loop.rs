//! The loop, with a model that says what a test tells it to, over a real office.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

#[path = "common/scripted.rs"]
mod scripted;

#[path = "loop/budgets.rs"]
mod budgets;
#[path = "loop/desk.rs"]
mod desk;
#[path = "loop/ends.rs"]
mod ends;
#[path = "loop/grounded.rs"]
mod grounded;
#[path = "loop/injection.rs"]
mod injection;
#[path = "loop/long.rs"]
mod long;
#[path = "loop/models.rs"]
mod models;
#[path = "loop/questions.rs"]
mod questions;
#[path = "loop/requests.rs"]
mod requests;
#[path = "loop/served.rs"]
mod served;
#[path = "loop/steps.rs"]
mod steps;
#[path = "loop/waits.rs"]
mod waits;
