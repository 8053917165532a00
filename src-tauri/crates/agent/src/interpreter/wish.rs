//! What a sentence or command asks for, before anything is looked up, and the
//! kinds of things there are to look up.

use serde_json::{Map, Value};

use super::slots::{Filled, Thing};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wish {
    /// One call, as far as it is known.
    Call(Draft),
    /// Nothing to call: a question back, or help.
    Say(String),
}

/// A call whose arguments may still have to be found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    pub(super) tool: String,
    pub(super) args: Vec<(String, Filled)>,
}

impl Draft {
    /// With arguments that need no looking up.
    pub(super) fn complete(tool: &str, args: Map<String, Value>) -> Self {
        let args = args.into_iter().map(|(name, value)| (name, Filled::Value(value))).collect();
        Self { tool: tool.to_owned(), args }
    }

    /// Whether nothing has to be found first.
    pub(super) fn is_complete(&self) -> bool {
        self.args.iter().all(|(_, filled)| matches!(filled, Filled::Value(_)))
    }

    /// The thing it is about, where it has to be found.
    pub(super) fn thing(&self) -> Option<&Thing> {
        self.args.iter().find_map(|(_, filled)| match filled {
            Filled::Thing(thing) => Some(thing),
            Filled::Value(_) | Filled::Person(_) => None,
        })
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
    /// The newest there is.
    Newest,
}

/// Kinds of things that tools take by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Note,
    Task,
    Alarm,
    /// Filed by oneself.
    Request,
    /// Filed by others, for oneself to decide.
    Decidable,
    Delegation,
    Standing,
    Notification,
    Grant,
    Rule,
}

/// What is said of a kind, and which list it stands in.
struct About {
    slot: &'static str,
    words: &'static [&'static str],
    list: &'static str,
    show: &'static str,
}

impl Kind {
    pub(super) const ALL: [Self; 10] = [
        Self::Note,
        Self::Task,
        Self::Alarm,
        Self::Request,
        Self::Decidable,
        Self::Delegation,
        Self::Standing,
        Self::Notification,
        Self::Grant,
        Self::Rule,
    ];

    const fn about(self) -> About {
        let (slot, words, list, show): (_, &[&str], _, _) = match self {
            Self::Note => ("note", &["note"], "notes_list", "show my notes"),
            Self::Task => ("task", &["task", "todo", "to-do"], "tasks_list", "show my tasks"),
            Self::Alarm => ("alarm", &["alarm", "reminder"], "alarms_list", "show my alarms"),
            Self::Request => {
                ("request", &["request", "permission request"], "permission_requests_mine", "show my requests")
            }
            Self::Decidable => {
                ("decidable", &["request", "permission request"], "approvals_requests_list", "what is waiting for me?")
            }
            Self::Delegation => ("delegation", &["delegation"], "delegations_mine", "show my delegations"),
            Self::Standing => ("standing", &["standing approval"], "standing_mine", "show my standing approvals"),
            Self::Notification => {
                ("notification", &["notification", "notice"], "notifications_list", "show my notifications")
            }
            Self::Grant => ("grant", &["grant"], "access_grants_list", "show all grants"),
            Self::Rule => ("rule", &["rule"], "access_rules_list", "show all rules"),
        };
        About { slot, words, list, show }
    }

    /// By the name of its slot.
    pub(super) fn named(slot: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.about().slot == slot)
    }

    pub(super) fn word(self) -> &'static str {
        self.about().words.first().copied().unwrap_or_default()
    }

    /// With its article.
    pub(super) fn one(self) -> String {
        format!("{} {}", if self == Self::Alarm { "an" } else { "a" }, self.word())
    }

    pub(super) fn list_tool(self) -> &'static str {
        self.about().list
    }

    /// The sentence that shows them.
    pub(super) fn show(self) -> &'static str {
        self.about().show
    }

    /// Whether they can be told by a title.
    pub(super) fn has_titles(self) -> bool {
        matches!(self, Self::Note | Self::Task | Self::Alarm)
    }

    /// How many words at the beginning say that it is of this kind.
    pub(super) fn said(self, words: &[&str]) -> Option<usize> {
        self.about().words.iter().find_map(|name| {
            let count = name.split(' ').count();
            (words.get(..count)?.join(" ") == *name).then_some(count)
        })
    }
}
