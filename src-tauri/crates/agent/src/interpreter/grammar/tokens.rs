//! The words of a sentence: quoted texts whole, marks on their own, each with
//! where it stands.

use super::super::slots::QUOTES;

/// Words that are looked at; only content may go on after them.
const MOST_WORDS: usize = 200;
/// The longest quoted text, in bytes.
const LONGEST_QUOTE: usize = 1200;

/// From and to, in bytes.
pub(in super::super) type Span = std::ops::Range<usize>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Word,
    Quoted,
    /// A comma, a full stop, a line break and the like.
    Mark {
        /// With no blank before it.
        glued: bool,
    },
}

#[derive(Clone, Debug)]
pub(in super::super) struct Token<'a> {
    /// As written.
    pub(in super::super) text: &'a str,
    /// In lower case, with plain apostrophes.
    pub(in super::super) lower: String,
    pub(in super::super) at: Span,
    kind: Kind,
}

impl Token<'_> {
    pub(in super::super) fn is_quoted(&self) -> bool {
        self.kind == Kind::Quoted
    }

    /// Whether a word of a pattern means it. A colon belongs to the word before it.
    pub(super) fn is(&self, word: &str) -> bool {
        match self.kind {
            Kind::Quoted => false,
            Kind::Mark { glued: false } if word == ":" => false,
            Kind::Word | Kind::Mark { .. } => self.lower == word,
        }
    }
}

/// The words, and whether these are all.
pub(super) fn tokens(raw: &str) -> (Vec<Token<'_>>, bool) {
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut blank = true;
    while let Some(first) = raw.get(at..).and_then(|rest| rest.chars().next()) {
        if tokens.len() >= MOST_WORDS {
            return (tokens, false);
        }
        if first == ' ' || first == '\t' {
            at += 1;
            blank = true;
            continue;
        }
        let end = if is_break(first) {
            at + first.len_utf8()
        } else if let Some(end) = quoted_until(raw, at, first) {
            tokens.push(token(raw, at..end, Kind::Quoted));
            at = end;
            blank = false;
            continue;
        } else {
            let rest = raw.get(at..).unwrap_or_default();
            at + rest.find(|letter| letter == ' ' || is_break(letter)).unwrap_or(rest.len())
        };
        push_word(&mut tokens, raw, at..end, blank);
        at = end;
        blank = false;
    }
    (tokens, true)
}

fn is_break(letter: char) -> bool {
    letter.is_whitespace() && letter != ' ' || letter.is_control()
}

/// Marks at the end of a word stand on their own.
fn push_word<'a>(tokens: &mut Vec<Token<'a>>, raw: &'a str, span: Span, blank: bool) {
    let text = raw.get(span.clone()).unwrap_or_default();
    let word = text.trim_end_matches(|letter: char| ".,:;!?…".contains(letter) || is_break(letter));
    let mut at = span.start + word.len();
    if !word.is_empty() {
        tokens.push(token(raw, span.start..at, Kind::Word));
    }
    for mark in raw.get(at..span.end).unwrap_or_default().chars() {
        let glued = at > span.start || !blank;
        tokens.push(token(raw, at..at + mark.len_utf8(), Kind::Mark { glued }));
        at += mark.len_utf8();
    }
}

fn token(raw: &str, at: Span, kind: Kind) -> Token<'_> {
    let text = raw.get(at.clone()).unwrap_or_default();
    Token { text, lower: text.to_lowercase().replace('’', "'"), at, kind }
}

/// Where the text in quotes that begins here ends, quotes included.
fn quoted_until(raw: &str, at: usize, first: char) -> Option<usize> {
    let (open, close) = QUOTES.iter().find(|(open, _)| *open == first)?;
    let start = at + open.len_utf8();
    let rest = raw.get(start..)?;
    let stop = |letter: char| is_break(letter) && letter != '\t';
    for (offset, letter) in rest.char_indices().take_while(|(offset, letter)| *offset < LONGEST_QUOTE && !stop(*letter))
    {
        let end = start + offset + letter.len_utf8();
        let after = raw.get(end..)?.chars().next();
        // The apostrophe of "Bob's" ends no quote.
        let inside = after.is_some_and(char::is_alphanumeric);
        if letter == *close && !(inside && matches!(letter, '\'' | '’')) {
            let filled = rest.get(..offset).is_some_and(|inner| !inner.trim().is_empty());
            return (filled && !inside).then_some(end);
        }
    }
    None
}
