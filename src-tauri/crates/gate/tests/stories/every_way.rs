//! Every way to an effect there is: each tool of the registry over each channel,
//! at once or after it waited, and what the scheduler does. Somebody who only
//! looks at the tables judges: nothing changes but by a call that the gate
//! recorded and let run once.

use std::sync::Arc;
use std::time::Duration;

use assent_gate::{
    ArgumentError, Audience, CallRecord, CallState, Look, Plan, Reader, Receipt, Registry, Resolved, RunError, Session,
    Tool, ToolFailure, ToolSpec, Warrant,
};
use assent_policy::{Channel, Effect, Level};
use assent_store::{Store, notes};
use assent_testkit::World;
use async_trait::async_trait;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::common::{approve, kinds};
use crate::samples::{Who, sample};

/// What the gate writes down about calls; everything else is an effect.
const BOOKKEEPING: &[&str] =
    &["audit_events", "audit_heads", "calls", "holds", "usage_counts", "sqlite_sequence", "sqlite_stat1"];
/// How a call of the record may have been let through.
const LET_THROUGH: &[&str] = &["call.allowed", "hold.approved"];

/// How what comes over a channel reaches the gate. A new channel has to be put here.
enum Way {
    /// Somebody calls.
    Call,
    /// The time has come.
    Due,
}

const fn way(channel: Channel) -> Way {
    match channel {
        Channel::Ui | Channel::Chat | Channel::Voice | Channel::Mcp | Channel::Cli => Way::Call,
        Channel::Scheduler => Way::Due,
    }
}

async fn effects(world: &World) -> Vec<String> {
    world.outsider().await.everything_but(BOOKKEEPING).await
}

/// Up to where the record goes.
async fn recorded(world: &World) -> i64 {
    world.outsider().await.column("SELECT max(seq) FROM audit_events").await[0].parse().unwrap()
}

/// What is wrong with how a call ended that had an effect, or had none.
async fn judge(world: &World, since: i64, call: &CallRecord, has_effect: bool) -> Result<(), String> {
    let mut events = world.audit_after(since).await;
    events.retain(|event| event.call_id == Some(call.id.0));
    let events = kinds(&events);
    let counted = |kind: &[&str]| events.iter().filter(|event| kind.contains(event)).count();
    let wrong = |what: &str| Err(format!("{} over {}, {}: {what}: {events:?}", call.tool, call.channel, call.state));
    if has_effect && call.state != CallState::Succeeded {
        return wrong("it had an effect and did not succeed");
    }
    if has_effect && (counted(LET_THROUGH) != 1 || counted(&["call.succeeded"]) != 1) {
        return wrong("it had an effect that is not recorded once");
    }
    if call.state == CallState::Denied && counted(&["call.denied"]) != 1 {
        return wrong("a denial is not recorded");
    }
    Ok(())
}

/// Makes one call, answers it where it waits, and says whether it had an effect.
async fn call(
    world: &World,
    who: &Session,
    channel: Channel,
    tool: &str,
    arguments: Value,
) -> Result<(CallRecord, bool), String> {
    let (before, since) = (effects(world).await, recorded(world).await);
    let mut call = world.call(who, channel, tool, arguments).await;
    let has_effect = if call.is_waiting() {
        if changed(&before, &effects(world).await) {
            return Err(format!("{tool} over {channel} had an effect while it waited"));
        }
        let decider = if call.decision.level == Level::Approve { world.admin() } else { who };
        call = approve(world, decider, &call).await;
        changed(&before, &effects(world).await)
    } else {
        before != effects(world).await
    };
    judge(world, since, &call, has_effect).await?;
    Ok((call, has_effect))
}

/// Whether something changed but for the notices of a hold.
fn changed(before: &[String], after: &[String]) -> bool {
    let kept = |lines: &[String]| -> Vec<String> {
        lines.iter().filter(|line| !line.starts_with("notifications: ")).cloned().collect()
    };
    kept(before) != kept(after)
}

/// Every call that is made over this channel; the tools that had an effect.
async fn over(world: &World, channel: Channel) -> Result<Vec<String>, String> {
    let mut effective = Vec::new();
    let tools = world.gate().tools().clone();
    for tool in tools.iter().filter(|tool| tool.spec().audience == Audience::People) {
        let name = tool.spec().name;
        let (who, arguments) = sample(world, name).await.ok_or_else(|| format!("{name} has no sample"))?;
        let (made, has_effect) = call(world, who.session(world), channel, name, arguments).await?;
        if has_effect && tool.spec().effect == Effect::Reads {
            return Err(format!("{name} reads and changed something"));
        }
        if channel.is_own_click() && tool.spec().effect == Effect::Writes && !has_effect {
            return Err(format!("{name} over {channel} had no effect: {:?} {:?}", made.denial, made.failure));
        }
        if has_effect {
            effective.push(name.to_owned());
        }
    }
    Ok(effective)
}

/// What the scheduler does by itself: an alarm rings, and one whose owner may not be given it is passed over.
async fn due(world: &World) -> Result<Vec<String>, String> {
    let mut effective = Vec::new();
    for tool in ["alarms_fire", "alarms_pass_over"] {
        let set = json!({ "title": "Stand up", "fire_at": "in 1 minute" });
        world.call(world.bob(), Channel::Ui, "alarms_set", set).await;
        if tool == "alarms_pass_over" {
            let closed = json!({ "tool": "alarms_fire", "then": "deny", "reason": "Quiet" });
            let made = world.call(world.admin(), Channel::Ui, "access_rules_add", closed).await;
            approve(world, world.admin(), &made).await;
        }
        world.clock().advance(Duration::from_secs(60));
        let (before, since) = (effects(world).await, recorded(world).await);
        world.gate().keep_house().await.unwrap();
        let has_effect = before != effects(world).await;
        let last = world.gate().calls(world.bob(), false, &[CallState::Succeeded], None, 1).await.unwrap().remove(0);
        if last.tool != tool || last.channel != Channel::Scheduler {
            return Err(format!("{tool} is not what the scheduler did, but {}", last.tool));
        }
        judge(world, since, &last, has_effect).await?;
        if has_effect {
            effective.push(tool.to_owned());
        }
    }
    Ok(effective)
}

