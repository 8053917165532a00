//! Steps 0 to 7: everything that denies whatever is asked of people.

use std::iter::once;

use super::name;
use crate::condition::all;
use crate::snapshot::Given;
use crate::{
    ArgumentState, PermissionCode, PermissionEntry, PersonId, Question, Reason, Rule, RuleLevel, Snapshot, ToolFacts,
    What,
};

/// A question that nothing denies.
pub(super) struct Passed<'a> {
    pub tool: &'a ToolFacts,
    /// What the tool needs.
    pub needs: Vec<Needed<'a>>,
    /// What is needed on top on somebody else's account; nothing on one's own.
    pub lent: Vec<Needed<'a>>,
    /// The rules that ask, by id.
    pub asking: Vec<&'a Rule>,
}

/// A permission that is needed, looked up once.
pub(super) struct Needed<'a> {
    pub code: PermissionCode,
    pub entry: &'a PermissionEntry,
    /// Where the person has it from.
    pub given: Vec<Given<'a>>,
}

impl<'a> Needed<'a> {
    fn of(snapshot: &'a Snapshot, code: PermissionCode) -> Result<Self, Vec<Reason>> {
        match snapshot.permissions.get(&code) {
            Some(entry) => Ok(Self { code, entry, given: Vec::new() }),
            None => Err(vec![Reason::UnknownPermission { permission: code }]),
        }
    }
}

/// What is left to ask where nothing denies, else why not.
pub(super) fn refuse<'a>(snapshot: &'a Snapshot, question: &'a Question) -> Result<Passed<'a>, Vec<Reason>> {
    if let ArgumentState::NotFound { what } = &question.arguments {
        return Err(vec![Reason::NotFound { what: (*what).to_owned() }]);
    }
    refuse_paused(snapshot, question)?;
    let (tool, mut needs, mut lent) = known(snapshot, question)?;
    let asking = refuse_forbidden(snapshot, question, tool, &lent)?;
    refuse_out_of_scope(question, tool, &lent)?;
    refuse_missing(snapshot, question, &mut needs)?;
    refuse_unlent(snapshot, question, &mut lent)?;
    refuse_arguments(question)?;
    Ok(Passed { tool, needs, lent, asking })
}

/// Step 1. Only what agents change is paused.
fn refuse_paused(snapshot: &Snapshot, question: &Question) -> Result<(), Vec<Reason>> {
    let Question { subject, .. } = question;
    if question.arguments == ArgumentState::Any || !subject.channel.is_agent() || !question.writes() {
        return Ok(());
    }
    let own = snapshot.people.get(&subject.person).is_some_and(|person| person.paused);
    match (snapshot.everyone_paused, own) {
        (true, _) => Err(vec![Reason::Paused { everyone: true }]),
        (false, true) => Err(vec![Reason::Paused { everyone: false }]),
        (false, false) => Ok(()),
    }
}

/// Step 2. The tool, and what it needs on somebody else's account.
fn known<'a>(snapshot: &'a Snapshot, question: &'a Question) -> Result<Known<'a>, Vec<Reason>> {
    let Some(tool) = &question.tool else { return Err(vec![Reason::UnknownTool]) };
    let find = |code| Needed::of(snapshot, code);
    let needs = tool.needs.iter().cloned().map(find).collect::<Result<_, _>>()?;
    let named: Vec<_> = tool.needs_for_others.iter().flatten().cloned().map(find).collect::<Result<_, _>>()?;
    let lent = match (question.other(), &tool.needs_for_others) {
        (None, _) => Vec::new(),
        (Some(_), Some(_)) => named,
        (Some(_), None) => tool.needs.iter().map(PermissionCode::for_others).map(find).collect::<Result<_, _>>()?,
    };
    if !snapshot.people.get(&question.subject.person).is_some_and(|p| p.enabled) {
        return Err(vec![Reason::PersonDisabled]);
    }
    Ok((tool, needs, lent))
}

/// The tool, what it needs, and what it needs on top on somebody else's account.
type Known<'a> = (&'a ToolFacts, Vec<Needed<'a>>, Vec<Needed<'a>>);

/// Step 3. Every rule that denies is named; one that can't be answered denies too. What
/// is left are those that ask.
fn refuse_forbidden<'a>(
    snapshot: &'a Snapshot,
    question: &'a Question,
    tool: &'a ToolFacts,
    lent: &[Needed<'_>],
) -> Result<Vec<&'a Rule>, Vec<Reason>> {
    let (mut denying, mut asking) = (Vec::new(), Vec::new());
    if snapshot.rules.is_empty() {
        return Ok(asking);
    }
    let found = about(tool, lent).filter_map(|what| snapshot.rules.get(&what)).flatten();
    for rule in found.filter(|rule| binds(snapshot, question, rule)) {
        match fits(snapshot, question, rule) {
            Ok(true) if rule.then == RuleLevel::Deny => {
                denying.push((rule.id, Reason::Forbidden { rule: rule.id, why: rule.reason.clone() }));
            }
            Ok(true) => asking.push(rule),
            Ok(false) => {}
            Err(problem) => denying.push((rule.id, Reason::BrokenRule { rule: rule.id, problem })),
        }
    }
    // The answer does not depend on the order rules are kept in.
    denying.sort_by_key(|(id, _)| *id);
    asking.sort_by_key(|rule| rule.id);
    if denying.is_empty() { Ok(asking) } else { Err(denying.into_iter().map(|(_, reason)| reason).collect()) }
}

