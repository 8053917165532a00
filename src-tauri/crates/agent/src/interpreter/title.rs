//! Titles and other free words inside a sentence. In quotes anything goes; bare
//! words must be nothing but a title, so that no second wish hides in them.

use std::sync::LazyLock;

use regex::Regex;

/// A title as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Title {
    pub(super) text: String,
    pub(super) quoted: bool,
}

const LONGEST_BARE: usize = 200;

const QUOTES: [(char, char); 6] = [('"', '"'), ('“', '”'), ('„', '“'), ('\'', '\''), ('‘', '’'), ('«', '»')];

/// Words that make a bare title doubtful: conditions, negations, further wishes.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled in every test")]
static DOUBTFUL: LazyLock<Regex> = LazyLock::new(|| {
    let words = r"(?:^|[^\p{L}])(?:if|unless|until|when|whenever|whether|once|then|otherwise|instead|but|except|because|never|not|nor|don['’]?t|didn['’]?t|won['’]?t|can['’]?t|shouldn['’]?t|isn['’]?t|should|would|could|as well as|afterwards?|also|saying|without|with no|(?:that|which) says|with (?:the )?(?:content|text|body))";
    // A command of its own, behind the first word.
    let command = r"\s(?:add|create|make|write|take|delete|remove|change|update|edit|rename|complete|finish|mark|move|set|cancel|show|list)\s+(?:(?:the|my|a|an|all)\s+)*(?:note|task|alarm)s?";
    // A connector, and then something one could ask for.
    let connector =
        r"(?:(?:^|[^\p{L}])(?:and|or|plus)|[,&])[\s,]+(?:(?:and|or|please|you|can|just|now|all|both)[\s,]+)*";
    let asked = concat!(
        r"(?:add|create|make|write|take|new|remove|delete|erase|change|update|edit|rename|list|show|see|find|search|",
        r"complete|finish|mark|set|cancel|move|reschedule|ask|request|approve|reject|give|grant|revoke|send|tell|read|open|",
        r"do|undo|stop|pause|what|who|how|why|will|is|are|",
        r"a|an|the|my|your|his|her|our|their|it|its|that|this|these|those|them|everything|another|note|task|alarm)",
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

impl Title {
    /// Reads a captured title; none where it is not plainly one.
    pub(super) fn read(raw: &str) -> Option<Self> {
        let raw = raw.trim();
        if let Some(inner) = unquote(raw) {
            return Some(Self { text: inner.to_owned(), quoted: true });
        }
        is_plain(raw).then(|| Self { text: raw.to_owned(), quoted: false })
    }

    pub(super) fn has_word(&self, word: &str) -> bool {
        !self.quoted && self.text.split_whitespace().any(|other| other.eq_ignore_ascii_case(word))
    }
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
        && !lower.ends_with(" and")
        && !lower.ends_with(" or")
}
