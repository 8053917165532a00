//! `alarms_dismiss`: a ring put aside. One that repeats goes on with its next time.

use assent_gate::{
    AlarmRow, ArgumentError, Look, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, alarms,
};
use assent_policy::{Effect, Risk};
use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::end::Arguments;
use super::life::{AlarmEvent, AlarmState};
use super::{RECEIVE, after, again, next_after, own, state_of, step, unexpected, view};
use crate::arguments;
use crate::kept::{change, spec};

pub(crate) struct Dismiss {
    spec: ToolSpec,
}

impl Dismiss {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "alarms_dismiss",
                "Dismiss an alarm",
                "Puts aside an alarm that rings or is snoozed. One that repeats goes on with its next time.",
                RECEIVE,
                Risk::Low,
                Effect::Writes,
                arguments::schema::<Arguments>(),
            ),
        }
    }
}

/// What dismissing it comes to, and when it rings next.
fn outcome(alarm: &AlarmRow, now: Timestamp) -> Result<(AlarmEvent, Option<Timestamp>), ArgumentError> {
    after(alarm, AlarmEvent::Dismiss)?;
    let next = if state_of(alarm)? == AlarmState::Snoozed { next_after(alarm, now) } else { None };
    Ok((if next.is_some() { AlarmEvent::Reschedule } else { AlarmEvent::Dismiss }, next))
}

#[async_trait]
impl Tool for Dismiss {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: Arguments = arguments::read(given)?;
        let alarm = own(reader, look, arguments::id("alarm_id", asked.alarm_id)?).await?;
        outcome(&alarm, look.now)?;
        Ok(Resolved { object: Some(alarm.title), ..Resolved::own(json!(asked)) })
    }

    async fn plan(
        &self,
        reader: Reader<'_>,
        look: &Look<'_>,
        resolved: &Resolved,
    ) -> Result<Option<Plan>, ArgumentError> {
        let asked: Arguments = arguments::read(&resolved.arguments)?;
        let alarm = own(reader, look, asked.alarm_id).await?;
        let (event, next) = outcome(&alarm, look.now)?;
        let to = after(&alarm, event)?;
        let next = next.map(|next| format!(" It rings next: {}.", arguments::local(next.as_millisecond(), look.zone)));
        Ok(Some(Plan {
            summary: format!("The alarm “{}” would be put aside.{}", alarm.title, next.unwrap_or_default()),
            changes: change("state", Some(&alarm.state), Some(to.as_str())).into_iter().collect(),
            undo_days: None,
        }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let (tx, now) = (call.tx(), call.now());
        let mut alarm = again(tx, asked.alarm_id).await?;
        let (event, next) = outcome(&alarm, now).map_err(unexpected)?;
        let to = step(tx, &alarm, event, now.as_millisecond()).await?;
        to.as_str().clone_into(&mut alarm.state);
        let then = alarms::Change { fire_at: next.map(Timestamp::as_millisecond), ..alarms::Change::default() };
        let alarm = alarms::update(tx, alarm, then, now.as_millisecond()).await?;
        let result = json!(view(alarm, call.snapshot(), call.zone()));
        call.complete(result).await
    }
}
