//! When an alarm rings: from what somebody says to what is kept.

use assent_gate::{ArgumentError, RunError};
use jiff::{Timestamp, tz::TimeZone};

use super::failed;
use crate::recurrence::Repeat;

/// The word for no repetition.
pub(super) const NONE: &str = "none";

/// A rule as somebody says it; `None` for none at all.
pub(super) fn rule(said: &str) -> Result<Option<Repeat>, ArgumentError> {
    if said.trim().eq_ignore_ascii_case(NONE) { Ok(None) } else { Repeat::read(said).map(Some) }
}

/// The first ring at or after `start`.
pub(super) fn first(rule: Option<&Repeat>, start: Timestamp, zone: &TimeZone) -> Result<Timestamp, ArgumentError> {
    rule.map_or(Ok(start), |rule| rule.first(start, zone))
}

/// A moment that `resolve` wrote.
pub(super) fn written(moment: &str) -> Result<Timestamp, RunError> {
    moment.parse().map_err(|_| failed("INVALID_ARGUMENTS", "the time can't be read any more; ask again"))
}

/// The first ring that is still to come when it is set at last: a yes may come late.
pub(super) fn still_to_come(
    rule: Option<&Repeat>,
    start: Timestamp,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Timestamp, RunError> {
    if start > now {
        return Ok(start);
    }
    let next = rule.and_then(|rule| rule.after(start, zone, now));
    next.ok_or_else(|| failed("PAST", "the time it was asked for has passed in the meantime; give a time to come"))
}
