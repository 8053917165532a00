//! Conversations and the agent's runs in them, as their person keeps them.
//! Every method takes the person's [`Session`]; somebody else's is not found.
//! The transcript is this record and nothing else.

use std::collections::HashMap;

use assent_policy::{Channel, PersonId, words};
use assent_store::{ConversationRow, MessageRow, RunRow, StoreError, Tx, View, calls, conversations};
use serde::{Deserialize, Serialize};

use crate::session::may_act;
use crate::{CallRecord, Gate, GateError, Session};

words! {
    /// Where a run stands.
    RunState, "run state" {
        /// At work.
        Running = "running",
        /// Parked at a hold.
        Waiting = "waiting",
        /// Answered.
        Finished = "finished",
        /// Ended by an error.
        Failed = "failed",
        /// Ended by its person.
        Stopped = "stopped",
        /// Ended by the number of steps it may take.
        StepLimit = "step_limit",
    }
}

/// A run as recorded.
#[derive(Clone, Debug)]
pub struct RunRecord {
    /// Its id.
    pub id: i64,
    /// The conversation it works in.
    pub conversation_id: i64,
    /// The channel of the turn that started it.
    pub channel: Channel,
    /// Where it stands.
    pub state: RunState,
    /// Steps taken.
    pub step: i64,
    /// Steps it may take.
    pub max_steps: i64,
    /// Tokens read.
    pub prompt_tokens: i64,
    /// Tokens written.
    pub completion_tokens: i64,
    /// Code and sentence of why it ended early.
    pub error: Option<(String, String)>,
}

/// A call a model asked for, as stored with its message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelCallRecord {
    /// The model's own id.
    pub id: String,
    /// Name of the tool.
    pub name: String,
    /// Arguments as the model wrote them.
    pub arguments: String,
}

/// One entry of a conversation.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The message's id; for a call, the call's.
    pub id: i64,
    /// The run it belongs to.
    pub run_id: i64,
    /// When, in milliseconds.
    pub at: i64,
    /// What it is.
    pub kind: EntryKind,
}

/// What an entry is.
#[derive(Clone, Debug)]
pub enum EntryKind {
    /// What the person wrote.
    User(String),
    /// What was answered, with the calls that were asked for.
    Assistant {
        /// Text, possibly empty.
        text: String,
        /// Calls asked for; their records follow as entries of their own.
        calls: Vec<ModelCallRecord>,
    },
    /// A call.
    Call(Box<CallRecord>),
}

/// A conversation with what happened in it.
#[derive(Clone, Debug)]
pub struct Conversation {
    /// Its id.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// When something last happened, in milliseconds.
    pub updated_at: i64,
    /// What happened, oldest first.
    pub entries: Vec<Entry>,
    /// The last run.
    pub run: Option<RunRecord>,
}

/// A turn about to begin.
#[derive(Clone, Debug)]
pub struct StartRun {
    /// The conversation; a new one when `None`.
    pub conversation_id: Option<i64>,
    /// What the person wrote.
    pub text: String,
    /// The channel of the turn.
    pub channel: Channel,
    /// Who answers, for the record.
    pub model: String,
    /// Steps it may take.
    pub max_steps: i64,
}

const TITLE_LENGTH: usize = 60;

fn record(row: RunRow) -> Result<RunRecord, StoreError> {
    Ok(RunRecord {
        id: row.id,
        conversation_id: row.conversation_id,
        channel: row.channel.parse()?,
        state: row.state.parse()?,
        step: row.step,
        max_steps: row.max_steps,
        prompt_tokens: row.prompt_tokens,
        completion_tokens: row.completion_tokens,
        error: row.error_code.zip(row.error_message),
    })
}

fn title_of(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("New conversation");
    let mut title: String = line.chars().filter(|c| !c.is_control()).take(TITLE_LENGTH).collect();
    if line.chars().count() > TITLE_LENGTH {
        title.push('…');
    }
    title
}

