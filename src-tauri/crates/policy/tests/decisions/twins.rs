//! Who may do what: roles, personal grants, the person, the tool, the arguments.

use assent_policy::{ArgumentState, CallId, Channel, Level, PersonId, Reason, Snapshot, Test, decide};

use crate::world::{
    ADMIN, ALICE, BOB, Case, NOW, argument, code, grant, hold, office, person, question, take, twin, when,
    without_people,
};

fn alice_creates() -> Case {
    Case::of(ALICE, Channel::Chat, "notes:create")
}

/// Alice reads tasks, which only a personal grant lets her do.
fn granted() -> Case {
    Case::of(ALICE, Channel::Ui, "tasks:list").with(|world, _| {
        grant(world, ALICE, "tasks:list", Some(NOW + 1));
    })
}

fn the_grant(world: &mut Snapshot) -> &mut assent_policy::PersonalGrant {
    &mut person(world, ALICE).grants[0]
}

#[test]
fn roles_give_and_nothing_else_does() {
    hold(vec![
        twin(
            "a role gives it, or does not",
            Case::of(BOB, Channel::Chat, "tasks:list"),
            |_, asked| asked.subject.person = ALICE,
            "missing_permission",
        ),
        twin(
            "the person still has the role, or lost it",
            alice_creates(),
            |world, _| person(world, ALICE).roles.clear(),
            "missing_permission",
        ),
        twin(
            "the role still gives it, or no longer",
            alice_creates(),
            |world, _| take(world, "basic", "notes:create"),
            "missing_permission",
        ),
        twin(
            "the role is there, or was deleted",
            alice_creates(),
            |world, _| world.roles.clear(),
            "missing_permission",
        ),
        twin(
            "all of two permissions are held, or one is missing",
            Case::of(BOB, Channel::Ui, "tasks:update").with_tool(|tool| tool.needs.push(code("tasks:complete"))),
            |world, _| take(world, "pro", "tasks:complete"),
            "missing_permission",
        ),
        twin(
            "the admin may decide requests, and Alice may not",
            Case::of(ADMIN, Channel::Ui, "permissions:approve"),
            |_, asked| asked.subject.person = ALICE,
            "missing_permission",
        ),
    ]);
}

#[test]
fn personal_grants_give_for_as_long_and_as_far_as_they_say() {
    let here = || {
        granted().with(|world, asked| {
            the_grant(world).conversation = Some(5);
            asked.conversation = Some(5);
        })
    };
    let once = || {
        granted().with(|world, asked| {
            the_grant(world).call = Some(CallId(9));
            asked.repeats = Some(CallId(9));
        })
    };
    let meetings = || {
        granted().with(|world, _| {
            the_grant(world).when = vec![when(argument("title"), Test::Glob("meeting*".to_owned()))];
        })
    };
    hold(vec![
        twin(
            "there is a grant, or none",
            granted(),
            |world, _| person(world, ALICE).grants.clear(),
            "missing_permission",
        ),
        twin("it ends in a second, or in this one", granted(), |_, asked| asked.now = NOW + 1, "missing_permission"),
        twin(
            "it is one's own, or somebody else's",
            granted(),
            |world, _| {
                let moved = std::mem::take(&mut person(world, ALICE).grants);
                person(world, ADMIN).grants = moved;
            },
            "missing_permission",
        ),
        twin(
            "it is for this permission, or another",
            granted(),
            |world, _| the_grant(world).permission = code("tasks:create"),
            "missing_permission",
        ),
        twin("it is for this conversation, or another", here(), |_, a| a.conversation = Some(6), "missing_permission"),
        twin("it is for a conversation, or there is none", here(), |_, a| a.conversation = None, "missing_permission"),
        twin("it is for this call, or another", once(), |_, a| a.repeats = Some(CallId(8)), "missing_permission"),
        twin("it is for one call, or this is a new one", once(), |_, a| a.repeats = None, "missing_permission"),
        twin(
            "its condition is met, or not",
            meetings(),
            |_, asked| asked.values["title"] = "Lunch".into(),
            "missing_permission",
        ),
        twin(
            "its condition can be answered, or the tool takes no such argument",
            meetings(),
            |_, asked| {
                asked.tool.as_mut().unwrap().takes.clear();
            },
            "missing_permission",
        ),
    ]);
}

