//! Entities, queries, the snapshot loader and the audit chain. It stores what
//! it is told to; whether something may happen is decided elsewhere.
//!
//! Reads take any [`Reading`]; writes take a [`Tx`], of which there is one at a
//! time. Times are milliseconds since 1970 UTC.

pub mod access;
pub mod alarms;
pub mod audit;
pub mod calls;
mod connect;
pub mod conversations;
pub mod delegations;
mod entities;
mod error;
pub mod grants;
pub mod limits;
pub mod models;
pub mod notes;
pub mod notifications;
mod open;
pub mod owed;
pub mod people;
pub mod requests;
pub mod schema;
pub mod seed;
pub mod snapshot;
pub mod standing;
mod stands;
pub mod tasks;
mod text;
pub mod verify;
pub mod wake;

pub use connect::{Reader, Reading, Reads, Store, Tx, View};
pub use entities::{
    alarm::Model as AlarmRow, alarm_firing::Model as AlarmFiringRow, call::Model as CallRow,
    conversation::Model as ConversationRow, delegation::Model as DelegationRow, grant::Model as GrantRow,
    hold::Model as HoldRow, limit::Model as LimitRow, message::Model as MessageRow,
    model_choice::Model as ModelChoiceRow, note::Model as NoteRow, note_version::Model as NoteVersionRow,
    notification::Model as NotificationRow, owed_event::Model as OwedRow, person::Model as PersonRow,
    request::Model as RequestRow, rule::Model as RuleRow, run::Model as RunRow, session::Model as SessionRow,
    standing_approval::Model as StandingRow, task::Model as TaskRow, task_version::Model as TaskVersionRow,
    workspace::Model as WorkspaceRow,
};
pub use error::StoreError;
pub use open::{StoreOptions, Synchronous};
pub use wake::Changes;
