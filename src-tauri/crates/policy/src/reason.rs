//! Why a decision came out as it did. Every reason is kept, the deciding one first.

mod explain;

use serde::{Deserialize, Serialize};

use crate::{AskPolicy, Channel, DenialCode, PermissionCode, Risk, RuleId, RuleLevel, StandingId};

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
        /// E-mail of the owner.
        email: String,
        /// Its title.
        title: String,
    },
    /// Agents are paused.
    Paused {
        /// By an access manager, for everyone.
        everyone: bool,
    },
    /// A rule forbids it.
    Forbidden {
        /// The rule.
        rule: RuleId,
        /// Why, in the words of who made it.
        why: String,
    },
    /// A rule can't be answered for this call.
    BrokenRule {
        /// The rule.
        rule: RuleId,
        /// What is wrong with it.
        problem: String,
    },
    /// The client's token was not given this.
    OutOfScope {
        /// The code.
        permission: PermissionCode,
    },
    /// The conversation or client is held to less.
    OutOfBounds {
        /// It may change nothing; else the tool is not one of its tools.
        read_only: bool,
    },
    /// The owner of the target account may not be given this.
    TargetLacksAccess {
        /// The permission the owner lacks.
        permission: PermissionCode,
        /// Name of the owner.
        owner: String,
    },
    /// A rate is used up.
    RateLimited {
        /// What is limited, for people.
        what: String,
        /// Seconds until it may be tried again.
        retry_after: i64,
    },
    /// A budget is used up.
    BudgetExceeded {
        /// What is limited, for people.
        what: String,
        /// Seconds until it is full again.
        retry_after: i64,
    },
    /// Another person must decide, and none could.
    NoDecider,
    /// Whoever decides made or changed the other's account lately.
    NotIndependent,
    /// Nobody decides what they asked for themselves.
    OwnRequest,
    /// Only the owner of the account may.
    OwnerOnly {
        /// Name of the owner.
        owner: String,
    },
    /// Its time is over.
    Expired {
        /// What, for people.
        what: String,
    },
    /// After it nobody could use this permission for good any more.
    LastHolder {
        /// The code.
        permission: PermissionCode,
    },
    /// After it something would wait for an approver while fewer than two people could be one.
    TooFewDeciders,
    /// Something it relies on moved or has ended.
    Moved {
        /// What, for people.
        what: String,
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
    /// A rule asks for a yes.
    AsksByRule {
        /// The rule.
        rule: RuleId,
        /// What it asks.
        then: RuleLevel,
        /// Why, in the words of who made it.
        why: String,
    },
    /// The thing itself asks for a yes, whatever its permissions ask.
    AsksByNature {
        /// Its risk.
        risk: Risk,
    },
    /// It is a dry run.
    AsksByDryRun,
    /// Nobody else could decide, and an access manager takes it on themselves.
    AsksByBreakGlass,
    /// Its arguments were edited while it waited; the acting person says yes to them as they are now.
    AsksByEdit {
        /// Name of who edited them.
        editor: String,
        /// Whether the edit is the approval that somebody else had to give.
        approves: bool,
    },
    /// A standing approval answered what was asked.
    Standing {
        /// The approval.
        approval: StandingId,
        /// Name of who gave it.
        author: String,
    },
    /// The owner of the account lent this.
    Lent {
        /// The `.for_others` code.
        permission: PermissionCode,
        /// Name of the owner.
        owner: String,
    },
    /// A policy set on the permission or a role never lets this run.
    NeverByPolicy {
        /// The code.
        permission: PermissionCode,
        /// Its title.
        title: String,
    },
    /// The risk lets only the person's own hand do this.
    NeverByRisk {
        /// The code.
        permission: PermissionCode,
        /// Its title.
        title: String,
    },
    /// The thing itself is only for the person's own hand.
    NeverByNature,
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
            Self::Paused { .. } => "paused",
            Self::Forbidden { .. } => "forbidden",
            Self::BrokenRule { .. } => "broken_rule",
            Self::OutOfScope { .. } => "out_of_scope",
            Self::OutOfBounds { .. } => "out_of_bounds",
            Self::TargetLacksAccess { .. } => "target_lacks_access",
            Self::RateLimited { .. } => "rate_limited",
            Self::BudgetExceeded { .. } => "budget_exceeded",
            Self::NoDecider => "no_decider",
            Self::NotIndependent => "not_independent",
            Self::OwnRequest => "own_request",
            Self::OwnerOnly { .. } => "owner_only",
            Self::Expired { .. } => "expired",
            Self::LastHolder { .. } => "last_holder",
            Self::TooFewDeciders => "too_few_deciders",
            Self::Moved { .. } => "moved",
            Self::InvalidArguments { .. } => "invalid_arguments",
            Self::SignedIn => "signed_in",
            Self::Holds { .. } => "holds",
            Self::AsksByRisk { .. } => "asks_by_risk",
            Self::AsksByPolicy { .. } => "asks_by_policy",
            Self::AsksByRule { .. } => "asks_by_rule",
            Self::AsksByNature { .. } => "asks_by_nature",
            Self::AsksByDryRun => "asks_by_dry_run",
            Self::AsksByBreakGlass => "asks_by_break_glass",
            Self::AsksByEdit { .. } => "asks_by_edit",
            Self::Standing { .. } => "standing",
            Self::Lent { .. } => "lent",
            Self::NeverByPolicy { .. } => "never_by_policy",
            Self::NeverByRisk { .. } => "never_by_risk",
            Self::NeverByNature => "never_by_nature",
        }
    }

    /// The code a denial for this reason carries; `None` for reasons that deny nothing.
    #[must_use]
    pub const fn denial_code(&self) -> Option<DenialCode> {
        match self {
            Self::NotFound { .. } | Self::UnknownTool => Some(DenialCode::NotFound),
            Self::MissingPermission { .. } | Self::UnknownPermission { .. } => Some(DenialCode::MissingPermission),
            Self::Paused { .. } => Some(DenialCode::Paused),
            Self::Forbidden { .. }
            | Self::BrokenRule { .. }
            | Self::NeverByPolicy { .. }
            | Self::NeverByRisk { .. }
            | Self::NeverByNature
            | Self::OwnRequest
            | Self::LastHolder { .. }
            | Self::OwnerOnly { .. } => Some(DenialCode::ForbiddenByRule),
            Self::Expired { .. } => Some(DenialCode::Expired),
            Self::PersonDisabled | Self::OutOfScope { .. } | Self::OutOfBounds { .. } => Some(DenialCode::OutOfScope),
            Self::MissingDelegation { .. } => Some(DenialCode::MissingDelegation),
            Self::TargetLacksAccess { .. } => Some(DenialCode::TargetLacksAccess),
            Self::RateLimited { .. } => Some(DenialCode::RateLimited),
            Self::BudgetExceeded { .. } => Some(DenialCode::BudgetExceeded),
            Self::NoDecider | Self::TooFewDeciders => Some(DenialCode::NoDecider),
            Self::NotIndependent => Some(DenialCode::DeciderNotIndependent),
            Self::Moved { .. } => Some(DenialCode::ChangedSince),
            Self::InvalidArguments { .. } => Some(DenialCode::InvalidArguments),
            Self::SignedIn
            | Self::Holds { .. }
            | Self::Lent { .. }
            | Self::Standing { .. }
            | Self::AsksByRisk { .. }
            | Self::AsksByPolicy { .. }
            | Self::AsksByRule { .. }
            | Self::AsksByNature { .. }
            | Self::AsksByDryRun
            | Self::AsksByBreakGlass
            | Self::AsksByEdit { .. } => None,
        }
    }

    /// Whether it asks people for a yes. A new one asks anew.
    #[must_use]
    pub const fn asks(&self) -> bool {
        matches!(
            self,
            Self::AsksByRisk { .. }
                | Self::AsksByPolicy { .. }
                | Self::AsksByRule { .. }
                | Self::AsksByNature { .. }
                | Self::AsksByDryRun
                | Self::AsksByBreakGlass
                | Self::AsksByEdit { .. }
        )
    }
}
