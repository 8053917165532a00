//! What is known about people and their authority, loaded in one consistent read.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::condition::all;
use crate::{
    ArgumentState, AskPolicy, CallId, Candidates, Condition, DelegationId, GrantId, LimitKind, PermissionCode,
    PersonId, Question, Risk, RoleId, Rule, RuleLevel, StandingApproval, What,
};

/// How long somebody who made or changed an account stays tied to it, in seconds.
pub const TIED_SECONDS: i64 = 7 * 24 * 3600;

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
    /// What roles that give it tighten it to.
    pub role_policies: BTreeMap<RoleId, AskPolicy>,
}

/// A role: a named set of grants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Name.
    pub name: String,
    /// What it gives.
    pub grants: BTreeSet<PermissionCode>,
}

/// A grant to one person.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonalGrant {
    /// Its row.
    pub id: GrantId,
    /// What it gives.
    pub permission: PermissionCode,
    /// End in Unix seconds; `None` has no end.
    pub expires_at: Option<i64>,
    /// Only in this conversation.
    pub conversation: Option<i64>,
    /// Only for repeating exactly this call.
    pub call: Option<CallId>,
    /// Only when all of this is so.
    pub when: Vec<Condition>,
}

impl PersonalGrant {
    /// A grant without any condition.
    #[must_use]
    pub const fn plain(id: GrantId, permission: PermissionCode, expires_at: Option<i64>) -> Self {
        Self { id, permission, expires_at, conversation: None, call: None, when: Vec::new() }
    }

    fn is_plain(&self) -> bool {
        self.conversation.is_none() && self.call.is_none() && self.when.is_empty()
    }

    fn is_live(&self, now: i64) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }

    fn fits(&self, snapshot: &Snapshot, question: &Question) -> bool {
        self.is_live(question.now)
            && self.call.is_none_or(|call| question.repeats == Some(call))
            && self.conversation.is_none_or(|id| question.conversation == Some(id))
            && (question.arguments == ArgumentState::Any || all(&self.when, snapshot, question) == Ok(true))
    }
}

/// What an owner lent to somebody for their own account.
#[derive(Clone, Debug, PartialEq)]
pub struct Delegation {
    /// Its row.
    pub id: DelegationId,
    /// The `.for_others` permission it is named by.
    pub permission: PermissionCode,
    /// End in Unix seconds; `None` has no end.
    pub expires_at: Option<i64>,
    /// Only in this conversation.
    pub conversation: Option<i64>,
    /// Only for repeating exactly this call.
    pub call: Option<CallId>,
    /// Only when all of this is so.
    pub when: Vec<Condition>,
}

impl Delegation {
    fn is_live(&self, now: i64) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }

    fn fits(&self, snapshot: &Snapshot, question: &Question) -> bool {
        self.is_live(question.now)
            && self.call.is_none_or(|call| question.repeats == Some(call))
            && self.conversation.is_none_or(|id| question.conversation == Some(id))
            && all(&self.when, snapshot, question) == Ok(true)
    }
}

/// A person.
#[derive(Clone, Debug, Default, PartialEq)]
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
    /// They have paused their own agents.
    pub paused: bool,
    /// The zone they live in, by its IANA name; the workspace's when `None`.
    pub zone: Option<String>,
    /// Who created, re-enabled, reset or re-roled the account, and when last, in Unix seconds.
    pub changed_by: BTreeMap<PersonId, i64>,
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
        /// Its row.
        id: GrantId,
        /// End in Unix seconds.
        until: Option<i64>,
    },
}

/// The same, still where it is kept.
pub(crate) enum Given<'s> {
    Role(&'s Role),
    Grant(&'s PersonalGrant),
}

impl From<Given<'_>> for Source {
    fn from(given: Given<'_>) -> Self {
        match given {
            Given::Role(role) => Self::Role { name: role.name.clone() },
            Given::Grant(grant) => Self::Grant { id: grant.id, until: grant.expires_at },
        }
    }
}

/// Authority as of one version of the policy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// Counts every change of authority.
    pub version: i64,
    /// Every permission that exists.
    pub permissions: BTreeMap<PermissionCode, PermissionEntry>,
    /// Every role.
    pub roles: BTreeMap<RoleId, Role>,
    /// Every person.
    pub people: BTreeMap<PersonId, PersonEntry>,
    /// Live delegations by owner and delegate.
    pub delegations: BTreeMap<(PersonId, PersonId), Vec<Delegation>>,
    /// Rules by what they are about.
    pub rules: BTreeMap<What, Vec<Rule>>,
    /// Live standing approvals by the person they answer for.
    pub standing: BTreeMap<PersonId, Vec<StandingApproval>>,
    /// An access manager has paused everyone's agents.
    pub everyone_paused: bool,
    /// Whether an access manager may do alone what nobody else could decide.
    pub break_glass: bool,
    /// Limits by whose they are, everybody's under `None`, and kind.
    pub limits: BTreeMap<(Option<PersonId>, LimitKind), Limit>,
    /// Where to look for those who decide; listed by [`Snapshot::with_candidates`].
    pub candidates: Candidates,
}

/// How much of something in how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The most.
    pub amount: i64,
    /// In how many seconds; windows begin at multiples of it.
    pub window: i64,
}

impl Limit {
    /// When the window that `now` lies in began, in Unix seconds.
    #[must_use]
    pub const fn window_start(self, now: i64) -> i64 {
        now - now.rem_euclid(self.window)
    }
}

impl Snapshot {
    /// Where `person` has `permission` from at `now`, whatever they do with it:
    /// grants for one call, one conversation or under conditions are left out.
    #[must_use]
    pub fn sources(&self, person: PersonId, permission: &PermissionCode, now: i64) -> Vec<Source> {
        self.plain_sources(person, permission, now).map(Source::from).collect()
    }

