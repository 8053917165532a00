//! Asking for permissions: who decides, and what decides nothing.

#[path = "requests/filing.rs"]
mod filing;
#[path = "requests/given.rs"]
mod given;

use std::time::Duration;

use assent_gate::{CallRecord, CallState, Notice, Session};
use assent_policy::{Channel, DenialCode};
use assent_testkit::World;
use serde_json::{Value, json};

use crate::common::{about, approve, denied};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);
const MOMENT: Duration = Duration::from_millis(1);

pub async fn click(world: &World, who: &Session, tool: &str, arguments: Value) -> CallRecord {
    world.call(who, Channel::Ui, tool, arguments).await
}

pub fn done(record: CallRecord) -> Value {
    assert_eq!(record.state, CallState::Succeeded, "{:?} {:?}", record.denial, record.failure);
    record.result.unwrap()
}

pub async fn ask(world: &World, who: &Session, permission: &str) -> CallRecord {
    let arguments = json!({ "request_kind": "permission", "permission": permission });
    click(world, who, "permission_requests_create", arguments).await
}

/// Files a request; its id.
pub async fn asked(world: &World, who: &Session, permission: &str) -> i64 {
    done(ask(world, who, permission).await)["id"].as_i64().unwrap()
}

pub async fn decide(world: &World, who: &Session, id: i64, decision: &str) -> CallRecord {
    click(world, who, "approvals_request_decide", json!({ "request_id": id, "decision": decision })).await
}

async fn give(world: &World, who: &Session, id: i64, duration: &str) -> CallRecord {
    let arguments = json!({ "request_id": id, "decision": "approve", "duration": duration });
    click(world, who, "approvals_request_decide", arguments).await
}

/// Ids of the requests that this person is shown as theirs to decide.
async fn offered(world: &World, who: &Session) -> Vec<i64> {
    let listed = done(click(world, who, "approvals_requests_list", json!({})).await);
    listed["items"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()).collect()
}

async fn mine(world: &World, who: &Session) -> Vec<(i64, String)> {
    let listed = done(click(world, who, "permission_requests_mine", json!({})).await);
    let item = |item: &Value| (item["id"].as_i64().unwrap(), item["state"].as_str().unwrap().to_owned());
    listed["items"].as_array().unwrap().iter().map(item).collect()
}

pub async fn told(world: &World, who: &Session) -> Vec<Notice> {
    let taken = world.gate().take_notifications(std::slice::from_ref(who)).await.unwrap();
    taken.into_iter().map(|notification| notification.notice).collect()
}

pub async fn add_task(world: &World, who: &Session) -> CallRecord {
    click(world, who, "tasks_create", json!({ "title": "Water the plants" })).await
}

/// Bob may decide requests, too.
pub async fn bob_approves(world: &World) {
    let grant = "INSERT INTO grants (person_id, permission, granted_by, reason, created_at) \
                 VALUES (2, 'permissions:approve', 3, 'stands in', 1)";
    world.change_access(grant).await;
}

async fn tie(world: &World, account: i64, to: i64) {
    let at = world.gate().now().as_millisecond();
    let sql = format!("INSERT INTO account_changes (person_id, changed_by, at) VALUES ({account}, {to}, {at})");
    world.change_access(&sql).await;
}

#[tokio::test]
async fn alice_asks_the_admin_decides_and_she_may_for_a_quarter_of_an_hour() {
    let world = World::demo().await;
    assert_eq!(denied(&add_task(&world, world.alice()).await), DenialCode::MissingPermission);
    let arguments = json!({
        "request_kind": "permission", "permission": "tasks:create", "note": "For the move\non Friday",
    });
    let filed = done(click(&world, world.alice(), "permission_requests_create", arguments).await);
    assert_eq!(filed["duration"], "15m");
    assert_eq!((&filed["state"], &filed["by_agent"]), (&json!("pending"), &json!(false)));
    assert_eq!(told(&world, world.admin()).await, [Notice::RequestCreated]);
    assert!(told(&world, world.bob()).await.is_empty(), "it is not Bob's to decide");
    let listed = done(click(&world, world.admin(), "approvals_requests_list", json!({})).await);
    let shown = &listed["items"][0];
    assert_eq!(shown["requester"]["email"], "alice@example.com");
    assert_eq!((&shown["note"], &shown["risk"]), (&json!("For the move\non Friday"), &json!("low")));

    let arguments = json!({ "request_id": filed["id"], "decision": "approve", "reason": "It is her move." });
    let decided = click(&world, world.admin(), "approvals_request_decide", arguments).await;
    let event = about(world.events_of(&decided).await.last().unwrap());
    assert_eq!(event["change"]["after"]["given"]["permission"], "tasks:create", "the record says what was given");
    let decided = done(decided);
    assert_eq!((&decided["state"], &decided["reason"]), (&json!("approved"), &json!("It is her move.")));
    assert!(decided["grant_id"].is_i64());
    assert_eq!(told(&world, world.alice()).await, [Notice::RequestApproved]);
    assert_eq!(told(&world, world.admin()).await, [Notice::RequestApproved]);
    done(add_task(&world, world.alice()).await);
    world.clock().advance(Duration::from_secs(15 * 60));
    assert_eq!(denied(&add_task(&world, world.alice()).await), DenialCode::MissingPermission, "its time is over");
}

