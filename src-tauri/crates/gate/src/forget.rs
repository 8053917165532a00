//! What can't be brought back any more is not kept: versions of notes and tasks, and
//! deleted ones, once they are older than an undo reaches.

use std::sync::atomic::Ordering;

use assent_store::audit::NewEvent;
use assent_store::{notes, tasks};
use serde_json::json;

use crate::{Gate, GateError};

/// Days for which a change can be undone.
pub const UNDO_DAYS: i64 = 30;

const DAY: i64 = 24 * 3600 * 1000;

impl Gate {
    /// Forgets what is too old to be brought back; at most once a day in each process.
    pub(crate) async fn forget_old(&self) -> Result<(), GateError> {
        let (at, next) = (self.millis(), &self.inner.forgets_at);
        if at < next.load(Ordering::Relaxed) {
            return Ok(());
        }
        let (tx, before) = (self.inner.store.write().await?, at - UNDO_DAYS * DAY);
        let (notes, tasks) = (notes::forget(&tx, before).await?, tasks::forget(&tx, before).await?);
        if notes + tasks > 0 {
            let body = json!({ "before": before, "notes": notes, "tasks": tasks });
            let event = NewEvent { kind: "versions.forgotten", person_id: None, call_id: None, at, body };
            let head = self.append(&tx, event).await?;
            self.commit(tx, head).await?;
        }
        next.store(at + DAY, Ordering::Relaxed);
        Ok(())
    }
}
