//! Rules and Forbids: whom they are about, what, when, and what they make of a call.

use assent_policy::{ArgumentState, Channel, Field, Level, Reason, Rule, RuleId, RuleLevel, Test, What, Who};

use crate::world::{
    ADMIN, ALICE, BOB, Case, NOW, add_rule, argument, code, grant, hold, lend, person, role_id, rule, tool_named, twin,
    when,
};

fn creates() -> Case {
    Case::of(BOB, Channel::Chat, "tasks:create")
}

/// What each rule is about fits the case above, or not.
fn whom() -> Vec<(&'static str, Who, Who)> {
    let basic = role_id(&creates().world, "basic");
    let pro = role_id(&creates().world, "pro");
    let of = Who::default;
    vec![
        ("a person", Who { person: Some(BOB), ..of() }, Who { person: Some(ALICE), ..of() }),
        ("a role", Who { role: Some(pro), ..of() }, Who { role: Some(basic), ..of() }),
        ("a client", Who { client: Some("desk".into()), ..of() }, Who { client: Some("phone".into()), ..of() }),
        ("a channel", Who { channel: Some(Channel::Chat), ..of() }, Who { channel: Some(Channel::Voice), ..of() }),
        (
            "a person and a channel",
            Who { person: Some(BOB), channel: Some(Channel::Chat), ..of() },
            Who { person: Some(BOB), channel: Some(Channel::Ui), ..of() },
        ),
    ]
}

#[test]
fn a_forbid_binds_whom_it_names_and_nobody_else() {
    let with = |who: &Who| {
        creates().with(|world, asked| {
            asked.client = Some("desk".to_owned());
            add_rule(world, What::Anything, Rule { who: who.clone(), ..rule(1, RuleLevel::Deny) });
        })
    };
    for (name, fits, other) in whom() {
        let binds = fits.clone();
        let fact = move |world: &mut assent_policy::Snapshot, _: &mut assent_policy::Question| {
            world.rules.get_mut(&What::Anything).unwrap()[0].who = binds;
        };
        hold(vec![twin(name, with(&other), fact, "forbidden")]);
    }
    let no_client =
        with(&Who { client: Some("desk".to_owned()), ..Who::default() }).with(|_, asked| asked.client = None);
    assert_eq!(no_client.level(), Level::Allow, "a rule about a client binds only who comes through one");
}

#[test]
fn a_forbid_is_about_what_it_names() {
    let about = |what: What| creates().with(|world, _| add_rule(world, what, rule(1, RuleLevel::Deny)));
    assert_eq!(about(What::Anything).level(), Level::Deny);
    assert_eq!(about(tool_named("tasks_create")).level(), Level::Deny);
    assert_eq!(about(What::Permission(code("tasks:create"))).level(), Level::Deny);
    assert_eq!(about(tool_named("tasks_delete")).level(), Level::Allow);
    assert_eq!(about(What::Permission(code("tasks:delete"))).level(), Level::Allow);
    let for_others = What::Permission(code("tasks:create.for_others"));
    assert_eq!(about(for_others.clone()).level(), Level::Allow, "on one's own account it is not needed");
    let for_alice = Case::for_alice(Channel::Ui);
    assert_eq!(for_alice.level(), Level::Allow);
    let forbidden = for_alice.with(|world, _| add_rule(world, for_others, rule(1, RuleLevel::Deny)));
    assert_eq!(forbidden.codes(), ["forbidden"]);
}

#[test]
fn a_forbid_takes_away_whatever_role_or_grant_gives_it() {
    let forbidden = creates().with(|world, _| {
        grant(world, BOB, "tasks:create", None);
        let who = Who { person: Some(BOB), ..Who::default() };
        add_rule(world, What::Permission(code("tasks:create")), Rule { who, ..rule(5, RuleLevel::Deny) });
    });
    let why = "The office is closed.".to_owned();
    assert_eq!(forbidden.decide().reasons, [Reason::Forbidden { rule: RuleId(5), why }]);
}

#[test]
fn every_rule_that_denies_is_named_in_the_order_of_their_ids() {
    let case = creates().with(|world, _| {
        add_rule(world, What::Anything, rule(9, RuleLevel::Deny));
        add_rule(world, What::Anything, rule(2, RuleLevel::Deny));
        let broken =
            Rule { when: vec![when(argument("colour"), Test::Is("red".into()))], ..rule(4, RuleLevel::Confirm) };
        add_rule(world, tool_named("tasks_create"), broken);
    });
    let ids: Vec<i64> = case
        .decide()
        .reasons
        .iter()
        .map(|reason| match reason {
            Reason::Forbidden { rule, .. } | Reason::BrokenRule { rule, .. } => rule.0,
            other => panic!("{other:?} is no rule"),
        })
        .collect();
    assert_eq!(ids, [2, 4, 9]);
}

#[test]
fn a_rule_asks_what_it_says_and_never_less_than_was_asked() {
    let with = |then| {
        move |world: &mut assent_policy::Snapshot, _: &mut assent_policy::Question| {
            add_rule(world, tool_named("notes_update"), rule(1, then));
        }
    };
    for (channel, then, level) in [
        (Channel::Ui, None, Level::Allow),
        (Channel::Ui, Some(RuleLevel::Confirm), Level::Confirm),
        (Channel::Ui, Some(RuleLevel::Approve), Level::Approve),
        (Channel::Ui, Some(RuleLevel::Deny), Level::Deny),
        (Channel::Chat, None, Level::Confirm),
        (Channel::Chat, Some(RuleLevel::Confirm), Level::Confirm),
        (Channel::Chat, Some(RuleLevel::Approve), Level::Approve),
        (Channel::Chat, Some(RuleLevel::Deny), Level::Deny),
    ] {
        let mut case = Case::of(ALICE, channel, "notes:update");
        if let Some(then) = then {
            case = case.with(with(then));
        }
        assert_eq!(case.level(), level, "{then:?} by {channel}");
    }
}