#[tokio::test]
async fn a_no_gives_nothing_and_says_why() {
    let world = World::demo().await;
    let id = asked(&world, world.alice(), "tasks:create").await;
    let arguments = json!({ "request_id": id, "decision": "reject", "reason": "Ask Bob to do it." });
    done(click(&world, world.admin(), "approvals_request_decide", arguments).await);
    assert_eq!(denied(&add_task(&world, world.alice()).await), DenialCode::MissingPermission);
    assert_eq!(told(&world, world.alice()).await, [Notice::RequestRejected]);
    let listed = done(click(&world, world.alice(), "permission_requests_mine", json!({ "status": "rejected" })).await);
    assert_eq!(listed["items"][0]["reason"], "Ask Bob to do it.");
}

#[tokio::test]
async fn nobody_decides_their_own_request_and_another_may() {
    let world = World::demo().await;
    bob_approves(&world).await;
    let id = asked(&world, world.bob(), "agent:trace:view_all").await;
    assert_eq!(offered(&world, world.bob()).await, Vec::<i64>::new());
    for decision in ["approve", "reject"] {
        let own = decide(&world, world.bob(), id, decision).await;
        assert_eq!(own.decision.reasons[0].code(), "own_request", "{decision}");
        assert_eq!(denied(&own), DenialCode::ForbiddenByRule);
    }
    assert_eq!(offered(&world, world.admin()).await, [id]);
    done(decide(&world, world.admin(), id, "approve").await);
}

#[tokio::test]
async fn high_and_critical_permissions_are_an_access_managers_to_give_and_asked_of_their_own_hand() {
    let world = World::demo().await;
    bob_approves(&world).await;
    let low = asked(&world, world.alice(), "tasks:create").await;
    done(decide(&world, world.bob(), low, "approve").await);
    for permission in ["permissions:approve", "access:manage"] {
        let id = asked(&world, world.alice(), permission).await;
        assert_eq!(offered(&world, world.bob()).await, Vec::<i64>::new(), "{permission} is not offered to Bob");
        assert_eq!(denied(&decide(&world, world.bob(), id, "approve").await), DenialCode::NotFound);
        let arguments = json!({ "request_id": id, "decision": "approve" });
        let said = world.call(world.admin(), Channel::Chat, "approvals_request_decide", arguments).await;
        assert_eq!(denied(&said), DenialCode::ForbiddenByRule, "never by a sentence");
        let call = decide(&world, world.admin(), id, "approve").await;
        assert!(call.is_waiting(), "{permission}: the click is confirmed");
        let done = approve(&world, world.admin(), &call).await;
        assert_eq!(done.state, CallState::Succeeded, "{permission}: {:?}", done.denial);
    }
}

#[tokio::test]
async fn an_approver_one_has_just_made_or_reset_does_not_count_and_an_older_one_does() {
    let world = World::demo().await;
    bob_approves(&world).await;
    tie(&world, 2, 1).await;
    let id = asked(&world, world.alice(), "tasks:create").await;
    assert_eq!(offered(&world, world.bob()).await, Vec::<i64>::new());
    assert_eq!(denied(&decide(&world, world.bob(), id, "approve").await), DenialCode::DeciderNotIndependent);
    assert!(told(&world, world.bob()).await.is_empty(), "nor are they told");
    world.clock().advance(7 * DAY - MOMENT);
    assert_eq!(denied(&decide(&world, world.bob(), id, "approve").await), DenialCode::DeciderNotIndependent);
    world.clock().advance(2 * MOMENT + Duration::from_secs(1));
    let later = asked(&world, world.alice(), "tasks:create").await;
    done(decide(&world, world.bob(), later, "approve").await);
}

