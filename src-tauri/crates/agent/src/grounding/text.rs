//! From an answer to sentences of tokens. Markdown is taken off; what stands in
//! quotation marks, or in bold and looks like a title, becomes one token, a name:
//! nothing in it is ever read as a claim. Code blocks and block quotes are left out.

use super::words;

/// Where a sentence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Prose,
    Bullet,
    Row,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word in lower case, or a number.
    Word,
    /// A title or other quoted text, as written.
    Name,
    /// One sign.
    Mark,
}

#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) text: String,
    /// Whether a word was written with a capital.
    pub(super) cased: bool,
    start: usize,
    end: usize,
}

impl Token {
    /// Whether it is this word.
    pub(super) fn is(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text == word
    }

    /// Whether it is one of these words.
    pub(super) fn among(&self, list: &[&str]) -> bool {
        self.kind == Kind::Word && list.contains(&self.text.as_str())
    }

    /// Whether it is one of these signs.
    pub(super) fn mark(&self, signs: &str) -> bool {
        self.kind == Kind::Mark && signs.contains(&self.text)
    }

    pub(super) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }

    pub(super) fn is_name(&self) -> bool {
        self.kind == Kind::Name
    }
}

#[derive(Debug)]
pub(super) struct Sentence<'a> {
    pub(super) source: &'a str,
    pub(super) place: Place,
    pub(super) tokens: Vec<Token>,
    /// Whether it is asked.
    pub(super) asks: bool,
    /// Whether it leads to what follows.
    pub(super) leads: bool,
}

impl Sentence<'_> {
    /// Whether it begins with “I” or “we”.
    pub(super) fn begins_with_agent(&self) -> bool {
        self.tokens.first().is_some_and(|first| first.among(&["i", "we"]))
    }
}

/// The longest sentence, in tokens; what is longer is read in parts.
const LONGEST: usize = 160;
/// How far away a quotation may close, in characters.
const QUOTE: usize = 300;

/// The sentences of an answer, in order.
pub(super) fn sentences(answer: &str) -> Vec<Sentence<'_>> {
    let mut found = Vec::new();
    let mut code = false;
    for line in answer.lines() {
        let trimmed = line.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            code = !code;
        } else if !code && !trimmed.starts_with('>') && !rule(trimmed) {
            let (place, text) = placed(trimmed);
            split(text, place, &mut found);
        }
    }
    found
}

/// A line that only draws: under a heading, or between rows.
fn rule(line: &str) -> bool {
    line.chars().all(|c| matches!(c, '-' | '=' | '|' | ':' | '*' | '_' | ' '))
}

/// The text behind the mark at the beginning of a line.
fn placed(line: &str) -> (Place, &str) {
    if let Some(row) = line.strip_prefix('|') {
        return (Place::Row, row);
    }
    let heading = line.trim_start_matches('#');
    if heading.len() < line.len() {
        return (Place::Prose, heading.trim());
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = match line.get(digits..) {
        Some(rest) if (1..4).contains(&digits) => rest.strip_prefix(['.', ')']).filter(|rest| rest.starts_with(' ')),
        _ => line.strip_prefix(['-', '*', '+', '•', '–', '·']).filter(|rest| rest.starts_with(char::is_whitespace)),
    };
    let Some(rest) = rest else { return (Place::Prose, line) };
    let boxed = ["[x]", "[X]", "[ ]"].iter().find_map(|mark| rest.trim().strip_prefix(mark));
    (Place::Bullet, boxed.unwrap_or(rest).trim())
}

fn split<'a>(text: &'a str, place: Place, found: &mut Vec<Sentence<'a>>) {
    let mut rest: Vec<Token> = Vec::new();
    let mut tokens = tokens(text).into_iter().peekable();
    while let Some(token) = tokens.next() {
        let apart = tokens.peek().is_none_or(|next| next.start > token.end);
        let ends = token.mark(".!?…") && (apart || !token.mark("."));
        rest.push(token);
        if (ends && place != Place::Row) || rest.len() >= LONGEST {
            found.extend(sentence(text, place, std::mem::take(&mut rest)));
        }
    }
    found.extend(sentence(text, place, rest));
}

