//! Every writing built-in tool says what it would do, and saying so does nothing.

use assent_gate::{Audience, CallRequest, CallState, Look, ToolSpec};
use assent_policy::{Channel, Effect};
use assent_store::{Store, snapshot};
use assent_testkit::World;
use jiff::tz::TimeZone;

use crate::samples::sample;

async fn contents(world: &World) -> Vec<String> {
    world.outsider().await.everything_but(&[]).await
}

/// Nobody can ask for a plan of what only the clock calls.
fn can_be_planned(spec: &ToolSpec) -> bool {
    spec.effect == Effect::Writes && spec.audience != Audience::Scheduler
}

#[tokio::test]
async fn every_writing_tool_can_be_planned_and_planning_leaves_every_table_as_it_was() {
    let world = World::demo().await;
    let store = Store::open(&world.place().database().options()).await.unwrap();
    let zone = TimeZone::UTC;
    for tool in world.gate().tools().iter().filter(|tool| can_be_planned(tool.spec())) {
        let name = tool.spec().name;
        let (who, arguments) =
            sample(&world, name).await.unwrap_or_else(|| panic!("{name} writes and has no sample arguments"));
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
    let world = World::demo().await;
    let asks =
        |tool: &&std::sync::Arc<dyn assent_gate::Tool>| can_be_planned(tool.spec()) && !tool.spec().asks.nobody();
    for tool in world.gate().tools().iter().filter(asks) {
        let name = tool.spec().name;
        let (who, arguments) =
            sample(&world, name).await.unwrap_or_else(|| panic!("{name} writes and has no sample arguments"));
        let request = CallRequest::new(who.session(&world), Channel::Cli, name, arguments).dry_run();
        let call = world.gate().call(request).await.unwrap();
        assert_eq!(call.state, CallState::Planned, "{name}: {call:?}");
        assert!(call.plan.is_some(), "{name}");
    }
}
