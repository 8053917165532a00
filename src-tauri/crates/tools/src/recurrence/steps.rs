//! Rules by hours and minutes: every so much time from the start, however clocks
//! change, and of these the ones at which the local clock and calendar are as named.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};
use rrule::Frequency;

use super::Repeat;

/// How many steps are looked at for one answer; those on days and in hours that
/// can't match are passed over together.
const LOOKS: u32 = 20_000;

pub(super) fn next(rule: &Repeat, start: Timestamp, zone: &TimeZone, after: Timestamp) -> Option<Timestamp> {
    let hourly = rule.frequency == Frequency::Hourly;
    // Minutes that an hourly rule names come in every hour of it.
    let expanded = hourly && !rule.minutes.is_empty();
    let step = i64::from(rule.interval) * if hourly { 3600 } else { 60 };
    let minute = i64::from(start.to_zoned(zone.clone()).minute());
    let base = start.as_second() - if expanded { minute * 60 } else { 0 };

    let mut earliest = after.checked_add(1.nanosecond()).ok()?.max(start);
    for _ in 0..LOOKS {
        let wanted = earliest.as_second() + i64::from(earliest.subsec_nanosecond() > 0);
        let into = (wanted - base).rem_euclid(step);
        let whole_minute = (into + 59) / 60 * 60;
        let offset = match into {
            _ if expanded && whole_minute < 3600 => whole_minute,
            0 => 0,
            _ => step,
        };
        let candidate = wanted - into + offset;
        let moment = Timestamp::from_second(candidate).ok()?;
        earliest = match fits(rule, &moment.to_zoned(zone.clone()))? {
            Fit::Yes => return Some(moment),
            Fit::From(later) => later,
        };
    }
    None
}

enum Fit {
    Yes,
    /// Nothing fits before this moment.
    From(Timestamp),
}

fn fits(rule: &Repeat, at: &Zoned) -> Option<Fit> {
    let date = at.date();
    let from_end = date.day() - date.days_in_month() - 1;
    let one_of = |wanted: &[i16], is: i8| wanted.is_empty() || wanted.contains(&i16::from(is));
    let on_day = one_of(&rule.months, date.month())
        && (one_of(&rule.month_days, date.day()) || one_of(&rule.month_days, from_end))
        && (rule.days.is_empty() || rule.days.iter().any(|day| day.weekday() == date.weekday()));
    if !on_day {
        let tomorrow = date.tomorrow().ok()?.to_zoned(at.time_zone().clone()).ok()?;
        return Some(Fit::From(tomorrow.timestamp()));
    }
    if !one_of(&rule.hours, at.hour()) {
        let left = 3600 - i64::from(at.minute()) * 60 - i64::from(at.second());
        return Some(Fit::From(at.timestamp().checked_add(left.seconds()).ok()?));
    }
    if !one_of(&rule.minutes, at.minute()) {
        return Some(Fit::From(at.timestamp().checked_add(1.second()).ok()?));
    }
    Some(Fit::Yes)
}
