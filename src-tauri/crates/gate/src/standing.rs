//! Standing approvals: verdicts that are remembered.

use assent_policy::{Decision, Reason};
use assent_store::{Tx, standing};
use jiff::Timestamp;

use crate::{Gate, GateError};

impl Gate {
    /// Counts the use of the standing approval that answered, if one did.
    pub(crate) async fn use_standing(&self, tx: &Tx, decision: &Decision, now: Timestamp) -> Result<(), GateError> {
        for reason in &decision.reasons {
            if let Reason::Standing { approval, .. } = reason {
                standing::used(tx, approval.0, now.as_millisecond()).await?;
            }
        }
        Ok(())
    }
}
