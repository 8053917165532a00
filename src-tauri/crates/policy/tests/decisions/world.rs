//! The demo office as a snapshot, and questions in it.

use std::collections::{BTreeMap, BTreeSet};

use assent_policy::{
    ArgumentState, AskPolicy, CATALOGUE, Channel, DEMO_PEOPLE, Decision, Effect, PermissionCode, PermissionEntry,
    PersonEntry, PersonId, PersonalGrant, Question, ROLES, Role, RoleId, Snapshot, Subject, ToolFacts, decide,
};

pub const ALICE: PersonId = PersonId(1);
pub const BOB: PersonId = PersonId(2);
pub const ADMIN: PersonId = PersonId(3);
pub const NOW: i64 = 1_796_115_600;

pub fn code(text: &str) -> PermissionCode {
    text.parse().unwrap()
}

/// The demo office.
pub fn office() -> Snapshot {
    let permissions = CATALOGUE.iter().map(|entry| {
        let shown = PermissionEntry {
            title: entry.title.to_owned(),
            description: entry.description.to_owned(),
            category: entry.category.to_owned(),
            risk: entry.risk,
            ask_policy: None,
        };
        (code(entry.code), shown)
    });
    let roles = (1..).zip(ROLES).map(|(id, entry)| {
        let grants = entry.grants().map(|given| (code(given), entry.demo_policy(given)));
        (RoleId(id), Role { name: entry.name.to_owned(), grants: grants.collect() })
    });
    let people = (1..).zip(DEMO_PEOPLE).map(|(id, person)| {
        let shown = PersonEntry {
            name: person.name.to_owned(),
            email: person.email.to_owned(),
            enabled: true,
            roles: BTreeSet::from([RoleId(id)]),
            grants: Vec::new(),
        };
        (PersonId(id), shown)
    });
    Snapshot { version: 7, permissions: permissions.collect(), roles: roles.collect(), people: people.collect() }
}

pub fn without_people() -> Snapshot {
    Snapshot { people: BTreeMap::new(), ..office() }
}

pub fn grant(snapshot: &mut Snapshot, person: PersonId, permission: &str, expires_at: Option<i64>) {
    let grants = &mut snapshot.people.get_mut(&person).unwrap().grants;
    grants.push(PersonalGrant { permission: code(permission), expires_at });
}

pub fn set_policy(snapshot: &mut Snapshot, permission: &str, policy: Option<AskPolicy>) {
    snapshot.permissions.get_mut(&code(permission)).unwrap().ask_policy = policy;
}

pub fn set_role_policy(snapshot: &mut Snapshot, role: &str, permission: &str, policy: AskPolicy) {
    let role = snapshot.roles.values_mut().find(|r| r.name == role).unwrap();
    role.grants.insert(code(permission), Some(policy));
}

/// A writing call on one's own account, its arguments understood.
pub fn question(person: PersonId, channel: Channel, permission: &str) -> Question {
    Question {
        subject: Subject { person, channel },
        tool: Some(ToolFacts { needs: vec![code(permission)], effect: Effect::Writes }),
        target: None,
        arguments: ArgumentState::Resolved,
        now: NOW,
    }
}

pub fn ask(snapshot: &Snapshot, person: PersonId, channel: Channel, permission: &str) -> Decision {
    decide(snapshot, &question(person, channel, permission))
}

pub fn reason_codes(decision: &Decision) -> Vec<&'static str> {
    decision.reasons.iter().map(assent_policy::Reason::code).collect()
}
