//! The one door. Everything that can change or reveal something passes
//! [`Gate::authorize`], which asks the pure decision, writes the answer down,
//! and mints the single-use [`Warrant`] without which a tool cannot run.
//!
//! Only this crate opens the database. What a screen shows of a person's own
//! things is read with that person's [`Session`]; a tool gets its transaction
//! from a redeemed warrant and no other way.

mod anchor;
mod assess;
mod audit;
mod authorize;
mod call;
mod clock;
mod error;
mod explain;
mod gate;
mod guard;
mod hold;
mod housekeeping;
mod journal;
pub mod keys;
mod notify;
mod password;
mod scheduler;
mod session;
mod standing;
mod tool;
mod warrant;
mod workspace;

pub use anchor::Anchor;
pub use assent_policy::life::{CallState, HoldState};
pub use assent_store::{
    AlarmRow, NoteRow, Reader, StoreError, StoreOptions, TaskRow, Tx, alarms, notes, people, tasks, verify::Verdict,
};
pub use audit::{AuditEvent, VerifyOptions};
pub use authorize::{Authorized, CallRequest, Origin};
pub use call::{CallRecord, HoldRecord};
pub use clock::{Clock, SharedClock, SystemClock};
pub use error::GateError;
pub use explain::{Case, Explanation};
pub use gate::{AnchorPlace, Gate, GateOptions, Limits};
pub use hold::Answer;
pub use housekeeping::Kept;
pub use journal::{Conversation, Entry, EntryKind, ModelCallRecord, RunRecord, RunState, StartRun};
pub use notify::{Notice, Notification};
pub use session::{Secret, Session, SessionView};
pub use tool::{
    ArgumentError, Audience, Change, Look, Place, Plan, Registry, Resolved, RunError, Tool, ToolFailure, ToolSpec,
};
pub use warrant::{Outside, Receipt, Redeemed, Warrant};
pub use workspace::{NewPerson, WorkspaceKind};
