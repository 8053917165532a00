#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::collections::{BTreeMap, BTreeSet};

use assent_policy::{
    Condition, Field, GrantId, PermissionEntry, PersonEntry, PersonalGrant, Risk, Role, RoleId, Rule, RuleId, Test,
    What, Who,
};
use serde_json::json;

use super::*;

const ADMIN: PersonId = PersonId(3);
const BOB: PersonId = PersonId(2);
const MANAGERS: RoleId = RoleId(1);

fn code(text: &str) -> PermissionCode {
    text.parse().unwrap()
}

fn entry(risk: Risk) -> PermissionEntry {
    PermissionEntry {
        title: "do it".to_owned(),
        description: "Does it.".to_owned(),
        category: "access".to_owned(),
        risk,
        ask_policy: None,
        role_policies: BTreeMap::new(),
    }
}

/// Bob holds nothing; the admin decides and manages access through a role.
fn office() -> Snapshot {
    let mut snapshot = Snapshot::default();
    snapshot.permissions.insert(code("permissions:approve"), entry(Risk::High));
    snapshot.permissions.insert(code("access:manage"), entry(Risk::Critical));
    let grants = snapshot.permissions.keys().cloned().collect();
    snapshot.roles.insert(MANAGERS, Role { name: "admin".to_owned(), grants });
    for (id, roles) in [(BOB, BTreeSet::new()), (ADMIN, BTreeSet::from([MANAGERS]))] {
        snapshot.people.insert(id, PersonEntry { enabled: true, roles, ..PersonEntry::default() });
    }
    snapshot
}

fn changed(change: impl FnOnce(&mut Snapshot)) -> Snapshot {
    let mut after = office();
    change(&mut after);
    after
}

fn last(after: &Snapshot) -> Option<String> {
    match keep_somebody(&office(), after) {
        Some(Reason::LastHolder { permission }) => Some(permission.to_string()),
        Some(other) => Some(other.code().to_owned()),
        None => None,
    }
}

fn give(snapshot: &mut Snapshot, person: PersonId, permission: &str, expires_at: Option<i64>) {
    let grant = PersonalGrant::plain(GrantId(1), code(permission), expires_at);
    snapshot.people.get_mut(&person).unwrap().grants.push(grant);
}

fn rule(then: RuleLevel, what: What, who: Who, when: Vec<Condition>) -> impl FnOnce(&mut Snapshot) {
    move |snapshot| {
        let made = Rule { id: RuleId(1), who, when, then, reason: "no".to_owned() };
        snapshot.rules.insert(what, vec![made]);
    }
}

#[test]
fn the_last_one_stays_whatever_takes_it_away() {
    let admin = |change: fn(&mut PersonEntry)| changed(|s| change(s.people.get_mut(&ADMIN).unwrap()));
    let permission = || What::Permission(code("access:manage"));
    let always = Condition { field: Field::LocalHour, test: Test::Above(json!(-1)) };
    let via = |channel| Who { channel: Some(channel), ..Who::default() };
    for (after, lost) in [
        (admin(|p| p.enabled = false), "permissions:approve"),
        (admin(|p| p.roles.clear()), "permissions:approve"),
        (changed(|s| s.roles.get_mut(&MANAGERS).unwrap().grants.clear()), "permissions:approve"),
        (
            changed(|s| {
                s.permissions.get_mut(&code("access:manage")).unwrap().ask_policy = Some(AskPolicy::Never);
            }),
            "access:manage",
        ),
        (
            changed(|s| {
                let entry = s.permissions.get_mut(&code("permissions:approve")).unwrap();
                entry.role_policies.insert(MANAGERS, AskPolicy::Never);
            }),
            "permissions:approve",
        ),
        (changed(rule(RuleLevel::Deny, permission(), Who::default(), vec![])), "access:manage"),
        (
            changed(rule(RuleLevel::Deny, permission(), Who { role: Some(MANAGERS), ..Who::default() }, vec![])),
            "access:manage",
        ),
        (changed(rule(RuleLevel::Deny, permission(), Who::default(), vec![always])), "access:manage"),
        (changed(rule(RuleLevel::Deny, What::Tool(UNDOING.to_owned()), Who::default(), vec![])), "access:manage"),
        (
            changed(rule(RuleLevel::Deny, What::Anything, Who { person: Some(ADMIN), ..Who::default() }, vec![])),
            "permissions:approve",
        ),
    ] {
        assert_eq!(last(&after).as_deref(), Some(lost), "{after:?}");
    }
    for harmless in [
        office(),
        changed(rule(RuleLevel::Deny, permission(), Who { person: Some(BOB), ..Who::default() }, vec![])),
        changed(rule(RuleLevel::Deny, permission(), via(Channel::Ui), vec![])),
        changed(rule(RuleLevel::Confirm, What::Anything, Who::default(), vec![])),
    ] {
        assert_eq!(last(&harmless), None, "{harmless:?}");
    }
}

#[test]
fn somebody_else_counts_only_when_theirs_has_no_end() {
    for (end, lost) in [(None, None), (Some(i64::MAX - 1), Some("permissions:approve"))] {
        let after = changed(|s| {
            give(s, BOB, "permissions:approve", end);
            give(s, BOB, "access:manage", None);
            s.people.get_mut(&ADMIN).unwrap().enabled = false;
        });
        assert_eq!(last(&after).as_deref(), lost);
    }
}

#[test]
fn an_approver_is_asked_for_only_where_two_could_be_one_for_good() {
    let approve = |s: &mut Snapshot| {
        s.permissions.get_mut(&code("access:manage")).unwrap().role_policies.insert(MANAGERS, AskPolicy::Approve);
    };
    let by_rule = || rule(RuleLevel::Approve, What::Tool("notes_delete".to_owned()), Who::default(), vec![]);
    assert_eq!(last(&changed(by_rule())).as_deref(), Some("too_few_deciders"));
    for (end, refused) in [(None, None), (Some(i64::MAX - 1), Some("too_few_deciders"))] {
        let after = changed(|s| {
            give(s, BOB, "permissions:approve", end);
            by_rule()(s);
        });
        assert_eq!(last(&after).as_deref(), refused, "{end:?}");
    }
    let mut both = changed(approve);
    give(&mut both, BOB, "permissions:approve", None);
    assert_eq!(keep_somebody(&both, &both), None, "what asked already is not new");
    let mut without = both.clone();
    without.people.get_mut(&BOB).unwrap().enabled = false;
    let lost = keep_somebody(&both, &without);
    assert_eq!(lost, Some(Reason::LastHolder { permission: code("access:manage") }), "nobody could approve it");
}

#[test]
fn who_was_not_there_before_is_not_lost() {
    let nobody = changed(|s| s.people.get_mut(&ADMIN).unwrap().enabled = false);
    assert!(keep_somebody(&nobody, &nobody).is_none());
    assert!(keep_somebody(&nobody, &office()).is_none());
}
