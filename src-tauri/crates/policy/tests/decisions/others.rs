//! Acting for others, step by step, each missing one with its own reason.

use assent_policy::{Channel, Delegation, Denial, DenialCode, Level, PersonId, Reason, Snapshot, Test};

use crate::world::{ADMIN, ALICE, BOB, Case, NOW, argument, code, grant, hold, lend, office, person, take, twin, when};

fn the_delegation(world: &mut Snapshot) -> &mut Delegation {
    &mut world.delegations.get_mut(&(ALICE, BOB)).unwrap()[0]
}

#[test]
fn the_four_steps_are_asked_for_one_after_the_other() {
    let mut case = Case::of(ALICE, Channel::Ui, "tasks:create").with(|world, asked| {
        asked.target = Some(BOB);
        take(world, "pro", "tasks:receive");
    });
    let first = case.decide();
    assert_eq!(first.missing(), [code("tasks:create")], "the base permission comes first");
    assert_eq!(first.reasons[0].denial_code(), Some(DenialCode::MissingPermission));

    grant(&mut case.world, ALICE, "tasks:create", None);
    let second = case.decide();
    assert_eq!(second.missing(), [code("tasks:create.for_others")], "then the one for others");
    assert_eq!(second.reasons[0].denial_code(), Some(DenialCode::MissingPermission));

    grant(&mut case.world, ALICE, "tasks:create.for_others", None);
    let third = case.decide();
    assert_eq!(third.reasons[0].denial_code(), Some(DenialCode::MissingDelegation), "then what only Bob can lend");

    lend(&mut case.world, BOB, ALICE, "tasks:create.for_others");
    let fourth = case.decide();
    let lacks = Reason::TargetLacksAccess { permission: code("tasks:receive"), owner: "Bob".to_owned() };
    assert_eq!(fourth.reasons, [lacks], "then whether Bob may be given tasks");

    grant(&mut case.world, BOB, "tasks:receive", None);
    assert_eq!(case.level(), Level::Allow);
    assert_eq!(case.codes(), ["holds", "holds", "lent"]);
}

#[test]
fn the_permission_for_others_gives_nothing_without_the_base_permission() {
    let case = Case::of(ALICE, Channel::Ui, "tasks:create").with(|world, _| {
        grant(world, ALICE, "tasks:create.for_others", None);
        lend(world, BOB, ALICE, "tasks:create.for_others");
    });
    assert_eq!(case.decide().missing(), [code("tasks:create")], "nothing on one's own account");
    let for_bob = case.with(|_, asked| asked.target = Some(BOB));
    assert_eq!(for_bob.decide().missing(), [code("tasks:create")], "and nothing on Bob's");
}

#[test]
fn a_delegation_is_from_this_owner_to_this_person_for_this_and_has_not_ended() {
    let lent = || Case::for_alice(Channel::Ui);
    let until = || lent().with(|world, _| the_delegation(world).expires_at = Some(NOW + 1));
    let meetings = || {
        lent().with(|world, _| {
            the_delegation(world).when = vec![when(argument("title"), Test::Glob("meeting*".to_owned()))];
        })
    };
    let moved = |world: &mut Snapshot, owner, delegate| {
        let kept = std::mem::take(&mut world.delegations).into_values().next().unwrap();
        world.delegations.insert((owner, delegate), kept);
    };
    hold(vec![
        twin("lent, or taken back", lent(), |w, _| w.delegations.clear(), "missing_delegation"),
        twin("lent by the owner, or to the owner", lent(), |w, _| moved(w, BOB, ALICE), "missing_delegation"),
        twin("lent by the owner, or by somebody else", lent(), |w, _| moved(w, ADMIN, BOB), "missing_delegation"),
        twin("lent to this person, or to another", lent(), |w, _| moved(w, ALICE, ADMIN), "missing_delegation"),
        twin(
            "lent for this, or for something else",
            lent(),
            |world, _| the_delegation(world).permission = code("notes:create.for_others"),
            "missing_delegation",
        ),
        twin(
            "named by the permission for others, or by the base permission",
            lent(),
            |world, _| the_delegation(world).permission = code("tasks:create"),
            "missing_delegation",
        ),
        twin("it ends in a second, or in this one", until(), |_, a| a.now = NOW + 1, "missing_delegation"),
        twin(
            "its condition is met, or not",
            meetings(),
            |_, a| a.values["title"] = "Lunch".into(),
            "missing_delegation",
        ),
        twin(
            "its condition can be answered, or not",
            meetings(),
            |_, asked| asked.values["title"] = 5.into(),
            "missing_delegation",
        ),
        twin(
            "the owner may be given tasks, or not",
            lent(),
            |w, _| take(w, "basic", "tasks:receive"),
            "target_lacks_access",
        ),
        twin("the owner is enabled, or not", lent(), |w, _| person(w, ALICE).enabled = false, "target_lacks_access"),
        twin("on Alice's account, or on Admin's", lent(), |_, a| a.target = Some(ADMIN), "missing_delegation"),
        twin("on Alice's account, or on nobody's", lent(), |_, a| a.target = Some(PersonId(99)), "missing_delegation"),
    ]);
}

