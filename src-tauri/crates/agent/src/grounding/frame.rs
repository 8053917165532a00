//! What governs a verb: who is said to have done it, and whether it is said to
//! have happened at all, or is denied, offered, foreseen, asked or depends on something.

use super::clause::{finite, finites};
use super::nouns;
use super::text::Token;
use super::verbs::{self, Form};
use super::words::{self, ADVERBS, BE, BREAKS, CONDITIONS, DO, HAVE, MODAL, NOT};

/// Who is said to have done it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Agent,
    /// Somebody else.
    Other,
    /// Nobody is named: “was deleted”.
    Nobody,
    /// The same, told as it is now: “is deleted”.
    Now,
}

#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) by: By,
    pub(super) live: bool,
    /// What a passive is said of, from and to which token.
    pub(super) subject: Option<(usize, usize)>,
    /// Whether it has a subject of its own, not just a participle.
    pub(super) spoken: bool,
    /// Whether the auxiliary goes for what is coordinated too: “haven't created or deleted”.
    carries: bool,
}

/// A verb in its plain form that is said to have been achieved: “managed to delete”, “did delete”.
pub(super) fn achieved(tokens: &[Token], at: usize) -> Option<Form> {
    let word = |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at));
    let (one, two) = (word(1)?, word(2)?);
    let this = tokens.get(at)?.text.as_str();
    let managed = one.is("to") && two.among(&["managed", "able"]);
    let emphasised = one.is("did") && two.among(&["i", "we"]);
    let gerund = this.strip_suffix("ing").filter(|_| one.among(&["finished", "by", "completed", "succeeded", "in"]));
    let base = match gerund {
        Some(stem) => verbs::base(stem).or_else(|| verbs::base(&format!("{stem}e"))).or_else(|| {
            let mut short = stem.to_owned();
            short.pop();
            verbs::base(&short)
        })?,
        None if managed || emphasised => verbs::base(this)?,
        None => return None,
    };
    Some(base)
}

fn is_achieved(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| verbs::form(&token.text).is_none())
}

/// The first token to the left that is no adverb.
fn left(tokens: &[Token], mut at: usize) -> Option<usize> {
    loop {
        at = at.checked_sub(1)?;
        let token = tokens.get(at)?;
        if !token.among(ADVERBS) {
            return Some(at);
        }
    }
}

/// What governs the verb at `at`; `None` where it is no verb there, as in “the deleted note”.
pub(super) fn govern(tokens: &[Token], at: usize, form: Form, last: Option<&Frame>) -> Option<Frame> {
    let bare = Frame { by: By::Agent, live: true, subject: None, spoken: false, carries: false };
    if is_achieved(tokens, at) {
        let denied = tokens.get(at.saturating_sub(5)..at).unwrap_or_default().iter().any(|token| token.among(NOT));
        let agent = tokens.get(..at)?.iter().any(|token| token.among(words::AGENT));
        return agent.then_some(Frame { live: !denied, spoken: true, ..bare });
    }
    let Some(before) = left(tokens, at) else { return begins(tokens, at, bare) };
    let token = tokens.get(before)?;
    let owned = token.is("'s")
        && !before.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(|owner| {
            owner.among(&["it", "that", "everything", "he", "she", "there", "what", "this", "all"])
        });
    if token.mark(",&") || token.among(&["and", "or", "then", "but", "nor", "plus", "&"]) {
        return joined(tokens, at, before, form, last, bare);
    }
    if token.mark(".!?;:—()|")
        || (token.is_word() && !token.among(&["you", "it", "there", "go"]) && opened(tokens.get(..=before)?))
    {
        return begins(tokens, at, bare);
    }
    if owned || (token.among(words::DETERMINERS) && !token.is("'s")) {
        return None;
    }
    if token.among(BE) || token.among(HAVE) || token.among(NOT) || token.among(&["been", "be", "being"]) {
        return auxiliary(tokens, before, form);
    }
    if token.among(MODAL) || token.among(DO) {
        return Some(Frame { live: false, carries: true, spoken: true, ..bare });
    }
    if token.among(words::AGENT) && form.past {
        // “I” and “we” need no article; “the agent” has one.
        return Some(Frame { live: !modal_before(tokens, before), spoken: true, ..bare });
    }
    let person = token.among(words::OTHERS) || (token.cased && before > 0 && nouns::noun(&token.text).is_none());
    if (person || named_first(tokens, before)) && form.past {
        return Some(Frame { by: By::Other, spoken: true, live: !relative_you(tokens, before), ..bare });
    }
    headline(tokens, before, at).map(|subject| Frame { by: By::Nobody, subject: Some(subject), ..bare })
}

/// “the task you created” says nothing of now, “you created the task” does.
fn relative_you(tokens: &[Token], before: usize) -> bool {
    let noun = before.checked_sub(1).and_then(|at| tokens.get(at));
    let asked = tokens.get(before).is_some_and(|token| token.is("who"));
    let relative =
        asked || noun.is_some_and(|noun| noun.is_name() || (noun.is_word() && nouns::noun(&noun.text).is_some()));
    relative || noun.is_some_and(|noun| noun.among(&["as", "what", "that", "which", "than"]))
}

