//! Administration: each change by own click, confirmed, on record with before
//! and after; and what no change may do.

use assent_gate::{CallRecord, CallState, Session};
use assent_policy::{Channel, DenialCode, Level};
use assent_testkit::World;
use serde_json::{Value, json};

use crate::common::{approve, denied, hold, kinds};

#[path = "access/accounts.rs"]
mod accounts;
#[path = "access/guards.rs"]
mod guards;
#[path = "access/pauses.rs"]
mod pauses;
#[path = "access/rules.rs"]
mod rules;

const ALICE: &str = "alice@example.com";
const BOB: &str = "bob@example.com";
const ADMIN: &str = "admin@example.com";

/// The admin asks for a change in the window.
async fn asks(world: &World, tool: &str, arguments: Value) -> CallRecord {
    world.call(world.admin(), Channel::Ui, tool, arguments).await
}

/// The admin makes a change and confirms it; what it gave.
async fn manages(world: &World, tool: &str, arguments: Value) -> Value {
    let held = asks(world, tool, arguments).await;
    assert!(held.is_waiting(), "{tool}: {held:?}");
    assert_eq!(hold(&held).level, Level::Confirm, "{tool}");
    let done = approve(world, world.admin(), &held).await;
    assert_eq!(done.state, CallState::Succeeded, "{tool}: {done:?}");
    done.result.unwrap()
}

async fn listed(world: &World, tool: &str) -> Vec<Value> {
    let given = asks(world, tool, json!({})).await;
    assert_eq!(given.state, CallState::Succeeded, "{tool}: a list is never held: {given:?}");
    given.result.unwrap()["items"].as_array().unwrap().clone()
}

/// Whether somebody may create a task.
async fn may_create_tasks(world: &World, who: &Session) -> bool {
    let made = world.call(who, Channel::Ui, "tasks_create", json!({ "title": "Order chairs" })).await;
    made.state == CallState::Succeeded
}

fn body(event: &assent_gate::AuditEvent) -> Value {
    serde_json::from_str(&event.body).unwrap()
}

#[tokio::test]
async fn a_change_is_confirmed_by_who_makes_it_and_counts_from_the_next_call() {
    let world = World::demo().await;
    assert!(!may_create_tasks(&world, world.alice()).await);
    let held = asks(&world, "access_people_roles", json!({ "person": "Alice@Example.com", "roles": ["pro"] })).await;
    let plan = held.plan.as_ref().unwrap();
    assert_eq!(plan.changes[0].before.as_deref(), Some("basic"));
    assert_eq!(plan.changes[0].after.as_deref(), Some("pro"));
    assert_eq!(plan.undo_days, None);
    assert!(!may_create_tasks(&world, world.alice()).await, "nothing happened yet");
    let done = approve(&world, world.admin(), &held).await;
    assert_eq!(done.state, CallState::Succeeded, "{done:?}");
    assert!(may_create_tasks(&world, world.alice()).await);

    let events = world.events_of(&held).await;
    assert_eq!(kinds(&events), ["call.held", "hold.approved", "call.succeeded"]);
    let change = &body(&events[2])["about"]["change"];
    assert_eq!(change["before"], json!({ "id": world.alice().person(), "roles": ["basic"] }));
    assert_eq!(change["after"], json!({ "id": world.alice().person(), "roles": ["pro"] }));
}

#[tokio::test]
async fn who_does_not_manage_access_changes_and_reads_nothing_of_it() {
    let world = World::demo().await;
    let tools: Vec<_> = world.gate().tools().iter().map(|tool| tool.spec().name).collect();
    for tool in tools.into_iter().filter(|name| name.starts_with("access_")) {
        let call = world.call(world.bob(), Channel::Ui, tool, json!({ "person": ALICE })).await;
        assert_eq!(denied(&call), DenialCode::MissingPermission, "{tool}");
    }
}

#[tokio::test]
async fn no_agent_and_no_client_manages_access_for_the_admin_nor_sees_that_one_could() {
    let world = World::demo().await;
    for channel in [Channel::Chat, Channel::Voice, Channel::Mcp] {
        for (tool, decision) in world.gate().look_at_tools(world.admin(), channel).await.unwrap() {
            let manages = tool.spec().name.starts_with("access_");
            assert!(!manages || decision.level == Level::Deny, "{} is listed for {channel}", tool.spec().name);
        }
        let arguments = json!({ "person": ALICE, "roles": ["admin"] });
        let call = world.call(world.admin(), channel, "access_people_roles", arguments).await;
        assert_eq!(denied(&call), DenialCode::ForbiddenByRule, "{channel}");
        let read = world.call(world.admin(), channel, "access_people_list", json!({})).await;
        assert_eq!(denied(&read), DenialCode::ForbiddenByRule, "{channel}");
    }
    for channel in [Channel::Ui, Channel::Cli] {
        let shown = world.gate().look_at_tools(world.admin(), channel).await.unwrap();
        assert!(shown.iter().any(|(tool, d)| tool.spec().name == "access_people_roles" && d.level < Level::Deny));
    }
}

