//! What is filed as a request, and what is not.

use assent_gate::{CallState, Notice};
use assent_policy::{Channel, DenialCode};
use assent_testkit::World;
use serde_json::json;

use super::{DAY, HOUR, MOMENT, ask, asked, bob_approves, click, decide, done, mine, tie, told};
use crate::common::{approve, denied, held};

#[tokio::test]
async fn what_nobody_could_decide_is_not_filed() {
    let world = World::demo().await;
    world.change_access("UPDATE people SET enabled = FALSE WHERE id = 3").await;
    assert_eq!(denied(&ask(&world, world.alice(), "tasks:create").await), DenialCode::NoDecider);
    bob_approves(&world).await;
    tie(&world, 2, 1).await;
    assert_eq!(denied(&ask(&world, world.alice(), "tasks:create").await), DenialCode::DeciderNotIndependent);
    world.change_access("DELETE FROM account_changes").await;
    asked(&world, world.alice(), "tasks:create").await;
}

#[tokio::test]
async fn the_same_request_is_one_request_as_long_as_it_waits() {
    let world = World::demo().await;
    let id = asked(&world, world.alice(), "tasks:create").await;
    let again = done(ask(&world, world.alice(), "tasks:create").await);
    assert_eq!((again["id"].as_i64().unwrap(), &again["merged"]), (id, &json!(true)));
    assert_eq!(told(&world, world.admin()).await, [Notice::RequestCreated], "asked about once");
    let arguments = json!({ "request_kind": "permission", "permission": "tasks:create", "duration": "8h" });
    let longer = done(click(&world, world.alice(), "permission_requests_create", arguments).await);
    assert_ne!(longer["id"], json!(id), "another duration is another request");
    world.clock().advance(7 * DAY);
    assert_ne!(asked(&world, world.alice(), "tasks:create").await, id, "and so is one after it expired");
}

#[tokio::test]
async fn a_right_one_has_is_answered_and_not_filed() {
    let world = World::demo().await;
    let held = done(ask(&world, world.alice(), "notes:create").await);
    assert_eq!(held["already_held"], true);
    assert_eq!(held["sources"][0]["name"], "basic");
    let said = json!({ "request_kind": "permission", "permission": "notes:create" });
    let said = world.call(world.alice(), Channel::Chat, "permission_requests_create", said).await;
    assert_eq!(said.state, CallState::Succeeded, "there is nothing to confirm");
    assert_eq!(world.outsider().await.column("SELECT count(*) FROM requests").await, ["0"]);
}

#[tokio::test]
async fn what_a_rule_forbids_can_not_be_asked_for() {
    let world = World::demo().await;
    world
        .change_access(
            "INSERT INTO rules (person_id, permission, conditions, level, reason, created_by, created_at) \
             VALUES (1, 'tasks:create', '[]', 'deny', 'Alice keeps no tasks', 3, 1)",
        )
        .await;
    let refused = ask(&world, world.alice(), "tasks:create").await;
    assert_eq!(denied(&refused), DenialCode::ForbiddenByRule);
    assert!(refused.denial.unwrap().explanation.contains("Alice keeps no tasks"));
    asked(&world, world.alice(), "tasks:list").await;
}

#[tokio::test]
async fn twenty_requests_may_wait_and_no_more() {
    let world = World::demo().await;
    let nth = |n: i64| {
        let duration = format!("{n}m");
        json!({ "request_kind": "permission", "permission": "tasks:create", "duration": duration })
    };
    let mut first = 0;
    for n in 1..=20 {
        let filed = done(click(&world, world.alice(), "permission_requests_create", nth(n)).await);
        first = if n == 1 { filed["id"].as_i64().unwrap() } else { first };
    }
    let refused = click(&world, world.alice(), "permission_requests_create", nth(21)).await;
    assert_eq!(denied(&refused), DenialCode::RateLimited);
    assert!(refused.denial.unwrap().explanation.contains("Try again in 168 hours"));
    done(click(&world, world.alice(), "permission_requests_create", nth(20)).await);
    done(click(&world, world.alice(), "permission_requests_withdraw", json!({ "request_id": first })).await);
    done(click(&world, world.alice(), "permission_requests_create", nth(21)).await);
}

#[tokio::test]
async fn a_limit_on_requests_is_kept_and_says_when_to_try_again() {
    let world = World::demo().await;
    world.change_access("INSERT INTO limits (kind, amount, window_seconds) VALUES ('requests', 1, 3600)").await;
    let id = asked(&world, world.alice(), "tasks:create").await;
    assert_eq!(asked(&world, world.alice(), "tasks:create").await, id, "a merged one counts for nothing");
    let refused = ask(&world, world.alice(), "tasks:list").await;
    assert_eq!(denied(&refused), DenialCode::RateLimited);
    assert!(refused.denial.unwrap().explanation.contains("Try again in 60 minutes"));
    world.clock().advance(HOUR);
    asked(&world, world.alice(), "tasks:list").await;
}

