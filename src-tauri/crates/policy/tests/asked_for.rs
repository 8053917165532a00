//! Whose it is to decide what somebody asks for, and how far what they are given reaches.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use std::collections::{BTreeMap, BTreeSet};

use assent_policy::{
    Asks, CallId, Channel, Condition, DecidedBy, Delegation, DelegationId, Effect, Field, GrantId, Level,
    PermissionCode, PermissionEntry, PersonEntry, PersonId, PersonalGrant, Question, Risk, Rule, RuleId, RuleLevel,
    Snapshot, Standing, Subject, TIED_SECONDS, Test, ToolFacts, What, Who, decide,
};
use serde_json::json;

const ALICE: PersonId = PersonId(1);
const BOB: PersonId = PersonId(2);
const ADMIN: PersonId = PersonId(3);
const NOW: i64 = 1_796_115_600;
const HERE: CallId = CallId(7);

fn code(text: &str) -> PermissionCode {
    text.parse().unwrap()
}

fn gives(permission: &str) -> PersonalGrant {
    PersonalGrant::plain(GrantId(1), code(permission), None)
}

/// Alice may do nothing, Bob create tasks, also for others, and decide; the admin decides and manages.
fn office() -> Snapshot {
    let entry = |text: &str, risk| {
        let shown = PermissionEntry {
            title: text.to_owned(),
            description: String::new(),
            category: "everyday".to_owned(),
            risk,
            ask_policy: None,
            role_policies: BTreeMap::new(),
        };
        (code(text), shown)
    };
    let person = |name: &str, grants: &[&str]| PersonEntry {
        name: name.to_owned(),
        email: format!("{}@example.com", name.to_lowercase()),
        enabled: true,
        grants: grants.iter().map(|permission| gives(permission)).collect(),
        ..PersonEntry::default()
    };
    Snapshot {
        permissions: BTreeMap::from([
            entry("tasks:create", Risk::Low),
            entry("tasks:create.for_others", Risk::Medium),
            entry("permissions:approve", Risk::High),
            entry("access:manage", Risk::Critical),
        ]),
        people: BTreeMap::from([
            (ALICE, person("Alice", &[])),
            (BOB, person("Bob", &["tasks:create", "tasks:create.for_others", "permissions:approve"])),
            (ADMIN, person("Admin", &["permissions:approve", "access:manage"])),
        ]),
        ..Snapshot::default()
    }
}

fn question(person: PersonId, target: Option<PersonId>) -> Question {
    let tool = ToolFacts {
        name: "tasks_create".to_owned(),
        definition: String::new(),
        needs: vec![code("tasks:create")],
        needs_for_others: None,
        effect: Effect::Writes,
        undoable: true,
        asks: Asks::ByPermission,
        takes: BTreeSet::from(["title".to_owned()]),
    };
    Question {
        target,
        values: json!({ "title": "Meeting" }),
        ..Question::new(Subject { person, channel: Channel::Ui }, Some(tool), NOW)
    }
}

fn is_let_through(world: &Snapshot, asked: &Question) -> bool {
    decide(world, asked).level == Level::Allow
}

#[test]
fn low_and_medium_are_an_approvers_high_and_critical_an_access_managers() {
    let world = office();
    for (risk, deciders) in [
        (Risk::Low, vec![BOB, ADMIN]),
        (Risk::Medium, vec![BOB, ADMIN]),
        (Risk::High, vec![ADMIN]),
        (Risk::Critical, vec![ADMIN]),
    ] {
        assert_eq!(world.who_decides(ALICE, DecidedBy::Holders(risk), NOW), deciders, "{risk}");
    }
    assert_eq!(world.who_decides(BOB, DecidedBy::Holders(Risk::Low), NOW), [ADMIN], "nobody their own");
    assert!(world.who_decides(ADMIN, DecidedBy::Holders(Risk::Critical), NOW).is_empty());
}

#[test]
fn a_delegation_is_its_owners_alone() {
    let mut world = office();
    let by = DecidedBy::Owner(ALICE);
    assert_eq!(world.who_decides(BOB, by, NOW), [ALICE]);
    assert_eq!(world.standing_to_decide(ALICE, BOB, by, NOW), Standing::May);
    assert_eq!(world.standing_to_decide(ADMIN, BOB, by, NOW), Standing::MayNot);
    assert_eq!(world.standing_to_lend(ALICE, ALICE, NOW), Standing::MayNot, "to oneself");
    world.people.get_mut(&ALICE).unwrap().enabled = false;
    assert!(world.who_decides(BOB, by, NOW).is_empty(), "a disabled owner lends nothing");
}

