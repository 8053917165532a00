//! How an alarm ends by somebody's word: cancelled or deleted.

use assent_gate::{AlarmRow, Change, Plan, Receipt, RunError, Warrant};
use assent_policy::Effect;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use assent_gate::ToolSpec;
use assent_policy::Risk;

use super::life::AlarmEvent;
use super::{RECEIVE, after, again, step, view, words_of};
use crate::arguments;
use crate::kept::{change, spec};

/// The alarm meant.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Id of the alarm.
    pub(super) alarm_id: i64,
}

/// The part of resolved arguments that every way to end an alarm has.
#[derive(Debug, Deserialize)]
struct Ended {
    alarm_id: i64,
}

/// A tool that ends an alarm, which nothing brings back.
pub(super) fn ending(name: &'static str, title: &'static str, description: &'static str) -> ToolSpec {
    let schema = arguments::schema::<Arguments>();
    ToolSpec { undoable: false, ..spec(name, title, description, RECEIVE, Risk::Low, Effect::Writes, schema) }
}

/// What ending it would do.
pub(super) fn plan(alarm: &AlarmRow, event: AlarmEvent, zone: &TimeZone) -> Option<Plan> {
    let to = after(alarm, event).ok()?;
    let (at, words) = (arguments::local(alarm.fire_at, zone), words_of(alarm, zone));
    let gone: [(&str, Option<&str>); 3] =
        [("title", Some(&alarm.title)), ("fire_at", Some(&at)), ("repeat", words.as_deref())];
    let (summary, changes) = match event {
        AlarmEvent::Delete => (
            format!("The alarm “{}” of {at} would be deleted for good.", alarm.title),
            gone.iter().filter_map(|(field, before)| change(field, *before, None)).collect::<Vec<Change>>(),
        ),
        _ => (
            format!("The alarm “{}” of {at} would not ring any more.", alarm.title),
            change("state", Some(&alarm.state), Some(to.as_str())).into_iter().collect(),
        ),
    };
    Some(Plan { summary, changes, undo_days: None })
}

/// Ends it.
pub(super) async fn run(warrant: Warrant, event: AlarmEvent) -> Result<Receipt, RunError> {
    let call = warrant.redeem().await?;
    let ended: Ended = call.arguments()?;
    let mut alarm = again(call.tx(), ended.alarm_id).await?;
    let to = step(call.tx(), &alarm, event, call.now().as_millisecond()).await?;
    to.as_str().clone_into(&mut alarm.state);
    let result = json!(view(alarm, call.snapshot(), call.zone()));
    call.complete(result).await
}
