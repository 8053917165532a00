//! Titles and other free words inside a sentence. In quotes anything goes; bare
//! words must be nothing but a title, so that no second wish hides in them.

use std::sync::LazyLock;

use regex::Regex;

use super::super::grammar::Sentence;
use super::{clock, day, names, period};

/// A title as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Title {
    pub(super) text: String,
    pub(super) quoted: bool,
}

const LONGEST_BARE: usize = 200;

pub(in super::super) const QUOTES: [(char, char); 6] =
    [('"', '"'), ('“', '”'), ('„', '“'), ('\'', '\''), ('‘', '’'), ('«', '»')];

/// Words that make a bare title doubtful: conditions, negations, further wishes.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled in every test")]
static DOUBTFUL: LazyLock<Regex> = LazyLock::new(|| {
    let words = r"(?:^|[^\p{L}])(?:if|in case|provided|as soon as|as long as|after|before|while|unless|until|when|whenever|whether|once|then|otherwise|instead|but|except|because|never|not|nor|don['’]?t|didn['’]?t|won['’]?t|can['’]?t|shouldn['’]?t|isn['’]?t|should|would|could|as well as|afterwards?|also|saying|without|with no|(?:that|which) says|with (?:the )?(?:content|text|body))";
    // A command of its own, behind the first word.
    let command = r"\s(?:add|create|make|write|take|delete|remove|change|update|edit|rename|complete|finish|mark|move|set|cancel|snooze|dismiss|approve|reject|revoke|withdraw|pause|resume|show|list)\s+(?:(?:the|my|a|an|all)\s+)*(?:note|task|alarm|request|delegation|grant|rule|role|agent|reminder)s?";
    // A connector, and then something one could ask for.
    let connector =
        r"(?:(?:^|[^\p{L}])(?:and|or|plus)|[,&])[\s,]+(?:(?:and|or|please|you|can|just|now|all|both)[\s,]+)*";
    let asked = concat!(
        r"(?:add|create|make|write|take|new|remove|delete|erase|change|update|edit|rename|list|show|see|find|search|",
        r"complete|finish|mark|set|cancel|move|reschedule|ask|request|approve|reject|give|grant|revoke|send|tell|read|open|",
        r"do|undo|stop|pause|resume|snooze|dismiss|remind|withdraw|disable|enable|reset|lend|let|allow|limit|bring|restore|",
        r"what|who|how|why|will|is|are|to|one|",
        r"a|an|the|my|your|his|her|our|their|it|its|that|this|these|those|them|everything|another|note|task|alarm|reminder|request|delegation)",
    );
    Regex::new(&format!(r"(?i)(?:{words}|{command}|{connector}{asked})(?:[^\p{{L}}]|$)")).unwrap()
});

