//! The loop: plan, call, observe. Its only state is the record: each round
//! reads the conversation, makes the calls that were asked for and not yet
//! made, and asks the model for the next step when none is left. So a run that
//! waited for a person goes on from exactly there.

mod evidence;
mod open;
mod turn;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use assent_gate::{
    CallRecord, Entry, EntryKind, Gate, GateError, ModelCallRecord, RunRecord, RunState, Session, StartRun,
};
use assent_policy::{Channel, PersonId};
use serde_json::Value;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use crate::model::Model;
use crate::question;

/// The longest message, in characters.
pub const LONGEST_MESSAGE: usize = 100_000;

/// What a model is taken to read at once, in tokens, where nothing else is said.
pub const CONTEXT: usize = 32_000;

/// What a run lets others watch.
#[derive(Clone, Debug)]
pub enum AgentEvent {
    /// More text of an answer.
    Text {
        /// The conversation.
        conversation_id: i64,
        /// The run.
        run_id: i64,
        /// The message it belongs to.
        message_id: i64,
        /// The text.
        delta: String,
    },
    /// A new or changed entry.
    Entry {
        /// The conversation.
        conversation_id: i64,
        /// The entry.
        entry: Entry,
    },
    /// A run moved.
    Run(RunRecord),
}

/// An event with whose it is: nobody else may be shown it.
#[derive(Clone, Debug)]
pub struct Told {
    /// The person whose conversation it is.
    pub person: PersonId,
    /// What happened.
    pub event: AgentEvent,
}

/// Who reads sentences, and who reads answers again.
struct Minds {
    model: Arc<dyn Model>,
    reviewer: Option<Arc<dyn Model>>,
}

/// The agent of everybody at this desk; whose authority a run uses is its session's.
#[derive(Clone)]
pub struct Agent {
    gate: Gate,
    minds: Arc<RwLock<Minds>>,
    max_steps: i64,
    context: usize,
    events: broadcast::Sender<Told>,
    live: Arc<Mutex<HashMap<i64, CancellationToken>>>,
}

impl Agent {
    /// An agent that asks `model` and takes at most `max_steps` steps a turn.
    #[must_use]
    pub fn new(gate: Gate, model: Arc<dyn Model>, max_steps: i64) -> Self {
        let (events, _) = broadcast::channel(1024);
        let minds = Arc::new(RwLock::new(Minds { model, reviewer: None }));
        Self { gate, minds, max_steps, context: CONTEXT, events, live: Arc::default() }
    }

    /// The same with a second model, which rewrites final answers from the record alone.
    #[must_use]
    pub fn reviewed_by(self, reviewer: Arc<dyn Model>) -> Self {
        self.follow(self.model(), Some(reviewer));
        self
    }

    /// The same for models that read this many tokens at once.
    #[must_use]
    pub fn reading(self, context: usize) -> Self {
        Self { context, ..self }
    }

    /// Asks another model from the next step on, in runs at work too.
    pub fn follow(&self, model: Arc<dyn Model>, reviewer: Option<Arc<dyn Model>>) {
        *self.minds.write().unwrap_or_else(PoisonError::into_inner) = Minds { model, reviewer };
    }

    /// Who answers now.
    #[must_use]
    pub fn model(&self) -> Arc<dyn Model> {
        Arc::clone(&self.minds.read().unwrap_or_else(PoisonError::into_inner).model)
    }

    fn reviewer(&self) -> Option<Arc<dyn Model>> {
        self.minds.read().unwrap_or_else(PoisonError::into_inner).reviewer.clone()
    }

