//! The lives of what is stored, as pure transition functions: what an event
//! makes of a state, or nothing where it may not happen.

mod access;
mod call;
mod hold;

pub use access::{DelegationEvent, DelegationState, GrantEvent, GrantState, RequestEvent, RequestState};
pub use call::{CallEvent, CallState};
pub use hold::{HoldEvent, HoldState};
