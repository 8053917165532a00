//! Which moment somebody means: so much time from now, a clock time on a day, or
//! ISO 8601. Without a zone it is the person's own. What could be two moments is
//! answered with a question that names both; what is past or too far says so.

use assent_gate::{ArgumentError, Look};
use jiff::civil::{Date, DateTime};
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::{AmbiguousOffset, Disambiguation, TimeZone};
use jiff::{SignedDuration, Span, Timestamp, ToSpan, Zoned};

use crate::due::{self, Due, Unclear};

mod clock;
mod span;

use clock::{Clock, Reading};

const TAKES: &str = "in 10 minutes, 1h30m, 18:00, 6 pm, tomorrow 7:30, monday at 9, or 2026-12-01T18:00, with Z or an \
                     offset such as +01:00 for another zone";
const YEARS_AHEAD: i64 = 10;
const LONGEST: usize = 100;

/// A moment to come, in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    /// When.
    pub(crate) at: Timestamp,
}

impl Moment {
    /// In the one way that always means it: RFC 3339 in UTC.
    pub(crate) fn canonical(self) -> String {
        self.at.to_string()
    }
}

/// Reads a moment to come, in the person's zone.
pub(crate) fn read(look: &Look<'_>, said: &str) -> Result<Moment, ArgumentError> {
    let now = look.now.to_zoned(look.zone.clone());
    let at = meant(said, &now)?;
    let at = Timestamp::from_second(at.as_second()).unwrap_or(at);
    let shown = due::shown(said);
    if at <= look.now {
        let then = long(&at.to_zoned(look.zone.clone()));
        return Err(ArgumentError::invalid(format!("“{shown}” is {then}, which is past. Give a time to come.")));
    }
    let last = now.checked_add(YEARS_AHEAD.years()).map_or(Timestamp::MAX, |last| last.timestamp());
    if at > last { Err(too_far(&shown)) } else { Ok(Moment { at }) }
}

fn too_far(shown: &str) -> ArgumentError {
    ArgumentError::invalid(format!("“{shown}” is more than {YEARS_AHEAD} years ahead. Give a time before that."))
}

fn unclear(said: &str) -> ArgumentError {
    ArgumentError::invalid(format!("When is “{}”? Give {TAKES}.", due::shown(said)))
}

fn meant(said: &str, now: &Zoned) -> Result<Timestamp, ArgumentError> {
    let plain = said.to_lowercase().replace(',', " ").replace('@', " at ");
    let words: Vec<&str> = plain.split_whitespace().collect();
    if said.len() > LONGEST || words.is_empty() {
        return Err(unclear(said));
    }
    if words == ["now"] {
        return Err(ArgumentError::invalid(format!("“now” leaves nothing to wait for. Give {TAKES}.")));
    }
    if let Some(at) = iso(said.trim(), now)? {
        return Ok(at);
    }
    match span::read(&words) {
        Some(span) => later(said, now, span),
        None => on_a_clock(said, &words, now),
    }
}

fn later(said: &str, now: &Zoned, span: span::Ahead) -> Result<Timestamp, ArgumentError> {
    let far = || too_far(&due::shown(said));
    if span.days == 0 {
        return now.timestamp().checked_add(SignedDuration::from_secs(span.seconds)).map_err(|_| far());
    }
    // So many days on, at this time of day on the clock on the wall.
    let local = Span::new().try_days(span.days).and_then(|days| now.datetime().checked_add(days)).map_err(|_| far())?;
    let local = local.checked_add(SignedDuration::from_secs(span.seconds)).map_err(|_| far())?;
    one(said, readings(&[local], now), now)
}

/// ISO 8601, which begins with a year.
fn iso(said: &str, now: &Zoned) -> Result<Option<Timestamp>, ArgumentError> {
    static PARSER: DateTimeParser = DateTimeParser::new().disambiguation(Disambiguation::Reject);
    let digits = said.bytes().take_while(u8::is_ascii_digit).count();
    let dashed = digits == 4 && said.as_bytes().get(4) == Some(&b'-');
    if !dashed && digits != 8 {
        return Ok(None);
    }
    if said.contains('[') {
        return PARSER.parse_zoned(said).map(|at| Some(at.timestamp())).map_err(|_| unclear(said));
    }
    if let Ok(at) = PARSER.parse_timestamp(said) {
        return Ok(Some(at));
    }
    match PARSER.parse_datetime(said) {
        // A date alone, and the like, may still have a clock time after it.
        Ok(local) if said.len() > 10 && said.contains(':') || said.contains(['t', 'T']) => {
            one(said, readings(&[local], now), now).map(Some)
        }
        _ => Ok(None),
    }
}

/// A clock time, alone or with a day before or after it.
fn on_a_clock(said: &str, words: &[&str], now: &Zoned) -> Result<Timestamp, ArgumentError> {
    let today = now.date();
    let mut day_alone = None;
    for at in 0..=words.len() {
        let (first, rest) = words.split_at(at);
        for (clock, day) in [(rest, first), (first, rest)] {
            let Some(day) = self::day(day, today) else { continue };
            match clock::read(clock) {
                Some(reading) => return settle(said, reading, day, now),
                None if clock.is_empty() => day_alone = Some(day),
                None => {}
            }
        }
    }
    match day_alone {
        Some(_) => {
            let shown = due::shown(said);
            Err(ArgumentError::invalid(format!("At what time is “{shown}”? Give it too, as in tomorrow 7:30.")))
        }
        None => Err(unclear(said)),
    }
}