    /// What happens from now on, for any number of listeners.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<Told> {
        self.events.subscribe()
    }

    fn live(&self) -> MutexGuard<'_, HashMap<i64, CancellationToken>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, session: &Session, event: AgentEvent) {
        // Nobody listening is no failure.
        let _ = self.events.send(Told { person: session.person(), event });
    }

    /// Begins a turn with what the person wrote, or goes on with the one that asked them.
    ///
    /// # Errors
    /// [`GateError::InvalidInput`] for an empty or overlong message,
    /// [`GateError::RunInProgress`] while the conversation has a run at work.
    pub async fn begin(
        &self,
        session: &Session,
        conversation_id: Option<i64>,
        text: &str,
        channel: Channel,
    ) -> Result<RunRecord, GateError> {
        if text.trim().is_empty() {
            return Err(GateError::InvalidInput { what: "the message", takes: "write what should happen" });
        }
        if text.chars().count() > LONGEST_MESSAGE {
            return Err(GateError::InvalidInput {
                what: "the message",
                takes: "100,000 characters are the most; shorten it or send it in parts",
            });
        }
        if let Some(id) = conversation_id {
            let conversation = self.gate.conversation(session, id).await?;
            match &conversation.run {
                Some(run) if run.state == RunState::Running && self.live().contains_key(&run.id) => {
                    return Err(GateError::RunInProgress);
                }
                Some(run) if run.state == RunState::Waiting && question::is_open(&conversation, run.id) => {
                    return self.go_on(session, run.id, text).await;
                }
                _ => {}
            }
        }
        let start = StartRun {
            conversation_id,
            text: text.to_owned(),
            channel,
            model: self.model().name().to_owned(),
            max_steps: self.max_steps,
        };
        let run = self.gate.start_run(session, start).await?;
        self.at_work(session, run).await
    }

    /// The person's answer takes the run further that asked.
    async fn go_on(&self, session: &Session, run_id: i64, text: &str) -> Result<RunRecord, GateError> {
        let run = self.gate.answer_run(session, run_id, text).await?;
        self.at_work(session, run).await
    }

    async fn at_work(&self, session: &Session, run: RunRecord) -> Result<RunRecord, GateError> {
        self.live().insert(run.id, CancellationToken::new());
        self.unless_it_fails(&run, self.show_last_user_entry(session, &run).await)?;
        Ok(run)
    }

    /// Begins a turn with a form the person filled in and submitted: one call, no model.
    ///
    /// # Errors
    /// As for [`Agent::begin`].
    pub async fn begin_form(
        &self,
        session: &Session,
        conversation_id: Option<i64>,
        tool: &str,
        arguments: &Value,
    ) -> Result<RunRecord, GateError> {
        let run = self.begin(session, conversation_id, &format!("/{tool} {arguments}"), Channel::Ui).await?;
        let asked = ModelCallRecord { id: "form".to_owned(), name: tool.to_owned(), arguments: arguments.to_string() };
        let begun = self.unless_it_fails(&run, self.gate.begin_answer(session, run.id).await)?;
        self.unless_it_fails(&run, self.gate.record_answer(session, &begun, "", &[asked], (0, 0)).await)?;
        Ok(run)
    }

    /// A turn that could not begin is no longer at work.
    fn unless_it_fails<T>(&self, run: &RunRecord, outcome: Result<T, GateError>) -> Result<T, GateError> {
        outcome.inspect_err(|_| {
            self.live().remove(&run.id);
        })
    }

    async fn show_last_user_entry(&self, session: &Session, run: &RunRecord) -> Result<(), GateError> {
        let conversation_id = run.conversation_id;
        let conversation = self.gate.conversation(session, conversation_id).await?;
        let own = |entry: &Entry| entry.run_id == run.id && matches!(entry.kind, EntryKind::User(_));
        if let Some(entry) = conversation.entries.into_iter().rfind(own) {
            self.tell(session, AgentEvent::Entry { conversation_id, entry });
        }
        self.tell(session, AgentEvent::Run(run.clone()));
        Ok(())
    }

    /// Takes a run as far as it goes: until it has answered, waits, failed, or was stopped.
    ///
    /// # Errors
    /// [`GateError`] when the record can't be kept; the run is then marked failed where that is possible.
    pub async fn drive(&self, session: &Session, run: &RunRecord) -> Result<RunRecord, GateError> {
        let stop = self.live().entry(run.id).or_default().clone();
        let ended = loop {
            let (state, why) = match self.advance(session, run, &stop).await {
                Ok(end) => end,
                Err(error) => (RunState::Failed, Some((error.code().to_owned(), error.to_string()))),
            };
            let moved = self.gate.move_run(session, run.id, RunState::Running, state, why).await;
            // A verdict may have come while the run was on its way to wait for it.
            let woken = match &moved {
                Ok(ended) if ended.state == RunState::Waiting => self.wake(session, run.id).await,
                _ => Ok(None),
            };
            match woken {
                Ok(Some(_)) => {}
                Ok(None) => break moved,
                Err(error) => break Err(error),
            }
        };
        self.live().remove(&run.id);
        let ended = ended?;
        self.tell(session, AgentEvent::Run(ended.clone()));
        Ok(ended)
    }

    /// Stops a run at work or waiting; what waits is withdrawn.
    ///
    /// # Errors
    /// [`GateError::NotFound`] when it is not this person's.
    pub async fn stop(&self, session: &Session, run_id: i64) -> Result<RunRecord, GateError> {
        self.gate.run_record(session, run_id).await?;
        if let Some(stop) = self.live().get(&run_id) {
            stop.cancel();
        }
        self.gate.move_run(session, run_id, RunState::Running, RunState::Stopped, None).await?;
        let run = self.gate.move_run(session, run_id, RunState::Waiting, RunState::Stopped, None).await?;
        self.tell(session, AgentEvent::Run(run.clone()));
        Ok(run)
    }

    /// Wakes a waiting run once nothing in it waits any more; `None` when it goes on waiting or has ended.
    ///
    /// # Errors
    /// [`GateError::NotFound`] when it is not this person's.
    pub async fn wake(&self, session: &Session, run_id: i64) -> Result<Option<RunRecord>, GateError> {
        let run = self.gate.run_record(session, run_id).await?;
        if run.state != RunState::Waiting {
            return Ok(None);
        }
        let conversation = self.gate.conversation(session, run.conversation_id).await?;
        if open::waits(&conversation, run_id) {
            return Ok(None);
        }
        self.gate.take_up_run(session, run_id).await
    }

    /// Shows a call that changed outside the loop, as after a verdict.
    pub fn show_call(&self, session: &Session, conversation_id: i64, call: CallRecord) {
        let (id, at) = (call.id.0, call.created_at);
        let run_id = call.run_id.unwrap_or_default();
        let entry = Entry { id, run_id, at, kind: EntryKind::Call(Box::new(call)) };
        self.tell(session, AgentEvent::Entry { conversation_id, entry });
    }
}