#[tokio::test]
async fn after_a_no_the_same_thing_rests_for_an_hour_and_others_do_not() {
    let world = World::demo().await;
    let id = asked(&world, world.alice(), "tasks:create").await;
    done(decide(&world, world.admin(), id, "reject").await);
    let arguments = json!({ "request_kind": "permission", "permission": "tasks:create", "duration": "5m" });
    let other_words = click(&world, world.alice(), "permission_requests_create", arguments).await;
    assert_eq!(denied(&other_words), DenialCode::RateLimited, "for whatever time it is asked");
    asked(&world, world.alice(), "tasks:list").await;
    world.clock().advance(HOUR - MOMENT);
    assert_eq!(denied(&ask(&world, world.alice(), "tasks:create").await), DenialCode::RateLimited);
    world.clock().advance(MOMENT);
    asked(&world, world.alice(), "tasks:create").await;
}

#[tokio::test]
async fn what_an_agent_asks_for_its_person_confirms_and_it_is_marked() {
    let world = World::demo().await;
    let arguments = json!({ "request_kind": "permission", "permission": "tasks:create", "note": "I need this" });
    for channel in [Channel::Chat, Channel::Voice, Channel::Mcp] {
        let call = world.call(world.alice(), channel, "permission_requests_create", arguments.clone()).await;
        assert!(call.is_waiting(), "{channel}");
        assert!(call.plan.as_ref().unwrap().summary.contains("You would ask to create tasks"), "{channel}");
    }
    let call = held(&world, world.alice(), "permission_requests_create", arguments).await;
    assert!(mine(&world, world.alice()).await.is_empty(), "nothing is filed before she says so");
    let filed = done(approve(&world, world.alice(), &call).await);
    assert_eq!(filed["by_agent"], true);
    let listed = done(click(&world, world.admin(), "approvals_requests_list", json!({})).await);
    assert_eq!(listed["items"][0]["by_agent"], true);
}

#[tokio::test]
async fn wrong_arguments_are_one_clear_denial() {
    let world = World::demo().await;
    let id = asked(&world, world.alice(), "tasks:create").await;
    for (tool, arguments) in [
        ("permission_requests_create", json!({ "request_kind": "permission", "permission": "tasks:creaté" })),
        ("permission_requests_create", json!({ "request_kind": "permission", "permission": "tasks:fly" })),
        ("permission_requests_create", json!({ "request_kind": "role", "permission": "tasks:create" })),
        ("permission_requests_create", json!({ "permission": "tasks:create" })),
        (
            "permission_requests_create",
            json!({ "request_kind": "permission", "permission": "tasks:create", "target_user": "bob@example.com" }),
        ),
        (
            "permission_requests_create",
            json!({ "request_kind": "permission", "permission": "tasks:create", "duration": "this call" }),
        ),
        (
            "permission_requests_create",
            json!({ "request_kind": "permission", "permission": "tasks:create", "duration": "this conversation" }),
        ),
        (
            "permission_requests_create",
            json!({ "request_kind": "permission", "permission": "tasks:create", "duration": "2020-01-01" }),
        ),
        (
            "permission_requests_create",
            json!({ "request_kind": "permission", "permission": "tasks:create", "note": "bell \u{7}" }),
        ),
        ("approvals_request_decide", json!({ "request_id": id, "decision": true })),
        ("approvals_request_decide", json!({ "request_id": id, "decision": "Approve" })),
        ("approvals_request_decide", json!({ "request_id": id.to_string(), "decision": "approve" })),
        ("approvals_request_decide", json!({ "request_id": id, "decision": "approve", "decider": 3 })),
        ("approvals_request_decide", json!({ "request_id": id, "decision": "reject", "duration": "1h" })),
        ("delegations_mine", json!({ "include_revoked": "false" })),
        ("permission_requests_mine", json!({ "status": "open" })),
        ("approvals_requests_list", json!({ "limit": 0 })),
    ] {
        let refused = click(&world, world.admin(), tool, arguments.clone()).await;
        let refused = if tool == "permission_requests_create" {
            click(&world, world.alice(), tool, arguments.clone()).await
        } else {
            refused
        };
        assert_eq!(denied(&refused), DenialCode::InvalidArguments, "{tool} {arguments}");
    }
    assert_eq!(mine(&world, world.alice()).await, [(id, "pending".to_owned())]);
}

#[tokio::test]
async fn whoever_may_not_ask_files_nothing() {
    let world = World::demo().await;
    world.change_access("DELETE FROM role_grants WHERE permission = 'permissions:request' AND role_id = 1").await;
    assert_eq!(denied(&ask(&world, world.alice(), "tasks:create").await), DenialCode::MissingPermission);
    asked(&world, world.bob(), "agent:trace:view_all").await;
}
