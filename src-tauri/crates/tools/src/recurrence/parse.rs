//! An RRULE as text: read strictly, with a sentence for what can't be kept, and
//! written back in one way only.

use std::fmt;

use assent_gate::ArgumentError;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use rrule::Frequency;

use super::{Day, Repeat, Until};

const TAKES: &str = "Give an RRULE such as FREQ=WEEKLY;BYDAY=MO,FR, or daily, every weekday, weekly, every monday, \
                     monthly, yearly, every 2 hours";
const LONGEST: usize = 400;
const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
/// Times on one day that a rule by days may name.
const TIMES_A_DAY: usize = 96;

fn refused<T>(sentence: impl fmt::Display) -> Result<T, ArgumentError> {
    Err(ArgumentError::invalid(format!("{sentence} {TAKES}.")))
}

pub(super) fn rule(said: &str) -> Result<Repeat, ArgumentError> {
    let text = said.trim().to_ascii_uppercase();
    let text = text.strip_prefix("RRULE:").unwrap_or(&text);
    let shown: String = said.trim().chars().filter(|c| !c.is_control()).take(60).collect();
    if text.is_empty() || text.len() > LONGEST || !text.contains("FREQ=") {
        return refused(format!("“{shown}” is no repetition."));
    }
    let mut parts: Vec<(&str, &str)> = Vec::new();
    for part in text.trim_end_matches(';').split(';') {
        let Some((name, value)) = part.split_once('=') else {
            return refused(format!("“{shown}” has a part without “=”."));
        };
        if parts.iter().any(|(known, _)| *known == name) {
            return refused(format!("{name} is there twice."));
        }
        parts.push((name, value));
    }
    let frequency = parts.iter().find(|(name, _)| *name == "FREQ").map_or("", |(_, value)| *value);
    let mut rule = Repeat::every(by_name(frequency)?, 1);
    for (name, value) in parts {
        part(&mut rule, name, value)?;
    }
    together(rule)
}

fn by_name(frequency: &str) -> Result<Frequency, ArgumentError> {
    Ok(match frequency {
        "YEARLY" => Frequency::Yearly,
        "MONTHLY" => Frequency::Monthly,
        "WEEKLY" => Frequency::Weekly,
        "DAILY" => Frequency::Daily,
        "HOURLY" => Frequency::Hourly,
        "MINUTELY" => Frequency::Minutely,
        "SECONDLY" => return refused("Nothing repeats faster than every minute."),
        _ => return refused("FREQ is one of YEARLY, MONTHLY, WEEKLY, DAILY, HOURLY, MINUTELY."),
    })
}

fn part(rule: &mut Repeat, name: &str, value: &str) -> Result<(), ArgumentError> {
    match name {
        "FREQ" => {}
        "INTERVAL" => rule.interval = one(name, value, 1..=9_999)?,
        "COUNT" => rule.count = Some(one(name, value, 1..=1_000)?),
        "UNTIL" => rule.until = Some(until(value)?),
        "WKST" => rule.week_start = weekday(value).map_or_else(|| refused("WKST is a day such as MO."), Ok)?,
        "BYMONTH" => rule.months = many(name, value, 1, 12, false)?,
        "BYWEEKNO" => rule.weeks = many(name, value, 1, 53, true)?,
        "BYYEARDAY" => rule.year_days = many(name, value, 1, 366, true)?,
        "BYMONTHDAY" => rule.month_days = many(name, value, 1, 31, true)?,
        "BYDAY" => rule.days = days(value)?,
        "BYHOUR" => rule.hours = many(name, value, 0, 23, false)?,
        "BYMINUTE" => rule.minutes = many(name, value, 0, 59, false)?,
        "BYSETPOS" => rule.positions = many(name, value, 1, 366, true)?,
        "BYSECOND" => return refused("BYSECOND is not taken: the second is that of the first time."),
        _ => {
            let name: String = name.chars().filter(|c| !c.is_control()).take(20).collect();
            return refused(format!("{name} is no part of a repetition."));
        }
    }
    Ok(())
}

fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let plain = !digits.is_empty() && digits.len() <= 5 && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn one<T>(name: &str, value: &str, range: std::ops::RangeInclusive<T>) -> Result<T, ArgumentError>
where
    T: std::str::FromStr + PartialOrd + fmt::Display,
{
    match number(value).filter(|number| range.contains(number)) {
        Some(number) => Ok(number),
        None => refused(format!("{name} is a whole number from {} to {}.", range.start(), range.end())),
    }
}

/// A list of numbers, sorted; with `signed` also counted from the end.
fn many(name: &str, value: &str, least: i16, most: i16, signed: bool) -> Result<Vec<i16>, ArgumentError> {
    let fits = |number: &i16| (least..=most).contains(&if signed { number.saturating_abs() } else { *number });
    let read: Option<Vec<i16>> = value.split(',').map(|text| number(text).filter(fits)).collect();
    let Some(mut numbers) = read else {
        let from_end = if signed { ", or less than 0 to count from the end" } else { "" };
        return refused(format!("{name} takes numbers from {least} to {most}{from_end}, with commas."));
    };
    numbers.sort_unstable();
    numbers.dedup();
    Ok(numbers)
}

fn weekday(text: &str) -> Option<i8> {
    DAYS.iter().position(|day| *day == text).and_then(|day| i8::try_from(day).ok())
}

fn days(value: &str) -> Result<Vec<Day>, ArgumentError> {
    let day = |text: &str| {
        let (nth, name) = text.split_at_checked(text.len().checked_sub(2)?)?;
        let nth = if nth.is_empty() { 0 } else { number(nth).filter(|nth: &i16| *nth != 0)? };
        Some(Day { nth, offset: weekday(name)? })
    };
    let Some(mut days) = value.split(',').map(day).collect::<Option<Vec<Day>>>() else {
        return refused("BYDAY takes days such as MO,WE, or 1MO for the first and -1FR for the last.");
    };
    days.sort_unstable();
    days.dedup();
    Ok(days)
}

