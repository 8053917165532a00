//! The decision, in the order of behaviour section 3. The first step that
//! denies ends it; what is left asks the strictest thing any permission asks.

use serde::{Deserialize, Serialize};

use crate::{
    ArgumentState, AskPolicy, Channel, Effect, Level, PermissionCode, PersonId, Question, Reason, Risk, Snapshot,
    Source, Subject, ToolFacts,
};

/// What must be done with a call that is let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obligation {
    /// Tell the owner of the account it acted on.
    NotifyOwner,
    /// Show and keep what it would change before asking.
    RecordPlan,
}

/// Level, reasons, obligations and the version of the policy they come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What it comes to.
    pub level: Level,
    /// Why, the deciding reason first.
    pub reasons: Vec<Reason>,
    /// What must be done with it.
    pub obligations: Vec<Obligation>,
    /// The version it was taken from.
    pub policy_version: i64,
}

impl Decision {
    /// Permissions that are missing, in order.
    #[must_use]
    pub fn missing(&self) -> Vec<PermissionCode> {
        self.reasons
            .iter()
            .filter_map(|reason| match reason {
                Reason::MissingPermission { permission, .. } | Reason::MissingDelegation { permission, .. } => {
                    Some(permission.clone())
                }
                _ => None,
            })
            .collect()
    }
}

/// Decides one question from one snapshot. Pure: the same input gives the same answer.
#[must_use]
pub fn decide(snapshot: &Snapshot, question: &Question) -> Decision {
    let (level, reasons) = match refuse(snapshot, question) {
        Err(reasons) => (Level::Deny, reasons),
        Ok(tool) => ask(snapshot, question, tool),
    };
    Decision { level, obligations: obligations(question, level), reasons, policy_version: snapshot.version }
}

/// What `person` comes to with `permission` on `channel`: [`Level::Deny`] when they lack it.
#[must_use]
pub fn authority(snapshot: &Snapshot, subject: Subject, permission: &PermissionCode, now: i64) -> Level {
    let question = Question {
        subject,
        tool: Some(ToolFacts { needs: vec![permission.clone()], effect: Effect::Writes }),
        target: None,
        arguments: ArgumentState::Resolved,
        now,
    };
    decide(snapshot, &question).level
}

/// Steps 0 to 7: everything that denies whatever is asked of people.
fn refuse<'q>(snapshot: &Snapshot, question: &'q Question) -> Result<&'q ToolFacts, Vec<Reason>> {
    if let ArgumentState::NotFound { what } = &question.arguments {
        return Err(vec![Reason::NotFound { what: (*what).to_owned() }]);
    }
    let Some(tool) = &question.tool else { return Err(vec![Reason::UnknownTool]) };
    if let Some(permission) = tool.needs.iter().find(|code| !snapshot.permissions.contains_key(code)) {
        return Err(vec![Reason::UnknownPermission { permission: permission.clone() }]);
    }
    let person = question.subject.person;
    if !snapshot.people.get(&person).is_some_and(|p| p.enabled) {
        return Err(vec![Reason::PersonDisabled]);
    }
    let lacking = missing(snapshot, question, &tool.needs);
    if !lacking.is_empty() {
        return Err(lacking);
    }
    if let Some(reasons) = refuse_target(snapshot, question, tool) {
        return Err(reasons);
    }
    if let ArgumentState::Invalid { message } = &question.arguments {
        return Err(vec![Reason::InvalidArguments { message: message.clone() }]);
    }
    Ok(tool)
}

fn missing(snapshot: &Snapshot, question: &Question, needs: &[PermissionCode]) -> Vec<Reason> {
    needs
        .iter()
        .filter(|code| !snapshot.holds(question.subject.person, code, question.now))
        .map(|code| Reason::MissingPermission { permission: code.clone(), title: title(snapshot, code) })
        .collect()
}

/// Step 6: acting for others. A delegation is needed and none can exist yet,
/// so whoever has the permission is still told to ask the owner.
fn refuse_target(snapshot: &Snapshot, question: &Question, tool: &ToolFacts) -> Option<Vec<Reason>> {
    let target = question.target.filter(|target| *target != question.subject.person)?;
    if tool.needs.is_empty() {
        let message = "This can only be done for oneself.".to_owned();
        return Some(vec![Reason::InvalidArguments { message }]);
    }
    let needs: Vec<_> = tool.needs.iter().map(PermissionCode::for_others).collect();
    if let Some(unknown) = needs.iter().find(|code| !snapshot.permissions.contains_key(code)) {
        return Some(vec![Reason::UnknownPermission { permission: unknown.clone() }]);
    }
    let lacking = missing(snapshot, question, &needs);
    if !lacking.is_empty() {
        return Some(lacking);
    }
    let owner = name(snapshot, target);
    let lent = needs.iter().map(|code| Reason::MissingDelegation {
        permission: code.clone(),
        owner: owner.clone(),
        title: title(snapshot, code),
    });
    Some(lent.collect())
}