impl Gate {
    /// One's conversations, the last used first, without their entries.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn conversations(&self, session: &Session) -> Result<Vec<Conversation>, GateError> {
        let view = self.inner.store.view().await?;
        let mut shown = Vec::new();
        for row in conversations::list(&view, session.person().0).await? {
            let run = conversations::last_run(&view, row.id).await?;
            let entries = self.last_entries(&view, &row, run.as_ref()).await?;
            shown.push(Conversation {
                id: row.id,
                title: row.title,
                updated_at: row.updated_at,
                entries,
                run: run.map(record).transpose()?,
            });
        }
        Ok(shown)
    }

    /// The last message and last call, for a list.
    async fn last_entries(
        &self,
        view: &View,
        row: &ConversationRow,
        run: Option<&RunRow>,
    ) -> Result<Vec<Entry>, GateError> {
        let mut entries = Vec::new();
        if let Some(message) = conversations::last_message(view, row.id).await? {
            entries.push(entry(message)?);
        }
        let Some(run) = run else { return Ok(entries) };
        if let Some(call) = calls::last_of_run(view, run.id).await? {
            let hold = calls::holds_of(view, &[call.id]).await?.pop();
            let record = CallRecord::from_rows(call, hold)?;
            let kind = EntryKind::Call(Box::new(record.clone()));
            entries.push(Entry { id: record.id.0, run_id: run.id, at: record.created_at, kind });
        }
        Ok(entries)
    }

    /// One conversation, whole.
    ///
    /// # Errors
    /// [`GateError::NotFound`] when it is not there or not this person's.
    pub async fn conversation(&self, session: &Session, id: i64) -> Result<Conversation, GateError> {
        let view = self.inner.store.view().await?;
        let row = self.own(&view, session, id).await?;
        let runs = conversations::runs(&view, id).await?;
        let ids: Vec<i64> = runs.iter().map(|run| run.id).collect();
        let made = calls::of_runs(&view, &ids).await?;
        let call_ids: Vec<i64> = made.iter().map(|call| call.id).collect();
        let mut holds: HashMap<i64, _> =
            calls::holds_of(&view, &call_ids).await?.into_iter().map(|hold| (hold.call_id, hold)).collect();
        let mut records = HashMap::new();
        for call in made {
            let hold = holds.remove(&call.id);
            let key = (call.run_id.unwrap_or_default(), call.model_call_id.clone().unwrap_or_default());
            records.insert(key, CallRecord::from_rows(call, hold)?);
        }
        let mut entries = Vec::new();
        for message in conversations::messages(&view, id).await? {
            let made = entry(message)?;
            let asked = match &made.kind {
                EntryKind::Assistant { calls, .. } => calls.clone(),
                EntryKind::User(_) | EntryKind::Call(_) => Vec::new(),
            };
            let run_id = made.run_id;
            entries.push(made);
            for call in asked {
                if let Some(record) = records.remove(&(run_id, call.id)) {
                    let (id, at) = (record.id.0, record.created_at);
                    entries.push(Entry { id, run_id, at, kind: EntryKind::Call(Box::new(record)) });
                }
            }
        }
        let run = runs.into_iter().next_back().map(record).transpose()?;
        Ok(Conversation { id, title: row.title, updated_at: row.updated_at, entries, run })
    }

    async fn own(&self, view: &View, session: &Session, id: i64) -> Result<ConversationRow, GateError> {
        let found = conversations::by_id(view, id, session.person().0).await?;
        found.ok_or(GateError::NotFound { what: "conversation" })
    }

    /// Gives a conversation a new title, or deletes it with whatever waits in it.
    ///
    /// # Errors
    /// [`GateError::NotFound`], or [`GateError::InvalidInput`] for an empty title.
    pub async fn change_conversation(&self, session: &Session, id: i64, title: Option<&str>) -> Result<(), GateError> {
        let view = self.inner.store.view().await?;
        self.own(&view, session, id).await?;
        drop(view);
        let title = title.map(str::trim);
        if title.is_some_and(|t| t.is_empty() || t.chars().count() > 200) {
            return Err(GateError::InvalidInput { what: "the title", takes: "it takes 1 to 200 characters" });
        }
        let now = self.millis();
        let tx = self.inner.store.write().await?;
        let mut head = None;
        if title.is_none() {
            for run in conversations::runs(&tx, id).await? {
                head = self.withdraw_holds_of(&tx, run.id).await?.or(head);
                for open in ["running", "waiting"] {
                    conversations::transition_run(&tx, run.id, open, "stopped", None, Some(now)).await?;
                }
            }
        }
        conversations::change(&tx, id, title, None, title.is_none().then_some(now)).await?;
        self.commit(tx, head).await
    }

    /// Begins a turn: the person's words are on record before anything reads them.
    ///
    /// # Errors
    /// [`GateError::NotFound`] for a conversation that is not this person's.
    pub async fn start_run(&self, session: &Session, start: StartRun) -> Result<RunRecord, GateError> {
        let now = self.millis();
        if let Some(id) = start.conversation_id {
            let view = self.inner.store.view().await?;
            self.own(&view, session, id).await?;
        }
        let person = session.person().0;
        let tx = self.inner.store.write().await?;
        may_act(&tx, session.id(), now).await?;
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
}

/// A run of this person that is at work; [`GateError::Interrupted`] when it no longer is.
pub(crate) async fn running(tx: &Tx, person: PersonId, run_id: i64) -> Result<RunRow, GateError> {
    let found = conversations::run(tx, run_id, person.0).await?;
    found.filter(|run| run.state == RunState::Running.as_str()).ok_or(GateError::Interrupted)
}

fn entry(row: MessageRow) -> Result<Entry, StoreError> {
    let kind = if row.kind == "user" {
        EntryKind::User(row.text)
    } else {
        let calls = serde_json::from_str(&row.model_calls).map_err(|_| StoreError::Unreadable { what: "message" })?;
        EntryKind::Assistant { text: row.text, calls }
    };
    Ok(Entry { id: row.id, run_id: row.run_id, at: row.created_at, kind })
}
