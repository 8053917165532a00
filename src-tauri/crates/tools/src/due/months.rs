//! Dates with the month by its name: `3 may`, `may 3rd`, `3 may 2027`. Without a
//! year it is the next such day, as with a weekday.

use jiff::civil::Date;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// 29 February comes again after eight years at the latest.
const YEARS: i16 = 8;

pub(super) fn named(words: &[&str], today: Date) -> Option<Date> {
    let words = match words {
        ["the", rest @ ..] => rest,
        all => all,
    };
    let (day, month, year) = match words {
        [day, "of", month] => (day, month, None),
        [day, "of", month, year] => (day, month, Some(year)),
        [one, other] => (one, other, None),
        [one, other, year] => (one, other, Some(year)),
        _ => return None,
    };
    let number = |word: &str| MONTHS.iter().position(|month| *month == word || month.get(..3) == Some(word));
    let (day, month) = number(month).map(|month| (day, month)).or_else(|| Some((month, number(day)?)))?;
    let (day, month) = (of_month(day)?, i8::try_from(month).ok()? + 1);
    match year {
        Some(year) => Date::new(year.parse().ok().filter(|_| year.len() == 4)?, month, day).ok(),
        None => (0..=YEARS)
            .filter_map(|ahead| Date::new(today.year().checked_add(ahead)?, month, day).ok())
            .find(|date| *date >= today),
    }
}

/// `3`, `3rd`.
fn of_month(word: &str) -> Option<i8> {
    let word = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
    word.parse().ok().filter(|_| word.bytes().all(|byte| byte.is_ascii_digit()))
}
