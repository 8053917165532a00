//! The decision: tables in which every allow stands beside a deny that differs
//! by one fact, and properties over worlds nobody thought of.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

#[path = "decisions/bounds.rs"]
mod bounds;
#[path = "decisions/conditions.rs"]
mod conditions;
#[path = "decisions/deciders.rs"]
mod deciders;
#[path = "decisions/denials.rs"]
mod denials;
#[path = "decisions/edits.rs"]
mod edits;
#[path = "decisions/levels.rs"]
mod levels;
#[path = "decisions/limits.rs"]
mod limits;
#[path = "decisions/lives.rs"]
mod lives;
#[path = "decisions/order.rs"]
mod order;
#[path = "decisions/others.rs"]
mod others;
#[path = "decisions/properties.rs"]
mod properties;
#[path = "decisions/random.rs"]
mod random;
#[path = "decisions/reasons.rs"]
mod reasons;
#[path = "decisions/rules.rs"]
mod rules;
#[path = "decisions/standing.rs"]
mod standing;
#[path = "decisions/twins.rs"]
mod twins;
#[path = "decisions/words.rs"]
mod words;
#[path = "decisions/world.rs"]
mod world;
