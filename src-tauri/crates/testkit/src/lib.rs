//! Worlds for tests, dev only: a demo office over a real database in a folder of
//! its own, with real keys, a clock that is set by hand, and tools that misbehave.
//!
//! Nothing here stands in for a part of the product; what is faked is time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

mod clock;
mod database;
pub mod model_server;
mod outsider;
mod probe;
pub mod weather_server;
mod world;

pub use clock::SetClock;
pub use database::{Backend, Database, OnServer};
pub use outsider::Outsider;
pub use probe::{Does, Probe};
pub use world::{BEGINNING, Place, World, built_in_tools};
