//! Worlds and questions nobody thought of, small enough that they meet.

use std::collections::{BTreeMap, BTreeSet};

use assent_policy::{
    ArgumentState, AskPolicy, Asks, Bounds, CallId, Channel, Condition, Day, Delegation, DelegationId, Effect, Field,
    GrantId, Level, LocalTime, PermissionCode, PermissionEntry, PersonEntry, PersonId, PersonalGrant, Question, Reason,
    Risk, Role, RoleId, Rule, RuleId, RuleLevel, Snapshot, StandingApproval, StandingId, Subject, Test, ToolFacts,
    What, Who, decide,
};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;

use crate::world::{Case, code};

const CODES: &[&str] =
    &["notes:list", "notes:create", "notes:create.for_others", "notes:receive", "permissions:approve", "access:manage"];
const TOOLS: &[&str] = &["notes_list", "notes_create"];
const PEOPLE: i64 = 3;

pub fn a_code() -> impl Strategy<Value = PermissionCode> {
    select(CODES).prop_map(code)
}

/// What is needed and lent most often is creating notes.
fn an_everyday_code() -> impl Strategy<Value = PermissionCode> {
    prop_oneof![3 => Just(code("notes:create")), 2 => a_code()]
}

fn a_lent_code() -> impl Strategy<Value = PermissionCode> {
    prop_oneof![3 => Just(code("notes:create.for_others")), 1 => a_code()]
}

pub fn a_person() -> impl Strategy<Value = PersonId> {
    (1..=PEOPLE).prop_map(PersonId)
}

pub fn a_role() -> impl Strategy<Value = RoleId> {
    (1..=3_i64).prop_map(RoleId)
}

fn an_end() -> impl Strategy<Value = Option<i64>> {
    weighted(0.5, 0_i64..20)
}

fn a_condition() -> impl Strategy<Value = Condition> {
    let tests = vec![
        (Field::Argument("title".to_owned()), Test::Is("Lunch".into())),
        (Field::Argument("title".to_owned()), Test::Glob("*e*".to_owned())),
        (Field::Argument("colour".to_owned()), Test::Is("red".into())),
        (Field::LocalHour, Test::Below(12.into())),
        (Field::LocalDay, Test::Is("mon".into())),
        (Field::Target, Test::Is("2@example.com".into())),
    ];
    select(tests).prop_map(|(field, test)| Condition { field, test })
}

fn conditions() -> impl Strategy<Value = Vec<Condition>> {
    prop_oneof![2 => Just(Vec::new()), 1 => vec(a_condition(), 1..3)]
}

pub fn a_what() -> impl Strategy<Value = What> {
    prop_oneof![
        1 => Just(What::Anything),
        2 => a_code().prop_map(What::Permission),
        2 => select(TOOLS).prop_map(|tool| What::Tool(tool.to_owned())),
    ]
}

prop_compose! {
    pub fn a_rule()(
        person in weighted(0.3, a_person()),
        role in weighted(0.3, a_role()),
        client in weighted(0.2, Just("desk".to_owned())),
        channel in weighted(0.3, select(Channel::ALL)),
        when in conditions(),
        then in prop_oneof![3 => Just(RuleLevel::Confirm), 2 => Just(RuleLevel::Approve), 1 => Just(RuleLevel::Deny)],
    ) -> Rule {
        Rule { id: RuleId(99), who: Who { person, role, client, channel }, when, then, reason: "Quiet hours".to_owned() }
    }
}

prop_compose! {
    pub fn a_grant()(
        permission in a_code(),
        expires_at in an_end(),
        conversation in weighted(0.2, 1_i64..3),
        call in weighted(0.2, (1_i64..3).prop_map(CallId)),
        when in conditions(),
    ) -> PersonalGrant {
        PersonalGrant { id: GrantId(1), permission, expires_at, conversation, call, when }
    }
}

prop_compose! {
    pub fn a_delegation()(permission in a_lent_code(), expires_at in an_end(), when in conditions()) -> Delegation {
        Delegation { id: DelegationId(1), permission, expires_at, conversation: None, call: None, when }
    }
}

fn an_entry() -> impl Strategy<Value = PermissionEntry> {
    let risk =
        prop_oneof![4 => Just(Risk::Low), 4 => Just(Risk::Medium), 2 => Just(Risk::High), 1 => Just(Risk::Critical)];
    let policy = || prop_oneof![3 => Just(AskPolicy::Auto), 3 => Just(AskPolicy::Confirm), 2 => Just(AskPolicy::Approve), 1 => Just(AskPolicy::Never)];
    (risk, weighted(0.4, policy()), btree_map(a_role(), policy(), 0..2)).prop_map(
        |(risk, ask_policy, role_policies)| PermissionEntry {
            title: "do this".to_owned(),
            description: String::new(),
            category: "everyday".to_owned(),
            risk,
            ask_policy,
            role_policies,
        },
    )
}

fn person_entry() -> impl Strategy<Value = PersonEntry> {
    let changed_by = btree_map(a_person(), -604_800_i64..20, 0..2);
    (any_but(0.05), btree_set(a_role(), 1..3), vec(a_grant(), 0..3), any_but(0.9), changed_by).prop_map(
        |(enabled, roles, grants, paused, changed_by)| PersonEntry {
            name: "Alice".to_owned(),
            enabled,
            roles,
            grants,
            paused,
            changed_by,
            ..PersonEntry::default()
        },
    )
}

