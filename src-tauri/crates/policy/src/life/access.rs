//! Requests, grants and delegations.

use crate::words;

words! {
    /// Where a request stands.
    RequestState, "request state" {
        /// Nobody has decided.
        Pending = "pending",
        /// Granted, perhaps less than was asked.
        Approved = "approved",
        /// Refused.
        Rejected = "rejected",
        /// Taken back by who asked.
        Withdrawn = "withdrawn",
        /// Nobody decided in time.
        Expired = "expired",
    }
}

words! {
    /// What can happen to a request.
    RequestEvent, "request event" {
        /// A yes.
        Approve = "approve",
        /// A no.
        Reject = "reject",
        /// Taken back.
        Withdraw = "withdraw",
        /// Its time is over.
        Expire = "expire",
    }
}

impl RequestState {
    /// What `event` makes of it; `None` where it may not happen.
    #[must_use]
    pub const fn after(self, event: RequestEvent) -> Option<Self> {
        match (self, event) {
            (Self::Pending, RequestEvent::Approve) => Some(Self::Approved),
            (Self::Pending, RequestEvent::Reject) => Some(Self::Rejected),
            (Self::Pending, RequestEvent::Withdraw) => Some(Self::Withdrawn),
            (Self::Pending, RequestEvent::Expire) => Some(Self::Expired),
            (Self::Approved | Self::Rejected | Self::Withdrawn | Self::Expired, _) => None,
        }
    }
}

macro_rules! given {
    ($state:ident, $event:ident, $what:literal, $what_state:literal, $what_event:literal) => {
        words! {
            #[doc = concat!("Where a ", $what, " stands.")]
            $state, $what_state {
                /// It gives.
                Active = "active",
                /// Its time is over.
                Expired = "expired",
                /// Taken back.
                Revoked = "revoked",
            }
        }

        words! {
            #[doc = concat!("What can happen to a ", $what, ".")]
            $event, $what_event {
                /// Its time is over.
                Expire = "expire",
                /// Taken back.
                Revoke = "revoke",
                /// Its end is moved.
                Reschedule = "reschedule",
            }
        }

        impl $state {
            /// What `event` makes of it; `None` where it may not happen.
            #[must_use]
            pub const fn after(self, event: $event) -> Option<Self> {
                match (self, event) {
                    (Self::Active, $event::Expire) => Some(Self::Expired),
                    (Self::Active, $event::Revoke) => Some(Self::Revoked),
                    (Self::Active, $event::Reschedule) => Some(Self::Active),
                    (Self::Expired | Self::Revoked, _) => None,
                }
            }

            /// Where one stands at `now` that ends and was revoked then, if at all; milliseconds.
            #[must_use]
            pub fn at(expires_at: Option<i64>, revoked_at: Option<i64>, now: i64) -> Self {
                match (revoked_at, expires_at) {
                    (Some(_), _) => Self::Revoked,
                    (None, Some(end)) if end <= now => Self::Expired,
                    (None, _) => Self::Active,
                }
            }
        }
    };
}

given!(GrantState, GrantEvent, "grant", "grant state", "grant event");
given!(DelegationState, DelegationEvent, "delegation", "delegation state", "delegation event");
