//! What no change may take away: somebody who can decide, and somebody who can
//! manage access, for good. A tool looks before it asks; the gate looks once more
//! at what was written.

use std::collections::BTreeSet;

use assent_policy::{
    AskPolicy, Asks, Channel, Effect, Level, PermissionCode, PersonId, Question, Reason, RuleLevel, Snapshot, Subject,
    ToolFacts, decide,
};

use crate::{RunError, ToolFailure};

/// Whoever can't undo a rule can't manage access.
const UNDOING: &str = "access_rules_remove";

/// Why authority may not become `after`: the last person who can decide, or the last who can
/// manage access, would be gone, or something new would wait for an approver while fewer than
/// two people could be one. What has an end does not count.
#[must_use]
pub fn keep_somebody(before: &Snapshot, after: &Snapshot) -> Option<Reason> {
    for (code, tool) in [("permissions:approve", ""), ("access:manage", UNDOING)] {
        let Ok(permission) = code.parse::<PermissionCode>() else { continue };
        if able(after, &permission, tool) == 0 && able(before, &permission, tool) > 0 {
            return Some(Reason::LastHolder { permission });
        }
    }
    let known: BTreeSet<String> = asking(before).collect();
    let new = asking(after).any(|asks| !known.contains(&asks));
    let approve = "permissions:approve".parse().ok()?;
    (new && after.lasting_holders(&approve).count() < 2).then_some(Reason::TooFewDeciders)
}

/// The same of a change that is written: a failure, after which nothing of it stays.
pub(crate) fn refuse(before: &Snapshot, after: &Snapshot) -> Result<(), RunError> {
    let Some(reason) = keep_somebody(before, after) else { return Ok(()) };
    let code = reason.denial_code().map_or_else(|| "FAILED".to_owned(), |code| code.to_string());
    Err(RunError::Failed(ToolFailure { code, message: reason.explain() }))
}

/// How many people hold `permission` without an end, and can use it by their own click whatever
/// rules come to: a rule with conditions counts as if they were always so.
fn able(snapshot: &Snapshot, permission: &PermissionCode, tool: &str) -> usize {
    let mut strict = snapshot.clone();
    strict.rules.values_mut().flatten().for_each(|rule| rule.when.clear());
    let facts = ToolFacts {
        name: tool.to_owned(),
        definition: String::new(),
        needs: vec![permission.clone()],
        needs_for_others: None,
        effect: Effect::Writes,
        undoable: false,
        asks: Asks::ByPermission,
        takes: BTreeSet::new(),
    };
    let reaches = |person: PersonId, channel: Channel| {
        let question = Question::new(Subject { person, channel }, Some(facts.clone()), i64::MAX);
        decide(&strict, &question).level < Level::Deny
    };
    let holders = snapshot.lasting_holders(permission);
    holders.filter(|person| reaches(*person, Channel::Ui) || reaches(*person, Channel::Cli)).count()
}

/// What asks for an approver: permissions as such, by roles, and rules.
fn asking(snapshot: &Snapshot) -> impl Iterator<Item = String> + '_ {
    let permissions = snapshot.permissions.iter().flat_map(|(code, entry)| {
        let own = (entry.ask_policy == Some(AskPolicy::Approve)).then(|| code.to_string());
        let roles = entry.role_policies.iter().filter(|(_, policy)| **policy == AskPolicy::Approve);
        own.into_iter().chain(roles.map(move |(role, _)| format!("{code} of role {role}")))
    });
    let rules = snapshot.rules.values().flatten().filter(|rule| rule.then == RuleLevel::Approve);
    permissions.chain(rules.map(|rule| format!("rule {}", rule.id)))
}

#[cfg(test)]
mod tests;
