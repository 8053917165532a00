//! Properties over random worlds.

use std::collections::{BTreeMap, BTreeSet};

use assent_policy::{
    ArgumentState, AskPolicy, Channel, Effect, Level, PermissionCode, PermissionEntry, PersonEntry, PersonId,
    PersonalGrant, Question, Risk, Role, RoleId, Snapshot, Subject, ToolFacts, decide,
};
use proptest::prelude::*;

use crate::world::code;

const CODES: &[&str] = &["notes:list", "notes:create", "notes:create.for_others", "access:manage"];

fn policy() -> impl Strategy<Value = Option<AskPolicy>> {
    proptest::option::of(proptest::sample::select(AskPolicy::ALL))
}

fn a_code() -> impl Strategy<Value = PermissionCode> {
    proptest::sample::select(CODES).prop_map(code)
}

fn entry() -> impl Strategy<Value = PermissionEntry> {
    (proptest::sample::select(Risk::ALL), policy()).prop_map(|(risk, ask_policy)| PermissionEntry {
        title: "do this".to_owned(),
        description: String::new(),
        category: "everyday".to_owned(),
        risk,
        ask_policy,
    })
}

fn person() -> impl Strategy<Value = PersonEntry> {
    let grants = proptest::collection::vec((a_code(), proptest::option::of(0_i64..20)), 0..4);
    (proptest::bool::weighted(0.9), proptest::collection::btree_set(1_i64..4, 0..3), grants).prop_map(
        |(enabled, roles, grants)| PersonEntry {
            name: "Alice".to_owned(),
            email: "alice@example.com".to_owned(),
            enabled,
            roles: roles.into_iter().map(RoleId).collect(),
            grants: grants
                .into_iter()
                .map(|(permission, expires_at)| PersonalGrant { permission, expires_at })
                .collect(),
        },
    )
}

fn world() -> impl Strategy<Value = Snapshot> {
    let permissions = proptest::collection::btree_map(a_code(), entry(), 1..5);
    let roles =
        proptest::collection::btree_map(1_i64..4, proptest::collection::btree_map(a_code(), policy(), 0..5), 0..4);
    let people = proptest::collection::btree_map(1_i64..3, person(), 1..3);
    (permissions, roles, people).prop_map(|(permissions, roles, people)| Snapshot {
        version: 1,
        permissions,
        roles: roles
            .into_iter()
            .map(|(id, grants)| (RoleId(id), Role { name: format!("role {id}"), grants }))
            .collect(),
        people: people.into_iter().map(|(id, entry)| (PersonId(id), entry)).collect(),
    })
}

fn arguments() -> impl Strategy<Value = ArgumentState> {
    prop_oneof![
        8 => Just(ArgumentState::Resolved),
        1 => Just(ArgumentState::NotFound { what: "note" }),
        1 => Just(ArgumentState::Invalid { message: "The title is empty.".to_owned() }),
    ]
}

prop_compose! {
    fn a_question()(
        person in 1_i64..3,
        channel in proptest::sample::select(Channel::ALL),
        needs in proptest::option::weighted(0.95, proptest::collection::vec(a_code(), 0..3)),
        writes in any::<bool>(),
        target in proptest::option::weighted(0.3, 1_i64..3),
        arguments in arguments(),
        now in 0_i64..20,
    ) -> Question {
        let effect = if writes { Effect::Writes } else { Effect::Reads };
        Question {
            subject: Subject { person: PersonId(person), channel },
            tool: needs.map(|needs| ToolFacts { needs, effect }),
            target: target.map(PersonId),
            arguments,
            now,
        }
    }
}

/// The level, and the reasons as a set: what order must not change.
fn essence(snapshot: &Snapshot, question: &Question) -> (Level, BTreeSet<String>) {
    let decision = decide(snapshot, question);
    let reasons = decision.reasons.iter().map(|reason| match reason {
        assent_policy::Reason::Holds { permission, from, .. } => {
            let mut from = from.clone();
            from.sort();
            format!("{permission} from {from:?}")
        }
        other => format!("{other:?}"),
    });
    (decision.level, reasons.collect())
}

