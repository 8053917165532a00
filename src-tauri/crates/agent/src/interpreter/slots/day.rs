//! Days, in the words that tools take: a date that is whole is written out, one
//! without a year is left to the tool, which knows the day it is.

use jiff::civil::Date;

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

const MONTHS: [(&str, &str); 12] = [
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may", "may"),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sep"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
];

pub(super) fn is_weekday(word: &str) -> bool {
    WEEKDAYS.contains(&word)
}

/// A weekday, a month, or a word such as today: no name of anybody.
pub(super) fn is_of_time(word: &str) -> bool {
    let word = word.to_lowercase();
    let word = word.as_str();
    is_weekday(word)
        || MONTHS.iter().any(|(long, _)| *long == word)
        || ["today", "tonight", "tomorrow", "yesterday", "noon", "midnight", "later", "now"].contains(&word)
}

/// A due date.
pub(super) fn day(words: &[&str]) -> Option<String> {
    let words = without_commas(words);
    let known = match words.as_slice() {
        ["today" | "tomorrow" | "weekend"] | ["next", "week" | "weekend"] | ["this" | "the", "weekend"] => true,
        ["at", "the", "weekend"] => true,
        [day] | ["this" | "next", day] => is_weekday(day),
        _ => false,
    };
    if known { Some(words.join(" ")) } else { date(&words) }
}

/// When the weather is asked for.
pub(super) fn of_weather(words: &[&str]) -> Option<String> {
    match words {
        ["tonight"] | ["this", "evening"] => Some("tonight".to_owned()),
        _ => day(words),
    }
}

/// A date of the calendar: `2027-05-03`, or `3 may` where no year is said.
pub(super) fn date(words: &[&str]) -> Option<String> {
    let words = without_commas(words);
    let (day, month, year) = match words.as_slice() {
        [iso] => return iso_date(iso),
        ["the", day, "of", month] | [day, "of", month] | [day, month] if of_month(day).is_some() => (day, month, None),
        ["the", day, "of", month, year] | [day, "of", month, year] | [day, month, year] if of_month(day).is_some() => {
            (day, month, Some(year))
        }
        [month, "the", day] | [month, day] => (day, month, None),
        [month, day, year] => (day, month, Some(year)),
        _ => return None,
    };
    let month = MONTHS.iter().position(|(long, short)| long == month || short == month)?;
    let (day, number) = (of_month(day)?, i8::try_from(month).ok()? + 1);
    match year {
        Some(year) => {
            let year = Some(year).filter(|year| year.len() == 4)?.parse().ok()?;
            Some(Date::new(year, number, day).ok()?.to_string())
        }
        // In a leap year, so that 29 February may be said.
        None => Date::new(2028, number, day).ok().map(|_| format!("{day} {}", MONTHS.get(month).map_or("", |m| m.0))),
    }
}

fn without_commas<'a>(words: &[&'a str]) -> Vec<&'a str> {
    words.iter().copied().filter(|word| *word != ",").collect()
}

fn iso_date(word: &str) -> Option<String> {
    let date: Date = word.parse().ok()?;
    (date.to_string() == word).then(|| word.to_owned())
}

/// `3`, `3rd`.
fn of_month(word: &str) -> Option<i8> {
    let digits = word.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(word.len());
    let (digits, ending) = word.split_at(digits);
    let ends = ["", "st", "nd", "rd", "th"].contains(&ending);
    digits.parse().ok().filter(|day| ends && (1..=31).contains(day))
}
