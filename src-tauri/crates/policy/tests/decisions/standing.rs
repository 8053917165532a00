//! Standing approvals: what they answer, and every fact without which it is
//! asked again.

use assent_policy::{
    ArgumentState, AskPolicy, Asks, Channel, Effect, Level, Reason, Risk, Rule, RuleLevel, Snapshot, StandingApproval,
    StandingId, TIED_SECONDS, Test, What, Who,
};

use crate::world::{
    ADMIN, ALICE, BOB, Case, NOW, add_rule, argument, code, person, role_id, rule, set_policy, take, when,
};

/// What would answer the case for good, given by who may.
fn answer_to(case: &Case) -> StandingApproval {
    let decision = case.decide();
    let (tool, subject) = (case.asked.tool.as_ref().unwrap(), case.asked.subject);
    StandingApproval {
        id: StandingId(6),
        author: if decision.level == Level::Approve { ADMIN } else { subject.person },
        level: decision.level,
        tool: tool.name.clone(),
        definition: tool.definition.clone(),
        channel: subject.channel,
        client: case.asked.client.clone(),
        conversation: None,
        when: Vec::new(),
        reasons: decision.reasons.into_iter().filter(Reason::asks).collect(),
        expires_at: None,
    }
}

fn answered(case: Case) -> Case {
    let answer = answer_to(&case);
    case.with(|world, asked| {
        world.standing.entry(asked.subject.person).or_default().push(answer);
    })
}

/// Alice said yes to her agent's changes of notes, once and for all.
fn confirmed() -> Case {
    answered(Case::of(ALICE, Channel::Chat, "notes:update"))
}

/// The admin said yes to what Bob deletes.
fn approved() -> Case {
    answered(Case::of(BOB, Channel::Ui, "tasks:delete"))
}

fn alices(world: &mut Snapshot) -> &mut StandingApproval {
    &mut world.standing.get_mut(&ALICE).unwrap()[0]
}

fn bobs(world: &mut Snapshot) -> &mut StandingApproval {
    &mut world.standing.get_mut(&BOB).unwrap()[0]
}

#[test]
fn what_was_answered_before_runs_and_says_by_whom() {
    let decision = confirmed().decide();
    assert_eq!(decision.level, Level::Allow);
    assert_eq!(decision.reasons[0], Reason::Standing { approval: StandingId(6), author: "Alice".to_owned() });
    assert_eq!(confirmed().codes(), ["standing", "asks_by_risk", "holds"], "what asked is kept");
    assert_eq!(decision.obligations, []);
    assert_eq!(approved().decide().reasons[0].explain(), "A standing approval by Admin answered it.");
    assert_eq!(approved().level(), Level::Allow);
}

#[test]
fn of_two_that_answer_the_older_one_is_named() {
    let case = confirmed().with(|world, _| {
        let mut younger = alices(world).clone();
        younger.id = StandingId(9);
        let mut older = younger.clone();
        older.id = StandingId(2);
        world.standing.get_mut(&ALICE).unwrap().extend([younger, older]);
    });
    assert!(matches!(case.decide().reasons[0], Reason::Standing { approval: StandingId(2), .. }));
}