#[test]
fn what_is_lent_gives_nothing_on_ones_own_account() {
    let own = Case::of(ALICE, Channel::Ui, "tasks:create").with(|world, _| {
        lend(world, ALICE, ALICE, "tasks:create.for_others");
        lend(world, BOB, ALICE, "tasks:create.for_others");
        lend(world, BOB, ALICE, "tasks:create");
    });
    assert_eq!(own.codes(), ["missing_permission"]);
    assert_eq!(own.with(|_, asked| asked.target = Some(ALICE)).codes(), ["missing_permission"], "named or not");
}

#[test]
fn what_is_lent_stands_in_for_neither_permission() {
    for permission in ["tasks:create", "tasks:create.for_others"] {
        let lost = Case::for_alice(Channel::Ui).with(|world, _| take(world, "pro", permission));
        assert_eq!(lost.decide().missing(), [code(permission)]);
    }
}

#[test]
fn a_kind_of_thing_nobody_has_to_be_allowed_to_receive_needs_no_such_permission() {
    let note = Case::of(BOB, Channel::Ui, "notes:create").with(|world, asked| {
        asked.target = Some(ALICE);
        lend(world, ALICE, BOB, "notes:create.for_others");
    });
    assert_eq!(note.level(), Level::Allow);
}

#[test]
fn a_tool_may_name_what_it_needs_on_anothers_account() {
    let lists = Case::of(BOB, Channel::Ui, "alarms:receive")
        .with_tool(|tool| tool.needs_for_others = Some(vec![code("alarms:set.for_others")]));
    assert_eq!(lists.level(), Level::Allow, "nothing of it on one's own");
    let for_alice = lists.with(|_, asked| asked.target = Some(ALICE));
    assert_eq!(for_alice.codes(), ["missing_delegation"]);
    let lent = for_alice.with(|world, _| {
        lend(world, ALICE, BOB, "alarms:set.for_others");
    });
    assert_eq!(lent.level(), Level::Allow);
}

#[test]
fn a_permission_without_a_twin_for_others_never_reaches_another_account() {
    let lists = Case::of(BOB, Channel::Ui, "notes:list").with(|_, asked| asked.target = Some(ALICE));
    let expected = Reason::UnknownPermission { permission: code("notes:list.for_others") };
    assert_eq!(lists.decide().reasons, [expected]);
    let own = lists.with(|_, asked| asked.target = Some(BOB));
    assert_eq!(own.level(), Level::Allow);
}

#[test]
fn the_denial_names_the_owner_and_what_to_ask_for() {
    let case = Case::of(BOB, Channel::Chat, "notes:create").with(|_, asked| asked.target = Some(ALICE));
    let denial = Denial::from_decision(&case.decide(), assent_policy::CallId(4)).unwrap();
    assert_eq!(denial.code, DenialCode::MissingDelegation);
    assert_eq!(
        denial.explanation,
        "Alice has not lent you “create notes for others”. Only Alice can, and can take it back."
    );
    assert_eq!(denial.missing, [code("notes:create.for_others")]);
    assert_eq!(denial.next_actions[0].action, "request_delegation");
    assert_eq!(denial.next_actions[0].label, "Ask Alice for it");
    assert_eq!(denial.next_actions[0].arguments["permission"], "notes:create.for_others");
}

#[test]
fn an_account_that_is_not_there_is_somebodys() {
    let nobody = Case::of(BOB, Channel::Ui, "notes:create").with(|_, asked| asked.target = Some(PersonId(99)));
    let explained = nobody.decide().reasons[0].explain();
    assert!(explained.starts_with("Somebody has not lent you"), "{explained}");
}

#[test]
fn a_tool_that_needs_only_to_be_signed_in_acts_on_nobody_elses_account_and_says_so() {
    let mine = Case::of(BOB, Channel::Ui, "notes:list").with_tool(|tool| tool.needs.clear());
    let other = mine.clone().with(|_, asked| asked.target = Some(ALICE));
    let denial = Denial::from_decision(&other.decide(), assent_policy::CallId(4)).expect("a denial says why");
    assert_eq!(
        (denial.code, denial.explanation.as_str()),
        (DenialCode::InvalidArguments, "This can only be done for oneself.")
    );
    assert_eq!(mine.with(|_, asked| asked.target = Some(BOB)).level(), Level::Allow);
    assert_eq!(office().delegations.len(), 0);
}
