//! Many runs at once, each in the middle of an answer.

use std::collections::HashSet;

use assent_agent::AgentEvent;
use assent_policy::Channel;
use assent_testkit::model_server::{Act, delta};
use serde_json::json;

use crate::run::Desk;
use crate::{Failure, measure};

/// How many.
pub const RUNS: usize = 50;

/// How much resident memory grows with all of them; `None` where the system does not tell.
pub async fn memory() -> Result<Option<u64>, Failure> {
    let half = Act::StreamThenHang(vec![delta(json!({ "content": "Let me think" }))]);
    let desk = Desk::new(vec![half]).await?;
    // The first one fills what is made once.
    begin(&desk, 1).await?;
    let before = measure::resident();
    begin(&desk, RUNS).await?;
    Ok(before.zip(measure::resident()).map(|(before, after)| after.saturating_sub(before)))
}

/// Begins so many and waits until each has said something; they go on until the desk is gone.
async fn begin(desk: &Desk, count: usize) -> Result<(), Failure> {
    let mut events = desk.agent.events();
    let mut silent = HashSet::new();
    for _ in 0..count {
        let run = desk.agent.begin(desk.world.alice(), None, "think about it", Channel::Chat).await?;
        silent.insert(run.id);
        let (agent, alice) = (desk.agent.clone(), desk.world.alice().clone());
        tokio::spawn(async move { agent.drive(&alice, &run).await });
    }
    while !silent.is_empty() {
        if let AgentEvent::Text { run_id, .. } = events.recv().await?.event {
            silent.remove(&run_id);
        }
    }
    Ok(())
}
