//! The switch on agents.

use super::*;

async fn writes(world: &World, who: &Session, channel: Channel) -> CallRecord {
    world.call(who, channel, "notes_create", json!({ "title": "Groceries", "content": "" })).await
}

#[tokio::test]
async fn whoever_pauses_their_agents_stops_what_those_write_and_nothing_else() {
    let world = World::demo().await;
    let paused = world.call(world.bob(), Channel::Ui, "agents_pause", json!({})).await;
    assert_eq!(paused.state, CallState::Succeeded, "pausing is never held: {paused:?}");
    assert_eq!(denied(&writes(&world, world.bob(), Channel::Chat).await), DenialCode::Paused);
    assert_eq!(writes(&world, world.bob(), Channel::Ui).await.state, CallState::Succeeded);
    assert_eq!(writes(&world, world.alice(), Channel::Chat).await.state, CallState::Succeeded);
    let by_agent = world.call(world.bob(), Channel::Chat, "agents_resume", json!({})).await;
    assert_eq!(denied(&by_agent), DenialCode::Paused, "an agent does not let itself go on");
    let resumed = world.call(world.bob(), Channel::Ui, "agents_resume", json!({})).await;
    assert_eq!(resumed.state, CallState::Succeeded);
    assert_eq!(writes(&world, world.bob(), Channel::Chat).await.state, CallState::Succeeded);
}

#[tokio::test]
async fn everyones_agents_are_paused_by_an_access_managers_own_click_alone() {
    let world = World::demo().await;
    let everyone = json!({ "everyone": true });
    let bob = world.call(world.bob(), Channel::Ui, "agents_pause", everyone.clone()).await;
    assert_eq!(denied(&bob), DenialCode::MissingPermission);
    let agent = world.call(world.admin(), Channel::Chat, "agents_pause", everyone.clone()).await;
    assert_eq!(denied(&agent), DenialCode::ForbiddenByRule);
    assert_eq!(writes(&world, world.alice(), Channel::Chat).await.state, CallState::Succeeded);

    let paused = asks(&world, "agents_pause", everyone.clone()).await;
    assert_eq!(paused.state, CallState::Succeeded);
    assert_eq!(denied(&writes(&world, world.alice(), Channel::Mcp).await), DenialCode::Paused);
    let change = body(world.events_of(&paused).await.last().unwrap())["about"]["change"].clone();
    assert_eq!((&change["before"]["paused"], &change["after"]["paused"]), (&json!(false), &json!(true)));
    assert_eq!(asks(&world, "agents_resume", everyone).await.state, CallState::Succeeded);
    assert_eq!(writes(&world, world.alice(), Channel::Chat).await.state, CallState::Succeeded);
}
