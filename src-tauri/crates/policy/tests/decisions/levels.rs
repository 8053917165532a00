//! What is asked before a call runs: channel by risk by policy, as a table.

use assent_policy::{
    ArgumentState, AskPolicy, Asks, Channel, Effect, Level, Obligation, PermissionEntry, Risk, Subject, authority,
};

use crate::world::{
    ADMIN, ALICE, BOB, Case, NOW, ask, code, grant, office, person, reason_codes, set_policy, set_role_policy, take,
};

/// Columns: ui, chat, voice, mcp, cli, scheduler. a llow, c onfirm, a p prove, d eny.
const TABLE: &[(Risk, Option<AskPolicy>, &str)] = &[
    (Risk::Low, None, "aaaaaa"),
    (Risk::Low, Some(AskPolicy::Auto), "aaaaaa"),
    (Risk::Low, Some(AskPolicy::Confirm), "acccac"),
    (Risk::Low, Some(AskPolicy::Approve), "pppppp"),
    (Risk::Low, Some(AskPolicy::Never), "dddddd"),
    (Risk::Medium, None, "acccac"),
    (Risk::Medium, Some(AskPolicy::Auto), "aaaaaa"),
    (Risk::Medium, Some(AskPolicy::Confirm), "acccac"),
    (Risk::Medium, Some(AskPolicy::Approve), "pppppp"),
    (Risk::Medium, Some(AskPolicy::Never), "dddddd"),
    (Risk::High, None, "acccac"),
    (Risk::High, Some(AskPolicy::Auto), "aaaaaa"),
    (Risk::High, Some(AskPolicy::Confirm), "acccac"),
    (Risk::High, Some(AskPolicy::Approve), "pppppp"),
    (Risk::High, Some(AskPolicy::Never), "dddddd"),
    (Risk::Critical, None, "cdddcd"),
    (Risk::Critical, Some(AskPolicy::Auto), "cdddcd"),
    (Risk::Critical, Some(AskPolicy::Confirm), "cdddcd"),
    (Risk::Critical, Some(AskPolicy::Approve), "pdddpd"),
    (Risk::Critical, Some(AskPolicy::Never), "dddddd"),
];

fn level(letter: char) -> Level {
    match letter {
        'a' => Level::Allow,
        'c' => Level::Confirm,
        'p' => Level::Approve,
        _ => Level::Deny,
    }
}

#[test]
fn the_level_follows_from_channel_risk_and_policy() {
    for (risk, policy, row) in TABLE {
        for (channel, letter) in Channel::ALL.iter().zip(row.chars()) {
            let mut world = office();
            let entry = world.permissions.get_mut(&code("notes:list")).unwrap();
            *entry = PermissionEntry { risk: *risk, ask_policy: *policy, ..entry.clone() };
            let decision = ask(&world, ALICE, *channel, "notes:list");
            assert_eq!(decision.level, level(letter), "{risk} {policy:?} by {channel}: {decision:?}");
        }
    }
}

#[test]
fn the_table_has_every_risk_and_policy() {
    assert_eq!(TABLE.len(), Risk::ALL.len() * (AskPolicy::ALL.len() + 1));
}

#[test]
fn a_role_tightens_and_never_loosens() {
    for own in [None, Some(AskPolicy::Auto), Some(AskPolicy::Confirm), Some(AskPolicy::Approve), Some(AskPolicy::Never)]
    {
        for by_role in AskPolicy::ALL {
            for channel in Channel::ALL {
                let mut world = office();
                set_policy(&mut world, "notes:update", own);
                let before = ask(&world, ALICE, *channel, "notes:update").level;
                set_role_policy(&mut world, "basic", "notes:update", *by_role);
                let after = ask(&world, ALICE, *channel, "notes:update").level;
                assert!(after >= before, "{own:?} with {by_role} by {channel}: {before} became {after}");
            }
        }
    }
}

#[test]
fn a_roles_policy_binds_whoever_has_the_role_and_nobody_else() {
    let world = office();
    assert_eq!(ask(&world, BOB, Channel::Ui, "tasks:delete").level, Level::Approve);
    assert_eq!(ask(&world, ADMIN, Channel::Ui, "tasks:delete").level, Level::Allow);
    let by_role = |person| world.role_policy(person, &code("tasks:delete"), NOW);
    assert_eq!((by_role(BOB), by_role(ADMIN)), (Some(AskPolicy::Approve), None));
}

#[test]
fn a_personal_grant_carries_the_strictest_policy_any_role_sets() {
    let mut world = office();
    grant(&mut world, ALICE, "tasks:delete", None);
    assert_eq!(ask(&world, ALICE, Channel::Ui, "tasks:delete").level, Level::Approve, "as the role pro asks");
    grant(&mut world, ADMIN, "tasks:delete", None);
    let beside_a_role = ask(&world, ADMIN, Channel::Ui, "tasks:delete");
    assert_eq!(reason_codes(&beside_a_role)[..2], ["no_decider", "asks_by_policy"], "nobody else could approve");
    let mut ended = office();
    grant(&mut ended, ADMIN, "tasks:delete", Some(NOW));
    assert_eq!(ask(&ended, ADMIN, Channel::Ui, "tasks:delete").level, Level::Allow, "a grant that ended asks nothing");
}

