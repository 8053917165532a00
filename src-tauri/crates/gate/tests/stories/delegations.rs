//! Acting for others: what an owner lends, to whom, for how long, and how it ends.

use std::time::Duration;

use assent_gate::{CallRecord, CallState, HoldState, Notice, Session};
use assent_policy::DenialCode;
use assent_testkit::World;
use serde_json::{Value, json};

use crate::common::{about, approve, denied, held, hold};
use crate::requests::{click, decide, done, told};

const HOUR: Duration = Duration::from_secs(3600);
const MOMENT: Duration = Duration::from_secs(1);

/// A task for Alice, by Bob.
fn for_alice(title: &str) -> Value {
    json!({ "title": title, "target_user": "alice@example.com" })
}

async fn bob_adds(world: &World, title: &str) -> CallRecord {
    click(world, world.bob(), "tasks_create", for_alice(title)).await
}

async fn lend(world: &World, extra: Value) -> CallRecord {
    let mut arguments = json!({ "delegate": "bob@example.com", "permission": "tasks:create.for_others" });
    arguments.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    click(world, world.alice(), "delegations_create", arguments).await
}

async fn lent(world: &World, extra: Value) -> i64 {
    done(lend(world, extra).await)["id"].as_i64().unwrap()
}

async fn revoke(world: &World, who: &Session, id: i64) -> CallRecord {
    click(world, who, "delegations_revoke", json!({ "delegation_id": id })).await
}

async fn reschedule(world: &World, who: &Session, id: i64, end: &str) -> CallRecord {
    let arguments = json!({ "delegation_id": id, "expires_at": end });
    click(world, who, "delegations_update_expiration", arguments).await
}

