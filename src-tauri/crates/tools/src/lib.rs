//! What can be done, one file per tool family. A tool declares what it needs
//! and does, reads its arguments, says what it would change, and runs with a
//! warrant. It decides nothing.

use std::sync::Arc;

use assent_gate::{Registry, Tool};

mod account;
mod arguments;
mod due;
mod kept;
mod notes;
mod tasks;
pub mod weather;

pub use account::{EffectivePermission, Requestable, effective, requestable};

/// Every built-in tool.
#[must_use]
pub fn registry(forecast: weather::Forecast) -> Registry {
    let tools: Vec<Arc<dyn Tool>> = vec![
        Arc::new(account::AuthMe::new()),
        Arc::new(notes::List::new()),
        Arc::new(notes::Create::new()),
        Arc::new(notes::Update::new()),
        Arc::new(notes::Delete::new()),
        Arc::new(tasks::List::new()),
        Arc::new(tasks::Create::new()),
        Arc::new(tasks::Update::new()),
        Arc::new(tasks::Complete::new()),
        Arc::new(tasks::Delete::new()),
        Arc::new(weather::Read::new(forecast)),
    ];
    Registry::new(tools)
}
