//! Which day somebody means, seen from their own today. Weeks begin on Monday.
//! Words that could mean two days are answered with a question that names them.

use assent_gate::{ArgumentError, Look};
use jiff::Span;
use jiff::civil::{Date, Weekday};

mod months;

const TAKES: &str = "today, tomorrow, next week (its Monday), a weekday, this weekend or next weekend (its Saturday), \
                     or a date such as 2026-12-01 or 3 May";

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
    let today = look.now.to_zoned(look.zone.clone()).date();
    meant(said, today).map_err(|unclear| unclear.question(said))
}

/// Why words are no one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unclear {
    /// They could mean any of these days.
    Either([Date; 2]),
    /// They are a date, written in a way that is not taken, which could be these days.
    Written(Vec<Date>),
    /// They mean a day that can be named only with its date: why, and the date.
    Named(&'static str, Date),
    /// They mean no day.
    Nothing,
}

impl Unclear {
    fn question(self, said: &str) -> ArgumentError {
        let said = shown(said);
        let day = |day: &Date| format!("{day} ({})", local(*day));
        ArgumentError::invalid(match self {
            Self::Nothing => format!("Which day is “{said}”? Give {TAKES}."),
            Self::Named(why, date) => format!("“{said}” {why}. Give the date, {}.", day(&date)),
            Self::Written(days) if days.len() == 1 => {
                let days: Vec<String> = days.iter().map(day).collect();
                format!("Is “{said}” {}? Give the date like that.", days.concat())
            }
            Self::Written(days) => which(&said, &days),
            Self::Either(days) => which(&said, &days),
        })
    }
}

fn which(said: &str, days: &[Date]) -> String {
    let days: Vec<String> = days.iter().map(|day| format!("{day} ({})", local(*day))).collect();
    format!("Which day is “{said}”: {}? Give one of these dates.", days.join(" or "))
}

/// What somebody said, short and without control characters, to be quoted.
pub(crate) fn shown(said: &str) -> String {
    said.trim().chars().filter(|c| !c.is_control()).take(60).collect()
}

/// A due date as its person reads it.
pub(crate) fn local(day: Date) -> String {
    day.strftime("%a %-d %b %Y").to_string()
}

/// The days meant, seen from `today`.
pub(crate) fn meant(said: &str, today: Date) -> Result<Due, Unclear> {
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
        [day] => (weekday(day).map(|day| coming(today, day)).transpose()?.or_else(|| iso(day)), 0),
        ["this", day] => (weekday(day).map(|day| this(today, monday, day)).transpose()?, 0),
        ["next", day] => (weekday(day).map(|day| next(today, monday, day)).transpose()?, 0),
        _ => (None, 0),
    };
    let first = one.or_else(|| months::named(words, today)).ok_or_else(|| unclear(words, today))?;
    Ok(Due::Days { first, last: later(first, span) })
}

/// A plain weekday is the next one; said on that very day it could be either.
fn coming(today: Date, day: Weekday) -> Result<Date, Unclear> {
    let then = after(today, day);
    if today.weekday() == day { either([today, then]) } else { Ok(then) }
}

/// "This Friday" lies in this week; where that is past, it could be the coming one.
fn this(today: Date, monday: Date, day: Weekday) -> Result<Date, Unclear> {
    let then = later(monday, i64::from(day.to_monday_zero_offset()));
    if then < today { either([then, later(then, 7)]) } else { Ok(then) }
}

/// "Next Friday" is the coming one to some, and that of the next week to others,
/// whose weeks begin on Monday or on Sunday.
fn next(today: Date, monday: Date, day: Weekday) -> Result<Date, Unclear> {
    let sunday = later(today, -i64::from(today.weekday().to_sunday_zero_offset()));
    let coming = after(today, day);
    let from_monday = later(monday, 7 + i64::from(day.to_monday_zero_offset()));
    let from_sunday = later(sunday, 7 + i64::from(day.to_sunday_zero_offset()));
    either([coming, from_monday.max(from_sunday)])
}

fn later(day: Date, days: i64) -> Date {
    Span::new().try_days(days).map_or(Date::MAX, |days| day.saturating_add(days))
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

/// The one day that is meant, else both.
fn either(days: [Date; 2]) -> Result<Date, Unclear> {
    if days[0] == days[1] { Ok(days[0]) } else { Err(Unclear::Either(days)) }
}

fn unclear(words: &[&str], today: Date) -> Unclear {
    match words {
        ["yesterday"] => Unclear::Named("is past", later(today, -1)),
        ["in", number, unit @ ("day" | "days" | "week" | "weeks")] => {
            let days = if unit.starts_with("day") { 1 } else { 7 };
            let date = |count| Unclear::Named("is no day that is taken", later(today, count * days));
            count(number).map_or(Unclear::Nothing, date)
        }
        [word] => match numbers(word, today) {
            days if days.is_empty() => Unclear::Nothing,
            days => Unclear::Written(days),
        },
        _ => Unclear::Nothing,
    }
}

/// A small number, in digits or as a word, for example `3`, `three` or `a`.
#[must_use]
pub fn count(word: &str) -> Option<i64> {
    const WORDS: [&str; 13] =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let named = match word {
        "a" | "an" => Some(1),
        "fifteen" => Some(15),
        "twenty" => Some(20),
        "thirty" => Some(30),
        "forty" => Some(40),
        "sixty" => Some(60),
        "ninety" => Some(90),
        _ => WORDS.iter().position(|named| *named == word).and_then(|number| i64::try_from(number).ok()),
    };
    let digits = || word.bytes().all(|byte| byte.is_ascii_digit()) && word.len() <= 7;
    named.or_else(|| digits().then(|| word.parse().ok()).flatten())
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
