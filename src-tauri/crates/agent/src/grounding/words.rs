//! Closed classes of English words, numbers, and how written words are taken apart.

use super::text::Kind;
use super::verbs;

/// Who the agent calls itself.
pub(super) const AGENT: &[&str] = &["i", "we", "agent", "assistant", "assent", "system", "app"];
/// Others who may have done something.
pub(super) const OTHERS: &[&str] = &[
    "you",
    "he",
    "she",
    "they",
    "who",
    "admin",
    "administrator",
    "manager",
    "owner",
    "user",
    "somebody",
    "someone",
    "colleague",
    "team",
    "person",
];
pub(super) const BE: &[&str] = &["was", "were", "is", "are", "'s", "'re", "am", "'m", "got", "gets", "get"];
pub(super) const HAVE: &[&str] = &["have", "'ve", "has", "had", "'s", "'d"];
pub(super) const MODAL: &[&str] = &[
    "will", "'ll", "shall", "can", "could", "may", "might", "must", "should", "would", "ought", "cannot", "to",
    "being", "having", "let", "please", "wo", "not-yet",
];
pub(super) const DO: &[&str] = &["did", "do", "does"];
pub(super) const NOT: &[&str] = &[
    "not", "n't", "no", "never", "nothing", "none", "neither", "nor", "nobody", "without", "hardly", "barely",
    "nowhere", "cannot",
];
/// Words between an auxiliary and its verb.
pub(super) const ADVERBS: &[&str] = &[
    "just",
    "now",
    "successfully",
    "already",
    "also",
    "then",
    "finally",
    "all",
    "both",
    "actually",
    "indeed",
    "since",
    "permanently",
    "newly",
    "recently",
    "only",
    "each",
    "even",
    "first",
    "last",
    "immediately",
    "properly",
    "correctly",
    "safely",
    "automatically",
    "hereby",
    "therefore",
    "thus",
    "accordingly",
    "subsequently",
    "still",
    "previously",
    "originally",
    "completely",
    "fully",
    "entirely",
    "quickly",
    "promptly",
    "afterwards",
    "duly",
    "ahead",
    "once",
    "later",
    "long",
    "so",
    "too",
    "directly",
    "again",
    "manually",
    "instead",
    "additionally",
    "officially",
    "kindly",
    "ever",
    "apparently",
    "clearly",
    "happily",
    "simply",
    "temporarily",
    "meanwhile",
    "earlier",
    "accidentally",
];
/// What only greets or agrees before the claim.
pub(super) const OPENERS: &[&str] = &[
    "ok",
    "okay",
    "sure",
    "thing",
    "yes",
    "yep",
    "great",
    "perfect",
    "good",
    "news",
    "alright",
    "right",
    "well",
    "certainly",
    "absolutely",
    "of",
    "course",
    "got",
    "it",
    "thanks",
    "hi",
    "hello",
    "voilà",
    "there",
    "you",
    "go",
    "as",
    "requested",
    "asked",
    "update",
    "summary",
    "status",
    "result",
    "so",
    "successfully",
    "and",
    "no",
    "problem",
    "hey",
];
pub(super) const DETERMINERS: &[&str] = &[
    "the",
    "a",
    "an",
    "your",
    "my",
    "our",
    "his",
    "her",
    "their",
    "its",
    "this",
    "that",
    "these",
    "those",
    "any",
    "some",
    "every",
    "each",
    "no",
    "another",
    "other",
    "new",
    "old",
    "'s",
    "such",
    "which",
    "few",
    "more",
    "recently",
    "newly",
    "previously",
    "most",
];
/// What opens a part of a sentence that is said to depend on something.
pub(super) const CONDITIONS: &[&str] = &[
    "if", "once", "unless", "until", "till", "whether", "whenever", "assuming", "provided", "when", "before", "lest",
    "should", "after", "wherever", "soon",
];
/// What ends the part of a sentence that a verb reaches.
pub(super) const BREAKS: &[&str] = &[
    "because", "since", "so", "which", "who", "if", "when", "once", "while", "although", "though", "but", "unless",
    "whereas", "yet", "until", "however",
];
pub(super) const PREPOSITIONS: &[&str] = &[
    "to",
    "for",
    "from",
    "in",
    "on",
    "at",
    "with",
    "by",
    "about",
    "of",
    "into",
    "onto",
    "under",
    "until",
    "till",
    "after",
    "before",
    "as",
    "via",
    "called",
    "titled",
    "named",
    "labelled",
    "labeled",
    "entitled",
    "regarding",
    "that",
    "within",
    "without",
    "through",
    "due",
    "saying",
    "containing",
    "using",
    "since",
    "during",
    "over",
    "per",
    "concerning",
    "ringing",
    "reading",
    "including",
    "so",
    "you",
    "which",
    "where",
    "is",
    "was",
    "are",
    "were",
    "today",
    "tomorrow",
];
/// What calls something by its name.
pub(super) const NAMING: &[&str] = &["called", "titled", "named", "labelled", "labeled", "entitled"];
/// What can't be counted along with things.
pub(super) const UNITS: &[&str] = &[
    "minute", "minutes", "min", "mins", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year",
    "years", "second", "seconds", "am", "pm", "a.m", "p.m", "percent", "degrees", "o'clock", "times", "euros",
    "dollars", "h", "m", "s", "st", "nd", "rd", "th",
];
pub(super) const WEEKDAYS: &[&str] = &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
pub(super) const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// How many a word says; “both” and “a couple” say two.
pub(super) fn number(word: &str) -> Option<usize> {
    const WORDS: &[&str] = &[
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    const MORE: &[(&str, usize)] = &[
        ("both", 2),
        ("couple", 2),
        ("pair", 2),
        ("several", 2),
        ("few", 2),
        ("multiple", 2),
        ("various", 2),
        ("numerous", 3),
        ("many", 3),
        ("half-dozen", 6),
        ("dozen", 12),
        ("thirty", 30),
        ("forty", 40),
        ("fifty", 50),
        ("hundred", 100),
        ("dozens", 24),
        ("hundreds", 200),
    ];
    let digits = word.len() < 7 && !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let said = if digits { word.parse().ok() } else { WORDS.iter().position(|known| *known == word) };
    said.or_else(|| MORE.iter().find(|(known, _)| *known == word).map(|(_, number)| *number))
}

/// Whether a word has a digit in it.
pub(super) fn figures(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
}

/// The part of a word that its forms share, roughly.
pub(super) fn stem(word: &str) -> String {
    let mut stem = word.to_owned();
    for (end, put) in [("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", "")] {
        if stem.len() > end.len() + 2 && stem.ends_with(end) {
            stem.truncate(stem.len() - end.len());
            stem.push_str(put);
            break;
        }
    }
    let doubled = stem.len() > 4 && stem.as_bytes().last() == stem.as_bytes().get(stem.len() - 2);
    if doubled && stem.is_ascii() {
        stem.pop();
    }
    stem
}

/// Whether marked text reads as a title, not as words of the sentence that are stressed.
pub(super) fn titled(content: &str) -> bool {
    let content = content.trim();
    if content.ends_with([':', '!']) || content.chars().count() > 200 {
        return false;
    }
    let words: Vec<&str> = content.split_whitespace().collect();
    let bare = |word: &&str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let plain = |word: &&str| {
        let low = bare(word);
        let cased = word.chars().next().is_some_and(char::is_uppercase);
        let known = WEEKDAYS.contains(&low.as_str()) || MONTHS.contains(&low.as_str()) || number(&low).is_some();
        low.is_empty() || !cased || known || NOT.contains(&low.as_str()) || super::nouns::noun(&low).is_some()
    };
    let claims = words.iter().any(|word| verbs::form(&bare(word)).is_some());
    !words.is_empty() && !claims && !words.iter().all(plain)
}

/// Takes a written word apart: “wasn’t” into “was” and “n't”, “I’ve” into “i” and “'ve”.
pub(super) fn pieces(word: &str, mut found: impl FnMut(String, bool)) {
    let cased = word.chars().next().is_some_and(char::is_uppercase);
    let low = word.to_lowercase().replace('’', "'");
    let letters = low.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '‑' | '\''));
    let low = if letters { low.replace(['-', '‑'], "") } else { low };
    match low.as_str() {
        "can't" | "cannot" => return ["can", "not"].into_iter().for_each(|piece| found(piece.to_owned(), false)),
        "won't" => return ["will", "not"].into_iter().for_each(|piece| found(piece.to_owned(), false)),
        _ => {}
    }
    if let Some(verb) = low.strip_suffix("n't").filter(|verb| !verb.is_empty()) {
        found(verb.to_owned(), cased);
        found("n't".to_owned(), false);
        return;
    }
    match low.split_once('\'') {
        Some((front, back)) if ["j", "l", "n", "d", "c", "s", "t", "m", "qu"].contains(&front) && back.len() > 1 => {
            found(format!("{front}'"), cased);
            found(back.to_owned(), false);
        }
        Some((front, back)) if !front.is_empty() && ["s", "ve", "d", "ll", "re", "m"].contains(&back) => {
            found(front.to_owned(), cased);
            found(format!("'{back}"), false);
        }
        _ => found(low, cased),
    }
}

/// What a sign means: a stop, a denial, or nothing.
pub(super) fn sign(sign: char, rest: &str) -> Option<(Kind, String)> {
    match sign {
        '❌' | '✗' | '✘' | '🚫' => Some((Kind::Word, "not".to_owned())),
        '—' | '–' | '→' | '⇒' => Some((Kind::Mark, "—".to_owned())),
        '-' if rest.starts_with("- ") || rest.starts_with("--") || rest.starts_with("->") => {
            Some((Kind::Mark, "—".to_owned()))
        }
        '¿' | '¡' => None,
        '.' | '!' | '?' | '…' | ',' | ';' | ':' | '(' | ')' | '|' | '&' | '#' => Some((Kind::Mark, sign.to_string())),
        '\'' | '’' if rest.get(sign.len_utf8()..).is_some_and(|rest| rest.starts_with(char::is_whitespace)) => None,
        _ => None,
    }
}
