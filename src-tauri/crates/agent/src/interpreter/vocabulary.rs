//! The words rules are written in. A rule reads like the sentence it takes,
//! with `{names}` for what varies; every space stands for blanks, never a new
//! line, and nothing may be left over at either end.

use regex::Regex;

/// An entry may use others.
const WORDS: &[(&str, &str)] = &[
    ("show", "(?:(?:show|list|display|give|see|get)(?: me)?(?: all)?(?: of)?|what are|what['’]s in)"),
    ("my", "(?:my |the |all my |all the |all )?"),
    ("add", "(?:add|create|make|write|take|new)"),
    ("a", "(?:me )?(?:(?:a|an|another|one|the) )?(?:new )?"),
    ("called", "(?:titled|called|named|with the title|with title)"),
    ("delete", "(?:delete|remove)"),
    ("change", "(?:change|update|edit)"),
    ("complete", "(?:complete|finish|check off|tick off)"),
    // Content begins at the first of these and goes on to the very end.
    (
        "saying",
        r"(?: (?:saying|that says|which says|with (?:the )?(?:content|text|body)):?\s+|:\s+)(?P<content>(?s:.+))",
    ),
    ("to-say", r" (?:to say|so that it says|to read):?\s+(?P<content>(?s:.+))"),
    ("for", "(?: for (?P<target>{email}))?"),
    ("for-after", "(?: for (?P<target_after>{email}))?"),
    ("email", r#"[^\s@"'<>,;:()]+@[^\s@"'<>,;:()]+\.\p{L}{2,}"#),
    ("new-title", "(?P<new>{any})"),
    // One thing, by id, number, title, or place in what was shown.
    (
        "thing",
        "(?:(?:the |my )?(?P<kind>note|task|alarm) (?:{called} )?(?:(?P<id>#[0-9]{1,18})|(?:number |no\\.(?: )?)?(?P<number>[0-9]{1,18})|(?P<title>{any}))|(?:the |my )?(?P<nth>{nth}) (?P<kind_of_nth>note|task|alarm|one))",
    ),
    ("nth", "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|[0-9]{1,3}(?:st|nd|rd|th)|last"),
    ("title", "(?P<title>{any})"),
    ("any", r#"“[^“”\n]+”|„[^„“\n]+“|«[^«»\n]+»|"[^"\n]+"|‘[^‘’\n]+’|'[^'\n]+'|[^\n"“”„«»]+?"#),
    ("due", "(?P<due>{day})"),
    ("when", "(?:(?:on|for) )?(?P<when>{moment})"),
    ("when-after", ",?(?: (?:on|for))? (?P<when_after>{moment})"),
    ("moment", "now|right now|tonight|(?:(?:this|the|at the) )?weekend|{day}"),
    ("day", r"today|tomorrow|next week|(?:this |next )?{weekday}|[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    ("weekday", "(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"),
    (
        "clock",
        r"(?P<time>[0-9]{1,2}:[0-9]{2}(?:(?: )?[ap]m)?|[0-9]{1,2}(?: )?[ap]m|[0-9]{4}-[0-9]{2}-[0-9]{2}[t\x20][0-9:.]+(?:z|[+-][0-9:]+)?)",
    ),
    ("span", "(?P<time>in [0-9]{1,5}(?: )?(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|s|m|h))"),
    ("set", "(?:set|add|create|make)"),
    (
        "weather",
        "(?:(?:what['’]?s|what is|what will|how['’]?s|how is|how will|show(?: me)?|tell me|get(?: me)?|give me|check) )?(?:the )?(?:(?P<grain>current|daily|hourly|hour-by-hour) )?(?:weather forecast|weather|forecast)(?: (?:like|be|be like|going to be|going to be like|look like))?",
    ),
    ("sky", "(?:rain|raining|rainy|snow|snowing|snowy|sunny|cloudy|windy|stormy|warm|cold|hot|foggy|freezing)"),
    ("verb", "(?:create|add|list|see|show|update|change|edit|delete|remove|complete|finish|set)"),
    ("place", r"(?P<place>\p{L}[\p{L}\p{M}'’.,\x20-]{0,60}?)"),
    ("where", "(?: (?:in|for|at) {place}| (?P<near>near me|nearby|here|around here|outside|where i am))?"),
    ("end", r"(?P<end>(?:,? (?:please|thanks|thank you))?\s*[.!?…]*)"),
];

/// A rule's pattern, compiled: case-blind and anchored at both ends.
#[expect(clippy::unwrap_used, reason = "constant patterns, every one compiled in the tests")]
pub(super) fn compile(pattern: &str) -> Regex {
    let mut pattern = pattern.to_owned();
    while let Some((name, words)) = WORDS.iter().find(|(name, _)| pattern.contains(&format!("{{{name}}}"))) {
        pattern = pattern.replace(&format!("{{{name}}}"), words);
    }
    Regex::new(&format!("(?i)^(?:{})$", pattern.replace(' ', r"[ \t]+"))).unwrap()
}
