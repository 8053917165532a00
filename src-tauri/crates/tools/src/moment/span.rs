//! So much time from now: `10 min`, `1h30m`, `in two hours`, `half an hour`.

use crate::due;

/// Days by the calendar, and seconds after them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ahead {
    pub(super) days: i64,
    pub(super) seconds: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
}

/// The span that all these words make, the longest unit first.
pub(super) fn read(words: &[&str]) -> Option<Ahead> {
    let words = match words {
        ["in", rest @ ..] => rest,
        all => all,
    };
    let words = match words {
        [rest @ .., "from", "now"] => rest,
        all => all,
    };
    match words {
        ["half", "an", "hour"] | ["half", "hour"] => return Some(Ahead { days: 0, seconds: 1_800 }),
        ["an" | "one", "hour", "and", "a", "half"] => return Some(Ahead { days: 0, seconds: 5_400 }),
        ["a", "quarter", "of", "an", "hour"] => return Some(Ahead { days: 0, seconds: 900 }),
        _ => {}
    }
    let apart: Vec<String> = words.iter().flat_map(|word| tokens(word)).filter(|word| word != "and").collect();
    let mut span = Ahead::default();
    let mut shortest = None;
    let mut rest = apart.as_slice();
    while let [number, tail @ ..] = rest {
        let (unit, tail) = match tail {
            [unit, tail @ ..] => (unit_of(unit)?, tail),
            // `1h30` ends in minutes.
            [] if shortest == Some(Unit::Hour) && number.len() == 2 => (Unit::Minute, tail),
            [] => return None,
        };
        if shortest.is_some_and(|shortest| unit >= shortest) {
            return None;
        }
        add(&mut span, number, unit)?;
        shortest = Some(unit);
        rest = tail;
    }
    shortest.map(|_| span)
}

/// `1h30m` as its numbers and letters.
fn tokens(word: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let is_number = |c: char| c.is_ascii_digit() || c == '.';
    for c in word.chars() {
        match tokens.last_mut() {
            Some(last) if last.chars().all(is_number) == is_number(c) => last.push(c),
            _ => tokens.push(c.to_string()),
        }
    }
    tokens
}

fn unit_of(word: &str) -> Option<Unit> {
    Some(match word.trim_end_matches('.') {
        "s" | "sec" | "secs" | "second" | "seconds" => Unit::Second,
        "m" | "min" | "mins" | "minute" | "minutes" => Unit::Minute,
        "h" | "hr" | "hrs" | "hour" | "hours" => Unit::Hour,
        "d" | "day" | "days" => Unit::Day,
        "w" | "week" | "weeks" => Unit::Week,
        _ => return None,
    })
}

fn add(span: &mut Ahead, number: &str, unit: Unit) -> Option<()> {
    let seconds = match unit {
        Unit::Second => 1,
        Unit::Minute => 60,
        Unit::Hour => 3_600,
        Unit::Day | Unit::Week => 0,
    };
    let days = match unit {
        Unit::Day => 1,
        Unit::Week => 7,
        Unit::Second | Unit::Minute | Unit::Hour => 0,
    };
    // `1.5 hours`: tenths only, so that nothing is rounded.
    let (whole, tenths) = match number.split_once('.') {
        None => (number, 0),
        Some((whole, tenth)) if tenth.len() == 1 && seconds >= 60 => (whole, due::count(tenth)?),
        Some(_) => return None,
    };
    let whole = due::count(whole)?;
    span.seconds += whole * seconds + tenths * seconds / 10;
    span.days += whole * days;
    Some(())
}
