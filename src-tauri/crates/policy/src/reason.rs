//! Why a decision came out as it did. Every reason is kept, the deciding one first.

use serde::{Deserialize, Serialize};

use crate::{AskPolicy, Channel, DenialCode, PermissionCode, Risk};

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// The named object is not there for this person.
    NotFound {
        /// What kind of thing.
        what: String,
    },
    /// No such tool.
    UnknownTool,
    /// A tool needs a permission that does not exist.
    UnknownPermission {
        /// The code.
        permission: PermissionCode,
    },
    /// The person is disabled or gone.
    PersonDisabled,
    /// The person lacks the permission.
    MissingPermission {
        /// The code.
        permission: PermissionCode,
        /// Its title.
        title: String,
    },
    /// The owner of the target account has lent nothing that covers this.
    MissingDelegation {
        /// The `.for_others` code.
        permission: PermissionCode,
        /// Name of the owner.
        owner: String,
        /// Its title.
        title: String,
    },
    /// The arguments are not what the tool takes.
    InvalidArguments {
        /// What is wrong.
        message: String,
    },
    /// Needs only to be signed in.
    SignedIn,
    /// The person has the permission.
    Holds {
        /// The code.
        permission: PermissionCode,
        /// Its title.
        title: String,
        /// Names of roles, and `a personal grant`.
        from: Vec<String>,
    },
    /// The risk asks for a yes on this channel.
    AsksByRisk {
        /// The code.
        permission: PermissionCode,
        /// Its title.
        title: String,
        /// Its risk.
        risk: Risk,
        /// The channel.
        channel: Channel,
    },
    /// A policy set on the permission or a role asks for a yes.
    AsksByPolicy {
        /// The code.
        permission: PermissionCode,
        /// Its title.
        title: String,
        /// The policy.
        policy: AskPolicy,
    },
    /// The risk or a policy never lets this run on this channel.
    NeverByPolicy {
        /// The code.
        permission: PermissionCode,
        /// Its title.
        title: String,
        /// The channel.
        channel: Channel,
    },
}

impl Reason {
    /// The machine code as it is stored, for example `missing_permission`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "not_found",
            Self::UnknownTool => "unknown_tool",
            Self::UnknownPermission { .. } => "unknown_permission",
            Self::PersonDisabled => "person_disabled",
            Self::MissingPermission { .. } => "missing_permission",
            Self::MissingDelegation { .. } => "missing_delegation",
            Self::InvalidArguments { .. } => "invalid_arguments",
            Self::SignedIn => "signed_in",
            Self::Holds { .. } => "holds",
            Self::AsksByRisk { .. } => "asks_by_risk",
            Self::AsksByPolicy { .. } => "asks_by_policy",
            Self::NeverByPolicy { .. } => "never_by_policy",
        }
    }

    /// The code a denial for this reason carries; `None` for reasons that deny nothing.
    #[must_use]
    pub const fn denial_code(&self) -> Option<DenialCode> {
        match self {
            Self::NotFound { .. } | Self::UnknownTool => Some(DenialCode::NotFound),
            Self::MissingPermission { .. } | Self::UnknownPermission { .. } => Some(DenialCode::MissingPermission),
            Self::PersonDisabled => Some(DenialCode::OutOfScope),
            Self::MissingDelegation { .. } => Some(DenialCode::MissingDelegation),
            Self::InvalidArguments { .. } => Some(DenialCode::InvalidArguments),
            Self::NeverByPolicy { .. } => Some(DenialCode::ForbiddenByRule),
            Self::SignedIn | Self::Holds { .. } | Self::AsksByRisk { .. } | Self::AsksByPolicy { .. } => None,
        }
    }

    /// The sentence for a person.
    #[must_use]
    pub fn explain(&self) -> String {
        match self {
            Self::NotFound { what } => format!("There is no such {what} among yours."),
            Self::UnknownTool => "There is no such tool.".to_owned(),
            Self::UnknownPermission { permission } => {
                format!("Nobody can be allowed to do this here: {permission} does not exist.")
            }
            Self::PersonDisabled => "This account is disabled. An access manager can enable it.".to_owned(),
            Self::MissingPermission { permission, title } => {
                format!("You may not {title}: none of your roles or grants includes {permission}.")
            }
            Self::MissingDelegation { owner, title, .. } => {
                format!("{owner} has not lent you “{title}”. Only {owner} can, and can take it back.")
            }
            Self::InvalidArguments { message } => message.clone(),
            Self::SignedIn => "Everybody who is signed in may do this.".to_owned(),
            Self::Holds { title, from, .. } => format!("You may {title}, through {}.", from.join(" and ")),
            Self::AsksByRisk { title, channel, .. } if channel.is_own_click() => {
                format!("You are always asked before you {title}.")
            }
            Self::AsksByRisk { title, .. } => format!("An agent asks you first when it wants to {title}."),
            Self::AsksByPolicy { title, policy: AskPolicy::Approve, .. } => {
                format!("Somebody else must approve when you want to {title}.")
            }
            Self::AsksByPolicy { title, .. } => format!("A policy asks you first when you want to {title}."),
            Self::NeverByPolicy { title, channel, .. } => match channel {
                Channel::Ui | Channel::Cli => format!("A policy never lets anybody {title} this way."),
                _ => format!("An agent may never {title}. Do it yourself in the window."),
            },
        }
    }
}