#[test]
fn of_several_permissions_the_strictest_counts() {
    let case = Case::of(BOB, Channel::Ui, "tasks:update").with_tool(|tool| tool.needs.push(code("tasks:delete")));
    assert_eq!(case.level(), Level::Approve);
}

#[test]
fn the_permission_for_others_asks_too() {
    assert_eq!(Case::for_alice(Channel::Ui).level(), Level::Allow);
    let chat = Case::for_alice(Channel::Chat).decide();
    assert_eq!((chat.level, reason_codes(&chat)[0]), (Level::Confirm, "asks_by_risk"), "it is of medium risk");
}

#[test]
fn what_asks_is_named_the_policy_or_the_risk_and_so_is_what_never_runs() {
    let named = |risk, policy, by_role, channel| {
        let mut world = office();
        let entry = world.permissions.get_mut(&code("notes:list")).unwrap();
        *entry = PermissionEntry { risk, ask_policy: policy, ..entry.clone() };
        if let Some(policy) = by_role {
            set_role_policy(&mut world, "basic", "notes:list", policy);
        }
        ask(&world, ALICE, channel, "notes:list").reasons[0].code()
    };
    for (risk, policy, by_role, channel, reason) in [
        (Risk::Low, None, None, Channel::Chat, "holds"),
        (Risk::Medium, None, None, Channel::Chat, "asks_by_risk"),
        (Risk::Medium, None, Some(AskPolicy::Auto), Channel::Chat, "asks_by_risk"),
        (Risk::Medium, None, Some(AskPolicy::Confirm), Channel::Chat, "asks_by_policy"),
        (Risk::Medium, Some(AskPolicy::Auto), Some(AskPolicy::Confirm), Channel::Chat, "asks_by_policy"),
        (Risk::Low, None, Some(AskPolicy::Approve), Channel::Ui, "asks_by_policy"),
        (Risk::Critical, Some(AskPolicy::Confirm), None, Channel::Ui, "asks_by_risk"),
        (Risk::Critical, Some(AskPolicy::Approve), None, Channel::Ui, "asks_by_policy"),
        (Risk::Critical, Some(AskPolicy::Approve), None, Channel::Chat, "never_by_risk"),
        (Risk::Critical, None, None, Channel::Chat, "never_by_risk"),
        (Risk::Low, Some(AskPolicy::Never), None, Channel::Chat, "never_by_policy"),
        (Risk::Low, None, Some(AskPolicy::Never), Channel::Ui, "never_by_policy"),
    ] {
        assert_eq!(named(risk, policy, by_role, channel), reason, "{risk} {policy:?} {by_role:?} by {channel}");
    }
}

/// Columns as above: what a tool asks that has the risk itself.
const BY_NATURE: &[(Risk, &str)] =
    &[(Risk::Low, "aaaaaa"), (Risk::Medium, "acccac"), (Risk::High, "acccac"), (Risk::Critical, "cdddcd")];

#[test]
fn a_tool_may_ask_more_than_its_permissions_and_never_less() {
    assert_eq!(BY_NATURE.len(), Risk::ALL.len());
    for (risk, row) in BY_NATURE {
        for (channel, letter) in Channel::ALL.iter().zip(row.chars()) {
            let with = |permission| {
                Case::of(BOB, *channel, permission).with_tool(|tool| tool.asks = Asks::AtLeast(*risk)).decide()
            };
            let decision = with("notes:create");
            assert_eq!(decision.level, level(letter), "{risk} by {channel}: {decision:?}");
            let reason = match decision.level {
                Level::Allow => "holds",
                Level::Deny => "never_by_nature",
                Level::Confirm | Level::Approve => "asks_by_nature",
            };
            assert_eq!(decision.reasons[0].code(), reason, "{risk} by {channel}");
            assert!(with("tasks:delete").level >= Level::Approve, "{risk} by {channel}: what was asked is asked");
        }
    }
}

#[test]
fn what_is_never_held_is_not_and_what_is_denied_stays_so() {
    let asks_nothing =
        |person, channel, permission| Case::of(person, channel, permission).with_tool(|tool| tool.asks = Asks::Nothing);
    for channel in Channel::ALL {
        let deletes = asks_nothing(BOB, *channel, "tasks:delete");
        assert_eq!(deletes.codes(), ["holds"], "by {channel}");
        assert_eq!(deletes.clone().with(|w, _| person(w, ADMIN).enabled = false).level(), Level::Allow, "by {channel}");
        let never = deletes.with(|world, _| set_policy(world, "tasks:delete", Some(AskPolicy::Never)));
        assert_eq!(never.level(), Level::Deny, "by {channel}");
        let missing = asks_nothing(ALICE, *channel, "tasks:delete");
        assert_eq!(missing.level(), Level::Deny, "by {channel}");
    }
    assert_eq!(asks_nothing(ADMIN, Channel::Chat, "access:manage").level(), Level::Deny, "critical by an agent");
    assert_eq!(asks_nothing(ADMIN, Channel::Ui, "access:manage").level(), Level::Allow, "critical by own click");
}

