//! For how long something is asked for or given, and what may be given of what
//! was asked: never longer, never wider.

use assent_gate::{ArgumentError, Look};
use assent_policy::CallId;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::arguments::local;

const TAKES: &str =
    "Give 15m, 8h or 3d, a date such as 2026-12-31 or a time as RFC 3339, “this call”, “this conversation”, or “none”";
/// Without a word about it, and without a call: 15 minutes.
const USUAL: i64 = 15 * 60;
/// Longer than this, one means no end.
const LONGEST: i64 = 10 * 366 * 24 * 3600;

/// For how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Term {
    /// For exactly one call.
    Call,
    /// In one conversation.
    Conversation,
    /// For so many seconds from when it is given.
    Seconds(i64),
    /// Until then.
    Until(Timestamp),
    /// With no end.
    Unending,
}

/// What a term comes to once it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Only for this call.
    pub call: Option<i64>,
    /// Only in this conversation.
    pub conversation: Option<i64>,
    /// End in milliseconds.
    pub expires_at: Option<i64>,
}

fn unclear(said: &str) -> ArgumentError {
    let said: String = said.trim().chars().filter(|c| !c.is_control()).take(60).collect();
    ArgumentError::invalid(format!("For how long is “{said}”? {TAKES}."))
}

/// Reads a term as a person or agent says it. A plain date is all of that day in the person's zone.
pub(crate) fn read(look: &Look<'_>, said: &str) -> Result<Term, ArgumentError> {
    let plain = said.to_lowercase();
    let words: Vec<&str> = plain.split_whitespace().collect();
    match words.as_slice() {
        ["none"] => return Ok(Term::Unending),
        ["this", "call"] => return Ok(Term::Call),
        ["this", "conversation"] => return Ok(Term::Conversation),
        _ => {}
    }
    if let Some(seconds) = seconds(&words.concat()) {
        return if (1..=LONGEST).contains(&seconds) { Ok(Term::Seconds(seconds)) } else { Err(unclear(said)) };
    }
    let end = moment(look, said.trim()).ok_or_else(|| unclear(said))?;
    if end <= look.now {
        let passed = local(end.as_millisecond(), look.zone);
        return Err(ArgumentError::invalid(format!("{passed} is past. {TAKES}.")));
    }
    Ok(Term::Until(end))
}

fn moment(look: &Look<'_>, said: &str) -> Option<Timestamp> {
    if let Ok(moment) = said.parse::<Timestamp>() {
        return Some(moment);
    }
    let day: Date = said.parse().ok()?;
    if day.to_string() != said {
        return None;
    }
    let next = day.checked_add(1.day()).ok()?;
    Some(next.to_zoned(look.zone.clone()).ok()?.timestamp())
}

fn seconds(text: &str) -> Option<i64> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (count, unit) = text.split_at(digits);
    let unit = match unit {
        "m" | "min" | "minute" | "minutes" => 60,
        "h" | "hour" | "hours" => 3_600,
        "d" | "day" | "days" => 24 * 3_600,
        _ => return None,
    };
    count.parse::<i64>().ok()?.checked_mul(unit)
}

impl Term {
    /// What is meant where nothing is said.
    pub(crate) const fn usual(call: Option<CallId>) -> Self {
        if call.is_some() { Self::Call } else { Self::Seconds(USUAL) }
    }

    /// The term as it is kept.
    pub(crate) fn kept(self) -> String {
        match self {
            Self::Call => "this call".to_owned(),
            Self::Conversation => "this conversation".to_owned(),
            Self::Seconds(s) if s % 86_400 == 0 => format!("{}d", s / 86_400),
            Self::Seconds(s) if s % 3_600 == 0 => format!("{}h", s / 3_600),
            Self::Seconds(s) => format!("{}m", s / 60),
            Self::Until(end) => end.to_string(),
            Self::Unending => "none".to_owned(),
        }
    }

    /// The term that was kept.
    pub(crate) fn of(kept: &str) -> Option<Self> {
        match kept {
            "none" => Some(Self::Unending),
            "this call" => Some(Self::Call),
            "this conversation" => Some(Self::Conversation),
            other => seconds(other).map(Self::Seconds).or_else(|| other.parse().ok().map(Self::Until)),
        }
    }

