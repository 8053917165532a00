//! A call of every built-in tool, ready to be made: whose it is, with which
//! arguments, and what has to be there first.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use assent_gate::{Answer, CallState, Remember, Session};
use assent_policy::Channel;
use assent_testkit::World;
use serde_json::{Value, json};

use crate::common::{approve, held, hold, note};

/// Who makes a call.
#[derive(Clone, Copy)]
pub enum Who {
    Alice,
    Bob,
    Admin,
}

impl Who {
    pub fn session(self, world: &World) -> &Session {
        match self {
            Self::Alice => world.alice(),
            Self::Bob => world.bob(),
            Self::Admin => world.admin(),
        }
    }
}

/// A click that works, and one more where that is asked.
async fn click(world: &World, who: Who, tool: &str, arguments: Value) -> Value {
    let mut call = world.call(who.session(world), Channel::Ui, tool, arguments).await;
    if call.is_waiting() {
        call = approve(world, who.session(world), &call).await;
    }
    assert_eq!(call.state, CallState::Succeeded, "{tool}: {:?} {:?}", call.denial, call.failure);
    call.result.unwrap()
}

/// The same; the id of what it made.
async fn made(world: &World, who: Who, tool: &str, arguments: Value) -> i64 {
    let made = click(world, who, tool, arguments).await;
    made["id"].as_i64().unwrap_or_else(|| panic!("{tool} made {made}"))
}

