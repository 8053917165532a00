//! Steps 0 to 7: everything that denies whatever is asked of people.

use super::{name, title};
use crate::condition::all;
use crate::{ArgumentState, PermissionCode, PersonId, Question, Reason, Rule, RuleLevel, Snapshot, ToolFacts, What};

/// A question that nothing denies.
pub(super) struct Passed<'a> {
    pub tool: &'a ToolFacts,
    /// What is needed on somebody else's account; nothing on one's own.
    pub lent: Vec<PermissionCode>,
    /// The rules that ask, by id.
    pub asking: Vec<&'a Rule>,
}

/// What is left to ask where nothing denies, else why not.
pub(super) fn refuse<'a>(snapshot: &'a Snapshot, question: &'a Question) -> Result<Passed<'a>, Vec<Reason>> {
    if let ArgumentState::NotFound { what } = &question.arguments {
        return Err(vec![Reason::NotFound { what: (*what).to_owned() }]);
    }
    refuse_paused(snapshot, question)?;
    let (tool, lent) = known(snapshot, question)?;
    let asking = refuse_forbidden(snapshot, question, tool, &lent)?;
    refuse_out_of_scope(question, tool, &lent)?;
    refuse_missing(snapshot, question, &tool.needs)?;
    refuse_unlent(snapshot, question, &lent)?;
    refuse_arguments(question)?;
    Ok(Passed { tool, lent, asking })
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
fn known<'q>(snapshot: &Snapshot, question: &'q Question) -> Result<(&'q ToolFacts, Vec<PermissionCode>), Vec<Reason>> {
    let Some(tool) = &question.tool else { return Err(vec![Reason::UnknownTool]) };
    let lent = needs_for_others(question, tool);
    let mut named = tool.needs.iter().chain(tool.needs_for_others.iter().flatten()).chain(&lent);
    if let Some(permission) = named.find(|code| !snapshot.permissions.contains_key(code)) {
        return Err(vec![Reason::UnknownPermission { permission: permission.clone() }]);
    }
    if !snapshot.people.get(&question.subject.person).is_some_and(|p| p.enabled) {
        return Err(vec![Reason::PersonDisabled]);
    }
    Ok((tool, lent))
}

/// Step 3. Every rule that denies is named; one that can't be answered denies too. What
/// is left are those that ask.
fn refuse_forbidden<'a>(
    snapshot: &'a Snapshot,
    question: &'a Question,
    tool: &'a ToolFacts,
    lent: &[PermissionCode],
) -> Result<Vec<&'a Rule>, Vec<Reason>> {
    let (mut denying, mut asking) = (Vec::new(), Vec::new());
    if snapshot.rules.is_empty() {
        return Ok(asking);
    }
    let about = about(tool, lent);
    let found = about.iter().filter_map(|what| snapshot.rules.get(what)).flatten();
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
fn about(tool: &ToolFacts, lent: &[PermissionCode]) -> Vec<What> {
    let mut about = vec![What::Anything, What::Tool(tool.name.clone())];
    for needed in tool.needs.iter().chain(lent).cloned().map(What::Permission) {
        if !about.contains(&needed) {
            about.push(needed);
        }
    }
    about
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
fn refuse_out_of_scope(question: &Question, tool: &ToolFacts, lent: &[PermissionCode]) -> Result<(), Vec<Reason>> {
    if let Some(scopes) = &question.scopes {
        let lacking: Vec<_> = tool
            .needs
            .iter()
            .chain(lent)
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
fn refuse_missing(snapshot: &Snapshot, question: &Question, needs: &[PermissionCode]) -> Result<(), Vec<Reason>> {
    let lacking: Vec<_> = needs
        .iter()
        .filter(|code| snapshot.sources_for(question, code).next().is_none())
        .map(|code| Reason::MissingPermission { permission: code.clone(), title: title(snapshot, code) })
        .collect();
    if lacking.is_empty() { Ok(()) } else { Err(lacking) }
}

/// Permissions needed on somebody else's account; none on one's own.
fn needs_for_others(question: &Question, tool: &ToolFacts) -> Vec<PermissionCode> {
    match (question.other(), &tool.needs_for_others) {
        (None, _) => Vec::new(),
        (Some(_), Some(named)) => named.clone(),
        (Some(_), None) => tool.needs.iter().map(PermissionCode::for_others).collect(),
    }
}

/// Step 6: acting for others. What the owner lent, and whether they may be given
/// the thing, is told only to who has the permission for others.
fn refuse_unlent(snapshot: &Snapshot, question: &Question, needs: &[PermissionCode]) -> Result<(), Vec<Reason>> {
    let Some(owner) = question.other() else { return Ok(()) };
    if needs.is_empty() {
        let message = "This can only be done for oneself.".to_owned();
        return Err(vec![Reason::InvalidArguments { message }]);
    }
    refuse_missing(snapshot, question, needs)?;
    let unlent: Vec<_> = needs
        .iter()
        .filter(|code| !snapshot.is_lent(owner, code, question))
        .map(|code| Reason::MissingDelegation {
            permission: code.clone(),
            owner: name(snapshot, owner),
            email: snapshot.people.get(&owner).map(|person| person.email.clone()).unwrap_or_default(),
            title: title(snapshot, code),
        })
        .collect();
    if unlent.is_empty() { refuse_unreceivable(snapshot, question, owner, needs) } else { Err(unlent) }
}

fn refuse_unreceivable(
    snapshot: &Snapshot,
    question: &Question,
    owner: PersonId,
    needs: &[PermissionCode],
) -> Result<(), Vec<Reason>> {
    let receive = needs.iter().map(PermissionCode::receive).filter(|code| snapshot.permissions.contains_key(code));
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
