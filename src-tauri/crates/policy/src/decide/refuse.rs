//! Steps 0 to 7: everything that denies whatever is asked of people.

use super::{name, title};
use crate::condition::all;
use crate::{
    ArgumentState, Level, PermissionCode, PersonId, Question, Reason, Rule, RuleLevel, Snapshot, ToolFacts, What,
};

/// The tool where nothing denies, else why not.
pub(super) fn refuse<'q>(snapshot: &Snapshot, question: &'q Question) -> Result<&'q ToolFacts, Vec<Reason>> {
    if let ArgumentState::NotFound { what } = &question.arguments {
        return Err(vec![Reason::NotFound { what: (*what).to_owned() }]);
    }
    refuse_paused(snapshot, question)?;
    let tool = known(snapshot, question)?;
    refuse_forbidden(snapshot, question, tool)?;
    refuse_out_of_scope(question, tool)?;
    refuse_missing(snapshot, question, &tool.needs)?;
    refuse_target(snapshot, question, tool)?;
    refuse_arguments(question)?;
    Ok(tool)
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

/// Step 2.
fn known<'q>(snapshot: &Snapshot, question: &'q Question) -> Result<&'q ToolFacts, Vec<Reason>> {
    let Some(tool) = &question.tool else { return Err(vec![Reason::UnknownTool]) };
    let named = tool.needs.iter().chain(tool.needs_for_others.iter().flatten());
    if let Some(permission) = named.into_iter().find(|code| !snapshot.permissions.contains_key(code)) {
        return Err(vec![Reason::UnknownPermission { permission: permission.clone() }]);
    }
    if !snapshot.people.get(&question.subject.person).is_some_and(|p| p.enabled) {
        return Err(vec![Reason::PersonDisabled]);
    }
    Ok(tool)
}

/// Step 3. Every rule that denies is named; one that can't be answered denies too.
fn refuse_forbidden(snapshot: &Snapshot, question: &Question, tool: &ToolFacts) -> Result<(), Vec<Reason>> {
    let mut reasons = Vec::new();
    for rule in rules(snapshot, question, tool) {
        match fits(snapshot, question, rule) {
            Ok(true) if rule.then == RuleLevel::Deny => {
                reasons.push(Reason::Forbidden { rule: rule.id, why: rule.reason.clone() });
            }
            Ok(_) => {}
            Err(problem) => reasons.push(Reason::BrokenRule { rule: rule.id, problem }),
        }
    }
    // The answer does not depend on the order rules are kept in.
    reasons.sort_by_key(|reason| match reason {
        Reason::Forbidden { rule, .. } | Reason::BrokenRule { rule, .. } => *rule,
        _ => crate::RuleId(0),
    });
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

/// The rules about this person, channel and tool, their conditions not yet looked at.
pub(super) fn rules<'s>(
    snapshot: &'s Snapshot,
    question: &'s Question,
    tool: &'s ToolFacts,
) -> impl Iterator<Item = &'s Rule> {
    let lent = needs_for_others(question, tool);
    let needed = tool.needs.iter().cloned().chain(lent).map(What::Permission);
    let about = [What::Anything, What::Tool(tool.name.clone())].into_iter().chain(needed);
    let about: std::collections::BTreeSet<What> =
        if snapshot.rules.is_empty() { std::collections::BTreeSet::new() } else { about.collect() };
    about.into_iter().filter_map(|what| snapshot.rules.get(&what)).flatten().filter(move |rule| {
        let (who, subject) = (&rule.who, &question.subject);
        who.person.is_none_or(|id| id == subject.person)
            && who.role.is_none_or(|role| snapshot.has_role(subject.person, role))
            && who.client.as_ref().is_none_or(|client| question.client.as_ref() == Some(client))
            && who.channel.is_none_or(|channel| channel == subject.channel)
    })
}

/// Whether the conditions of a rule are so. Arguments that are not what the tool
/// takes are refused anyway; of arguments not looked at there are some that escape.
pub(super) fn fits(snapshot: &Snapshot, question: &Question, rule: &Rule) -> Result<bool, String> {
    match question.arguments {
        ArgumentState::Resolved | ArgumentState::Refused { .. } => {
            all(&rule.when, snapshot, question).map_err(|problem| problem.to_string())
        }
        ArgumentState::Any | ArgumentState::Invalid { .. } | ArgumentState::NotFound { .. } => Ok(rule.when.is_empty()),
    }
}

/// Step 4.
fn refuse_out_of_scope(question: &Question, tool: &ToolFacts) -> Result<(), Vec<Reason>> {
    if let Some(scopes) = &question.scopes {
        let needed = tool.needs.iter().cloned().chain(needs_for_others(question, tool));
        let lacking: Vec<_> =
            needed.filter(|code| !scopes.contains(code)).map(|permission| Reason::OutOfScope { permission }).collect();
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
        .filter(|code| snapshot.sources_for(question, code).is_empty())
        .map(|code| Reason::MissingPermission { permission: code.clone(), title: title(snapshot, code) })
        .collect();
    if lacking.is_empty() { Ok(()) } else { Err(lacking) }
}

/// Permissions needed on somebody else's account; none on one's own.
pub(super) fn needs_for_others(question: &Question, tool: &ToolFacts) -> Vec<PermissionCode> {
    match (question.other(), &tool.needs_for_others) {
        (None, _) => Vec::new(),
        (Some(_), Some(named)) => named.clone(),
        (Some(_), None) => tool.needs.iter().map(PermissionCode::for_others).collect(),
    }
}

/// Step 6: acting for others. What the owner lent, and whether they may be given
/// the thing, is told only to who has the permission for others.
fn refuse_target(snapshot: &Snapshot, question: &Question, tool: &ToolFacts) -> Result<(), Vec<Reason>> {
    let Some(target) = question.other() else { return Ok(()) };
    let needs = needs_for_others(question, tool);
    if needs.is_empty() {
        let message = "This can only be done for oneself.".to_owned();
        return Err(vec![Reason::InvalidArguments { message }]);
    }
    if let Some(unknown) = needs.iter().find(|code| !snapshot.permissions.contains_key(code)) {
        return Err(vec![Reason::UnknownPermission { permission: unknown.clone() }]);
    }
    refuse_missing(snapshot, question, &needs)?;
    refuse_unlent(snapshot, question, target, &needs)?;
    refuse_unreceivable(snapshot, question, target, &needs)
}

fn refuse_unlent(
    snapshot: &Snapshot,
    question: &Question,
    owner: PersonId,
    needs: &[PermissionCode],
) -> Result<(), Vec<Reason>> {
    let delegate = question.subject.person;
    let unlent: Vec<_> = needs
        .iter()
        .filter(|code| snapshot.delegation(owner, delegate, code, question).is_none())
        .map(|code| Reason::MissingDelegation {
            permission: code.clone(),
            owner: name(snapshot, owner),
            title: title(snapshot, code),
        })
        .collect();
    if unlent.is_empty() { Ok(()) } else { Err(unlent) }
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

/// A call that would wait for somebody else when nobody else could answer.
pub(super) fn refuse_undecidable(snapshot: &Snapshot, question: &Question, level: Level) -> bool {
    level == Level::Approve && snapshot.deciders(question.subject.person, Level::Approve, question.now).next().is_none()
}
