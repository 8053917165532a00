//! What is known about people and their authority, loaded in one consistent read.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{AskPolicy, PermissionCode, PersonId, Risk, RoleId};

/// A permission as it stands today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermissionEntry {
    /// What a person may do, as the end of "may …".
    pub title: String,
    /// One sentence in plain words.
    pub description: String,
    /// `everyday` or `access`.
    pub category: String,
    /// Its risk.
    pub risk: Risk,
    /// Set by an access manager; `None` follows the risk.
    pub ask_policy: Option<AskPolicy>,
}

/// A role: a named set of grants, each of which may ask for more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Name.
    pub name: String,
    /// What it gives, with the ask policy it tightens to, if any.
    pub grants: BTreeMap<PermissionCode, Option<AskPolicy>>,
}

/// A grant to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonalGrant {
    /// What it gives.
    pub permission: PermissionCode,
    /// End in Unix seconds; `None` has no end.
    pub expires_at: Option<i64>,
}

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonEntry {
    /// Name.
    pub name: String,
    /// E-mail.
    pub email: String,
    /// A disabled person can do nothing.
    pub enabled: bool,
    /// Their roles.
    pub roles: BTreeSet<RoleId>,
    /// Their personal grants, revoked ones left out.
    pub grants: Vec<PersonalGrant>,
}

/// Where a permission comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Source {
    /// A role of the person.
    Role {
        /// Name of the role.
        name: String,
    },
    /// A grant to the person.
    Grant {
        /// End in Unix seconds.
        until: Option<i64>,
    },
}

/// Authority as of one version of the policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Counts every change of authority.
    pub version: i64,
    /// Every permission that exists.
    pub permissions: BTreeMap<PermissionCode, PermissionEntry>,
    /// Every role.
    pub roles: BTreeMap<RoleId, Role>,
    /// Every person.
    pub people: BTreeMap<PersonId, PersonEntry>,
}

impl Snapshot {
    /// Where `person` has `permission` from at `now`; empty when they lack it.
    #[must_use]
    pub fn sources(&self, person: PersonId, permission: &PermissionCode, now: i64) -> Vec<Source> {
        let Some(entry) = self.people.get(&person).filter(|p| p.enabled) else { return Vec::new() };
        if !self.permissions.contains_key(permission) {
            return Vec::new();
        }
        let by_role = entry
            .roles
            .iter()
            .filter_map(|id| self.roles.get(id))
            .filter(|role| role.grants.contains_key(permission))
            .map(|role| Source::Role { name: role.name.clone() });
        let by_grant = entry
            .grants
            .iter()
            .filter(|grant| grant.permission == *permission && grant.expires_at.is_none_or(|end| now < end))
            .map(|grant| Source::Grant { until: grant.expires_at });
        by_role.chain(by_grant).collect()
    }

    /// Whether `person` has `permission` at `now`.
    #[must_use]
    pub fn holds(&self, person: PersonId, permission: &PermissionCode, now: i64) -> bool {
        !self.sources(person, permission, now).is_empty()
    }

    /// The strictest ask policy that a role sets on `permission` for `person`. A
    /// role only tightens. Where a personal grant gives the permission, every
    /// role's policy counts, so that a grant never escapes one.
    #[must_use]
    pub fn role_policy(&self, person: PersonId, permission: &PermissionCode, now: i64) -> Option<AskPolicy> {
        let entry = self.people.get(&person)?;
        let granted =
            entry.grants.iter().any(|g| g.permission == *permission && g.expires_at.is_none_or(|end| now < end));
        self.roles
            .iter()
            .filter(|(id, _)| granted || entry.roles.contains(id))
            .filter_map(|(_, role)| role.grants.get(permission).copied().flatten())
            .max()
    }

    /// The person with this e-mail, compared without regard to case.
    #[must_use]
    pub fn person_by_email(&self, email: &str) -> Option<PersonId> {
        let wanted = email.trim().to_lowercase();
        self.people.iter().find(|(_, p)| p.email.to_lowercase() == wanted).map(|(id, _)| *id)
    }
}
