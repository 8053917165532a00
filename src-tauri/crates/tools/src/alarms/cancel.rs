//! `alarms_cancel`.

use assent_gate::{ArgumentError, Look, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant};
use async_trait::async_trait;
use serde_json::{Value, json};

use super::end::{self, Arguments};
use super::life::AlarmEvent;
use super::{about, after, within_reach};
use crate::arguments;

pub(crate) struct Cancel {
    spec: ToolSpec,
}

impl Cancel {
    pub(crate) fn new() -> Self {
        Self {
            spec: end::ending(
                "alarms_cancel",
                "Cancel an alarm",
                "Cancels an alarm by its id: it rings no more. It stays in the list.",
            ),
        }
    }
}

#[async_trait]
impl Tool for Cancel {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: Arguments = arguments::read(given)?;
        let alarm = within_reach(reader, look, arguments::id("alarm_id", asked.alarm_id)?).await?;
        after(&alarm, AlarmEvent::Cancel)?;
        about(alarm, look, json!(asked))
    }

    async fn plan(
        &self,
        reader: Reader<'_>,
        look: &Look<'_>,
        resolved: &Resolved,
    ) -> Result<Option<Plan>, ArgumentError> {
        let asked: Arguments = arguments::read(&resolved.arguments)?;
        let alarm = within_reach(reader, look, asked.alarm_id).await?;
        Ok(end::plan(&alarm, AlarmEvent::Cancel, look.zone))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        end::run(warrant, AlarmEvent::Cancel).await
    }
}
