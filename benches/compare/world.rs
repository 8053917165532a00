//! Worlds of a given size and mixed questions in them, always the same ones.

use std::collections::{BTreeMap, BTreeSet};

use assent_policy::{
    AskPolicy, Asks, Channel, Condition, Delegation, DelegationId, Effect, Field, GrantId, InvalidPermission,
    PermissionCode, PermissionEntry, PersonEntry, PersonId, PersonalGrant, Question, Risk, Role, RoleId, Rule, RuleId,
    RuleLevel, Snapshot, Subject, Test, ToolFacts, What, Who,
};
use serde_json::json;

use crate::chance::Chance;

/// When everything is asked.
const NOW: i64 = 1_796_115_600;
/// What can be done in one area; the fourth acts on another's account, the last is being given something.
const ACTIONS: [&str; 5] = ["list", "create", "update", "create.for_others", "receive"];
const TITLES: [&str; 4] = ["meeting at nine", "meeting with bob", "budget", "groceries"];

/// How large a world is.
#[derive(Clone, Copy)]
pub struct Size {
    pub people: usize,
    pub roles: usize,
    pub permissions: usize,
    /// Areas of five permissions a role gives.
    pub areas_per_role: usize,
    /// Personal grants of all people together.
    pub personal_grants: usize,
    pub delegations: usize,
    pub rules: usize,
}

/// A world, and what is known about how it was made.
pub struct World {
    pub snapshot: Snapshot,
    areas: Vec<[PermissionCode; 5]>,
    areas_of: BTreeMap<RoleId, Vec<usize>>,
    members: BTreeMap<RoleId, Vec<PersonId>>,
    chance: Chance,
}

impl Size {
    /// Grants of roles and people together.
    pub const fn grants(&self) -> usize {
        self.roles * self.areas_per_role * ACTIONS.len() + self.personal_grants
    }
}

impl World {
    /// The world of this size.
    pub fn new(size: Size) -> Result<Self, InvalidPermission> {
        let mut chance = Chance::new(20_261_122);
        let areas = (0..(size.permissions - 2) / ACTIONS.len())
            .map(|area| Ok(parse_all(&ACTIONS.map(|action| format!("area{area}:{action}")))?))
            .collect::<Result<Vec<_>, InvalidPermission>>()?;
        let mut world = Self {
            snapshot: Snapshot { version: 7, ..Snapshot::default() },
            areas,
            areas_of: BTreeMap::new(),
            members: BTreeMap::new(),
            chance: Chance::new(chance.below(usize::MAX) as u64),
        };
        world.add_permissions(size)?;
        world.add_roles(size)?;
        world.add_people(size)?;
        world.add_personal_grants(size.personal_grants);
        world.add_delegations(size.delegations);
        world.add_rules(size.rules);
        world.snapshot = world.snapshot.with_candidates();
        Ok(world)
    }

    fn add_permissions(&mut self, size: Size) -> Result<(), InvalidPermission> {
        let codes: Vec<PermissionCode> = self.areas.iter().flatten().cloned().collect();
        for code in codes {
            let risk = match self.chance.below(20) {
                0 => Risk::Critical,
                1..3 => Risk::High,
                3..8 => Risk::Medium,
                _ => Risk::Low,
            };
            let ask_policy = match self.chance.below(40) {
                0 => Some(AskPolicy::Never),
                1..4 => Some(AskPolicy::Approve),
                4..8 => Some(AskPolicy::Confirm),
                8..10 => Some(AskPolicy::Auto),
                _ => None,
            };
            self.add_permission(code, risk, ask_policy);
        }
        self.add_permission("permissions:approve".parse()?, Risk::High, None);
        self.add_permission("access:manage".parse()?, Risk::Critical, None);
        for extra in self.snapshot.permissions.len()..size.permissions {
            self.add_permission(format!("extra{extra}:list").parse()?, Risk::Low, None);
        }
        Ok(())
    }

    fn add_permission(&mut self, code: PermissionCode, risk: Risk, ask_policy: Option<AskPolicy>) {
        let entry = PermissionEntry {
            title: format!("do {code}"),
            description: format!("Do {code}, for the comparison."),
            category: "everyday".to_owned(),
            risk,
            ask_policy,
            role_policies: BTreeMap::new(),
        };
        self.snapshot.permissions.insert(code, entry);
    }

