//! What an outside client asks for: held to the scopes of its token, and never taken
//! for the person or for another client.

use std::time::Duration;

use assent_gate::{Answer, CallRecord, CallRequest, CallState, Remember};
use assent_policy::{Channel, DenialCode};
use assent_testkit::World;
use serde_json::{Value, json};

use crate::common::{approve, denied, hold, note, titles};

/// Alice's client `client` asks, with a token for these scopes.
async fn by(world: &World, client: &str, scopes: &[&str], tool: &str, arguments: Value) -> CallRecord {
    let scopes = scopes.iter().map(|code| code.parse().unwrap()).collect();
    let request = CallRequest::new(world.alice(), Channel::Mcp, tool, arguments).by_client(client, scopes);
    world.gate().call(request).await.unwrap()
}

#[tokio::test]
async fn a_token_gives_what_it_is_for_and_nothing_else() {
    let world = World::demo().await;
    let written = json!({ "title": "Groceries", "content": "" });
    let list = by(&world, "calendar", &["notes:list"], "notes_list", json!({})).await;
    assert_eq!((list.state, list.client.as_deref()), (CallState::Succeeded, Some("calendar")));
    let create = by(&world, "calendar", &["notes:list"], "notes_create", written.clone()).await;
    assert_eq!(denied(&create), DenialCode::OutOfScope);
    let create = by(&world, "calendar", &[], "notes_create", written.clone()).await;
    assert_eq!(denied(&create), DenialCode::OutOfScope, "a token for nothing is for nothing");
    assert!(titles(&world, world.alice()).await.is_empty());
    let both = ["notes:list", "notes:create"];
    assert_eq!(by(&world, "calendar", &both, "notes_create", written).await.state, CallState::Succeeded);
    let more = by(&world, "calendar", &["tasks:create"], "tasks_create", json!({ "title": "Call the plumber" })).await;
    assert_eq!(denied(&more), DenialCode::MissingPermission, "nor does a scope give what its person lacks");
}

#[tokio::test]
async fn what_a_client_asked_for_runs_with_its_scopes_when_its_person_said_yes() {
    let world = World::demo().await;
    for scopes in [r#"["notes:delete"]"#, r#"["notes:list"]"#] {
        let id = note(&world, world.alice(), "Groceries").await;
        let call = by(&world, "calendar", &["notes:delete"], "notes_delete", json!({ "note_id": id })).await;
        assert!(call.is_waiting(), "{:?}", call.denial);
        let narrow = format!("UPDATE calls SET scopes = '{scopes}' WHERE id = {}", call.id);
        world.outsider().await.run(&narrow).await.unwrap();
        let done = approve(&world, world.alice(), &call).await;
        if scopes.contains("delete") {
            assert_eq!(done.state, CallState::Succeeded, "{:?}", done.denial);
        } else {
            assert_eq!(denied(&done), DenialCode::OutOfScope, "they are looked at again");
        }
    }
    assert_eq!(titles(&world, world.alice()).await, ["Groceries"]);
}

#[tokio::test]
async fn a_remembered_yes_is_for_the_client_it_was_given() {
    let world = World::demo().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let rename =
        |client| by(&world, client, &["notes:update"], "notes_update", json!({ "note_id": id, "title": "Shopping" }));
    let first = rename("calendar").await;
    let remember = Some(Remember::For(Duration::from_secs(900)));
    let yes = Answer { digest: hold(&first).digest.clone(), approve: true, reason: None, remember };
    world.gate().record_verdict(world.alice(), hold(&first).id, yes).await.unwrap();
    assert_eq!(rename("calendar").await.state, CallState::Succeeded);
    assert!(rename("mail").await.is_waiting());
    let own = json!({ "note_id": id, "title": "Errands" });
    assert!(world.call(world.alice(), Channel::Mcp, "notes_update", own).await.is_waiting());
}
