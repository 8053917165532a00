//! What the words around a verb say: whether they make a clause, depend on
//! something, are said by a text, tell of the past, and who did it.

use super::frame::By;
use super::text::Token;
use super::words::{self, BE, CONDITIONS, HAVE};

/// Parts of a sentence in which nothing, or not everything, is claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    Plain,
    /// Behind “if”.
    If,
    /// Behind “when”.
    When,
    /// What a note or task says.
    Said,
}

/// Whether a token makes a clause: an auxiliary or a pronoun that is a subject.
pub(super) fn finite(token: &Token) -> bool {
    token.among(&["i", "you", "we", "he", "she", "they", "there", "does", "do", "did", "'m"])
        || (token.among(BE) && !token.is("'s") && !token.is("got"))
        || (token.among(HAVE) && !token.is("'s") && !token.is("'d"))
        || token
            .among(&["will", "can", "could", "would", "should", "may", "might", "must", "'ll", "needs", "need", "be"])
        || token.among(&[
            "rings", "repeats", "starts", "ends", "expires", "says", "contains", "runs", "goes", "stays", "remains",
        ])
}

/// Whether a run of tokens makes a clause; “for you” does not.
pub(super) fn finites(run: &[Token]) -> bool {
    run.iter().enumerate().any(|(at, token)| {
        let before = at.checked_sub(1).and_then(|at| run.get(at));
        let object = before.is_some_and(|before| {
            before.among(&["for", "to", "with", "of", "about", "from", "by", "on", "let", "gave", "at"])
        });
        finite(token) && !(object && token.among(&["you", "they"]))
    })
}

/// Which zone each token stands in.
pub(super) fn zones(tokens: &[Token]) -> Vec<Zone> {
    const REPORTS: &[&str] = &[
        "says", "said", "reads", "say", "claims", "mentions", "states", "contains", "saying", "reading", "telling",
        "claiming",
    ];
    const TEXTS: &[&str] = &[
        "note",
        "notes",
        "task",
        "tasks",
        "title",
        "text",
        "content",
        "message",
        "description",
        "entry",
        "alarm",
        "it",
        "forecast",
        "one",
        "reason",
        "line",
        "which",
        "that",
    ];
    let mut zone = Zone::Plain;
    let mut found = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        if zone != Zone::Said {
            if token.mark(",;—)!.") || (token.mark(":") && zone == Zone::If) || token.is("then") {
                zone = Zone::Plain;
            } else if token.among(CONDITIONS) && !before.is_some_and(|before| before.among(&["for", "at", "all"])) {
                let sure = ["when", "after", "before", "once", "since"].contains(&token.text.as_str());
                zone = if sure { Zone::When } else { Zone::If };
            }
        }
        let text = before.is_some_and(|before| before.is_name() || before.among(TEXTS));
        if token.among(REPORTS) && text {
            zone = Zone::Said;
        }
        found.push(zone);
    }
    found
}

/// Who did it, where a passive says so.
pub(super) fn by_whom(right: &[Token]) -> Option<By> {
    let at = right.iter().position(|token| token.is("by"))?;
    let who: Vec<&Token> = right.iter().skip(at + 1).take(2).collect();
    let first = who.first()?;
    if who.iter().any(|token| token.among(&["me", "us", "agent", "assistant"])) {
        return Some(By::Agent);
    }
    let person = first.cased || who.iter().any(|token| token.among(words::OTHERS));
    let day = words::WEEKDAYS.contains(&first.text.as_str()) || words::MONTHS.contains(&first.text.as_str());
    (person && !day).then_some(By::Other)
}

/// Whether it is told as something past.
pub(super) fn told(span: &[Token]) -> bool {
    const PAST: &[&str] = &[
        "yesterday",
        "ago",
        "last",
        "earlier",
        "previously",
        "originally",
        "recently",
        "formerly",
        "already",
        "since",
        "initially",
    ];
    span.iter().any(|token| token.among(PAST))
        || span.windows(2).any(|pair| match pair {
            [on, day] => {
                let calendar = |token: &Token| {
                    words::WEEKDAYS.contains(&token.text.as_str())
                        || words::figures(&token.text)
                        || words::MONTHS.contains(&token.text.as_str())
                };
                on.is("on") && calendar(day)
            }
            _ => false,
        })
}
