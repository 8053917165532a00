//! `alarms_fire`: an alarm is due. Nobody calls it but the scheduler, in the name
//! of the recipient, who must still be allowed to be given alarms. Whatever the
//! number of processes that try, one of them rings.

use assent_gate::{
    AlarmRow, ArgumentError, Audience, Look, Notice, Plan, Reader, Receipt, Redeemed, Resolved, RunError, Tool,
    ToolSpec, Warrant, alarms,
};
use assent_policy::{Asks, Effect, PersonId, Risk};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::life::AlarmEvent;
use super::{RECEIVE, again, next_after, own, state_of, step, view};
use crate::arguments;
use crate::kept::{Kept, spec};

/// One minute, in milliseconds: what rings after that is late.
const LATE: i64 = 60_000;

/// An alarm and the time it is due, in milliseconds.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Due {
    /// Id of the alarm.
    pub(super) alarm_id: i64,
    /// The time it is due, in milliseconds since 1970 UTC.
    pub(super) due_at: i64,
}

/// A tool of the scheduler's, which asks nobody.
pub(super) fn internal(name: &'static str, title: &'static str, description: &'static str) -> ToolSpec {
    let schema = arguments::schema::<Due>();
    ToolSpec {
        asks: Asks::Nothing,
        audience: Audience::Scheduler,
        undoable: false,
        ..spec(name, title, description, RECEIVE, Risk::Low, Effect::Writes, schema)
    }
}

/// The alarm if it is still due at that time; otherwise somebody was first.
pub(super) async fn due(reader: Reader<'_>, look: &Look<'_>, due: &Due) -> Result<AlarmRow, ArgumentError> {
    let alarm = own(reader, look, due.alarm_id).await?;
    let is_due = alarm.fire_at == due.due_at && due.due_at <= look.now.as_millisecond();
    if is_due && state_of(&alarm)?.is_live() {
        return Ok(alarm);
    }
    Err(ArgumentError::NotFound { what: AlarmRow::WHAT })
}

pub(crate) struct Fire {
    spec: ToolSpec,
}

impl Fire {
    pub(crate) fn new() -> Self {
        Self { spec: internal("alarms_fire", "Ring an alarm", "Rings an alarm that is due, once.") }
    }
}

#[async_trait]
impl Tool for Fire {
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
        let call = warrant.redeem().await?;
        let Due { alarm_id, due_at } = call.arguments()?;
        let (tx, now) = (call.tx(), call.now().as_millisecond());
        let alarm = again(tx, alarm_id).await?;
        let late = now - due_at > LATE;
        // A clock that was set back brings a time again for which it has rung.
        let rings = alarms::record_firing(tx, alarm_id, due_at, now, late).await?;
        if rings {
            tell(&call, &alarm, late).await?;
        }
        let alarm = go_on(&call, again(tx, alarm_id).await?).await?;
        let mut result = json!(view(alarm, call.snapshot(), call.zone()));
        result["rang"] = json!(rings);
        call.complete(result).await
    }
}

async fn tell(call: &Redeemed, alarm: &AlarmRow, late: bool) -> Result<(), RunError> {
    let creator = call.snapshot().people.get(&PersonId(alarm.creator_id));
    let about = json!({
        "alarm": alarm.id, "title": alarm.title, "due_at": alarm.fire_at, "late": late,
        "set_by": { "id": alarm.creator_id, "name": creator.map(|person| person.name.as_str()) },
    });
    call.notify(call.person(), Notice::AlarmFired, about).await
}

/// It has rung; one that repeats is scheduled for its next time, those missed left out.
async fn go_on(call: &Redeemed, mut alarm: AlarmRow) -> Result<AlarmRow, RunError> {
    let (tx, now) = (call.tx(), call.now().as_millisecond());
    let fired = step(tx, &alarm, AlarmEvent::Fire, now).await?;
    fired.as_str().clone_into(&mut alarm.state);
    let Some(next) = next_after(&alarm, call.now()) else { return Ok(alarm) };
    let scheduled = step(tx, &alarm, AlarmEvent::Reschedule, now).await?;
    scheduled.as_str().clone_into(&mut alarm.state);
    let then = alarms::Change { fire_at: Some(next.as_millisecond()), ..alarms::Change::default() };
    Ok(alarms::update(tx, alarm, then, now).await?)
}
