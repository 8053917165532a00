//! The decision: the words we use, the snapshot it is taken from, and
//! [`decide`], a pure function that keeps its reasons. No I/O, no clock, no
//! randomness: whatever it needs is passed in.
//!
//! Deliberately elsewhere: loading the snapshot (`store`), writing the decision
//! down and minting warrants (`gate`).

mod candidates;
mod catalogue;
mod condition;
mod decide;
mod deciders;
mod denial;
mod hidden;
pub mod life;
mod permission;
mod question;
mod reason;
mod rule;
mod snapshot;
mod vocabulary;

pub use candidates::Candidates;
pub use catalogue::{CATALOGUE, CatalogueEntry, DEMO_PEOPLE, DemoPerson, ROLES, RoleEntry};
pub use condition::{Condition, ConditionError, Field, Test};
pub use decide::{Decision, Obligation, authority, decide};
pub use deciders::{DecidedBy, Standing, decided_with};
pub use denial::{Denial, DenialCode, NextAction};
pub use hidden::is_hidden;
pub use permission::{InvalidPermission, PermissionCode};
pub use question::{ArgumentState, Asks, Bounds, LocalTime, Question, Subject, ToolFacts};
pub use reason::Reason;
pub use rule::{Rule, RuleLevel, StandingApproval, What, Who};
pub use snapshot::{
    Delegation, Limit, PermissionEntry, PersonEntry, PersonalGrant, Role, Snapshot, Source, TIED_SECONDS,
};
pub use vocabulary::{
    AskPolicy, CallId, Channel, Day, DelegationId, Effect, GrantId, HoldId, Level, LimitKind, PersonId, RequestId,
    Risk, RoleId, RuleId, StandingId, UnknownWord,
};
