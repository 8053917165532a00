//! `alarms_pass_over`: an alarm was due and its recipient may not be given it any
//! more. It does not ring: one that repeats waits for its next time, any other is
//! cancelled. Nobody calls it but the scheduler.

use assent_gate::{ArgumentError, Look, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, alarms};
use async_trait::async_trait;
use serde_json::{Value, json};

use super::fire::{Due, due, internal};
use super::life::AlarmEvent;
use super::{again, next_after, step, view};
use crate::arguments;

pub(crate) struct PassOver {
    spec: ToolSpec,
}

impl PassOver {
    pub(crate) fn new() -> Self {
        let spec = internal(
            "alarms_pass_over",
            "Pass over an alarm",
            "Ends an alarm that is due and may not ring, or lets it wait for its next time.",
        );
        Self { spec: ToolSpec { permission: None, ..spec } }
    }
}

#[async_trait]
impl Tool for PassOver {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: Due = arguments::read(given)?;
        let alarm = due(reader, look, &asked).await?;
        Ok(Resolved { object: Some(alarm.title), ..Resolved::own(json!(asked)) })
    }

    async fn plan(&self, _: Reader<'_>, _: &Look<'_>, _: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        Ok(None)
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let mut call = warrant.redeem().await?;
        let asked: Due = call.arguments()?;
        let (now, millis) = (call.now(), call.now().as_millisecond());
        let before = again(call.tx(), asked.alarm_id).await?;
        let mut alarm = before.clone();
        let next = next_after(&alarm, now);
        let event = if next.is_some() { AlarmEvent::Reschedule } else { AlarmEvent::Cancel };
        let to = step(call.tx(), &alarm, event, millis).await?;
        to.as_str().clone_into(&mut alarm.state);
        if let Some(next) = next {
            let then = alarms::Change { fire_at: Some(next.as_millisecond()), ..alarms::Change::default() };
            alarm = alarms::update(call.tx(), alarm, then, millis).await?;
        }
        call.changed(
            json!({ "alarm": before.id, "state": before.state, "fire_at": before.fire_at }),
            json!({ "alarm": alarm.id, "state": alarm.state, "fire_at": alarm.fire_at,
                    "reason": "the recipient may not be given alarms" }),
        );
        let result = json!(view(alarm, call.snapshot(), call.zone()));
        call.complete(result).await
    }
}