#[test]
fn rules_that_ask_are_named_in_the_order_of_their_ids() {
    let case = creates().with(|world, _| {
        for (id, what) in [(3, What::Anything), (1, What::Anything), (2, tool_named("tasks_create"))] {
            add_rule(world, what, rule(id, RuleLevel::Confirm));
        }
    });
    let decision = case.decide();
    let ids: Vec<_> = decision
        .reasons
        .iter()
        .filter_map(|reason| if let Reason::AsksByRule { rule, .. } = reason { Some(rule.0) } else { None })
        .collect();
    assert_eq!(ids, [1, 2, 3]);
}

#[test]
fn the_example_of_a_rule_works_as_it_reads() {
    let to_bob = || {
        Case::of(ADMIN, Channel::Chat, "tasks:create").with(|world, asked| {
            world.permissions.get_mut(&code("tasks:create.for_others")).unwrap().risk = assent_policy::Risk::Low;
            lend(world, BOB, ADMIN, "tasks:create.for_others");
            asked.target = Some(BOB);
            let condition = when(argument("target_user"), Test::Is("bob@example.com".into()));
            let who = Who { channel: Some(Channel::Chat), ..Who::default() };
            let example = Rule { who, when: vec![condition], ..rule(1, RuleLevel::Confirm) };
            add_rule(world, tool_named("tasks_create"), example);
        })
    };
    assert_eq!(to_bob().level(), Level::Confirm);
    assert_eq!(to_bob().with(|_, asked| asked.subject.channel = Channel::Voice).level(), Level::Allow);
    assert_eq!(to_bob().with(|_, asked| asked.target = None).level(), Level::Allow, "for oneself");
    let to_alice = to_bob().with(|world, asked| {
        lend(world, ALICE, ADMIN, "tasks:create.for_others");
        asked.target = Some(ALICE);
    });
    assert_eq!(to_alice.level(), Level::Allow);
}

#[test]
fn a_rule_with_a_condition_hides_no_tool_and_one_without_does() {
    let listed = |then, conditions: Vec<assent_policy::Condition>| {
        let case = creates().with(|world, asked| {
            asked.arguments = ArgumentState::Any;
            add_rule(world, What::Anything, Rule { when: conditions, ..rule(1, then) });
        });
        case.level()
    };
    let at_night = || vec![when(Field::LocalHour, Test::Above(0.into()))];
    let broken = || vec![when(argument("colour"), Test::Is("red".into()))];
    assert_eq!(listed(RuleLevel::Deny, vec![]), Level::Deny);
    assert_eq!(listed(RuleLevel::Confirm, vec![]), Level::Confirm);
    assert_eq!(listed(RuleLevel::Deny, at_night()), Level::Allow);
    assert_eq!(listed(RuleLevel::Confirm, at_night()), Level::Allow);
    assert_eq!(listed(RuleLevel::Deny, broken()), Level::Allow);
}

#[test]
fn rules_look_at_arguments_that_were_understood_and_leave_the_others_to_the_later_steps() {
    let forbidden = |arguments: ArgumentState| {
        let case = creates().with(|world, asked| {
            asked.arguments = arguments;
            let condition = when(argument("title"), Test::Glob("meeting*".to_owned()));
            add_rule(world, What::Anything, Rule { when: vec![condition], ..rule(1, RuleLevel::Deny) });
        });
        case.codes()
    };
    assert_eq!(forbidden(ArgumentState::Resolved), ["forbidden"]);
    assert_eq!(forbidden(ArgumentState::Refused { reason: Reason::OwnRequest }), ["forbidden"]);
    assert_eq!(forbidden(ArgumentState::Invalid { message: "No.".to_owned() }), ["invalid_arguments"]);
}

#[test]
fn what_a_forbid_leaves_is_told_of_a_person_as_of_a_call() {
    let holds = |what: What, forbid: Rule| {
        let world = creates().with(|world, _| add_rule(world, what, forbid)).world;
        world.holds(BOB, &code("tasks:create"), NOW)
    };
    let deny = || rule(1, RuleLevel::Deny);
    let this = || What::Permission(code("tasks:create"));
    assert!(!holds(What::Anything, deny()));
    assert!(!holds(this(), deny()));
    assert!(holds(What::Permission(code("tasks:delete")), deny()), "about something else");
    assert!(holds(tool_named("tasks_create"), deny()), "a tool is one way among several");
    assert!(holds(this(), rule(1, RuleLevel::Approve)), "it asks and takes nothing away");
    let hours = vec![when(Field::LocalHour, Test::Below(9.into()))];
    assert!(holds(this(), Rule { when: hours, ..deny() }), "not at all times");
    for (name, fits, other) in whom() {
        let lasting = fits.channel.is_none() && fits.client.is_none();
        assert_eq!(holds(this(), Rule { who: fits, ..deny() }), !lasting, "{name}");
        assert!(holds(this(), Rule { who: other, ..deny() }), "{name}, not this one");
    }
    let mut gone = creates().world;
    person(&mut gone, BOB).enabled = false;
    assert!(!gone.holds(BOB, &code("tasks:create"), NOW));
}
