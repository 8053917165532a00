//! Notes: list, create, update, delete.

use assent_gate::{ArgumentError, Look, NoteRow, Plan, Reader, notes};
use assent_policy::Snapshot;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::arguments::{local, utc};
use crate::kept::{self, Kept, UNDO_DAYS};

mod create;
mod delete;
mod list;
mod undo;
mod update;

pub(crate) use create::Create;
pub(crate) use delete::Delete;
pub(crate) use list::List;
pub(crate) use undo::Undo;
pub(crate) use update::Update;

/// The longest content, in characters.
const CONTENT: usize = 100_000;

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
    NoteView {
        id: note.id,
        owner: note.owner_email(snapshot),
        title: note.title,
        content: note.content,
        updated_at: utc(note.updated_at),
        updated_local: local(note.updated_at, zone),
    }
}

/// One's own note; anybody else's is not there.
async fn own(reader: Reader<'_>, look: &Look<'_>, id: i64) -> Result<NoteRow, ArgumentError> {
    kept::own(notes::by_id(&reader, id).await?, look)
}

fn content(text: &str) -> Result<(), ArgumentError> {
    if text.chars().count() > CONTENT {
        return Err(ArgumentError::invalid(
            "The content is longer than 100,000 characters. Split it into several notes.",
        ));
    }
    if text.contains('\0') {
        return Err(ArgumentError::invalid("The content has a NUL character. Take it out."));
    }
    Ok(())
}

fn gone(plan: &NoteRow) -> Plan {
    Plan {
        summary: format!("The note “{}” would leave your notes.", plan.title),
        changes: [kept::change("title", Some(&plan.title), None), kept::change("content", Some(&plan.content), None)]
            .into_iter()
            .flatten()
            .collect(),
        undo_days: Some(UNDO_DAYS),
    }
}
