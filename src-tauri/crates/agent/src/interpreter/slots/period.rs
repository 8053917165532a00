//! How long, from when on, and how often: in the words that tools take.

use super::day::{date, is_weekday};

/// A small number above zero, as tools read it.
pub(super) fn count(word: &str) -> Option<i64> {
    assent_tools::small_number(word).filter(|number| *number > 0)
}

/// The seconds of a unit of time.
fn unit(word: &str) -> Option<i64> {
    Some(match word {
        "s" | "sec" | "secs" | "second" | "seconds" => 1,
        "m" | "min" | "mins" | "minute" | "minutes" => 60,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600,
        "d" | "day" | "days" => 86_400,
        "w" | "week" | "weeks" => 604_800,
        _ => return None,
    })
}

/// A length of time, as it was said.
pub(super) fn span(words: &[&str]) -> Option<String> {
    let fixed = matches!(
        words,
        ["half", "an", "hour"] | ["an" | "one", "hour", "and", "a", "half"] | ["a", "quarter", "of", "an", "hour"]
    );
    let counted = || {
        let mut shortest = i64::MAX;
        for pair in words.split(|word| *word == "and") {
            let seconds = match pair {
                [number, word] => count(number).and_then(|_| unit(word))?,
                [glued] => split(glued).and_then(|(number, word)| count(number).and_then(|_| unit(word)))?,
                _ => return None,
            };
            if seconds >= shortest {
                return None;
            }
            shortest = seconds;
        }
        Some(())
    };
    (fixed || counted().is_some()).then(|| words.join(" "))
}

/// `10m` in its two parts.
fn split(word: &str) -> Option<(&str, &str)> {
    word.split_at_checked(word.find(|letter: char| !letter.is_ascii_digit())?)
}

/// So long from now.
pub(super) fn ahead(words: &[&str]) -> Option<String> {
    match words {
        ["in", rest @ ..] => span(rest).map(|span| format!("in {span}")),
        [rest @ .., "from", "now"] => span(rest).map(|span| format!("in {span}")),
        _ => None,
    }
}

/// For how long something is given: `15m`, `8h`, `3d`, or with what it goes.
pub(super) fn term(words: &[&str]) -> Option<String> {
    let (number, word) = match words {
        ["this", "call" | "conversation"] => return Some(words.join(" ")),
        [number, word] => (*number, *word),
        [glued] => split(glued)?,
        _ => return None,
    };
    let seconds = count(number)?.checked_mul(unit(word).filter(|unit| *unit >= 60)?)?;
    Some(match seconds {
        days if days % 86_400 == 0 => format!("{}d", days / 86_400),
        hours if hours % 3_600 == 0 => format!("{}h", hours / 3_600),
        minutes => format!("{}m", minutes / 60),
    })
}

/// In how many seconds a limit counts.
pub(super) fn window(words: &[&str]) -> Option<i64> {
    match words {
        ["a" | "per" | "each" | "every", word] => unit(word),
        ["in", number, word] | ["every", number, word] => count(number)?.checked_mul(unit(word)?),
        _ => None,
    }
}

/// How an alarm repeats: in the tool's words, or an RRULE.
pub(super) fn repeat(words: &[&str]) -> Option<String> {
    let plain: Vec<&str> = words.iter().copied().filter(|word| *word != ",").collect();
    let days = |days: &[&str], plural: bool| {
        let mut named = days.iter().filter(|word| **word != "and").peekable();
        let day = |word: &&str| if plural { word.strip_suffix('s').is_some_and(is_weekday) } else { is_weekday(word) };
        named.peek().is_some() && named.all(day) && days.last() != Some(&"and") && days.first() != Some(&"and")
    };
    let known = match plain.as_slice() {
        ["daily" | "weekly" | "monthly" | "yearly" | "annually" | "hourly" | "weekdays" | "weekends"] => true,
        ["on", "weekdays" | "workdays" | "weekends"] => true,
        ["every" | "each", "weekday" | "workday" | "weekend"] | ["every", "working", "day"] => true,
        ["every" | "each", word] if unit_said_alone(word) => true,
        ["every", "other" | "second", word] if unit_said_alone(word) => true,
        ["every", number, word] if count(number).is_some() && *number != "a" && *number != "an" => {
            let plural = word.strip_suffix('s').is_some_and(unit_said_alone);
            return plural.then(|| format!("every {} {word}", count(number).unwrap_or(1)));
        }
        ["every" | "each", rest @ ..] => days(rest, false),
        ["on", rest @ ..] => days(rest, true),
        [rule] => return rule.starts_with("freq=").then(|| rule.to_uppercase()),
        _ => false,
    };
    known.then(|| plain.join(" "))
}

fn unit_said_alone(word: &str) -> bool {
    ["minute", "hour", "day", "week", "month", "year", "morning", "evening"].contains(&word)
}

/// A word or phrase of time at which no title ends.
pub(super) fn is_vague(words: &[&str]) -> bool {
    let words = match words {
        ["on" | "at" | "by" | "for" | "in" | "until" | "from", rest @ ..] => rest,
        all => all,
    };
    match words {
        ["tonight" | "yesterday" | "later" | "soon" | "sometime" | "now" | "asap"] => true,
        ["some" | "one", "day" | "time"] | ["next" | "last" | "this", "week" | "month" | "year" | "time"] => true,
        ["this" | "tomorrow", "morning" | "afternoon" | "evening"] => true,
        _ => date(words).is_some(),
    }
}