    /// The term in words, as the end of "would be given …".
    pub(crate) fn words(self, look: &Look<'_>) -> String {
        match self {
            Self::Call => "for this call alone".to_owned(),
            Self::Conversation => "in this conversation".to_owned(),
            Self::Seconds(s) => format!("for {}", Self::Seconds(s).span()),
            Self::Until(end) => format!("until {}", local(end.as_millisecond(), look.zone)),
            Self::Unending => "with no end".to_owned(),
        }
    }

    fn span(self) -> String {
        let kept = self.kept();
        let (count, unit) = kept.split_at(kept.len() - 1);
        let word = match unit {
            "d" => "day",
            "h" => "hour",
            _ => "minute",
        };
        if count == "1" { format!("1 {word}") } else { format!("{count} {word}s") }
    }

    /// When it ends if it is given at `now`.
    pub(crate) fn end(self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Seconds(s) => Some(now.saturating_add(SignedDuration::from_secs(s)).unwrap_or(Timestamp::MAX)),
            Self::Until(end) => Some(end),
            Self::Call | Self::Conversation | Self::Unending => None,
        }
    }

    /// What giving this comes to when `asked` was asked for at most; nothing where it is longer or wider.
    pub(crate) fn given_of(
        self,
        asked: Self,
        call: Option<i64>,
        conversation: Option<i64>,
        now: Timestamp,
    ) -> Option<Extent> {
        let less = match (asked, self) {
            (Self::Call, Self::Call) | (Self::Conversation, Self::Call | Self::Conversation) => true,
            (Self::Call | Self::Conversation, _) => false,
            (Self::Unending, _) | (_, Self::Call | Self::Conversation) => true,
            (_, Self::Unending) => false,
            (Self::Seconds(most), Self::Seconds(given)) => given <= most,
            _ => self.end(now) <= asked.end(now),
        };
        let there = match self {
            Self::Call => call.is_some(),
            Self::Conversation => conversation.is_some(),
            _ => true,
        };
        let ends = [asked.end(now), self.end(now)].into_iter().flatten().min();
        (less && there).then(|| Extent {
            call: call.filter(|_| self == Self::Call),
            conversation: conversation.filter(|_| self == Self::Conversation),
            expires_at: ends.map(Timestamp::as_millisecond),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::Term;
    use jiff::Timestamp;

    const NOW: &str = "2026-12-01T09:00:00Z";

    #[test]
    fn what_is_given_is_never_longer_and_never_wider_than_what_was_asked() {
        for (asked, given, allowed) in [
            ("this call", "this call", true),
            ("this call", "this conversation", false),
            ("this call", "1m", false),
            ("this call", "none", false),
            ("this conversation", "this call", true),
            ("this conversation", "this conversation", true),
            ("this conversation", "15m", false),
            ("this conversation", "none", false),
            ("8h", "8h", true),
            ("8h", "15m", true),
            ("8h", "9h", false),
            ("8h", "this call", true),
            ("8h", "this conversation", true),
            ("8h", "none", false),
            ("8h", "2026-12-01T17:00:00Z", true),
            ("8h", "2026-12-01T17:00:01Z", false),
            ("2026-12-01T10:00:00Z", "1h", true),
            ("2026-12-01T10:00:00Z", "61m", false),
            ("none", "this call", true),
            ("none", "3d", true),
            ("none", "none", true),
        ] {
            let now: Timestamp = NOW.parse().unwrap();
            let (asked, given) = (Term::of(asked).unwrap(), Term::of(given).unwrap());
            let extent = given.given_of(asked, Some(1), Some(2), now);
            assert_eq!(extent.is_some(), allowed, "{given:?} of {asked:?}");
            if let Some((extent, end)) = extent.zip(asked.end(now)) {
                assert!(extent.expires_at.unwrap() <= end.as_millisecond(), "{given:?} of {asked:?} ends in time");
            }
            assert!(given.given_of(Term::Unending, None, None, now).is_some() || !matches!(given, Term::Seconds(_)));
        }
    }

    #[test]
    fn a_call_or_conversation_that_is_not_there_is_never_given() {
        let now: Timestamp = NOW.parse().unwrap();
        for given in [Term::Call, Term::Conversation] {
            assert!(given.given_of(Term::Unending, Some(1), Some(2), now).is_some());
            assert!(given.given_of(Term::Unending, None, None, now).is_none());
        }
    }

    #[test]
    fn a_term_is_kept_as_it_is_read_back() {
        for kept in ["15m", "8h", "3d", "none", "this call", "this conversation", "2026-12-31T00:00:00Z"] {
            assert_eq!(Term::of(kept).unwrap().kept(), kept);
        }
    }
}
