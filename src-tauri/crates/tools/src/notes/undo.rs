//! `notes_undo`.

use assent_gate::{
    ArgumentError, Change, Look, NoteRow, NoteVersionRow, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec,
    Warrant, notes,
};
use assent_policy::{Effect, Risk};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::view;
use crate::arguments;
use crate::kept::{self, nothing_to_undo, spec, still, undo_since};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the note.
    note_id: i64,
}

pub(crate) struct Undo {
    spec: ToolSpec,
}

impl Undo {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "notes_undo",
                "Undo a change of a note",
                "Makes a note what it was before its last change, or brings a deleted one back. Again goes one change \
                 further back, up to 30 days.",
                "notes:update",
                Risk::Medium,
                Effect::Writes,
                arguments::schema::<Arguments>(),
            ),
        }
    }
}

/// The note, deleted or not, and what it was.
async fn found(reader: Reader<'_>, look: &Look<'_>, id: i64) -> Result<(NoteRow, NoteVersionRow), ArgumentError> {
    let note = kept::own(notes::even_deleted(&reader, id).await?, look)?;
    let then = notes::last_version(&reader, id, undo_since(look.now)).await?;
    Ok((note, then.ok_or_else(nothing_to_undo)?))
}

fn changes(note: &NoteRow, then: &NoteVersionRow) -> Vec<Change> {
    let change = |field, now: &str, then: &str| kept::change(field, Some(now), Some(then));
    [change("title", &note.title, &then.title), change("content", &note.content, &then.content)]
        .into_iter()
        .flatten()
        .collect()
}

#[async_trait]
impl Tool for Undo {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: Arguments = arguments::read(given)?;
        let (_, then) = found(reader, look, arguments::id("note_id", asked.note_id)?).await?;
        Ok(Resolved { object: Some(then.title), ..Resolved::own(json!(asked)) })
    }

    async fn plan(
        &self,
        reader: Reader<'_>,
        look: &Look<'_>,
        resolved: &Resolved,
    ) -> Result<Option<Plan>, ArgumentError> {
        let asked: Arguments = arguments::read(&resolved.arguments)?;
        let (note, then) = found(reader, look, asked.note_id).await?;
        let summary = if note.deleted_at.is_some() {
            format!("The note “{}” would come back.", then.title)
        } else {
            format!("The note “{}” would be what it was before its last change.", note.title)
        };
        Ok(Some(Plan { summary, changes: changes(&note, &then), undo_days: None }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let note = still(notes::even_deleted(call.tx(), asked.note_id).await?)?;
        let then = notes::last_version(call.tx(), note.id, undo_since(call.now())).await?;
        let then = then.ok_or_else(kept::undone_already)?;
        let changed = changes(&note, &then);
        let note = notes::bring_back(call.tx(), note, then, call.call_id().0, call.now().as_millisecond()).await?;
        let mut result = json!(view(note, call.snapshot(), call.zone()));
        result["changes"] = json!(changed);
        call.complete(result).await
    }
}
