//! What takes something away takes hold first: a no, a withdrawal, a revocation,
//! a pause and a sign-out do not wait for an audit that can't be written. The
//! event is owed then, those who manage access are told, and it is recorded with
//! its own time as soon as the chain goes on. Nothing else happens unrecorded.

use assent_policy::{Asks, PersonId};
use assent_store::audit::{Head, NewEvent};
use assent_store::{Tx, owed, snapshot};
use serde_json::{Value, json};

use crate::notify::Notice;
use crate::{Gate, GateError};

/// The kind of an event that was recorded later than what it tells.
const LATE: &str = "record.late";
/// How many are recorded in one transaction.
const BATCH: u64 = 100;

impl Gate {
    /// Appends an event of a call whose tool asks this.
    pub(crate) async fn append_for(&self, asks: Asks, tx: &Tx, event: NewEvent) -> Result<Option<Head>, GateError> {
        match asks {
            Asks::TakesAway => self.append_or_owe(tx, event).await,
            Asks::ByPermission | Asks::AtLeast(_) | Asks::Nothing => Ok(Some(self.append(tx, event).await?)),
        }
    }

    /// Appends the event, or keeps it until it can be appended.
    pub(crate) async fn append_or_owe(&self, tx: &Tx, event: NewEvent) -> Result<Option<Head>, GateError> {
        let cause = match owed::alone(tx, self.append(tx, event.clone())).await? {
            Ok(head) => return Ok(Some(head)),
            Err(cause) => cause,
        };
        tracing::error!(%cause, kind = event.kind, "it took hold and can't be recorded yet");
        let first = owed::oldest(tx, 1).await?.is_empty();
        owed::insert(tx, &event).await?;
        if first {
            self.tell_managers(tx, &event).await?;
        }
        Ok(None)
    }

    async fn tell_managers(&self, tx: &Tx, event: &NewEvent) -> Result<(), GateError> {
        // Not the kept one: what the call changed is not committed, and must not be kept.
        let snapshot = snapshot::load(tx).await?;
        let Ok(manage) = "access:manage".parse() else { return Ok(()) };
        let managers: Vec<PersonId> = snapshot.lasting_holders(&manage).collect();
        for manager in managers {
            self.notify(tx, manager, Notice::AuditBroken, json!({ "kind": event.kind, "call": event.call_id })).await?;
        }
        Ok(())
    }

    /// Records what is owed.
    ///
    /// # Errors
    /// [`GateError`] when it still can't be recorded; it stays owed.
    pub async fn settle_owed(&self) -> Result<(), GateError> {
        let view = self.inner.store.view().await?;
        let nothing = owed::oldest(&view, 1).await?.is_empty();
        drop(view);
        if nothing {
            return Ok(());
        }
        let tx = self.inner.store.write().await?;
        let mut head = None;
        for row in owed::oldest(&tx, BATCH).await? {
            let about: Value = serde_json::from_str(&row.body)?;
            let body = json!({ "kind": row.kind, "at": row.at, "about": about });
            let (person_id, call_id) = (row.person_id, row.call_id);
            head = Some(self.append(&tx, NewEvent { kind: LATE, person_id, call_id, at: self.millis(), body }).await?);
            owed::settle(&tx, row.id).await?;
        }
        self.commit(tx, head).await
    }
}