#[tokio::test]
async fn what_names_nothing_that_exists_is_told_and_not_asked_about() {
    let world = World::demo().await;
    for (tool, arguments, said) in [
        ("access_people_roles", json!({ "person": "carol@example.com", "roles": [] }), "carol@example.com"),
        ("access_people_roles", json!({ "person": BOB, "roles": ["boss"] }), "boss"),
        ("access_people_roles", json!({ "person": BOB, "roles": "pro" }), "sequence"),
        ("access_people_enable", json!({ "person": BOB }), "enabled already"),
        ("access_roles_create", json!({ "name": "Pro" }), "already"),
        ("access_roles_create", json!({ "name": "pr\u{202e}o" }), "hide or reorder"),
        ("access_roles_delete", json!({ "role": "pro" }), "1 people"),
        ("access_roles_set", json!({ "role": "pro", "permission": "notes:burn", "given": true }), "notes:burn"),
        ("access_roles_set", json!({ "role": "pro", "permission": "notes:list", "given": "false" }), "boolean"),
        ("access_policies_set", json!({ "permission": "notes:list", "ask_policy": "ask" }), "ask"),
        ("access_grants_add", json!({ "person": BOB, "permission": "notes:burn", "reason": "x" }), "notes:burn"),
        ("access_grants_add", json!({ "person": BOB, "permission": "notes:list", "reason": " " }), "reason"),
        (
            "access_grants_add",
            json!({ "person": BOB, "permission": "notes:list", "reason": "x", "until": "2020-01-01" }),
            "future",
        ),
        (
            "access_grants_add",
            json!({ "person": BOB, "permission": "notes:list", "reason": "x", "until": "soon" }),
            "15m",
        ),
        ("access_limits_set", json!({ "kind": "calls", "amount": -1 }), "below 0"),
        ("access_limits_set", json!({ "kind": "wishes", "amount": 1 }), "wishes"),
        ("access_limits_set", json!({ "kind": "calls", "amount": 1, "window_seconds": 0 }), "window"),
    ] {
        let call = asks(&world, tool, arguments.clone()).await;
        assert_eq!(denied(&call), DenialCode::InvalidArguments, "{tool} {arguments}");
        let told = call.denial.unwrap().explanation;
        assert!(told.contains(said), "{tool} {arguments}: {told}");
    }
    for (tool, arguments) in
        [("access_grants_revoke", json!({ "grant_id": 99 })), ("access_rules_remove", json!({ "rule_id": 99 }))]
    {
        assert_eq!(denied(&asks(&world, tool, arguments).await), DenialCode::NotFound, "{tool}");
    }
}

#[tokio::test]
async fn a_role_that_came_to_mean_another_between_asking_and_the_yes_is_not_given() {
    let world = World::demo().await;
    manages(&world, "access_roles_create", json!({ "name": "helpers" })).await;
    let held = asks(&world, "access_people_roles", json!({ "person": ALICE, "roles": ["helpers"] })).await;
    manages(&world, "access_roles_delete", json!({ "role": "helpers" })).await;
    manages(&world, "access_roles_create", json!({ "name": "other" })).await;
    manages(&world, "access_roles_create", json!({ "name": "helpers" })).await;
    let done = approve(&world, world.admin(), &held).await;
    assert_eq!(denied(&done), DenialCode::ChangedSince);
    let people = listed(&world, "access_people_list").await;
    assert_eq!(people[0]["roles"], json!(["basic"]));
}

#[tokio::test]
async fn a_role_gives_what_it_is_told_to_and_asks_what_it_is_told_to() {
    let world = World::demo().await;
    manages(&world, "access_roles_create", json!({ "name": "helpers" })).await;
    let set = |given: bool| json!({ "role": "helpers", "permission": "tasks:create", "given": given });
    manages(&world, "access_roles_set", set(true)).await;
    manages(&world, "access_people_roles", json!({ "person": ALICE, "roles": ["basic", "helpers"] })).await;
    assert!(may_create_tasks(&world, world.alice()).await);
    let mut confirm = set(true);
    confirm["ask_policy"] = json!("confirm");
    manages(&world, "access_roles_set", confirm).await;
    let chat = world.call(world.alice(), Channel::Chat, "tasks_create", json!({ "title": "Order chairs" })).await;
    assert!(chat.is_waiting(), "{chat:?}");
    manages(&world, "access_roles_set", set(false)).await;
    assert!(!may_create_tasks(&world, world.alice()).await);
    let roles = listed(&world, "access_roles_list").await;
    let helpers = roles.iter().find(|role| role["name"] == "helpers").unwrap();
    assert_eq!((&helpers["permissions"], &helpers["people"]), (&json!([]), &json!(1)));
}

