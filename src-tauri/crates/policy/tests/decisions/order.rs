//! Which step answers first when several would deny.

use assent_policy::{ArgumentState, Channel, decide};

use crate::world::{ADMIN, ALICE, BOB, code, office, question, reason_codes};

fn invalid() -> ArgumentState {
    ArgumentState::Invalid { message: "The title is empty.".to_owned() }
}

#[test]
fn somebody_elses_object_is_not_found_before_anything_else() {
    let mut asked = question(ALICE, Channel::Chat, "tasks:delete");
    asked.arguments = ArgumentState::NotFound { what: "task" };
    asked.target = Some(BOB);
    let mut world = office();
    world.people.get_mut(&ALICE).unwrap().enabled = false;
    assert_eq!(reason_codes(&decide(&world, &asked)), ["not_found"]);
}

#[test]
fn a_disabled_person_is_told_so_before_a_missing_permission() {
    let mut world = office();
    world.people.get_mut(&ALICE).unwrap().enabled = false;
    let asked = question(ALICE, Channel::Chat, "tasks:delete");
    assert_eq!(reason_codes(&decide(&world, &asked)), ["person_disabled"]);
}

#[test]
fn what_arguments_a_tool_takes_is_told_only_to_who_has_its_permission() {
    let mut asked = question(ALICE, Channel::Chat, "tasks:create");
    asked.arguments = invalid();
    assert_eq!(reason_codes(&decide(&office(), &asked)), ["missing_permission"]);
    asked.subject.person = BOB;
    assert_eq!(reason_codes(&decide(&office(), &asked)), ["invalid_arguments"]);
}

#[test]
fn acting_for_others_is_answered_before_the_arguments() {
    let mut asked = question(BOB, Channel::Chat, "tasks:create");
    asked.arguments = invalid();
    asked.target = Some(ALICE);
    assert_eq!(reason_codes(&decide(&office(), &asked)), ["missing_delegation"]);
}

#[test]
fn every_missing_permission_is_named_at_once() {
    let mut asked = question(ALICE, Channel::Chat, "tasks:update");
    asked.tool.as_mut().unwrap().needs.push(code("tasks:complete"));
    let decision = decide(&office(), &asked);
    assert_eq!(decision.missing(), [code("tasks:update"), code("tasks:complete")]);
}

#[test]
fn the_reason_that_denies_comes_first_also_when_another_permission_asks() {
    let mut asked = question(ADMIN, Channel::Chat, "notes:update");
    asked.tool.as_mut().unwrap().needs.push(code("access:manage"));
    let decision = decide(&office(), &asked);
    assert_eq!(decision.reasons[0].code(), "never_by_policy");
    assert!(reason_codes(&decision).contains(&"asks_by_risk"), "the other reason is kept: {decision:?}");
}
