//! `alarms_snooze`: a ring put off. One that repeats keeps its times.

use assent_gate::{
    AlarmRow, ArgumentError, Look, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, alarms,
};
use assent_policy::{Effect, Reason, Risk};
use async_trait::async_trait;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::life::{AlarmEvent, AlarmState};
use super::{RECEIVE, after, again, own, room, state_of, step, time, unexpected, view};
use crate::kept::{change, spec};
use crate::{arguments, moment};

/// For how long when nothing is said.
const USUAL: &str = "10 minutes";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the alarm that rings.
    alarm_id: i64,
    /// For how long, for example 10 minutes or 1 hour, or until when; 10 minutes when left out.
    r#for: Option<String>,
}

/// The same with its time settled.
#[derive(Debug, Serialize, Deserialize)]
struct Wanted {
    alarm_id: i64,
    r#for: String,
    until: String,
}

pub(crate) struct Snooze {
    spec: ToolSpec,
}

impl Snooze {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "alarms_snooze",
                "Snooze an alarm",
                "Puts off an alarm that rings, for 10 minutes or as long as one says.",
                RECEIVE,
                Risk::Low,
                Effect::Writes,
                arguments::schema::<Arguments>(),
            ),
        }
    }
}

/// Refuses what does not ring: one that repeats is scheduled again as soon as it rang.
fn rings(alarm: &AlarmRow, until: Timestamp) -> Result<(), ArgumentError> {
    after(alarm, AlarmEvent::Snooze)?;
    if state_of(alarm)? != AlarmState::Scheduled {
        return Ok(());
    }
    if alarm.last_fired_at.is_none() || alarm.repeat.is_none() {
        let what = format!("The alarm “{}” has not rung. Change its time instead.", alarm.title);
        return Err(ArgumentError::Refused(Reason::Moved { what }));
    }
    if alarm.fire_at <= until.as_millisecond() {
        let next = super::utc(alarm.fire_at);
        return Err(ArgumentError::invalid(format!("It rings again at {next} anyway. Snooze it for less than that.")));
    }
    Ok(())
}

#[async_trait]
impl Tool for Snooze {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: Arguments = arguments::read(given)?;
        let alarm = own(reader, look, arguments::id("alarm_id", asked.alarm_id)?).await?;
        let said = asked.r#for.unwrap_or_else(|| USUAL.to_owned());
        let until = moment::read(look, said.trim().trim_start_matches("for "))?;
        rings(&alarm, until.at)?;
        let wanted = Wanted { alarm_id: alarm.id, r#for: said, until: until.canonical() };
        Ok(Resolved { object: Some(alarm.title), ..Resolved::own(json!(wanted)) })
    }

    async fn plan(
        &self,
        reader: Reader<'_>,
        look: &Look<'_>,
        resolved: &Resolved,
    ) -> Result<Option<Plan>, ArgumentError> {
        let wanted: Wanted = arguments::read(&resolved.arguments)?;
        let alarm = own(reader, look, wanted.alarm_id).await?;
        let until: Timestamp = wanted.until.parse().unwrap_or(look.now);
        let at = |millis: i64| arguments::local(millis, look.zone);
        let (before, after) = (at(alarm.fire_at), at(until.as_millisecond()));
        Ok(Some(Plan {
            summary: format!("The alarm “{}” would ring again: {after}.", alarm.title),
            changes: change("fire_at", Some(&before), Some(&after)).into_iter().collect(),
            undo_days: None,
        }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let wanted: Wanted = call.arguments()?;
        let (tx, now) = (call.tx(), call.now());
        let until = time::still_to_come(None, time::written(&wanted.until)?, call.zone(), now)?;
        let mut alarm = again(tx, wanted.alarm_id).await?;
        if !state_of(&alarm).map_err(unexpected)?.is_live() {
            room(tx, alarm.recipient_id).await?;
        }
        let to = step(tx, &alarm, AlarmEvent::Snooze, now.as_millisecond()).await?;
        to.as_str().clone_into(&mut alarm.state);
        let later = alarms::Change { fire_at: Some(until.as_millisecond()), ..alarms::Change::default() };
        let alarm = alarms::update(tx, alarm, later, now.as_millisecond()).await?;
        let result = json!(view(alarm, call.snapshot(), call.zone()));
        call.complete(result).await
    }
}
