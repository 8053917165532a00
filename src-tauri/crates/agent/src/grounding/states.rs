//! States that only an effect can have brought about: “is gone”, “is on your list
//! now”, “can now create tasks”, “no longer exists”, and effects said as nouns.

use super::claims::Claim;
use super::clause::{Zone, finite, told};
use super::frame::By;
use super::nouns;
use super::phrase::{self, Part};
use super::text::Token;
use super::verbs::{self, Kinds};
use super::words::{self, ADVERBS, NOT};

/// Nouns for effects.
const NOUNS: &[(&str, Kinds)] = &[
    ("deletion", Kinds::DELETE),
    ("removal", Kinds::DELETE),
    ("creation", Kinds::CREATE),
    ("cancellation", Kinds::CANCEL),
    ("update", Kinds::CHANGE),
    ("change", Kinds::CHANGE.and(Kinds::ANY)),
    ("restoration", Kinds::RESTORE),
    ("completion", Kinds::COMPLETE),
    ("renaming", Kinds::CHANGE),
    ("operation", Kinds::ANY),
    ("action", Kinds::ANY),
    ("changes", Kinds::ANY),
];
/// What says that it worked.
const WORKED: &[&str] =
    &["successful", "succeeded", "complete", "worked", "finished", "completed", "done", "success", "through"];

/// What something can be again.
const AGAIN: &[&str] = &["open", "active", "there", "enabled", "available", "valid"];

/// The claim that a state at this token makes.
pub(super) fn claim(tokens: &[Token], at: usize, zones: &[Zone]) -> Option<Claim> {
    let token = tokens.get(at).filter(|token| token.is_word())?;
    if zones.get(at) != Some(&Zone::Plain) {
        return None;
    }
    let (kinds, by) = match token.text.as_str() {
        "gone" if tokens.get(at + 1).is_some_and(|next| next.is("out")) => (Kinds::ASK, By::Nobody),
        "gone" => (Kinds::TAKES.and(Kinds::COMPLETE), By::Now),
        "off" if is_back(tokens, at) && tokens.iter().skip(at + 1).take(4).any(|token| token.is("list")) => {
            (Kinds::TAKES.and(Kinds::COMPLETE), By::Now)
        }
        "longer" if word(tokens, at, 1)?.is("no") => (Kinds::TAKES.and(Kinds::PAUSE).and(Kinds::COMPLETE), By::Now),
        "back" if is_back(tokens, at) => (Kinds::RESTORE.and(Kinds::RESUME), By::Now),
        "now" if is_now(tokens, at) => (Kinds::ANY, By::Now),
        "on" | "in" if is_listed(tokens, at) => (Kinds::CREATE.and(Kinds::RESTORE).and(Kinds::CHANGE), By::Now),
        "success" | "successful" if at == 0 => (Kinds::ANY, By::Agent),
        "ready" | "active" | "live" | "running" if is_back(tokens, at) => {
            (Kinds::CREATE.and(Kinds::RESUME).and(Kinds::ENABLE), By::Now)
        }
        "place" if word(tokens, at, 1)?.is("in") && is_back(tokens, at - 1) => (Kinds::CREATE, By::Now),
        "again" if word(tokens, at, 1)?.among(AGAIN) && is_back(tokens, at - 1) => {
            (Kinds::RESTORE.and(Kinds::RESUME).and(Kinds::ENABLE), By::Now)
        }
        "complete" if tokens.get(at + 1).is_none_or(|next| next.mark(".!")) && is_back(tokens, at) => {
            (Kinds::COMPLETE, By::Now)
        }
        noun => return worked(tokens, at, noun),
    };
    let start = start(tokens, at);
    let run = tokens.get(start..at)?;
    let longer = token.is("longer");
    let denied = run.iter().any(|token| token.among(NOT)) && !longer;
    let open =
        run.iter().any(|token| token.among(&["will", "'ll", "would", "could", "should", "may", "might", "be", "if"]));
    if denied || (open && !token.is("longer")) || (open && longer) {
        return None;
    }
    let subject: Vec<Token> = run.iter().take_while(|token| !finite(token) && !token.is("no")).cloned().collect();
    let part = phrase::parts(&subject).pop();
    // The weather is now fine, and a train is gone: only what tools have to do with counts.
    let of_ours = part.as_ref().is_some_and(|part| !part.objects.is_any() || !part.names.is_empty());
    let somebody = subject.iter().any(person);
    let gone = token.is("gone") && part.as_ref().is_some_and(|part| part.known);
    if !(of_ours || gone || token.is("success") || (somebody && token.among(&["now", "longer"]))) {
        return None;
    }
    let mut part = part.unwrap_or_default();
    if somebody && part.objects.is_any() && !gone {
        part = Part {
            whom: subject.iter().filter(|token| person(token)).map(|token| token.text.clone()).collect(),
            ..Part::default()
        };
    }
    let span: Vec<Token> = tokens.get(start..).unwrap_or_default().iter().take(40).cloned().collect();
    let span = until_stop(&span);
    let after = span.get(at + 1 - start..).unwrap_or_default();
    part.names.extend(after.iter().filter(|token| token.is_name()).map(|token| token.text.clone()));
    if token.is("now") && word(tokens, at, 1).is_some_and(|before| before.among(&["can", "may"])) {
        power(&mut part, after);
    }
    Some(Claim { kinds, by, part, verb: "changed".to_owned(), base: "change".to_owned(), told: told(&span), span })
}

