//! Breaking the glass: what an access manager did alone, because nobody else could
//! decide, is an event of its own kind, and everybody is told.

use assent_store::audit::NewEvent;
use assent_store::{CallRow, Tx, snapshot};
use serde_json::json;

use crate::notify::Notice;
use crate::{Gate, GateError};

impl Gate {
    pub(super) async fn break_glass(&self, tx: &Tx, row: &CallRow) -> Result<(), GateError> {
        // Not the kept one: what the call changed is not committed, and must not be kept.
        let snapshot = snapshot::load(tx).await?;
        // Whose titles it is about is not everybody's business.
        let about = json!({
            "call": row.id, "tool": row.tool, "person": row.person_id, "reason": row.break_glass_reason,
        });
        for person in snapshot.people.iter().filter(|(_, entry)| entry.enabled).map(|(id, _)| *id) {
            self.notify(tx, person, Notice::BreakGlass, about.clone()).await?;
        }
        let person_id = Some(row.person_id);
        let event = NewEvent { kind: "break_glass", person_id, call_id: Some(row.id), at: self.millis(), body: about };
        self.append(tx, event).await?;
        Ok(())
    }
}
