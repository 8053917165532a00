//! Which step answers first when several would deny.

use std::collections::BTreeSet;

use assent_policy::{ArgumentState, AskPolicy, Channel, Level, Question, Reason, RuleLevel, Snapshot, What};

use crate::world::{ADMIN, ALICE, BOB, Case, add_rule, code, person, rule, set_policy, take};

type Fault = fn(&mut Snapshot, &mut Question);

/// Every way to fail, in the order of behaviour section 3, and its reason.
const STEPS: &[(&str, Fault, &str)] = &[
    ("0 not found", |_, asked| asked.arguments = ArgumentState::NotFound { what: "task" }, "not_found"),
    ("1 everyone is paused", |world, _| world.everyone_paused = true, "paused"),
    ("1 paused by oneself", |world, _| person(world, BOB).paused = true, "paused"),
    (
        "2 unknown permission",
        |world, _| {
            world.permissions.remove(&code("tasks:create"));
        },
        "unknown_permission",
    ),
    (
        "2 unknown permission for others",
        |world, _| {
            world.permissions.remove(&code("tasks:create.for_others"));
        },
        "unknown_permission",
    ),
    ("2 disabled", |world, _| person(world, BOB).enabled = false, "person_disabled"),
    ("3 forbidden", |world, _| add_rule(world, What::Anything, rule(1, RuleLevel::Deny)), "forbidden"),
    ("4 scopes", |_, asked| asked.scopes = Some(BTreeSet::new()), "out_of_scope"),
    ("4 tools", |_, asked| asked.bounds.tools = Some(BTreeSet::new()), "out_of_bounds"),
    ("4 read-only", |_, asked| asked.bounds.read_only = true, "out_of_bounds"),
    ("5 base permission", |world, _| take(world, "pro", "tasks:create"), "missing_permission"),
    ("6 permission for others", |world, _| take(world, "pro", "tasks:create.for_others"), "missing_permission"),
    ("6 delegation", |world, _| world.delegations.clear(), "missing_delegation"),
    ("6 the target may receive", |world, _| take(world, "basic", "tasks:receive"), "target_lacks_access"),
    (
        "7 arguments",
        |_, asked| asked.arguments = ArgumentState::Invalid { message: "The title is empty.".to_owned() },
        "invalid_arguments",
    ),
    (
        "7 limits",
        |_, asked| asked.used_up = Some(Reason::RateLimited { what: "calls".to_owned(), retry_after: 5 }),
        "rate_limited",
    ),
    ("8 never", |world, _| set_policy(world, "tasks:create", Some(AskPolicy::Never)), "never_by_policy"),
    (
        "8 nobody decides",
        |world, _| {
            set_policy(world, "tasks:create.for_others", Some(AskPolicy::Approve));
            person(world, ADMIN).enabled = false;
        },
        "no_decider",
    ),
];

#[test]
fn each_step_denies_with_its_own_reason() {
    assert_ne!(Case::for_alice(Channel::Chat).level(), Level::Deny, "nothing is wrong at first");
    for (step, fault, reason) in STEPS {
        let decision = Case::for_alice(Channel::Chat).with(fault).decide();
        assert_eq!((decision.level, decision.reasons[0].code()), (Level::Deny, *reason), "{step}");
    }
}

#[test]
fn of_two_steps_that_fail_the_earlier_one_answers() {
    for (at, (earlier, first, _)) in STEPS.iter().enumerate() {
        let alone = Case::for_alice(Channel::Chat).with(first).decide();
        for (later, second, _) in &STEPS[at + 1..] {
            let both = Case::for_alice(Channel::Chat).with(second).with(first).decide();
            assert_eq!(both.reasons[0], alone.reasons[0], "{earlier} before {later}");
        }
    }
}

#[test]
fn an_unknown_tool_is_said_to_be_so_before_who_asks_is_looked_at() {
    let unknown = Case::of(ALICE, Channel::Chat, "notes:list").with(|_, asked| asked.tool = None);
    assert_eq!(unknown.clone().with(|world, _| person(world, ALICE).enabled = false).codes(), ["unknown_tool"]);
    assert_eq!(unknown.with(|world, _| world.everyone_paused = true).codes(), ["unknown_tool"], "nothing to pause");
}

#[test]
fn what_arguments_a_tool_takes_is_told_only_to_who_has_its_permission() {
    let invalid = Case::of(BOB, Channel::Chat, "tasks:create")
        .with(|_, asked| asked.arguments = ArgumentState::Invalid { message: "The title is empty.".to_owned() });
    assert_eq!(invalid.codes(), ["invalid_arguments"]);
    assert_eq!(invalid.with(|_, asked| asked.subject.person = ALICE).codes(), ["missing_permission"]);
}

#[test]
fn every_missing_permission_is_named_at_once() {
    let case = Case::of(ALICE, Channel::Chat, "tasks:update").with_tool(|tool| tool.needs.push(code("tasks:complete")));
    assert_eq!(case.decide().missing(), [code("tasks:update"), code("tasks:complete")]);
}

#[test]
fn the_reason_that_decides_comes_first_and_the_others_are_kept() {
    let denied =
        Case::of(ADMIN, Channel::Chat, "notes:update").with_tool(|tool| tool.needs.push(code("access:manage")));
    assert_eq!(denied.codes()[..2], ["never_by_risk", "asks_by_risk"]);
    let approved = Case::of(BOB, Channel::Chat, "notes:update").with(|world, _| {
        add_rule(world, What::Anything, rule(1, RuleLevel::Confirm));
        add_rule(world, What::Anything, rule(2, RuleLevel::Approve));
    });
    let decision = approved.decide();
    assert_eq!(decision.level, Level::Approve);
    assert_eq!(decision.reasons[0].explain(), "A rule asks somebody else first: The office is closed.");
    assert_eq!(approved.codes(), ["asks_by_rule", "asks_by_risk", "asks_by_rule", "holds"]);
}
