//! The claims of a sentence. Each form of a verb that says an effect is looked at
//! with what governs it to its left (`frame`), and with what it reaches to its
//! right and, where it is passive, what it is said of (`phrase`).

use super::clause::{self, Zone};
use super::frame::{self, By, Frame};
use super::particles;
use super::phrase::{self, Part};
use super::states;
use super::text::{Place, Sentence, Token};
use super::verbs::{self, Form, Kinds};
use super::words;

/// One effect that an answer says happened.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) kinds: Kinds,
    pub(super) by: By,
    pub(super) part: Part,
    /// The verb as it stands after “was”.
    pub(super) verb: String,
    pub(super) base: String,
    /// The part of the sentence it is made in.
    pub(super) span: Vec<Token>,
    /// Whether it is told as something of the past, not of this turn.
    pub(super) told: bool,
}

/// The claims that a sentence makes. `suspended` says that it stands under words that claim nothing.
pub(super) fn claims(sentence: &Sentence<'_>, suspended: bool) -> Vec<Claim> {
    let tokens = &sentence.tokens;
    let zones = clause::zones(tokens);
    if let Some(claim) = Some(sentence).filter(|of| of.place == Place::Row).and_then(|_| states::row(tokens)) {
        return vec![claim];
    }
    let mut found = Vec::new();
    let mut last: Option<(Frame, usize)> = None;
    for at in 0..tokens.len() {
        if zones.get(at) == Some(&Zone::Said) {
            continue;
        }
        let Some(form) = said(tokens, at) else {
            found.extend(states::claim(tokens, at, &zones).filter(|_| !sentence.asks && !suspended));
            continue;
        };
        let Some(mut frame) = frame::govern(tokens, at, form, last.as_ref().map(|(frame, _)| frame)) else { continue };
        let asked = sentence.asks && !stated(tokens, at, &frame);
        let depends = match zones.get(at) {
            Some(Zone::If) => true,
            Some(Zone::When) => frame.by != By::Agent,
            _ => false,
        };
        let suspends = suspended && !frame.spoken;
        frame.live &= !(asked || depends || suspends);
        if frame.live {
            found.extend(claim(tokens, at, form, &frame));
        }
        last = Some((frame, at));
    }
    found
}

/// The form of a verb here, where it says an effect.
fn said(tokens: &[Token], at: usize) -> Option<Form> {
    let token = tokens.get(at).filter(|token| token.is_word())?;
    let form = match verbs::form(&token.text) {
        Some(form) => form,
        None => frame::achieved(tokens, at)?,
    };
    let after = tokens.get(at + 1..reach(tokens, at)).unwrap_or_default();
    let after: Vec<&str> = after.iter().filter(|token| token.is_word()).map(|token| token.text.as_str()).collect();
    let next = after.first().copied().unwrap_or_default();
    match token.text.as_str() {
        "did" if !["it", "that", "this", "so", "everything", ""].contains(&next) => return None,
        "called" if (["it", "the"].contains(&next) || next.contains('_')) && !after.contains(&"off") => return None,
        "told" | "informed" | "reminded" | "asked" | "let" | "warned" | "gave" | "given" if next == "you" => {
            let files = after.contains(&"approve") || after.contains(&"approval") || after.contains(&"confirm");
            if !(token.is("asked") && files || after.contains(&"access")) {
                return None;
            }
        }
        "finished" | "completed" | "done" if next.ends_with("ing") => return None,
        "ordered" | "sorted" if after.contains(&"by") => return None,
        "noted" | "confirmed" | "decided" | "planned" | "answered"
            if ["that", "to", "how"].contains(&next) || (next.is_empty() && (at == 0 || token.is("noted"))) =>
        {
            return None;
        }
        "made" if next == "sure" || after.contains(&"mistake") || after.contains(&"error") => return None,
        "put" if next == "in" => return Some(Form { kinds: Kinds::ASK, ..form }),
        "set" if tokens.get(at.wrapping_sub(1)).is_some_and(|before| before.is("all")) => {
            return Some(Form { kinds: Kinds::ANY, ..form });
        }
        _ => {}
    }
    particles::with(form, &after)
}

