//! One thing that is there already: by id, number, title, or its place in what
//! was shown last.

use super::super::grammar::Sentence;
use super::super::wish::{Kind, Which};
use super::{Thing, period, title};

const NTH: [&str; 10] = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

/// A thing of this kind, or "the second one", which may be.
pub(super) fn thing(kind: Kind, sentence: &Sentence<'_>, from: usize, to: usize) -> Option<Thing> {
    let words = sentence.words(from, to);
    let named = |kind_said, which| Some(Thing { kind, kind_said, which, at: sentence.span(from, to) });
    let articles = usize::from(matches!(words.first(), Some(&("the" | "my" | "this"))));
    let rest = words.get(articles..)?;
    if let Some(said) = kind.said(rest) {
        return named(true, after_kind(kind, sentence, from + articles + said, to)?);
    }
    if let [nth, tail @ ..] = rest
        && let Some(position) = ordinal(nth)
    {
        return match tail {
            ["one"] | ["one", "on" | "in" | "of" | "from", "the", "list"] => named(false, Which::Shown(position)),
            [] => named(false, Which::Shown(position)).filter(|_| articles == 1),
            _ => named(true, Which::Shown(position)).filter(|_| kind.said(tail) == Some(tail.len())),
        };
    }
    match rest {
        ["number" | "no" | "line", number] | ["no", ".", number] => {
            let position = usize::try_from(positive(number)?).ok()?;
            named(false, Which::Shown(Some(position))).filter(|_| articles == 0)
        }
        _ => {
            let title = before_kind(kind, sentence, from + articles, to)?;
            let plain = articles == 1 || sentence.tokens.get(from)?.is_quoted();
            named(true, Which::Title(title)).filter(|_| plain)
        }
    }
}

/// All of them are marked read by marking the newest and everything older.
pub(super) fn all_notifications(sentence: &Sentence<'_>, from: usize, to: usize) -> Option<Thing> {
    let words = sentence.words(from, to);
    let all = matches!(
        words.as_slice(),
        ["all", "notifications" | "notices"]
            | ["all", "my" | "the", "notifications" | "notices"]
            | ["all", "of", "my", "notifications"]
    );
    let (kind, at) = (Kind::Notification, sentence.span(from, to));
    all.then_some(Thing { kind, kind_said: true, which: Which::Newest, at })
}

/// A title alone, where the sentence can only be about such a thing.
pub(super) fn bare(kind: Kind, sentence: &Sentence<'_>, from: usize, to: usize) -> Option<Thing> {
    let title = title::of_a_thing(sentence, from, to)?;
    let first = sentence.tokens.get(from)?;
    let named = title.quoted
        || (first.text.starts_with(char::is_uppercase) && !["the", "my", "a"].contains(&first.lower.as_str()));
    let no_kind = title.quoted
        || Kind::ALL.iter().all(|kind| sentence.words(from, to).iter().all(|word| kind.said(&[word]).is_none()));
    let which = Which::Title(title.text);
    (named && no_kind).then(|| Thing { kind, kind_said: true, which, at: sentence.span(from, to) })
}

fn after_kind(kind: Kind, sentence: &Sentence<'_>, from: usize, to: usize) -> Option<Which> {
    let words = sentence.words(from, to);
    let number = |which: fn(i64) -> Which, digits: &str| positive(digits).map(which);
    match words.as_slice() {
        [] => None,
        ["number" | "no" | "nr", digits] | ["number" | "no" | "nr", ".", digits] => number(Which::Number, digits),
        [id] if id.starts_with('#') => number(Which::Id, id.trim_start_matches('#')),
        [digits] if digits.bytes().all(|byte| byte.is_ascii_digit()) => number(Which::Number, digits),
        _ if !kind.has_titles() => None,
        ["called" | "titled" | "named", ..] => title_of(sentence, from + 1, to),
        _ => title_of(sentence, from, to),
    }
}

fn title_of(sentence: &Sentence<'_>, from: usize, to: usize) -> Option<Which> {
    let title = title::of_a_thing(sentence, from, to)?;
    // "Note 3 and 4" is no title, nor is "note -3".
    let first = sentence.text(from, from + 1);
    let lower = first.to_lowercase();
    let counts = !["a", "an"].contains(&lower.as_str()) && (lower == "zero" || period::count(&lower).is_some());
    let begins = title.quoted || (first.chars().any(char::is_alphabetic) && !counts);
    begins.then_some(Which::Title(title.text))
}

/// "The Tea alarm".
fn before_kind(kind: Kind, sentence: &Sentence<'_>, from: usize, to: usize) -> Option<String> {
    let words = sentence.words(from, to);
    let length = (1..=2).find(|length| {
        let start = words.len().checked_sub(*length);
        start.and_then(|start| words.get(start..)).is_some_and(|tail| kind.said(tail) == Some(*length))
    })?;
    let end = to.checked_sub(length).filter(|end| *end > from && kind.has_titles())?;
    let title = title::of_a_thing(sentence, from, end)?;
    let named = title.quoted || sentence.text(from, end).starts_with(char::is_uppercase);
    named.then_some(title.text)
}

fn positive(digits: &str) -> Option<i64> {
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.len() <= 18;
    digits.parse().ok().filter(|number| plain && *number > 0)
}

/// `Some(None)` is the last one.
fn ordinal(word: &str) -> Option<Option<usize>> {
    if word == "last" {
        return Some(None);
    }
    let position = match NTH.iter().position(|other| *other == word) {
        Some(at) => at + 1,
        None => {
            let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending))?;
            usize::try_from(positive(digits).filter(|_| digits.len() <= 3)?).ok()?
        }
    };
    Some(Some(position))
}
