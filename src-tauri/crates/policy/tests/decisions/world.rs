//! The demo office as a snapshot, questions in it, and a case: the two together.

use std::collections::{BTreeMap, BTreeSet};

use assent_policy::{
    AskPolicy, Asks, CATALOGUE, CallId, Channel, Condition, DEMO_PEOPLE, Decision, Delegation, DelegationId, Denial,
    Effect, Field, GrantId, Level, PermissionCode, PermissionEntry, PersonEntry, PersonId, PersonalGrant, Question,
    ROLES, Role, RoleId, Rule, RuleId, RuleLevel, Snapshot, Subject, Test, ToolFacts, What, Who, decide,
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
    let policies_of = |permission: &str| {
        let by_role = (1..).zip(ROLES).map(|(id, role)| (RoleId(id), role.demo_policy(permission)));
        by_role.filter_map(|(id, policy)| Some((id, policy?))).collect()
    };
    let permissions = CATALOGUE.iter().map(|entry| {
        let shown = PermissionEntry {
            title: entry.title.to_owned(),
            description: entry.description.to_owned(),
            category: entry.category.to_owned(),
            risk: entry.risk,
            ask_policy: None,
            role_policies: policies_of(entry.code),
        };
        (code(entry.code), shown)
    });
    let roles = (1..).zip(ROLES).map(|(id, entry)| {
        let role = Role { name: entry.name.to_owned(), grants: entry.grants().map(code).collect() };
        (RoleId(id), role)
    });
    let people = (1..).zip(DEMO_PEOPLE).map(|(id, person)| {
        let shown = PersonEntry {
            name: person.name.to_owned(),
            email: person.email.to_owned(),
            enabled: true,
            roles: BTreeSet::from([RoleId(id)]),
            ..PersonEntry::default()
        };
        (PersonId(id), shown)
    });
    Snapshot {
        version: 7,
        permissions: permissions.collect(),
        roles: roles.collect(),
        people: people.collect(),
        ..Snapshot::default()
    }
}

pub fn without_people() -> Snapshot {
    Snapshot { people: BTreeMap::new(), ..office() }
}

pub fn person(snapshot: &mut Snapshot, id: PersonId) -> &mut PersonEntry {
    snapshot.people.get_mut(&id).unwrap()
}

pub fn role_id(snapshot: &Snapshot, name: &str) -> RoleId {
    *snapshot.roles.iter().find(|(_, role)| role.name == name).unwrap().0
}

pub fn grant<'s>(
    snapshot: &'s mut Snapshot,
    to: PersonId,
    permission: &str,
    expires_at: Option<i64>,
) -> &'s mut PersonalGrant {
    let grants = &mut person(snapshot, to).grants;
    grants.push(PersonalGrant::plain(GrantId(4), code(permission), expires_at));
    grants.last_mut().unwrap()
}

pub fn lend<'s>(
    snapshot: &'s mut Snapshot,
    owner: PersonId,
    delegate: PersonId,
    permission: &str,
) -> &'s mut Delegation {
    let lent = snapshot.delegations.entry((owner, delegate)).or_default();
    lent.push(Delegation {
        id: DelegationId(8),
        permission: code(permission),
        expires_at: None,
        conversation: None,
        call: None,
        when: Vec::new(),
    });
    lent.last_mut().unwrap()
}

pub fn set_policy(snapshot: &mut Snapshot, permission: &str, policy: Option<AskPolicy>) {
    snapshot.permissions.get_mut(&code(permission)).unwrap().ask_policy = policy;
}

pub fn set_role_policy(snapshot: &mut Snapshot, role: &str, permission: &str, policy: AskPolicy) {
    let role = role_id(snapshot, role);
    snapshot.permissions.get_mut(&code(permission)).unwrap().role_policies.insert(role, policy);
}

/// A role no longer gives a permission.
pub fn take(snapshot: &mut Snapshot, role: &str, permission: &str) {
    let role = role_id(snapshot, role);
    assert!(snapshot.roles.get_mut(&role).unwrap().grants.remove(&code(permission)), "{permission} was given");
}

/// A rule about everybody, at all times.
pub fn rule(id: i64, then: RuleLevel) -> Rule {
    Rule { id: RuleId(id), who: Who::default(), when: Vec::new(), then, reason: "The office is closed.".to_owned() }
}