fn until(value: &str) -> Result<Until, ArgumentError> {
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let read = match value.split_once('T') {
        None if digits(value, 8) => value.parse::<Date>().ok().map(Until::Day),
        Some((day, time)) if digits(day, 8) && digits(time.trim_end_matches('Z'), 6) => {
            let local = value.trim_end_matches('Z').parse::<DateTime>().ok();
            match value.strip_suffix('Z') {
                Some(_) => local.and_then(|at| at.to_zoned(TimeZone::UTC).ok()).map(|at| Until::Moment(at.timestamp())),
                None => local.map(Until::Local),
            }
        }
        _ => None,
    };
    read.map_or_else(|| refused("UNTIL is a day such as 20271231, or a time such as 20271231T170000Z."), Ok)
}

/// What parts may not stand together, or not with this frequency.
fn together(rule: Repeat) -> Result<Repeat, ArgumentError> {
    let frequency = rule.frequency;
    let yearly = frequency == Frequency::Yearly;
    let below_a_day = matches!(frequency, Frequency::Hourly | Frequency::Minutely | Frequency::Secondly);
    let nth = rule.days.iter().map(|day| day.nth.saturating_abs()).max().unwrap_or(0);
    let longest = match frequency {
        Frequency::Yearly if rule.months.is_empty() => 53,
        Frequency::Yearly | Frequency::Monthly => 5,
        Frequency::Weekly | Frequency::Daily | Frequency::Hourly | Frequency::Minutely | Frequency::Secondly => 0,
    };
    let times = rule.hours.len().max(1) * rule.minutes.len().max(1);
    let no_such_day = |month: &i16| {
        let days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let last = usize::try_from(month - 1).ok().and_then(|month| days.get(month)).copied().unwrap_or(31);
        rule.month_days.iter().all(|day: &i16| day.saturating_abs() > last)
    };
    let wrong = if rule.count.is_some() && rule.until.is_some() {
        "COUNT and UNTIL don't go together."
    } else if !yearly && (!rule.weeks.is_empty() || !rule.year_days.is_empty()) {
        "BYWEEKNO and BYYEARDAY go with FREQ=YEARLY only."
    } else if frequency == Frequency::Weekly && !rule.month_days.is_empty() {
        "BYMONTHDAY does not go with FREQ=WEEKLY."
    } else if nth > longest || (nth > 0 && !rule.weeks.is_empty()) {
        "A number before a day, as in 1MO, goes with FREQ=MONTHLY up to 5, and with FREQ=YEARLY up to 53."
    } else if nth > 0 && rule.days.iter().any(|day| day.nth == 0) {
        "BYDAY takes days with a number or days without one, not both."
    } else if !rule.positions.is_empty() && below_a_day {
        "BYSETPOS does not go with hours and minutes."
    } else if !rule.positions.is_empty() && !picks(&rule) {
        "BYSETPOS needs another part, such as BYDAY, to pick from."
    } else if !below_a_day && times > TIMES_A_DAY {
        "That is too often for one day; use FREQ=HOURLY or FREQ=MINUTELY."
    } else if !rule.months.is_empty() && !rule.month_days.is_empty() && rule.months.iter().all(no_such_day) {
        "There is no such day in the months it names."
    } else {
        return Ok(rule);
    };
    refused(wrong)
}

/// Something in the rule gives BYSETPOS more than one time to pick from.
fn picks(rule: &Repeat) -> bool {
    let lists = [&rule.months, &rule.weeks, &rule.year_days, &rule.month_days, &rule.hours, &rule.minutes];
    !rule.days.is_empty() || lists.iter().any(|list| !list.is_empty())
}

impl fmt::Display for Repeat {
    /// The RRULE, in one way only: reading it gives the same rule.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |name: &str, numbers: &[i16]| {
            let numbers: Vec<String> = numbers.iter().map(i16::to_string).collect();
            (!numbers.is_empty()).then(|| format!(";{name}={}", numbers.join(",")))
        };
        let name = |offset: i8| usize::try_from(offset).ok().and_then(|day| DAYS.get(day)).copied().unwrap_or("MO");
        let day = |day: &Day| match day.nth {
            0 => name(day.offset).to_owned(),
            nth => format!("{nth}{}", name(day.offset)),
        };
        write!(f, "FREQ={}", self.frequency)?;
        let days: Vec<String> = self.days.iter().map(day).collect();
        let parts = [
            (self.interval != 1).then(|| format!(";INTERVAL={}", self.interval)),
            self.count.map(|count| format!(";COUNT={count}")),
            self.until.map(|until| format!(";UNTIL={until}")),
            (self.week_start != 0).then(|| format!(";WKST={}", name(self.week_start))),
            list("BYMONTH", &self.months),
            list("BYWEEKNO", &self.weeks),
            list("BYYEARDAY", &self.year_days),
            list("BYMONTHDAY", &self.month_days),
            (!days.is_empty()).then(|| format!(";BYDAY={}", days.join(","))),
            list("BYHOUR", &self.hours),
            list("BYMINUTE", &self.minutes),
            list("BYSETPOS", &self.positions),
        ];
        parts.into_iter().flatten().try_for_each(|part| f.write_str(&part))
    }
}

impl fmt::Display for Until {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Moment(moment) => write!(f, "{}", moment.strftime("%Y%m%dT%H%M%SZ")),
            Self::Local(local) => write!(f, "{}", local.strftime("%Y%m%dT%H%M%S")),
            Self::Day(day) => write!(f, "{}", day.strftime("%Y%m%d")),
        }
    }
}
