//! What holds in every world.

use std::collections::{BTreeMap, BTreeSet};

use assent_policy::{
    ArgumentState, AskPolicy, Asks, Channel, Level, PermissionCode, Question, Reason, Risk, RoleId, Rule, RuleId,
    RuleLevel, Snapshot, StandingId, What, decide,
};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use crate::random::{
    a_case, a_code, a_delegation, a_grant, a_person, a_role, a_rule, a_what, bounds, scopes, unanswered,
};
use crate::world::{Case, rule};

/// What the question needs on its own and on another's account.
fn needs(asked: &Question) -> BTreeSet<PermissionCode> {
    let Some(tool) = &asked.tool else { return BTreeSet::new() };
    tool.needs.iter().cloned().chain(needs_for_others(asked)).collect()
}

fn needs_for_others(asked: &Question) -> Vec<PermissionCode> {
    let Some(tool) = asked.tool.as_ref().filter(|_| asked.other().is_some()) else { return Vec::new() };
    tool.needs_for_others.clone().unwrap_or_else(|| tool.needs.iter().map(PermissionCode::for_others).collect())
}

/// Level and reasons, whatever the order in which a role and another are named.
fn essence(case: &Case) -> (Level, Vec<String>) {
    let decision = case.decide();
    let reasons = decision.reasons.into_iter().map(|reason| match reason {
        Reason::Holds { permission, mut from, .. } => {
            from.sort();
            format!("{permission} from {from:?}")
        }
        other => format!("{other:?}"),
    });
    (decision.level, reasons.collect())
}

/// The same world, every list and every number of a role the other way round.
fn turned(mut world: Snapshot) -> Snapshot {
    let turn = |id: RoleId| RoleId(100 - id.0);
    world.roles = std::mem::take(&mut world.roles).into_iter().map(|(id, role)| (turn(id), role)).collect();
    for entry in world.permissions.values_mut() {
        let policies: BTreeMap<_, _> = std::mem::take(&mut entry.role_policies);
        entry.role_policies = policies.into_iter().map(|(id, policy)| (turn(id), policy)).collect();
    }
    for person in world.people.values_mut() {
        person.roles = person.roles.iter().map(|id| turn(*id)).collect();
        person.grants.reverse();
    }
    for rules in world.rules.values_mut() {
        rules.reverse();
        for rule in rules {
            rule.who.role = rule.who.role.map(turn);
        }
    }
    world.delegations.values_mut().for_each(|lent| lent.reverse());
    world.standing.values_mut().for_each(|kept| kept.reverse());
    world
}

/// Roles that only give: none is named by a policy or a rule.
fn roles_only_give(world: &mut Snapshot) {
    world.permissions.values_mut().for_each(|entry| entry.role_policies.clear());
    world.rules.values_mut().for_each(|rules| rules.retain(|rule| rule.who.role.is_none()));
}

/// One thing less of what gives to whom: nth of their grants, else their first role.
fn taken(mut world: Snapshot, who: assent_policy::PersonId, nth: usize) -> Snapshot {
    if let Some(person) = world.people.get_mut(&who) {
        if nth < person.grants.len() {
            person.grants.remove(nth);
        } else {
            person.roles.pop_first();
        }
    }
    world
}