async fn states(world: &World, who: &Session) -> Vec<String> {
    let listed = done(click(world, who, "delegations_mine", json!({ "include_revoked": true })).await);
    listed["items"].as_array().unwrap().iter().map(|item| item["state"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn bob_asks_alice_lends_and_the_task_is_hers() {
    let world = World::demo().await;
    let call = bob_adds(&world, "Call the landlord").await;
    assert_eq!(denied(&call), DenialCode::MissingDelegation);
    let action = call.denial.as_ref().unwrap().next_actions[0].clone();
    assert_eq!(action.action, "request_delegation");
    let filed = done(click(&world, world.bob(), "permission_requests_create", action.arguments).await);
    let id = filed["id"].as_i64().unwrap();
    assert_eq!(told(&world, world.alice()).await, [Notice::RequestCreated]);
    assert!(told(&world, world.admin()).await.is_empty(), "it is Alice's to decide, and nobody else's");

    for other in [world.admin(), world.bob()] {
        let refused = decide(&world, other, id, "approve").await;
        assert_eq!(refused.state, CallState::Denied, "{other:?}");
    }
    let decided = done(decide(&world, world.alice(), id, "approve").await);
    assert!(decided["delegation_id"].is_i64());
    let tasks = world.outsider().await.column("SELECT owner_id || ' ' || title FROM tasks").await;
    assert_eq!(tasks, ["1 Call the landlord"], "the call that was kept ran");
    let notices = told(&world, world.alice()).await;
    assert!(notices.contains(&Notice::AccountActed), "she is told of what is done on her account: {notices:?}");
    assert_eq!(denied(&bob_adds(&world, "Something else").await), DenialCode::MissingDelegation, "this call alone");
}

#[tokio::test]
async fn a_sentence_of_the_owner_is_confirmed_and_a_click_is_not() {
    let world = World::demo().await;
    let arguments = json!({
        "request_kind": "delegation", "permission": "tasks:create.for_others", "target_user": "Alice@Example.com",
        "duration": "1h",
    });
    let filed = done(click(&world, world.bob(), "permission_requests_create", arguments).await);
    let yes = json!({ "request_id": filed["id"], "decision": "approve" });
    let yes = held(&world, world.alice(), "approvals_request_decide", yes).await;
    assert!(yes.plan.as_ref().unwrap().summary.contains("Bob would be lent"), "{:?}", yes.plan);
    done(approve(&world, world.alice(), &yes).await);
    done(bob_adds(&world, "Call the landlord").await);
    let direct = json!({ "delegate": "admin@example.com", "permission": "tasks:create.for_others" });
    held(&world, world.alice(), "delegations_create", direct.clone()).await;
    done(click(&world, world.alice(), "delegations_create", direct).await);
}

#[tokio::test]
async fn each_thing_that_is_lacking_for_anothers_account_has_its_own_reason() {
    let world = World::demo().await;
    world.change_access("DELETE FROM role_grants WHERE role_id = 2 AND permission LIKE 'tasks:create%'").await;
    world.change_access("DELETE FROM role_grants WHERE role_id = 1 AND permission = 'tasks:receive'").await;
    let give = |sql: &'static str| world.change_access(sql);
    let lacks = |call: CallRecord| call.decision.reasons[0].clone();
    assert_eq!(lacks(bob_adds(&world, "x").await).code(), "missing_permission");
    give("INSERT INTO role_grants (role_id, permission) VALUES (2, 'tasks:create')").await;
    let call = bob_adds(&world, "x").await;
    assert_eq!(call.denial.unwrap().missing[0].to_string(), "tasks:create.for_others");
    give("INSERT INTO role_grants (role_id, permission) VALUES (2, 'tasks:create.for_others')").await;
    assert_eq!(denied(&bob_adds(&world, "x").await), DenialCode::MissingDelegation);
    lent(&world, json!({})).await;
    assert_eq!(denied(&bob_adds(&world, "x").await), DenialCode::TargetLacksAccess);
    give("INSERT INTO role_grants (role_id, permission) VALUES (1, 'tasks:receive')").await;
    done(bob_adds(&world, "x").await);
}

#[tokio::test]
async fn what_is_lent_gives_nothing_on_ones_own_account() {
    let world = World::demo().await;
    let lend = json!({ "delegate": "alice@example.com", "permission": "tasks:create.for_others" });
    done(click(&world, world.bob(), "delegations_create", lend).await);
    let grant =
        "INSERT INTO grants (person_id, permission, granted_by, reason, created_at) VALUES (1, '{}', 3, 'x', 1)";
    world.change_access(&grant.replace("{}", "tasks:create.for_others")).await;
    for arguments in [json!({ "title": "x" }), json!({ "title": "x", "target_user": "bob@example.com" })] {
        let call = click(&world, world.alice(), "tasks_create", arguments).await;
        assert_eq!(call.denial.unwrap().missing[0].to_string(), "tasks:create", "the base permission comes first");
    }
    world.change_access(&grant.replace("{}", "tasks:create")).await;
    let call =
        click(&world, world.alice(), "tasks_create", json!({ "title": "x", "target_user": "bob@example.com" })).await;
    done(call);
    assert_eq!(denied(&bob_adds(&world, "x").await), DenialCode::MissingDelegation, "nor the other way around");
}

#[tokio::test]
async fn nobody_lends_to_themselves_or_to_somebody_who_only_looks_like_somebody() {
    let world = World::demo().await;
    for (delegate, permission) in [
        ("alice@example.com", "tasks:create.for_others"),
        ("b\u{43e}b@example.com", "tasks:create.for_others"),
        ("bob@example.com\u{200b}", "tasks:create.for_others"),
        ("bob@example.com", "tasks:create"),
        ("bob@example.com", "tasks:create.for_all"),
    ] {
        let arguments = json!({ "delegate": delegate, "permission": permission });
        let refused = click(&world, world.alice(), "delegations_create", arguments).await;
        assert_eq!(denied(&refused), DenialCode::InvalidArguments, "{delegate} {permission}");
        let arguments = json!({ "request_kind": "delegation", "permission": permission, "target_user": delegate });
        let refused = click(&world, world.alice(), "permission_requests_create", arguments).await;
        assert_eq!(denied(&refused), DenialCode::InvalidArguments, "{delegate} {permission}");
    }
    lent(&world, json!({})).await;
}

#[tokio::test]
async fn an_account_somebody_has_just_made_or_reset_lends_them_nothing() {
    let world = World::demo().await;
    let at = world.gate().now().as_millisecond();
    world.change_access(&format!("INSERT INTO account_changes VALUES (1, 2, {at})")).await;
    assert_eq!(denied(&lend(&world, json!({})).await), DenialCode::DeciderNotIndependent);
    let arguments = json!({
        "request_kind": "delegation", "permission": "tasks:create.for_others", "target_user": "alice@example.com",
    });
    let refused = click(&world, world.bob(), "permission_requests_create", arguments).await;
    assert_eq!(denied(&refused), DenialCode::DeciderNotIndependent);
    world.change_access("UPDATE account_changes SET changed_by = 3").await;
    lent(&world, json!({})).await;
}

#[tokio::test]
async fn what_is_taken_back_is_gone_at_the_next_call_whoever_took_it_back() {
    let world = World::demo().await;
    for who in [world.alice(), world.bob(), world.admin()] {
        let id = lent(&world, json!({})).await;
        done(bob_adds(&world, "x").await);
        told(&world, world.alice()).await;
        let revoked = done(revoke(&world, who, id).await);
        assert_eq!(revoked["state"], "revoked");
        assert_eq!(denied(&bob_adds(&world, "x").await), DenialCode::MissingDelegation);
        let own = who.person() == world.alice().person();
        assert_eq!(told(&world, world.alice()).await.contains(&Notice::AccountActed), !own);
    }
}

#[tokio::test]
async fn what_is_lent_between_others_is_not_there() {
    let world = World::demo().await;
    let arguments = json!({ "delegate": "admin@example.com", "permission": "tasks:create.for_others" });
    let id = done(click(&world, world.alice(), "delegations_create", arguments).await)["id"].as_i64().unwrap();
    for id in [id, id + 1] {
        assert_eq!(denied(&revoke(&world, world.bob(), id).await), DenialCode::NotFound);
        assert_eq!(denied(&reschedule(&world, world.bob(), id, "1h").await), DenialCode::NotFound);
    }
    let listed = done(click(&world, world.bob(), "delegations_mine", json!({})).await);
    assert_eq!(listed["items"], json!([]));
    done(revoke(&world, world.admin(), id).await);
}

#[tokio::test]
async fn a_yes_to_what_was_lent_when_it_was_asked_is_void_once_it_is_taken_back() {
    let world = World::demo().await;
    let id = lent(&world, json!({})).await;
    let (late, early) = (
        held(&world, world.bob(), "tasks_create", for_alice("Late")).await,
        held(&world, world.bob(), "tasks_create", for_alice("Early")).await,
    );
    done(approve(&world, world.bob(), &early).await);
    done(revoke(&world, world.alice(), id).await);
    let end = approve(&world, world.bob(), &late).await;
    assert_eq!(denied(&end), DenialCode::MissingDelegation);
    assert_eq!(hold(&end).state, HoldState::Void);
    assert_eq!(world.outsider().await.column("SELECT title FROM tasks").await, ["Early"]);
}

#[tokio::test]
async fn the_owner_moves_the_end_both_ways_an_access_manager_only_nearer_and_the_delegate_not_at_all() {
    let world = World::demo().await;
    let id = lent(&world, json!({ "expires_at": "8h" })).await;
    for (end, longer) in [("9h", true), ("none", true), ("2h", false)] {
        assert_eq!(denied(&reschedule(&world, world.bob(), id, end).await), DenialCode::ForbiddenByRule, "{end}");
        let call = reschedule(&world, world.admin(), id, end).await;
        if longer {
            assert_eq!(denied(&call), DenialCode::ForbiddenByRule, "{end}");
        } else {
            assert!(call.is_waiting(), "what manages access is confirmed");
            done(approve(&world, world.admin(), &call).await);
        }
    }
    for end in ["1h", "3h", "none", "2h"] {
        let moved = reschedule(&world, world.alice(), id, end).await;
        let event = about(world.events_of(&moved).await.last().unwrap());
        done(moved);
        assert_ne!(event["change"]["before"]["expires_at"], event["change"]["after"]["expires_at"], "{end}");
    }
    world.clock().advance(2 * HOUR - MOMENT);
    done(bob_adds(&world, "x").await);
    world.clock().advance(MOMENT);
    assert_eq!(denied(&bob_adds(&world, "x").await), DenialCode::MissingDelegation);
    assert_eq!(states(&world, world.alice()).await, ["expired"]);
}

#[tokio::test]
async fn what_ended_ends_once_whatever_is_tried_next() {
    for end in ["revoke", "expire"] {
        for event in ["revoke", "reschedule", "expire"] {
            let world = World::demo().await;
            let id = lent(&world, json!({ "expires_at": "1h" })).await;
            let happens = |event: &'static str| {
                let world = &world;
                async move {
                    match event {
                        "revoke" => revoke(world, world.alice(), id).await.state,
                        "reschedule" => reschedule(world, world.alice(), id, "8h").await.state,
                        _ => {
                            world.clock().advance(HOUR);
                            CallState::Denied
                        }
                    }
                }
            };
            happens(end).await;
            let stood = states(&world, world.alice()).await;
            assert_ne!(stood, ["active"]);
            assert_eq!(happens(event).await, CallState::Denied, "{event} after {end}");
            assert_eq!(states(&world, world.alice()).await, stood, "{event} after {end}");
            assert_eq!(denied(&bob_adds(&world, "x").await), DenialCode::MissingDelegation);
        }
    }
}

#[tokio::test]
async fn what_is_lent_under_conditions_holds_where_they_are_so() {
    let world = World::demo().await;
    let title = |glob: &str| json!([{ "field": { "argument": "title" }, "test": { "glob": glob } }]);
    lent(&world, json!({ "when": title("Meeting*") })).await;
    done(bob_adds(&world, "meeting at nine").await);
    assert_eq!(denied(&bob_adds(&world, "A meeting").await), DenialCode::MissingDelegation);

    let unknown = json!([{ "field": { "argument": "colour" }, "test": { "is": "red" } }]);
    let refused = lend(&world, json!({ "when": unknown })).await;
    assert_eq!(refused.failure.unwrap().code, "INVALID_ARGUMENTS");
    for wrong in
        [json!([{ "field": "title" }]), json!(["title"]), json!([{ "field": "target", "test": { "like": "x" } }])]
    {
        let refused = lend(&world, json!({ "when": wrong })).await;
        assert_eq!(denied(&refused), DenialCode::InvalidArguments, "{wrong}");
    }
    assert_eq!(states(&world, world.alice()).await.len(), 1, "nothing half-done");
}

#[tokio::test]
async fn lent_already_is_answered_and_lent_under_conditions_can_be_asked_for() {
    let world = World::demo().await;
    let ask = json!({
        "request_kind": "delegation", "permission": "tasks:create.for_others", "target_user": "alice@example.com",
    });
    let when = json!([{ "field": { "argument": "title" }, "test": { "glob": "Meeting*" } }]);
    lent(&world, json!({ "when": when })).await;
    let filed = done(click(&world, world.bob(), "permission_requests_create", ask.clone()).await);
    assert!(filed["id"].is_i64());
    lent(&world, json!({})).await;
    let answered = done(click(&world, world.bob(), "permission_requests_create", ask).await);
    assert_eq!(answered["already_held"], true);
}
