//! The small grammar that rules are written in: patterns of words with slots, and
//! every way in which a whole sentence fits one.
//!
//! A pattern reads like the sentence it takes. `(a|b)` is one of several, `[a]`
//! may be left out, `<name>` stands for words of the vocabulary, `{slot}` or
//! `{argument=slot}` for what varies.

mod matching;
mod pattern;
mod sentence;
mod tokens;

pub(super) use matching::{Reading, readings};
pub(super) use pattern::Pattern;
pub(super) use sentence::Sentence;
pub(super) use tokens::Span;
