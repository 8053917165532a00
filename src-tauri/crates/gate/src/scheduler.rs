//! What is due by the clock. What an alarm is and what becomes of it is the
//! tools' to know: here one is claimed, and called like anything else, in the
//! name of its recipient. Whoever claims and dies leaves it to the next one.

use assent_policy::{Channel, DenialCode, PersonId};
use assent_store::{AlarmRow, alarms};
use jiff::Timestamp;
use serde_json::json;

use crate::{CallRecord, CallRequest, Gate, GateError};

/// The tool that rings an alarm.
const FIRE: &str = "alarms_fire";
/// The tool for one that may not ring.
const PASS_OVER: &str = "alarms_pass_over";
/// How long a claim holds, in milliseconds.
const LEASE: i64 = 30_000;
/// How long one rests that can neither ring nor be passed over, in milliseconds.
const REST: i64 = 3_600_000;
/// How many are claimed at once: few enough to be done within the lease.
const BATCH: u64 = 20;

impl Gate {
    /// Fires every alarm that is due and that nobody else is at.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer; what was claimed is free
    /// again after a while.
    pub async fn fire_due(&self) -> Result<Vec<CallRecord>, GateError> {
        let mut fired = Vec::new();
        if self.inner.tools.get(FIRE).is_none() {
            return Ok(fired);
        }
        loop {
            let claimed = self.claim_due().await?;
            if claimed.is_empty() {
                return Ok(fired);
            }
            for alarm in claimed {
                fired.push(self.fire(&alarm).await?);
            }
        }
    }

    /// When something is due next by the clock; a host may sleep until then.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn next_due(&self) -> Result<Option<Timestamp>, GateError> {
        let view = self.inner.store.view().await?;
        let next = alarms::next_due(&view).await?;
        Ok(next.and_then(|at| Timestamp::from_millisecond(at).ok()))
    }

    async fn claim_due(&self) -> Result<Vec<AlarmRow>, GateError> {
        let now = self.millis();
        let view = self.inner.store.view().await?;
        let next = alarms::next_due(&view).await?;
        drop(view);
        if next.is_none_or(|next| next > now) {
            return Ok(Vec::new());
        }
        let tx = self.inner.store.write().await?;
        let claimed = alarms::claim_due(&tx, now, BATCH, now.saturating_add(LEASE)).await?;
        tx.commit().await?;
        Ok(claimed)
    }

    async fn fire(&self, alarm: &AlarmRow) -> Result<CallRecord, GateError> {
        let record = self.call_due(FIRE, alarm).await?;
        if !is_barred(&record) {
            return Ok(record);
        }
        if is_barred(&self.call_due(PASS_OVER, alarm).await?) {
            let tx = self.inner.store.write().await?;
            let until = self.millis().saturating_add(REST);
            alarms::put_off(&tx, alarm.id, alarm.fire_at, until).await?;
            tx.commit().await?;
        }
        Ok(record)
    }

    async fn call_due(&self, tool: &str, alarm: &AlarmRow) -> Result<CallRecord, GateError> {
        let arguments = json!({ "alarm_id": alarm.id, "due_at": alarm.fire_at });
        self.call(CallRequest::due(PersonId(alarm.recipient_id), Channel::Scheduler, tool, arguments)).await
    }
}

/// Whether its recipient may not; an alarm that somebody was first to is not there any more.
fn is_barred(record: &CallRecord) -> bool {
    let moved = [DenialCode::NotFound, DenialCode::ChangedSince];
    record.denial.as_ref().is_some_and(|denial| !moved.contains(&denial.code))
}