#[test]
fn with_nobody_to_approve_a_call_is_denied_at_once_and_still_listed() {
    let deletes = Case::of(BOB, Channel::Ui, "tasks:delete");
    assert_eq!(deletes.level(), Level::Approve);
    let alone = deletes.with(|world, _| person(world, ADMIN).enabled = false);
    assert_eq!(alone.codes(), ["no_decider", "asks_by_policy", "holds"], "what asked is kept");
    assert_eq!(alone.with(|_, asked| asked.arguments = ArgumentState::Any).level(), Level::Approve);
    let lone_admin = Case::of(ADMIN, Channel::Ui, "notes:list")
        .with(|world, _| set_policy(world, "notes:list", Some(AskPolicy::Approve)));
    assert_eq!(lone_admin.codes()[0], "no_decider", "nobody approves their own");
}

#[test]
fn breaking_the_glass_is_for_an_access_manager_by_own_click_where_it_is_allowed_and_nobody_else_decides() {
    let alone = || {
        Case::of(ADMIN, Channel::Ui, "notes:list").with(|world, asked| {
            set_policy(world, "notes:list", Some(AskPolicy::Approve));
            world.break_glass = true;
            asked.breaks_glass = true;
        })
    };
    assert_eq!((alone().level(), alone().codes()[0]), (Level::Confirm, "asks_by_break_glass"));
    assert_eq!(alone().with(|_, asked| asked.subject.channel = Channel::Cli).level(), Level::Confirm);
    let denied = |case: Case| assert_eq!((case.level(), case.codes()[0]), (Level::Deny, "no_decider"));
    denied(alone().with(|world, _| world.break_glass = false));
    denied(alone().with(|_, asked| asked.breaks_glass = false));
    for channel in [Channel::Chat, Channel::Voice, Channel::Mcp, Channel::Scheduler] {
        denied(alone().with(|_, asked| asked.subject.channel = channel));
    }
    denied(alone().with(|world, _| take(world, "admin", "access:manage")));
    let second = alone().with(|world, _| {
        grant(world, BOB, "permissions:approve", None);
    });
    assert_eq!((second.level(), second.codes()[0]), (Level::Approve, "asks_by_policy"), "Bob decides");
}

#[test]
fn obligations_follow_from_the_account_the_effect_and_the_level() {
    let due = |case: Case| case.decide().obligations;
    let updates = |channel| Case::of(ALICE, channel, "notes:update");
    assert_eq!(due(updates(Channel::Chat)), [Obligation::RecordPlan]);
    assert_eq!(due(updates(Channel::Ui)), [], "it runs at once");
    assert_eq!(due(updates(Channel::Chat).with_tool(|tool| tool.effect = Effect::Reads)), [], "it changes nothing");
    assert_eq!(due(Case::for_alice(Channel::Ui)), [Obligation::NotifyOwner]);
    assert_eq!(due(Case::for_alice(Channel::Chat)), [Obligation::NotifyOwner, Obligation::RecordPlan]);
    assert_eq!(due(Case::for_alice(Channel::Ui).with(|_, asked| asked.target = Some(BOB))), [], "one's own account");
}

#[test]
fn a_decision_says_where_the_permission_comes_from_and_of_which_version_it_is() {
    let mut world = office();
    grant(&mut world, ALICE, "notes:list", None);
    grant(&mut world, ALICE, "notes:list", Some(NOW + 5));
    let decision = ask(&world, ALICE, Channel::Chat, "notes:list");
    assert_eq!(decision.policy_version, 7);
    assert_eq!(decision.reasons[0].explain(), "You may read notes, through the role basic and a personal grant.");
}

#[test]
fn authority_is_the_level_a_writing_call_would_come_to() {
    for (who, channel, permission, level) in [
        (ALICE, Channel::Ui, "notes:list", Level::Allow),
        (ALICE, Channel::Chat, "notes:update", Level::Confirm),
        (BOB, Channel::Ui, "tasks:delete", Level::Approve),
        (ALICE, Channel::Ui, "tasks:delete", Level::Deny),
        (ADMIN, Channel::Chat, "access:manage", Level::Deny),
    ] {
        let subject = Subject { person: who, channel };
        assert_eq!(authority(&office(), subject, &code(permission), NOW), level, "{permission} by {channel}");
    }
    let mut alone = office();
    person(&mut alone, ADMIN).enabled = false;
    let bob = Subject { person: BOB, channel: Channel::Ui };
    assert_eq!(authority(&alone, bob, &code("tasks:delete"), NOW), Level::Approve, "whoever may decide just now");
}