/// Whether a rule is about this person, client and channel.
fn binds(snapshot: &Snapshot, question: &Question, rule: &Rule) -> bool {
    let (who, subject) = (&rule.who, &question.subject);
    who.person.is_none_or(|id| id == subject.person)
        && who.role.is_none_or(|role| snapshot.has_role(subject.person, role))
        && who.client.as_ref().is_none_or(|client| question.client.as_ref() == Some(client))
        && who.channel.is_none_or(|channel| channel == subject.channel)
}

/// What the question is about, in the words of rules; each once.
fn about<'a>(tool: &'a ToolFacts, lent: &'a [Needed<'_>]) -> impl Iterator<Item = What> + 'a {
    let codes = || tool.needs.iter().chain(lent.iter().map(|needed| &needed.code));
    let once_each = codes().enumerate().filter(move |(at, code)| !codes().take(*at).any(|before| before == *code));
    let permissions = once_each.map(|(_, code)| What::Permission(code.clone()));
    once(What::Anything).chain(once(What::Tool(tool.name.clone()))).chain(permissions)
}

/// Whether the conditions of a rule are so. Arguments that are not what the tool
/// takes are refused anyway; of arguments not looked at there are some that escape.
fn fits(snapshot: &Snapshot, question: &Question, rule: &Rule) -> Result<bool, String> {
    match question.arguments {
        ArgumentState::Resolved | ArgumentState::Refused { .. } => {
            all(&rule.when, snapshot, question).map_err(|problem| problem.to_string())
        }
        ArgumentState::Any | ArgumentState::Invalid { .. } | ArgumentState::NotFound { .. } => Ok(rule.when.is_empty()),
    }
}

/// Step 4.
fn refuse_out_of_scope(question: &Question, tool: &ToolFacts, lent: &[Needed<'_>]) -> Result<(), Vec<Reason>> {
    if let Some(scopes) = &question.scopes {
        let lacking: Vec<_> = tool
            .needs
            .iter()
            .chain(lent.iter().map(|needed| &needed.code))
            .filter(|code| !scopes.contains(code))
            .map(|code| Reason::OutOfScope { permission: code.clone() })
            .collect();
        if !lacking.is_empty() {
            return Err(lacking);
        }
    }
    let bounds = &question.bounds;
    if bounds.tools.as_ref().is_some_and(|tools| !tools.contains(&tool.name)) {
        return Err(vec![Reason::OutOfBounds { read_only: false }]);
    }
    if bounds.read_only && question.writes() {
        return Err(vec![Reason::OutOfBounds { read_only: true }]);
    }
    Ok(())
}

/// Step 5.
fn refuse_missing<'a>(
    snapshot: &'a Snapshot,
    question: &Question,
    needs: &mut [Needed<'a>],
) -> Result<(), Vec<Reason>> {
    let mut lacking = Vec::new();
    for needed in needs {
        needed.given = snapshot.sources_for(question, &needed.code).collect();
        if needed.given.is_empty() {
            let (permission, title) = (needed.code.clone(), needed.entry.title.clone());
            lacking.push(Reason::MissingPermission { permission, title });
        }
    }
    if lacking.is_empty() { Ok(()) } else { Err(lacking) }
}

/// Step 6: acting for others. What the owner lent, and whether they may be given
/// the thing, is told only to who has the permission for others.
fn refuse_unlent<'a>(snapshot: &'a Snapshot, question: &Question, needs: &mut [Needed<'a>]) -> Result<(), Vec<Reason>> {
    let Some(owner) = question.other() else { return Ok(()) };
    if needs.is_empty() {
        let message = "This can only be done for oneself.".to_owned();
        return Err(vec![Reason::InvalidArguments { message }]);
    }
    refuse_missing(snapshot, question, needs)?;
    let unlent: Vec<_> = needs
        .iter()
        .filter(|needed| !snapshot.is_lent(owner, &needed.code, question))
        .map(|needed| Reason::MissingDelegation {
            permission: needed.code.clone(),
            owner: name(snapshot, owner),
            email: snapshot.people.get(&owner).map(|person| person.email.clone()).unwrap_or_default(),
            title: needed.entry.title.clone(),
        })
        .collect();
    if unlent.is_empty() { refuse_unreceivable(snapshot, question, owner, needs) } else { Err(unlent) }
}

fn refuse_unreceivable(
    snapshot: &Snapshot,
    question: &Question,
    owner: PersonId,
    needs: &[Needed<'_>],
) -> Result<(), Vec<Reason>> {
    let receive = needs.iter().map(|needed| needed.code.receive());
    let receive = receive.filter(|code| snapshot.permissions.contains_key(code));
    let lacking: Vec<_> = receive
        .filter(|code| !snapshot.holds(owner, code, question.now))
        .map(|permission| Reason::TargetLacksAccess { permission, owner: name(snapshot, owner) })
        .collect();
    if lacking.is_empty() { Ok(()) } else { Err(lacking) }
}

/// Step 7.
fn refuse_arguments(question: &Question) -> Result<(), Vec<Reason>> {
    match &question.arguments {
        ArgumentState::Invalid { message } => Err(vec![Reason::InvalidArguments { message: message.clone() }]),
        ArgumentState::Refused { reason } => Err(vec![reason.clone()]),
        ArgumentState::Any => Ok(()),
        ArgumentState::Resolved | ArgumentState::NotFound { .. } => {
            question.used_up.as_ref().map_or(Ok(()), |reason| Err(vec![reason.clone()]))
        }
    }
}