#[tokio::test]
async fn an_approver_made_by_somebody_else_counts() {
    let world = World::demo().await;
    bob_approves(&world).await;
    tie(&world, 2, 3).await;
    let id = asked(&world, world.alice(), "tasks:create").await;
    done(decide(&world, world.bob(), id, "approve").await);
}

#[tokio::test]
async fn a_request_waits_seven_days_and_then_nobody_can_approve_it() {
    let world = World::demo().await;
    let (early, late) =
        (asked(&world, world.alice(), "tasks:create").await, asked(&world, world.alice(), "tasks:list").await);
    world.clock().advance(7 * DAY - MOMENT);
    done(decide(&world, world.admin(), early, "approve").await);
    told(&world, world.alice()).await;
    told(&world, world.admin()).await;
    world.clock().advance(MOMENT);
    assert_eq!(offered(&world, world.admin()).await, Vec::<i64>::new());
    assert_eq!(denied(&decide(&world, world.admin(), late, "approve").await), DenialCode::Expired);
    assert_eq!(mine(&world, world.alice()).await, [(late, "expired".to_owned()), (early, "approved".to_owned())]);

    world.gate().keep_house().await.unwrap();
    world.gate().keep_house().await.unwrap();
    for who in [world.alice(), world.admin()] {
        assert_eq!(told(&world, who).await, [Notice::RequestExpired], "told once");
    }
    let audit = world.audit().await;
    assert_eq!(audit.iter().filter(|event| event.kind == "request.expired").count(), 1);
    assert_eq!(denied(&decide(&world, world.admin(), late, "approve").await), DenialCode::Expired, "noted or not");
}

#[tokio::test]
async fn an_id_that_is_not_ones_business_is_as_one_that_is_not_there() {
    let world = World::demo().await;
    let id = asked(&world, world.alice(), "tasks:create").await;
    let guess = |who: &'static str, id: i64| {
        let world = &world;
        async move {
            let who = if who == "bob" { world.bob() } else { world.admin() };
            let withdrawn = click(world, who, "permission_requests_withdraw", json!({ "request_id": id })).await;
            (decide(world, who, id, "approve").await, withdrawn)
        }
    };
    let (there, gone) = (guess("bob", id).await, guess("bob", id + 1).await);
    for (there, gone) in [(there.0, gone.0), (there.1, gone.1)] {
        assert_eq!((denied(&there), denied(&gone)), (DenialCode::NotFound, DenialCode::NotFound));
        assert_eq!(there.denial.unwrap().explanation, gone.denial.unwrap().explanation);
    }
    assert_eq!(denied(&guess("admin", id + 1).await.0), DenialCode::NotFound, "never the only pending one by guess");
    assert_eq!(mine(&world, world.alice()).await, [(id, "pending".to_owned())]);
}

#[tokio::test]
async fn what_ended_ends_once_whatever_is_tried_next() {
    for end in ["approve", "reject", "withdraw", "expire"] {
        for event in ["approve", "reject", "withdraw", "expire"] {
            let world = World::demo().await;
            let id = asked(&world, world.alice(), "tasks:create").await;
            let happens = |event: &'static str| {
                let world = &world;
                async move {
                    match event {
                        "withdraw" => {
                            let arguments = json!({ "request_id": id });
                            click(world, world.alice(), "permission_requests_withdraw", arguments).await.state
                        }
                        "expire" => {
                            world.clock().advance(7 * DAY);
                            world.gate().keep_house().await.unwrap();
                            CallState::Denied
                        }
                        verdict => decide(world, world.admin(), id, verdict).await.state,
                    }
                }
            };
            happens(end).await;
            let stood = mine(&world, world.alice()).await;
            assert_ne!(stood[0].1, "pending", "{end} ends it");
            assert_eq!(happens(event).await, CallState::Denied, "{event} after {end}");
            assert_eq!(mine(&world, world.alice()).await, stood, "{event} after {end} changes nothing");
            let grants = world.outsider().await.column("SELECT count(*) FROM grants").await;
            assert_eq!(grants, [if end == "approve" { "1" } else { "0" }], "{event} after {end}");
        }
    }
}
