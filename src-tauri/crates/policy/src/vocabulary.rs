//! Identifiers and the ordered words of a decision.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A stored or sent word that is not one of those the product knows.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("'{word}' is not a {kind}")]
pub struct UnknownWord {
    /// What kind of word was expected.
    pub kind: &'static str,
    /// What was there instead.
    pub word: String,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id! {
    /// A person's row.
    PersonId
}
id! {
    /// A role's row.
    RoleId
}
id! {
    /// A call's row; also the id of its decision.
    CallId
}
id! {
    /// A hold's row.
    HoldId
}

id! {
    /// A rule's row.
    RuleId
}
id! {
    /// A personal grant's row.
    GrantId
}
id! {
    /// A delegation's row.
    DelegationId
}
id! {
    /// A request's row.
    RequestId
}
id! {
    /// A standing approval's row.
    StandingId
}

/// Makes an ordered set of words: an enum whose values are stored, sent and read back as text.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $kind:literal { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize,
        )]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word as stored and sent.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::UnknownWord;

            fn from_str(word: &str) -> ::std::result::Result<Self, Self::Err> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    other => Err($crate::UnknownWord { kind: $kind, word: other.to_owned() }),
                }
            }
        }
    };
}

words! {
    /// What a decision comes to. Ordered: the strictest wins.
    Level, "level" {
        /// Runs at once.
        Allow = "allow",
        /// The acting person says yes to exactly this call.
        Confirm = "confirm",
        /// Another entitled person says yes to exactly this call.
        Approve = "approve",
        /// Does not run.
        Deny = "deny",
    }
}

words! {
    /// How much harm a permission can do.
    Risk, "risk" {
        /// Reading or adding to one's own things.
        Low = "low",
        /// Changing things, or acting on another's account.
        Medium = "medium",
        /// Deciding for others.
        High = "high",
        /// Changing who may do what.
        Critical = "critical",
    }
}

words! {
    /// What a permission asks before its use. Ordered: the strictest wins.
    AskPolicy, "ask policy" {
        /// Nothing.
        Auto = "auto",
        /// The acting person's yes; an own click on the thing itself is one.
        Confirm = "confirm",
        /// Another person's yes.
        Approve = "approve",
        /// Never runs.
        Never = "never",
    }
}

words! {
    /// By which way a call came. Set by the adapter, never an argument.
    Channel, "channel" {
        /// The person's own click or submitted form.
        Ui = "ui",
        /// Sentences, read by a model or the interpreter.
        Chat = "chat",
        /// Speech.
        Voice = "voice",
        /// An outside MCP client.
        Mcp = "mcp",
        /// The command line.
        Cli = "cli",
        /// Something due.
        Scheduler = "scheduler",
    }
}

words! {
    /// Whether a tool changes something.
    Effect, "effect" {
        /// Reveals, changes nothing.
        Reads = "reads",
        /// Changes something.
        Writes = "writes",
    }
}

words! {
    /// What is limited.
    LimitKind, "limit kind" {
        /// Calls by agents.
        Calls = "calls",
        /// Requests filed.
        Requests = "requests",
        /// Runs begun.
        Runs = "runs",
        /// Tokens read and written by models.
        Tokens = "tokens",
    }
}

words! {
    /// A day of the week.
    Day, "day" {
        /// Monday.
        Mon = "mon",
        /// Tuesday.
        Tue = "tue",
        /// Wednesday.
        Wed = "wed",
        /// Thursday.
        Thu = "thu",
        /// Friday.
        Fri = "fri",
        /// Saturday.
        Sat = "sat",
        /// Sunday.
        Sun = "sun",
    }
}

impl Channel {
    /// An agent or an outside client acts for the person.
    #[must_use]
    pub const fn is_agent(self) -> bool {
        matches!(self, Self::Chat | Self::Voice | Self::Mcp)
    }

    /// The person did this with their own hand, on the thing itself.
    #[must_use]
    pub const fn is_own_click(self) -> bool {
        matches!(self, Self::Ui | Self::Cli)
    }
}
