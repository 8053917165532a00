//! `notes_update`.

use assent_gate::{
    ArgumentError, Change, Look, NoteRow, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, notes,
};
use assent_policy::{Effect, Risk};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{content, own, view};
use crate::arguments;
use crate::kept::{TITLE, UNDO_DAYS, change, spec, still};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the note.
    note_id: i64,
    /// New title; unchanged when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// New content; unchanged when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content: Option<String>,
}

pub(crate) struct Update {
    spec: ToolSpec,
}

impl Update {
    pub(crate) fn new() -> Self {
        Self {
            spec: ToolSpec {
                redacted: &["content"],
                ..spec(
                    "notes_update",
                    "Change a note",
                    "Changes title or content of a note. What it was can be brought back for 30 days.",
                    "notes:update",
                    Risk::Medium,
                    Effect::Writes,
                    arguments::schema::<Arguments>(),
                )
            },
        }
    }
}

fn changes(note: &NoteRow, asked: &Arguments) -> Vec<Change> {
    let (title, content) = (asked.title.as_ref(), asked.content.as_ref());
    let title = change("title", Some(&note.title), title.or(Some(&note.title)).map(String::as_str));
    let content = change("content", Some(&note.content), content.or(Some(&note.content)).map(String::as_str));
    title.into_iter().chain(content).collect()
}

#[async_trait]
impl Tool for Update {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let mut asked: Arguments = arguments::read(given)?;
        let note = own(reader, look, arguments::id("note_id", asked.note_id)?).await?;
        if asked.title.is_none() && asked.content.is_none() {
            return Err(ArgumentError::invalid("Nothing to change was given. Give a title, a content, or both."));
        }
        asked.title = asked.title.map(|title| arguments::line("title", &title, TITLE)).transpose()?;
        asked.content.as_deref().map(content).transpose()?;
        Ok(Resolved { object: Some(note.title), ..Resolved::own(json!(asked)) })
    }

    async fn plan(
        &self,
        reader: Reader<'_>,
        look: &Look<'_>,
        resolved: &Resolved,
    ) -> Result<Option<Plan>, ArgumentError> {
        let asked: Arguments = arguments::read(&resolved.arguments)?;
        let note = own(reader, look, asked.note_id).await?;
        Ok(Some(Plan {
            summary: format!("The note “{}” would change.", note.title),
            changes: changes(&note, &asked),
            undo_days: Some(UNDO_DAYS),
        }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let note = still(notes::by_id(call.tx(), asked.note_id).await?)?;
        let changed = changes(&note, &asked);
        let (by, now) = (call.call_id().0, call.now().as_millisecond());
        let note = notes::update(call.tx(), note, asked.title.as_deref(), asked.content.as_deref(), by, now).await?;
        let mut result = json!(view(note, call.snapshot(), call.zone()));
        result["changes"] = json!(changed);
        call.complete(result).await
    }
}
