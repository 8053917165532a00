//! The one door. Everything that can change or reveal something passes
//! [`Gate::authorize`], which asks the pure decision, writes the answer down,
//! and mints the single-use [`Warrant`] without which a tool cannot run.
//!
//! Only this crate opens the database. What a screen shows of a person's own
//! things is read with that person's [`Session`]; a tool gets its transaction
//! from a redeemed warrant and no other way.

mod anchor;
mod asked_for;
mod assess;
mod audit;
mod authorize;
mod backup;
mod bounds;
mod call;
mod clock;
mod error;
mod examine;
mod explain;
mod forget;
mod gate;
mod guard;
mod hold;
mod housekeeping;
mod journal;
pub mod keys;
mod model;
mod notify;
mod owed;
mod password;
mod scheduler;
mod session;
mod terminal;
mod tool;
mod usage;
mod warrant;
mod workspace;

pub use anchor::Anchor;
pub use asked_for::{DeniedCall, decided_by, denied_call};
pub use assent_policy::life::{CallState, HoldState};
pub use assent_store::{
    AlarmRow, Changes, DelegationRow, GrantRow, LimitRow, NoteRow, NoteVersionRow, NotificationRow, PersonRow, Reader,
    Reads, RequestRow, RuleRow, StandingRow, StoreError, StoreOptions, Synchronous, TaskRow, TaskVersionRow, Tx,
    access, alarms, delegations, grants, limits, models, notes, notifications, people, requests,
    schema::Schema,
    standing, tasks,
    verify::{Restored, Verdict},
};
pub use audit::{AuditEvent, AuditReport, KeyTrust, Record, RecordOptions, VerifyOptions};
pub use authorize::{Authorized, CallRequest, Origin};
pub use backup::{BackupError, BackupMade, Restoration, RestoreOptions, SetAside, Staged};
pub use call::{CallRecord, HoldRecord, RequestStanding, own_call};
pub use clock::{Clock, SharedClock, SystemClock};
pub use error::GateError;
pub use examine::{KeyFound, audit_lets_happen};
pub use explain::{Case, Explanation};
pub use forget::UNDO_DAYS;
pub use gate::{AnchorPlace, Gate, GateOptions, Limits};
pub use guard::keep_somebody;
pub use hold::{Answer, Remember};
pub use housekeeping::Kept;
pub use journal::{Conversation, Entry, EntryKind, ModelCallRecord, RunRecord, RunState, StartRun};
pub use model::ModelChoice;
pub use notify::{Notice, Notification};
pub use password::OneTimePassword;
pub use session::{Secret, Session, SessionView, TERMINAL};
pub use tool::{
    ArgumentError, Audience, Change, Look, Place, Plan, Registry, Resolved, RunError, Tool, ToolFailure, ToolSpec,
};
pub use usage::{TokenBudget, Used};
pub use warrant::{Ended, Outside, Receipt, Redeemed, Warrant};
pub use workspace::{NewPerson, WorkspaceKind, judge_person};
