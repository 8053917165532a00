//! What notes and tasks have in common: each belongs to one person, is listed
//! by pages, and can be brought back for 30 days.

pub(crate) use assent_gate::UNDO_DAYS;
use assent_gate::{
    ArgumentError, Audience, Change, Look, NoteRow, Notice, Place, Redeemed, RunError, TaskRow, ToolFailure, ToolSpec,
};
use assent_policy::{Asks, Effect, PersonId, Risk, Snapshot};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use serde_json::{Value, json};

use crate::arguments::{local, utc};

/// The longest title, in characters.
pub(crate) const TITLE: usize = 200;

/// Something that belongs to one person.
pub(crate) trait Kept {
    /// What one calls it.
    const WHAT: &'static str;

    fn id(&self) -> i64;
    fn title(&self) -> &str;
    fn owner(&self) -> PersonId;

    /// The e-mail of its owner.
    fn owner_email(&self, snapshot: &Snapshot) -> String {
        let owner = snapshot.people.get(&self.owner());
        owner.map(|person| person.email.clone()).unwrap_or_default()
    }
}

impl Kept for NoteRow {
    const WHAT: &'static str = "note";

    fn id(&self) -> i64 {
        self.id
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn owner(&self) -> PersonId {
        PersonId(self.owner_id)
    }
}

impl Kept for TaskRow {
    const WHAT: &'static str = "task";

    fn id(&self) -> i64 {
        self.id
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn owner(&self) -> PersonId {
        PersonId(self.owner_id)
    }
}

/// A tool inside the database whose effect can be undone.
pub(crate) fn spec(
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
        asks: Asks::ByPermission,
        audience: Audience::People,
        redacted: &[],
        schema,
    }
}

/// One's own; anybody else's is not there.
pub(crate) fn own<T: Kept>(found: Option<T>, look: &Look<'_>) -> Result<T, ArgumentError> {
    let own = found.filter(|item| item.owner() == look.person);
    own.ok_or(ArgumentError::NotFound { what: T::WHAT })
}

/// What `resolve` found to be one's own, unless it went since.
pub(crate) fn still<T: Kept>(found: Option<T>) -> Result<T, RunError> {
    let gone = || ToolFailure {
        code: "NOT_FOUND".to_owned(),
        message: format!("there is no such {} among yours any more", T::WHAT),
    };
    Ok(found.ok_or_else(gone)?)
}

/// From when on, in milliseconds, a change can still be undone.
pub(crate) fn undo_since(now: Timestamp) -> i64 {
    now.as_millisecond() - UNDO_DAYS * 24 * 3600 * 1000
}

/// There is no change left that could be undone.
pub(crate) fn nothing_to_undo() -> ArgumentError {
    ArgumentError::invalid(
        "There is nothing to undo: it was not changed in the last 30 days, or that is undone already.",
    )
}

/// The same, found when it was about to happen.
pub(crate) fn undone_already() -> ToolFailure {
    let message = "there is nothing left to undo; it was undone in the meantime".to_owned();
    ToolFailure { code: "CHANGED_SINCE".to_owned(), message }
}

/// Tells the owner that somebody gave them something.
pub(crate) async fn assigned(call: &Redeemed, item: &impl Kept, what: &str) -> Result<(), RunError> {
    if item.owner() == call.person() {
        return Ok(());
    }
    let about = json!({ "what": what, "id": item.id(), "title": item.title(), "person": call.person() });
    call.notify(item.owner(), Notice::ResourceAssigned, about).await
}

/// A field's change, where it is one.
pub(crate) fn change(field: &str, before: Option<&str>, after: Option<&str>) -> Option<Change> {
    (before != after).then(|| Change {
        field: field.to_owned(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    })
}

/// One page of a list, made of up to one more row than `limit`.
pub(crate) fn page<T: Kept, V: Serialize>(mut rows: Vec<T>, limit: u64, view: impl Fn(T) -> V) -> Value {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|last| last.id().to_string());
    let items: Vec<V> = rows.into_iter().map(view).collect();
    let mut page = json!({ "items": items });
    if let Some(next) = next {
        page["next_cursor"] = json!(next);
    }
    page
}

/// What is said of something that was deleted.
pub(crate) fn deleted(item: &impl Kept, now: Timestamp, zone: &TimeZone) -> Value {
    let until = now.as_millisecond() + UNDO_DAYS * 24 * 3600 * 1000;
    json!({
        "id": item.id(),
        "title": item.title(),
        "undo_until": utc(until),
        "undo_until_local": local(until, zone),
    })
}