#[test]
fn an_account_that_was_just_changed_does_not_count_for_who_changed_it() {
    let mut world = office();
    for account in [ALICE, ADMIN] {
        world.people.get_mut(&account).unwrap().changed_by.insert(BOB, NOW);
    }
    for (later, standing) in [(TIED_SECONDS - 1, Standing::NotIndependent), (TIED_SECONDS, Standing::May)] {
        assert_eq!(world.standing_to_lend(ALICE, BOB, NOW + later), standing);
        assert_eq!(world.standing_to_decide(ADMIN, BOB, DecidedBy::Holders(Risk::Low), NOW + later), standing);
        assert_eq!(world.standing_to_lend(ALICE, ADMIN, NOW + later), Standing::May, "for anybody else it does");
    }
}

#[test]
fn what_is_granted_for_a_call_or_a_conversation_reaches_no_further() {
    for (grant, reaches) in [
        (PersonalGrant { call: Some(HERE), ..gives("tasks:create") }, [false, true, false, false]),
        (PersonalGrant { conversation: Some(5), ..gives("tasks:create") }, [false, false, true, false]),
        (PersonalGrant { expires_at: Some(NOW + 1), ..gives("tasks:create") }, [true, true, true, false]),
        (PersonalGrant { expires_at: Some(NOW), ..gives("tasks:create") }, [false; 4]),
    ] {
        let mut world = office();
        world.people.get_mut(&ALICE).unwrap().grants.push(grant.clone());
        let plain = question(ALICE, None);
        let repeated = Question { repeats: Some(HERE), ..plain.clone() };
        let there = Question { conversation: Some(5), ..plain.clone() };
        let elsewhere = Question { repeats: Some(CallId(8)), conversation: Some(6), now: NOW + 1, ..plain.clone() };
        let found = [plain, repeated, there, elsewhere].map(|asked| is_let_through(&world, &asked));
        assert_eq!(found, reaches, "{grant:?}");
    }
}

#[test]
fn what_is_lent_for_a_call_or_a_conversation_reaches_no_further_and_counts_not_as_lent() {
    let lent = Delegation {
        id: DelegationId(1),
        permission: code("tasks:create.for_others"),
        expires_at: None,
        conversation: None,
        call: None,
        when: Vec::new(),
    };
    let meetings =
        |glob: &str| vec![Condition { field: Field::Argument("title".to_owned()), test: Test::Glob(glob.to_owned()) }];
    for (lent, reaches, plain) in [
        (lent.clone(), [true, true, true], true),
        (Delegation { call: Some(HERE), ..lent.clone() }, [false, true, false], false),
        (Delegation { conversation: Some(5), ..lent.clone() }, [false, false, true], false),
        (Delegation { expires_at: Some(NOW + 1), ..lent.clone() }, [true, true, true], true),
        (Delegation { expires_at: Some(NOW), ..lent.clone() }, [false; 3], false),
        (Delegation { when: meetings("meet*"), ..lent.clone() }, [true, true, true], false),
        (Delegation { when: meetings("lunch*"), ..lent.clone() }, [false; 3], false),
        (Delegation { permission: code("tasks:create"), ..lent.clone() }, [false; 3], false),
    ] {
        let mut world = office();
        world.delegations.insert((ALICE, BOB), vec![lent.clone()]);
        let asked = question(BOB, Some(ALICE));
        let repeated = Question { repeats: Some(HERE), ..asked.clone() };
        let there = Question { conversation: Some(5), ..asked.clone() };
        let found = [asked, repeated, there].map(|asked| is_let_through(&world, &asked));
        assert_eq!(found, reaches, "{lent:?}");
        assert_eq!(world.has_lent(ALICE, BOB, &code("tasks:create.for_others"), NOW), plain, "{lent:?}");
        assert!(!world.has_lent(BOB, ALICE, &code("tasks:create.for_others"), NOW), "not the other way around");
    }
}

#[test]
fn the_forbid_that_takes_a_permission_is_named() {
    let mut world = office();
    let rule = |id, who, when| Rule { id: RuleId(id), who, when, then: RuleLevel::Deny, reason: "no".to_owned() };
    let about = What::Permission(code("tasks:create"));
    let person = Who { person: Some(BOB), ..Who::default() };
    let by_chat = Who { channel: Some(Channel::Chat), ..person.clone() };
    world.rules.insert(about.clone(), vec![rule(1, by_chat, Vec::new())]);
    assert_eq!(world.forbid(BOB, &code("tasks:create")), None, "on one channel alone is not whatever one does");
    world.rules.insert(about, vec![rule(2, person, Vec::new())]);
    assert_eq!(world.forbid(BOB, &code("tasks:create")).map(|rule| rule.id), Some(RuleId(2)));
    assert_eq!(world.forbid(ALICE, &code("tasks:create")), None);
    assert_eq!(world.forbid(BOB, &code("tasks:create.for_others")), None);
}

#[test]
fn a_permission_knows_its_twin() {
    for (text, base, others) in [
        ("tasks:create", "tasks:create", "tasks:create.for_others"),
        ("tasks:create.for_others", "tasks:create", "tasks:create.for_others"),
    ] {
        let permission = code(text);
        assert_eq!((permission.base(), permission.for_others()), (code(base), code(others)));
        assert_eq!(permission.is_for_others(), text == others);
    }
}
