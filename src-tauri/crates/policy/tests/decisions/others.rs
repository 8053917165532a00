//! Acting for others, step by step, each missing one with its own reason.

use assent_policy::{Channel, Denial, DenialCode, Level, PersonId, Question, Reason, decide};

use crate::world::{ALICE, BOB, code, grant, office, question};

fn for_bob() -> Question {
    let mut asked = question(ALICE, Channel::Ui, "tasks:create");
    asked.target = Some(BOB);
    asked
}

#[test]
fn the_steps_are_asked_for_one_after_the_other() {
    let mut world = office();
    let first = decide(&world, &for_bob());
    assert_eq!(first.missing(), [code("tasks:create")], "the base permission comes first");
    assert_eq!(first.reasons[0].denial_code(), Some(DenialCode::MissingPermission));

    grant(&mut world, ALICE, "tasks:create", None);
    let second = decide(&world, &for_bob());
    assert_eq!(second.missing(), [code("tasks:create.for_others")], "then the one for others");
    assert_eq!(second.reasons[0].denial_code(), Some(DenialCode::MissingPermission));

    grant(&mut world, ALICE, "tasks:create.for_others", None);
    let third = decide(&world, &for_bob());
    assert_eq!(third.reasons[0].denial_code(), Some(DenialCode::MissingDelegation), "then what only Bob can lend");
    assert_eq!(third.level, Level::Deny);
}

#[test]
fn the_permission_for_others_gives_nothing_without_the_base_permission() {
    let mut world = office();
    grant(&mut world, ALICE, "tasks:create.for_others", None);
    assert_eq!(decide(&world, &for_bob()).missing(), [code("tasks:create")]);
    let own = question(ALICE, Channel::Ui, "tasks:create");
    assert_eq!(decide(&world, &own).level, Level::Deny, "and nothing on one's own account");
}

#[test]
fn a_permission_without_a_twin_for_others_never_reaches_another_account() {
    let mut asked = question(BOB, Channel::Ui, "notes:list");
    asked.target = Some(ALICE);
    let decision = decide(&office(), &asked);
    let expected = Reason::UnknownPermission { permission: code("notes:list.for_others") };
    assert_eq!(decision.reasons, [expected]);
}

#[test]
fn the_denial_names_the_owner_and_what_to_ask_for() {
    let mut asked = question(BOB, Channel::Chat, "notes:create");
    asked.target = Some(ALICE);
    let decision = decide(&office(), &asked);
    let denial = Denial::from_decision(&decision, assent_policy::CallId(4)).unwrap();
    assert_eq!(denial.code, DenialCode::MissingDelegation);
    assert!(denial.explanation.contains("Alice"), "{}", denial.explanation);
    assert_eq!(denial.next_actions[0].action, "request_delegation");
    assert_eq!(denial.next_actions[0].arguments["permission"], "notes:create.for_others");
}

#[test]
fn an_account_that_is_not_there_is_no_way_around_a_delegation() {
    let mut asked = question(BOB, Channel::Ui, "notes:create");
    asked.target = Some(PersonId(99));
    assert_eq!(decide(&office(), &asked).level, Level::Deny);
}

#[test]
fn a_tool_that_needs_only_to_be_signed_in_acts_on_nobody_elses_account_and_says_so() {
    let mut asked = question(BOB, Channel::Ui, "notes:list");
    asked.tool.as_mut().unwrap().needs.clear();
    asked.target = Some(ALICE);
    let decision = decide(&office(), &asked);
    assert_eq!(decision.level, Level::Deny);
    let denial = Denial::from_decision(&decision, assent_policy::CallId(4)).expect("a denial says why");
    assert!(denial.explanation.contains("oneself"), "{}", denial.explanation);
    asked.target = Some(BOB);
    assert_eq!(decide(&office(), &asked).level, Level::Allow);
}
