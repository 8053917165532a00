//! Why a decision came out as it did. Every reason is kept, the deciding one first.

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
            Self::Paused { everyone: true } => {
                "An access manager has paused everyone's agents. What you do yourself still works.".to_owned()
            }
            Self::Paused { everyone: false } => {
                "You have paused your agents. Resume them, or do it yourself.".to_owned()
            }
            Self::Forbidden { why, .. } => format!("A rule forbids this: {}.", why.trim_end_matches('.')),
            Self::BrokenRule { problem, .. } => {
                format!(
                    "A rule about this can't be read, so it is not allowed: {problem}. An access manager can mend it."
                )
            }
            Self::OutOfScope { permission } => {
                format!("This client was not given {permission}. It can ask you for it.")
            }
            Self::OutOfBounds { read_only: true } => "This conversation may only read.".to_owned(),
            Self::OutOfBounds { read_only: false } => "This conversation is held to other tools.".to_owned(),
            Self::TargetLacksAccess { permission, owner } => {
                format!("{owner} may not be given this: their account lacks {permission}.")
            }
            Self::RateLimited { what, retry_after } => {
                format!("Too many {what} for now. Try again in {}.", span(*retry_after))
            }
            Self::BudgetExceeded { what, retry_after } => {
                format!("The budget of {what} is used up. It is full again in {}.", span(*retry_after))
            }
            Self::NoDecider => {
                "Somebody else must approve this, and nobody here could. An access manager can give a second person \
                 the right to decide."
                    .to_owned()
            }
            Self::NotIndependent => {
                "Whoever asks made or changed the account that would decide less than 7 days ago. Somebody else has to \
                 decide."
                    .to_owned()
            }
            Self::OwnRequest => "Nobody decides what they asked for themselves. Somebody else has to.".to_owned(),
            Self::OwnerOnly { owner } => format!("Only {owner}, whose account it is, can do this."),
            Self::Expired { what } | Self::Moved { what } => what.clone(),
            Self::LastHolder { permission } => {
                format!(
                    "Nobody could use {permission} for good any more. Give it to somebody else without an end first."
                )
            }
            Self::TooFewDeciders => {
                "Fewer than two people could approve this. Give permissions:approve to a second person without an end \
                 first, or choose confirm."
                    .to_owned()
            }
            Self::Lent { owner, .. } => format!("{owner} lent you this."),
            Self::Standing { author, .. } => format!("A standing approval by {author} answered it."),
            Self::AsksByRule { why, then: RuleLevel::Approve, .. } => {
                format!("A rule asks somebody else first: {}.", why.trim_end_matches('.'))
            }
            Self::AsksByRule { why, .. } => format!("A rule asks first: {}.", why.trim_end_matches('.')),
            Self::AsksByNature { risk: Risk::Critical } => "You are always asked before this.".to_owned(),
            Self::AsksByNature { .. } => "This is asked about each time an agent wants to do it.".to_owned(),
            Self::AsksByEdit { editor, approves: true } => {
                format!("{editor} edited and approved this. It runs when you say yes to it as it is now.")
            }
            Self::AsksByEdit { editor, approves: false } => {
                format!("{editor} edited this. It asks again as it is now.")
            }
            Self::AsksByBreakGlass => {
                "Nobody else could approve this. You take it on yourself, and everybody is told.".to_owned()
            }
            Self::AsksByDryRun => "This is a dry run: it happens when you commit it.".to_owned(),
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
            Self::NeverByPolicy { title, .. } => {
                format!("A policy never lets you {title}. An access manager can change it.")
            }
            Self::NeverByRisk { title, .. } => format!("An agent may never {title}. Do it yourself in the window."),
            Self::NeverByNature => "An agent may never do this. Do it yourself in the window.".to_owned(),
        }
    }
}

/// Seconds in words.
fn span(seconds: i64) -> String {
    let unit = |count: i64, word: &str| if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") };
    match seconds.max(1) {
        s @ 1..120 => unit(s, "second"),
        s @ 120..7_200 => unit((s + 59) / 60, "minute"),
        s => unit((s + 3_599) / 3_600, "hour"),
    }
}
