//! Calls after they were made: which there are, where one stands, waiting for its
//! end, and saying of one in doubt whether it happened.

use std::time::Duration;

use assent_gate::{CallRecord, CallState, Session};
use assent_policy::CallId;
use serde::Serialize;

use crate::app::{CallOutcome, call_outcome};
use crate::types::CallView;
use crate::view::{self, Viewer};
use crate::{ApiError, App};

/// The most calls of one list.
const MOST: usize = 200;

/// How long a call that runs elsewhere is left alone before it is looked at without being told to.
const LOOK_AGAIN: Duration = Duration::from_secs(3);

/// Which calls are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Which {
    /// Everybody's instead of one's own.
    pub everybody: bool,
    /// Also those that have ended.
    pub ended: bool,
    /// Only those before this one.
    pub before: Option<i64>,
}

/// Where a call stands: what it came to, and the whole of it.
#[derive(Clone, Debug, Serialize)]
pub struct CallStatus {
    /// In the command line's words.
    #[serde(flatten)]
    pub outcome: CallOutcome,
    /// The call.
    pub call: CallView,
}

impl App {
    /// Calls, newest first; without those that ended well or badly unless they are asked for.
    ///
    /// # Errors
    /// [`ApiError`] when everybody's are not this person's to see.
    pub async fn calls(&self, session: &Session, which: Which) -> Result<Vec<CallView>, ApiError> {
        const OPEN: &[CallState] = &[CallState::Held, CallState::Planned, CallState::Executing, CallState::Ambiguous];
        let viewer = Viewer::of(&self.gate, session).await?;
        let states = if which.ended { &[] } else { OPEN };
        let mut before = which.before.map(CallId);
        let mut found = Vec::new();
        loop {
            let page = self.gate.calls(session, which.everybody, states, before, MOST as u64).await?;
            let last = page.last().map(|record| record.id);
            let full = page.len() == MOST;
            // A held call stands as its hold does, and most holds have ended.
            let open = |record: &CallRecord| record.is_open() || record.state == CallState::Ambiguous;
            found.extend(page.into_iter().filter(|record| which.ended || open(record)));
            if !full || found.len() >= MOST {
                break;
            }
            before = last;
        }
        Ok(found.into_iter().take(MOST).map(|record| view::call(&viewer, record)).collect())
    }

    /// One's own call, or one that waits and that one may answer.
    ///
    /// # Errors
    /// [`ApiError`] for anybody else's, as for one that is not there.
    pub async fn call_status(&self, session: &Session, id: i64) -> Result<CallStatus, ApiError> {
        let record = self.gate.call_status(session, CallId(id)).await?;
        self.status(session, record).await
    }

    /// Says of a call in doubt whether it happened.
    ///
    /// # Errors
    /// [`ApiError`] for one that is not in doubt, or not this person's to resolve.
    pub async fn resolve(&self, session: &Session, id: i64, happened: bool) -> Result<CallStatus, ApiError> {
        let record = self.gate.resolve(session, CallId(id), happened).await?;
        self.status(session, record).await
    }

    /// Waits until a call has ended, and reads what came of it. It executes nothing: whoever
    /// records the verdict does. A hold nobody answers ends the wait with its time.
    ///
    /// # Errors
    /// [`ApiError`] when it is not this person's, or the database does not answer.
    pub async fn wait(&self, session: &Session, id: i64) -> Result<CallOutcome, ApiError> {
        let mut changes = self.gate.changes().await?;
        loop {
            self.gate.expire_due().await?;
            self.gate.sweep().await?;
            let record = self.gate.call_status(session, CallId(id)).await?;
            if !record.is_open() {
                return Ok(self.status(session, record).await?.outcome);
            }
            tokio::select! {
                () = changes.next() => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
        }
    }

    async fn status(&self, session: &Session, record: CallRecord) -> Result<CallStatus, ApiError> {
        let viewer = Viewer::of(&self.gate, session).await?;
        let call = view::call(&viewer, record.clone());
        Ok(CallStatus { outcome: call_outcome(&viewer, record), call })
    }
}
