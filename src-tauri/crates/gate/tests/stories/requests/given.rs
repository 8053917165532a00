//! What a yes to a request gives, and for how long.

use std::time::Duration;

use assent_policy::{Channel, DenialCode};
use assent_testkit::World;
use serde_json::json;

use super::{DAY, HOUR, add_task, asked, click, decide, done, give};
use crate::common::{answer, approve, denied, held, kinds};

#[tokio::test]
async fn a_decider_gives_as_much_as_was_asked_or_less_and_never_more() {
    let world = World::demo().await;
    let arguments = json!({ "request_kind": "permission", "permission": "tasks:create", "duration": "8h" });
    let id = done(click(&world, world.alice(), "permission_requests_create", arguments).await)["id"].as_i64().unwrap();
    for more in ["9h", "none", "3d", "2026-12-31", "this call", "this conversation", "0m", "soon", "-1h"] {
        let refused = give(&world, world.admin(), id, more).await;
        assert_eq!(denied(&refused), DenialCode::InvalidArguments, "{more}");
    }
    let given = done(give(&world, world.admin(), id, "1h").await);
    assert_eq!(given["given"], "1h");
    world.clock().advance(HOUR - Duration::from_secs(1));
    done(add_task(&world, world.alice()).await);
    world.clock().advance(Duration::from_secs(1));
    assert_eq!(denied(&add_task(&world, world.alice()).await), DenialCode::MissingPermission);
}

#[tokio::test]
async fn a_day_is_given_until_its_end_and_none_has_no_end() {
    let world = World::demo().await;
    for (permission, duration) in [("tasks:create", "2026-12-02"), ("tasks:list", "none")] {
        let arguments = json!({ "request_kind": "permission", "permission": permission, "duration": duration });
        let filed = done(click(&world, world.alice(), "permission_requests_create", arguments).await);
        done(decide(&world, world.admin(), filed["id"].as_i64().unwrap(), "approve").await);
    }
    world.clock().advance(39 * HOUR - Duration::from_secs(1));
    done(add_task(&world, world.alice()).await);
    world.clock().advance(Duration::from_secs(1));
    assert_eq!(denied(&add_task(&world, world.alice()).await), DenialCode::MissingPermission);
    world.clock().advance(3650 * DAY);
    let (alice, _) = world.gate().sign_in("alice@example.com", "password", "test").await.unwrap();
    done(click(&world, &alice, "tasks_list", json!({})).await);
}

#[tokio::test]
async fn a_yes_of_an_agent_waits_for_the_decider_and_a_no_does_not() {
    let world = World::demo().await;
    let (first, second) =
        (asked(&world, world.alice(), "tasks:create").await, asked(&world, world.alice(), "tasks:list").await);
    let yes = json!({ "request_id": first, "decision": "approve" });
    let yes = held(&world, world.admin(), "approvals_request_decide", yes).await;
    assert!(yes.plan.as_ref().unwrap().summary.contains("Alice would be allowed to create tasks, for 15 minutes"));
    let no = json!({ "request_id": second, "decision": "reject" });
    done(world.call(world.admin(), Channel::Chat, "approvals_request_decide", no).await);
    done(approve(&world, world.admin(), &yes).await);
    done(add_task(&world, world.alice()).await);
}

#[tokio::test]
async fn a_yes_that_waits_is_void_when_the_request_is_withdrawn() {
    let world = World::demo().await;
    let id = asked(&world, world.alice(), "tasks:create").await;
    let arguments = json!({ "request_id": id, "decision": "approve" });
    let yes = held(&world, world.admin(), "approvals_request_decide", arguments).await;
    done(click(&world, world.alice(), "permission_requests_withdraw", json!({ "request_id": id })).await);
    assert_eq!(denied(&approve(&world, world.admin(), &yes).await), DenialCode::ChangedSince);
    assert_eq!(denied(&add_task(&world, world.alice()).await), DenialCode::MissingPermission);
}

#[tokio::test]
async fn a_grant_taken_back_is_gone_at_the_next_call_and_at_the_run_of_an_approved_one() {
    let world = World::demo().await;
    let id = asked(&world, world.alice(), "tasks:create").await;
    done(decide(&world, world.admin(), id, "approve").await);
    world.change_access("UPDATE permissions SET ask_policy = 'confirm' WHERE code = 'tasks:create'").await;
    let waiting = held(&world, world.alice(), "tasks_create", json!({ "title": "Water the plants" })).await;
    let twin = held(&world, world.alice(), "tasks_create", json!({ "title": "Order chairs" })).await;
    done(approve(&world, world.alice(), &twin).await);
    world.change_access("UPDATE grants SET revoked_at = 1, revoked_by = 3 WHERE request_id IS NOT NULL").await;
    assert_eq!(denied(&add_task(&world, world.alice()).await), DenialCode::MissingPermission);
    let late = answer(world.gate(), world.alice(), &waiting, true).await.unwrap();
    assert_eq!(denied(&late), DenialCode::MissingPermission);
    assert_eq!(kinds(&world.events_of(&waiting).await), ["call.held", "hold.approved", "call.refused"]);
}