/// Whether a word may be somebody's name.
fn person(token: &Token) -> bool {
    token.cased
        && nouns::noun(&token.text).is_none()
        && !token.among(words::DETERMINERS)
        && !token.among(&["you", "now", "all", "so"])
}

/// What somebody can do now, by the verb and the thing: it has to be in the same call.
fn power(part: &mut Part, after: &[Token]) {
    for token in after.iter().filter(|token| token.is_word()) {
        if ["create", "delete", "complete", "read"].contains(&token.text.as_str()) {
            part.ids.push(words::stem(&token.text));
        }
        if let Some(noun) = nouns::noun(&token.text).filter(|_| part.objects.is_any()) {
            part.objects = noun.objects;
        }
    }
}

fn until_stop(span: &[Token]) -> Vec<Token> {
    span.iter().take_while(|token| !token.mark(".!?;:—(")).cloned().collect()
}

fn word(tokens: &[Token], at: usize, back: usize) -> Option<&Token> {
    at.checked_sub(back).and_then(|at| tokens.get(at))
}

/// Where the clause begins that this token stands in.
fn start(tokens: &[Token], at: usize) -> usize {
    let stop = |token: &Token| token.mark(".!?;:—()|,") || token.among(words::BREAKS) || token.among(&["and", "then"]);
    let mut start = tokens.get(..at).and_then(|run| run.iter().rposition(stop)).map_or(0, |at| at + 1);
    // Of several subjects none has a verb of its own.
    while start > 0 && tokens.get(start - 1).is_some_and(phrase::joins) {
        let before = tokens.get(..start - 1).and_then(|run| run.iter().rposition(stop)).map_or(0, |at| at + 1);
        let piece = tokens.get(before..start - 1).unwrap_or_default();
        let verb = |token: &Token| finite(token) || (token.is_word() && verbs::form(&token.text).is_some());
        if piece.is_empty() || piece.iter().any(verb) {
            break;
        }
        start = before;
    }
    start
}

fn be(token: &Token) -> bool {
    token.among(&["is", "are", "'s", "'re", "was", "were", "been"])
}

/// “is back”, “is back on your list”.
fn is_back(tokens: &[Token], at: usize) -> bool {
    let before = tokens.get(..at).and_then(|run| run.iter().rfind(|token| !token.among(ADVERBS)));
    before.is_some_and(be)
}

