//! Every writing built-in tool says what it would do, and saying so does nothing.

use std::time::Duration;

use assent_gate::{Answer, CallRequest, CallState, Look, Remember, Session};
use assent_policy::{Asks, Channel, Effect};
use assent_store::{Store, snapshot};
use assent_testkit::{Backend, World};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::common::{held, hold, note};

/// Who calls a tool, and with what, in the office of [`furnished`]. A writing tool
/// that is not here fails the test.
fn sample(tool: &str) -> Option<(Who, Value)> {
    let (who, arguments) = match tool {
        "notes_create" => (Who::Alice, json!({ "title": "Ideas", "content": "A cake" })),
        "notes_update" => (Who::Alice, json!({ "note_id": 1, "title": "Shopping" })),
        "notes_delete" | "notes_undo" => (Who::Alice, json!({ "note_id": 1 })),
        "notifications_read" => (Who::Alice, json!({ "notification_id": 1 })),
        "standing_revoke" => (Who::Alice, json!({ "standing_id": 1 })),
        "tasks_create" => (Who::Bob, json!({ "title": "Water the plants", "due_on": "tomorrow" })),
        "tasks_update" => (Who::Bob, json!({ "task_id": 1, "title": "Order tables" })),
        "tasks_complete" | "tasks_delete" | "tasks_undo" => (Who::Bob, json!({ "task_id": 1 })),
        _ => return None,
    };
    Some((who, arguments))
}

#[derive(Clone, Copy)]
enum Who {
    Alice,
    Bob,
}

impl Who {
    fn session(self, world: &World) -> &Session {
        match self {
            Self::Alice => world.alice(),
            Self::Bob => world.bob(),
        }
    }
}

/// The demo office with a note of Alice's, a task of Bob's, both changed once, a
/// notification, and a standing approval.
async fn furnished() -> World {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    world.call(world.bob(), Channel::Ui, "tasks_create", json!({ "title": "Order chairs" })).await;
    let retitled = json!({ "task_id": 1, "title": "Order six chairs" });
    world.call(world.bob(), Channel::Ui, "tasks_update", retitled).await;
    let call = held(&world, world.alice(), "notes_update", json!({ "note_id": id, "content": "Milk" })).await;
    let remember = Some(Remember::For(Duration::from_secs(3600)));
    let yes = Answer { digest: hold(&call).digest.clone(), approve: true, reason: None, remember };
    world.gate().record_verdict(world.alice(), hold(&call).id, yes).await.unwrap();
    world
}

/// Every row of every table.
async fn contents(world: &World) -> Vec<String> {
    let mut outsider = world.outsider().await;
    let mut found = Vec::new();
    for table in outsider.column("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").await {
        let columns = outsider.column(&format!("SELECT name FROM pragma_table_info('{table}')")).await;
        let row: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
        let rows = outsider.column(&format!("SELECT {} FROM \"{table}\"", row.join(" || ', ' || "))).await;
        found.extend(rows.into_iter().map(|row| format!("{table}: {row}")));
    }
    assert!(found.len() > 50, "the office is furnished");
    found
}

#[tokio::test]
async fn every_writing_tool_can_be_planned_and_planning_leaves_every_table_as_it_was() {
    if !Backend::Sqlite.or_skip() {
        return;
    }
    let world = furnished().await;
    let store = Store::open(&world.place().database().options()).await.unwrap();
    let zone = TimeZone::UTC;
    for tool in world.gate().tools().iter().filter(|tool| tool.spec().effect == Effect::Writes) {
        let name = tool.spec().name;
        let (who, arguments) = sample(name).unwrap_or_else(|| panic!("{name} writes and has no sample arguments"));
        let before = contents(&world).await;
        // What a plan wrote would be committed here.
        let tx = store.write().await.unwrap();
        let authority = snapshot::load(&tx).await.unwrap();
        let person = who.session(&world).person();
        let look = Look {
            person,
            snapshot: &authority,
            now: world.gate().now(),
            zone: &zone,
            conversation: None,
            tools: world.gate().tools(),
        };
        let resolved = tool.resolve(tx.reader(), &look, &arguments).await.unwrap();
        let plan = tool.plan(tx.reader(), &look, &resolved).await.unwrap();
        tx.commit().await.unwrap();
        let plan = plan.unwrap_or_else(|| panic!("{name} writes and has no plan"));
        assert!(!plan.summary.is_empty(), "{name} says what it would do: {plan:?}");
        assert_eq!(contents(&world).await, before, "planning {name} changed something");
    }
}

#[tokio::test]
async fn every_writing_tool_that_may_be_asked_about_is_held_in_a_dry_run() {
    let world = furnished().await;
    let asks = |tool: &&std::sync::Arc<dyn assent_gate::Tool>| {
        tool.spec().effect == Effect::Writes && tool.spec().asks != Asks::Nothing
    };
    for tool in world.gate().tools().iter().filter(asks) {
        let name = tool.spec().name;
        let (who, arguments) = sample(name).unwrap_or_else(|| panic!("{name} writes and has no sample arguments"));
        let request = CallRequest::new(who.session(&world), Channel::Cli, name, arguments).dry_run();
        let call = world.gate().call(request).await.unwrap();
        assert_eq!(call.state, CallState::Planned, "{name}: {:?}", call.denial);
        assert!(call.plan.is_some(), "{name}");
    }
}
