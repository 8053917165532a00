//! What a person does with a call that waits: answer, edit, take back. Each takes
//! the run that waited for it further, where one of this person's did.

use assent_gate::{Answer, CallRecord, Session};
use assent_policy::HoldId;
use serde_json::Value;

use crate::app::{CallOutcome, Turn, call_outcome};
use crate::types::CallView;
use crate::view::{self, Viewer};
use crate::{ApiError, App};

/// What an answered hold came to.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The call as it stands now.
    pub call: CallView,
    /// The same in the command line's words.
    pub outcome: CallOutcome,
    /// How the run that waited for it went on, where one of this person's did.
    pub turn: Option<Turn>,
}

impl App {
    /// Answers a hold by the digest that was shown, and takes the run that waited for it further.
    ///
    /// # Errors
    /// [`ApiError`] for a hold that is not this person's to answer, is decided, has ended, or is
    /// not what was shown. Then nothing was decided.
    pub async fn answer(&self, session: &Session, hold: i64, answer: Answer) -> Result<Answered, ApiError> {
        let record = self.gate.record_verdict(session, HoldId(hold), answer).await?;
        self.go_on(session, record).await
    }

    /// One's own held call, or one that waits and that one may answer, by the number of its hold.
    ///
    /// # Errors
    /// [`ApiError`] for anybody else's, as for one that is not there.
    pub async fn held(&self, session: &Session, hold: i64) -> Result<CallView, ApiError> {
        let viewer = Viewer::of(&self.gate, session).await?;
        Ok(view::call(&viewer, self.gate.held_call(session, HoldId(hold)).await?))
    }

    /// Takes back a call of this person's that waits, and takes the run that waited for it further.
    ///
    /// # Errors
    /// [`ApiError`] for one that is not this person's, or has ended.
    pub async fn withdraw(&self, session: &Session, hold: i64) -> Result<Answered, ApiError> {
        let record = self.gate.withdraw(session, HoldId(hold)).await?;
        self.go_on(session, record).await
    }

    /// Edits a call that waits; what comes back is the one that takes its place.
    ///
    /// # Errors
    /// As for [`App::answer`].
    pub async fn edit(
        &self,
        session: &Session,
        hold: i64,
        digest: &str,
        arguments: Value,
    ) -> Result<Answered, ApiError> {
        let record = self.gate.edit_hold(session, HoldId(hold), digest, arguments).await?;
        self.go_on(session, record).await
    }

    /// Takes a run of this person's further that waited, and for which nothing waits any more;
    /// `None` where there is none.
    ///
    /// # Errors
    /// [`ApiError`] when the record can't be kept.
    pub async fn take_up(&self, session: &Session) -> Result<Option<Turn>, ApiError> {
        self.follow_choice().await?;
        for run in self.gate.waiting_runs(session).await? {
            if let Some(run) = self.agent.wake(session, run.id).await? {
                let run = self.agent.drive(session, &run).await?;
                return Ok(Some(self.turn(session, &run).await?));
            }
        }
        Ok(None)
    }

    /// What a hold came to, and the run that waited for it where it may go on.
    async fn go_on(&self, session: &Session, record: CallRecord) -> Result<Answered, ApiError> {
        let viewer = Viewer::of(&self.gate, session).await?;
        let mut turn = None;
        if let Some(run_id) = record.run_id.filter(|_| record.person == session.person()) {
            let run = self.gate.run_record(session, run_id).await?;
            self.agent.show_call(session, run.conversation_id, record.clone());
            if let Some(run) = self.agent.wake(session, run_id).await? {
                let run = self.agent.drive(session, &run).await?;
                turn = Some(self.turn(session, &run).await?);
            }
        }
        let call = view::call(&viewer, record.clone());
        Ok(Answered { call, outcome: call_outcome(&viewer, record), turn })
    }
}
