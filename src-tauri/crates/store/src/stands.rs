//! What a write transaction stands on: the policy's version and the end of the
//! chain. Nobody else writes while it is open, so one look serves the decision
//! and the record.

use std::sync::{Mutex, PoisonError};

use sea_orm::{ConnectionTrait, Statement};

use crate::audit::Head;
use crate::{Reading, StoreError};

const LOOK: &str = "SELECT (SELECT policy_version FROM workspaces WHERE id = 1) AS policy_version, \
                    (SELECT seq FROM audit_heads WHERE id = 1) AS seq, \
                    (SELECT hash FROM audit_heads WHERE id = 1) AS hash";

/// What was found, and what this transaction made of it since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stand {
    /// 0 before the workspace is set up.
    pub policy_version: i64,
    /// `None` for an empty chain.
    pub head: Option<Head>,
}

/// Kept with a [`crate::Tx`].
#[derive(Debug, Default)]
pub struct Stands(Mutex<Option<Stand>>);

impl Stands {
    fn known(&self) -> Option<Stand> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, stand: Option<Stand>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = stand;
    }

    /// The chain has grown in this transaction.
    pub(crate) fn grew(&self, head: &Head) {
        if let Some(stand) = self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            stand.head = Some(head.clone());
        }
    }

    /// Something of it was written or taken back: it is read anew when it is next needed.
    pub(crate) fn forget(&self) {
        self.keep(None);
    }
}

/// What stands now, from memory where this transaction has looked before.
pub(crate) async fn stand(view: &dyn Reading) -> Result<Stand, StoreError> {
    if let Some(known) = view.stands().and_then(Stands::known) {
        return Ok(known);
    }
    let db = view.connection();
    let looked = Statement::from_string(db.get_database_backend(), LOOK);
    let Some(row) = db.query_one_raw(looked).await? else { return Err(StoreError::Unreadable { what: "workspace" }) };
    let seq: Option<i64> = row.try_get("", "seq")?;
    let hash: Option<String> = row.try_get("", "hash")?;
    let version: Option<i64> = row.try_get("", "policy_version")?;
    let stand = Stand {
        policy_version: version.unwrap_or_default(),
        head: seq.zip(hash).map(|(seq, hash)| Head { seq, hash }),
    };
    if let Some(stands) = view.stands() {
        stands.keep(Some(stand.clone()));
    }
    Ok(stand)
}