#[test]
fn a_grant_under_a_condition_is_listed_and_one_for_elsewhere_is_not() {
    let listed = |change: fn(&mut assent_policy::PersonalGrant)| {
        let case = granted().with(|world, asked| {
            change(the_grant(world));
            asked.arguments = ArgumentState::Any;
        });
        case.level()
    };
    let never = when(argument("title"), Test::Is("no such title".into()));
    assert_eq!(never.field.name(), "title");
    assert_eq!(listed(|grant| grant.when = vec![when(argument("title"), Test::Is("Lunch".into()))]), Level::Allow);
    assert_eq!(listed(|grant| grant.conversation = Some(5)), Level::Deny);
    assert_eq!(listed(|grant| grant.call = Some(CallId(5))), Level::Deny);
    assert_eq!(listed(|grant| grant.expires_at = Some(NOW)), Level::Deny);
}

#[test]
fn the_person_the_tool_and_its_arguments_are_what_they_should_be() {
    let used_up = |reason: fn(String, i64) -> Reason| Some(reason("runs".to_owned(), 40));
    hold(vec![
        twin(
            "the person is enabled, or disabled",
            alice_creates(),
            |world, _| person(world, ALICE).enabled = false,
            "person_disabled",
        ),
        twin("the person is there, or gone", alice_creates(), |world, _| *world = without_people(), "person_disabled"),
        twin("the tool exists, or not", alice_creates(), |_, asked| asked.tool = None, "unknown_tool"),
        twin(
            "the permission exists, or not, though a role names it",
            alice_creates(),
            |world, _| {
                world.permissions.remove(&code("notes:create"));
            },
            "unknown_permission",
        ),
        twin(
            "what it needs for others exists, or not",
            alice_creates(),
            |_, asked| {
                asked.tool.as_mut().unwrap().needs_for_others = Some(vec![code("notes:shout.for_others")]);
            },
            "unknown_permission",
        ),
        twin(
            "the object is one's own, or not there",
            alice_creates(),
            |_, asked| asked.arguments = ArgumentState::NotFound { what: "note" },
            "not_found",
        ),
        twin(
            "the arguments are what the tool takes, or not",
            alice_creates(),
            |_, asked| asked.arguments = ArgumentState::Invalid { message: "The title is empty.".to_owned() },
            "invalid_arguments",
        ),
        twin(
            "the thing itself has nothing against it, or has",
            alice_creates(),
            |_, asked| asked.arguments = ArgumentState::Refused { reason: Reason::OwnRequest },
            "own_request",
        ),
        twin(
            "there is some of the rate left, or none",
            alice_creates(),
            |_, asked| asked.used_up = used_up(|what, retry_after| Reason::RateLimited { what, retry_after }),
            "rate_limited",
        ),
        twin(
            "there is some of the budget left, or none",
            alice_creates(),
            |_, asked| asked.used_up = used_up(|what, retry_after| Reason::BudgetExceeded { what, retry_after }),
            "budget_exceeded",
        ),
    ]);
}

#[test]
fn a_tool_is_listed_though_a_limit_is_used_up() {
    let case = alice_creates().with(|_, asked| {
        asked.used_up = Some(Reason::RateLimited { what: "calls".to_owned(), retry_after: 9 });
        asked.arguments = ArgumentState::Any;
    });
    assert_eq!(case.level(), Level::Allow);
}

#[test]
fn whoever_is_signed_in_may_use_a_tool_that_needs_no_permission_and_a_disabled_person_may_not() {
    let signed_in = Case::of(ALICE, Channel::Mcp, "notes:list").with_tool(|tool| tool.needs.clear());
    assert_eq!(signed_in.codes(), ["signed_in"]);
    hold(vec![twin(
        "signed in, or disabled",
        signed_in,
        |world, _| person(world, ALICE).enabled = false,
        "person_disabled",
    )]);
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

#[test]
fn who_is_who_is_found_by_e_mail_whatever_its_case() {
    assert_eq!(office().person_by_email(" Bob@Example.COM "), Some(BOB));
    assert_eq!(office().person_by_email("bob@example.org"), None);
}
