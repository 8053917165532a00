//! What the gate knows of a tool. A tool declares what it needs and does; it
//! can't run without a [`Warrant`], and can't report success without the
//! [`Receipt`] that redeeming one gives.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use assent_policy::{Asks, Channel, Effect, PermissionCode, PersonId, Reason, Risk, Snapshot};
use assent_store::Reader;
use async_trait::async_trait;
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::{GateError, Receipt, Warrant};

/// Where a tool's effect happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In our database: it commits together with its record.
    Inside,
    /// Elsewhere: intent is recorded first, then the effect, then the outcome.
    Outside,
}

/// Whose a tool is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// People, and agents and clients that act for them.
    People,
    /// What is due; nobody else can call it.
    Scheduler,
}

/// What a tool declares about itself.
#[derive(Clone, Debug, Serialize)]
pub struct ToolSpec {
    /// Name, for example `notes_create`.
    pub name: &'static str,
    /// Title for people, for example `Create a note`.
    pub title: &'static str,
    /// What it does, in plain words; read by people and models.
    pub description: &'static str,
    /// The permission it needs; `None` needs only to be signed in.
    pub permission: Option<&'static str>,
    /// The risk of that permission, for display.
    pub risk: Risk,
    /// Whether it changes something.
    pub effect: Effect,
    /// Where its effect happens.
    pub place: Place,
    /// Whether its effect can be undone.
    pub undoable: bool,
    /// What it asks of people beside what its permission asks.
    pub asks: Asks,
    /// Whose it is.
    pub audience: Audience,
    /// Arguments kept out of the audit; only a keyed digest is recorded.
    pub redacted: &'static [&'static str],
    /// JSON Schema (2020-12) of the arguments, inlined.
    pub schema: Value,
}

impl ToolSpec {
    /// SHA-256 of the definition: a verdict holds for exactly this one.
    #[must_use]
    pub fn digest(&self) -> String {
        let text = serde_json_canonicalizer::to_string(&json!(self)).unwrap_or_default();
        hex::encode(Sha256::digest(text.as_bytes()))
    }

    /// Names of the arguments it takes.
    #[must_use]
    pub fn takes(&self) -> BTreeSet<String> {
        let named = self.schema.get("properties").and_then(Value::as_object);
        named.into_iter().flat_map(|fields| fields.keys().cloned()).collect()
    }

    /// Whether it can be called on this channel at all.
    #[must_use]
    pub const fn serves(&self, channel: Channel) -> bool {
        match self.audience {
            Audience::People => !matches!(channel, Channel::Scheduler),
            Audience::Scheduler => matches!(channel, Channel::Scheduler),
        }
    }

    /// The declared permission as a list; an ill-formed one becomes one that does not exist, and is denied.
    #[must_use]
    pub fn needs(&self) -> Vec<PermissionCode> {
        self.permission
            .into_iter()
            .filter_map(|code| code.parse().or_else(|_| "unknown:permission".parse()).ok())
            .collect()
    }
}

/// What a tool may look at while it resolves names and plans.
pub struct Look<'a> {
    /// Whose authority is used.
    pub person: PersonId,
    /// People and authority.
    pub snapshot: &'a Snapshot,
    /// The time of the decision.
    pub now: Timestamp,
    /// The person's zone.
    pub zone: &'a TimeZone,
    /// The conversation it happens in.
    pub conversation: Option<i64>,
    /// The tools there are.
    pub tools: &'a Registry,
}

/// Arguments with every name resolved to an id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Resolved {
    /// The arguments the tool runs with.
    pub arguments: Value,
    /// Whose account it acts on, when another's.
    pub target: Option<PersonId>,
    /// What it acts on, for people, for example the title of a note.
    pub object: Option<String>,
    /// Permissions needed on top of the declared one.
    pub also_needs: Vec<PermissionCode>,
    /// Permissions needed instead of the declared one, where these arguments need others.
    pub needs: Option<Vec<PermissionCode>>,
    /// Permissions needed on another's account, where they are not those above `.for_others`.
    pub needs_for_others: Option<Vec<PermissionCode>>,
    /// What it asks of people with these arguments, where that is not what it always asks.
    pub asks: Option<Asks>,
}

impl Resolved {
    /// Arguments that act on nothing in particular of one's own.
    #[must_use]
    pub fn own(arguments: Value) -> Self {
        Self { arguments, ..Self::default() }
    }
}

