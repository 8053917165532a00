//! What ends with an account: its sessions, and whatever of it still waits.

use assent_policy::PersonId;
use assent_store::audit::NewEvent;
use assent_store::{access, calls, people};
use serde::Serialize;
use serde_json::json;

use super::Redeemed;
use crate::RunError;

/// What ended with an account.
#[derive(Debug, Serialize)]
pub struct Ended {
    /// How many sessions.
    pub sessions: u64,
    /// Holds that were withdrawn.
    pub holds: Vec<i64>,
    /// Requests that were withdrawn.
    pub requests: Vec<i64>,
}

impl Redeemed {
    /// Ends the sessions of a person, and withdraws their open holds and pending requests, each
    /// as an event; the hold of this very call stays.
    ///
    /// # Errors
    /// [`RunError::Gate`] when it can't be recorded.
    pub async fn end_account(&self, person: PersonId) -> Result<Ended, RunError> {
        let at = self.now.as_millisecond();
        let sessions = people::end_sessions(&self.tx, person.0, None, at).await?;
        let mut holds = Vec::new();
        for hold in calls::open_holds_of(&self.tx, person.0).await? {
            let own = hold.call_id == self.row.id;
            if !own && self.gate.withdraw_hold(&self.tx, &hold, Some(self.person())).await?.0 {
                holds.push(hold.id);
            }
        }
        let requests = access::withdraw_requests(&self.tx, person.0).await?;
        for request in &requests {
            let body = json!({ "request": request, "on_behalf_of": person });
            let (person_id, call_id) = (Some(self.person().0), Some(self.row.id));
            self.gate.append(&self.tx, NewEvent { kind: "request.withdrawn", person_id, call_id, at, body }).await?;
        }
        Ok(Ended { sessions, holds, requests })
    }
}