    fn plain_sources(
        &self,
        person: PersonId,
        permission: &PermissionCode,
        now: i64,
    ) -> impl Iterator<Item = Given<'_>> {
        let exists = self.permissions.contains_key(permission);
        let sources = self.sources_by(person, permission, move |grant| grant.is_plain() && grant.is_live(now));
        sources.filter(move |_| exists)
    }

    /// Of a permission that exists.
    pub(crate) fn sources_for(
        &self,
        question: &Question,
        permission: &PermissionCode,
    ) -> impl Iterator<Item = Given<'_>> {
        self.sources_by(question.subject.person, permission, |grant| grant.fits(self, question))
    }

    fn sources_by(
        &self,
        person: PersonId,
        permission: &PermissionCode,
        gives: impl Fn(&PersonalGrant) -> bool,
    ) -> impl Iterator<Item = Given<'_>> {
        let entry = self.people.get(&person).filter(|entry| entry.enabled);
        let by_role = entry
            .into_iter()
            .flat_map(|entry| &entry.roles)
            .filter_map(|id| self.roles.get(id))
            .filter(|role| role.grants.contains(permission))
            .map(Given::Role);
        let by_grant = entry
            .into_iter()
            .flat_map(|entry| &entry.grants)
            .filter(move |grant| grant.permission == *permission && gives(grant))
            .map(Given::Grant);
        by_role.chain(by_grant)
    }

    /// Whether `person` has `permission` at `now`, whatever they do with it, and
    /// no Forbid on them takes it away.
    #[must_use]
    pub fn holds(&self, person: PersonId, permission: &PermissionCode, now: i64) -> bool {
        self.plain_sources(person, permission, now).next().is_some() && !self.is_forbidden(person, permission)
    }

    /// Whether a Forbid takes `permission` from `person` whatever they do with it.
    #[must_use]
    pub fn is_forbidden(&self, person: PersonId, permission: &PermissionCode) -> bool {
        self.forbid(person, permission).is_some()
    }

    /// The Forbid that takes `permission` from `person` whatever they do with it.
    #[must_use]
    pub fn forbid(&self, person: PersonId, permission: &PermissionCode) -> Option<&Rule> {
        let about = [What::Anything, What::Permission(permission.clone())];
        about.iter().filter_map(|what| self.rules.get(what)).flatten().find(|rule| {
            let whom = &rule.who;
            rule.then == RuleLevel::Deny
                && rule.when.is_empty()
                && whom.channel.is_none()
                && whom.client.is_none()
                && whom.person.is_none_or(|id| id == person)
                && whom.role.is_none_or(|role| self.has_role(person, role))
        })
    }

    pub(crate) fn has_role(&self, person: PersonId, role: RoleId) -> bool {
        self.people.get(&person).is_some_and(|entry| entry.roles.contains(&role))
    }

    /// Enabled people who hold `permission` without an end: those that stay.
    pub fn lasting_holders<'a>(&'a self, permission: &'a PermissionCode) -> impl Iterator<Item = PersonId> + 'a {
        self.candidates(Some(permission)).filter(|person| self.holds(*person, permission, i64::MAX))
    }

    /// The strictest ask policy that a role sets on `permission` for `person`. A
    /// role only tightens. Where a personal grant gives the permission, every
    /// role's policy counts, so that a grant never escapes one.
    #[must_use]
    pub fn role_policy(&self, person: PersonId, permission: &PermissionCode, now: i64) -> Option<AskPolicy> {
        self.role_policy_of(person, (permission, self.permissions.get(permission)?), now)
    }

    /// The same of a permission that was looked up.
    pub(crate) fn role_policy_of(
        &self,
        person: PersonId,
        (permission, known): (&PermissionCode, &PermissionEntry),
        now: i64,
    ) -> Option<AskPolicy> {
        let policies = &known.role_policies;
        if policies.is_empty() {
            return None;
        }
        let entry = self.people.get(&person)?;
        let granted = entry.grants.iter().any(|grant| grant.permission == *permission && grant.is_live(now));
        policies.iter().filter(|(role, _)| granted || entry.roles.contains(role)).map(|(_, policy)| *policy).max()
    }

    /// Whether a live delegation from `owner` to who asks covers the question.
    pub(crate) fn is_lent(&self, owner: PersonId, permission: &PermissionCode, question: &Question) -> bool {
        let lent = self.delegations.get(&(owner, question.subject.person)).into_iter().flatten();
        lent.into_iter().any(|lent| lent.permission == *permission && lent.fits(self, question))
    }

    /// Whether `owner` has lent `permission` to `delegate` at `now`, whatever is done
    /// with it: what is lent for one call, one conversation or under conditions is left out.
    #[must_use]
    pub fn has_lent(&self, owner: PersonId, delegate: PersonId, permission: &PermissionCode, now: i64) -> bool {
        self.delegations.get(&(owner, delegate)).into_iter().flatten().any(|lent| {
            let plain = lent.conversation.is_none() && lent.call.is_none() && lent.when.is_empty();
            lent.permission == *permission && lent.is_live(now) && plain
        })
    }

    /// The limit of this kind for `person`: their own, else everybody's.
    #[must_use]
    pub fn limit(&self, person: PersonId, kind: LimitKind) -> Option<Limit> {
        self.limits.get(&(Some(person), kind)).or_else(|| self.limits.get(&(None, kind))).copied()
    }

    /// The person with this e-mail, compared without regard to case.
    #[must_use]
    pub fn person_by_email(&self, email: &str) -> Option<PersonId> {
        let wanted = email.trim().to_lowercase();
        self.people.iter().find(|(_, p)| p.email.to_lowercase() == wanted).map(|(id, _)| *id)
    }
}