/// A name in the first place of a sentence: “Bob completed it.”
fn named_first(tokens: &[Token], before: usize) -> bool {
    let first = tokens.get(before).filter(|token| token.is_word() && token.cased && before == 0);
    first.is_some_and(|token| nouns::noun(&token.text).is_none() && verbs::form(&token.text).is_none())
        && tokens
            .get(before + 2)
            .is_some_and(|next| next.among(words::DETERMINERS) || next.is_name() || next.is("it") || next.cased)
}

fn modal_before(tokens: &[Token], before: usize) -> bool {
    before.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(|token| {
        token.among(&["can", "could", "should", "shall", "will", "would", "may", "must", "if", "did", "do"])
    })
}

/// Whether these tokens only greet or agree.
fn opened(tokens: &[Token]) -> bool {
    tokens.iter().all(|token| token.is_word() && token.among(words::OPENERS) || token.mark(",!.—:…"))
}

/// A participle that begins a clause: “Deleted the note.”, but not “Deleted notes can be restored.”
fn begins(tokens: &[Token], at: usize, bare: Frame) -> Option<Frame> {
    let next = tokens.get(at + 1);
    let opens =
        next.is_none_or(|next| !next.is_word() || next.among(words::DETERMINERS) || next.among(words::PREPOSITIONS));
    let rest: Vec<Token> = tokens
        .iter()
        .skip(at + 1)
        .take_while(|token| !token.mark(".!?;—:,(") && !token.among(&["and", "but"]))
        .cloned()
        .collect();
    if !opens && finites(&rest) {
        return None;
    }
    let alone = next.is_none_or(|next| next.mark(".,!?;—:)|") || (next.is_word() && !opens));
    Some(Frame { by: if alone && at > 0 { By::Now } else { By::Agent }, ..bare })
}

/// Behind “and” or a comma: what governed the verb before governs this one too.
fn joined(tokens: &[Token], at: usize, before: usize, form: Form, last: Option<&Frame>, bare: Frame) -> Option<Frame> {
    let but = tokens.get(before).is_some_and(|token| token.among(&["but", "then"]));
    if let Some(last) = last {
        let live = last.live || but || (!last.carries && form.past && !form.plain);
        return Some(Frame { live, ..last.clone() });
    }
    let run = tokens.get(..before)?;
    if opened(run) {
        return begins(tokens, at, bare);
    }
    let person = |(at, token): (usize, &Token)| {
        let named =
            token.cased && nouns::noun(&token.text).is_none() && run.get(at + 1).is_some_and(|next| next.among(HAVE));
        let pronoun = token.among(&["i", "we", "you", "he", "she", "they", "agent", "admin"]);
        (named || pronoun).then_some(at)
    };
    let subject = run.iter().enumerate().filter_map(person).next_back();
    let Some(subject) = subject else {
        // “Groceries list, updated yesterday”: no verb governs it.
        return None;
    };
    let agent = tokens.get(subject)?.among(words::AGENT);
    let perfect = run.get(subject..)?.iter().any(|token| token.among(HAVE));
    let denied = perfect && run.get(subject..)?.iter().any(|token| token.among(NOT));
    let offered = form.plain && run.get(subject..)?.iter().any(|token| token.among(MODAL));
    let by = if agent { By::Agent } else { By::Other };
    Some(Frame { by, live: !denied && !offered, spoken: true, ..bare })
}

/// The chain of auxiliaries that ends at `last`, and what stands before it.
fn auxiliary(tokens: &[Token], last: usize, form: Form) -> Option<Frame> {
    let chain = |token: &Token| {
        token.among(BE)
            || token.among(HAVE)
            || token.among(ADVERBS)
            || token.among(MODAL)
            || token.among(DO)
            || token.among(&["not", "n't", "never", "been", "be", "being", "has", "have"])
    };
    let mut start = last;
    while start > 0 && tokens.get(start - 1).is_some_and(chain) {
        start -= 1;
    }
    let run = tokens.get(start..=last)?;
    let has = |list: &[&str]| run.iter().any(|token| token.among(list));
    let denied = has(NOT) && !has(&["only"]);
    let foreseen = has(MODAL) || (has(&["be"]) && !has(&["been"]));
    let is = run.iter().rev().find(|token| !token.among(ADVERBS) && !token.among(NOT))?;
    let pronoun = start.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(|token| token.among(&["he", "she"]));
    let passive = is.among(&["been", "be", "being"]) || (is.among(BE) && !(is.is("'s") && pronoun));
    let asks = start == 0 && !passive;
    if asks || (!form.perfect && !form.plain) {
        return None;
    }
    let from = subject_start(tokens, start);
    let subject = tokens.get(from..start)?;
    let none = subject.iter().any(|token| token.among(NOT));
    let mut frame = Frame {
        by: By::Nobody,
        live: !denied && !foreseen && !none,
        subject: None,
        spoken: true,
        carries: denied || foreseen,
    };
    if passive {
        let now = is.among(&["is", "are", "'s", "'re"]);
        frame.by = if now { By::Now } else { By::Nobody };
        let vague = now && general(subject) && !run.iter().any(|token| token.is("now"));
        frame.live &= !vague;
        frame.subject = Some((from, start));
        let me = subject.len() == 1 && subject.first().is_some_and(|token| token.is("i"));
        frame.live &= !me;
    } else if subject.iter().any(|token| token.among(words::AGENT))
        && !subject.iter().any(|token| token.among(words::OTHERS))
    {
        frame.by = By::Agent;
        frame.live &= !inverted(tokens, start);
    } else {
        frame.by = By::Other;
        let relative = subject.last().is_some_and(|token| token.among(&["you", "who"])) && subject.len() > 1;
        let people = subject.iter().any(|token| token.cased || token.among(words::OTHERS));
        frame.live &= people && !relative;
    }
    Some(frame)
}

