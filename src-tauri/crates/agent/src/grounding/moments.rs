//! Times of day, days and lengths of time, in claims and in records. Only what
//! both sides say is compared: a record without a time contradicts none.

use super::text::Token;
use super::words::{self, MONTHS, WEEKDAYS};

/// The moments that some text speaks of.
#[derive(Debug, Default)]
pub(super) struct Moments {
    /// Minutes of the day.
    times: Vec<u32>,
    /// Month and day.
    days: Vec<(u32, u32)>,
    weekdays: Vec<usize>,
    /// Lengths in minutes.
    lengths: Vec<u32>,
}

impl Moments {
    /// What a record tells, but when it was made and changed itself.
    pub(super) fn told(texts: &[(String, String)]) -> Self {
        let mut told = Self::default();
        for (key, text) in texts {
            if !["updated_at", "updated_local", "created_at", "created_local", "decided_at"].contains(&key.as_str()) {
                told.read(text);
            }
        }
        told
    }

    fn read(&mut self, text: &str) {
        let low = text.to_lowercase();
        let words: Vec<&str> = low.split([' ', ',', ';', '(', ')']).filter(|word| !word.is_empty()).collect();
        for (at, word) in words.iter().enumerate() {
            let next = words.get(at + 1).copied().unwrap_or_default();
            if let Some((year, month, day)) = iso(word) {
                self.day(year, month, day);
                let zulu = word.ends_with('z');
                if let Some(time) = word.get(11..16).filter(|_| !zulu).and_then(|time| clock(time, "")) {
                    self.times.extend(time);
                }
                continue;
            }
            self.weekdays.extend(weekday(word));
            self.times.extend(clock(word, next).unwrap_or_default());
            self.lengths.extend(length(word, next));
            if let (Some(day), Some(month)) = (number(word), month(next)) {
                let year = words.get(at + 2).and_then(|year| number(year)).filter(|year| *year > 1900);
                match year {
                    Some(year) => self.day(year, month, day),
                    None => self.days.push((month, day)),
                }
            }
        }
    }

    fn day(&mut self, year: u32, month: u32, day: u32) {
        self.days.push((month, day));
        self.weekdays.push(weekday_of(year, month, day));
    }

    /// Whether what a claim says of times is what is told here.
    pub(super) fn allow(&self, claim: &[Token], moved: bool) -> bool {
        let word = |at: usize| claim.get(at).filter(|token| token.is_word()).map_or("", |token| token.text.as_str());
        (0..claim.len()).all(|at| {
            let before = at.checked_sub(1).map_or("", word);
            let (this, next) = (word(at), word(at + 1));
            self.has_time(before, this, next)
                && self.has_day(before, this, next)
                && (moved || self.has_length(this, next))
        })
    }

    fn has_time(&self, before: &str, this: &str, next: &str) -> bool {
        let hour = ["at", "to", "for", "until", "rings"].contains(&before) && !words::UNITS.contains(&next);
        let bare = number(this).filter(|hour_| hour && *hour_ < 25 && month(next).is_none() && known(next));
        let said = match (clock(this, next), bare) {
            (Some(said), _) => said,
            (None, Some(hour)) => either(hour * 60, false),
            _ => return true,
        };
        self.times.is_empty() || said.iter().any(|time| self.times.contains(time))
    }

    fn has_day(&self, before: &str, this: &str, next: &str) -> bool {
        if let Some(day) = weekday(this).filter(|_| this.len() > 4) {
            return self.weekdays.is_empty() || self.weekdays.contains(&day);
        }
        let ordinal = |word: &str| number(word.trim_end_matches(|c: char| c.is_alphabetic()));
        let Some(month) = month(this) else { return true };
        let Some(day) = ordinal(before).or_else(|| ordinal(next)).filter(|day| (1..32).contains(day)) else {
            return true;
        };
        self.days.is_empty() || self.days.contains(&(month, day))
    }

