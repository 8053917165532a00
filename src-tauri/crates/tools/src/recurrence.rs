//! When something comes again: an RRULE (RFC 5545), or a few words that stand for one.
//!
//! Days and what is longer come from the `rrule` library on the clock on the wall,
//! and only then become moments of a zone: 9:00 stays 9:00 when clocks change. A
//! local time that is skipped moves on by what was skipped, one that comes twice
//! counts once, the first time; both as the RFC has it. Hours and minutes are plain
//! steps of time. The work for one answer is bounded, whatever the rule.

use assent_gate::ArgumentError;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

mod calendar;
mod parse;
mod phrases;
mod reading;
mod steps;

const YEARS_AHEAD: i64 = 10;

/// How often, in the library's word for it.
pub(crate) use rrule::Frequency;

/// A day of the week, every one or the n-th of its month or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day {
    /// 1 to 53 from the start, -1 to -53 from the end; 0 for every one.
    nth: i16,
    /// Days after Monday.
    offset: i8,
}

impl Day {
    fn weekday(self) -> Weekday {
        Weekday::from_monday_zero_offset(self.offset).unwrap_or(Weekday::Monday)
    }
}

/// The last moment at which something comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    /// This moment.
    Moment(Timestamp),
    /// This local time.
    Local(jiff::civil::DateTime),
    /// The end of this local day.
    Day(jiff::civil::Date),
}

/// A rule that can be kept: read, checked, and written in one way only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Repeat {
    frequency: Frequency,
    interval: u16,
    count: Option<u32>,
    until: Option<Until>,
    /// Days after Monday on which a week starts.
    week_start: i8,
    months: Vec<i16>,
    weeks: Vec<i16>,
    year_days: Vec<i16>,
    month_days: Vec<i16>,
    days: Vec<Day>,
    hours: Vec<i16>,
    minutes: Vec<i16>,
    positions: Vec<i16>,
}

impl Repeat {
    fn every(frequency: Frequency, interval: u16) -> Self {
        Self {
            frequency,
            interval,
            count: None,
            until: None,
            week_start: 0,
            months: Vec::new(),
            weeks: Vec::new(),
            year_days: Vec::new(),
            month_days: Vec::new(),
            days: Vec::new(),
            hours: Vec::new(),
            minutes: Vec::new(),
            positions: Vec::new(),
        }
    }

    /// Reads an RRULE, or words such as `every weekday`.
    pub(crate) fn read(said: &str) -> Result<Self, ArgumentError> {
        phrases::read(said).map_or_else(|| parse::rule(said), Ok)
    }

    /// The first time at or after `start`, from which the rule counts.
    ///
    /// # Errors
    /// [`ArgumentError::Invalid`] when there is none within ten years.
    pub(crate) fn first(&self, start: Timestamp, zone: &TimeZone) -> Result<Timestamp, ArgumentError> {
        let horizon =
            start.saturating_add(SignedDuration::from_hours(24 * 366 * YEARS_AHEAD)).unwrap_or(Timestamp::MAX);
        let before = start.saturating_sub(1.nanosecond()).unwrap_or(start);
        self.after(start, zone, before).filter(|first| *first <= horizon).ok_or_else(|| {
            ArgumentError::invalid(format!(
                "The repetition “{self}” comes up at no time in the {YEARS_AHEAD} years from its start. Change the days \
                 or the end it names."
            ))
        })
    }

    /// The next time after `after`, counted from `start`; `None` when it has ended.
    pub(crate) fn after(&self, start: Timestamp, zone: &TimeZone, after: Timestamp) -> Option<Timestamp> {
        let start = Timestamp::from_second(start.as_second()).unwrap_or(start);
        let Some(count) = self.count else { return self.next(start, zone, after) };
        let mut last = start.saturating_sub(1.nanosecond()).unwrap_or(start);
        for _ in 0..count {
            last = self.next(start, zone, last)?;
            if last > after {
                return Some(last);
            }
        }
        None
    }

    /// As [`Self::after`], without counting.
    fn next(&self, start: Timestamp, zone: &TimeZone, after: Timestamp) -> Option<Timestamp> {
        let end = self.end(zone);
        if end.is_some_and(|end| after >= end) {
            return None;
        }
        let found = match self.frequency {
            Frequency::Hourly | Frequency::Minutely | Frequency::Secondly => steps::next(self, start, zone, after),
            Frequency::Yearly | Frequency::Monthly | Frequency::Weekly | Frequency::Daily => {
                calendar::next(self, start, zone, after)
            }
        };
        found.filter(|found| end.is_none_or(|end| *found <= end))
    }

    fn end(&self, zone: &TimeZone) -> Option<Timestamp> {
        let local = match self.until? {
            Until::Moment(moment) => return Some(moment),
            Until::Local(local) => local,
            Until::Day(day) => day.at(23, 59, 59, 999_999_999),
        };
        zone.to_ambiguous_timestamp(local).later().ok()
    }
}

#[cfg(test)]
mod tests;
