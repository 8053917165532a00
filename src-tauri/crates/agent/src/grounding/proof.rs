//! Whether the record shows a claim.

use super::claims::Claim;
use super::frame::By;
use super::nouns::Objects;
use super::phrase::Part;
use super::record::{Fact, Item, says};
use super::verbs::Kinds;
use super::words::{MONTHS, WEEKDAYS, stem};

/// Whether calls that were made, or readings, show this.
pub(super) fn shown(claim: &Claim, facts: &[Fact]) -> bool {
    by_calls(claim, facts) || (claim.by != By::Agent && by_reading(claim, facts))
}

fn by_calls(claim: &Claim, facts: &[Fact]) -> bool {
    let part = &claim.part;
    let fitting: Vec<&Fact> = facts.iter().filter(|fact| does(claim, fact) && about(claim, fact)).collect();
    let named: Vec<&Fact> = match part.names.as_slice() {
        [] => fitting.clone(),
        names => fitting.iter().copied().filter(|fact| names.iter().any(|name| fact.says(name))).collect(),
    };
    let all_named = part.names.iter().all(|name| named.iter().any(|fact| fact.says(name)));
    let ids = part.ids.iter().all(|id| fitting.iter().any(|fact| fact.words.contains(id)));
    let many: usize = fitting.iter().map(|fact| fact.weight).sum();
    let moved = claim.kinds.meets(Kinds::CHANGE);
    !named.is_empty()
        && all_named
        && ids
        && many >= part.least()
        && for_whom(part, &named)
        && worded(part, &named, facts)
        && named.iter().any(|fact| fact.moments.allow(&claim.span, moved && !fact.kinds.meets(Kinds::SNOOZE)))
}

/// Whether a call did this kind of thing.
fn does(claim: &Claim, fact: &Fact) -> bool {
    let (kinds, part) = (claim.kinds, &claim.part);
    if kinds.meets(Kinds::ASK) && fact.waits() && !made_by_name(claim) {
        return true;
    }
    if kinds.meets(Kinds::WAIT) && fact.waits() {
        return true;
    }
    if kinds.meets(Kinds::REJECT) && claim.by != By::Agent && fact.refused() {
        return true;
    }
    if !fact.done() {
        return false;
    }
    let about_calls = !fact.kinds.meets(Kinds::ASK.and(Kinds::WITHDRAW).and(Kinds::APPROVE).and(Kinds::REJECT));
    let approves = kinds.meets(Kinds::APPROVE) && claim.by != By::Agent && about_calls;
    let tells = kinds.meets(Kinds::TELL)
        && fact.kinds.meets(Kinds::ASK.and(Kinds::ASSIGN).and(Kinds::APPROVE).and(Kinds::REJECT));
    let any = kinds.meets(Kinds::ANY) && (part.objects.is_any() || kinds == Kinds::ANY) && part.elsewhere.is_none();
    let outside = kinds.meets(Kinds::OUTSIDE) && fact.tool.split(' ').any(|word| stem(word) == stem(&claim.base));
    kinds.meets(fact.kinds) || approves || tells || any || outside
}

/// “created” and “made” say that something was asked for only of a request.
fn made_by_name(claim: &Claim) -> bool {
    claim.kinds.meets(Kinds::CREATE) && !claim.part.objects.meets(Objects::REQUEST)
}

/// Whether a call was about this kind of thing.
fn about(claim: &Claim, fact: &Fact) -> bool {
    let part = &claim.part;
    let asks =
        claim.kinds.meets(Kinds::ASK) && (fact.waits() || (fact.kinds.meets(Kinds::ASK) && !made_by_name(claim)));
    if let Some(noun) = &part.elsewhere {
        return fact.words.contains(&stem(noun)) || fact.tool.split(' ').any(|word| stem(word) == stem(noun));
    }
    if access(fact)
        && part.objects.meets(ACCESS)
        && !part.over.meets(fact.reach)
        && part.over.meets(KEPT)
        && !fact.reach.is_any()
    {
        return false;
    }
    let narrow = Kinds::CREATE.and(Kinds::CHANGE).and(Kinds::DELETE);
    let reach = !claim.kinds.meets(narrow) || claim.kinds.meets(Kinds::REVOKE.and(Kinds::GRANT)) && access(fact);
    let made = claim.kinds.meets(Kinds::CREATE);
    part.objects.is_any()
        || part.objects.meets(fact.objects)
        || (reach && !made && part.objects.meets(fact.reach))
        || asks
        || (claim.kinds.meets(Kinds::REJECT.and(Kinds::WAIT)) && !fact.done())
}

