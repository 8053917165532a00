//! Conversations, as their person keeps them; the agent's runs in them are
//! [`runs`], what is read of them [`transcript`]. Every method takes the person's
//! [`Session`]; somebody else's is not found. The transcript is this record and
//! nothing else.

mod runs;
mod transcript;

use assent_policy::{Bounds, Channel, words};
use assent_store::{ConversationRow, RunRow, StoreError, View, conversations};
use serde::{Deserialize, Serialize};

pub(crate) use self::runs::running;
use crate::{CallRecord, Gate, GateError, Session};

words! {
    /// Where a run stands.
    RunState, "run state" {
        /// At work.
        Running = "running",
        /// Parked: at a hold, a question, or a request.
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
    /// Tokens read and written in all its runs.
    pub tokens: (i64, i64),
    /// What it is held to.
    pub bounds: Bounds,
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

pub(crate) fn bounds_of(row: &ConversationRow) -> Result<Bounds, StoreError> {
    serde_json::from_str(&row.bounds).map_err(|_| StoreError::Unreadable { what: "conversation" })
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
    /// One's conversations, the last used first, with their last entries and the tokens of their last runs; only those whose
    /// title or messages hold `search`, where it is given.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn conversations(&self, session: &Session, search: Option<&str>) -> Result<Vec<Conversation>, GateError> {
        let view = self.inner.store.view().await?;
        let mut shown = Vec::new();
        for row in conversations::list(&view, session.person().0, search).await? {
            let run = conversations::last_run(&view, row.id).await?;
            let tokens = run.as_ref().map_or((0, 0), |run| (run.prompt_tokens, run.completion_tokens));
            let bounds = bounds_of(&row)?;
            let entries = self.last_entries(&view, &row, run.as_ref()).await?;
            shown.push(Conversation {
                id: row.id,
                title: row.title,
                updated_at: row.updated_at,
                entries,
                run: run.map(record).transpose()?,
                tokens,
                bounds,
            });
        }
        Ok(shown)
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
}
