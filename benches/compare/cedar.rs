//! The same authority for Cedar, in the shape that suits it best: who holds
//! what is entity data (roles and permissions as ancestors, personal grants and
//! delegations as tags), so that the policies stay few; every rule that denies
//! is a policy with its scope filled in. Each request gets the entities it can
//! reach and no others, made and held against the schema beforehand.
//!
//! Cedar answers allow or deny; what of people must be asked is not put to it.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::rc::Rc;

use assent_policy::{
    AskPolicy, Effect, PermissionCode, PersonId, Question, Risk, Rule, RuleLevel, Snapshot, Test, What,
};
use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression, Schema, ValidationMode, Validator,
};

const ENTITIES: &str = r"
entity Permission { critical: Bool, never: Bool };
entity Role in [Permission];
entity Person in [Role, Permission] { enabled: Bool, paused: Bool } tags Long;
entity Loan { owner: Person, delegate: Person } tags Long;
type Needed = { permission: Permission, code: String };
type Call = {
    needs: Needed,
    other?: { needs: Needed, receive?: Needed, loan?: Loan },
    now: Long, channel: String, own_click: Bool, agent: Bool, writes: Bool, title: String,
};
";

const POLICIES: &str = r#"
permit (principal, action, resource) when {
    resource == principal && principal.enabled
    && (principal in context.needs.permission
        || (principal.hasTag(context.needs.code) && context.now < principal.getTag(context.needs.code)))
};
permit (principal, action, resource) when {
    resource != principal && principal.enabled && context has other && context.other has loan
    && (principal in context.needs.permission
        || (principal.hasTag(context.needs.code) && context.now < principal.getTag(context.needs.code)))
    && (principal in context.other.needs.permission
        || (principal.hasTag(context.other.needs.code)
            && context.now < principal.getTag(context.other.needs.code)))
    && context.other.loan.owner == resource && context.other.loan.delegate == principal
    && context.other.loan.hasTag(context.other.needs.code)
    && context.now < context.other.loan.getTag(context.other.needs.code)
    && (if context.other has receive
        then resource.enabled
            && (resource in context.other.receive.permission
                || (resource.hasTag(context.other.receive.code)
                    && context.now < resource.getTag(context.other.receive.code)))
        else true)
};
forbid (principal, action, resource) when { context.agent && context.writes && principal.paused };
forbid (principal, action, resource) when {
    context.needs.permission.never || (context.needs.permission.critical && !context.own_click)
    || (context has other
        && (context.other.needs.permission.never
            || (context.other.needs.permission.critical && !context.own_click)))
};
"#;

type Failure = Box<dyn Error>;

/// One question as Cedar takes it, ready to be asked.
struct Prepared {
    request: Request,
    entities: Entities,
    /// Only the policies whose scope can fit the request; questions with the same share them.
    scoped: Rc<PolicySet>,
}

/// A world and its questions as Cedar takes them.
pub struct Cedar {
    authorizer: Authorizer,
    all: PolicySet,
    prepared: Vec<Prepared>,
}

impl Cedar {
    /// The same world and questions.
    pub fn new(snapshot: &Snapshot, questions: &[Question]) -> Result<Self, Failure> {
        let (schema, _warnings) = Schema::from_cedarschema_str(&schema(snapshot))?;
        let all: PolicySet = policies(snapshot, |_, _| true).parse()?;
        let validation = Validator::new(schema.clone()).validate(&all, ValidationMode::Strict);
        if let Some(error) = validation.validation_errors().next() {
            return Err(error.to_string().into());
        }
        let mut sets = BTreeMap::new();
        let prepared = questions
            .iter()
            .map(|question| prepare(snapshot, &schema, question, &mut sets))
            .collect::<Result<_, Failure>>()?;
        Ok(Self { authorizer: Authorizer::new(), all, prepared })
    }

    /// How many policies there are.
    pub fn policies(&self) -> usize {
        self.all.policies().count()
    }

    /// Asks with every policy of the world.
    pub fn ask(&self, question: usize) -> cedar_policy::Response {
        let Prepared { request, entities, .. } = &self.prepared[question];
        self.authorizer.is_authorized(request, &self.all, entities)
    }

    /// Asks with the policies whose scope can fit, picked beforehand.
    pub fn ask_scoped(&self, question: usize) -> cedar_policy::Response {
        let Prepared { request, entities, scoped } = &self.prepared[question];
        self.authorizer.is_authorized(request, scoped, entities)
    }