/// Nothing else in the office is called like this.
fn unique(word: &str) -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    format!("{word}{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The id of the first one listed.
async fn first(world: &World, who: Who, list: &str) -> i64 {
    click(world, who, list, json!({})).await["items"][0]["id"].as_i64().unwrap()
}

/// Somebody new; their address.
async fn newcomer(world: &World) -> String {
    let email = format!("{}@example.com", unique("newcomer"));
    let arguments = json!({ "name": "A Newcomer", "email": email, "roles": ["basic"] });
    click(world, Who::Admin, "access_people_add", arguments).await;
    email
}

/// An alarm of Bob's; one that rings when `rings`.
async fn alarm(world: &World, title: &str, rings: bool) -> i64 {
    let fire_at = if rings { "in 1 minute" } else { "in 8 hours" };
    let id = made(world, Who::Bob, "alarms_set", json!({ "title": title, "fire_at": fire_at })).await;
    if rings {
        world.clock().advance(Duration::from_secs(60));
        let fired = world.gate().keep_house().await.unwrap().fired;
        assert!(fired.iter().any(|call| call.arguments["alarm_id"] == id), "{fired:?}");
    }
    id
}

async fn changed_note(world: &World) -> i64 {
    let id = note(world, world.alice(), "Groceries").await;
    click(world, Who::Alice, "notes_update", json!({ "note_id": id, "title": "Shopping" })).await;
    id
}

async fn changed_task(world: &World) -> i64 {
    let id = made(world, Who::Bob, "tasks_create", json!({ "title": "Order chairs" })).await;
    click(world, Who::Bob, "tasks_update", json!({ "task_id": id, "title": "Order six chairs" })).await;
    id
}

async fn standing(world: &World) -> i64 {
    let id = note(world, world.alice(), "Groceries").await;
    let call = held(world, world.alice(), "notes_delete", json!({ "note_id": id })).await;
    let remember = Some(Remember::For(Duration::from_secs(3600)));
    let yes = Answer { digest: hold(&call).digest.clone(), approve: true, reason: None, remember };
    world.gate().record_verdict(world.alice(), hold(&call).id, yes).await.unwrap();
    first(world, Who::Alice, "standing_mine").await
}

/// A request of Alice's for this permission; what she was given before has ended.
async fn request(world: &World, permission: &str) -> i64 {
    world.clock().advance(Duration::from_secs(3600));
    let arguments = json!({ "request_kind": "permission", "permission": permission });
    made(world, Who::Alice, "permission_requests_create", arguments).await
}

async fn delegation(world: &World) -> i64 {
    let arguments = json!({ "delegate": newcomer(world).await, "permission": "tasks:create.for_others" });
    made(world, Who::Alice, "delegations_create", arguments).await
}

/// The call, made ready. `None` for a tool that is not here, which fails the tests.
pub async fn sample(world: &World, tool: &str) -> Option<(Who, Value)> {
    // The sample before may have left Alice's agents paused.
    click(world, Who::Alice, "agents_resume", json!({})).await;
    let kinds = (kept(world, tool).await, asked(world, tool).await);
    match kinds {
        (Some(found), _) | (None, Some(found)) => Some(found),
        (None, None) => access(world, tool).await.map(|arguments| (Who::Admin, arguments)),
    }
}

/// What people keep.
async fn kept(world: &World, tool: &str) -> Option<(Who, Value)> {
    Some(match tool {
        "notes_list" => (Who::Alice, json!({})),
        "notes_create" => (Who::Alice, json!({ "title": "Ideas", "content": "A cake" })),
        "notes_update" => (Who::Alice, json!({ "note_id": changed_note(world).await, "title": "Errands" })),
        "notes_delete" | "notes_undo" => (Who::Alice, json!({ "note_id": changed_note(world).await })),
        "tasks_list" => (Who::Bob, json!({})),
        "tasks_create" => (Who::Bob, json!({ "title": "Water the plants", "due_on": "tomorrow" })),
        "tasks_update" => (Who::Bob, json!({ "task_id": changed_task(world).await, "title": "Order tables" })),
        "tasks_complete" | "tasks_delete" | "tasks_undo" => (Who::Bob, json!({ "task_id": changed_task(world).await })),
        "alarms_list" => (Who::Bob, json!({})),
        "alarms_set" => (Who::Bob, json!({ "title": "Stand up", "fire_at": "in 2 hours" })),
        "alarms_update" => (Who::Bob, json!({ "alarm_id": alarm(world, "Tea", false).await, "title": "Green tea" })),
        "alarms_cancel" | "alarms_delete" => (Who::Bob, json!({ "alarm_id": alarm(world, "Tea", false).await })),
        "alarms_cancel_by_title" => {
            let title = unique("Tea ");
            alarm(world, &title, false).await;
            (Who::Bob, json!({ "title": title }))
        }
        "alarms_snooze" => (Who::Bob, json!({ "alarm_id": alarm(world, "Tea", true).await, "for": "5 minutes" })),
        "alarms_dismiss" => (Who::Bob, json!({ "alarm_id": alarm(world, "Tea", true).await })),
        "weather_read" => (Who::Alice, json!({ "location": "Berlin" })),
        _ => return None,
    })
}

/// What is asked for, lent and settled.
async fn asked(world: &World, tool: &str) -> Option<(Who, Value)> {
    Some(match tool {
        "auth_me" | "standing_mine" | "notifications_list" | "permission_requests_mine" | "delegations_mine" => {
            (Who::Alice, json!({}))
        }
        "users_find" => (Who::Alice, json!({ "query": "Bob" })),
        "calls_status" => {
            let call = world.call(world.alice(), Channel::Ui, "notes_list", json!({})).await;
            (Who::Alice, json!({ "call_id": call.id.0 }))
        }
        "account_zone" => (Who::Alice, json!({ "zone": "Europe/Berlin" })),
        "notifications_read" => {
            request(world, "alarms:set").await;
            (Who::Admin, json!({ "notification_id": first(world, Who::Admin, "notifications_list").await }))
        }
        "standing_revoke" => (Who::Alice, json!({ "standing_id": standing(world).await })),
        "permission_requests_create" => {
            // The same again would join the one that is open.
            let open = request(world, "tasks:create").await;
            click(world, Who::Alice, "permission_requests_withdraw", json!({ "request_id": open })).await;
            (Who::Alice, json!({ "request_kind": "permission", "permission": "tasks:create" }))
        }
        "permission_requests_withdraw" => (Who::Alice, json!({ "request_id": request(world, "tasks:update").await })),
        "approvals_requests_list" => (Who::Admin, json!({})),
        "approvals_request_decide" => {
            (Who::Admin, json!({ "request_id": request(world, "tasks:list").await, "decision": "approve" }))
        }
        "delegations_create" => {
            let delegate = newcomer(world).await;
            (Who::Alice, json!({ "delegate": delegate, "permission": "tasks:create.for_others" }))
        }
        "delegations_update_expiration" => {
            (Who::Alice, json!({ "delegation_id": delegation(world).await, "expires_at": "3d" }))
        }
        "delegations_revoke" => (Who::Alice, json!({ "delegation_id": delegation(world).await })),
        "agents_pause" => (Who::Alice, json!({})),
        "agents_resume" => {
            click(world, Who::Alice, "agents_pause", json!({})).await;
            (Who::Alice, json!({}))
        }
        _ => return None,
    })
}

/// What an administrator changes.
async fn access(world: &World, tool: &str) -> Option<Value> {
    let role = async || {
        let name = unique("helpers");
        click(world, Who::Admin, "access_roles_create", json!({ "name": name })).await;
        name
    };
    let grant = async || json!({ "person": newcomer(world).await, "permission": "alarms:set", "reason": "Busy" });
    let rule = json!({ "person": "alice@example.com", "tool": "weather_read", "then": "confirm", "reason": "Quiet" });
    Some(match tool {
        "access_people_list"
        | "access_roles_list"
        | "access_grants_list"
        | "access_delegations_list"
        | "access_policies_list"
        | "access_rules_list"
        | "access_limits_list" => json!({}),
        "access_people_add" => {
            json!({ "name": "A Newcomer", "email": format!("{}@example.com", unique("somebody")), "roles": [] })
        }
        "access_people_disable" | "access_people_reset" => json!({ "person": newcomer(world).await }),
        "access_people_enable" => {
            let person = newcomer(world).await;
            click(world, Who::Admin, "access_people_disable", json!({ "person": person })).await;
            json!({ "person": person })
        }
        "access_people_roles" => json!({ "person": newcomer(world).await, "roles": ["pro"] }),
        "access_roles_create" => json!({ "name": unique("writers") }),
        "access_roles_set" => json!({ "role": role().await, "permission": "notes:list", "given": true }),
        "access_roles_delete" => json!({ "role": role().await }),
        "access_grants_add" => grant().await,
        "access_grants_revoke" => {
            json!({ "grant_id": made(world, Who::Admin, "access_grants_add", grant().await).await })
        }
        "access_policies_set" => json!({ "permission": "weather:read", "ask_policy": "auto" }),
        "access_rules_add" => rule,
        "access_rules_remove" => json!({ "rule_id": made(world, Who::Admin, "access_rules_add", rule).await }),
        "access_break_glass_set" => {
            json!({ "allowed": !world.gate().authority(world.admin()).await.unwrap().break_glass })
        }
        "access_model_choose" => match world.gate().model_choice().await.unwrap() {
            Some(_) => json!({}),
            None => json!({ "address": "http://127.0.0.1:11434/v1", "model": "small-model" }),
        },
        "access_limits_set" => json!({ "kind": "calls", "person": "alice@example.com", "amount": 1_000_000 }),
        _ => return None,
    })
}
