//! Step 8: what is asked of people before it runs, unless a standing approval
//! answers.

use std::cmp::Reverse;

use super::name;
use super::refuse::{Needed, Passed};
use crate::condition::all;
use crate::snapshot::Given;
use crate::{
    ArgumentState, AskPolicy, Asks, Channel, Level, PersonId, Question, Reason, Risk, Rule, Snapshot, Standing,
    StandingApproval, ToolFacts,
};

/// Something that asks, and what it asks for.
type Asked = (Level, Reason);

pub(super) fn ask(snapshot: &Snapshot, question: &Question, passed: &Passed<'_>) -> (Level, Vec<Reason>) {
    let tool = passed.tool;
    let needs = || passed.needs.iter().chain(&passed.lent);
    let mut asked: Vec<Asked> = needs().filter_map(|needed| by_permission(snapshot, question, needed)).collect();
    asked.extend(by_nature(question, tool));
    asked.extend(passed.asking.iter().map(|rule| by_rule(rule)));
    if tool.asks.nobody() {
        asked.retain(|(level, _)| *level == Level::Deny);
    } else if question.bounds.dry_run && question.writes() {
        asked.push((Level::Confirm, Reason::AsksByDryRun));
    }
    if let Some(editor) = question.edited_by {
        by_edit(snapshot, question, editor, &mut asked);
    }
    // The deciding reason comes first.
    asked.sort_by_key(|(level, _)| Reverse(*level));
    let mut level = asked.first().map_or(Level::Allow, |(level, _)| *level);
    let mut reasons: Vec<Reason> = asked.into_iter().map(|(_, reason)| reason).collect();
    if let Some(answer) = standing(snapshot, question, passed, level, &reasons) {
        level = Level::Allow;
        reasons.insert(0, answer);
    }
    if nobody_decides(snapshot, question, level) {
        let (alone, why) = alone(snapshot, question);
        level = alone;
        reasons.insert(0, why);
    }
    reasons.extend(needs().map(held));
    if let Some(owner) = question.other() {
        let owner = name(snapshot, owner);
        reasons.extend(
            passed.lent.iter().map(|lent| Reason::Lent { permission: lent.code.clone(), owner: owner.clone() }),
        );
    }
    if tool.needs.is_empty() {
        reasons.push(Reason::SignedIn);
    }
    (level, reasons)
}

