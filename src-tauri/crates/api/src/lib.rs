//! use cases for the window and other hosts

pub mod config;
pub mod logging;