fn renumbered(snapshot: &Snapshot) -> Snapshot {
    let turned = |id: RoleId| RoleId(100 - id.0);
    let mut other = snapshot.clone();
    other.roles = snapshot.roles.iter().map(|(id, role)| (turned(*id), role.clone())).collect::<BTreeMap<_, _>>();
    for person in other.people.values_mut() {
        person.roles = person.roles.iter().map(|id| turned(*id)).collect();
        person.grants.reverse();
    }
    other
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_input_gives_the_same_answer(world in world(), asked in a_question()) {
        prop_assert_eq!(decide(&world, &asked), decide(&world.clone(), &asked.clone()));
    }

    #[test]
    fn a_reason_that_denies_means_deny_and_deny_has_such_a_reason(world in world(), asked in a_question()) {
        let decision = decide(&world, &asked);
        let denies = decision.reasons.iter().any(|reason| reason.denial_code().is_some());
        prop_assert_eq!(denies, decision.level == Level::Deny);
        prop_assert!(!decision.reasons.is_empty());
        if denies {
            prop_assert!(decision.reasons[0].denial_code().is_some(), "the deciding reason is first");
        }
    }

    #[test]
    fn the_order_of_roles_and_grants_does_not_matter(world in world(), asked in a_question()) {
        prop_assert_eq!(essence(&world, &asked), essence(&renumbered(&world), &asked));
    }

    #[test]
    fn an_ask_policy_on_a_role_never_lowers_the_level(
        world in world(), asked in a_question(), role in 1_i64..4, which in a_code(), by_role in proptest::sample::select(AskPolicy::ALL),
    ) {
        let before = decide(&world, &asked).level;
        let mut tighter = world;
        if let Some(set) = tighter.roles.get_mut(&RoleId(role)).and_then(|r| r.grants.get_mut(&which)) {
            *set = Some(set.map_or(by_role, |already| already.max(by_role)));
        }
        prop_assert!(decide(&tighter, &asked).level >= before);
    }

    #[test]
    fn never_on_any_permission_that_is_needed_wins_over_everything(world in world(), asked in a_question()) {
        let Some(first) = asked.tool.as_ref().and_then(|tool| tool.needs.first()).cloned() else { return Ok(()) };
        let mut forbidden = world;
        if let Some(entry) = forbidden.permissions.get_mut(&first) {
            entry.ask_policy = Some(AskPolicy::Never);
        }
        prop_assert_eq!(decide(&forbidden, &asked).level, Level::Deny);
    }

    // A role or grant may carry an ask policy, which goes with it; what was denied
    // for any other reason stays denied.
    #[test]
    fn taking_a_role_or_grant_away_never_gives_anything(world in world(), asked in a_question(), nth in 0_usize..4) {
        let before = decide(&world, &asked);
        let mut poorer = world;
        if let Some(person) = poorer.people.get_mut(&asked.subject.person) {
            if nth < person.grants.len() { person.grants.remove(nth); } else { person.roles.pop_first(); }
        }
        if before.level == Level::Deny && before.reasons[0].code() != "never_by_policy" {
            prop_assert_eq!(decide(&poorer, &asked).level, Level::Deny);
        }
    }

    #[test]
    fn disabling_a_person_takes_everything_from_them(world in world(), asked in a_question()) {
        let mut disabled = world;
        if let Some(person) = disabled.people.get_mut(&asked.subject.person) {
            person.enabled = false;
        }
        prop_assert_eq!(decide(&disabled, &asked).level, Level::Deny);
    }

    #[test]
    fn nothing_critical_ever_runs_unasked_or_by_an_agent(world in world(), asked in a_question()) {
        let decision = decide(&world, &asked);
        let needs = asked.tool.iter().flat_map(|tool| &tool.needs);
        let critical = needs.filter_map(|need| world.permissions.get(need)).any(|entry| entry.risk == Risk::Critical);
        if critical {
            prop_assert!(decision.level > Level::Allow);
            prop_assert!(asked.subject.channel.is_own_click() || decision.level == Level::Deny);
        }
    }

    #[test]
    fn another_account_is_never_reached_while_nobody_can_lend_it(world in world(), asked in a_question()) {
        if asked.target.is_some_and(|target| target != asked.subject.person) {
            prop_assert_eq!(decide(&world, &asked).level, Level::Deny);
        }
    }
}
