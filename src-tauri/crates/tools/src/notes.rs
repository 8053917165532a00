//! Notes: list, create, update, delete.

use assent_gate::{ArgumentError, Look, NoteRow, Place, Plan, Reader, ToolSpec, notes};
use assent_policy::{Effect, PersonId, Risk, Snapshot};
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::Value;

use crate::arguments::{local, utc};

mod create;
mod delete;
mod list;
mod update;

pub(crate) use create::Create;
pub(crate) use delete::Delete;
pub(crate) use list::List;
pub(crate) use update::Update;

/// The longest title, in characters.
const TITLE: usize = 200;
/// The longest content, in characters.
const CONTENT: usize = 100_000;
/// Days for which a change can be undone.
const UNDO_DAYS: i64 = 30;

/// A note as tools give it.
#[derive(Debug, Serialize)]
struct NoteView {
    id: i64,
    title: String,
    content: String,
    owner: String,
    updated_at: String,
    updated_local: String,
}

fn view(note: NoteRow, snapshot: &Snapshot, zone: &TimeZone) -> NoteView {
    let owner = snapshot.people.get(&PersonId(note.owner_id)).map(|p| p.email.clone()).unwrap_or_default();
    NoteView {
        id: note.id,
        title: note.title,
        content: note.content,
        owner,
        updated_at: utc(note.updated_at),
        updated_local: local(note.updated_at, zone),
    }
}

/// One's own note; anybody else's is not there.
async fn own(reader: Reader<'_>, look: &Look<'_>, id: i64) -> Result<NoteRow, ArgumentError> {
    let found = notes::by_id(&reader, id).await?;
    found.filter(|note| note.owner_id == look.person.0).ok_or(ArgumentError::NotFound { what: "note" })
}

fn content(text: &str) -> Result<(), ArgumentError> {
    if text.chars().count() > CONTENT {
        return Err(ArgumentError::invalid("The content is longer than 100,000 characters. Split it into several notes."));
    }
    if text.contains('\0') {
        return Err(ArgumentError::invalid("The content has a NUL character. Take it out."));
    }
    Ok(())
}

fn spec(
    name: &'static str,
    title: &'static str,
    description: &'static str,
    permission: &'static str,
    risk: Risk,
    effect: Effect,
    schema: Value,
) -> ToolSpec {
    ToolSpec {
        name,
        title,
        description,
        permission: Some(permission),
        risk,
        effect,
        place: Place::Inside,
        undoable: true,
        redacted: &["content"],
        schema,
    }
}

fn undo_until(now: jiff::Timestamp) -> i64 {
    now.as_millisecond() + UNDO_DAYS * 24 * 3600 * 1000
}

fn gone(plan: &NoteRow) -> Plan {
    Plan {
        summary: format!("The note “{}” would leave your notes.", plan.title),
        changes: vec![
            assent_gate::Change { field: "title".to_owned(), before: Some(plan.title.clone()), after: None },
            assent_gate::Change { field: "content".to_owned(), before: Some(plan.content.clone()), after: None },
        ],
        undo_days: Some(UNDO_DAYS),
    }
}
