//! The lives of what is stored, as pure transition functions: what an event
//! makes of a state, or nothing where it may not happen.

mod access;
mod call;
mod hold;
mod redemption;

pub use access::{DelegationEvent, DelegationState, GrantEvent, GrantState, RequestEvent, RequestKind, RequestState};
pub use call::{CallEvent, CallState};
pub use hold::{HoldEvent, HoldState};
pub use redemption::{Found, FoundVerdict, Stop, Today};
