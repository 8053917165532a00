//! Where to look for those who decide, so that a question that ends in an
//! approver costs the same however many people there are.

use std::collections::BTreeMap;

use crate::deciders::deciding;
use crate::{PermissionCode, PersonEntry, PersonId, Snapshot};

/// Those whom a role or a grant gives a permission that decides, by permission.
/// Only where to look: whether they hold it is found anew each time. A copy of a
/// snapshot is made to be changed, so a copy of this lists nothing.
#[derive(Debug, Default)]
pub struct Candidates(BTreeMap<PermissionCode, Vec<PersonId>>);

impl Candidates {
    /// Whoever could hold `permission`, in order; `None` where that is not listed.
    #[must_use]
    pub fn of(&self, permission: &PermissionCode) -> Option<&[PersonId]> {
        self.0.get(permission).map(Vec::as_slice)
    }
}

impl Clone for Candidates {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// Where to look is no part of what is known.
impl PartialEq for Candidates {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Snapshot {
    /// The same, its candidates listed. Whoever changes it afterwards takes a copy.
    #[must_use]
    pub fn with_candidates(mut self) -> Self {
        let listed = deciding().map(|permission| {
            let could = self.people.iter().filter(|(_, entry)| self.could_hold(entry, permission));
            (permission.clone(), could.map(|(id, _)| *id).collect())
        });
        self.candidates = Candidates(listed.collect());
        self
    }

    /// Whoever could hold `permission`, in order: everybody, where that is not listed.
    pub(crate) fn candidates(&self, permission: Option<&PermissionCode>) -> impl Iterator<Item = PersonId> + use<'_> {
        let listed = permission.map(|code| self.candidates.of(code));
        let everybody = (listed == Some(None)).then(|| self.people.keys());
        listed.flatten().into_iter().flatten().chain(everybody.into_iter().flatten()).copied()
    }

    fn could_hold(&self, entry: &PersonEntry, permission: &PermissionCode) -> bool {
        let mut roles = entry.roles.iter().filter_map(|id| self.roles.get(id));
        roles.any(|role| role.grants.contains(permission))
            || entry.grants.iter().any(|grant| grant.permission == *permission)
    }
}