#[tokio::test]
async fn a_grant_ends_when_it_says_or_when_it_is_taken_back() {
    let world = World::demo().await;
    let grant = json!({ "person": ALICE, "permission": "tasks:create", "until": "15m", "reason": "moves the office" });
    manages(&world, "access_grants_add", grant.clone()).await;
    assert!(may_create_tasks(&world, world.alice()).await);
    world.clock().advance(std::time::Duration::from_secs(15 * 60));
    assert!(!may_create_tasks(&world, world.alice()).await);
    assert!(listed(&world, "access_grants_list").await.is_empty(), "it has ended");

    let again = manages(&world, "access_grants_add", grant).await["id"].as_i64().unwrap();
    assert!(may_create_tasks(&world, world.alice()).await);
    let revoked = asks(&world, "access_grants_revoke", json!({ "grant_id": again })).await;
    assert_eq!(revoked.state, CallState::Succeeded, "taking back is never held: {revoked:?}");
    assert!(!may_create_tasks(&world, world.alice()).await);
    assert_eq!(denied(&asks(&world, "access_grants_revoke", json!({ "grant_id": again })).await), DenialCode::NotFound);
    let all = asks(&world, "access_grants_list", json!({ "include_ended": true })).await.result.unwrap();
    let states: Vec<_> = all["items"].as_array().unwrap().iter().map(|grant| grant["state"].clone()).collect();
    assert_eq!(states, ["expired", "revoked"]);
}

#[tokio::test]
async fn a_grant_may_be_for_some_arguments_alone() {
    let world = World::demo().await;
    let when = json!([{ "field": { "argument": "title" }, "test": { "glob": "Meeting*" } }]);
    let grant = json!({ "person": ALICE, "permission": "tasks:create", "reason": "plans meetings", "when": when });
    manages(&world, "access_grants_add", grant).await;
    assert!(!may_create_tasks(&world, world.alice()).await);
    let made = world.call(world.alice(), Channel::Ui, "tasks_create", json!({ "title": "Meeting at nine" })).await;
    assert_eq!(made.state, CallState::Succeeded);
}

#[tokio::test]
async fn a_policy_makes_everybody_ask_and_none_follows_the_risk_again() {
    let world = World::demo().await;
    let create = || world.call(world.alice(), Channel::Chat, "notes_create", json!({ "title": "a", "content": "" }));
    for (policy, waits) in [("confirm", true), ("none", false)] {
        let arguments = json!({ "permission": "notes:create", "ask_policy": policy });
        manages(&world, "access_policies_set", arguments).await;
        assert_eq!(create().await.is_waiting(), waits, "{policy}");
    }
    manages(&world, "access_policies_set", json!({ "permission": "notes:create", "ask_policy": "never" })).await;
    assert_eq!(denied(&create().await), DenialCode::ForbiddenByRule);
}

#[tokio::test]
async fn a_limit_is_for_one_person_or_everybody_and_can_be_taken_away() {
    let world = World::demo().await;
    let list = |who| world.call(who, Channel::Chat, "notes_list", json!({}));
    manages(&world, "access_limits_set", json!({ "kind": "calls", "person": ALICE, "amount": 1 })).await;
    assert_eq!(list(world.alice()).await.state, CallState::Succeeded);
    assert_eq!(denied(&list(world.alice()).await), DenialCode::RateLimited);
    for _ in 0..2 {
        assert_eq!(list(world.bob()).await.state, CallState::Succeeded, "Bob has no limit");
    }
    assert_eq!(listed(&world, "access_limits_list").await[0]["amount"], 1);
    manages(&world, "access_limits_set", json!({ "kind": "calls", "person": ALICE })).await;
    assert_eq!(list(world.alice()).await.state, CallState::Succeeded);
}

#[tokio::test]
async fn who_used_up_a_limit_is_told_when_the_next_window_begins() {
    let world = World::demo().await;
    let list = |channel| world.call(world.alice(), channel, "notes_list", json!({}));
    let limit = json!({ "kind": "calls", "person": ALICE, "amount": 1, "window_seconds": 3600 });
    manages(&world, "access_limits_set", limit).await;
    world.clock().advance(std::time::Duration::from_secs(600));
    assert_eq!(list(Channel::Ui).await.state, CallState::Succeeded, "one's own click is not counted");
    assert_eq!(list(Channel::Chat).await.state, CallState::Succeeded);
    let refused = list(Channel::Chat).await;
    assert_eq!(denied(&refused), DenialCode::RateLimited);
    let later = refused.decision.reasons.iter().find_map(|reason| match reason {
        assent_policy::Reason::RateLimited { retry_after, .. } => Some(*retry_after),
        _ => None,
    });
    assert_eq!(later, Some(3000), "the hour began at nine, and it is ten past");
    assert_eq!(list(Channel::Ui).await.state, CallState::Succeeded, "nor is it held back");
    world.clock().advance(std::time::Duration::from_secs(2999));
    assert_eq!(denied(&list(Channel::Chat).await), DenialCode::RateLimited);
    world.clock().advance(std::time::Duration::from_secs(1));
    assert_eq!(list(Channel::Chat).await.state, CallState::Succeeded);
}
