//! What effects are about, and the words for it.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Kinds of objects, as a set. The empty one is whatever it may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Objects(u32);

impl Objects {
    pub(super) const ANY: Self = Self(0);
    pub(super) const NOTE: Self = Self(1);
    pub(super) const TASK: Self = Self(1 << 1);
    pub(super) const ALARM: Self = Self(1 << 2);
    pub(super) const REQUEST: Self = Self(1 << 3);
    pub(super) const PERMISSION: Self = Self(1 << 4);
    pub(super) const DELEGATION: Self = Self(1 << 5);
    pub(super) const ROLE: Self = Self(1 << 6);
    pub(super) const RULE: Self = Self(1 << 7);
    pub(super) const POLICY: Self = Self(1 << 8);
    pub(super) const LIMIT: Self = Self(1 << 9);
    pub(super) const PERSON: Self = Self(1 << 10);
    pub(super) const PASSWORD: Self = Self(1 << 11);
    pub(super) const NOTICE: Self = Self(1 << 12);
    pub(super) const AGENT: Self = Self(1 << 13);
    pub(super) const ZONE: Self = Self(1 << 14);
    pub(super) const STANDING: Self = Self(1 << 15);
    /// What no tool has to do with.
    pub(super) const ELSEWHERE: Self = Self(1 << 16);

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) const fn is_any(self) -> bool {
        self.0 == 0
    }
}

/// A noun that is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noun {
    pub(super) objects: Objects,
    pub(super) plural: bool,
}

const ACCESS: Objects = Objects::PERMISSION.and(Objects::DELEGATION).and(Objects::ROLE);

/// Singular words; the plural has an s, or the word after the stroke.
const NOUNS: &[(Objects, &str)] = &[
    (Objects::NOTE, "note memo"),
    (Objects::TASK, "task todo chore deadline"),
    (Objects::ALARM, "alarm timer alert"),
    (Objects::TASK.and(Objects::ALARM), "reminder"),
    (Objects::REQUEST, "request ticket"),
    (ACCESS.and(Objects::REQUEST), "permission right access privilege grant authorization authorisation"),
    (Objects::DELEGATION.and(Objects::PERMISSION), "delegation loan"),
    (Objects::ROLE, "role"),
    (Objects::RULE, "rule"),
    (Objects::POLICY, "policy/policies"),
    (Objects::LIMIT, "limit quota"),
    (Objects::PERSON, "person/people user account member colleague session login"),
    (Objects::PASSWORD.and(Objects::PERSON), "password"),
    (Objects::NOTICE, "notification notice"),
    (Objects::AGENT, "agent assistant"),
    (Objects::ZONE, "timezone zone"),
    (Objects::STANDING, "approval"),
    (
        Objects::ELSEWHERE,
        "email mail message event meeting appointment invitation invite reservation booking flight hotel table file folder \
         document spreadsheet presentation invoice payment transfer order subscription backup report pdf photo \
         picture calendar project contact conversation chat channel page website link attachment contract letter \
         bill",
    ),
    (
        Objects::ANY,
        "item entry/entries thing list title content text detail date time change update one them it that this \
         everything all something due anything deletion creation call action step edit description name setting \
         duplicate version step half rest other these those they both duration expiry expiration end copy/copies work \
         line part information info body wording schedule repetition word data he she him her who which",
    ),
];

/// The noun a word is, where it is known.
pub(super) fn noun(word: &str) -> Option<Noun> {
    static KNOWN: OnceLock<HashMap<String, Noun>> = OnceLock::new();
    KNOWN.get_or_init(known).get(word).copied()
}

fn known() -> HashMap<String, Noun> {
    let mut known = HashMap::new();
    for (objects, entry) in
        NOUNS.iter().flat_map(|(objects, list)| list.split_whitespace().map(move |entry| (objects, entry)))
    {
        let (singular, plural) = entry.split_once('/').unwrap_or((entry, ""));
        let end = if singular.ends_with('s') { "es" } else { "s" };
        let plural = if plural.is_empty() { format!("{singular}{end}") } else { plural.to_owned() };
        let several = ["them", "they", "these", "those", "both"].contains(&singular);
        known.entry(singular.to_owned()).or_insert(Noun { objects: *objects, plural: several });
        known.entry(plural).or_insert(Noun { objects: *objects, plural: true });
    }
    known
}
