//! A time of day: `18:00`, `6 pm`, `noon`, `at 9`. An hour alone is one of the
//! 24, and where people mean either half of the day, it is both.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};

/// A time of day, or the midnight at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    At(Time),
    EndOfDay,
}

impl Clock {
    pub(super) fn on(&self, day: Date) -> Option<DateTime> {
        match self {
            Self::At(time) => Some(day.to_datetime(*time)),
            Self::EndOfDay => Some(day.checked_add(1.day()).ok()?.to_datetime(Time::midnight())),
        }
    }

    pub(super) const fn time(&self) -> Option<Time> {
        match self {
            Self::At(time) => Some(*time),
            Self::EndOfDay => None,
        }
    }
}

/// What a time of day could mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) clocks: Vec<Clock>,
    /// The first is meant, unless another one comes before it.
    pub(super) first_if_next: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

pub(super) fn read(words: &[&str]) -> Option<Reading> {
    let words = match words {
        ["at", rest @ ..] => rest,
        all => all,
    };
    let (words, half) = match words {
        [rest @ .., "in", "the", "morning"] => (rest, Some(Half::Morning)),
        [rest @ .., "in", "the", "afternoon" | "evening"] => (rest, Some(Half::Afternoon)),
        [rest @ .., "o'clock"] => (rest, None),
        [rest @ .., "am" | "a.m."] => (rest, Some(Half::Morning)),
        [rest @ .., "pm" | "p.m."] => (rest, Some(Half::Afternoon)),
        all => (all, None),
    };
    let [word] = words else { return None };
    let glued = [("a.m.", Half::Morning), ("p.m.", Half::Afternoon), ("am", Half::Morning), ("pm", Half::Afternoon)];
    let cut = glued.iter().find_map(|(ending, half)| Some((word.strip_suffix(ending)?, *half)));
    let (word, half) = match (cut, half) {
        (Some((word, cut)), None) => (word, Some(cut)),
        (Some(_), Some(_)) => return None,
        (None, half) => (*word, half),
    };
    match (word, half) {
        ("noon" | "midday", None) => Some(only(Time::constant(12, 0, 0, 0))),
        ("midnight", None) => {
            Some(Reading { clocks: vec![Clock::At(Time::midnight()), Clock::EndOfDay], first_if_next: false })
        }
        _ => digits(word, half),
    }
}

fn digits(word: &str, half: Option<Half>) -> Option<Reading> {
    let parts: Option<Vec<i8>> = word.split(':').enumerate().map(|(at, part)| two(part, at == 0)).collect();
    let (hour, minute, second) = match parts?.as_slice() {
        [hour] => (*hour, None, 0),
        [hour, minute] => (*hour, Some(*minute), 0),
        [hour, minute, second] => (*hour, Some(*minute), *second),
        _ => return None,
    };
    let time = |hour| Time::new(hour, minute.unwrap_or(0), second, 0).ok();
    match half {
        Some(half) if (1..=12).contains(&hour) => {
            let afternoon = if half == Half::Afternoon { 12 } else { 0 };
            Some(only(time(hour % 12 + afternoon)?))
        }
        Some(_) => None,
        None if minute.is_some() || !(1..=12).contains(&hour) => Some(only(time(hour)?)),
        None => {
            let other = if hour == 12 { Clock::EndOfDay } else { Clock::At(time(hour + 12)?) };
            let clocks = vec![Clock::At(time(hour)?), other];
            Some(Reading { clocks, first_if_next: (7..=11).contains(&hour) })
        }
    }
}

fn only(time: Time) -> Reading {
    Reading { clocks: vec![Clock::At(time)], first_if_next: false }
}

/// Two digits, or one for an hour.
fn two(part: &str, is_hour: bool) -> Option<i8> {
    let long_enough = part.len() == 2 || (is_hour && part.len() == 1);
    (long_enough && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse().ok()).flatten()
}