#[test]
fn the_random_worlds_are_of_every_kind() {
    let config = ProptestConfig { max_local_rejects: u32::MAX, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let cases = a_case();
    for _ in 0..3_000 {
        let case = cases.new_tree(&mut runner).unwrap().current();
        let decision = case.decide();
        *seen.entry(decision.level.to_string()).or_default() += 1;
        *seen.entry(decision.reasons[0].code().to_owned()).or_default() += 1;
    }
    for kind in [
        "allow",
        "confirm",
        "approve",
        "deny",
        "standing",
        "forbidden",
        "broken_rule",
        "missing_delegation",
        "missing_permission",
        "out_of_scope",
        "out_of_bounds",
        "no_decider",
        "asks_by_rule",
        "asks_by_policy",
        "asks_by_risk",
        "asks_by_nature",
        "asks_by_dry_run",
        "target_lacks_access",
        "never_by_policy",
        "paused",
    ] {
        assert!(seen.get(kind).is_some_and(|times| *times >= 3), "{kind} in {seen:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_reason_that_denies_means_deny_and_stands_first(case in a_case()) {
        let decision = case.decide();
        let denies = decision.reasons.iter().any(|reason| reason.denial_code().is_some());
        prop_assert_eq!(denies, decision.level == Level::Deny);
        prop_assert!(!decision.reasons.is_empty());
        if denies {
            prop_assert!(decision.reasons[0].denial_code().is_some());
        }
    }

    #[test]
    fn the_order_of_roles_grants_rules_delegations_and_approvals_does_not_matter(
        mut case in a_case(), more in proptest::collection::vec((a_what(), a_rule()), 0..4),
    ) {
        for (id, (what, rule)) in (10..).zip(more) {
            case.world.rules.entry(what).or_default().push(Rule { id: RuleId(id), ..rule });
        }
        for kept in case.world.standing.values_mut() {
            let mut second = kept[0].clone();
            second.id = StandingId(2);
            kept.push(second);
        }
        let other = Case { world: turned(case.world.clone()), asked: case.asked.clone() };
        prop_assert_eq!(essence(&case), essence(&other));
    }

    #[test]
    fn a_forbid_wins_over_everything(case in a_case()) {
        let mut case = case;
        case.world.rules.entry(What::Anything).or_default().push(rule(50, RuleLevel::Deny));
        prop_assert_eq!(case.level(), Level::Deny);
    }

    #[test]
    fn never_on_a_permission_that_is_needed_wins_over_everything(case in a_case()) {
        let mut case = case;
        let needed = needs(&case.asked);
        for (_, entry) in case.world.permissions.iter_mut().filter(|(code, _)| needed.contains(code)) {
            entry.ask_policy = Some(AskPolicy::Never);
        }
        prop_assert!(needed.is_empty() || case.level() == Level::Deny);
    }

    #[test]
    fn where_deciders_are_looked_for_changes_no_decision(case in a_case()) {
        let listed = case.world.clone().with_candidates();
        prop_assert_eq!(decide(&listed, &case.asked), case.decide());
    }

    #[test]
    fn a_rule_never_loosens(case in a_case(), what in a_what(), rule in a_rule()) {
        let mut tighter = case.clone();
        tighter.world.rules.entry(what).or_default().push(rule);
        prop_assert!(tighter.level() >= case.level());
    }

    #[test]
    fn an_ask_policy_of_a_role_never_loosens(
        case in unanswered(), which in a_code(), role in a_role(), policy in select(AskPolicy::ALL),
    ) {
        let mut tighter = case.clone();
        if let Some(entry) = tighter.world.permissions.get_mut(&which) {
            let set = entry.role_policies.entry(role).or_insert(policy);
            *set = policy.max(*set);
        }
        prop_assert!(tighter.level() >= case.level());
    }

    #[test]
    fn a_delegation_changes_nothing_but_for_its_owner_its_delegate_and_its_permission(
        case in a_case(), owner in a_person(), delegate in a_person(), lent in a_delegation(),
    ) {
        let about = case.asked.other() == Some(owner)
            && case.asked.subject.person == delegate
            && needs_for_others(&case.asked).contains(&lent.permission);
        let mut wider = case.clone();
        wider.world.delegations.entry((owner, delegate)).or_default().push(lent);
        if about {
            prop_assert!(wider.level() <= case.level());
        } else {
            prop_assert_eq!(wider.decide(), case.decide());
        }
    }

    #[test]
    fn a_delegation_taken_away_never_allows_more(case in a_case(), owner in a_person(), delegate in a_person()) {
        let mut poorer = case.clone();
        poorer.world.delegations.remove(&(owner, delegate));
        prop_assert!(poorer.level() >= case.level());
    }

    #[test]
    fn another_account_is_never_reached_without_a_delegation_by_its_owner(case in a_case()) {
        let Some(owner) = case.asked.other() else { return Ok(()) };
        let mut unlent = case;
        unlent.world.delegations.remove(&(owner, unlent.asked.subject.person));
        prop_assert_eq!(unlent.level(), Level::Deny);
    }

    #[test]
    fn a_grant_or_role_taken_from_anybody_never_allows_more(
        case in a_case(), who in a_person(), nth in 0_usize..4,
    ) {
        let mut case = case;
        roles_only_give(&mut case.world);
        let poorer = taken(case.world.clone(), who, nth);
        prop_assert!(decide(&poorer, &case.asked).level >= case.level());
    }

    // What a role forbids or asks goes with the role; what was denied for anything
    // else stays denied.
    #[test]
    fn a_grant_or_role_taken_away_never_gives_what_was_lacking(case in a_case(), nth in 0_usize..4) {
        let before = case.decide();
        let tightened = ["never_by_policy", "forbidden", "broken_rule", "no_decider"];
        if before.level == Level::Deny && !tightened.contains(&before.reasons[0].code()) {
            let poorer = taken(case.world.clone(), case.asked.subject.person, nth);
            prop_assert_eq!(decide(&poorer, &case.asked).level, Level::Deny);
        }
    }

    #[test]
    fn breaking_the_glass_changes_only_what_nobody_could_decide(case in a_case()) {
        let without = case.decide();
        let with = case.with(|world, asked| (world.break_glass, asked.breaks_glass) = (true, true)).decide();
        if with != without {
            prop_assert_eq!(&without.reasons[0], &Reason::NoDecider);
            prop_assert_eq!((with.level, &with.reasons[0]), (Level::Confirm, &Reason::AsksByBreakGlass));
            prop_assert_eq!(&with.reasons[1..], &without.reasons[1..]);
        }
    }

    #[test]
    fn a_grant_never_escapes_what_any_role_asks(case in unanswered(), grant in a_grant()) {
        let mut case = case;
        let entry = case.world.permissions.get(&grant.permission);
        let strictest = entry.and_then(|entry| entry.role_policies.values().max().copied());
        let live = grant.expires_at.is_none_or(|end| case.asked.now < end);
        let counts = live && needs(&case.asked).contains(&grant.permission);
        let asks = case.asked.tool.as_ref().is_some_and(|tool| tool.asks != Asks::Nothing);
        let Some(person) = case.world.people.get_mut(&case.asked.subject.person) else { return Ok(()) };
        person.grants.push(grant);
        let own_click = matches!(case.asked.subject.channel, Channel::Ui | Channel::Cli);
        let least = match strictest.filter(|_| counts && asks) {
            None | Some(AskPolicy::Auto) => Level::Allow,
            Some(AskPolicy::Confirm) if own_click => Level::Allow,
            Some(AskPolicy::Confirm) => Level::Confirm,
            Some(AskPolicy::Approve) => Level::Approve,
            Some(AskPolicy::Never) => Level::Deny,
        };
        prop_assert!(case.level() >= least, "{} with {:?}", case.level(), strictest);
    }

    // Where no rule was made for the window alone.
    #[test]
    fn an_agent_never_exceeds_the_persons_own_click(
        case in unanswered(), agent in select(vec![Channel::Chat, Channel::Voice, Channel::Mcp]),
    ) {
        let mut case = case;
        let rules = case.world.rules.values_mut();
        rules.for_each(|rules| rules.retain(|rule| rule.who.channel.is_none_or(|channel| channel != Channel::Ui)));
        case.asked.subject.channel = Channel::Ui;
        let own = case.level();
        case.asked.subject.channel = agent;
        prop_assert!(case.level() >= own, "{agent}: {} where the person's own is {own}", case.level());
    }

    #[test]
    fn narrower_scopes_and_bounds_never_loosen(case in a_case(), fewer in scopes(), narrower in bounds()) {
        let before = case.level();
        let mut narrow = case.clone();
        narrow.asked.scopes = Some(match case.asked.scopes.clone() {
            None => fewer,
            Some(already) => already.intersection(&fewer).cloned().collect(),
        });
        prop_assert!(narrow.level() >= before, "scopes");
        let mut narrow = case.clone();
        let bounds = &mut narrow.asked.bounds;
        bounds.tools = match (bounds.tools.take(), narrower.tools) {
            (Some(one), Some(other)) => Some(one.intersection(&other).cloned().collect()),
            (one, other) => one.or(other),
        };
        bounds.read_only |= narrower.read_only;
        bounds.dry_run |= narrower.dry_run;
        prop_assert!(narrow.level() >= before, "bounds");
    }

    #[test]
    fn disabling_a_person_takes_everything_from_them(case in a_case()) {
        let mut case = case;
        if let Some(person) = case.world.people.get_mut(&case.asked.subject.person) {
            person.enabled = false;
        }
        prop_assert_eq!(case.level(), Level::Deny);
    }

    #[test]
    fn nothing_critical_runs_unasked_or_by_an_agent(case in a_case()) {
        let (decision, needed) = (case.decide(), needs(&case.asked));
        let critical = |code: &PermissionCode| case.world.permissions.get(code).is_some_and(|p| p.risk == Risk::Critical);
        let held = case.asked.tool.as_ref().is_some_and(|tool| tool.asks != Asks::Nothing);
        let by_nature = case.asked.tool.as_ref().is_some_and(|tool| tool.asks == Asks::AtLeast(Risk::Critical));
        if by_nature || needed.iter().any(critical) {
            prop_assert!(decision.level > Level::Allow || !held);
            prop_assert!(case.asked.subject.channel.is_own_click() || decision.level == Level::Deny);
        }
    }

    #[test]
    fn what_is_never_held_is_allowed_or_denied_and_no_denial_goes_away(case in a_case()) {
        let before = case.decide();
        let mut never_held = case;
        let Some(tool) = &mut never_held.asked.tool else { return Ok(()) };
        let by_nature = matches!(tool.asks, Asks::AtLeast(_));
        tool.asks = Asks::Nothing;
        let after = never_held.level();
        prop_assert!(matches!(after, Level::Allow | Level::Deny));
        if before.level == Level::Deny && before.reasons[0] != Reason::NoDecider && !by_nature {
            prop_assert_eq!(after, Level::Deny);
        }
    }

    #[test]
    fn a_standing_approval_answers_what_was_asked_and_changes_nothing_else(case in a_case()) {
        let mut without = case.clone();
        without.world.standing.clear();
        let (with, without) = (case.decide(), without.decide());
        if with != without {
            prop_assert!(matches!(without.level, Level::Confirm | Level::Approve));
            prop_assert_eq!(with.level, Level::Allow);
            prop_assert!(!case.asked.bounds.dry_run);
        }
    }

    #[test]
    fn whatever_waits_for_somebody_has_somebody_to_wait_for(case in a_case()) {
        let decision = case.decide();
        let listed = case.asked.arguments == ArgumentState::Any;
        let who = case.asked.subject.person;
        if !listed && matches!(decision.level, Level::Confirm | Level::Approve) {
            prop_assert!(case.world.deciders(who, decision.level, case.asked.now).next().is_some());
        }
    }
}