const ACCESS: Objects = Objects::PERMISSION.and(Objects::DELEGATION);
/// What permissions are over.
const KEPT: Objects = Objects::NOTE.and(Objects::TASK).and(Objects::ALARM);

fn access(fact: &Fact) -> bool {
    fact.objects.meets(ACCESS)
}

/// Whether those it is said to be for are named where anybody is.
fn for_whom(part: &Part, facts: &[&Fact]) -> bool {
    let calendar = |name: &str| WEEKDAYS.contains(&name) || MONTHS.contains(&name);
    part.whom.iter().filter(|name| !calendar(name)).all(|name| {
        let telling: Vec<&&Fact> = facts.iter().filter(|fact| fact.tells_people()).collect();
        telling.is_empty() || telling.iter().any(|fact| fact.says(name))
    })
}

/// Whether other words of substance fit: where nothing else says what is meant, one of
/// them has to be there; where they are of another thing in the record, they don't fit.
fn worded(part: &Part, named: &[&Fact], facts: &[Fact]) -> bool {
    let there = |word: &String| {
        let stem = stem(word);
        named.iter().any(|fact| has(fact, &stem))
    };
    let alone = !part.known && part.names.is_empty() && !part.loose.is_empty();
    if alone && !part.loose.iter().any(there) {
        return false;
    }
    let elsewhere = |word: &&String| {
        let stem = stem(word);
        !there(word) && facts.iter().any(|fact| has(fact, &stem))
    };
    !part.loose.iter().any(|word| elsewhere(&word))
}

fn has(fact: &Fact, stem: &str) -> bool {
    let same = |word: &str| {
        word == stem || (stem.len() > 3 && word.len() > 3 && (word.starts_with(stem) || stem.starts_with(word)))
    };
    fact.words.contains(stem) || fact.words.iter().any(|word| same(word)) || fact.tool.split(' ').any(same)
}

/// Whether something that was read shows it.
fn by_reading(claim: &Claim, facts: &[Fact]) -> bool {
    let part = &claim.part;
    let access = Objects::PERMISSION.and(Objects::DELEGATION).and(Objects::REQUEST);
    let family = |fact: &&Fact| {
        fact.read()
            && (part.objects.is_any()
                || part.objects.meets(fact.objects)
                || (part.objects.meets(access) && fact.objects.meets(access)))
    };
    let mut read = facts.iter().filter(family).peekable();
    if read.peek().is_none() || part.elsewhere.is_some() {
        return false;
    }
    let items: Vec<&Item> = read.flat_map(|fact| &fact.items).collect();
    if claim.kinds.meets(Kinds::TAKES) && claim.verb == "changed" {
        return gone(part, &items);
    }
    let fits = |item: &&&Item| {
        (part.names.is_empty() || part.names.iter().any(|name| says(&item.text, name)))
            && part.loose.iter().all(|word| part.known || item.text.contains(&stem(word)))
            && part.whom.iter().all(|name| !item.text.contains('@') || item.text.contains(name.as_str()))
            && is(claim, item)
    };
    let shown: Vec<&Item> = items.iter().filter(fits).copied().collect();
    // “A task was completed”, of which nothing is named, is of now, not of what a list happens to hold.
    let nameless = part.names.is_empty() && part.ids.is_empty() && (part.known || part.loose.is_empty());
    let event = claim.by == By::Nobody && !claim.told && nameless;
    if event && part.count != Some(shown.len()) && shown.len() != items.len() {
        return false;
    }
    let named = part.names.iter().all(|name| shown.iter().any(|item| says(&item.text, name)));
    !shown.is_empty()
        && named
        && (shown.len() >= part.least() || claim.by == By::Other)
        && (claim.told || shown.iter().any(|item| item.moments.allow(&claim.span, false)))
}

/// Whether what was read does not list it, so that it may be said to be gone.
fn gone(part: &Part, items: &[&Item]) -> bool {
    match part.names.as_slice() {
        [] => items.is_empty(),
        names => names.iter().all(|name| !items.iter().any(|item| says(&item.text, name))),
    }
}

/// Whether something that was read is what the claim says it is.
fn is(claim: &Claim, item: &Item) -> bool {
    let kinds = claim.kinds.without(Kinds::ANY.and(Kinds::OUTSIDE));
    if kinds == Kinds::default() {
        return true;
    }
    let there = kinds.meets(Kinds::MAKES) && (claim.told || matches!(claim.by, By::Other | By::Now));
    let changed = kinds.meets(Kinds::CHANGE) && (claim.told || claim.by == By::Other);
    item.states.without(Kinds::ANY).meets(kinds)
        || ((there || changed) && !kinds.meets(Kinds::COMPLETE.and(Kinds::APPROVE)))
}
