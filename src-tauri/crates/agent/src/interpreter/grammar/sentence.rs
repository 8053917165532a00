//! A sentence as its words: what is said politely around it set apart, quoted
//! texts whole, marks on their own. Where each word stands is kept, so that
//! whatever is taken over is taken byte for byte.

use std::cell::RefCell;
use std::collections::HashMap;

use super::super::slots::Title;
use super::tokens::{Span, Token, tokens};

/// Longer ones are pasted; only content may go on for longer.
const LONGEST: usize = 2000;

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
            // A line break at either end is no blank.
            let text = self.text(from, to);
            let title = Some(text).filter(|text| text.trim() == *text).and_then(Title::read);
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