/// Marks inside that end a sentence or begin an aside.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled in every test")]
static BREAK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[.!?;:…]\s|\s[-–—/|>]+\s|—|\p{C}|[\r\n\u{2028}\u{2029}]|[()\[\]{}<>@`\\]").unwrap());

const NO_TITLE: [&str; 23] = [
    "it",
    "this",
    "that",
    "them",
    "these",
    "those",
    "one",
    "ones",
    "all",
    "everything",
    "anything",
    "something",
    "nothing",
    "titled",
    "called",
    "named",
    "saying",
    "content",
    "with",
    "to",
    "for",
    "please",
    "the",
];

/// Words on which no bare title ends: what follows them belongs to them.
const UNFINISHED: &str = "and or for on at in by to of as is are from with without about every each until till starting \
    beginning repeating next this last the my due no not be so that";

impl Title {
    /// Reads a title as written; none where it is not plainly one.
    pub(in super::super) fn read(raw: &str) -> Option<Self> {
        let raw = raw.trim();
        if let Some(inner) = unquote(raw) {
            return Some(Self { text: inner.to_owned(), quoted: true });
        }
        is_plain(raw).then(|| Self { text: raw.to_owned(), quoted: false })
    }
}

pub(super) fn title(sentence: &Sentence<'_>, from: usize, to: usize) -> Option<Title> {
    sentence.title(from, to)
}

/// The title of something that is there. Where a word of when, or how, could end
/// it, the sentence may want something else than it says, such as doing it later.
pub(super) fn of_a_thing(sentence: &Sentence<'_>, from: usize, to: usize) -> Option<Title> {
    const AFTERTHOUGHTS: &str = "again too instead immediately forever permanently anyway first already yet either maybe \
        perhaps good twice today everywhere completely quickly back forward";
    let last = sentence.words(to.saturating_sub(1), to).concat();
    let added = to > from + 1 && AFTERTHOUGHTS.split_whitespace().any(|word| word == last);
    // "For Bob" could be whose it is.
    let someones = to > from + 2
        && sentence.words(to - 2, to - 1) == ["for"]
        && names::person(sentence.text(to - 1, to)).is_some();
    let doubtful = || added || someones || holds_time(sentence, from, to);
    title(sentence, from, to).filter(|title| title.quoted || !doubtful())
}

/// A title that is more than a number.
pub(super) fn worded(sentence: &Sentence<'_>, from: usize, to: usize) -> Option<Title> {
    let letters = || sentence.text(from, from + 1).chars().any(char::is_alphabetic);
    of_a_thing(sentence, from, to).filter(|title| title.quoted || letters())
}

/// A title in quotes or with a capital letter.
pub(super) fn proper(sentence: &Sentence<'_>, from: usize, to: usize) -> Option<Title> {
    title(sentence, from, to).filter(|title| title.quoted || title.text.starts_with(char::is_uppercase))
}

/// A title that holds no word of when it could be about.
pub(super) fn undated(sentence: &Sentence<'_>, from: usize, to: usize) -> Option<Title> {
    title(sentence, from, to).filter(|title| title.quoted || !holds_time(sentence, from, to))
}

/// A title of which nobody can say whether it ends before a day.
pub(super) fn dated(sentence: &Sentence<'_>, from: usize, to: usize) -> Option<Title> {
    title(sentence, from, to).filter(|title| !title.quoted && holds_time(sentence, from, to))
}

/// Words to look for: no number, and not the end of a longer way to say it.
pub(super) fn query(sentence: &Sentence<'_>, from: usize, to: usize) -> Option<Title> {
    let first = sentence.words(from, from + 1).concat();
    let searchable = |title: &Title| {
        let letters = title.text.chars().any(char::is_alphabetic);
        title.quoted || (letters && !["about", "with", "from", "for", "of"].contains(&first.as_str()))
    };
    title(sentence, from, to).filter(searchable)
}

/// A clock time or "due" anywhere, or a word of time at the end.
fn holds_time(sentence: &Sentence<'_>, from: usize, to: usize) -> bool {
    let words = sentence.words(from, to);
    let clock = |at: usize| {
        (at + 1..=words.len().min(at + 5)).any(|to| clock::when(words.get(at..to).unwrap_or_default()).is_some())
    };
    let ends = |at: usize| {
        let tail = words.get(at..).unwrap_or_default();
        let bare = match tail {
            ["on" | "by" | "at" | "for" | "until", rest @ ..] => rest,
            all => all,
        };
        let lasting = matches!(tail, ["for", rest @ ..] if period::span(rest).is_some());
        lasting || day::day(bare).is_some() || period::repeat(tail).is_some() || period::is_vague(tail)
    };
    (0..words.len()).any(|at| words.get(at) == Some(&"due") || clock(at) || ends(at))
}

fn unquote(raw: &str) -> Option<&str> {
    QUOTES.iter().find_map(|(open, close)| {
        let inner = raw.strip_prefix(*open)?.strip_suffix(*close)?.trim();
        let whole = !inner.is_empty() && !inner.contains([*open, *close]) && !inner.contains(char::is_control);
        whole.then_some(inner)
    })
}

fn is_plain(raw: &str) -> bool {
    let lower = raw.to_lowercase();
    raw.chars().any(char::is_alphanumeric)
        && raw.len() <= LONGEST_BARE
        && !raw.starts_with(|first: char| {
            first == '#' || QUOTES.iter().any(|(open, close)| first == *open || first == *close)
        })
        && !raw.contains(['"', '“', '”', '„', '«', '»'])
        && !raw.ends_with([',', ';', ':', '-', '–', '.', '!', '?', '…', '&'])
        && !BREAK.is_match(raw)
        && !DOUBTFUL.is_match(raw)
        && !NO_TITLE.contains(&lower.as_str())
        && !lower.split_whitespace().skip(1).last().is_some_and(|last| UNFINISHED.split(' ').any(|word| word == last))
}
