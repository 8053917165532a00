//! Rules, which only tighten, and standing approvals, which answer what was
//! asked before.

use serde::{Deserialize, Serialize};

use crate::{Channel, Condition, Level, PermissionCode, PersonId, Reason, RoleId, RuleId, StandingId, words};

words! {
    /// What a rule makes of a call. Ordered: the strictest wins.
    RuleLevel, "rule level" {
        /// The acting person says yes to exactly this call.
        Confirm = "confirm",
        /// Another entitled person does.
        Approve = "approve",
        /// It does not run.
        Deny = "deny",
    }
}

impl RuleLevel {
    /// The level it asks for.
    #[must_use]
    pub const fn level(self) -> Level {
        match self {
            Self::Confirm => Level::Confirm,
            Self::Approve => Level::Approve,
            Self::Deny => Level::Deny,
        }
    }
}

/// Whom a rule is about. What is named must all fit; nothing named is everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// A person.
    pub person: Option<PersonId>,
    /// Holders of a role.
    pub role: Option<RoleId>,
    /// An outside client, by its id.
    pub client: Option<String>,
    /// A channel.
    pub channel: Option<Channel>,
}

/// What a rule is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Everything.
    Anything,
    /// Whatever needs this permission.
    Permission(PermissionCode),
    /// This tool.
    Tool(String),
}

/// A rule. With deny on a person or role it is a Forbid.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its row.
    pub id: RuleId,
    /// Whom it is about.
    pub who: Who,
    /// When: all must be so.
    pub when: Vec<Condition>,
    /// What it makes of the call.
    pub then: RuleLevel,
    /// Why, for people.
    pub reason: String,
}

/// A remembered verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct StandingApproval {
    /// Its row.
    pub id: StandingId,
    /// Who gave it; it ends when they may no longer.
    pub author: PersonId,
    /// The level its author answered.
    pub level: Level,
    /// The tool.
    pub tool: String,
    /// Digest of the tool's definition then.
    pub definition: String,
    /// The channel.
    pub channel: Channel,
    /// The outside client, where one asked.
    pub client: Option<String>,
    /// Only in this conversation.
    pub conversation: Option<i64>,
    /// When: all must be so.
    pub when: Vec<Condition>,
    /// The reasons that asked then; a new one asks again.
    pub reasons: Vec<Reason>,
    /// End in Unix seconds.
    pub expires_at: Option<i64>,
}
