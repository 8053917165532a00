//! What is asked of [`crate::decide`].

use serde::{Deserialize, Serialize};

use crate::{Channel, Effect, PermissionCode, PersonId};

/// Who acts, and by which channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Subject {
    /// The person whose authority is used.
    pub person: PersonId,
    /// The way the call came, set by the adapter.
    pub channel: Channel,
}

/// What the decision needs to know of a tool and the arguments it got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolFacts {
    /// Permissions all of which are needed; empty needs only to be signed in.
    pub needs: Vec<PermissionCode>,
    /// Whether it changes something.
    pub effect: Effect,
}

/// What became of the arguments before the decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArgumentState {
    /// Understood, every id resolved to something of the subject's or the target's.
    Resolved,
    /// Names an object that does not exist or belongs to somebody else; the two
    /// are one answer, so that ids can't be guessed.
    NotFound {
        /// What kind of thing, for example `note`.
        what: &'static str,
    },
    /// Not what the tool takes.
    Invalid {
        /// What is wrong and what it takes.
        message: String,
    },
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Who asks.
    pub subject: Subject,
    /// `None` when no such tool exists.
    pub tool: Option<ToolFacts>,
    /// Whose account it acts on; the subject's own when `None`.
    pub target: Option<PersonId>,
    /// What became of the arguments.
    pub arguments: ArgumentState,
    /// Unix seconds.
    pub now: i64,
}
