//! Whether a call may run now: what a redemption finds, all of it read in the
//! transaction that would run the call, and what it makes of that.

use super::{CallState, HoldState};

/// What a redemption finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Found {
    /// Where the call stood when it was let through.
    pub minted: CallState,
    /// Where it stands; `None` when its record is gone.
    pub call: Option<CallState>,
    /// It is still this process's, where it is one that executes.
    pub in_lease: bool,
    /// The session it was asked with lives, where it was asked with one.
    pub signed_in: bool,
    /// The tool is defined as it was.
    pub same_tool: bool,
    /// What today's decision comes to beside the one that was taken.
    pub today: Today,
    /// The verdict it runs on; `None` for a call that nobody was asked about.
    pub verdict: Option<FoundVerdict>,
}

/// Today's decision beside the one that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Today {
    /// Not stricter, for no new reason, about the same things.
    AsDecided,
    /// It denies.
    Denied,
    /// Its names mean other things.
    OtherThings,
    /// It asks more, or for another reason.
    Stricter,
}

/// What a redemption finds of the verdict it runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FoundVerdict {
    /// Where the hold stands; `None` when its record is gone.
    pub hold: Option<HoldState>,
    /// Its time is not over.
    pub in_time: bool,
    /// It is what its digest says was shown.
    pub as_shown: bool,
    /// Whoever said yes may still.
    pub entitled: bool,
    /// It would change exactly what was shown.
    pub same_plan: bool,
}

/// Why a redemption stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stop {
    /// The call is not on record.
    Gone,
    /// The call was ended, or is another process's by now.
    Ended,
    /// The session has ended.
    SignedOut,
    /// The tool is defined otherwise.
    ToolChanged,
    /// Today's decision denies.
    Denied,
    /// Its names mean other things.
    OtherThings,
    /// A stricter policy applies.
    Stricter,
    /// There is no yes, or it was used or ended.
    NotApproved,
    /// Its time is over.
    Expired,
    /// It is not what was shown.
    NotAsShown,
    /// Whoever said yes may no longer.
    NotEntitled,
    /// It would change something else.
    PlanMoved,
}

impl Found {
    /// Whether the call may run; the first thing that stops it, where one does.
    ///
    /// # Errors
    /// [`Stop`] says what stops it.
    pub const fn redemption(self) -> Result<(), Stop> {
        let Some(call) = self.call else { return Err(Stop::Gone) };
        if call as u8 != self.minted as u8 || !call.may_run() || !self.in_lease {
            return Err(Stop::Ended);
        }
        if !self.signed_in {
            return Err(Stop::SignedOut);
        }
        if !self.same_tool {
            return Err(Stop::ToolChanged);
        }
        match self.today {
            Today::AsDecided => {}
            Today::Denied => return Err(Stop::Denied),
            Today::OtherThings => return Err(Stop::OtherThings),
            Today::Stricter => return Err(Stop::Stricter),
        }
        match self.verdict {
            Some(verdict) => verdict.stands(),
            None if matches!(call, CallState::Executing) => Ok(()),
            None => Err(Stop::NotApproved),
        }
    }
}

impl FoundVerdict {
    const fn stands(self) -> Result<(), Stop> {
        if !matches!(self.hold, Some(HoldState::Approved)) {
            return Err(Stop::NotApproved);
        }
        if !self.in_time {
            return Err(Stop::Expired);
        }
        if !self.as_shown {
            return Err(Stop::NotAsShown);
        }
        if !self.entitled {
            return Err(Stop::NotEntitled);
        }
        if !self.same_plan {
            return Err(Stop::PlanMoved);
        }
        Ok(())
    }
}

impl CallState {
    const fn may_run(self) -> bool {
        self.after(super::CallEvent::Succeed).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::{CallState, Found, FoundVerdict, HoldState, Stop, Today};

    const YES: FoundVerdict = FoundVerdict {
        hold: Some(HoldState::Approved),
        in_time: true,
        as_shown: true,
        entitled: true,
        same_plan: true,
    };
    const HELD: Found = Found {
        minted: CallState::Held,
        call: Some(CallState::Held),
        in_lease: true,
        signed_in: true,
        same_tool: true,
        today: Today::AsDecided,
        verdict: Some(YES),
    };
    const LET_THROUGH: Found =
        Found { minted: CallState::Executing, call: Some(CallState::Executing), verdict: None, ..HELD };

    const fn with(verdict: FoundVerdict) -> Found {
        Found { verdict: Some(verdict), ..HELD }
    }

    #[test]
    fn a_call_runs_when_everything_is_as_it_was_and_any_one_thing_that_is_not_stops_it() {
        for found in [HELD, LET_THROUGH] {
            assert_eq!(found.redemption(), Ok(()));
            for (moved, stop) in [
                (Found { call: None, ..found }, Stop::Gone),
                (Found { in_lease: false, ..found }, Stop::Ended),
                (Found { signed_in: false, ..found }, Stop::SignedOut),
                (Found { same_tool: false, ..found }, Stop::ToolChanged),
                (Found { today: Today::Denied, ..found }, Stop::Denied),
                (Found { today: Today::OtherThings, ..found }, Stop::OtherThings),
                (Found { today: Today::Stricter, ..found }, Stop::Stricter),
            ] {
                assert_eq!(moved.redemption(), Err(stop));
            }
        }
        for (moved, stop) in [
            (FoundVerdict { hold: None, ..YES }, Stop::NotApproved),
            (FoundVerdict { in_time: false, ..YES }, Stop::Expired),
            (FoundVerdict { as_shown: false, ..YES }, Stop::NotAsShown),
            (FoundVerdict { entitled: false, ..YES }, Stop::NotEntitled),
            (FoundVerdict { same_plan: false, ..YES }, Stop::PlanMoved),
        ] {
            assert_eq!(with(moved).redemption(), Err(stop));
        }
    }

    #[test]
    fn only_an_approved_hold_lets_a_call_run_and_only_a_call_that_stands_as_it_did() {
        for hold in HoldState::ALL {
            let ok = with(FoundVerdict { hold: Some(*hold), ..YES }).redemption().is_ok();
            assert_eq!(ok, *hold == HoldState::Approved, "{hold}");
        }
        for minted in CallState::ALL {
            for call in CallState::ALL {
                let open = matches!(minted, CallState::Held | CallState::Planned | CallState::Executing);
                let found = Found { minted: *minted, call: Some(*call), ..HELD };
                assert_eq!(found.redemption().is_ok(), minted == call && open, "{minted}, then {call}");
            }
        }
    }

    #[test]
    fn a_call_that_waits_does_not_run_without_a_verdict() {
        for waits in [CallState::Held, CallState::Planned] {
            let found = Found { minted: waits, call: Some(waits), verdict: None, ..HELD };
            assert_eq!(found.redemption(), Err(Stop::NotApproved));
        }
    }
}
