//! `notes_delete`.

use assent_gate::{ArgumentError, Look, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, notes};
use assent_policy::{Effect, Risk};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{gone, own};
use crate::arguments;
use crate::kept::{deleted, spec, still};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the note.
    note_id: i64,
}

pub(crate) struct Delete {
    spec: ToolSpec,
}

impl Delete {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "notes_delete",
                "Delete a note",
                "Deletes a note. It can be brought back for 30 days.",
                "notes:delete",
                Risk::Medium,
                Effect::Writes,
                arguments::schema::<Arguments>(),
            ),
        }
    }
}

#[async_trait]
impl Tool for Delete {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: Arguments = arguments::read(given)?;
        let note = own(reader, look, arguments::id("note_id", asked.note_id)?).await?;
        Ok(Resolved { object: Some(note.title), ..Resolved::own(json!(asked)) })
    }

    async fn plan(
        &self,
        reader: Reader<'_>,
        look: &Look<'_>,
        resolved: &Resolved,
    ) -> Result<Option<Plan>, ArgumentError> {
        let asked: Arguments = arguments::read(&resolved.arguments)?;
        Ok(Some(gone(&own(reader, look, asked.note_id).await?)))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let note = still(notes::by_id(call.tx(), asked.note_id).await?)?;
        let result = deleted(&note, call.now(), call.zone());
        notes::delete(call.tx(), note, call.call_id().0, call.now().as_millisecond()).await?;
        call.complete(result).await
    }
}