/// Why arguments did not resolve.
#[derive(Debug, Error)]
pub enum ArgumentError {
    /// Not there, or somebody else's.
    #[error("there is no such {what}")]
    NotFound {
        /// What kind of thing.
        what: &'static str,
    },
    /// Not what the tool takes.
    #[error("{message}")]
    Invalid {
        /// What is wrong and what it takes.
        message: String,
    },
    /// Understood, and not possible for a reason of the thing itself.
    #[error("{}", .0.explain())]
    Refused(Reason),
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] assent_store::StoreError),
}

impl ArgumentError {
    /// Arguments that are not what the tool takes.
    #[must_use]
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::Invalid { message: message.into() }
    }
}

/// One field that a call would change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Name of the field.
    pub field: String,
    /// What it is now; `None` when it is not there.
    pub before: Option<String>,
    /// What it would be; `None` when it goes.
    pub after: Option<String>,
}

/// What a writing call would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// In plain words, as "would".
    pub summary: String,
    /// Field by field.
    pub changes: Vec<Change>,
    /// How many days it can be undone; `None` when it can't.
    pub undo_days: Option<i64>,
}

impl Plan {
    /// SHA-256 of the plan: the call runs only if it would still do exactly this.
    #[must_use]
    pub fn digest(&self) -> String {
        let text = serde_json_canonicalizer::to_string(&json!(self)).unwrap_or_default();
        hex::encode(Sha256::digest(text.as_bytes()))
    }
}

/// A tool that was let through and did not succeed.
#[derive(Clone, Debug, Error, PartialEq, Eq, Serialize, Deserialize)]
#[error("{message}")]
pub struct ToolFailure {
    /// For machines.
    pub code: String,
    /// A sentence for a person, with a next step.
    pub message: String,
}

/// Why a run gave no receipt.
#[derive(Debug, Error)]
pub enum RunError {
    /// The gate looked again and refused; it is recorded.
    #[error("the call was refused when it was about to run")]
    Refused,
    /// The tool failed; nothing it did inside the database stays.
    #[error(transparent)]
    Failed(#[from] ToolFailure),
    /// The gate itself failed.
    #[error(transparent)]
    Gate(#[from] GateError),
}

impl From<assent_store::StoreError> for RunError {
    fn from(cause: assent_store::StoreError) -> Self {
        Self::Gate(cause.into())
    }
}

/// Something that can be done.
#[async_trait]
pub trait Tool: Send + Sync {
    /// What it declares about itself.
    fn spec(&self) -> &ToolSpec;

    /// Reads the arguments and resolves names to ids. It is asked twice: before
    /// the decision, and again inside the transaction that runs the call.
    ///
    /// # Errors
    /// [`ArgumentError`] when they don't resolve.
    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, arguments: &Value) -> Result<Resolved, ArgumentError>;

    /// Whether calling it answers what somebody else asked for.
    fn is_verdict(&self) -> bool {
        false
    }

    /// The request that a call of it filed, by what the call gave.
    fn filed(&self, _result: &Value) -> Option<i64> {
        None
    }

    /// What the call would do; `None` for tools that only read.
    ///
    /// # Errors
    /// [`ArgumentError`] when it can't be said.
    async fn plan(
        &self,
        reader: Reader<'_>,
        look: &Look<'_>,
        resolved: &Resolved,
    ) -> Result<Option<Plan>, ArgumentError>;

    /// Runs. The warrant is used up, whatever happens.
    ///
    /// # Errors
    /// [`RunError`] when there is no receipt.
    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError>;
}

/// The tools there are. Names are unique; the first one stays.
#[derive(Clone, Default)]
pub struct Registry {
    tools: BTreeMap<&'static str, Registered>,
}

/// A tool, and the digest of its definition.
#[derive(Clone)]
struct Registered {
    tool: Arc<dyn Tool>,
    definition: Arc<str>,
}

impl Registry {
    /// A registry of these tools.
    #[must_use]
    pub fn new(tools: Vec<Arc<dyn Tool>>) -> Self {
        let mut registry = Self::default();
        for tool in tools {
            let definition = tool.spec().digest().into();
            registry.tools.entry(tool.spec().name).or_insert(Registered { tool, definition });
        }
        registry
    }

    /// The tool with exactly this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arc<dyn Tool>> {
        self.tools.get(name).map(|known| &known.tool)
    }

    /// [`ToolSpec::digest`] of the tool with this name; empty where there is none.
    #[must_use]
    pub fn definition(&self, name: &str) -> &str {
        self.tools.get(name).map_or("", |known| &known.definition)
    }

    /// Every tool, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<dyn Tool>> {
        self.tools.values().map(|known| &known.tool)
    }
}
