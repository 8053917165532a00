//! The few words that stand for an RRULE.

use jiff::civil::Weekday;
use rrule::Frequency;

use super::{Day, Repeat};
use crate::due;

/// The rule these words stand for, if they are among those that do.
pub(super) fn read(said: &str) -> Option<Repeat> {
    let plain = said.to_lowercase().replace(',', " ");
    let words: Vec<&str> = plain.split_whitespace().filter(|word| *word != "and").collect();
    let every = |frequency| Some(Repeat::every(frequency, 1));
    match words.as_slice() {
        ["minutely"] => every(Frequency::Minutely),
        ["hourly"] => every(Frequency::Hourly),
        ["daily"] => every(Frequency::Daily),
        ["weekly"] => every(Frequency::Weekly),
        ["monthly"] => every(Frequency::Monthly),
        ["yearly" | "annually"] => every(Frequency::Yearly),
        ["weekdays" | "workdays"] | ["on", "weekdays" | "workdays"] => Some(on(&WORKDAYS)),
        ["weekends"] | ["on" | "at", "weekends"] => Some(on(&WEEKEND)),
        ["every" | "each", rest @ ..] => after_every(rest),
        ["on", rest @ ..] | rest if !rest.is_empty() => {
            let days: Option<Vec<Weekday>> = rest.iter().map(|word| plural(word)).collect();
            days.map(|days| on(&days))
        }
        _ => None,
    }
}

const WORKDAYS: [Weekday; 5] =
    [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
const WEEKEND: [Weekday; 2] = [Weekday::Saturday, Weekday::Sunday];

fn after_every(words: &[&str]) -> Option<Repeat> {
    match words {
        ["weekday" | "workday"] | ["working", "day"] => Some(on(&WORKDAYS)),
        ["weekend"] => Some(on(&WEEKEND)),
        [unit] if self::unit(unit).is_some() => Some(Repeat::every(self::unit(unit)?, 1)),
        ["other" | "second", unit] => Some(Repeat::every(self::unit(unit)?, 2)),
        [number, unit] if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            let interval = number.parse().ok().filter(|interval| (1..=9_999).contains(interval))?;
            Some(Repeat::every(self::unit(unit)?, interval))
        }
        [] => None,
        days => days.iter().map(|word| due::weekday(word)).collect::<Option<Vec<_>>>().map(|days| on(&days)),
    }
}

fn unit(word: &str) -> Option<Frequency> {
    Some(match word {
        "minute" | "minutes" | "min" => Frequency::Minutely,
        "hour" | "hours" => Frequency::Hourly,
        "day" | "days" | "morning" | "evening" => Frequency::Daily,
        "week" | "weeks" => Frequency::Weekly,
        "month" | "months" => Frequency::Monthly,
        "year" | "years" => Frequency::Yearly,
        _ => return None,
    })
}

/// `mondays`: without "every", one Monday alone repeats nothing.
fn plural(word: &str) -> Option<Weekday> {
    due::weekday(word.strip_suffix('s')?)
}

fn on(days: &[Weekday]) -> Repeat {
    let mut days: Vec<Day> = days.iter().map(|day| Day { nth: 0, offset: day.to_monday_zero_offset() }).collect();
    days.sort_unstable();
    days.dedup();
    Repeat { days, ..Repeat::every(Frequency::Weekly, 1) }
}