    /// Whether both ways allow it; an error in a policy is one here too.
    pub fn allows(&self, question: usize) -> Result<bool, Failure> {
        let (all, scoped) = (self.ask(question), self.ask_scoped(question));
        if let Some(error) = all.diagnostics().errors().chain(scoped.diagnostics().errors()).next() {
            return Err(error.to_string().into());
        }
        if all.decision() != scoped.decision() {
            return Err(format!("question {question}: picking policies by scope changed Cedar's answer").into());
        }
        Ok(all.decision() == Decision::Allow)
    }
}

fn schema(snapshot: &Snapshot) -> String {
    let actions: Vec<_> = snapshot.permissions.keys().map(|code| format!("{:?}", code.as_str())).collect();
    format!(
        "{ENTITIES}\naction {} appliesTo {{ principal: Person, resource: Person, context: Call }};",
        actions.join(", ")
    )
}

/// The constant policies, and of the rules that deny those that `fit`.
fn policies(snapshot: &Snapshot, fit: impl Fn(&What, &Rule) -> bool) -> String {
    let mut text = POLICIES.to_owned();
    for (what, rules) in &snapshot.rules {
        for rule in rules.iter().filter(|rule| rule.then == RuleLevel::Deny && fit(what, rule)) {
            let principal = match (rule.who.person, rule.who.role) {
                (Some(person), _) => format!("principal == Person::\"{person}\""),
                (None, Some(role)) => format!("principal in Role::\"{role}\""),
                (None, None) => "principal".to_owned(),
            };
            let action = match what {
                What::Permission(code) => format!("action == Action::\"{code}\""),
                What::Anything | What::Tool(_) => "action".to_owned(),
            };
            let channel = rule.who.channel.map(|channel| format!("context.channel == \"{channel}\""));
            let titles = rule.when.iter().filter_map(|condition| match &condition.test {
                Test::Glob(pattern) => Some(format!("context.title like \"{pattern}\"")),
                _ => None,
            });
            let when: Vec<_> = channel.into_iter().chain(titles).collect();
            let when = if when.is_empty() { "true".to_owned() } else { when.join(" && ") };
            let _ = writeln!(text, "forbid ({principal}, {action}, resource) when {{ {when} }};");
        }
    }
    text
}

fn prepare(
    snapshot: &Snapshot,
    schema: &Schema,
    question: &Question,
    sets: &mut BTreeMap<String, Rc<PolicySet>>,
) -> Result<Prepared, Failure> {
    let person = question.subject.person;
    let target = question.target.unwrap_or(person);
    let code = question.tool.as_ref().and_then(|tool| tool.needs.first()).ok_or("every question has a tool")?;
    let other = question.other().map(|owner| (owner, code.for_others()));

    let (action, principal) = (uid("Action", code)?, uid("Person", person)?);
    let context = context(snapshot, question, code, other.as_ref())?;
    let context = Context::from_pairs(context)?;
    let request = Request::new(principal, action, uid("Person", target)?, context, Some(schema))?;

    let slice = slice(snapshot, person, code, other.as_ref())?;
    // Held against the schema once; the actions that adds are no ancestors of
    // anything, so the request is spared them.
    Entities::from_entities(slice.clone(), Some(schema))?;
    let entities = Entities::from_entities(slice, None)?;

    let roles = snapshot.people.get(&person).map(|entry| &entry.roles);
    let scoped = policies(snapshot, |what, rule| {
        let about = match what {
            What::Permission(named) => named == code,
            What::Anything | What::Tool(_) => true,
        };
        about
            && rule.who.person.is_none_or(|named| named == person)
            && rule.who.role.is_none_or(|role| roles.is_some_and(|held| held.contains(&role)))
    });
    let set = match sets.get(&scoped) {
        Some(set) => Rc::clone(set),
        None => Rc::new(scoped.parse()?),
    };
    sets.insert(scoped, Rc::clone(&set));
    Ok(Prepared { request, entities, scoped: set })
}

fn context(
    snapshot: &Snapshot,
    question: &Question,
    code: &PermissionCode,
    other: Option<&(PersonId, PermissionCode)>,
) -> Result<Vec<(String, RestrictedExpression)>, Failure> {
    let channel = question.subject.channel;
    let writes = question.tool.as_ref().is_some_and(|tool| tool.effect == Effect::Writes);
    let title = question.values["title"].as_str().unwrap_or_default();
    let mut pairs = vec![
        ("needs".to_owned(), needed(code)?),
        ("now".to_owned(), RestrictedExpression::new_long(question.now)),
        ("channel".to_owned(), RestrictedExpression::new_string(channel.to_string())),
        ("own_click".to_owned(), RestrictedExpression::new_bool(channel.is_own_click())),
        ("agent".to_owned(), RestrictedExpression::new_bool(channel.is_agent())),
        ("writes".to_owned(), RestrictedExpression::new_bool(writes)),
        ("title".to_owned(), RestrictedExpression::new_string(title.to_owned())),
    ];
    if let Some((owner, lent)) = other.filter(|(_, lent)| snapshot.permissions.contains_key(lent)) {
        let mut parts = vec![("needs".to_owned(), needed(lent)?)];
        if snapshot.permissions.contains_key(&lent.receive()) {
            parts.push(("receive".to_owned(), needed(&lent.receive())?));
        }
        if snapshot.delegations.contains_key(&(*owner, question.subject.person)) {
            let loan = loan(*owner, question.subject.person)?;
            parts.push(("loan".to_owned(), RestrictedExpression::new_entity_uid(loan)));
        }
        pairs.push(("other".to_owned(), RestrictedExpression::new_record(parts)?));
    }
    Ok(pairs)
}