/// Step 8: what is asked of people before it runs.
fn ask(snapshot: &Snapshot, question: &Question, tool: &ToolFacts) -> (Level, Vec<Reason>) {
    let mut level = Level::Allow;
    let mut reasons = Vec::new();
    for code in &tool.needs {
        let (asked, reason) = ask_for(snapshot, question, code);
        if asked > level {
            level = asked;
        }
        reasons.extend(reason);
    }
    reasons.sort_by_key(|reason| reason.denial_code().is_none());
    reasons.extend(tool.needs.iter().map(|code| holds(snapshot, question, code)));
    if tool.needs.is_empty() {
        reasons.push(Reason::SignedIn);
    }
    (level, reasons)
}

fn ask_for(snapshot: &Snapshot, question: &Question, code: &PermissionCode) -> (Level, Option<Reason>) {
    let Some(entry) = snapshot.permissions.get(code) else {
        return (Level::Deny, Some(Reason::UnknownPermission { permission: code.clone() }));
    };
    let channel = question.subject.channel;
    let title = entry.title.clone();
    let permission = code.clone();
    let own = match entry.ask_policy {
        Some(policy) => level_of(policy, channel).max(floor(entry.risk, channel)),
        None => level_by_risk(entry.risk, channel),
    };
    let role = snapshot.role_policy(question.subject.person, code, question.now);
    let level = own.max(role.map_or(Level::Allow, |policy| level_of(policy, channel)));
    let policy = role.max(entry.ask_policy);
    let reason = match (level, policy) {
        (Level::Allow, _) => None,
        (Level::Deny, _) => Some(Reason::NeverByPolicy { permission, title, channel }),
        (_, Some(policy)) => Some(Reason::AsksByPolicy { permission, title, policy }),
        (_, None) => Some(Reason::AsksByRisk { permission, title, risk: entry.risk, channel }),
    };
    (level, reason)
}

const fn level_of(policy: AskPolicy, channel: Channel) -> Level {
    match policy {
        AskPolicy::Auto => Level::Allow,
        AskPolicy::Confirm if channel.is_own_click() => Level::Allow,
        AskPolicy::Confirm => Level::Confirm,
        AskPolicy::Approve => Level::Approve,
        AskPolicy::Never => Level::Deny,
    }
}

const fn level_by_risk(risk: Risk, channel: Channel) -> Level {
    match risk {
        Risk::Low => Level::Allow,
        Risk::Medium | Risk::High => level_of(AskPolicy::Confirm, channel),
        Risk::Critical => floor(risk, channel),
    }
}

/// What no policy can loosen: critical things are the person's own hand, confirmed.
const fn floor(risk: Risk, channel: Channel) -> Level {
    match risk {
        Risk::Low | Risk::Medium | Risk::High => Level::Allow,
        Risk::Critical if channel.is_own_click() => Level::Confirm,
        Risk::Critical => Level::Deny,
    }
}

fn holds(snapshot: &Snapshot, question: &Question, code: &PermissionCode) -> Reason {
    let from = snapshot
        .sources(question.subject.person, code, question.now)
        .into_iter()
        .map(|source| match source {
            Source::Role { name } => format!("the role {name}"),
            Source::Grant { .. } => "a personal grant".to_owned(),
        })
        .collect();
    Reason::Holds { permission: code.clone(), title: title(snapshot, code), from }
}

fn obligations(question: &Question, level: Level) -> Vec<Obligation> {
    let mut due = Vec::new();
    if level == Level::Deny {
        return due;
    }
    if question.target.is_some_and(|target| target != question.subject.person) {
        due.push(Obligation::NotifyOwner);
    }
    let writes = question.tool.as_ref().is_some_and(|tool| tool.effect == Effect::Writes);
    if writes && level > Level::Allow {
        due.push(Obligation::RecordPlan);
    }
    due
}

fn title(snapshot: &Snapshot, code: &PermissionCode) -> String {
    snapshot.permissions.get(code).map_or_else(|| code.to_string(), |entry| entry.title.clone())
}

fn name(snapshot: &Snapshot, person: PersonId) -> String {
    snapshot.people.get(&person).map_or_else(|| "Somebody".to_owned(), |entry| entry.name.clone())
}
