//! What is asked of [`crate::decide`].

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{CallId, Channel, Day, Effect, PermissionCode, PersonId, Reason, Risk};

/// Who acts, and by which channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Subject {
    /// The person whose authority is used.
    pub person: PersonId,
    /// The way the call came, set by the adapter.
    pub channel: Channel,
}

/// What a tool asks of people on top of what its permissions ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asks {
    /// What its permissions ask, and nothing more.
    #[default]
    ByPermission,
    /// At least what a permission of this risk asks.
    AtLeast(Risk),
    /// Never held, as reading what one may read. What is denied stays denied.
    Nothing,
    /// Never held, because it only takes something away: revoking, withdrawing,
    /// rejecting, pausing. It takes hold also where it can't be recorded yet.
    TakesAway,
}

impl Asks {
    /// Whether nobody is asked, whatever permissions and rules say.
    #[must_use]
    pub const fn nobody(self) -> bool {
        matches!(self, Self::Nothing | Self::TakesAway)
    }
}

/// What the decision needs to know of a tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolFacts {
    /// Its name.
    pub name: String,
    /// Digest of its definition.
    pub definition: String,
    /// Permissions all of which are needed; empty needs only to be signed in.
    pub needs: Vec<PermissionCode>,
    /// Permissions needed on another's account; those above `.for_others` when `None`.
    pub needs_for_others: Option<Vec<PermissionCode>>,
    /// Whether it changes something.
    pub effect: Effect,
    /// Whether that can be undone.
    pub undoable: bool,
    /// What it asks of people itself.
    pub asks: Asks,
    /// Names of the arguments it takes.
    pub takes: BTreeSet<String>,
}

/// What became of the arguments before the decision.
#[derive(Clone, Debug, PartialEq)]
pub enum ArgumentState {
    /// Understood, every id resolved to something of the subject's or the target's.
    Resolved,
    /// Not looked at: is there any for which this is not denied?
    Any,
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
    /// Understood, and refused for a reason of the thing itself.
    Refused {
        /// Why; one that denies.
        reason: Reason,
    },
}

/// What a conversation or a client is held to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Bounds {
    /// The only tools; any when `None`.
    pub tools: Option<BTreeSet<String>>,
    /// Nothing that changes anything.
    pub read_only: bool,
    /// Writes answer with their plan and wait.
    pub dry_run: bool,
}

/// The hour and day where the acting person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// 0 to 23.
    pub hour: u8,
    /// Day of the week.
    pub day: Day,
}

/// One question.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Who asks.
    pub subject: Subject,
    /// The outside client that asks for the person.
    pub client: Option<String>,
    /// Scopes of its token; no limit when `None`.
    pub scopes: Option<BTreeSet<PermissionCode>>,
    /// The conversation it happens in.
    pub conversation: Option<i64>,
    /// What the conversation or client is held to.
    pub bounds: Bounds,
    /// The refused call this one repeats; a grant may be for exactly that.
    pub repeats: Option<CallId>,
    /// Whoever edited its arguments while it waited.
    pub edited_by: Option<PersonId>,
    /// Whether they take it on themselves, with a typed reason, should nobody else be able to decide.
    pub breaks_glass: bool,
    /// `None` when no such tool exists.
    pub tool: Option<ToolFacts>,
    /// Whose account it acts on; the subject's own when `None`.
    pub target: Option<PersonId>,
    /// What became of the arguments.
    pub arguments: ArgumentState,
    /// The arguments as resolved, by name.
    pub values: Value,
    /// A limit or budget that is used up; a reason that denies.
    pub used_up: Option<Reason>,
    /// Unix seconds.
    pub now: i64,
    /// The same where the person is.
    pub local: LocalTime,
}

impl Question {
    /// A question with nothing special about it.
    #[must_use]
    pub const fn new(subject: Subject, tool: Option<ToolFacts>, now: i64) -> Self {
        Self {
            subject,
            client: None,
            scopes: None,
            conversation: None,
            bounds: Bounds { tools: None, read_only: false, dry_run: false },
            repeats: None,
            edited_by: None,
            breaks_glass: false,
            tool,
            target: None,
            arguments: ArgumentState::Resolved,
            values: Value::Null,
            used_up: None,
            now,
            local: LocalTime { hour: 12, day: Day::Mon },
        }
    }

    /// Whose account it acts on, when another's.
    #[must_use]
    pub fn other(&self) -> Option<PersonId> {
        self.target.filter(|target| *target != self.subject.person)
    }

    /// Whether the tool takes an argument of this name.
    #[must_use]
    pub fn takes(&self, name: &str) -> bool {
        self.tool.as_ref().is_some_and(|tool| tool.takes.contains(name))
    }

    pub(crate) fn writes(&self) -> bool {
        self.tool.as_ref().is_some_and(|tool| tool.effect == Effect::Writes)
    }
}