fn needed(code: &PermissionCode) -> Result<RestrictedExpression, Failure> {
    let permission = RestrictedExpression::new_entity_uid(uid("Permission", code)?);
    let code = RestrictedExpression::new_string(code.to_string());
    Ok(RestrictedExpression::new_record([("permission".to_owned(), permission), ("code".to_owned(), code)])?)
}

/// What the request can reach: the people with all they are in, the
/// permissions, and what was lent.
fn slice(
    snapshot: &Snapshot,
    person: PersonId,
    code: &PermissionCode,
    other: Option<&(PersonId, PermissionCode)>,
) -> Result<Vec<Entity>, Failure> {
    let mut entities = vec![person_entity(snapshot, person)?, permission_entity(snapshot, code)?];
    if let Some((owner, lent)) = other {
        entities.push(person_entity(snapshot, *owner)?);
        for code in [lent, &lent.receive()] {
            if snapshot.permissions.contains_key(code) {
                entities.push(permission_entity(snapshot, code)?);
            }
        }
        if let Some(given) = snapshot.delegations.get(&(*owner, person)) {
            let attributes = [
                ("owner".to_owned(), RestrictedExpression::new_entity_uid(uid("Person", *owner)?)),
                ("delegate".to_owned(), RestrictedExpression::new_entity_uid(uid("Person", person)?)),
            ];
            let tags = ends(given.iter().map(|lent| (&lent.permission, lent.expires_at)));
            entities.push(Entity::new_with_tags(loan(*owner, person)?, attributes, [], tags)?);
        }
    }
    Ok(entities)
}

fn person_entity(snapshot: &Snapshot, person: PersonId) -> Result<Entity, Failure> {
    let entry = snapshot.people.get(&person).ok_or("the question names nobody")?;
    let mut ancestors = Vec::new();
    for id in &entry.roles {
        ancestors.push(uid("Role", id)?);
        for code in snapshot.roles.get(id).into_iter().flat_map(|role| &role.grants) {
            ancestors.push(uid("Permission", code)?);
        }
    }
    let attributes = [
        ("enabled".to_owned(), RestrictedExpression::new_bool(entry.enabled)),
        ("paused".to_owned(), RestrictedExpression::new_bool(entry.paused)),
    ];
    let tags = ends(entry.grants.iter().map(|grant| (&grant.permission, grant.expires_at)));
    Ok(Entity::new_with_tags(uid("Person", person)?, attributes, ancestors, tags)?)
}

fn permission_entity(snapshot: &Snapshot, code: &PermissionCode) -> Result<Entity, Failure> {
    let entry = snapshot.permissions.get(code).ok_or("the question names no permission")?;
    let attributes = [
        ("critical".to_owned(), RestrictedExpression::new_bool(entry.risk == Risk::Critical)),
        ("never".to_owned(), RestrictedExpression::new_bool(entry.ask_policy == Some(AskPolicy::Never))),
    ];
    Ok(Entity::new_with_tags(uid("Permission", code)?, attributes, [], [])?)
}

/// Permissions with the latest end of any that give them.
fn ends<'a>(
    given: impl Iterator<Item = (&'a PermissionCode, Option<i64>)>,
) -> impl Iterator<Item = (String, RestrictedExpression)> {
    let mut latest = BTreeMap::new();
    for (code, end) in given {
        let end = end.unwrap_or(i64::MAX);
        latest.entry(code.to_string()).and_modify(|kept: &mut i64| *kept = end.max(*kept)).or_insert(end);
    }
    latest.into_iter().map(|(code, end)| (code, RestrictedExpression::new_long(end)))
}

fn loan(owner: PersonId, delegate: PersonId) -> Result<EntityUid, Failure> {
    uid("Loan", format!("{owner} to {delegate}"))
}

fn uid(kind: &str, id: impl ToString) -> Result<EntityUid, Failure> {
    Ok(EntityUid::from_type_name_and_id(kind.parse::<EntityTypeName>()?, EntityId::new(id.to_string())))
}