/// “Have I deleted it”, not “I have deleted it”.
fn inverted(tokens: &[Token], start: usize) -> bool {
    let pronoun = start.checked_sub(1).and_then(|at| tokens.get(at));
    pronoun.is_some_and(|token| token.among(&["have", "had", "did"]))
}

/// Whether this names a kind of thing, not a thing: “notes are deleted for good after 30 days”.
fn general(subject: &[Token]) -> bool {
    let that = subject.first().is_some_and(|first| first.is("that"));
    let sure = |token: &Token| {
        token.is_name()
            || that
            || token.among(&[
                "the",
                "your",
                "this",
                "these",
                "those",
                "it",
                "they",
                "both",
                "all",
                "everything",
                "his",
                "her",
            ])
            || token.is("'s")
            || words::number(&token.text).is_some()
            || (token.cased && nouns::noun(&token.text).is_none())
            || token.is("you")
    };
    !subject.iter().any(sure)
}

/// Where the subject begins that ends before `end`.
fn subject_start(tokens: &[Token], end: usize) -> usize {
    let mut start = end;
    while let Some(token) = start.checked_sub(1).and_then(|at| tokens.get(at)) {
        let breaks = token.among(BREAKS) && !token.among(&["which", "who"]);
        if token.mark(".!?;:—()|") || breaks || token.among(CONDITIONS) {
            break;
        }
        start -= 1;
    }
    let run = tokens.get(start..end).unwrap_or_default();
    let comma = run.iter().position(|token| token.mark(","));
    let aside =
        run.first().is_some_and(|first| first.among(&["of", "in", "from", "for", "with", "on", "at", "as", "among"]));
    if let Some(comma) = comma.filter(|comma| aside || opened(run.get(..*comma).unwrap_or_default())) {
        start += comma + 1;
    }
    let run = tokens.get(start..end).unwrap_or_default();
    let verb = |(at, token): (usize, &Token)| {
        let pronoun = token.among(&["i", "you", "we", "he", "she", "they"]) && at + 1 == run.len();
        let effect = token.is_word() && verbs::form(&token.text).is_some() && at + 1 < run.len();
        (finite(token) && !pronoun || effect).then_some(at)
    };
    let other = run.iter().enumerate().filter_map(verb).next_back();
    if let Some(other) = other {
        let cut = run.iter().skip(other).position(super::phrase::joins);
        let that = run.iter().skip(other).position(|token| token.is("that"));
        if let Some(cut) = cut.or(that) {
            start += other + cut + 1;
        }
    }
    start
}

/// A noun and a participle and no more: “Note deleted.”, “3 tasks created: …”.
fn headline(tokens: &[Token], before: usize, at: usize) -> Option<(usize, usize)> {
    let stop = |token: &Token| token.mark(".!?;:—()|,&") || token.among(&["and", "then", "but"]);
    let start = tokens.get(..=before)?.iter().rposition(stop).map_or(0, |at| at + 1);
    let run = tokens.get(start..=before)?;
    let fits = |token: &Token| {
        token.is_name()
            || (token.is_word()
                && !finite(token)
                && !token.among(words::PREPOSITIONS)
                && !token.among(MODAL)
                && !token.among(NOT)
                && verbs::form(&token.text).is_none())
    };
    let thing = run.iter().any(|token| token.is_name() || (token.is_word() && nouns::noun(&token.text).is_some()));
    let next = tokens.get(at + 1);
    let ends = next.is_none_or(|next| {
        !(next.is_word() || next.is_name())
            || next.among(words::PREPOSITIONS)
            || next.among(ADVERBS)
            || next.among(&["and", "as"])
    });
    let by = tokens.iter().skip(at + 1).take(2).any(|token| token.is("by"));
    (thing && ends && !by && run.iter().all(fits)).then_some((start, before + 1))
}
