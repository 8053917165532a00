//! Who may answer a hold or decide a request, and who stays able to.

use assent_policy::{
    Field, Level, PersonId, Risk, Rule, RuleLevel, Snapshot, Standing, TIED_SECONDS, Test, What, Who, decided_with,
};

use crate::world::{ADMIN, ALICE, BOB, NOW, add_rule, code, grant, office, person, rule, take, when};

const SECOND: PersonId = PersonId(4);
const NOBODY: PersonId = PersonId(99);

fn with_second_admin() -> Snapshot {
    let mut world = office();
    let second = person(&mut world, ADMIN).clone();
    world.people.insert(SECOND, second);
    world
}

#[test]
fn who_may_answer_follows_from_the_level() {
    use Standing::{May, MayNot};
    for (decider, who, level, standing) in [
        (ALICE, ALICE, Level::Confirm, May),
        (ADMIN, ALICE, Level::Confirm, MayNot),
        (NOBODY, NOBODY, Level::Confirm, MayNot),
        (ADMIN, ALICE, Level::Approve, May),
        (BOB, ALICE, Level::Approve, MayNot),
        (ADMIN, ADMIN, Level::Approve, MayNot),
        (NOBODY, ALICE, Level::Approve, MayNot),
        (ALICE, ALICE, Level::Allow, MayNot),
        (ADMIN, ALICE, Level::Allow, MayNot),
        (ALICE, ALICE, Level::Deny, MayNot),
        (ADMIN, ALICE, Level::Deny, MayNot),
    ] {
        let found = office().standing_to_answer(decider, who, level, NOW);
        assert_eq!(found, standing, "{decider} for {who} at {level}");
    }
    let mut world = office();
    person(&mut world, ALICE).enabled = false;
    assert_eq!(world.standing_to_answer(ALICE, ALICE, Level::Confirm, NOW), MayNot, "disabled");
    person(&mut world, ADMIN).enabled = false;
    assert_eq!(world.standing_to_answer(ADMIN, ALICE, Level::Approve, NOW), MayNot, "disabled");
}

#[test]
fn requests_are_decided_with_the_permission_their_risk_asks_for() {
    let approve = code("permissions:approve");
    let manage = code("access:manage");
    for (risk, with) in
        [(Risk::Low, &approve), (Risk::Medium, &approve), (Risk::High, &manage), (Risk::Critical, &manage)]
    {
        assert_eq!(decided_with(risk), Some(with), "{risk}");
        let standing = |world: &Snapshot, decider, who| world.standing_to_grant(decider, who, risk, NOW);
        assert_eq!(standing(&office(), ADMIN, ALICE), Standing::May, "{risk}");
        assert_eq!(standing(&office(), ADMIN, ADMIN), Standing::MayNot, "{risk}: nobody decides their own");
        assert_eq!(standing(&office(), BOB, ALICE), Standing::MayNot, "{risk}");
        let mut without = office();
        take(&mut without, "admin", with.as_str());
        assert_eq!(standing(&without, ADMIN, ALICE), Standing::MayNot, "{risk} without {with}");
        let mut only = office();
        grant(&mut only, BOB, with.as_str(), Some(NOW + 1));
        assert_eq!(standing(&only, BOB, ALICE), Standing::May, "{risk} by a grant that has not ended");
    }
}

#[test]
fn whoever_made_or_changed_an_account_is_tied_to_it_for_seven_days() {
    assert_eq!(TIED_SECONDS, 604_800);
    for (ago, tied) in
        [(0, true), (1, true), (TIED_SECONDS - 1, true), (TIED_SECONDS, false), (TIED_SECONDS + 1, false), (-5, true)]
    {
        let mut world = office();
        person(&mut world, ADMIN).changed_by.insert(ALICE, NOW - ago);
        assert_eq!(world.is_tied(ADMIN, ALICE, NOW), tied, "{ago} seconds ago");
        assert!(!world.is_tied(ALICE, ADMIN, NOW), "it does not bind the other way");
        assert!(!world.is_tied(ADMIN, BOB, NOW), "nor for anybody else");
        let standing = if tied { Standing::NotIndependent } else { Standing::May };
        assert_eq!(world.standing_to_answer(ADMIN, ALICE, Level::Approve, NOW), standing, "{ago} seconds ago");
        assert_eq!(world.standing_to_grant(ADMIN, ALICE, Risk::Low, NOW), standing, "{ago} seconds ago");
        assert_eq!(world.standing_to_answer(ADMIN, BOB, Level::Approve, NOW), Standing::May);
    }
    let mut world = office();
    person(&mut world, BOB).changed_by.insert(ALICE, NOW);
    assert_eq!(world.standing_to_answer(BOB, ALICE, Level::Approve, NOW), Standing::MayNot, "who may not, may not");
    assert!(!world.is_tied(NOBODY, ALICE, NOW));
}

