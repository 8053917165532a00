//! Each row: something allowed, and the same with one fact changed, denied.

use assent_policy::{ArgumentState, Channel, Denial, DenialCode, Level, PersonId, Question, Snapshot, decide};

use crate::world::{ADMIN, ALICE, BOB, NOW, code, grant, office, question, without_people};

type Case = (Snapshot, Question);

struct Twin {
    name: &'static str,
    allowed: Case,
    denied: Case,
    reason: &'static str,
    code: DenialCode,
}

fn twin(name: &'static str, allowed: Case, denied: Case, reason: &'static str, code: DenialCode) -> Twin {
    Twin { name, allowed, denied, reason, code }
}

fn alice_creates() -> Case {
    (office(), question(ALICE, Channel::Chat, "notes:create"))
}

fn changed(mut case: Case, change: impl FnOnce(&mut Snapshot, &mut Question)) -> Case {
    change(&mut case.0, &mut case.1);
    case
}

fn granted_until(end: Option<i64>) -> Case {
    changed((office(), question(ALICE, Channel::Ui, "tasks:list")), |world, _| {
        grant(world, ALICE, "tasks:list", end);
    })
}

fn twins() -> Vec<Twin> {
    use DenialCode::{InvalidArguments, MissingPermission, NotFound, OutOfScope};
    vec![
        twin(
            "a role gives it, or does not",
            (office(), question(BOB, Channel::Chat, "tasks:list")),
            (office(), question(ALICE, Channel::Chat, "tasks:list")),
            "missing_permission",
            MissingPermission,
        ),
        twin(
            "the person still has the role, or lost it",
            alice_creates(),
            changed(alice_creates(), |world, _| world.people.get_mut(&ALICE).unwrap().roles.clear()),
            "missing_permission",
            MissingPermission,
        ),
        twin(
            "the role still gives it, or no longer",
            alice_creates(),
            changed(alice_creates(), |world, _| {
                for role in world.roles.values_mut() {
                    role.grants.remove(&code("notes:create"));
                }
            }),
            "missing_permission",
            MissingPermission,
        ),
        twin(
            "the role is there, or was deleted",
            alice_creates(),
            changed(alice_creates(), |world, _| world.roles.clear()),
            "missing_permission",
            MissingPermission,
        ),
        twin(
            "a personal grant gives it, or there is none",
            granted_until(None),
            (office(), question(ALICE, Channel::Ui, "tasks:list")),
            "missing_permission",
            MissingPermission,
        ),
        twin(
            "a personal grant ends in a second, or ended in this one",
            granted_until(Some(NOW + 1)),
            granted_until(Some(NOW)),
            "missing_permission",
            MissingPermission,
        ),
        twin(
            "the grant is one's own, or somebody else's",
            granted_until(None),
            changed((office(), question(ALICE, Channel::Ui, "tasks:list")), |world, _| {
                grant(world, ADMIN, "tasks:list", None);
            }),
            "missing_permission",
            MissingPermission,
        ),
        twin(
            "the person is enabled, or disabled",
            alice_creates(),
            changed(alice_creates(), |world, _| world.people.get_mut(&ALICE).unwrap().enabled = false),
            "person_disabled",
            OutOfScope,
        ),
        twin(
            "the person is there, or gone",
            alice_creates(),
            (without_people(), alice_creates().1),
            "person_disabled",
            OutOfScope,
        ),
        twin(
            "the tool exists, or not",
            alice_creates(),
            changed(alice_creates(), |_, asked| asked.tool = None),
            "unknown_tool",
            NotFound,
        ),
        twin(
            "the permission exists, or not, though a role names it",
            alice_creates(),
            changed(alice_creates(), |world, _| {
                world.permissions.remove(&code("notes:create"));
            }),
            "unknown_permission",
            MissingPermission,
        ),
        twin(
            "the object is one's own, or not there",
            alice_creates(),
            changed(alice_creates(), |_, asked| asked.arguments = ArgumentState::NotFound { what: "note" }),
            "not_found",
            NotFound,
        ),
        twin(
            "the arguments are what the tool takes, or not",
            alice_creates(),
            changed(alice_creates(), |_, asked| {
                asked.arguments = ArgumentState::Invalid { message: "The title is empty.".to_owned() };
            }),
            "invalid_arguments",
            InvalidArguments,
        ),
        twin(
            "the target is oneself, or somebody else and one may not",
            changed(alice_creates(), |_, asked| asked.target = Some(ALICE)),
            changed(alice_creates(), |_, asked| asked.target = Some(BOB)),
            "missing_permission",
            MissingPermission,
        ),
        twin(
            "all of two permissions are held, or one is missing",
            changed((office(), question(BOB, Channel::Ui, "tasks:update")), |_, asked| {
                asked.tool.as_mut().unwrap().needs.push(code("tasks:complete"));
            }),
            changed((office(), question(BOB, Channel::Ui, "tasks:update")), |_, asked| {
                asked.tool.as_mut().unwrap().needs.push(code("access:manage"));
            }),
            "missing_permission",
            MissingPermission,
        ),
        twin(
            "the admin may decide requests, and Alice may not",
            (office(), question(ADMIN, Channel::Ui, "permissions:approve")),
            (office(), question(ALICE, Channel::Ui, "permissions:approve")),
            "missing_permission",
            MissingPermission,
        ),
    ]
}

#[test]
fn each_allow_has_a_deny_that_differs_by_one_fact() {
    for Twin { name, allowed, denied, reason, code } in twins() {
        let yes = decide(&allowed.0, &allowed.1);
        assert_eq!(yes.level, Level::Allow, "allowed: {name}: {yes:?}");
        assert!(Denial::from_decision(&yes, assent_policy::CallId(1)).is_none(), "no denial: {name}");
        let no = decide(&denied.0, &denied.1);
        assert_eq!(no.level, Level::Deny, "denied: {name}: {no:?}");
        assert_eq!(no.reasons[0].code(), reason, "reason: {name}");
        let denial = Denial::from_decision(&no, assent_policy::CallId(1)).expect("a denial says why");
        assert_eq!(denial.code, code, "code: {name}");
        assert!(!denial.explanation.is_empty(), "a sentence: {name}");
        assert!(no.obligations.is_empty(), "a denied call owes nothing: {name}");
    }
}

#[test]
fn whoever_is_signed_in_may_use_a_tool_that_needs_no_permission_and_a_disabled_person_may_not() {
    let mut asked = question(ALICE, Channel::Mcp, "notes:list");
    asked.tool.as_mut().unwrap().needs.clear();
    assert_eq!(decide(&office(), &asked).level, Level::Allow);
    let mut world = office();
    world.people.get_mut(&ALICE).unwrap().enabled = false;
    assert_eq!(decide(&world, &asked).level, Level::Deny);
}

#[test]
fn somebody_who_never_was_here_may_do_nothing() {
    for entry in assent_policy::CATALOGUE {
        for channel in Channel::ALL {
            let asked = question(PersonId(99), *channel, entry.code);
            assert_eq!(decide(&office(), &asked).level, Level::Deny, "{} by {channel}", entry.code);
        }
    }
}
