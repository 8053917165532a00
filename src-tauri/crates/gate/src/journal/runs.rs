//! The agent's runs: each moves from state to state in the record, and whoever
//! moves it takes it on.

use assent_policy::{LimitKind, PersonId};
use assent_store::{RunRow, Tx, conversations, limits};
use serde_json::{Value, json};

use super::transcript::entry;
use super::{Entry, ModelCallRecord, RunRecord, RunState, StartRun, record, title_of};
use crate::session::may_act;
use crate::{Gate, GateError, Session};

impl Gate {
    /// Begins a turn: the person's words are on record before anything reads them.
    ///
    /// # Errors
    /// [`GateError::NotFound`] for a conversation that is not this person's;
    /// [`GateError::BudgetExceeded`] where no more runs are allowed for now.
    pub async fn start_run(&self, session: &Session, start: StartRun) -> Result<RunRecord, GateError> {
        let now = self.millis();
        if let Some(id) = start.conversation_id {
            let view = self.inner.store.view().await?;
            self.own(&view, session, id).await?;
        }
        let person = session.person().0;
        let tx = self.inner.store.write().await?;
        may_act(&tx, session.id(), now).await?;
        // A form is its person's own doing.
        let tx = if start.channel.is_agent() {
            let about = json!({ "conversation": start.conversation_id });
            let tx = self.refuse_spent(tx, session, LimitKind::Runs, about).await?;
            self.count(&tx, session.person(), LimitKind::Runs, 1).await?;
            tx
        } else {
            tx
        };
        let conversation_id = match start.conversation_id {
            Some(id) => id,
            None => conversations::insert(&tx, person, &title_of(&start.text), now).await?.id,
        };
        self.close_open_runs(&tx, conversation_id, now).await?;
        let channel = start.channel.as_str();
        let run = conversations::insert_run(&tx, conversation_id, person, channel, &start.model, start.max_steps, now)
            .await?;
        conversations::insert_message(&tx, &run, "user", &start.text, "[]", now).await?;
        conversations::change(&tx, conversation_id, None, Some(now), None).await?;
        tx.commit().await?;
        Ok(record(run)?)
    }

    /// A new turn ends a run that a closed process left behind; one that waits goes on waiting.
    async fn close_open_runs(&self, tx: &Tx, conversation_id: i64, now: i64) -> Result<(), GateError> {
        for run in conversations::runs(tx, conversation_id).await? {
            if run.state == RunState::Running.as_str() {
                let why = ("INTERRUPTED".to_owned(), "the app was closed while the agent was at work".to_owned());
                conversations::transition_run(tx, run.id, "running", "stopped", Some(why), Some(now)).await?;
            }
        }
        Ok(())
    }

    /// Takes a run that waits further with what the person wrote.
    ///
    /// # Errors
    /// [`GateError::NotFound`] when it is not there or not this person's;
    /// [`GateError::RunInProgress`] when it no longer waits.
    pub async fn answer_run(&self, session: &Session, run_id: i64, text: &str) -> Result<RunRecord, GateError> {
        let now = self.millis();
        let tx = self.write_as(session).await?;
        let missing = || GateError::NotFound { what: "run" };
        let run = conversations::run(&tx, run_id, session.person().0).await?.ok_or_else(missing)?;
        let (from, to) = (RunState::Waiting.as_str(), RunState::Running.as_str());
        if !conversations::transition_run(&tx, run_id, from, to, None, None).await? {
            return Err(GateError::RunInProgress);
        }
        conversations::insert_message(&tx, &run, "user", text, "[]", now).await?;
        conversations::change(&tx, run.conversation_id, None, Some(now), None).await?;
        tx.commit().await?;
        Ok(RunRecord { state: RunState::Running, ..record(run)? })
    }

    /// Lets a run ask its model for one more step.
    ///
    /// # Errors
    /// [`GateError::BudgetExceeded`] where no more tokens are allowed for now; that is on record.
    pub async fn may_ask_model(&self, session: &Session, run_id: i64) -> Result<(), GateError> {
        let tx = self.inner.store.write().await?;
        self.refuse_spent(tx, session, LimitKind::Tokens, json!({ "run": run_id })).await?;
        Ok(())
    }

    /// Begins the answer of one step, so that what streams has a place.
    ///
    /// # Errors
    /// [`GateError::Interrupted`] when the run is no longer running.
    pub async fn begin_answer(&self, session: &Session, run_id: i64) -> Result<Entry, GateError> {
        let now = self.millis();
        let tx = self.inner.store.write().await?;
        let run = running(&tx, session.person(), run_id).await?;
        let message = conversations::insert_message(&tx, &run, "assistant", "", "[]", now).await?;
        tx.commit().await?;
        Ok(entry(message)?)
    }