fn sentence(text: &str, place: Place, tokens: Vec<Token>) -> Option<Sentence<'_>> {
    let (start, end) = (tokens.first()?.start, tokens.last()?.end);
    let source = text.get(start..end)?.trim();
    let asks = tokens.last().is_some_and(|last| last.mark("?"));
    let leads = tokens.last().is_some_and(|last| last.mark(":"));
    tokens.iter().any(|token| token.kind != Kind::Mark).then_some(Sentence { source, place, tokens, asks, leads })
}

/// The signs that may close a quotation opened by this one.
fn closing(open: char) -> &'static [char] {
    match open {
        '“' | '„' | '"' | '”' => &['”', '“', '"'],
        '«' => &['»'],
        '»' => &['«'],
        '‘' | '‚' | '\'' | '’' => &['’', '\'', '‘'],
        '`' => &['`'],
        _ => &[],
    }
}

/// A quotation that opens at the beginning: its content, and how long it is with its signs.
fn quoted(rest: &str, before: Option<char>) -> Option<(&str, usize)> {
    let open = rest.chars().next()?;
    let closers = closing(open);
    let single = closers.contains(&'’');
    if closers.is_empty() || (single && before.is_some_and(char::is_alphanumeric)) {
        return None;
    }
    let inside = rest.get(open.len_utf8()..)?;
    let mut signs = inside.char_indices().take(QUOTE).filter(|(_, sign)| closers.contains(sign));
    let (at, close) = signs.find(|(at, sign)| {
        let next = inside.get(at + sign.len_utf8()..).and_then(|rest| rest.chars().next());
        *at > 0 && !(single && next.is_some_and(char::is_alphanumeric))
    })?;
    let content = inside.get(..at)?;
    (!content.trim().is_empty()).then_some((content, open.len_utf8() + at + close.len_utf8()))
}

/// Bold text at the beginning: its content, and how long it is with its signs.
fn bold(rest: &str) -> Option<(&str, usize)> {
    let sign = ["**", "__"].into_iter().find(|sign| rest.starts_with(sign))?;
    let far = rest.char_indices().nth(QUOTE).map_or(rest.len(), |(at, _)| at);
    let inside = rest.get(2..far)?;
    let at = inside.find(sign).filter(|at| *at > 0)?;
    Some((inside.get(..at)?, at + 4))
}

fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let (mut at, mut before) = (0, None);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(sign) = rest.chars().next() else { break };
        let name = match quoted(rest, before) {
            Some((content, long)) if sign != '`' || words::titled(content) => Some((content, long)),
            _ => bold(rest).filter(|(content, _)| words::titled(content)),
        };
        let long = if let Some((content, long)) = name {
            let content = content.trim_matches(|c: char| c.is_whitespace() || "*_\"“”".contains(c)).to_owned();
            found.push(Token { kind: Kind::Name, text: content, cased: false, start: at, end: at + long });
            long
        } else if sign.is_alphanumeric() {
            let long = word_length(rest);
            words::pieces(rest.get(..long).unwrap_or_default(), |piece, cased| {
                found.push(Token { kind: Kind::Word, text: piece, cased, start: at, end: at + long });
            });
            long
        } else {
            if let Some((kind, text)) = words::sign(sign, rest) {
                let end = at + sign.len_utf8();
                found.push(Token { kind, text, cased: false, start: at, end });
            }
            sign.len_utf8()
        };
        before = text.get(..at + long).and_then(|done| done.chars().next_back());
        at += long;
    }
    found
}

/// How long the word at the beginning is: letters, digits, and what may stand between them.
fn word_length(rest: &str) -> usize {
    let mut signs = rest.char_indices().peekable();
    let mut digit = false;
    while let Some((at, sign)) = signs.next() {
        if sign.is_alphanumeric() {
            digit = sign.is_ascii_digit();
            continue;
        }
        let next = signs.peek().map(|(_, next)| *next);
        let joins = match sign {
            '\'' | '’' | '-' | '_' | '@' | '‑' => next.is_some_and(char::is_alphanumeric),
            '.' => next.is_some_and(|next| next.is_ascii_digit() || (next.is_lowercase() && !digit)),
            '/' => next.is_some_and(char::is_uppercase),
            ':' | ',' => digit && next.is_some_and(|next| next.is_ascii_digit()),
            _ => false,
        };
        if !joins {
            return at;
        }
    }
    rest.len()
}
