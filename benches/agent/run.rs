//! One run at a time: how long until its first text, and how many steps it takes in a second.

use std::sync::Arc;
use std::time::Instant;

use assent_agent::openai::{Endpoint, EndpointSettings};
use assent_agent::{Agent, AgentEvent};
use assent_gate::RunState;
use assent_policy::Channel;
use assent_testkit::World;
use assent_testkit::model_server::{Act, ModelServer};

use crate::Failure;

/// Turns that are timed.
pub const TURNS: usize = 50;
/// Steps of one run.
pub const STEPS: usize = 8;

const WARM_UP: usize = 5;
const RUNS: usize = 20;
const NOTE: (&str, &str) = ("notes_create", r#"{"title":"Groceries","content":"milk and eggs"}"#);

/// A demo office, a server that plays these acts, and an agent between them.
pub struct Desk {
    pub world: World,
    pub agent: Agent,
    _server: ModelServer,
}

impl Desk {
    pub async fn new(acts: Vec<Act>) -> Result<Self, Failure> {
        let (world, server) = (World::demo().await, ModelServer::start(acts).await);
        let model = Endpoint::new(EndpointSettings::new(server.base_url(), None, "scripted"))?;
        let agent = Agent::new(world.gate().clone(), Arc::new(model), i64::try_from(STEPS)?);
        Ok(Self { world, agent, _server: server })
    }
}

/// Milliseconds from what is sent to the first text: the median, and what 9 of 10 stay below.
pub async fn first_token() -> Result<(f64, f64), Failure> {
    let desk = Desk::new(vec![Act::say("Hello, Alice, how are you?")]).await?;
    let mut taken = Vec::with_capacity(TURNS);
    for turn in 0..WARM_UP + TURNS {
        let mut events = desk.agent.events();
        let began = Instant::now();
        let run = desk.agent.begin(desk.world.alice(), None, "hello", Channel::Chat).await?;
        let first = async {
            loop {
                if let AgentEvent::Text { .. } = events.recv().await?.event {
                    return Ok::<_, Failure>(began.elapsed());
                }
            }
        };
        let (ended, first) = tokio::join!(desk.agent.drive(desk.world.alice(), &run), first);
        ended?;
        if turn >= WARM_UP {
            taken.push(first?.as_secs_f64() * 1000.0);
        }
    }
    taken.sort_by(f64::total_cmp);
    Ok((taken[TURNS / 2], taken[TURNS * 9 / 10]))
}

/// Steps in a second, over runs that make a note in each step but the last.
pub async fn steps_per_second() -> Result<f64, Failure> {
    let run = || (1..STEPS).map(|_| Act::ask(&[NOTE])).chain([Act::say("They are written.")]);
    let desk = Desk::new((0..=RUNS).flat_map(|_| run()).collect()).await?;
    let mut began = Instant::now();
    for turn in 0..=RUNS {
        if turn == 1 {
            began = Instant::now();
        }
        let run = desk.agent.begin(desk.world.alice(), None, "write them down", Channel::Chat).await?;
        let ended = desk.agent.drive(desk.world.alice(), &run).await?;
        if (ended.state, ended.step) != (RunState::Finished, i64::try_from(STEPS)?) {
            return Err(format!("a run ended as {} after {} steps", ended.state, ended.step).into());
        }
    }
    Ok((RUNS * STEPS) as f64 / began.elapsed().as_secs_f64())
}
