//! What is asked before a call runs: channel by risk by policy, as a table.

use assent_policy::{AskPolicy, Channel, Level, Obligation, PermissionEntry, Risk, decide};

use crate::world::{ADMIN, ALICE, BOB, NOW, ask, code, grant, office, question, set_policy, set_role_policy};

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
}

#[test]
fn a_personal_grant_carries_the_strictest_policy_any_role_sets() {
    let mut world = office();
    grant(&mut world, ALICE, "tasks:delete", None);
    assert_eq!(ask(&world, ALICE, Channel::Ui, "tasks:delete").level, Level::Approve, "as the role pro asks");
    grant(&mut world, ADMIN, "tasks:delete", None);
    assert_eq!(ask(&world, ADMIN, Channel::Ui, "tasks:delete").level, Level::Approve, "beside a role, too");
    let mut ended = office();
    grant(&mut ended, ADMIN, "tasks:delete", Some(NOW));
    assert_eq!(ask(&ended, ADMIN, Channel::Ui, "tasks:delete").level, Level::Allow, "a grant that ended asks nothing");
}

#[test]
fn of_several_permissions_the_strictest_counts() {
    let mut asked = question(BOB, Channel::Ui, "tasks:update");
    asked.tool.as_mut().unwrap().needs.push(code("tasks:delete"));
    assert_eq!(decide(&office(), &asked).level, Level::Approve);
}

#[test]
fn a_write_that_is_asked_about_owes_its_plan_and_one_that_runs_at_once_does_not() {
    let held = ask(&office(), ALICE, Channel::Chat, "notes:update");
    assert_eq!(held.obligations, [Obligation::RecordPlan]);
    let at_once = ask(&office(), ALICE, Channel::Ui, "notes:update");
    assert!(at_once.obligations.is_empty());
}

#[test]
fn a_decision_says_where_the_permission_comes_from_and_of_which_version_it_is() {
    let mut world = office();
    grant(&mut world, ALICE, "notes:list", None);
    let decision = ask(&world, ALICE, Channel::Chat, "notes:list");
    assert_eq!(decision.policy_version, 7);
    assert_eq!(decision.reasons[0].explain(), "You may read notes, through the role basic and a personal grant.");
}