/// The days that a clock time may be on.
enum Days {
    /// None was said.
    Unsaid,
    /// This one, or one of these.
    Said(Vec<Date>),
    /// A date in a notation that is not taken.
    Written(Vec<Date>),
    /// Several days in a row.
    Span(Date, Date),
}

fn day(words: &[&str], today: Date) -> Option<Days> {
    if words.is_empty() {
        return Some(Days::Unsaid);
    }
    match due::meant(&words.join(" "), today) {
        Ok(Due::Days { first, last }) if first == last => Some(Days::Said(vec![first])),
        Ok(Due::Days { first, last }) => Some(Days::Span(first, last)),
        Ok(Due::Undated) | Err(Unclear::Nothing) => None,
        Err(Unclear::Either(days)) => Some(Days::Said(days.to_vec())),
        Err(Unclear::Written(days)) => Some(Days::Written(days)),
        Err(Unclear::Named(_, day)) => Some(Days::Said(vec![day])),
    }
}

fn settle(said: &str, reading: Reading, days: Days, now: &Zoned) -> Result<Timestamp, ArgumentError> {
    let today = now.date();
    let on = |days: &[Date]| -> Vec<DateTime> {
        days.iter().flat_map(|day| reading.clocks.iter().filter_map(move |clock: &Clock| clock.on(*day))).collect()
    };
    let shown = due::shown(said);
    match days {
        Days::Unsaid => {
            let tomorrow = today.saturating_add(1.day());
            let coming = |clock: &Clock| {
                let on = |day| clock.on(day).map(|local| readings(&[local], now)).unwrap_or_default();
                let here: Vec<Zoned> = on(today).into_iter().filter(|at| at > now).collect();
                if here.is_empty() { on(tomorrow) } else { here }
            };
            let mut found: Vec<Zoned> = reading.clocks.iter().flat_map(coming).collect();
            found.sort();
            found.dedup();
            if reading.first_if_next
                && found.first().map(|at| at.time()) == reading.clocks.first().and_then(Clock::time)
            {
                found.truncate(1);
            }
            one(said, found, now)
        }
        Days::Said(days) => {
            let on_day = |day: &Date| {
                let local = on(&[*day]);
                let first = readings(local.get(..1).unwrap_or_default(), now);
                let settled = reading.first_if_next && first.iter().any(|at| at > now);
                if settled { first } else { readings(&local, now) }
            };
            one(said, days.iter().flat_map(on_day).collect(), now)
        }
        Days::Written(days) => {
            let times: Vec<String> = on(&days).iter().map(|at| at.strftime("%Y-%m-%dT%H:%M").to_string()).collect();
            Err(ArgumentError::invalid(format!("Is “{shown}” {}? Give the time like that.", times.join(" or "))))
        }
        Days::Span(first, last) => Err(ArgumentError::invalid(format!(
            "Which day of {} to {} is “{shown}”? Give the day, as in monday at 9.",
            due::local(first),
            due::local(last)
        ))),
    }
}

/// The moments that these local times could be; one that clocks skip could be
/// read with the offset before or after, one that comes twice is either.
fn readings(local: &[DateTime], now: &Zoned) -> Vec<Zoned> {
    let zone = now.time_zone();
    let read = |local: &DateTime| {
        let ambiguous = zone.to_ambiguous_timestamp(*local);
        let offsets = match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { offset } => vec![offset],
            AmbiguousOffset::Gap { before, after } => vec![after, before],
            AmbiguousOffset::Fold { before, after } => vec![before, after],
        };
        let moments = offsets.into_iter().filter_map(|offset| offset.to_timestamp(*local).ok());
        moments.map(|at| at.to_zoned(zone.clone())).collect::<Vec<_>>()
    };
    let mut all: Vec<Zoned> = local.iter().flat_map(read).collect();
    all.sort();
    all.dedup();
    all
}

/// The one that is still to come, else the question which. Where all are past it
/// is the first, for whoever says that it is.
fn one(said: &str, all: Vec<Zoned>, now: &Zoned) -> Result<Timestamp, ArgumentError> {
    let coming: Vec<&Zoned> = all.iter().filter(|at| *at > now).collect();
    match coming.as_slice() {
        [] => all.first().map(Zoned::timestamp).ok_or_else(|| unclear(said)),
        [at] => Ok(at.timestamp()),
        several => {
            let times: Vec<String> = several.iter().map(|at| long(at)).collect();
            let why = skipped_or_doubled(several, now.time_zone());
            Err(ArgumentError::invalid(format!(
                "Which time is “{}”: {}?{why} Give one of these.",
                due::shown(said),
                times.join(" or ")
            )))
        }
    }
}

fn skipped_or_doubled(several: &[&Zoned], zone: &TimeZone) -> String {
    match several {
        [a, b] if a.offset() != b.offset() && a.timestamp().duration_until(b.timestamp()).as_hours() <= 24 => {
            let name = zone.iana_name().unwrap_or("this zone");
            if a.time() == b.time() {
                format!(" Clocks in {name} go back then, so it comes twice.")
            } else {
                format!(" Clocks in {name} go forward then and skip it.")
            }
        }
        _ => String::new(),
    }
}

/// A time as it can be given back, with its weekday.
fn long(at: &Zoned) -> String {
    format!("{} ({})", at.strftime("%Y-%m-%dT%H:%M:%S%:z"), at.strftime("%A"))
}

#[cfg(test)]
mod tests;
