//! What narrows a person's authority for a while: scopes of a token, bounds of
//! a conversation or client, pause.

use assent_policy::{ArgumentState, Asks, Bounds, Channel, Decision, Effect, Level, PersonId, Reason};

use crate::world::{ADMIN, ALICE, BOB, Case, code, hold, person, twin};

fn scoped(case: Case, scopes: &[&str]) -> Case {
    let scopes = scopes.iter().map(|scope| code(scope)).collect();
    case.with(|_, asked| asked.scopes = Some(scopes))
}

fn bounded(case: Case, bounds: Bounds) -> Case {
    case.with(|_, asked| asked.bounds = bounds)
}

fn tools(names: &[&str]) -> Bounds {
    Bounds { tools: Some(names.iter().map(|name| (*name).to_owned()).collect()), ..Bounds::default() }
}

#[test]
fn a_token_gives_what_its_scopes_say_and_never_more_than_the_person_has() {
    let reads = || Case::of(ALICE, Channel::Mcp, "notes:list");
    hold(vec![
        twin(
            "the scope is there, or another",
            scoped(reads(), &["notes:list"]),
            |_, asked| asked.scopes = Some([code("notes:create")].into()),
            "out_of_scope",
        ),
        twin(
            "there are no scopes to heed, or none at all",
            reads(),
            |_, asked| asked.scopes = Some([].into()),
            "out_of_scope",
        ),
        twin(
            "scopes for both accounts, or only for one's own",
            scoped(Case::for_alice(Channel::Ui), &["tasks:create", "tasks:create.for_others"]),
            |_, asked| asked.scopes = Some([code("tasks:create")].into()),
            "out_of_scope",
        ),
        twin(
            "a scope of what one has, or of what one has not",
            scoped(Case::of(BOB, Channel::Mcp, "tasks:list"), &["tasks:list"]),
            |_, asked| asked.subject.person = ALICE,
            "missing_permission",
        ),
    ]);
    let both = scoped(Case::for_alice(Channel::Ui), &[]).decide();
    assert_eq!(both.missing(), [code("tasks:create"), code("tasks:create.for_others")], "all that is lacking is named");
}

#[test]
fn a_conversation_is_held_to_its_tools_and_to_reading() {
    let creates = || Case::of(ALICE, Channel::Chat, "notes:create");
    let read_only = || Bounds { read_only: true, ..Bounds::default() };
    let reads = || bounded(creates(), read_only()).with_tool(|tool| tool.effect = Effect::Reads);
    hold(vec![
        twin(
            "one of its tools, or not",
            bounded(creates(), tools(&["notes_list", "notes_create"])),
            |_, asked| asked.bounds = tools(&["notes_list"]),
            "out_of_bounds",
        ),
        twin("it may write, or only read", creates(), |_, asked| asked.bounds = read_only(), "out_of_bounds"),
        twin(
            "it reads, or writes",
            reads(),
            |_, asked| asked.tool.as_mut().unwrap().effect = Effect::Writes,
            "out_of_bounds",
        ),
    ]);
    let why = |case: Case| case.decide().reasons.remove(0);
    assert_eq!(why(bounded(creates(), tools(&[]))), Reason::OutOfBounds { read_only: false });
    assert_eq!(why(bounded(creates(), read_only())), Reason::OutOfBounds { read_only: true });
}

#[test]
fn a_dry_run_asks_before_every_write_and_reads_at_once() {
    let dry = |case: Case| bounded(case, Bounds { dry_run: true, ..Bounds::default() });
    let is = |case: Case| -> (Level, bool) {
        let decision: Decision = case.decide();
        (decision.level, decision.is_dry_run())
    };
    let creates = || dry(Case::of(ALICE, Channel::Chat, "notes:create"));
    assert_eq!(is(creates()), (Level::Confirm, true));
    assert_eq!(is(creates().with(|_, asked| asked.bounds.dry_run = false)), (Level::Allow, false));
    assert_eq!(is(creates().with_tool(|tool| tool.effect = Effect::Reads)), (Level::Allow, false));
    assert_eq!(is(dry(Case::of(BOB, Channel::Ui, "tasks:delete"))), (Level::Approve, true), "it asks no less");
    assert_eq!(is(dry(Case::of(ALICE, Channel::Chat, "tasks:create"))), (Level::Deny, false), "it gives nothing");
    let never = dry(Case::of(ADMIN, Channel::Chat, "access:manage"));
    assert_eq!(is(never), (Level::Deny, false), "what never runs is no dry run");
    for asks in [Asks::Nothing, Asks::TakesAway] {
        let withdraws = creates().with_tool(|tool| tool.asks = asks);
        assert_eq!(is(withdraws), (Level::Allow, false), "what is never held is not held by it: {asks:?}");
    }
}

#[test]
fn pause_stops_what_agents_write_and_nothing_else() {
    type Pause = fn(&mut assent_policy::Snapshot);
    let pauses: [(Pause, bool); 2] =
        [(|world| world.everyone_paused = true, true), (|world| person(world, ALICE).paused = true, false)];
    for (pause, everyone) in pauses {
        for channel in Channel::ALL {
            for effect in Effect::ALL {
                let case = Case::of(ALICE, *channel, "notes:create").with_tool(|tool| tool.effect = *effect);
                assert_eq!(case.level(), Level::Allow, "{effect} by {channel}, not paused");
                let paused = case.with(|world, _| pause(world)).decide();
                let agent = matches!(channel, Channel::Chat | Channel::Voice | Channel::Mcp);
                if agent && *effect == Effect::Writes {
                    assert_eq!(paused.reasons, [Reason::Paused { everyone }], "{effect} by {channel}");
                } else {
                    assert_eq!(paused.level, Level::Allow, "{effect} by {channel}");
                }
            }
        }
    }
}

#[test]
fn everyones_pause_is_named_before_ones_own_and_ones_own_stops_nobody_else() {
    let paused = |who: PersonId, everyone: bool| {
        Case::of(who, Channel::Chat, "notes:create").with(|world, _| {
            person(world, ALICE).paused = true;
            world.everyone_paused = everyone;
        })
    };
    assert_eq!(paused(ALICE, true).decide().reasons, [Reason::Paused { everyone: true }]);
    assert_eq!(paused(ALICE, false).decide().reasons, [Reason::Paused { everyone: false }]);
    assert_eq!(paused(BOB, false).level(), Level::Allow);
}

#[test]
fn a_paused_agent_still_sees_its_tools() {
    let listed = Case::of(ALICE, Channel::Chat, "notes:create").with(|world, asked| {
        world.everyone_paused = true;
        asked.arguments = ArgumentState::Any;
    });
    assert_eq!(listed.level(), Level::Allow);
}
