//! Who may answer a hold or decide a request.

use std::sync::LazyLock;

use crate::snapshot::TIED_SECONDS;
use crate::{Level, PermissionCode, PersonId, Risk, Snapshot};

static APPROVE: LazyLock<Option<PermissionCode>> = LazyLock::new(|| "permissions:approve".parse().ok());
static MANAGE: LazyLock<Option<PermissionCode>> = LazyLock::new(|| "access:manage".parse().ok());

/// How far a person is from deciding something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// They may decide it.
    May,
    /// They could, but the person they would decide for made or changed their account lately.
    NotIndependent,
    /// It is not theirs to decide.
    MayNot,
}

/// Whose it is to decide a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecidedBy {
    /// Whoever may decide about permissions of this risk.
    Holders(Risk),
    /// The owner of the account it is about.
    Owner(PersonId),
}

/// The permissions that let one decide.
pub(crate) fn deciding() -> impl Iterator<Item = &'static PermissionCode> {
    [&APPROVE, &MANAGE].into_iter().filter_map(|code| code.as_ref())
}

/// The permission that lets one decide about a permission of this risk.
#[must_use]
pub fn decided_with(risk: Risk) -> Option<&'static PermissionCode> {
    match risk {
        Risk::Low | Risk::Medium => APPROVE.as_ref(),
        Risk::High | Risk::Critical => MANAGE.as_ref(),
    }
}

impl Snapshot {
    /// Whether `decider`'s account was created, re-enabled, reset or re-roled by `person` within 7 days.
    #[must_use]
    pub fn is_tied(&self, decider: PersonId, person: PersonId, now: i64) -> bool {
        let changed = self.people.get(&decider).and_then(|entry| entry.changed_by.get(&person));
        changed.is_some_and(|at| now < at.saturating_add(TIED_SECONDS))
    }

    /// How `decider` stands to answering a hold of `level` on a call of `person`.
    #[must_use]
    pub fn standing_to_answer(&self, decider: PersonId, person: PersonId, level: Level, now: i64) -> Standing {
        match level {
            Level::Confirm if decider == person && self.people.get(&decider).is_some_and(|p| p.enabled) => {
                Standing::May
            }
            Level::Approve => self.standing_with(decider, person, APPROVE.as_ref(), now),
            Level::Confirm | Level::Allow | Level::Deny => Standing::MayNot,
        }
    }

    /// How `decider` stands to deciding `person`'s request for something of this risk.
    #[must_use]
    pub fn standing_to_grant(&self, decider: PersonId, person: PersonId, risk: Risk, now: i64) -> Standing {
        self.standing_with(decider, person, decided_with(risk), now)
    }

    /// How `owner` stands to lending something on their account to `delegate`: an
    /// account that `delegate` made or changed lately does not count as its owner's.
    #[must_use]
    pub fn standing_to_lend(&self, owner: PersonId, delegate: PersonId, now: i64) -> Standing {
        if owner == delegate || !self.people.get(&owner).is_some_and(|entry| entry.enabled) {
            return Standing::MayNot;
        }
        if self.is_tied(owner, delegate, now) { Standing::NotIndependent } else { Standing::May }
    }

    /// How `decider` stands to deciding a request of `requester`.
    #[must_use]
    pub fn standing_to_decide(&self, decider: PersonId, requester: PersonId, by: DecidedBy, now: i64) -> Standing {
        match by {
            DecidedBy::Holders(risk) => self.standing_to_grant(decider, requester, risk, now),
            DecidedBy::Owner(owner) if owner == decider => self.standing_to_lend(owner, requester, now),
            DecidedBy::Owner(_) => Standing::MayNot,
        }
    }

    /// Who may decide a request of `requester`.
    #[must_use]
    pub fn who_decides(&self, requester: PersonId, by: DecidedBy, now: i64) -> Vec<PersonId> {
        match by {
            DecidedBy::Holders(risk) => self.granters(requester, risk, now).collect(),
            DecidedBy::Owner(owner) => {
                let may = self.standing_to_lend(owner, requester, now) == Standing::May;
                may.then_some(owner).into_iter().collect()
            }
        }
    }

    fn standing_with(&self, decider: PersonId, person: PersonId, with: Option<&PermissionCode>, now: i64) -> Standing {
        if decider == person || !with.is_some_and(|code| self.holds(decider, code, now)) {
            return Standing::MayNot;
        }
        if self.is_tied(decider, person, now) { Standing::NotIndependent } else { Standing::May }
    }

    /// Who may answer a hold of `level` on a call of `person`.
    pub fn deciders(&self, person: PersonId, level: Level, now: i64) -> impl Iterator<Item = PersonId> + '_ {
        let oneself = (level == Level::Confirm).then_some(person);
        let others = self.candidates(APPROVE.as_ref().filter(|_| level == Level::Approve));
        let may = move |decider: &PersonId| self.standing_to_answer(*decider, person, level, now) == Standing::May;
        oneself.into_iter().chain(others).filter(may)
    }

    /// Who may decide `person`'s request for something of this risk.
    pub fn granters(&self, person: PersonId, risk: Risk, now: i64) -> impl Iterator<Item = PersonId> + '_ {
        let may = move |decider: &PersonId| self.standing_to_grant(*decider, person, risk, now) == Standing::May;
        self.candidates(decided_with(risk)).filter(may)
    }
}