#[test]
fn the_deciders_are_all_who_may_and_nobody_else() {
    let world = with_second_admin();
    let deciders = |who, level| world.deciders(who, level, NOW).collect::<Vec<_>>();
    assert_eq!(deciders(BOB, Level::Approve), [ADMIN, SECOND]);
    assert_eq!(deciders(ADMIN, Level::Approve), [SECOND]);
    assert_eq!(deciders(BOB, Level::Confirm), [BOB]);
    assert_eq!(deciders(BOB, Level::Allow), []);
    assert_eq!(world.granters(ADMIN, Risk::Critical, NOW).collect::<Vec<_>>(), [SECOND]);
    let mut tied = with_second_admin();
    person(&mut tied, SECOND).changed_by.insert(BOB, NOW);
    assert_eq!(tied.deciders(BOB, Level::Approve, NOW).collect::<Vec<_>>(), [ADMIN]);
    assert_eq!(tied.granters(BOB, Risk::Low, NOW).collect::<Vec<_>>(), [ADMIN]);
}

#[test]
fn those_listed_are_looked_at_and_a_copy_lists_nobody() {
    let (approve, manage) = (code("permissions:approve"), code("access:manage"));
    let mut world = with_second_admin();
    grant(&mut world, BOB, "permissions:approve", Some(NOW + 1));
    person(&mut world, SECOND).enabled = false;
    let listed = world.clone().with_candidates();
    assert_eq!(listed.candidates.of(&approve), Some([BOB, ADMIN, SECOND].as_slice()), "by a role or a grant");
    assert_eq!(listed.candidates.of(&manage), Some([ADMIN, SECOND].as_slice()));
    assert_eq!(listed.candidates.of(&code("notes:create")), None, "it decides nothing");
    assert_eq!(world.candidates.of(&approve), None);
    assert_eq!(listed, world, "where to look is no part of what is known");
    for now in [NOW, NOW + 1] {
        for who in [ALICE, BOB, ADMIN] {
            for level in Level::ALL {
                let deciders = |world: &Snapshot| world.deciders(who, *level, now).collect::<Vec<_>>();
                assert_eq!(deciders(&listed), deciders(&world), "{level} of {who}, ends and all");
            }
            for risk in Risk::ALL {
                let granters = |world: &Snapshot| world.granters(who, *risk, now).collect::<Vec<_>>();
                assert_eq!(granters(&listed), granters(&world), "{risk} for {who}");
            }
        }
    }
    let mut copy = listed.clone();
    grant(&mut copy, ALICE, "permissions:approve", None);
    assert_eq!(
        copy.deciders(ADMIN, Level::Approve, NOW).collect::<Vec<_>>(),
        [ALICE, BOB],
        "whoever was added is seen"
    );
    for permission in [&approve, &manage, &code("notes:create")] {
        let holders = |world: &Snapshot| world.lasting_holders(permission).collect::<Vec<_>>();
        assert_eq!(holders(&listed), holders(&world), "{permission}");
    }
}

#[test]
fn those_who_stay_able_hold_it_without_an_end_a_condition_or_a_forbid() {
    let approve = code("permissions:approve");
    let holders = |world: &Snapshot| world.lasting_holders(&approve).collect::<Vec<_>>();
    assert_eq!(holders(&with_second_admin()), [ADMIN, SECOND]);

    let granted = |change: fn(&mut assent_policy::PersonalGrant)| {
        let mut world = office();
        change(grant(&mut world, BOB, "permissions:approve", None));
        holders(&world)
    };
    assert_eq!(granted(|_| ()), [BOB, ADMIN]);
    assert_eq!(granted(|grant| grant.expires_at = Some(i64::MAX)), [ADMIN], "however late it ends");
    assert_eq!(granted(|grant| grant.conversation = Some(1)), [ADMIN]);
    assert_eq!(granted(|grant| grant.call = Some(assent_policy::CallId(1))), [ADMIN]);
    let at_night = when(Field::LocalHour, Test::Below(6.into()));
    let mut world = office();
    grant(&mut world, BOB, "permissions:approve", None).when = vec![at_night.clone()];
    assert_eq!(holders(&world), [ADMIN]);

    let forbidden = |who: Who, when: Vec<assent_policy::Condition>| {
        let mut world = with_second_admin();
        let what = What::Permission(code("permissions:approve"));
        add_rule(&mut world, what, Rule { who, when, ..rule(1, RuleLevel::Deny) });
        holders(&world)
    };
    let admin = || Who { person: Some(ADMIN), ..Who::default() };
    assert_eq!(forbidden(admin(), vec![]), [SECOND]);
    assert_eq!(forbidden(Who::default(), vec![]), []);
    assert_eq!(forbidden(admin(), vec![at_night]), [ADMIN, SECOND]);

    let mut world = with_second_admin();
    person(&mut world, ADMIN).enabled = false;
    assert_eq!(holders(&world), [SECOND]);
}

#[test]
fn where_a_right_comes_from_is_told_without_what_holds_only_somewhere() {
    use assent_policy::{GrantId, Source};
    let mut world = office();
    grant(&mut world, BOB, "tasks:list", Some(NOW + 1));
    grant(&mut world, BOB, "tasks:list", Some(NOW)).id = GrantId(5);
    grant(&mut world, BOB, "tasks:list", None).conversation = Some(1);
    grant(&mut world, BOB, "tasks:create", None).id = GrantId(6);
    let by_role = Source::Role { name: "pro".to_owned() };
    let by_grant = Source::Grant { id: GrantId(4), until: Some(NOW + 1) };
    assert_eq!(world.sources(BOB, &code("tasks:list"), NOW), [by_role, by_grant]);
    assert_eq!(world.sources(ALICE, &code("tasks:list"), NOW), []);
    assert_eq!(world.sources(BOB, &code("tasks:shout"), NOW), []);
}
