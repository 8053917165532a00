//! The decision: tables in which every allow stands beside a deny that differs
//! by one fact, and properties over worlds nobody thought of.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

#[path = "decisions/levels.rs"]
mod levels;
#[path = "decisions/order.rs"]
mod order;
#[path = "decisions/others.rs"]
mod others;
#[path = "decisions/properties.rs"]
mod properties;
#[path = "decisions/twins.rs"]
mod twins;
#[path = "decisions/world.rs"]
mod world;
