//! The sentence a person reads for each reason.

use super::Reason;
use crate::{AskPolicy, Risk, RuleLevel};

impl Reason {
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
