//! Which day somebody means, seen from their own today. Weeks begin on Monday.
//! Words that could mean two days are answered with a question that names them.

use assent_gate::{ArgumentError, Look};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

const TAKES: &str = "today, tomorrow, next week (its Monday), a weekday, this weekend or next weekend (its Saturday), \
                     or a date such as 2026-12-01";

/// The word for no due date.
pub(crate) const NONE: &str = "none";

/// When something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// On no day.
    Undated,
    /// From `first` to `last`, both included; a thing is due on the first one,
    /// a list takes them all.
    Days { first: Date, last: Date },
}

impl Due {
    /// The day a thing is due on.
    pub(crate) fn day(self) -> Option<Date> {
        match self {
            Self::Undated => None,
            Self::Days { first, .. } => Some(first),
        }
    }
}

/// Reads a due date in the person's zone.
pub(crate) fn read(look: &Look<'_>, said: &str) -> Result<Due, ArgumentError> {
    meant(said, look.now.to_zoned(look.zone.clone()).date())
}

/// A due date as its person reads it.
pub(crate) fn local(day: Date) -> String {
    day.strftime("%a %-d %b %Y").to_string()
}

fn meant(said: &str, today: Date) -> Result<Due, ArgumentError> {
    let plain = said.to_lowercase();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let words = match words.as_slice() {
        ["on", rest @ ..] => rest,
        all => all,
    };
    let monday = later(today, -i64::from(today.weekday().to_monday_zero_offset()));
    let (one, span) = match words {
        ["none"] => return Ok(Due::Undated),
        ["today"] => (Some(today), 0),
        ["tomorrow"] => (Some(later(today, 1)), 0),
        ["next", "week"] => (Some(later(monday, 7)), 6),
        ["next", "weekend"] => (Some(later(monday, 12)), 1),
        ["weekend"] | ["this" | "the", "weekend"] | ["at", "the", "weekend"] => {
            // On a Sunday it is what is left of it.
            let saturday = today.max(later(monday, 5));
            (Some(saturday), i64::from(saturday.weekday() == Weekday::Saturday))
        }
        [day] => (weekday(day).map(|day| coming(said, today, day)).transpose()?.or_else(|| iso(day)), 0),
        ["this", day] => (weekday(day).map(|day| this(said, today, monday, day)).transpose()?, 0),
        ["next", day] => (weekday(day).map(|day| next(said, today, monday, day)).transpose()?, 0),
        _ => (None, 0),
    };
    let first = one.ok_or_else(|| unclear(said, words, today))?;
    Ok(Due::Days { first, last: later(first, span) })
}

/// A plain weekday is the next one; said on that very day it could be either.
fn coming(said: &str, today: Date, day: Weekday) -> Result<Date, ArgumentError> {
    let then = after(today, day);
    if today.weekday() == day { either(said, [today, then]) } else { Ok(then) }
}

/// "This Friday" lies in this week; where that is past, it could be the coming one.
fn this(said: &str, today: Date, monday: Date, day: Weekday) -> Result<Date, ArgumentError> {
    let then = later(monday, i64::from(day.to_monday_zero_offset()));
    if then < today { either(said, [then, later(then, 7)]) } else { Ok(then) }
}

/// "Next Friday" is the coming one to some, and that of the next week to others,
/// whose weeks begin on Monday or on Sunday.
fn next(said: &str, today: Date, monday: Date, day: Weekday) -> Result<Date, ArgumentError> {
    let sunday = later(today, -i64::from(today.weekday().to_sunday_zero_offset()));
    let coming = after(today, day);
    let from_monday = later(monday, 7 + i64::from(day.to_monday_zero_offset()));
    let from_sunday = later(sunday, 7 + i64::from(day.to_sunday_zero_offset()));
    either(said, [coming, from_monday.max(from_sunday)])
}

fn later(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

/// The next such weekday after today.
fn after(today: Date, day: Weekday) -> Date {
    let days = i64::from(today.weekday().until(day));
    later(today, if days == 0 { 7 } else { days })
}

pub(crate) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

/// A date written as `2026-12-01` and in no other way.
fn iso(word: &str) -> Option<Date> {
    let date: Date = word.parse().ok()?;
    (date.to_string() == word).then_some(date)
}

/// The one day that is meant, else the question which.
fn either(said: &str, days: [Date; 2]) -> Result<Date, ArgumentError> {
    if days[0] == days[1] { Ok(days[0]) } else { Err(which(said, &days)) }
}

fn which(said: &str, days: &[Date]) -> ArgumentError {
    let said: String = said.trim().chars().filter(|c| !c.is_control()).take(60).collect();
    let named: Vec<String> = days.iter().map(|day| format!("{day} ({})", local(*day))).collect();
    ArgumentError::invalid(match named.as_slice() {
        [] => format!("Which day is “{said}”? Give {TAKES}."),
        [day] => format!("Is “{said}” {day}? Give the date like that."),
        days => format!("Which day is “{said}”: {}? Give one of these dates.", days.join(" or ")),
    })
}

fn unclear(said: &str, words: &[&str], today: Date) -> ArgumentError {
    match words {
        [word] => which(said, &numbers(word, today)),
        _ => which(said, &[]),
    }
}

/// The days that a date such as `5/6` or `27.11.2026` could be; without a year,
/// the next such day.
fn numbers(word: &str, today: Date) -> Vec<Date> {
    let parts = word.trim_end_matches('.').split(['/', '.', '-']).map(str::parse::<i16>);
    let Ok(parts) = parts.collect::<Result<Vec<_>, _>>() else {
        return Vec::new();
    };
    let (a, b, year) = match parts.as_slice() {
        [a, b] => (*a, *b, None),
        [a, b, year @ 0..=99] => (*a, *b, Some(2000 + year)),
        [a, b, year] => (*a, *b, Some(*year)),
        _ => return Vec::new(),
    };
    let on = |day: i16, month: i16| {
        let in_year = |year| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
        let upcoming = || in_year(today.year()).filter(|day| *day >= today).or_else(|| in_year(today.year() + 1));
        year.map_or_else(upcoming, in_year)
    };
    let mut days: Vec<Date> = on(a, b).into_iter().chain(on(b, a)).collect();
    days.dedup();
    days
}

#[cfg(test)]
mod tests;
