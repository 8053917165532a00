//! Step 8: what is asked of people before it runs, unless a standing approval
//! answers.

use super::refuse::{fits, needs_for_others, refuse_undecidable, rules};
use super::{name, title};
use crate::condition::all;
use crate::{
    ArgumentState, AskPolicy, Asks, Channel, Level, PermissionCode, Question, Reason, Risk, RuleLevel, Snapshot,
    Source, Standing, StandingApproval, ToolFacts,
};

/// What was asked so far, and why.
struct Asked {
    level: Level,
    reasons: Vec<Reason>,
}

impl Asked {
    fn add(&mut self, level: Level, reason: impl Into<Option<Reason>>) {
        self.level = self.level.max(level);
        if level > Level::Allow {
            self.reasons.extend(reason.into());
        }
    }
}

pub(super) fn ask(snapshot: &Snapshot, question: &Question, tool: &ToolFacts) -> (Level, Vec<Reason>) {
    let lent = needs_for_others(question, tool);
    let mut asked = Asked { level: Level::Allow, reasons: Vec::new() };
    for code in tool.needs.iter().chain(&lent) {
        let (level, reason) = by_permission(snapshot, question, code);
        asked.add(level, reason);
    }
    by_nature(question, tool, &mut asked);
    by_rules(snapshot, question, tool, &mut asked);
    if tool.asks == Asks::Nothing && asked.level < Level::Deny {
        asked = Asked { level: Level::Allow, reasons: Vec::new() };
    }
    if question.bounds.dry_run && question.writes() && tool.asks != Asks::Nothing {
        asked.add(Level::Confirm, Reason::AsksByDryRun);
    }
    // The deciding reason comes first.
    asked.reasons.sort_by_key(|reason| reason.denial_code().is_none());
    if let Some(answer) = standing(snapshot, question, tool, &asked) {
        asked.level = Level::Allow;
        asked.reasons.insert(0, answer);
    }
    if question.arguments != ArgumentState::Any && refuse_undecidable(snapshot, question, asked.level) {
        asked.level = Level::Deny;
        asked.reasons.insert(0, Reason::NoDecider);
    }
    asked.reasons.extend(tool.needs.iter().chain(&lent).map(|code| held(snapshot, question, code)));
    if let Some(owner) = question.other() {
        let owner = name(snapshot, owner);
        asked.reasons.extend(lent.into_iter().map(|permission| Reason::Lent { permission, owner: owner.clone() }));
    }
    if tool.needs.is_empty() {
        asked.reasons.push(Reason::SignedIn);
    }
    (asked.level, asked.reasons)
}

fn by_permission(snapshot: &Snapshot, question: &Question, code: &PermissionCode) -> (Level, Option<Reason>) {
    let Some(entry) = snapshot.permissions.get(code) else {
        return (Level::Deny, Some(Reason::UnknownPermission { permission: code.clone() }));
    };
    let channel = question.subject.channel;
    let own = match entry.ask_policy {
        Some(policy) => level_of(policy, channel).max(floor(entry.risk, channel)),
        None => level_by_risk(entry.risk, channel),
    };
    let role = snapshot.role_policy(question.subject.person, code, question.now);
    let level = own.max(role.map_or(Level::Allow, |policy| level_of(policy, channel)));
    if level == Level::Allow {
        return (level, None);
    }
    let (permission, title) = (code.clone(), entry.title.clone());
    let reason = match (level, role.max(entry.ask_policy)) {
        (Level::Deny, _) => Reason::NeverByPolicy { permission, title, channel },
        (_, Some(policy)) => Reason::AsksByPolicy { permission, title, policy },
        (_, None) => Reason::AsksByRisk { permission, title, risk: entry.risk, channel },
    };
    (level, Some(reason))
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

fn by_nature(question: &Question, tool: &ToolFacts, asked: &mut Asked) {
    if let Asks::AtLeast(risk) = tool.asks {
        asked.add(level_by_risk(risk, question.subject.channel), Reason::AsksByNature { risk });
    }
}

fn by_rules(snapshot: &Snapshot, question: &Question, tool: &ToolFacts, asked: &mut Asked) {
    let mut asking: Vec<_> = rules(snapshot, question, tool)
        .filter(|rule| rule.then != RuleLevel::Deny && fits(snapshot, question, rule) == Ok(true))
        .collect();
    asking.sort_by_key(|rule| (std::cmp::Reverse(rule.then), rule.id));
    for rule in asking {
        let reason = Reason::AsksByRule { rule: rule.id, then: rule.then, why: rule.reason.clone() };
        asked.add(rule.then.level(), reason);
    }
}

/// The standing approval that answers everything that was asked.
fn standing(snapshot: &Snapshot, question: &Question, tool: &ToolFacts, asked: &Asked) -> Option<Reason> {
    let answerable = matches!(asked.level, Level::Confirm | Level::Approve);
    let critical = |code: &PermissionCode| snapshot.permissions.get(code).is_none_or(|p| p.risk == Risk::Critical);
    if !answerable || question.bounds.dry_run || tool.needs.iter().any(critical) {
        return None;
    }
    let kept = snapshot.standing.get(&question.subject.person)?;
    let answer = kept.iter().filter(|given| answers(snapshot, question, tool, asked, given)).min_by_key(|g| g.id)?;
    Some(Reason::Standing { approval: answer.id, author: name(snapshot, answer.author) })
}

fn answers(
    snapshot: &Snapshot,
    question: &Question,
    tool: &ToolFacts,
    asked: &Asked,
    given: &StandingApproval,
) -> bool {
    let person = question.subject.person;
    let author = snapshot.standing_to_answer(given.author, person, given.level, question.now);
    let always = given.expires_at.is_none() && given.conversation.is_none();
    given.tool == tool.name
        && given.definition == tool.definition
        && given.channel == question.subject.channel
        && given.client == question.client
        && given.conversation.is_none_or(|id| question.conversation == Some(id))
        && given.expires_at.is_none_or(|end| question.now < end)
        && (tool.undoable || !always)
        && asked.level <= given.level
        && asked.reasons.iter().all(|reason| given.reasons.contains(reason))
        && author == Standing::May
        && question.arguments == ArgumentState::Resolved
        && all(&given.when, snapshot, question) == Ok(true)
}

fn held(snapshot: &Snapshot, question: &Question, code: &PermissionCode) -> Reason {
    let from = snapshot
        .sources_for(question, code)
        .into_iter()
        .map(|source| match source {
            Source::Role { name } => format!("the role {name}"),
            Source::Grant { .. } => "a personal grant".to_owned(),
        })
        .collect();
    Reason::Holds { permission: code.clone(), title: title(snapshot, code), from }
}
