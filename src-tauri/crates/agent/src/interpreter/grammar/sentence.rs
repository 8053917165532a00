//! A sentence as its words: what is said politely around it set apart, quoted
//! texts whole, marks on their own. Where each word stands is kept, so that
//! whatever is taken over is taken byte for byte.

use std::cell::RefCell;
use std::collections::HashMap;

use super::super::slots::{QUOTES, Title};

/// Words that are looked at; only content may go on after them.
const MOST_WORDS: usize = 200;
/// Longer ones are pasted; only content may go on for longer.
const LONGEST: usize = 2000;
/// The longest quoted text, in bytes.
const LONGEST_QUOTE: usize = 1200;

/// Before the wish, and it is still one.
const POLITE: [&str; 16] = [
    "please",
    "kindly",
    "could you",
    "can you",
    "would you",
    "will you",
    "i'd like you to",
    "i'd like to",
    "i would like you to",
    "i would like to",
    "i want you to",
    "i want to",
    "i need you to",
    "hi",
    "hello",
    "hey",
];
/// Of these, those that leave a question a question.
const GREETINGS: [&str; 3] = ["hi", "hello", "hey"];
/// Before a wish to see something.
const MAY: [&str; 4] = ["can i", "could i", "may i", "let me"];
/// After the wish.
const THANKS: [&str; 3] = ["please", "thanks", "thank you"];

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

#[derive(Clone, Debug)]
pub(in super::super) struct Sentence<'a> {
    pub(in super::super) raw: &'a str,
    pub(in super::super) tokens: Vec<Token<'a>>,
    /// The first word of the wish.
    pub(super) from: usize,
    /// Where it ends; none where it goes on for too long to be a plain sentence.
    pub(super) to: Option<usize>,
    /// It ends in a question mark.
    pub(in super::super) asked: bool,
    /// "Could you …?" asks for something rather than about it.
    pub(in super::super) polite: bool,
    /// Titles that were read: many rules ask for the same ones.
    titles: RefCell<HashMap<(usize, usize), Option<Title>>>,
    /// "Can I …?" asks to be shown something, or about something.
    pub(in super::super) may: bool,
}

impl<'a> Sentence<'a> {
    pub(in super::super) fn read(said: &'a str) -> Self {
        let raw = said.trim();
        let (tokens, whole) = tokens(raw);
        let titles = RefCell::default();
        let mut sentence = Self { raw, tokens, from: 0, to: None, asked: false, polite: false, titles, may: false };
        sentence.set_head_apart();
        if whole && raw.len() <= LONGEST {
            sentence.to = Some(sentence.end());
        }
        sentence
    }

    /// The words of a range, in lower case.
    pub(in super::super) fn words(&self, from: usize, to: usize) -> Vec<&str> {
        self.tokens.get(from..to).unwrap_or_default().iter().map(|token| token.lower.as_str()).collect()
    }

    /// The text of a range, as written.
    pub(in super::super) fn text(&self, from: usize, to: usize) -> &'a str {
        self.raw.get(self.span(from, to)).unwrap_or_default()
    }

    /// What a range is called, if it is plainly a title.
    pub(in super::super) fn title(&self, from: usize, to: usize) -> Option<Title> {
        let known = self.titles.borrow().get(&(from, to)).cloned();
        known.unwrap_or_else(|| {
            let title = Title::read(self.text(from, to));
            self.titles.borrow_mut().insert((from, to), title.clone());
            title
        })
    }

    pub(in super::super) fn span(&self, from: usize, to: usize) -> Span {
        let tokens = self.tokens.get(from..to).unwrap_or_default();
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => first.at.start..last.at.end,
            _ => 0..0,
        }
    }

    /// Everything that follows a word, where a blank follows it.
    pub(super) fn rest(&self, from: usize) -> Option<&'a str> {
        let start = self.tokens.get(from.checked_sub(1)?)?.at.end;
        let rest = self.raw.get(start..)?;
        let begins = rest.starts_with(char::is_whitespace);
        Some(rest.trim()).filter(|rest| begins && !rest.is_empty())
    }

    fn begins(&self, at: usize, phrase: &str) -> Option<usize> {
        let mut at = at;
        for word in phrase.split(' ') {
            self.tokens.get(at).filter(|token| token.is(word))?;
            at += 1;
        }
        Some(at)
    }

    fn set_head_apart(&mut self) {
        let find = |from: usize, phrases: &[&'static str], sentence: &Self| {
            phrases.iter().find_map(|phrase| Some((*phrase, sentence.begins(from, phrase)?)))
        };
        while let Some((phrase, next)) = find(self.from, &POLITE, self) {
            self.polite |= !GREETINGS.contains(&phrase);
            self.from = next;
            self.skip_comma();
        }
        if let Some((_, next)) = find(self.from, &MAY, self) {
            self.may = true;
            self.from = next;
        }
    }

    fn skip_comma(&mut self) {
        if self.tokens.get(self.from).is_some_and(|token| token.is(",")) {
            self.from += 1;
        }
    }

    fn end(&mut self) -> usize {
        let mut to = self.tokens.len();
        let marks = |token: &Token<'_>| [".", "!", "?", "…"].iter().any(|mark| token.is(mark));
        while to > self.from && self.tokens.get(to - 1).is_some_and(marks) {
            to -= 1;
            self.asked |= self.tokens.get(to).is_some_and(|token| token.is("?"));
        }
        let thanks = THANKS.iter().find_map(|phrase| {
            let start = to.checked_sub(phrase.split(' ').count())?;
            (start > self.from && self.begins(start, phrase) == Some(to)).then_some((*phrase, start))
        });
        if let Some((phrase, start)) = thanks {
            to = start;
            self.polite |= phrase == "please";
            if to > self.from + 1 && self.tokens.get(to - 1).is_some_and(|token| token.is(",")) {
                to -= 1;
            }
        }
        to
    }
}

/// The words, and whether these are all.
fn tokens(raw: &str) -> (Vec<Token<'_>>, bool) {
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
    for (offset, letter) in rest.char_indices().take_while(|(offset, letter)| *offset < LONGEST_QUOTE && !stop(*letter)) {
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
