//! What can be the name of a place, so that nothing else is looked up as one.

use std::sync::LazyLock;

use regex::Regex;

/// "Near me" in its spellings, with an "in" that may follow it.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled in every test")]
pub(in super::super) static NEAR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\s+(?:near me|nearby|around here|here|outside|where i am)\s+in\b").unwrap());

#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled in every test")]
static PLACE: LazyLock<Regex> = LazyLock::new(|| {
    // Up to five words, a point only after "St", one comma with a region behind it.
    Regex::new(r"^(?:(?:[Ss]t\.|[\p{L}\p{M}'’-]+) ){0,4}[\p{L}\p{M}'’-]+(?:, ?\p{L}[\p{L}\p{M}'’ -]*)?$").unwrap()
});

/// Words of sentences, which names of places do without.
const NO_PLACE: &str = "\
    i me my mine you your he she it we they them this that these those here there \
    somewhere anywhere everywhere where what when who how why which if unless not don't \
    don’t dont never no none nope yes yeah ok okay and or but then also please thanks \
    thank stop cancel nothing nevermind mind forget skip quit exit hello hi help will \
    would should could can is are was be do does did need want add create make write take \
    delete remove change update edit rename show list find complete finish mark set note \
    notes task tasks alarm alarms weather forecast rain today tonight tomorrow yesterday \
    monday tuesday wednesday thursday friday saturday sunday week weekend morning \
    afternoon evening now everything all general with about for to from because after \
    before while until tell give send ask home work days hours day hour month year next \
    place any idea know wait sorry like maybe";

/// Whether the words can be nothing but the name of a place.
pub(in super::super) fn is_place(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or_default().to_lowercase();
    PLACE.is_match(text)
        && !["on", "in", "at", "right", "just", "be", "look", "looking"].contains(&last.as_str())
        && text.split([' ', ',']).all(|word| NO_PLACE.split(' ').all(|other| other != word.to_lowercase()))
}