    /// Records what was answered in one step, before any of its calls is made.
    ///
    /// # Errors
    /// [`GateError::Interrupted`] when the run is no longer running.
    pub async fn record_answer(
        &self,
        session: &Session,
        begun: &Entry,
        text: &str,
        asked: &[ModelCallRecord],
        tokens: (u32, u32),
    ) -> Result<(RunRecord, Entry), GateError> {
        let now = self.millis();
        let tx = self.inner.store.write().await?;
        let run = running(&tx, session.person(), begun.run_id).await?;
        let message = conversations::finish_message(&tx, begun.id, text, &serde_json::to_string(asked)?).await?;
        let used = i64::from(tokens.0) + i64::from(tokens.1);
        self.count(&tx, session.person(), LimitKind::Tokens, used).await?;
        let counted = conversations::count_step(&tx, &run, tokens.0.into(), tokens.1.into()).await?;
        conversations::change(&tx, run.conversation_id, None, Some(now), None).await?;
        tx.commit().await?;
        Ok((record(counted)?, entry(message)?))
    }

    /// Moves a run of this person from one state to another; unchanged when it was
    /// no longer in the first. Stopping withdraws what waits.
    ///
    /// # Errors
    /// [`GateError::NotFound`] when it is not there or not this person's.
    pub async fn move_run(
        &self,
        session: &Session,
        run_id: i64,
        from: RunState,
        to: RunState,
        why: Option<(String, String)>,
    ) -> Result<RunRecord, GateError> {
        Ok(self.shift_run(session, run_id, from, to, why).await?.1)
    }

    /// Takes up a waiting run; `None` when it no longer waits. Of several who try, one gets it.
    ///
    /// # Errors
    /// [`GateError::NotFound`] when it is not there or not this person's.
    pub async fn take_up_run(&self, session: &Session, run_id: i64) -> Result<Option<RunRecord>, GateError> {
        let (moved, run) = self.shift_run(session, run_id, RunState::Waiting, RunState::Running, None).await?;
        Ok(moved.then_some(run))
    }

    async fn shift_run(
        &self,
        session: &Session,
        run_id: i64,
        from: RunState,
        to: RunState,
        why: Option<(String, String)>,
    ) -> Result<(bool, RunRecord), GateError> {
        let now = self.millis();
        let ended = !matches!(to, RunState::Running | RunState::Waiting);
        let tx = self.inner.store.write().await?;
        let missing = || GateError::NotFound { what: "run" };
        conversations::run(&tx, run_id, session.person().0).await?.ok_or_else(missing)?;
        let moved =
            conversations::transition_run(&tx, run_id, from.as_str(), to.as_str(), why, ended.then_some(now)).await?;
        let head = if moved && to == RunState::Stopped { self.withdraw_holds_of(&tx, run_id).await? } else { None };
        let run = conversations::run(&tx, run_id, session.person().0).await?.ok_or_else(missing)?;
        self.commit(tx, head).await?;
        Ok((moved, record(run)?))
    }

    /// One's runs that wait, oldest first. Holds nobody answered in time are ended first.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn waiting_runs(&self, session: &Session) -> Result<Vec<RunRecord>, GateError> {
        self.expire_due().await?;
        let view = self.inner.store.view().await?;
        let rows = conversations::waiting_runs(&view, session.person().0).await?;
        Ok(rows.into_iter().map(record).collect::<Result<_, _>>()?)
    }

    /// A run of this person.
    ///
    /// # Errors
    /// [`GateError::NotFound`] when it is not there or not this person's.
    pub async fn run_record(&self, session: &Session, run_id: i64) -> Result<RunRecord, GateError> {
        let view = self.inner.store.view().await?;
        let run = conversations::run(&view, run_id, session.person().0).await?;
        Ok(record(run.ok_or(GateError::NotFound { what: "run" })?)?)
    }

    /// Refuses what a limit allows no more of, and puts that on record; gives the transaction back otherwise.
    async fn refuse_spent(
        &self,
        tx: Tx,
        session: &Session,
        kind: LimitKind,
        mut about: Value,
    ) -> Result<Tx, GateError> {
        let (person, now) = (session.person(), self.now().as_second());
        let Some(limit) = self.snapshot(&tx).await?.limit(person, kind) else { return Ok(tx) };
        let start = limit.window_start(now);
        if limits::used(&tx, person.0, kind.as_str(), start).await? < limit.amount {
            return Ok(tx);
        }
        let refused = GateError::BudgetExceeded { kind, retry_after: start + limit.window - now };
        about["limit"] = json!(kind);
        let head = self.append(&tx, self.event("run.refused", session, about)).await?;
        self.commit(tx, head).await?;
        Err(refused)
    }

    async fn count(&self, tx: &Tx, person: PersonId, kind: LimitKind, amount: i64) -> Result<(), GateError> {
        let snapshot = self.snapshot(tx).await?;
        if let Some(limit) = snapshot.limit(person, kind).filter(|_| amount > 0) {
            let start = limit.window_start(self.now().as_second());
            limits::count(tx, person.0, kind.as_str(), start, amount).await?;
        }
        Ok(())
    }
}

/// A run of this person that is at work; [`GateError::Interrupted`] when it no longer is.
pub(crate) async fn running(tx: &Tx, person: PersonId, run_id: i64) -> Result<RunRow, GateError> {
    let found = conversations::run(tx, run_id, person.0).await?;
    found.filter(|run| run.state == RunState::Running.as_str()).ok_or(GateError::Interrupted)
}
