//! What is not taken from a terminal somebody left signed in.

use std::time::Duration;

use assent_gate::{CallRequest, GateError, Session, TERMINAL};
use assent_policy::Channel;
use assent_testkit::World;
use serde_json::{Value, json};

use crate::common::{about, answer, held, hold, note, titles};

const QUARTER: Duration = Duration::from_secs(15 * 60);
const ALICE: (&str, &str) = ("alice@example.com", "password");
const ADMIN: (&str, &str) = ("admin@example.com", "admin");

async fn signed_in(world: &World, (email, password): (&str, &str), client: &str) -> Session {
    world.gate().sign_in(email, password, client).await.unwrap().0
}

/// What the audit keeps of what a terminal was not allowed.
async fn turned_away(world: &World) -> Vec<Value> {
    world.audit().await.iter().filter(|event| event.kind == "terminal.refused").map(about).collect()
}

#[tokio::test]
async fn a_verdict_wants_a_password_given_within_a_quarter_of_an_hour() {
    let world = World::demo().await;
    let (terminal, window) = (signed_in(&world, ALICE, TERMINAL).await, signed_in(&world, ALICE, "window").await);
    let id = note(&world, world.alice(), "Groceries").await;
    let call = held(&world, world.alice(), "notes_delete", json!({ "note_id": id })).await;
    world.clock().advance(QUARTER + Duration::from_millis(1));
    for yes in [true, false] {
        let refused = answer(world.gate(), &terminal, &call, yes).await.unwrap_err();
        assert!(matches!(refused, GateError::PasswordNeeded), "{refused}");
    }
    let edit = world.gate().edit_hold(&terminal, hold(&call).id, &hold(&call).digest, json!({ "note_id": 99 })).await;
    assert!(matches!(edit.unwrap_err(), GateError::PasswordNeeded));
    assert_eq!(turned_away(&world).await, vec![json!({ "hold": hold(&call).id, "code": "PASSWORD_NEEDED" }); 3]);
    assert_eq!(titles(&world, world.alice()).await, ["Groceries"]);

    let other = held(&world, world.alice(), "notes_update", json!({ "note_id": id, "title": "Shopping" })).await;
    answer(world.gate(), &window, &other, true).await.unwrap();
    let terminal = world.gate().authenticate_again(&terminal, "password").await.unwrap();
    world.clock().advance(QUARTER);
    let last = held(&world, world.alice(), "notes_delete", json!({ "note_id": id })).await;
    // To the millisecond it is lately enough.
    answer(world.gate(), &terminal, &last, true).await.unwrap();
    assert!(titles(&world, world.alice()).await.is_empty());
}

#[tokio::test]
async fn deciding_a_request_and_lending_want_one_too_and_everyday_calls_do_not() {
    let world = World::demo().await;
    let ask = json!({ "request_kind": "permission", "permission": "tasks:create" });
    world.call(world.alice(), Channel::Ui, "permission_requests_create", ask).await;
    let (admin, alice) = (signed_in(&world, ADMIN, TERMINAL).await, signed_in(&world, ALICE, TERMINAL).await);
    let decide = json!({ "request_id": 1, "decision": "approve" });
    let lend = json!({ "delegate": "bob@example.com", "permission": "tasks:create.for_others" });
    world.clock().advance(QUARTER + Duration::from_millis(1));
    let resume = json!({ "everyone": true });
    for (session, tool, arguments) in [
        (&admin, "approvals_request_decide", &decide),
        (&alice, "delegations_create", &lend),
        (&admin, "agents_resume", &resume),
    ] {
        let request = CallRequest::new(session, Channel::Cli, tool, arguments.clone());
        let refused = world.gate().call(request).await.unwrap_err();
        assert!(matches!(refused, GateError::PasswordNeeded), "{tool}: {refused}");
        assert_eq!(
            turned_away(&world).await.last(),
            Some(&json!({ "tool": tool, "arguments": arguments, "code": "PASSWORD_NEEDED" }))
        );
    }
    let calls = world.outsider().await.column("SELECT tool FROM calls").await;
    assert_eq!(calls, ["permission_requests_create"], "nothing was begun");
    let pause = world.call(&admin, Channel::Cli, "agents_pause", resume.clone()).await;
    assert!(pause.result.is_some(), "what takes something away is never kept waiting");
    let mine = world.call(&alice, Channel::Cli, "agents_resume", json!({})).await;
    assert!(mine.result.is_some(), "one's own agents are an everyday matter");
    let everyday = json!({ "title": "Groceries", "content": "" });
    assert!(world.call(&alice, Channel::Cli, "notes_create", everyday).await.result.is_some());
    let denied = world.call(&alice, Channel::Cli, "access_grants_list", json!({})).await;
    assert!(denied.denial.is_some(), "who may not is told that, and not asked for a password");

    let admin = world.gate().authenticate_again(&admin, "admin").await.unwrap();
    assert!(world.call(&admin, Channel::Cli, "approvals_request_decide", decide).await.result.is_some());
    assert!(world.call(&admin, Channel::Cli, "agents_resume", resume).await.result.is_some());
    let alice = world.gate().authenticate_again(&alice, "password").await.unwrap();
    assert!(world.call(&alice, Channel::Cli, "delegations_create", lend).await.result.is_some());
}

#[tokio::test]
async fn a_password_is_asked_for_at_a_terminal_on_its_own_way_and_for_what_would_run_now() {
    let world = World::demo().await;
    let lend = |permission| json!({ "delegate": "bob@example.com", "permission": permission });
    let (terminal, window) = (signed_in(&world, ALICE, TERMINAL).await, signed_in(&world, ALICE, "window").await);
    let admin = signed_in(&world, ADMIN, TERMINAL).await;
    world.clock().advance(QUARTER + Duration::from_millis(1));
    let call = async |session: &Session, channel, tool, arguments| {
        world.gate().call(CallRequest::new(session, channel, tool, arguments)).await
    };
    let notes = lend("notes:create.for_others");
    let refused = call(&terminal, Channel::Cli, "delegations_create", notes.clone()).await;
    assert!(matches!(refused, Err(GateError::PasswordNeeded)));
    let clicked = call(&terminal, Channel::Ui, "delegations_create", notes).await.unwrap();
    assert!(clicked.result.is_some(), "a click in a window is none at a terminal: {:?}", clicked.denial);
    let other = call(&window, Channel::Cli, "delegations_create", lend("tasks:create.for_others")).await.unwrap();
    assert!(other.result.is_some(), "nor is a session of a window one: {:?}", other.denial);
    let waits = call(&admin, Channel::Cli, "access_roles_create", json!({ "name": "helpers" })).await.unwrap();
    assert!(waits.is_waiting(), "what waits asks for the password with its verdict: {:?}", waits.denial);
    assert!(matches!(answer(world.gate(), &admin, &waits, true).await, Err(GateError::PasswordNeeded)));
}
