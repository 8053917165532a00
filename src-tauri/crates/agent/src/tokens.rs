//! How many tokens a text takes, estimated. Every model counts in its own way; its
//! own count is known only afterwards, and that one is recorded. This estimate is for
//! fitting a conversation into what a model can read, so it errs upwards: English text
//! comes out a quarter to a half above what the usual tokenizers say, JSON up to twice.
//! Long compound words can come out below; the room kept for the answer covers that.

use crate::model::{ModelCall, ModelMessage, ToolOffer};

/// What a message takes beside its text.
const PER_MESSAGE: usize = 5;
/// What a call, a result or a tool takes beside its text.
const PER_CALL: usize = 10;
/// Letters that make a token at least, in a word of plain ones.
const LETTERS: usize = 4;
/// Digits that make one.
const DIGITS: usize = 3;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    Space,
    /// Letters beyond ASCII: two make a token, or less.
    Foreign,
    /// Signs, and writing in which each character stands for itself.
    Single,
}

fn kind(letter: char) -> Kind {
    match letter {
        letter if letter.is_ascii_alphabetic() => Kind::Letter,
        letter if letter.is_ascii_digit() => Kind::Digit,
        letter if letter.is_whitespace() => Kind::Space,
        '\u{80}'..='\u{2e7f}' if letter.is_alphabetic() => Kind::Foreign,
        _ => Kind::Single,
    }
}

fn of_stretch(kind: Kind, length: usize) -> usize {
    match kind {
        Kind::Letter => length.div_ceil(LETTERS),
        Kind::Digit => length.div_ceil(DIGITS),
        // The blank before a word belongs to it.
        Kind::Space => usize::from(length > 1),
        Kind::Foreign => length.div_ceil(2),
        Kind::Single => length,
    }
}

/// The tokens of a text.
pub(crate) fn of(text: &str) -> usize {
    let mut total: usize = 0;
    let mut stretch: Option<(Kind, usize)> = None;
    for letter in text.chars() {
        let next = kind(letter);
        // A sign beyond the usual ones is written in several tokens.
        let weight = if next == Kind::Single && letter.len_utf8() > 3 { 3 } else { 1 };
        stretch = match stretch {
            Some((same, length)) if same == next => Some((same, length + weight)),
            Some((other, length)) => {
                total = total.saturating_add(of_stretch(other, length));
                Some((next, weight))
            }
            None => Some((next, weight)),
        };
    }
    total.saturating_add(stretch.map_or(0, |(kind, length)| of_stretch(kind, length)))
}

/// The tokens of a message.
pub(crate) fn of_message(message: &ModelMessage) -> usize {
    PER_MESSAGE
        + match message {
            ModelMessage::User(text) => of(text),
            ModelMessage::Assistant { text, calls } => of(text) + calls.iter().map(of_call).sum::<usize>(),
            ModelMessage::Tool { content, .. } => PER_CALL + of(&content.to_string()),
        }
}

fn of_call(call: &ModelCall) -> usize {
    PER_CALL + of(&call.name) + of(&call.arguments)
}

/// The tokens of what is offered.
pub(crate) fn of_offers(offers: &[ToolOffer]) -> usize {
    offers.iter().map(|offer| PER_CALL + of(&offer.name) + of(&offer.description) + of(&offer.schema.to_string())).sum()
}

#[cfg(test)]
mod tests {
    use super::of;

    /// Texts with what two usual tokenizers (cl100k and o200k) say of them, the larger.
    const COUNTED: [(&str, usize); 8] = [
        ("The quick brown fox jumps over the lazy dog.", 10),
        ("Please add a note titled Groceries saying milk and eggs.", 12),
        ("hello", 1),
        (r#"{"title":"Groceries","content":"milk"}"#, 11),
        ("2026-11-22T14:20:00Z", 13),
        ("Bitte lege eine Notiz an: Milch, Eier und Brötchen für die Frühstückspause.", 26),
        ("今日は天気がいいですね", 11),
        ("Привет, как дела сегодня?", 12),
    ];

    #[test]
    fn it_errs_upwards_and_not_by_much() {
        for (text, counted) in COUNTED {
            let estimated = of(text);
            assert!(estimated >= counted, "{text}: {estimated} for {counted}");
            assert!(estimated <= counted * 2 + 2, "{text}: {estimated} for {counted}");
        }
    }

    #[test]
    fn a_text_costs_no_more_than_its_bytes_and_what_is_longer_costs_no_less() {
        for text in ["", " ", "a", "äöü straße", "汉字汉字", "👩‍👩‍👧", "\n\n\n", "....", "12 345 678"]
        {
            assert!(of(text) <= text.len(), "{text:?}");
            assert!(of(&format!("{text} more")) >= of(text), "{text:?}");
        }
    }
}