pub fn add_rule(snapshot: &mut Snapshot, what: What, rule: Rule) {
    snapshot.rules.entry(what).or_default().push(rule);
}

pub fn tool_named(name: &str) -> What {
    What::Tool(name.to_owned())
}

pub fn when(field: Field, test: Test) -> Condition {
    Condition { field, test }
}

pub fn argument(name: &str) -> Field {
    Field::Argument(name.to_owned())
}

/// A tool of the name of its permission that changes something.
pub fn tool(permission: &str) -> ToolFacts {
    ToolFacts {
        name: permission.replace(':', "_"),
        definition: "as it was on Monday".to_owned(),
        needs: vec![code(permission)],
        needs_for_others: None,
        effect: Effect::Writes,
        undoable: true,
        asks: Asks::ByPermission,
        takes: ["title", "count", "target_user"].map(str::to_owned).into(),
    }
}

/// A writing call on one's own account, its arguments understood.
pub fn question(person: PersonId, channel: Channel, permission: &str) -> Question {
    let values = serde_json::json!({ "title": "Meeting at nine", "count": 3 });
    Question { values, ..Question::new(Subject { person, channel }, Some(tool(permission)), NOW) }
}

pub fn ask(snapshot: &Snapshot, person: PersonId, channel: Channel, permission: &str) -> Decision {
    decide(snapshot, &question(person, channel, permission))
}

pub fn reason_codes(decision: &Decision) -> Vec<&'static str> {
    decision.reasons.iter().map(assent_policy::Reason::code).collect()
}

/// A question in a world.
#[derive(Clone, Debug)]
pub struct Case {
    pub world: Snapshot,
    pub asked: Question,
}

impl Case {
    pub fn of(person: PersonId, channel: Channel, permission: &str) -> Self {
        Self { world: office(), asked: question(person, channel, permission) }
    }

    /// Bob creates a task for Alice, who lent him that.
    pub fn for_alice(channel: Channel) -> Self {
        Self::of(BOB, channel, "tasks:create").with(|world, asked| {
            asked.target = Some(ALICE);
            lend(world, ALICE, BOB, "tasks:create.for_others");
        })
    }

    pub fn with(mut self, change: impl FnOnce(&mut Snapshot, &mut Question)) -> Self {
        change(&mut self.world, &mut self.asked);
        self
    }

    pub fn with_tool(self, change: impl FnOnce(&mut ToolFacts)) -> Self {
        self.with(|_, asked| change(asked.tool.as_mut().unwrap()))
    }

    pub fn decide(&self) -> Decision {
        decide(&self.world, &self.asked)
    }

    pub fn level(&self) -> Level {
        self.decide().level
    }

    pub fn codes(&self) -> Vec<&'static str> {
        reason_codes(&self.decide())
    }
}

/// Something allowed, and the same denied because one fact is different.
pub struct Twin {
    name: &'static str,
    allowed: Case,
    denied: Case,
    reason: &'static str,
}

pub fn twin(
    name: &'static str,
    allowed: Case,
    fact: impl FnOnce(&mut Snapshot, &mut Question),
    reason: &'static str,
) -> Twin {
    Twin { name, denied: allowed.clone().with(fact), allowed, reason }
}

/// Each allow is one, and each denial is, for its reason.
pub fn hold(twins: Vec<Twin>) {
    for Twin { name, allowed, denied, reason } in twins {
        let yes = allowed.decide();
        assert_eq!(yes.level, Level::Allow, "allowed: {name}: {yes:?}");
        assert!(Denial::from_decision(&yes, CallId(1)).is_none(), "no denial: {name}");
        let no = denied.decide();
        assert_eq!(no.level, Level::Deny, "denied: {name}: {no:?}");
        assert_eq!(no.reasons[0].code(), reason, "reason: {name}");
        let denial = Denial::from_decision(&no, CallId(1)).expect("a denial says why");
        assert_eq!(Some(denial.code), no.reasons[0].denial_code(), "code: {name}");
        assert!(!denial.explanation.is_empty(), "a sentence: {name}");
        assert!(no.obligations.is_empty(), "a denied call owes nothing: {name}");
    }
}