    fn add_roles(&mut self, size: Size) -> Result<(), InvalidPermission> {
        for id in 1..=size.roles as i64 {
            let role = RoleId(id);
            let mut areas = BTreeSet::new();
            while areas.len() < size.areas_per_role {
                areas.insert(self.chance.below(self.areas.len()));
            }
            let mut grants: BTreeSet<_> = areas.iter().flat_map(|area| self.areas[*area].clone()).collect();
            if self.chance.percent(20) {
                // A role may tighten; none says never, which would be a Forbid.
                let policy = *self.chance.pick(&[AskPolicy::Confirm, AskPolicy::Approve]);
                let tightened = self.areas[*areas.first().unwrap_or(&0)][1].clone();
                self.snapshot.permissions.entry(tightened).and_modify(|entry| {
                    entry.role_policies.insert(role, policy);
                });
            }
            if id == size.roles as i64 {
                grants.extend(["permissions:approve".parse()?, "access:manage".parse()?]);
            }
            self.areas_of.insert(role, areas.into_iter().collect());
            self.snapshot.roles.insert(role, Role { name: format!("role {id}"), grants });
        }
        Ok(())
    }

    fn add_people(&mut self, size: Size) -> Result<(), InvalidPermission> {
        for id in 1..=size.people as i64 {
            let held = 1 + self.chance.below(3);
            let mut roles: BTreeSet<_> = (0..held).map(|_| RoleId(1 + self.chance.below(size.roles) as i64)).collect();
            // In the smallest office too somebody can decide, and they come late in the list.
            if id > size.people as i64 - 2 {
                roles.insert(RoleId(size.roles as i64));
            }
            for role in &roles {
                self.members.entry(*role).or_default().push(PersonId(id));
            }
            let person = PersonEntry {
                name: format!("Person {id}"),
                email: format!("person{id}@example.com"),
                enabled: id > size.people as i64 - 2 || !self.chance.percent(2),
                roles,
                paused: self.chance.percent(2),
                ..PersonEntry::default()
            };
            self.snapshot.people.insert(PersonId(id), person);
        }
        Ok(())
    }

    fn add_personal_grants(&mut self, count: usize) {
        for id in 1..=count as i64 {
            let nth = self.chance.below(ACTIONS.len());
            let code = self.any_area()[nth].clone();
            let expires_at = match self.chance.below(4) {
                0 => Some(NOW - 3600),
                1 => Some(NOW + 3600),
                _ => None,
            };
            let person = self.any_person();
            if let Some(person) = self.snapshot.people.get_mut(&person) {
                person.grants.push(PersonalGrant::plain(GrantId(id), code, expires_at));
            }
        }
    }

    fn add_delegations(&mut self, count: usize) {
        for id in 1..=count as i64 {
            let role = self.any_role();
            let Some(members) = self.members.get(&role) else { continue };
            let (owner, delegate) = (*self.chance.pick(members), *self.chance.pick(members));
            let area = *self.chance.pick(&self.areas_of[&role]);
            let expires_at = if self.chance.percent(20) { Some(NOW - 3600) } else { Some(NOW + 86_400) };
            let permission = self.areas[area][3].clone();
            let lent = Delegation {
                id: DelegationId(id),
                permission,
                expires_at,
                conversation: None,
                call: None,
                when: Vec::new(),
            };
            self.snapshot.delegations.entry((owner, delegate)).or_default().push(lent);
        }
    }

    fn add_rules(&mut self, count: usize) {
        for id in 1..=count as i64 {
            let role = self.any_role();
            let mut who = Who { role: Some(role), ..Who::default() };
            if self.chance.percent(40) {
                who = Who { person: Some(self.any_person()), ..Who::default() };
            }
            let area = *self.chance.pick(&self.areas_of[&role]);
            let mut what = What::Permission(self.areas[area][self.chance.below(3)].clone());
            let mut when = Vec::new();
            match self.chance.below(10) {
                0 => {
                    what = What::Anything;
                    who = Who { person: Some(self.any_person()), channel: Some(Channel::Voice), ..Who::default() };
                }
                1..4 => {
                    let test = Test::Glob("meeting*".to_owned());
                    when.push(Condition { field: Field::Argument("title".to_owned()), test });
                }
                _ => {}
            }
            let then = *self.chance.pick(&[RuleLevel::Deny, RuleLevel::Deny, RuleLevel::Confirm, RuleLevel::Approve]);
            let rule = Rule { id: RuleId(id), who, when, then, reason: "The office wants it so.".to_owned() };
            self.snapshot.rules.entry(what).or_default().push(rule);
        }
    }

    fn any_area(&mut self) -> &[PermissionCode; 5] {
        let at = self.chance.below(self.areas.len());
        &self.areas[at]
    }