fn by_permission(snapshot: &Snapshot, question: &Question, needed: &Needed<'_>) -> Option<Asked> {
    let Needed { code, entry, .. } = needed;
    let (channel, risk) = (question.subject.channel, entry.risk);
    let by_risk = match entry.ask_policy {
        Some(_) => floor(risk, channel),
        None => level_by_risk(risk, channel),
    };
    let policy = entry.ask_policy.max(snapshot.role_policy_of(question.subject.person, (code, entry), question.now));
    let by_policy = policy.map_or(Level::Allow, |policy| level_of(policy, channel));
    let level = by_risk.max(by_policy);
    if level == Level::Allow {
        return None;
    }
    let (permission, title) = (code.clone(), entry.title.clone());
    // A policy is named where it asks at least what the risk asks.
    let reason = match (level, policy.filter(|_| by_policy == level)) {
        (Level::Deny, Some(_)) => Reason::NeverByPolicy { permission, title },
        (Level::Deny, None) => Reason::NeverByRisk { permission, title },
        (_, Some(policy)) => Reason::AsksByPolicy { permission, title, policy },
        (_, None) => Reason::AsksByRisk { permission, title, risk, channel },
    };
    Some((level, reason))
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

fn by_nature(question: &Question, tool: &ToolFacts) -> Option<Asked> {
    let Asks::AtLeast(risk) = tool.asks else { return None };
    match level_by_risk(risk, question.subject.channel) {
        Level::Allow => None,
        Level::Deny => Some((Level::Deny, Reason::NeverByNature)),
        level @ (Level::Confirm | Level::Approve) => Some((level, Reason::AsksByNature { risk })),
    }
}

/// Rules that deny were looked at before.
fn by_rule(rule: &Rule) -> Asked {
    (rule.then.level(), Reason::AsksByRule { rule: rule.id, then: rule.then, why: rule.reason.clone() })
}

/// The edit of somebody who may approve the call is that approval, for as long as
/// they may; the acting person's yes is the other. Nobody approves their own by it.
fn by_edit(snapshot: &Snapshot, question: &Question, editor: PersonId, asked: &mut Vec<Asked>) {
    let (person, now) = (question.subject.person, question.now);
    let entitled = snapshot.standing_to_answer(editor, person, Level::Approve, now) == Standing::May;
    let mut approves = false;
    for (level, _) in asked.iter_mut().filter(|(level, _)| entitled && *level == Level::Approve) {
        *level = Level::Confirm;
        approves = true;
    }
    asked.push((Level::Confirm, Reason::AsksByEdit { editor: name(snapshot, editor), approves }));
}

/// The standing approval that answers everything that was asked. Nothing
/// critical is answered ahead.
fn standing(
    snapshot: &Snapshot,
    question: &Question,
    passed: &Passed<'_>,
    level: Level,
    reasons: &[Reason],
) -> Option<Reason> {
    let answerable = matches!(level, Level::Confirm | Level::Approve);
    let once = question.bounds.dry_run || question.edited_by.is_some();
    if !answerable || once || is_critical(passed) {
        return None;
    }
    let kept = snapshot.standing.get(&question.subject.person)?;
    let answer = kept
        .iter()
        .filter(|given| answers(snapshot, question, passed.tool, (level, reasons), given))
        .min_by_key(|g| g.id)?;
    Some(Reason::Standing { approval: answer.id, author: name(snapshot, answer.author) })
}

fn is_critical(passed: &Passed<'_>) -> bool {
    let mut needed = passed.needs.iter().chain(&passed.lent);
    passed.tool.asks == Asks::AtLeast(Risk::Critical) || needed.any(|needed| needed.entry.risk == Risk::Critical)
}

fn answers(
    snapshot: &Snapshot,
    question: &Question,
    tool: &ToolFacts,
    (level, reasons): (Level, &[Reason]),
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
        && level <= given.level
        && reasons.iter().all(|reason| given.reasons.contains(reason))
        && author == Standing::May
        && question.arguments == ArgumentState::Resolved
        && all(&given.when, snapshot, question) == Ok(true)
}

/// A call that would wait for somebody else when nobody else could answer.
fn nobody_decides(snapshot: &Snapshot, question: &Question, level: Level) -> bool {
    level == Level::Approve
        && question.arguments != ArgumentState::Any
        && snapshot.deciders(question.subject.person, level, question.now).next().is_none()
}

/// What becomes of a call that nobody else could decide: it is denied, unless an
/// access manager takes it on by their own click where that is allowed.
fn alone(snapshot: &Snapshot, question: &Question) -> Asked {
    let subject = question.subject;
    let manages = || {
        let manage = "access:manage".parse();
        manage.is_ok_and(|manage| snapshot.holds(subject.person, &manage, question.now))
    };
    if snapshot.break_glass && question.breaks_glass && subject.channel.is_own_click() && manages() {
        return (Level::Confirm, Reason::AsksByBreakGlass);
    }
    (Level::Deny, Reason::NoDecider)
}

fn held(needed: &Needed<'_>) -> Reason {
    let said = |given: &Given<'_>| match given {
        Given::Role(role) => ["the role ", &role.name].concat(),
        Given::Grant(_) => "a personal grant".to_owned(),
    };
    let mut from: Vec<_> = needed.given.iter().map(said).collect();
    from.dedup();
    Reason::Holds { permission: needed.code.clone(), title: needed.entry.title.clone(), from }
}
