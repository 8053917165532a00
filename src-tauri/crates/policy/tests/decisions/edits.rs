//! A call that somebody edited while it waited.

use assent_policy::{AskPolicy, Channel, Level, PersonId, Reason, RuleLevel, What};

use crate::world::{ADMIN, ALICE, BOB, Case, add_rule, person, rule, set_policy};

/// Bob deletes a task, which waits for somebody else.
fn bob_deletes() -> Case {
    Case::of(BOB, Channel::Ui, "tasks:delete")
}

/// What it comes to once `editor` edited it, whatever asks, and whether the edit counts as the approval.
fn edited(case: Case, editor: PersonId) -> (Level, Vec<&'static str>, Option<bool>) {
    let case = case.with(|_, asked| asked.edited_by = Some(editor));
    let decision = case.decide();
    let asks = decision.reasons.iter().filter(|reason| reason.asks()).map(Reason::code).collect();
    let approves = decision.reasons.iter().find_map(|reason| match reason {
        Reason::AsksByEdit { approves, .. } => Some(*approves),
        _ => None,
    });
    (decision.level, asks, approves)
}

#[test]
fn the_edit_of_an_approver_is_the_approval_and_leaves_the_persons_own_yes() {
    assert_eq!(bob_deletes().level(), Level::Approve);
    assert_eq!(edited(bob_deletes(), ADMIN), (Level::Confirm, vec!["asks_by_policy", "asks_by_edit"], Some(true)));
    let ruled = bob_deletes().with(|world, _| {
        add_rule(world, What::Anything, rule(1, RuleLevel::Approve));
        add_rule(world, What::Anything, rule(2, RuleLevel::Confirm));
    });
    let asks = vec!["asks_by_policy", "asks_by_rule", "asks_by_rule", "asks_by_edit"];
    assert_eq!(edited(ruled, ADMIN), (Level::Confirm, asks, Some(true)), "all that asks for an approver is answered");
    let named = bob_deletes().with(|_, asked| asked.edited_by = Some(ADMIN)).decide();
    let by = Reason::AsksByEdit { editor: "Admin".to_owned(), approves: true };
    assert!(named.reasons.contains(&by), "whoever edited is named: {:?}", named.reasons);
}

#[test]
fn the_edit_of_anybody_else_approves_nothing() {
    let asks = || vec!["asks_by_policy", "asks_by_edit"];
    assert_eq!(edited(bob_deletes(), BOB), (Level::Approve, asks(), Some(false)), "nobody approves their own");
    assert_eq!(edited(bob_deletes(), ALICE), (Level::Approve, asks(), Some(false)), "who may not approve");
    let tied = bob_deletes().with(|world, asked| {
        person(world, ADMIN).changed_by.insert(BOB, asked.now);
        let second = world.people[&ALICE].clone();
        let second = assent_policy::PersonEntry { roles: world.people[&ADMIN].roles.clone(), ..second };
        world.people.insert(ALICE, second);
    });
    assert_eq!(edited(tied.clone(), ADMIN), (Level::Approve, asks(), Some(false)), "not independent");
    assert_eq!(edited(tied, ALICE), (Level::Confirm, asks(), Some(true)), "independent");
    let ended = bob_deletes().with(|world, _| {
        world.people.insert(PersonId(4), world.people[&ADMIN].clone());
        person(world, ADMIN).roles.clear();
    });
    assert_eq!(edited(ended, ADMIN), (Level::Approve, asks(), Some(false)), "who may no longer");
}

#[test]
fn an_edit_asks_where_nothing_did_and_loosens_nothing_else() {
    let creates = || Case::of(BOB, Channel::Ui, "tasks:create");
    assert_eq!(edited(creates(), ADMIN), (Level::Confirm, vec!["asks_by_edit"], Some(false)));
    let confirms = Case::of(BOB, Channel::Chat, "tasks:update")
        .with(|world, _| set_policy(world, "tasks:update", Some(AskPolicy::Confirm)));
    assert_eq!(confirms.level(), Level::Confirm);
    let asks = vec!["asks_by_policy", "asks_by_edit"];
    assert_eq!(edited(confirms, ADMIN), (Level::Confirm, asks, Some(false)), "there was nothing to approve");
    let never = bob_deletes().with(|world, _| set_policy(world, "tasks:delete", Some(AskPolicy::Never)));
    assert_eq!(edited(never, ADMIN), (Level::Deny, vec!["asks_by_edit"], Some(false)), "what never runs, never runs");
}
