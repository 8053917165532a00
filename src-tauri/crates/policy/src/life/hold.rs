//! A hold: a call that waits for a verdict. A yes is redeemed once.

use crate::words;

words! {
    /// Where a hold stands.
    HoldState, "hold state" {
        /// Nobody has answered.
        Pending = "pending",
        /// Answered with yes, and about to run.
        Approved = "approved",
        /// Its call ran.
        Redeemed = "redeemed",
        /// Something had moved, or its run did not work; it did not happen.
        Void = "void",
        /// Answered with no.
        Rejected = "rejected",
        /// Nobody answered in time, or it was not redeemed in time.
        Expired = "expired",
        /// Taken back.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What can happen to a hold.
    HoldEvent, "hold event" {
        /// A yes is recorded.
        Approve = "approve",
        /// A no is recorded.
        Reject = "reject",
        /// Its call ran.
        Redeem = "redeem",
        /// Something had moved.
        Void = "void",
        /// Its time is over.
        Expire = "expire",
        /// Its run was stopped, its person disabled, or it was edited or taken back.
        Withdraw = "withdraw",
    }
}

impl HoldState {
    /// What `event` makes of it; `None` where it may not happen.
    #[must_use]
    pub const fn after(self, event: HoldEvent) -> Option<Self> {
        match (self, event) {
            (Self::Pending, HoldEvent::Approve) => Some(Self::Approved),
            (Self::Pending, HoldEvent::Reject) => Some(Self::Rejected),
            (Self::Approved, HoldEvent::Redeem) => Some(Self::Redeemed),
            (Self::Pending | Self::Approved, HoldEvent::Void) => Some(Self::Void),
            (Self::Pending | Self::Approved, HoldEvent::Expire) => Some(Self::Expired),
            (Self::Pending | Self::Approved, HoldEvent::Withdraw) => Some(Self::Withdrawn),
            (Self::Pending, HoldEvent::Redeem)
            | (Self::Approved, HoldEvent::Approve | HoldEvent::Reject)
            | (Self::Redeemed | Self::Void | Self::Rejected | Self::Expired | Self::Withdrawn, _) => None,
        }
    }

    /// Whether something can still happen to it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Approved)
    }
}