/// True but for this share of cases.
fn any_but(share: f64) -> impl Strategy<Value = bool> {
    proptest::bool::weighted(1.0 - share)
}

prop_compose! {
    fn a_world()(
        permissions in btree_map(a_code(), an_entry(), 5..7),
        roles in btree_map(a_role(), btree_set(a_code(), 3..6), 3),
        mut people in btree_map(a_person(), person_entry(), 3),
        delegations in btree_map((a_person(), a_person()), vec(a_delegation(), 1..3), 3..9),
        rules in vec((a_what(), a_rule()), 0..4),
        everyone_paused in any_but(0.95),
    ) -> Snapshot {
        for (id, person) in &mut people {
            person.email = format!("{id}@example.com");
        }
        let mut by_what: BTreeMap<What, Vec<Rule>> = BTreeMap::new();
        for (id, (what, rule)) in (1..).zip(rules) {
            by_what.entry(what).or_default().push(Rule { id: RuleId(id), ..rule });
        }
        let named = |(id, grants): (RoleId, BTreeSet<_>)| (id, Role { name: format!("role {id}"), grants });
        Snapshot {
            version: 1,
            permissions,
            roles: roles.into_iter().map(named).collect(),
            people,
            delegations,
            rules: by_what,
            standing: BTreeMap::new(),
            everyone_paused,
            break_glass: false,
            limits: BTreeMap::new(),
            candidates: assent_policy::Candidates::default(),
        }
    }
}

fn arguments() -> impl Strategy<Value = ArgumentState> {
    prop_oneof![
        20 => Just(ArgumentState::Resolved),
        3 => Just(ArgumentState::Any),
        1 => Just(ArgumentState::NotFound { what: "note" }),
        1 => Just(ArgumentState::Refused { reason: Reason::OwnRequest }),
        1 => Just(ArgumentState::Invalid { message: "The title is empty.".to_owned() }),
    ]
}

prop_compose! {
    fn a_tool()(
        name in select(TOOLS),
        needs in vec(an_everyday_code(), 0..3),
        needs_for_others in weighted(0.2, vec(a_lent_code(), 0..2)),
        effect in select(Effect::ALL),
        undoable in any::<bool>(),
        asks in prop_oneof![
            5 => Just(Asks::ByPermission),
            2 => select(Risk::ALL).prop_map(Asks::AtLeast),
            1 => Just(Asks::Nothing),
        ],
    ) -> ToolFacts {
        let (name, definition, takes) = (name.to_owned(), "as on Monday".to_owned(), ["title".to_owned()].into());
        ToolFacts { name, definition, needs, needs_for_others, effect, undoable, asks, takes }
    }
}

pub fn scopes() -> impl Strategy<Value = BTreeSet<PermissionCode>> {
    btree_set(a_code(), 3..7)
}

prop_compose! {
    pub fn bounds()(
        tools in weighted(0.1, btree_set(select(TOOLS).prop_map(str::to_owned), 0..3)),
        read_only in any_but(0.9),
        dry_run in any_but(0.8),
    ) -> Bounds {
        Bounds { tools, read_only, dry_run }
    }
}

prop_compose! {
    fn a_question()(
        person in a_person(),
        channel in select(Channel::ALL),
        client in weighted(0.2, Just("desk".to_owned())),
        scopes in weighted(0.2, scopes()),
        conversation in weighted(0.5, 1_i64..3),
        bounds in bounds(),
        repeats in weighted(0.3, (1_i64..3).prop_map(CallId)),
        tool in weighted(0.97, a_tool()),
        target in weighted(0.4, a_person()),
        (arguments, used_up) in (arguments(), any_but(0.95)),
        title in select(vec!["Lunch", "Meeting"]),
        (now, hour, day) in (0_i64..20, 0_u8..24, select(Day::ALL)),
    ) -> Question {
        let used_up = used_up.then(|| Reason::RateLimited { what: "calls".to_owned(), retry_after: 5 });
        let values = serde_json::json!({ "title": title });
        let local = LocalTime { hour, day };
        let subject = Subject { person, channel };
        Question {
            subject,
            client,
            scopes,
            conversation,
            bounds,
            repeats,
            edited_by: None,
            breaks_glass: false,
            tool,
            target,
            arguments,
            values,
            used_up,
            now,
            local,
        }
    }
}

/// A world and a question, no standing approval in it.
pub fn unanswered() -> impl Strategy<Value = Case> {
    (a_world(), a_question()).prop_map(|(world, asked)| Case { world, asked })
}

/// The same, in half of them with a standing approval that might answer.
pub fn a_case() -> impl Strategy<Value = Case> {
    let kept =
        (a_person(), select(vec![Level::Confirm, Level::Approve]), an_end(), weighted(0.3, 1_i64..3), conditions());
    (unanswered(), weighted(0.5, kept)).prop_map(|(mut case, kept)| {
        if let (Some(tool), Some((author, level, expires_at, conversation, when))) = (&case.asked.tool, kept) {
            let approval = StandingApproval {
                id: StandingId(1),
                author,
                level,
                tool: tool.name.clone(),
                definition: tool.definition.clone(),
                channel: case.asked.subject.channel,
                client: case.asked.client.clone(),
                conversation,
                when,
                reasons: decide(&case.world, &case.asked).reasons.into_iter().filter(Reason::asks).collect(),
                expires_at,
            };
            case.world.standing.insert(case.asked.subject.person, vec![approval]);
        }
        case
    })
}
