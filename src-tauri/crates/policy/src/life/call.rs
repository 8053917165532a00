//! A call: denied, held as its hold, or let through and run once.

use crate::words;

words! {
    /// Where a call stands.
    CallState, "call state" {
        /// It did not run.
        Denied = "denied",
        /// It waits, as its hold says.
        Held = "held",
        /// It was let through and has not ended.
        Executing = "executing",
        /// It ran.
        Succeeded = "succeeded",
        /// It was let through and did not work.
        Failed = "failed",
        /// Outside our database, and a crash left it unknown whether it happened.
        Ambiguous = "ambiguous",
        /// It answered with what it would do, and waits to be committed.
        Planned = "planned",
    }
}

words! {
    /// What can happen to a call.
    CallEvent, "call event" {
        /// Its effect outside our database is about to begin, on record.
        Begin = "begin",
        /// It ran, and that is recorded together with what it wrote.
        Succeed = "succeed",
        /// It did not work; nothing it did inside our database stays.
        Fail = "fail",
        /// The gate looked again and refused.
        Refuse = "refuse",
        /// A crash left unknown whether its effect outside happened.
        Lose = "lose",
        /// Somebody looked: it happened.
        ResolveDone = "resolve_done",
        /// Somebody looked: it did not happen.
        ResolveUndone = "resolve_undone",
    }
}

impl CallState {
    /// What `event` makes of it; `None` where it may not happen.
    #[must_use]
    pub const fn after(self, event: CallEvent) -> Option<Self> {
        match (self, event) {
            (Self::Held | Self::Planned | Self::Executing, CallEvent::Begin) => Some(Self::Executing),
            (Self::Held | Self::Planned | Self::Executing, CallEvent::Succeed) => Some(Self::Succeeded),
            (Self::Held | Self::Planned | Self::Executing, CallEvent::Fail) => Some(Self::Failed),
            (Self::Held | Self::Planned | Self::Executing, CallEvent::Refuse) => Some(Self::Denied),
            (Self::Executing, CallEvent::Lose) => Some(Self::Ambiguous),
            (Self::Ambiguous, CallEvent::ResolveDone) => Some(Self::Succeeded),
            (Self::Ambiguous, CallEvent::ResolveUndone) => Some(Self::Failed),
            (Self::Held | Self::Planned, CallEvent::Lose)
            | (Self::Held | Self::Planned | Self::Executing, CallEvent::ResolveDone | CallEvent::ResolveUndone)
            | (
                Self::Ambiguous,
                CallEvent::Begin | CallEvent::Succeed | CallEvent::Fail | CallEvent::Refuse | CallEvent::Lose,
            )
            | (Self::Denied | Self::Succeeded | Self::Failed, _) => None,
        }
    }
}
