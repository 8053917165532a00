//! `alarms_cancel_by_title`: exactly that title, whatever its case, and only
//! where one live alarm has it. Nothing is cancelled by guess.

use assent_gate::{
    AlarmRow, ArgumentError, Look, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, alarms,
};
use assent_policy::{Effect, Risk};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::life::AlarmEvent;
use super::{RECEIVE, end, own};
use crate::arguments;
use crate::kept::{Kept, TITLE, spec};

/// How many are named to choose from.
const CHOICES: usize = 5;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// The whole title; upper or lower case does not matter.
    title: String,
}

/// The one that has it.
#[derive(Debug, Serialize, Deserialize)]
struct Wanted {
    alarm_id: i64,
    title: String,
}

pub(crate) struct CancelByTitle {
    spec: ToolSpec,
}

impl CancelByTitle {
    pub(crate) fn new() -> Self {
        let spec = spec(
            "alarms_cancel_by_title",
            "Cancel an alarm by its title",
            "Cancels the one alarm of one's own that has exactly this title. Where several have it, or none, it \
             cancels nothing and names some to choose from by id.",
            RECEIVE,
            Risk::Low,
            Effect::Writes,
            arguments::schema::<Arguments>(),
        );
        Self { spec: ToolSpec { undoable: false, ..spec } }
    }
}

/// Some of these to choose from, by id.
fn choices(look: &Look<'_>, found: &[AlarmRow]) -> String {
    let shown = found
        .iter()
        .take(CHOICES)
        .map(|alarm| format!("{} “{}” ({})", alarm.id, alarm.title, arguments::local(alarm.fire_at, look.zone)));
    let mut text = shown.collect::<Vec<_>>().join(", ");
    if found.len() > CHOICES {
        text.push_str(&format!(", and {} more", found.len() - CHOICES));
    }
    text
}

async fn unclear(reader: Reader<'_>, look: &Look<'_>, title: &str) -> Result<ArgumentError, ArgumentError> {
    let live = alarms::live(&reader, look.person.0).await?;
    if live.is_empty() {
        return Ok(ArgumentError::NotFound { what: AlarmRow::WHAT });
    }
    let wanted = title.to_lowercase();
    let near: Vec<AlarmRow> = live.iter().filter(|a| a.title.to_lowercase().contains(&wanted)).cloned().collect();
    let some = if near.is_empty() { choices(look, &live) } else { choices(look, &near) };
    Ok(ArgumentError::invalid(format!("No alarm is called exactly “{title}”. Cancel one by its id: {some}.")))
}

#[async_trait]
impl Tool for CancelByTitle {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: Arguments = arguments::read(given)?;
        let title = arguments::line("title", &asked.title, TITLE)?;
        let found = alarms::by_title(&reader, look.person.0, &title).await?;
        match found.as_slice() {
            [] => Err(unclear(reader, look, &title).await?),
            [alarm] => {
                let wanted = Wanted { alarm_id: alarm.id, title: alarm.title.clone() };
                Ok(Resolved { object: Some(alarm.title.clone()), ..Resolved::own(json!(wanted)) })
            }
            several => Err(ArgumentError::invalid(format!(
                "Several alarms are called “{title}”. Cancel one by its id: {}.",
                choices(look, several)
            ))),
        }
    }

    async fn plan(
        &self,
        reader: Reader<'_>,
        look: &Look<'_>,
        resolved: &Resolved,
    ) -> Result<Option<Plan>, ArgumentError> {
        let wanted: Wanted = arguments::read(&resolved.arguments)?;
        let alarm = own(reader, look, wanted.alarm_id).await?;
        Ok(end::plan(&alarm, AlarmEvent::Cancel, look.zone))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        end::run(warrant, AlarmEvent::Cancel).await
    }
}
