//! Entities, queries, the snapshot loader and the audit chain. It stores what
//! it is told to; whether something may happen is decided elsewhere.
//!
//! Reads take any [`Reading`]; writes take a [`Tx`], of which there is one at a
//! time. Times are milliseconds since 1970 UTC.

pub mod alarms;
pub mod audit;
pub mod calls;
mod connect;
pub mod conversations;
mod entities;
mod error;
pub mod notes;
pub mod people;
pub mod seed;
pub mod snapshot;
pub mod tasks;
pub mod verify;

pub use connect::{Reader, Reading, Store, StoreOptions, Tx, View};
pub use entities::{
    alarm::Model as AlarmRow, alarm_firing::Model as AlarmFiringRow, call::Model as CallRow,
    conversation::Model as ConversationRow, hold::Model as HoldRow, message::Model as MessageRow,
    note::Model as NoteRow, person::Model as PersonRow, run::Model as RunRow, session::Model as SessionRow,
    task::Model as TaskRow, workspace::Model as WorkspaceRow,
};
pub use error::StoreError;
