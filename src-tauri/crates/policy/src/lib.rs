//! The decision: the words we use, the snapshot it is taken from, and
//! [`decide`], a pure function that keeps its reasons. No I/O, no clock, no
//! randomness: whatever it needs is passed in.
//!
//! Deliberately elsewhere: loading the snapshot (`store`), writing the decision
//! down and minting warrants (`gate`).

mod catalogue;
mod decide;
mod denial;
mod permission;
mod question;
mod reason;
mod snapshot;
mod vocabulary;

pub use catalogue::{CATALOGUE, CatalogueEntry, DEMO_PEOPLE, DemoPerson, ROLES, RoleEntry};
pub use decide::{Decision, Obligation, authority, decide};
pub use denial::{Denial, DenialCode, NextAction};
pub use permission::{InvalidPermission, PermissionCode};
pub use question::{ArgumentState, Question, Subject, ToolFacts};
pub use reason::Reason;
pub use snapshot::{PermissionEntry, PersonEntry, PersonalGrant, Role, Snapshot, Source};
pub use vocabulary::{AskPolicy, CallId, Channel, Effect, HoldId, Level, PersonId, Risk, RoleId, UnknownWord};