    fn has_length(&self, this: &str, next: &str) -> bool {
        let said = length(this, next);
        said.is_none_or(|long| self.lengths.is_empty() || self.lengths.contains(&long))
    }
}

/// Whether a bare number before this word may be an hour.
fn known(next: &str) -> bool {
    next.is_empty() || ["tomorrow", "today", "tonight", "every", "on", "and", "in", "sharp", "o'clock"].contains(&next)
}

fn number(word: &str) -> Option<u32> {
    if word.is_empty() || word.len() > 4 || !word.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    word.parse().ok()
}

fn month(word: &str) -> Option<u32> {
    let word = word.trim_end_matches('.');
    let at = MONTHS.iter().position(|month| word == *month || (word.len() == 3 && month.starts_with(word)))?;
    u32::try_from(at + 1).ok()
}

fn weekday(word: &str) -> Option<usize> {
    let word = word.trim_end_matches('.');
    WEEKDAYS.iter().position(|day| {
        word == *day || word.strip_suffix('s') == Some(day) || (word.len() == 3 && day.starts_with(word))
    })
}

/// Counted from Monday, after Sakamoto.
fn weekday_of(year: u32, month: u32, day: u32) -> usize {
    const SHIFT: [u32; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let year = if month < 3 { year.saturating_sub(1) } else { year };
    let shift = SHIFT.get(month.saturating_sub(1) as usize).copied().unwrap_or(0);
    ((year + year / 4 - year / 100 + year / 400 + shift + day + 6) % 7) as usize
}

fn iso(word: &str) -> Option<(u32, u32, u32)> {
    let mut parts = word.get(..10)?.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    (year.len() == 4).then_some(())?;
    Some((number(year)?, number(month)?, number(day)?))
}

/// A time that may be meant before or after noon.
fn either(minutes: u32, sure: bool) -> Vec<u32> {
    if sure || minutes >= 12 * 60 + 60 { vec![minutes] } else { vec![minutes, (minutes + 12 * 60) % (24 * 60)] }
}

/// A time of day: “7:30”, “7am”, “7 pm”, “19h”, “noon”.
fn clock(word: &str, next: &str) -> Option<Vec<u32>> {
    match word {
        "noon" | "midday" => return Some(vec![12 * 60]),
        "midnight" => return Some(vec![0]),
        _ => {}
    }
    let digits = word.trim_end_matches(|c: char| c.is_alphabetic() || c == '.');
    let tail = word.get(digits.len()..).unwrap_or_default();
    let half = if tail.is_empty() { next } else { tail }.replace('.', "");
    let (hour, minute) = match digits.split_once(':') {
        Some((hour, minute)) => (number(hour)?, number(minute.split(':').next()?)?),
        None if half == "am" || half == "pm" || half == "o'clock" || tail == "h" => (number(digits)?, 0),
        None => return None,
    };
    if hour > 24 || minute > 59 || !["", "am", "pm", "h"].contains(&tail.replace('.', "").as_str()) {
        return None;
    }
    Some(match half.as_str() {
        "am" => vec![hour % 12 * 60 + minute],
        "pm" => vec![(hour % 12 + 12) * 60 + minute],
        _ => either(hour * 60 + minute, digits.starts_with('0') || hour == 0),
    })
}

/// A length of time in minutes: “10m”, “8h”, “10 minutes”, “two hours”.
fn length(word: &str, next: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let tail = word.get(digits.len()..).unwrap_or_default();
    let (many, unit) = match words::number(word) {
        Some(many) => (u32::try_from(many).ok()?, next),
        None => (number(digits)?, tail),
    };
    let each = match unit {
        "m" | "min" | "mins" | "minute" | "minutes" => 1,
        "h" | "hour" | "hours" => 60,
        "d" | "day" | "days" => 24 * 60,
        "w" | "week" | "weeks" => 7 * 24 * 60,
        _ => return None,
    };
    many.checked_mul(each)
}
