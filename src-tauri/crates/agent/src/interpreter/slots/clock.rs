//! Moments to come, in the words that tools take. What could be the morning or
//! the evening stays so: asking is the tool's business.

use super::{day, period};

/// A time from now, a time of day, or both a day and a time.
pub(super) fn when(words: &[&str]) -> Option<String> {
    if let Some(ahead) = period::ahead(words) {
        return Some(ahead);
    }
    if let [word] = words
        && let Some(moment) = iso(word)
    {
        return Some(moment);
    }
    let apart = (0..=words.len()).flat_map(|at| {
        let (first, rest) = words.split_at(at);
        [(first, rest), (rest, first)]
    });
    apart.into_iter().find_map(|(day, clock)| on_day(day, clock))
}

/// `2026-12-24T18:00`, with or without seconds and a zone.
fn iso(word: &str) -> Option<String> {
    let (date, time) = word.split_once('t')?;
    day::date(&[date])?;
    let digits = time.split(['z', '+', '-', ':', '.']).all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let begins = time.len() >= 5 && time.get(2..3) == Some(":");
    (digits && begins).then(|| word.to_uppercase())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Unsaid,
    Morning,
    Afternoon,
}

fn on_day(day: &[&str], clock: &[&str]) -> Option<String> {
    let (day, half) = part_of(strip(day, "on"));
    let day = match day.as_slice() {
        [] if half == Half::Unsaid => None,
        [] => Some("today".to_owned()),
        words => Some(day::day(words)?),
    };
    let clock = time(clock, half)?;
    Some(day.map_or(clock.clone(), |day| format!("{day} at {clock}")))
}

fn strip<'a, 'b>(words: &'b [&'a str], word: &str) -> &'b [&'a str] {
    match words {
        [first, rest @ ..] if *first == word => rest,
        all => all,
    }
}

/// The part of the day that is said with a day.
fn part_of<'a>(words: &[&'a str]) -> (Vec<&'a str>, Half) {
    let without: Vec<&str> = words.iter().copied().filter(|word| *word != ",").collect();
    match without.as_slice() {
        ["tonight"] | ["this", "evening" | "afternoon"] => (Vec::new(), Half::Afternoon),
        ["this", "morning"] => (Vec::new(), Half::Morning),
        [day @ .., "morning"] => (day.to_vec(), Half::Morning),
        [day @ .., "afternoon" | "evening" | "night"] => (day.to_vec(), Half::Afternoon),
        _ => (without, Half::Unsaid),
    }
}

/// A time of day. A bare hour is one only after "at".
fn time(words: &[&str], half: Half) -> Option<String> {
    let bare = words.first() == Some(&"at");
    let words = strip(words, "at");
    let halved = |text: String| match half {
        Half::Unsaid => Some(text),
        Half::Morning => Some(format!("{text} am")),
        Half::Afternoon => Some(format!("{text} pm")),
    };
    match words {
        ["noon" | "midday" | "midnight"] if half == Half::Unsaid => Some(words.concat()),
        ["half", "past", hour] => halved(format!("{}:30", hour_of(hour)?)),
        ["quarter", "past", hour] | ["a", "quarter", "past", hour] => halved(format!("{}:15", hour_of(hour)?)),
        ["quarter", "to", hour] | ["a", "quarter", "to", hour] => {
            let hour = hour_of(hour)?;
            halved(format!("{}:45", if hour == 1 { 12 } else { hour - 1 }))
        }
        [digits, ending @ ("am" | "pm" | "a.m" | "p.m" | "a.m." | "p.m.")] if half == Half::Unsaid => {
            let (hour, _) = digits_of(digits)?;
            let ending: String = ending.chars().filter(|letter| *letter != '.').collect();
            (1..=12).contains(&hour).then(|| format!("{} {ending}", digits.replace('.', ":")))
        }
        [digits, "o'clock"] => {
            let hour = hour_of(digits)?;
            if half == Half::Unsaid { Some(format!("{hour} o'clock")) } else { halved(hour.to_string()) }
        }
        [digits, "in", "the", part @ ("morning" | "afternoon" | "evening")] if half == Half::Unsaid => {
            let half = if *part == "morning" { Half::Morning } else { Half::Afternoon };
            time(&["at", *digits], half)
        }
        [word] => glued(word, half).or_else(|| {
            let (hour, minutes) = digits_of(word).or_else(|| Some((hour_of(word).filter(|_| bare)?, false)))?;
            let text = if word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                hour.to_string()
            } else {
                word.replace('.', ":")
            };
            match half {
                _ if !minutes && !bare => None,
                Half::Unsaid => Some(text),
                _ if (1..=12).contains(&hour) => halved(text),
                // 20:30 in the evening needs no more said.
                Half::Afternoon => Some(text),
                Half::Morning => None,
            }
        }),
        _ => None,
    }
}

/// `3pm`.
fn glued(word: &str, half: Half) -> Option<String> {
    let digits = word.strip_suffix("am").or_else(|| word.strip_suffix("pm"))?;
    let (hour, _) = digits_of(digits)?;
    (half == Half::Unsaid && (1..=12).contains(&hour)).then(|| word.replace('.', ":"))
}

/// The hour of `9`, `9:30` or `9.30`, and whether minutes are said.
fn digits_of(word: &str) -> Option<(u8, bool)> {
    let parts: Vec<&str> = word.split([':', '.']).collect();
    let number = |text: &str| text.parse::<u8>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    let hour = number(parts.first()?).filter(|hour| *hour < 24)?;
    let short = parts.first()?.len() <= 2;
    let rest = parts.get(1..)?;
    let right =
        rest.len() <= 2 && rest.iter().all(|part| part.len() == 2 && number(part).is_some_and(|part| part < 60));
    (short && right).then_some((hour, !rest.is_empty()))
}

/// An hour in digits or as a word.
fn hour_of(word: &str) -> Option<u8> {
    let digits = word.parse::<u8>().ok().filter(|_| word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit()));
    digits
        .or_else(|| u8::try_from(period::count(word)?).ok().filter(|hour| (1..=12).contains(hour)))
        .filter(|hour| *hour < 24)
}
