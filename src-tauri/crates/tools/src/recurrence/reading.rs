//! A rule as a person reads it: "every weekday at 09:00".

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rrule::Frequency;

use super::{Day, Repeat, Until};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/// Times of a day that are still read out one by one.
const READ_OUT: usize = 4;

impl Repeat {
    /// In plain words, for a rule that counts from `start`.
    pub(crate) fn words(&self, start: Timestamp, zone: &TimeZone) -> String {
        let start = zone.to_datetime(start);
        let mut text = match self.frequency {
            Frequency::Secondly | Frequency::Minutely => self.each("minute"),
            Frequency::Hourly => self.each("hour"),
            Frequency::Daily => self.each("day"),
            Frequency::Weekly => self.weekly(start),
            Frequency::Monthly => self.each("month"),
            Frequency::Yearly => self.each("year"),
        };
        text.push_str(&self.on_days(start));
        text.push_str(&self.at_times(start));
        if !self.positions.is_empty() {
            let picked: Vec<String> = self.positions.iter().map(|nth| ordinal(*nth)).collect();
            text.push_str(&format!(", of these the {}", listed(&picked)));
        }
        text.push_str(&self.ending(zone));
        text
    }

    fn each(&self, unit: &str) -> String {
        if self.interval == 1 { format!("every {unit}") } else { format!("every {} {unit}s", self.interval) }
    }

    fn weekly(&self, start: DateTime) -> String {
        let mut days: Vec<i8> = self.days.iter().map(|day| day.offset).collect();
        if days.is_empty() {
            days.push(start.weekday().to_monday_zero_offset());
        }
        let named = match days.as_slice() {
            [0, 1, 2, 3, 4] => "weekday".to_owned(),
            [5, 6] => "Saturday and Sunday".to_owned(),
            [0, 1, 2, 3, 4, 5, 6] => "day".to_owned(),
            days => listed(&days.iter().map(|day| name(&DAYS, *day)).collect::<Vec<_>>()),
        };
        match (self.interval, named.as_str()) {
            (1, named) => format!("every {named}"),
            (_, "weekday" | "day") => format!("{} on every {named}", self.each("week")),
            (_, named) => format!("{} on {named}", self.each("week")),
        }
    }

    fn on_days(&self, start: DateTime) -> String {
        let mut text = String::new();
        let yearly = self.frequency == Frequency::Yearly;
        let no_day = self.days.is_empty() && self.month_days.is_empty() && self.year_days.is_empty();
        let months: Vec<String> = match self.months.as_slice() {
            [] if yearly && no_day && self.weeks.is_empty() => vec![name(&MONTHS, start.month() - 1)],
            months => months.iter().map(|month| name(&MONTHS, month - 1)).collect(),
        };
        if self.frequency != Frequency::Weekly && !self.days.is_empty() {
            let nth = self.days.iter().any(|day| day.nth != 0);
            let days: Vec<String> = self.days.iter().map(|day| day_words(*day)).collect();
            text.push_str(&format!(" on {}{}", if nth { "the " } else { "" }, listed(&days)));
        }
        let mut month_days = self.month_days.clone();
        let fills = yearly && self.weeks.is_empty() || self.frequency == Frequency::Monthly;
        if no_day && fills {
            month_days.push(start.day().into());
        }
        if !month_days.is_empty() {
            let days: Vec<String> = month_days.iter().map(|day| day_of(*day)).collect();
            let joined = if self.days.is_empty() { " on the" } else { " that is the" };
            text.push_str(&format!("{joined} {}", listed(&days)));
        }
        if !self.year_days.is_empty() {
            let days: Vec<String> = self.year_days.iter().map(|day| day_of(*day)).collect();
            text.push_str(&format!(" on the {} of the year", listed(&days)));
        }
        if !self.weeks.is_empty() {
            if no_day {
                text.push_str(&format!(" on {}", name(&DAYS, start.weekday().to_monday_zero_offset())));
            }
            let weeks: Vec<String> = self.weeks.iter().map(i16::to_string).collect();
            text.push_str(&format!(" in week {}", listed(&weeks)));
        }
        if !months.is_empty() {
            text.push_str(&format!(" {} {}", if month_days.is_empty() { "in" } else { "of" }, listed(&months)));
        }
        text
    }

    fn at_times(&self, start: DateTime) -> String {
        let numbers = |numbers: &[i16]| listed(&numbers.iter().map(i16::to_string).collect::<Vec<_>>());
        if matches!(self.frequency, Frequency::Secondly | Frequency::Minutely | Frequency::Hourly) {
            let mut text = String::new();
            if !self.minutes.is_empty() {
                text.push_str(&format!(" at minute {}", numbers(&self.minutes)));
            }
            if !self.hours.is_empty() {
                text.push_str(&format!(" in hour {}", numbers(&self.hours)));
            }
            return text;
        }
        let or_start =
            |named: &[i16], start: i8| if named.is_empty() { vec![i16::from(start)] } else { named.to_vec() };
        let (hours, minutes) = (or_start(&self.hours, start.hour()), or_start(&self.minutes, start.minute()));
        if hours.len() * minutes.len() > READ_OUT {
            return format!(" at minute {} of hour {}", numbers(&minutes), numbers(&hours));
        }
        let times = hours.iter().flat_map(|hour| minutes.iter().map(move |minute| format!("{hour:02}:{minute:02}")));
        format!(" at {}", listed(&times.collect::<Vec<_>>()))
    }

    fn ending(&self, zone: &TimeZone) -> String {
        let day = |day: jiff::civil::Date| crate::due::local(day);
        let at = |at: DateTime| format!(" until {} {}", day(at.date()), at.strftime("%H:%M"));
        match (self.count, self.until) {
            (Some(1), _) => ", once".to_owned(),
            (Some(count), _) => format!(", {count} times"),
            (None, None) => String::new(),
            (None, Some(Until::Day(last))) => format!(" until {}", day(last)),
            (None, Some(Until::Local(local))) => at(local),
            (None, Some(Until::Moment(moment))) => at(zone.to_datetime(moment)),
        }
    }
}

fn name(names: &[&str], at: impl TryInto<usize>) -> String {
    at.try_into().ok().and_then(|at| names.get(at)).copied().unwrap_or_default().to_owned()
}

fn day_words(day: Day) -> String {
    let name = name(&DAYS, day.offset);
    if day.nth == 0 { name } else { format!("{} {name}", ordinal(day.nth)) }
}

/// The day of a month or year, where the last ones count from the end.
fn day_of(day: i16) -> String {
    if day < 0 { format!("{} day", ordinal(day)) } else { ordinal(day) }
}

fn ordinal(nth: i16) -> String {
    let number = nth.saturating_abs();
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    match nth {
        -1 => "last".to_owned(),
        ..-1 => format!("{number}{ending} last"),
        _ => format!("{number}{ending}"),
    }
}

fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