type Fact = (&'static str, fn(&mut Snapshot, &mut assent_policy::Question));

#[test]
fn one_fact_that_differs_and_alice_is_asked_again() {
    let facts: [Fact; 14] = [
        ("it was taken back", |world, _| world.standing.clear()),
        ("another tool", |_, asked| asked.tool.as_mut().unwrap().name.push('x')),
        ("the tool's definition moved", |_, asked| asked.tool.as_mut().unwrap().definition.push('x')),
        ("another channel", |_, asked| asked.subject.channel = Channel::Voice),
        ("an outside client", |_, asked| asked.client = Some("phone".to_owned())),
        ("given for one conversation, in none", |world, _| alices(world).conversation = Some(5)),
        ("it ended in this second", |world, _| alices(world).expires_at = Some(NOW)),
        ("its condition is not met", |world, _| {
            alices(world).when = vec![when(argument("title"), Test::Is("Lunch".into()))];
        }),
        ("its condition can't be answered", |world, _| {
            alices(world).when = vec![when(argument("colour"), Test::Is("red".into()))];
        }),
        ("a reason that was not there then", |world, _| {
            set_policy(world, "notes:update", Some(AskPolicy::Confirm));
        }),
        ("a rule asks too", |world, _| add_rule(world, What::Anything, rule(1, RuleLevel::Confirm))),
        ("somebody else gave it", |world, _| alices(world).author = ADMIN),
        ("a dry run, though it was given in one", |world, asked| {
            asked.bounds.dry_run = true;
            alices(world).reasons.push(Reason::AsksByDryRun);
        }),
        ("the arguments are not known", |_, asked| asked.arguments = ArgumentState::Any),
    ];
    for (name, fact) in facts {
        let case = confirmed().with(fact);
        assert_eq!(case.level(), Level::Confirm, "{name}: {:?}", case.codes());
    }
}

#[test]
fn one_fact_that_differs_and_the_admin_is_asked_again() {
    let facts: [Fact; 5] = [
        ("given by Bob himself", |world, _| bobs(world).author = BOB),
        ("given by somebody who may not", |world, _| bobs(world).author = ALICE),
        ("given as a confirmation", |world, _| bobs(world).level = Level::Confirm),
        ("of somebody else", |world, _| {
            let kept = world.standing.remove(&BOB).unwrap();
            world.standing.insert(ALICE, kept);
        }),
        ("the author made or changed the account of another decider", |world, _| {
            // A second admin, so that somebody is left to ask.
            let mut second = person(world, ADMIN).clone();
            second.enabled = true;
            world.people.insert(assent_policy::PersonId(4), second);
            person(world, ADMIN).changed_by.insert(BOB, NOW - TIED_SECONDS + 1);
        }),
    ];
    for (name, fact) in facts {
        let case = approved().with(fact);
        assert_eq!(case.level(), Level::Approve, "{name}: {:?}", case.codes());
    }
}

#[test]
fn it_ends_when_its_author_may_no_longer_decide() {
    let second = assent_policy::PersonId(4);
    let with_second = || {
        approved().with(|world, _| {
            let twin = person(world, ADMIN).clone();
            world.people.insert(second, twin);
        })
    };
    assert_eq!(with_second().level(), Level::Allow);
    let facts: [Fact; 3] = [
        ("disabled", |world, _| person(world, ADMIN).enabled = false),
        ("without the role", |world, _| person(world, ADMIN).roles.clear()),
        ("forbidden to decide", |world, _| {
            let who = Who { person: Some(ADMIN), ..Who::default() };
            let forbid = Rule { who, ..rule(1, RuleLevel::Deny) };
            add_rule(world, What::Permission(code("permissions:approve")), forbid);
        }),
    ];
    for (name, fact) in facts {
        assert_eq!(with_second().with(fact).level(), Level::Approve, "{name}");
    }
    let nobody = approved().with(|world, _| take(world, "admin", "permissions:approve"));
    assert_eq!(nobody.codes()[0], "no_decider");
}

#[test]
fn within_its_conversation_until_its_end_and_under_its_conditions_it_answers() {
    let facts: [Fact; 4] = [
        ("a second before its end", |world, _| alices(world).expires_at = Some(NOW + 1)),
        ("in its conversation", |world, asked| {
            alices(world).conversation = Some(5);
            asked.conversation = Some(5);
        }),
        ("its condition is met", |world, _| {
            alices(world).when = vec![when(argument("title"), Test::Glob("Meeting*".to_owned()))];
        }),
        ("a reason fell away", |world, _| {
            alices(world).reasons.push(Reason::AsksByNature { risk: Risk::High });
        }),
    ];
    for (name, fact) in facts {
        assert_eq!(confirmed().with(fact).level(), Level::Allow, "{name}");
    }
}

#[test]
fn an_approval_answers_what_now_only_asks_for_a_confirmation() {
    let lower = || {
        let asked_by_rule = Case::of(ALICE, Channel::Ui, "notes:list")
            .with(|world, _| add_rule(world, What::Anything, rule(1, RuleLevel::Confirm)));
        let answer = StandingApproval { author: ADMIN, level: Level::Approve, ..answer_to(&asked_by_rule) };
        asked_by_rule.with(|world, _| {
            world.standing.insert(ALICE, vec![answer]);
        })
    };
    assert_eq!(lower().level(), Level::Allow);
    assert_eq!(lower().with(|world, _| alices(world).author = ALICE).level(), Level::Confirm, "she may not approve");
}

#[test]
fn never_always_for_what_cant_be_undone() {
    let for_good = || answered(Case::of(ALICE, Channel::Chat, "notes:update").with_tool(|tool| tool.undoable = false));
    assert_eq!(for_good().level(), Level::Confirm);
    assert_eq!(for_good().with(|world, _| alices(world).expires_at = Some(NOW + 900)).level(), Level::Allow);
    let here = for_good().with(|world, asked| {
        alices(world).conversation = Some(5);
        asked.conversation = Some(5);
    });
    assert_eq!(here.level(), Level::Allow);
    assert_eq!(for_good().with(|_, asked| asked.tool.as_mut().unwrap().undoable = true).level(), Level::Allow);
}

#[test]
fn nothing_critical_is_answered_ahead() {
    let manages = answered(Case::of(ADMIN, Channel::Ui, "access:manage"));
    assert_eq!(manages.level(), Level::Confirm);
    let high = manages.with(|world, _| world.permissions.get_mut(&code("access:manage")).unwrap().risk = Risk::High);
    assert_eq!(high.level(), Level::Allow, "it asks nothing any more");

    let by_nature = |risk| {
        answered(Case::of(ALICE, Channel::Ui, "notes:update").with(|world, asked| {
            asked.tool.as_mut().unwrap().asks = Asks::AtLeast(risk);
            add_rule(world, What::Anything, rule(1, RuleLevel::Confirm));
        }))
    };
    assert_eq!(by_nature(Risk::High).level(), Level::Allow);
    assert_eq!(by_nature(Risk::Critical).level(), Level::Confirm);

    let for_others = |risk| {
        answered(Case::for_alice(Channel::Ui).with(|world, _| {
            world.permissions.get_mut(&code("tasks:create.for_others")).unwrap().risk = risk;
            add_rule(world, What::Anything, rule(1, RuleLevel::Confirm));
        }))
    };
    assert_eq!(for_others(Risk::High).level(), Level::Allow);
    assert_eq!(for_others(Risk::Critical).level(), Level::Confirm);
}

#[test]
fn it_never_answers_a_denial() {
    for permission in ["tasks:delete", "access:manage"] {
        let denied = Case::of(ALICE, Channel::Chat, permission);
        let answer = StandingApproval { level: Level::Deny, author: ADMIN, ..answer_to(&denied) };
        let still = denied.with(|world, _| {
            world.standing.insert(ALICE, vec![answer]);
        });
        assert_eq!(still.level(), Level::Deny, "{permission}");
    }
    let never = confirmed().with(|world, _| set_policy(world, "notes:update", Some(AskPolicy::Never)));
    assert_eq!(never.codes(), ["never_by_policy", "holds"]);
}

#[test]
fn where_nothing_was_asked_nothing_is_answered() {
    let unasked = confirmed().with(|world, _| set_policy(world, "notes:update", Some(AskPolicy::Auto)));
    assert_eq!(unasked.codes(), ["holds"]);
    let reads = confirmed().with_tool(|tool| tool.effect = Effect::Reads).with(|_, asked| asked.bounds.dry_run = true);
    assert_eq!(reads.level(), Level::Confirm, "in a dry run none counts");
    assert_eq!(role_id(&reads.world, "basic").0, 1);
}