/// “can now see”, “now has”, “is now an editor”; not “for now”, nor with a participle, which speaks for itself.
fn is_now(tokens: &[Token], at: usize) -> bool {
    let before = word(tokens, at, 1);
    let next = tokens.get(at + 1);
    let subject_is_you = tokens.iter().take(at).any(|token| token.is("you"));
    let verb = next.is_some_and(|next| {
        next.among(&[
            "has", "have", "says", "reads", "contains", "includes", "rings", "ends", "starts", "shows", "runs",
            "expires", "exist", "exists",
        ])
    });
    let after_be = before.is_some_and(|before| be(before) || before.among(&["can", "may", "has", "have"]));
    let participle =
        tokens.iter().skip(at + 1).take(3).any(|token| token.is_word() && verbs::form(&token.text).is_some());
    let rest = next.is_some_and(|next| {
        next.among(&[
            "waiting", "waits", "pending", "on", "in", "not", "gone", "ready", "active", "live", "running", "back",
            "open", "up",
        ])
    });
    (verb || after_be) && !participle && !rest && !subject_is_you
}

/// “is on your list”, “is in your notes”.
fn is_listed(tokens: &[Token], at: usize) -> bool {
    let ours = tokens
        .iter()
        .skip(at + 1)
        .take(4)
        .any(|token| token.among(&["list", "notes", "tasks", "alarms", "todos", "reminders"]));
    let your = tokens.get(at + 1).is_some_and(|next| next.among(&["your", "the", "his", "her", "bob"]));
    let still = tokens.get(at.saturating_sub(3)..at).unwrap_or_default();
    ours && your && is_back(tokens, at) && !still.iter().any(|token| token.among(&["still", "there"]))
}

/// “The deletion was successful.”
fn worked(tokens: &[Token], at: usize, noun: &str) -> Option<Claim> {
    let kinds = NOUNS.iter().find(|(known, _)| *known == noun)?.1;
    let end = tokens.iter().skip(at).position(|token| token.mark(".!?;")).map_or(tokens.len(), |more| at + more);
    let rest = tokens.get(at + 1..end)?;
    let said = rest.iter().position(|token| token.among(WORKED))?;
    let run = tokens.get(start(tokens, at)..end)?;
    let open = |token: &Token| {
        token.among(NOT)
            || token.among(&["will", "would", "could", "if", "once", "when", "be", "until", "after", "whether", "may"])
    };
    if run.iter().any(open) || rest.get(..said)?.iter().any(|token| token.mark(",")) {
        return None;
    }
    let about: Vec<Token> = rest.get(..said)?.iter().filter(|token| !token.is("of")).cloned().collect();
    let left: Vec<Token> = tokens.get(start(tokens, at)..at)?.to_vec();
    let parts = [phrase::parts(&about), phrase::parts(&left)].concat();
    let part = parts.into_iter().find(|part| part.known || !part.names.is_empty()).unwrap_or_default();
    let part = Part { loose: Vec::new(), ..part };
    let span = run.to_vec();
    Some(Claim {
        kinds,
        by: By::Nobody,
        part,
        verb: "changed".to_owned(),
        base: "change".to_owned(),
        told: false,
        span,
    })
}

/// The row of a table in which one cell is a participle: “| Buy milk | created |”.
pub(super) fn row(tokens: &[Token]) -> Option<Claim> {
    let cells: Vec<&[Token]> = tokens.split(|token| token.mark("|")).filter(|cell| !cell.is_empty()).collect();
    let verb = |cell: &&[Token]| {
        let mut left = cell.iter().filter(|token| token.is_word() && !token.among(ADVERBS));
        let first = left.next()?;
        let form = verbs::form(&first.text).filter(|form| form.perfect)?;
        left.next().is_none().then_some(form)
    };
    let at = cells.iter().position(|cell| verb(cell).is_some())?;
    let form = cells.get(at).and_then(verb)?;
    let (_, first) = cells.iter().enumerate().find(|(cell, _)| *cell != at)?;
    let name =
        first.iter().filter(|token| !token.mark("#")).map(|token| token.text.clone()).collect::<Vec<_>>().join(" ");
    let known = first.iter().all(|token| nouns::noun(&token.text).is_some() || words::figures(&token.text));
    let names = if known { Vec::new() } else { vec![name] };
    let part = Part { names, ..Part::default() };
    let (verb, base) = (form.participle.to_owned(), form.base.to_owned());
    Some(Claim { kinds: form.kinds, by: By::Now, part, verb, base, told: false, span: tokens.to_vec() })
}