/// Walks every way; the tools that had an effect by each.
async fn every_way(world: &World) -> Result<Vec<(Channel, Vec<String>)>, String> {
    let mut walked = Vec::new();
    for channel in Channel::ALL {
        let effective = match way(*channel) {
            Way::Call => over(world, *channel).await?,
            Way::Due => due(world).await?,
        };
        walked.push((*channel, effective));
    }
    Ok(walked)
}

#[tokio::test]
async fn every_way_to_an_effect_passes_the_gate_and_is_recorded() {
    let world = World::demo().await;
    let walked = every_way(&world).await.unwrap();
    let tools = world.gate().tools();
    for tool in tools.iter().filter(|tool| tool.spec().effect == Effect::Writes) {
        let name = tool.spec().name;
        assert!(
            walked.iter().any(|(_, effective)| effective.iter().any(|e| e == name)),
            "no way to an effect of {name}"
        );
    }
    let least = walked.iter().map(|(channel, effective)| (*channel, effective.len())).collect::<Vec<_>>();
    assert!(least.iter().all(|(channel, effective)| *effective >= 2 || !channel.is_own_click()), "{least:?}");
}

#[tokio::test]
async fn no_tool_has_an_effect_for_who_is_forbidden_it_nor_over_a_channel_it_does_not_serve() {
    let world = World::demo().await;
    let tools: Registry = world.gate().tools().clone();
    let mut ready = Vec::new();
    for tool in tools.iter() {
        let found = match tool.spec().audience {
            Audience::People => sample(&world, tool.spec().name).await.unwrap(),
            Audience::Scheduler => (Who::Bob, json!({ "alarm_id": 1, "due_at": 0 })),
        };
        ready.push((tool.spec().clone(), found));
    }
    let mut refused = 0;
    let before = effects(&world).await;
    for (spec, (who, arguments)) in &ready {
        for channel in Channel::ALL.iter().filter(|channel| !spec.serves(**channel)) {
            let made = world.call(who.session(&world), *channel, spec.name, arguments.clone()).await;
            assert_eq!(made.state, CallState::Denied, "{} over {channel}", spec.name);
            refused += 1;
        }
    }
    assert_eq!(before, effects(&world).await);
    let closed = "INSERT INTO rules (conditions, level, reason, created_by, created_at) \
                  VALUES ('[]', 'deny', 'The office is closed.', 3, 0)";
    world.change_access(closed).await;
    let before = effects(&world).await;
    for (spec, (who, arguments)) in &ready {
        for channel in Channel::ALL {
            let made = world.call(who.session(&world), *channel, spec.name, arguments.clone()).await;
            assert_eq!(made.state, CallState::Denied, "{} over {channel}", spec.name);
            refused += 1;
        }
    }
    assert_eq!(before, effects(&world).await);
    let audit = world.audit().await;
    assert_eq!(kinds(&audit).into_iter().filter(|kind| *kind == "call.denied").count(), refused);
}

/// `notes_create` as somebody would write it who forgot the gate.
struct Sabotaged {
    behaved: Arc<dyn Tool>,
    store: Arc<OnceCell<Store>>,
}

#[async_trait]
impl Tool for Sabotaged {
    fn spec(&self) -> &ToolSpec {
        self.behaved.spec()
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        self.behaved.resolve(reader, look, given).await
    }

    async fn plan(
        &self,
        reader: Reader<'_>,
        look: &Look<'_>,
        resolved: &Resolved,
    ) -> Result<Option<Plan>, ArgumentError> {
        self.behaved.plan(reader, look, resolved).await
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        drop(warrant);
        let tx = self.store.get().unwrap().write().await.unwrap();
        notes::insert(&tx, 1, 1, "Behind its back", "", 0).await.unwrap();
        tx.commit().await.unwrap();
        Err(RunError::Failed(ToolFailure { code: "NONE".to_owned(), message: "nothing to see here".to_owned() }))
    }
}

#[tokio::test]
async fn a_tool_that_skips_redemption_is_seen_by_who_only_looks_at_the_tables() {
    let store = Arc::new(OnceCell::new());
    let honest = World::demo().await;
    let spoil = |tool: &Arc<dyn Tool>| -> Arc<dyn Tool> {
        if tool.spec().name == "notes_create" {
            return Arc::new(Sabotaged { behaved: Arc::clone(tool), store: Arc::clone(&store) });
        }
        Arc::clone(tool)
    };
    let world = World::with_tools(honest.gate().tools().iter().map(spoil).collect()).await;
    store.set(Store::open(&world.place().database().options()).await.unwrap()).ok().unwrap();
    for channel in [Channel::Ui, Channel::Chat] {
        let ideas = json!({ "title": "Ideas", "content": "A cake" });
        let honestly = call(&honest, honest.alice(), channel, "notes_create", ideas.clone()).await;
        assert!(honestly.unwrap().1);
        let seen = call(&world, world.alice(), channel, "notes_create", ideas).await.map(|(_, effect)| effect);
        assert!(seen.as_ref().is_err_and(|said| said.contains("did not succeed")), "{seen:?}");
    }
}