/// Whether a sentence that asks states this all the same: “I've deleted it, anything else?”
fn stated(tokens: &[Token], at: usize, frame: &Frame) -> bool {
    const ASKING: &[&str] = &[
        "do", "did", "does", "was", "were", "is", "are", "has", "have", "had", "should", "shall", "would", "will",
        "can", "could", "what", "which", "who", "when", "how", "why", "where", "may", "want", "am",
    ];
    let goes_on = tokens.iter().skip(at).any(|token| token.mark(",—;:("));
    let opens = tokens.iter().find(|token| token.is_word()).is_some_and(|first| first.among(ASKING));
    goes_on && !opens && (frame.by == By::Agent || frame.by == By::Nobody)
}

/// The claims of one verb: one for each thing it is said of.
fn claim(tokens: &[Token], at: usize, form: Form, frame: &Frame) -> Vec<Claim> {
    let reach = reach(tokens, at);
    let right = tokens.get(at + 1..reach).unwrap_or_default();
    let mut parts = phrase::parts(right);
    let by = clause::by_whom(right).unwrap_or(frame.by);
    if let Some((start, end)) = frame.subject {
        let subjects = phrase::parts(tokens.get(start..end).unwrap_or_default());
        parts = said_of(subjects, &parts);
    }
    if parts.iter().any(|part| part.none) {
        return Vec::new();
    }
    if parts.is_empty() {
        parts.push(Part::default());
    }
    let tail = tail(tokens, reach);
    if let (Some(last), Some(tail)) = (parts.last_mut(), tail) {
        last.names.extend(tail.iter().flat_map(|part| part.names.iter().cloned()));
        if last.names.is_empty() && !last.known {
            last.loose.extend(tail.iter().flat_map(|part| part.loose.iter().cloned()));
        }
    }
    let start = frame.subject.map_or(at, |(start, _)| start);
    let closes = tokens.iter().skip(reach).take(12).position(|token| token.mark(")"));
    let end =
        closes.filter(|_| tokens.get(reach).is_some_and(|token| token.mark("("))).map_or(reach, |more| reach + more);
    let span: Vec<Token> = tokens.get(start..end).unwrap_or_default().to_vec();
    let told = clause::told(&span);
    let whole = |part: Part| Claim {
        kinds: form.kinds,
        by,
        part,
        verb: form.participle.to_owned(),
        base: form.base.to_owned(),
        span: span.clone(),
        told,
    };
    parts.into_iter().map(whole).collect()
}

/// What a passive is said of, with the names and people to the right of its verb.
fn said_of(mut subjects: Vec<Part>, right: &[Part]) -> Vec<Part> {
    if subjects.is_empty() {
        subjects.push(Part::default());
    }
    if let Some(last) = subjects.last_mut() {
        for part in right {
            last.names.extend(part.names.iter().cloned());
            last.whom.extend(part.whom.iter().cloned());
            last.none |= part.none;
            // “milk was added to your note”
            if last.objects.is_any() && !part.known && !part.objects.is_any() {
                last.objects = part.objects;
            }
        }
    }
    subjects
}

/// Where what a verb reaches ends.
fn reach(tokens: &[Token], at: usize) -> usize {
    let mut end = at + 1;
    while let Some(token) = tokens.get(end) {
        let stops = token.mark(".!?;—()|") || token.among(words::BREAKS) || (token.mark(":") && end > at + 1);
        if stops || (phrase::joins(token) && begins_clause(tokens, end + 1)) {
            break;
        }
        end += 1;
    }
    end
}

/// Whether a clause of its own begins here, up to the next comma or “and”.
fn begins_clause(tokens: &[Token], from: usize) -> bool {
    let rest = tokens.get(from..).unwrap_or_default();
    let end = rest.iter().position(|token| phrase::joins(token) || token.mark(".!?;—():|")).unwrap_or(rest.len());
    let piece = rest.get(..end).unwrap_or_default();
    let first = piece.iter().find(|token| !token.among(words::ADVERBS));
    let verb = first.is_some_and(|token| token.is_word() && verbs::form(&token.text).is_some());
    verb || clause::finites(piece)
}

/// What is named behind a colon: “Task added: Buy milk”.
fn tail(tokens: &[Token], reach: usize) -> Option<Vec<Part>> {
    tokens.get(reach).filter(|token| token.mark(":"))?;
    let rest = tokens.get(reach + 1..)?;
    let end = rest.iter().position(|token| token.mark(".!?;—(|")).unwrap_or(rest.len());
    let rest = rest.get(..end)?;
    if rest.iter().any(|token| clause::finite(token) || (token.is_word() && verbs::form(&token.text).is_some())) {
        return None;
    }
    Some(phrase::parts(rest))
}
