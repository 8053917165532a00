//! Whether an answer claims only what the record shows. An answer is read sentence
//! by sentence for claims of effects (“I deleted the note”, “two tasks were added”,
//! “Done!”), and each is looked for among the recorded calls: of that kind, about
//! such a thing, as many, with the titles, people and times that are named.
//!
//! It reads a small grammar of English, and of German, French and Spanish what is
//! plain; it understands nothing. What to do about a claim that nothing shows is
//! the caller's to say.

use serde_json::Value;

mod claims;
mod clause;
mod frame;
mod moments;
mod nouns;
mod particles;
mod phrase;
mod proof;
mod record;
mod states;
mod text;
mod tongues;
mod verbs;
mod words;

#[cfg(test)]
mod tests;

use claims::Claim;
use record::Fact;
use text::{Place, Sentence};

/// What came of one recorded call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Succeeded,
    /// It waits for somebody's verdict.
    Waiting,
    /// It was only said what it would do.
    Planned,
    /// It was refused by what is allowed.
    Denied,
    /// It was refused by a person.
    Rejected,
    /// It was tried and did not work.
    Failed,
    /// It can't be told whether it was done.
    Ambiguous,
}

/// One recorded call.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The tool's name.
    pub tool: &'a str,
    /// Whether the tool changes anything.
    pub writes: bool,
    /// What came of it.
    pub outcome: Outcome,
    /// What it was called with.
    pub arguments: &'a Value,
    /// What it gave.
    pub result: Option<&'a Value>,
}

/// A claim nothing in the record shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unproved {
    /// The sentence it is made in, as written.
    pub sentence: String,
    /// What it claims, for people: “that 3 tasks were created”.
    pub what: String,
}

/// What the lines of a list stand under.
enum Lead {
    Nothing,
    /// Words that claim nothing: “I could do this:”.
    Suspended,
    /// A claim of several things: “I created these tasks:”.
    Claim(Box<Claim>, usize),
}

/// The claims of an answer that nothing in the record shows, in their order.
#[must_use]
pub fn unproved(answer: &str, record: &[Evidence<'_>]) -> Vec<Unproved> {
    let facts = record::facts(record);
    let mut found: Vec<Unproved> = Vec::new();
    let mut lead = Lead::Nothing;
    for sentence in text::sentences(answer) {
        if sentence.place == Place::Prose {
            lead = Lead::Nothing;
        }
        if listed(&sentence, &facts) && !matches!(lead, Lead::Claim(..)) {
            continue;
        }
        let mut claims = claims::claims(&sentence, matches!(lead, Lead::Suspended));
        if let (Lead::Claim(of, lines), Place::Bullet) = (&mut lead, sentence.place)
            && (claims.is_empty() || listed(&sentence, &facts))
        {
            *lines += 1;
            claims = vec![line(of, *lines, &sentence)];
        }
        claims.extend(tongues::claims(&sentence));
        if sentence.leads && sentence.place == Place::Prose {
            lead = leading(&sentence, &claims);
        }
        for claim in claims.iter().filter(|claim| !proof::shown(claim, &facts)) {
            let new = Unproved { sentence: sentence.source.to_owned(), what: what(claim) };
            if found.last() != Some(&new) {
                found.push(new);
            }
        }
    }
    found
}

/// Whether a line of a list is a thing that was read, whatever its title and text say.
fn listed(sentence: &Sentence<'_>, facts: &[Fact]) -> bool {
    if sentence.place == Place::Prose {
        return false;
    }
    let pieces = sentence.source.split(['(', ')', ':', '–', '—', '|']).map(record::plain);
    let pieces: Vec<String> = pieces.filter(|piece| !piece.is_empty()).collect();
    let whole = |fact: &Fact| fact.read() && pieces.iter().all(|piece| fact.text.contains(piece));
    let title = pieces.first().filter(|title| title.contains(' ') && !sentence.begins_with_agent());
    let titled = |fact: &Fact| (fact.read() || fact.done()) && title.is_some_and(|title| fact.text.contains(title));
    facts.iter().any(|fact| titled(fact) || (pieces.len() > 1 && whole(fact)))
}

/// What the lines stand under that follow this one.
fn leading(sentence: &Sentence<'_>, claims: &[Claim]) -> Lead {
    match claims.last() {
        Some(claim) if claim.part.least() > 1 => Lead::Claim(Box::new(claim.clone()), 0),
        Some(_) => Lead::Nothing,
        None => {
            let open = |token: &text::Token| {
                token.among(words::NOT) || token.among(words::MODAL) || token.among(words::CONDITIONS)
            };
            if sentence.tokens.iter().any(open) { Lead::Suspended } else { Lead::Nothing }
        }
    }
}

/// One line of a list under a claim of several things.
fn line(of: &Claim, lines: usize, sentence: &Sentence<'_>) -> Claim {
    let mut parts = phrase::parts(&sentence.tokens);
    let mut claim = of.clone();
    let title = sentence.source.split(['(', '–', '—', '|']).next().unwrap_or_default();
    claim.part.names = match parts.first_mut() {
        Some(part) if !part.names.is_empty() => std::mem::take(&mut part.names),
        _ => vec![title.split(" - ").next().unwrap_or_default().split(", ").next().unwrap_or_default().to_owned()],
    };
    claim.part.count = Some(lines);
    claim.part.loose.clear();
    claim.part.whom.clear();
    claim.span = sentence.tokens.clone();
    claim
}

/// A claim in words for people.
fn what(claim: &Claim) -> String {
    let part = &claim.part;
    let verb = &claim.verb;
    if !part.names.is_empty() {
        let names: Vec<String> = part.names.iter().map(|name| format!("“{name}”")).collect();
        return format!("that {} {} {verb}", names.join(" and "), if names.len() > 1 { "were" } else { "was" });
    }
    let noun = if part.noun.is_empty() { "something" } else { part.noun.as_str() };
    match part.count {
        Some(count) if count > 1 => format!("that {count} {noun} were {verb}"),
        _ if part.plural => format!("that {noun} were {verb}"),
        _ if part.noun.is_empty() || part.objects.is_any() => format!("that {noun} was {verb}"),
        _ if noun.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("that an {noun} was {verb}"),
        _ => format!("that a {noun} was {verb}"),
    }
}
