//! Rules by days, weeks, months and years, through the library. It is given the
//! clock on the wall as if it were UTC, and a start close to the answer, so that it
//! neither knows zones nor walks through the years since the rule was made.

use chrono::{DateTime as Chrono, Month, NaiveDate, TimeZone as _, Weekday as ChronoDay};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan, Unit};
use rrule::{Frequency, NWeekday, RRule, Tz, Unvalidated};

use super::{Day, Repeat};

/// What a change of clocks can put out of order, at most: a whole day.
const DISORDER: SignedDuration = SignedDuration::from_hours(26);

pub(super) fn next(rule: &Repeat, start: Timestamp, zone: &TimeZone, after: Timestamp) -> Option<Timestamp> {
    let from = zone.to_datetime(start);
    let anchor = anchor(rule, from.date(), zone.to_datetime(after.max(start)).date());
    let set = library(rule, from).build(wall(anchor, Time::midnight())?).ok()?.limit();
    let mut best: Option<(DateTime, Timestamp)> = None;
    for found in &set {
        let local = local(&found)?;
        if best.is_some_and(|(first, _)| local.duration_since(first) > DISORDER) {
            break;
        }
        let Ok(moment) = zone.to_ambiguous_timestamp(local).compatible() else { break };
        if moment > after && moment >= start && best.is_none_or(|(_, best)| moment < best) {
            best = Some((best.map_or(local, |(first, _)| first), moment));
        }
    }
    best.map(|(_, moment)| moment)
}

/// The start of the last period of the rule that began well before `day`.
fn anchor(rule: &Repeat, from: Date, day: Date) -> Date {
    let interval = i64::from(rule.interval);
    let whole = |periods: i64| (periods / interval - 1).max(0) * interval;
    match rule.frequency {
        Frequency::Yearly => {
            let years = whole(i64::from(day.year()) - i64::from(from.year()));
            from.first_of_year().saturating_add(years.years())
        }
        Frequency::Monthly => {
            let months = i64::from(day.year()) * 12 + i64::from(day.month());
            let months = whole(months - i64::from(from.year()) * 12 - i64::from(from.month()));
            from.first_of_month().saturating_add(months.months())
        }
        Frequency::Weekly => {
            let into = (from.weekday().to_monday_zero_offset() - rule.week_start).rem_euclid(7);
            let first = from.saturating_sub(i64::from(into).days());
            first.saturating_add(whole(days(first, day) / 7).weeks())
        }
        Frequency::Daily | Frequency::Hourly | Frequency::Minutely | Frequency::Secondly => {
            from.saturating_add(whole(days(from, day)).days())
        }
    }
}

fn days(from: Date, to: Date) -> i64 {
    from.until((Unit::Day, to)).map_or(0, |span| i64::from(span.get_days()))
}

/// The rule as the library takes it, with what it left to its start written out.
/// Where it counts and ends is not the library's: it would count from elsewhere.
fn library(rule: &Repeat, from: DateTime) -> RRule<Unvalidated> {
    let mut filled = rule.clone();
    let no_day = rule.days.is_empty() && rule.month_days.is_empty() && rule.year_days.is_empty();
    if no_day {
        let weekday = Day { nth: 0, offset: from.weekday().to_monday_zero_offset() };
        match rule.frequency {
            Frequency::Yearly if !rule.weeks.is_empty() => filled.days.push(weekday),
            Frequency::Yearly => filled.month_days.push(from.day().into()),
            Frequency::Monthly => filled.month_days.push(from.day().into()),
            Frequency::Weekly => filled.days.push(weekday),
            Frequency::Daily | Frequency::Hourly | Frequency::Minutely | Frequency::Secondly => {}
        }
        if rule.frequency == Frequency::Yearly && rule.weeks.is_empty() && rule.months.is_empty() {
            filled.months.push(from.month().into());
        }
    }
    if rule.hours.is_empty() {
        filled.hours.push(from.hour().into());
    }
    if rule.minutes.is_empty() {
        filled.minutes.push(from.minute().into());
    }
    let months: Vec<Month> = narrow::<u8>(&filled.months).into_iter().flat_map(Month::try_from).collect();
    RRule::new(rule.frequency)
        .interval(rule.interval)
        .week_start(chrono_day(rule.week_start))
        .by_month(&months)
        .by_week_no(narrow(&filled.weeks))
        .by_year_day(filled.year_days)
        .by_month_day(narrow(&filled.month_days))
        .by_weekday(filled.days.iter().map(|day| nth(*day)).collect())
        .by_hour(narrow(&filled.hours))
        .by_minute(narrow(&filled.minutes))
        .by_second(narrow(&[from.second().into()]))
        .by_set_pos(filled.positions.into_iter().map(i32::from).collect())
}

/// Numbers whose bounds were checked when the rule was read.
fn narrow<T: TryFrom<i16>>(numbers: &[i16]) -> Vec<T> {
    numbers.iter().filter_map(|number| T::try_from(*number).ok()).collect()
}

fn nth(day: Day) -> NWeekday {
    NWeekday::new((day.nth != 0).then_some(day.nth), chrono_day(day.offset))
}

fn chrono_day(offset: i8) -> ChronoDay {
    u8::try_from(offset).ok().and_then(|offset| ChronoDay::try_from(offset).ok()).unwrap_or(ChronoDay::Mon)
}

fn wall(date: Date, time: Time) -> Option<Chrono<Tz>> {
    let [month, day, hour, minute] = [date.month(), date.day(), time.hour(), time.minute()].map(u32::try_from);
    let date = NaiveDate::from_ymd_opt(date.year().into(), month.ok()?, day.ok()?)?;
    Tz::UTC.from_local_datetime(&date.and_hms_opt(hour.ok()?, minute.ok()?, 0)?).single()
}

fn local(found: &Chrono<Tz>) -> Option<DateTime> {
    let moment = Timestamp::from_second(found.timestamp()).ok()?;
    Some(TimeZone::UTC.to_datetime(moment))
}
