//! `alarms_update`.

use assent_gate::{
    AlarmRow, ArgumentError, Change, Look, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, alarms,
};
use assent_policy::{Effect, Risk};
use async_trait::async_trait;
use jiff::{Timestamp, tz::TimeZone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::life::AlarmEvent;
use super::{
    RECEIVE, about, after, again, moment as kept_moment, name_of, room, rule_of, state_of, step, time, view,
    within_reach, words_of, zone_of,
};
use crate::kept::{TITLE, change, spec};
use crate::{arguments, moment};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the alarm.
    alarm_id: i64,
    /// What it says; unchanged when left out.
    title: Option<String>,
    /// When it rings next: in 10 minutes, 18:00, tomorrow 7:30, 2026-12-01T18:00; unchanged when left out.
    fire_at: Option<String>,
    /// How it repeats: daily, every weekday, monthly, or an RRULE; none makes it ring once; unchanged when left out.
    repeat: Option<String>,
}

/// The same with its times settled.
#[derive(Debug, Serialize, Deserialize)]
struct Wanted {
    alarm_id: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fire_at: Option<String>,
    /// The rule, or `none`; there whenever `fire_at` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    repeat: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    zone: Option<String>,
}

impl Wanted {
    fn change(&self, fire_at: Option<i64>) -> alarms::Change<'_> {
        let repeat = self.repeat.as_deref().map(|rule| Some(rule).filter(|rule| *rule != time::NONE));
        alarms::Change {
            title: self.title.as_deref(),
            starts_at: fire_at,
            fire_at,
            zone: self.zone.as_deref(),
            repeat: repeat.filter(|_| fire_at.is_some()),
        }
    }
}

pub(crate) struct Update {
    spec: ToolSpec,
}

impl Update {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "alarms_update",
                "Change an alarm",
                "Changes what an alarm says, when it rings, or how it repeats. One that has rung is set anew by a time \
                 to come.",
                RECEIVE,
                Risk::Low,
                Effect::Writes,
                arguments::schema::<Arguments>(),
            ),
        }
    }
}

/// The times an alarm would have: next ring, rule or `none`, zone.
fn times(look: &Look<'_>, alarm: &AlarmRow, asked: &Arguments) -> Result<(String, String, String), ArgumentError> {
    after(alarm, AlarmEvent::Reschedule)?;
    let rule = match &asked.repeat {
        Some(said) => time::rule(said)?,
        None => rule_of(alarm),
    };
    let (start, zone) = match &asked.fire_at {
        Some(said) => (moment::read(look, said)?.at, look.zone.clone()),
        None if alarm.state == "scheduled" && alarm.fire_at > look.now.as_millisecond() => {
            (kept_moment(alarm.fire_at), zone_of(alarm))
        }
        None => return Err(ArgumentError::invalid("From when on shall it repeat like that? Give a fire_at too.")),
    };
    let first = time::first(rule.as_ref(), start, &zone)?;
    let repeat = rule.map_or_else(|| time::NONE.to_owned(), |rule| rule.to_string());
    Ok((first.to_string(), repeat, name_of(&zone)))
}

/// What would be different, in the words of somebody in `zone`.
fn changes(before: &AlarmRow, after: &AlarmRow, zone: &TimeZone) -> Vec<Change> {
    let at = |alarm: &AlarmRow| arguments::local(alarm.fire_at, zone);
    [
        change("title", Some(&before.title), Some(&after.title)),
        change("fire_at", Some(&at(before)), Some(&at(after))),
        change("repeat", words_of(before, zone).as_deref(), words_of(after, zone).as_deref()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The alarm as it would be.
fn changed(alarm: &AlarmRow, change: alarms::Change<'_>) -> AlarmRow {
    AlarmRow {
        title: change.title.unwrap_or(&alarm.title).to_owned(),
        starts_at: change.starts_at.unwrap_or(alarm.starts_at),
        fire_at: change.fire_at.unwrap_or(alarm.fire_at),
        zone: change.zone.unwrap_or(&alarm.zone).to_owned(),
        repeat: change.repeat.map_or_else(|| alarm.repeat.clone(), |rule| rule.map(str::to_owned)),
        ..alarm.clone()
    }
}

#[async_trait]
impl Tool for Update {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: Arguments = arguments::read(given)?;
        let alarm = within_reach(reader, look, arguments::id("alarm_id", asked.alarm_id)?).await?;
        let mut wanted = Wanted { alarm_id: alarm.id, title: None, fire_at: None, repeat: None, zone: None };
        if asked.fire_at.is_some() || asked.repeat.is_some() {
            let (fire_at, repeat, zone) = times(look, &alarm, &asked)?;
            (wanted.fire_at, wanted.repeat, wanted.zone) = (Some(fire_at), Some(repeat), Some(zone));
        } else if asked.title.is_none() {
            return Err(ArgumentError::invalid(
                "Nothing to change was given. Give a title, a fire_at, or a repeat (“none” to ring once).",
            ));
        }
        wanted.title = asked.title.map(|title| arguments::line("title", &title, TITLE)).transpose()?;
        about(alarm, look, json!(wanted))
    }

    async fn plan(
        &self,
        reader: Reader<'_>,
        look: &Look<'_>,
        resolved: &Resolved,
    ) -> Result<Option<Plan>, ArgumentError> {
        let wanted: Wanted = arguments::read(&resolved.arguments)?;
        let alarm = within_reach(reader, look, wanted.alarm_id).await?;
        let at = wanted.fire_at.as_deref().and_then(|at| at.parse::<Timestamp>().ok());
        let after = changed(&alarm, wanted.change(at.map(Timestamp::as_millisecond)));
        Ok(Some(Plan {
            summary: format!("The alarm “{}” would change.", alarm.title),
            changes: changes(&alarm, &after, look.zone),
            undo_days: None,
        }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let wanted: Wanted = call.arguments()?;
        let (tx, now) = (call.tx(), call.now());
        let mut alarm = again(tx, wanted.alarm_id).await?;
        let mut fire_at = None;
        if let Some(at) = &wanted.fire_at {
            if !state_of(&alarm).map_err(super::unexpected)?.is_live() {
                room(tx, alarm.recipient_id).await?;
            }
            let rule = wanted.repeat.as_deref().and_then(|rule| time::rule(rule).ok()).flatten();
            let zone = wanted.zone.as_deref().and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
            let at = time::still_to_come(rule.as_ref(), time::written(at)?, &zone, now)?;
            fire_at = Some(at.as_millisecond());
            let state = step(tx, &alarm, AlarmEvent::Reschedule, now.as_millisecond()).await?;
            state.as_str().clone_into(&mut alarm.state);
        }
        let before = alarm.clone();
        let alarm = alarms::update(tx, alarm, wanted.change(fire_at), now.as_millisecond()).await?;
        let changes = changes(&before, &alarm, call.zone());
        let mut result = json!(view(alarm, call.snapshot(), call.zone()));
        result["changes"] = json!(changes);
        call.complete(result).await
    }
}