    fn any_person(&mut self) -> PersonId {
        PersonId(1 + self.chance.below(self.snapshot.people.len()) as i64)
    }

    fn any_role(&mut self) -> RoleId {
        RoleId(1 + self.chance.below(self.areas_of.len()) as i64)
    }

    /// Mixed questions: what a role gives, what nobody gave, personal grants live
    /// and ended, delegations, other people's accounts without one, and rules.
    pub fn questions(&mut self, count: usize) -> Vec<Question> {
        let lent: Vec<_> = self.snapshot.delegations.keys().copied().collect();
        let rules: Vec<_> = self.snapshot.rules.values().flatten().cloned().collect();
        (0..count)
            .map(|_| match self.chance.below(20) {
                0..7 => self.by_role(),
                7..10 => self.by_nobody(),
                10..13 => self.by_grant(),
                13..16 if !lent.is_empty() => self.by_delegation(&lent),
                16 => self.on_anybody(),
                17.. if !rules.is_empty() => self.under_rule(&rules),
                _ => self.by_nobody(),
            })
            .collect()
    }

    fn by_role(&mut self) -> Question {
        let person = self.any_person();
        let role = self.snapshot.people[&person].roles.first().copied().unwrap_or(RoleId(1));
        let code = self.of_role(role);
        self.ask(person, code, None)
    }

    fn of_role(&mut self, role: RoleId) -> PermissionCode {
        let area = *self.chance.pick(&self.areas_of[&role]);
        self.areas[area][self.chance.below(3)].clone()
    }

    fn by_nobody(&mut self) -> Question {
        let (person, nth) = (self.any_person(), self.chance.below(3));
        let code = self.any_area()[nth].clone();
        self.ask(person, code, None)
    }

    fn by_grant(&mut self) -> Question {
        let person = self.any_person();
        let held = &self.snapshot.people[&person].grants;
        if held.is_empty() {
            return self.by_nobody();
        }
        let code = self.chance.pick(held).permission.clone();
        self.ask(person, code, None)
    }

    fn by_delegation(&mut self, lent: &[(PersonId, PersonId)]) -> Question {
        let pair = *self.chance.pick(lent);
        let given = &self.snapshot.delegations[&pair];
        let code = self.chance.pick(given).permission.clone();
        let base = self.areas.iter().find(|area| area[3] == code).map_or(code, |area| area[1].clone());
        self.ask(pair.1, base, Some(pair.0))
    }

    fn on_anybody(&mut self) -> Question {
        let (person, target, role) = (self.any_person(), self.any_person(), self.any_role());
        let area = *self.chance.pick(&self.areas_of[&role]);
        let code = self.areas[area][1].clone();
        self.ask(person, code, Some(target))
    }

    fn under_rule(&mut self, rules: &[Rule]) -> Question {
        let rule = self.chance.pick(rules).clone();
        let about = self.snapshot.rules.iter().find(|(_, kept)| kept.iter().any(|one| one.id == rule.id));
        let what = about.map(|(what, _)| what.clone());
        let members = rule.who.role.and_then(|role| self.members.get(&role));
        let person = match (rule.who.person, members) {
            (Some(person), _) => person,
            (None, Some(members)) => *self.chance.pick(members),
            // A role nobody has: the rule is about nobody.
            (None, None) => PersonId(1),
        };
        match what {
            Some(What::Permission(code)) => self.ask(person, code, None),
            _ => {
                let role = self.snapshot.people[&person].roles.first().copied().unwrap_or(RoleId(1));
                let code = self.of_role(role);
                self.ask(person, code, None)
            }
        }
    }

    fn ask(&mut self, person: PersonId, code: PermissionCode, target: Option<PersonId>) -> Question {
        let effect = if code.as_str().ends_with(":list") { Effect::Reads } else { Effect::Writes };
        let tool = ToolFacts {
            name: code.as_str().replace(':', "_"),
            definition: "1".repeat(64),
            needs: vec![code],
            needs_for_others: None,
            effect,
            undoable: true,
            asks: Asks::ByPermission,
            takes: BTreeSet::from(["title".to_owned(), "target_user".to_owned()]),
        };
        let channel = *self.chance.pick(Channel::ALL);
        let values = json!({ "title": self.chance.pick(&TITLES) });
        Question { target, values, ..Question::new(Subject { person, channel }, Some(tool), NOW) }
    }
}

fn parse_all(texts: &[String; 5]) -> Result<[PermissionCode; 5], InvalidPermission> {
    let [a, b, c, d, e] = texts;
    Ok([a.parse()?, b.parse()?, c.parse()?, d.parse()?, e.parse()?])
}
