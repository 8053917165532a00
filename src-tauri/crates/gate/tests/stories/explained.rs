//! Asking what a call would come to, without making it: one's own always, another
//! person's only by who looks after them, and on record.

use assent_gate::{Case, GateError, Session};
use assent_policy::{Channel, Level, PersonId};
use assent_testkit::World;
use serde_json::{Value, json};

use crate::common::{about, note, titles};

fn case(person: PersonId, tool: &str, arguments: Value) -> Case {
    Case { person, channel: Channel::Chat, tool: tool.to_owned(), arguments }
}

async fn may_ask(world: &World, who: &Session, person: PersonId) -> bool {
    match world.gate().explain(who, &case(person, "tasks_create", json!({ "title": "Call the plumber" }))).await {
        Ok(_) => true,
        Err(GateError::NotFound { .. }) => false,
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn one_asks_about_oneself_and_it_leaves_nothing_behind() {
    let world = World::demo().await;
    let (id, before) = (note(&world, world.alice(), "Groceries").await, world.audit().await.len());
    let own = case(world.alice().person(), "notes_delete", json!({ "note_id": id }));
    let explained = world.gate().explain(world.alice(), &own).await.unwrap();
    assert_eq!(explained.decision.level, Level::Confirm);
    assert_eq!(explained.plan.unwrap().changes[0].before.as_deref(), Some("Groceries"));
    assert_eq!(titles(&world, world.alice()).await, ["Groceries"], "nothing was done");
    let calls = world.gate().calls(world.alice(), false, &[], None, 10).await.unwrap();
    assert!(calls.iter().all(|call| call.tool != "notes_delete"), "nor is it a call");
    let events = world.audit().await;
    assert!(events[before..].iter().all(|event| event.kind != "access.explained"), "nor an event");
}

#[tokio::test]
async fn about_somebody_else_who_looks_after_them_asks_and_is_on_record_and_is_shown_no_title() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let theirs = case(world.alice().person(), "notes_delete", json!({ "note_id": id }));
    let explained = world.gate().explain(world.admin(), &theirs).await.unwrap();
    assert_eq!(explained.decision.level, Level::Confirm, "as Alice's own question is answered");
    assert_eq!(explained.plan, None, "what it would change is hers");
    let event = world.audit().await.pop().unwrap();
    assert_eq!((event.kind.as_str(), event.person_id), ("access.explained", Some(world.admin().person().0)));
    let said = about(&event);
    assert_eq!(said, json!({ "about": world.alice().person(), "tool": "notes_delete", "level": "confirm" }));
    assert!(!event.body.contains("Groceries"));
}

#[tokio::test]
async fn either_permission_to_look_after_others_is_enough_and_none_is_not() {
    let world = World::demo().await;
    let alice = world.alice().person();
    assert!(may_ask(&world, world.alice(), alice).await);
    assert!(!may_ask(&world, world.bob(), alice).await, "Bob looks after nobody");
    assert!(may_ask(&world, world.admin(), alice).await);
    world.change_access("DELETE FROM role_grants WHERE permission = 'agent:trace:view_all'").await;
    assert!(may_ask(&world, world.admin(), alice).await, "who manages access may");
    world.change_access("DELETE FROM role_grants WHERE permission = 'access:manage'").await;
    assert!(!may_ask(&world, world.admin(), alice).await);
    assert!(may_ask(&world, world.admin(), world.admin().person()).await, "about oneself it needs neither");
}

#[tokio::test]
async fn what_the_scheduler_calls_is_no_tool_for_a_person() {
    let world = World::demo().await;
    let call = async |channel| {
        let case = Case { channel, ..case(world.alice().person(), "alarms_fire", json!({})) };
        let decision = world.gate().explain(world.alice(), &case).await.unwrap().decision;
        decision.reasons[0].code().to_owned()
    };
    let unknown = case(world.alice().person(), "notes_burn", json!({}));
    let unknown = world.gate().explain(world.alice(), &unknown).await.unwrap().decision;
    assert_eq!(call(Channel::Chat).await, unknown.reasons[0].code());
    assert_ne!(call(Channel::Scheduler).await, unknown.reasons[0].code());
}
