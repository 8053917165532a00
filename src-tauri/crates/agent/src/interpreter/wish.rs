//! What a sentence or command asks for, before anything is looked up.

use serde_json::{Map, Value};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wish {
    /// One call, complete.
    Call { tool: String, args: Map<String, Value> },
    /// Something done to a thing that has to be found first.
    Named(Named),
    /// Nothing to call: a question back, or help.
    Say(String),
}

impl Wish {
    pub(super) fn call<const N: usize>(tool: &str, args: [(&str, Option<Value>); N]) -> Self {
        Self::Call { tool: tool.to_owned(), args: given(args) }
    }
}

/// The arguments that were given.
pub(super) fn given<const N: usize>(args: [(&str, Option<Value>); N]) -> Map<String, Value> {
    args.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Named {
    /// None where "the second one" leaves it to what was shown.
    pub(super) kind: Option<Kind>,
    pub(super) which: Which,
    pub(super) deed: Deed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Note,
    Task,
    Alarm,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::Note, Self::Task, Self::Alarm];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Task => "task",
            Self::Alarm => "alarm",
        }
    }

    pub(super) fn list_tool(self) -> &'static str {
        match self {
            Self::Note => "notes_list",
            Self::Task => "tasks_list",
            Self::Alarm => "alarms_list",
        }
    }

    pub(super) fn id_key(self) -> &'static str {
        match self {
            Self::Note => "note_id",
            Self::Task => "task_id",
            Self::Alarm => "alarm_id",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// `#3`: the id.
    Id(i64),
    /// A bare number: the id, unless a shown list makes it doubtful.
    Number(i64),
    /// Position in the list shown last, from 1; `None` is the last one.
    Shown(Option<usize>),
    /// A title, matched exactly but for case.
    Title(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Delete,
    Cancel,
    Complete,
    Rename(String),
    Write(String),
    Due(String),
}

impl Deed {
    /// The tool and what it takes besides the id; none where the kind has no such deed.
    pub(super) fn tool(&self, kind: Kind) -> Option<(&'static str, Option<(&'static str, &str)>)> {
        Some(match (self, kind) {
            (Self::Delete, Kind::Note) => ("notes_delete", None),
            (Self::Delete, Kind::Task) => ("tasks_delete", None),
            (Self::Delete, Kind::Alarm) => ("alarms_delete", None),
            (Self::Cancel, Kind::Alarm) => ("alarms_cancel", None),
            (Self::Complete, Kind::Task) => ("tasks_complete", None),
            (Self::Rename(title), Kind::Note) => ("notes_update", Some(("title", title))),
            (Self::Rename(title), Kind::Task) => ("tasks_update", Some(("title", title))),
            (Self::Rename(title), Kind::Alarm) => ("alarms_update", Some(("title", title))),
            (Self::Write(content), Kind::Note) => ("notes_update", Some(("content", content))),
            (Self::Due(when), Kind::Task) => ("tasks_update", Some(("due_on", when))),
            (Self::Cancel, Kind::Note | Kind::Task)
            | (Self::Complete, Kind::Note | Kind::Alarm)
            | (Self::Write(_), Kind::Task | Kind::Alarm)
            | (Self::Due(_), Kind::Note | Kind::Alarm) => return None,
        })
    }

    /// How to say it again about `thing`.
    pub(super) fn phrase(&self, thing: &str) -> String {
        match self {
            Self::Delete => format!("delete {thing}"),
            Self::Cancel => format!("cancel {thing}"),
            Self::Complete => format!("complete {thing}"),
            Self::Rename(title) => format!("rename {thing} to \"{title}\""),
            Self::Write(_) => format!("change {thing} to say …"),
            Self::Due(when) => format!("move {thing} to {when}"),
        }
    }
}
