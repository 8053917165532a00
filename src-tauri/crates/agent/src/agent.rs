//! The loop: plan, call, observe. Its only state is the record: each round
//! reads the conversation, makes the calls that were asked for and not yet
//! made, and asks the model for the next step when none is left. So a run that
//! waited for a person goes on from exactly there.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use assent_gate::{
    CallRecord, CallRequest, Conversation, Entry, EntryKind, Gate, GateError, ModelCallRecord, Origin, RunRecord,
    RunState, Session, StartRun,
};
use assent_policy::{Channel, Level, PersonId};
use serde_json::Value;
use tokio::sync::{broadcast, mpsc};
use tokio_util::sync::CancellationToken;

use crate::interpreter::Interpreter;
use crate::model::{Model, ModelError, ModelMessage, ModelReply, ModelRequest, ToolOffer};
use crate::{prompt, transcript};

/// The longest message, in characters.
pub const LONGEST_MESSAGE: usize = 100_000;

/// The most calls one answer of a model may ask for.
const MOST_CALLS: usize = 32;

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

/// The agent of everybody at this desk; whose authority a run uses is its session's.
#[derive(Clone)]
pub struct Agent {
    gate: Gate,
    model: Arc<dyn Model>,
    max_steps: i64,
    events: broadcast::Sender<Told>,
    live: Arc<Mutex<HashMap<i64, CancellationToken>>>,
}

enum Next {
    Ask,
    Wait,
    Finish,
    StepLimit,
}

impl Agent {
    /// An agent that asks `model` and takes at most `max_steps` steps a turn.
    #[must_use]
    pub fn new(gate: Gate, model: Arc<dyn Model>, max_steps: i64) -> Self {
        let (events, _) = broadcast::channel(1024);
        Self { gate, model, max_steps, events, live: Arc::default() }
    }

    /// Who answers.
    #[must_use]
    pub fn model(&self) -> &dyn Model {
        self.model.as_ref()
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

    /// Begins a turn with what the person wrote.
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
            let run = self.gate.conversation(session, id).await?.run;
            if run.is_some_and(|run| run.state == RunState::Running && self.live().contains_key(&run.id)) {
                return Err(GateError::RunInProgress);
            }
        }
        let start = StartRun {
            conversation_id,
            text: text.to_owned(),
            channel,
            model: self.model.name().to_owned(),
            max_steps: self.max_steps,
        };
        let run = self.gate.start_run(session, start).await?;
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
        if let Some(entry) = conversation.entries.into_iter().rfind(|entry| entry.run_id == run.id) {
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
        if calls_of(&conversation, run_id).any(CallRecord::is_open) {
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

    async fn advance(
        &self,
        session: &Session,
        run: &RunRecord,
        stop: &CancellationToken,
    ) -> Result<(RunState, Option<(String, String)>), GateError> {
        loop {
            let conversation = self.gate.conversation(session, run.conversation_id).await?;
            self.make_calls(session, run, &conversation, stop).await?;
            if stop.is_cancelled() {
                return Ok((RunState::Stopped, None));
            }
            let conversation = self.gate.conversation(session, run.conversation_id).await?;
            match next(&conversation, run) {
                Next::Wait => return Ok((RunState::Waiting, None)),
                Next::Finish => return Ok((RunState::Finished, None)),
                Next::StepLimit => {
                    let why = format!("the agent stopped after {} steps; say how to go on", run.max_steps);
                    return Ok((RunState::StepLimit, Some(("STEP_LIMIT".to_owned(), why))));
                }
                Next::Ask => {}
            }
            let asking = self.ask(session, run, &conversation);
            let answered = tokio::select! {
                biased;
                () = stop.cancelled() => return Ok((RunState::Stopped, None)),
                answered = asking => answered?,
            };
            if let Err(error) = answered {
                return Ok((RunState::Failed, Some((error.code().to_owned(), error.to_string()))));
            }
        }
    }

    /// Makes the calls of this run that were asked for and have no record yet. A
    /// call that has begun runs to its end; stopping takes hold before the next.
    async fn make_calls(
        &self,
        session: &Session,
        run: &RunRecord,
        conversation: &Conversation,
        stop: &CancellationToken,
    ) -> Result<(), GateError> {
        for call in unmade(conversation, run.id) {
            if stop.is_cancelled() {
                return Ok(());
            }
            let arguments =
                serde_json::from_str(&call.arguments).unwrap_or_else(|_| Value::String(call.arguments.clone()));
            let origin = Origin { run_id: run.id, model_call_id: call.id.clone() };
            let request = CallRequest::new(session, run.channel, &call.name, arguments).in_run(origin);
            let record = self.gate.call(request).await?;
            self.show_call(session, run.conversation_id, record);
        }
        Ok(())
    }

    async fn ask(
        &self,
        session: &Session,
        run: &RunRecord,
        conversation: &Conversation,
    ) -> Result<Result<(), ModelError>, GateError> {
        let request = ModelRequest {
            system: prompt::system(&self.gate, session).await?,
            messages: transcript::messages(conversation),
            tools: self.offers(session, run.channel).await?,
        };
        let begun = self.gate.begin_answer(session, run.id).await?;
        let reply = match self.stream(session, run, begun.id, request).await {
            Ok(reply) if reply.calls.len() > MOST_CALLS || (reply.text.is_empty() && reply.calls.is_empty()) => {
                let host = self.model.host().unwrap_or("the model").to_owned();
                return Ok(Err(ModelError::Malformed { host }));
            }
            Ok(reply) => reply,
            Err(error) => return Ok(Err(error)),
        };
        let asked: Vec<ModelCallRecord> = reply
            .calls
            .into_iter()
            .enumerate()
            .map(|(n, call)| ModelCallRecord {
                id: unique(&call.id, begun.id, n),
                name: call.name,
                arguments: call.arguments,
            })
            .collect();
        let tokens = (reply.usage.prompt_tokens, reply.usage.completion_tokens);
        let (run, entry) = self.gate.record_answer(session, &begun, &reply.text, &asked, tokens).await?;
        self.tell(session, AgentEvent::Entry { conversation_id: run.conversation_id, entry });
        self.tell(session, AgentEvent::Run(run));
        Ok(Ok(()))
    }

    async fn stream(
        &self,
        session: &Session,
        run: &RunRecord,
        message_id: i64,
        request: ModelRequest,
    ) -> Result<ModelReply, ModelError> {
        // A command is read here, whoever reads sentences: it is never sent anywhere.
        let command = matches!(request.messages.iter().rev().find_map(said), Some(text) if text.starts_with('/'));
        let reader: &dyn Model = if command { &Interpreter } else { self.model.as_ref() };
        let (chunks, mut written) = mpsc::unbounded_channel();
        let answering = async {
            let reply = reader.respond(request, &chunks).await;
            drop(chunks);
            reply
        };
        let showing = async {
            while let Some(delta) = written.recv().await {
                let (conversation_id, run_id) = (run.conversation_id, run.id);
                self.tell(session, AgentEvent::Text { conversation_id, run_id, message_id, delta });
            }
        };
        let (reply, ()) = tokio::join!(answering, showing);
        reply
    }

    /// The tools for which some arguments exist that are not denied.
    async fn offers(&self, session: &Session, channel: Channel) -> Result<Vec<ToolOffer>, GateError> {
        let looked = self.gate.look_at_tools(session, channel).await?;
        let offered =
            looked.into_iter().filter(|(_, decision)| decision.level < Level::Deny).map(|(tool, _)| ToolOffer {
                name: tool.spec().name.to_owned(),
                description: tool.spec().description.to_owned(),
                schema: tool.spec().schema.clone(),
            });
        Ok(offered.collect())
    }
}

/// The model's id, made unique in its run: it is how a call is known to be made already.
fn unique(id: &str, message_id: i64, n: usize) -> String {
    let kept: String = id.chars().filter(char::is_ascii_graphic).take(24).collect();
    format!("{kept}-{message_id}-{n}")
}

fn said(message: &ModelMessage) -> Option<&str> {
    match message {
        ModelMessage::User(text) => Some(text.trim_start()),
        ModelMessage::Assistant { .. } | ModelMessage::Tool { .. } => None,
    }
}

fn unmade(conversation: &Conversation, run_id: i64) -> Vec<ModelCallRecord> {
    let made: Vec<_> = calls_of(conversation, run_id).filter_map(|record| record.model_call_id.as_deref()).collect();
    let mut unmade = Vec::new();
    for entry in conversation.entries.iter().filter(|entry| entry.run_id == run_id) {
        if let EntryKind::Assistant { calls, .. } = &entry.kind {
            unmade.extend(calls.iter().filter(|call| !made.contains(&call.id.as_str())).cloned());
        }
    }
    unmade
}

fn calls_of(conversation: &Conversation, run_id: i64) -> impl Iterator<Item = &CallRecord> {
    conversation.entries.iter().filter(move |entry| entry.run_id == run_id).filter_map(|entry| match &entry.kind {
        EntryKind::Call(record) => Some(record.as_ref()),
        EntryKind::User(_) | EntryKind::Assistant { .. } => None,
    })
}

fn next(conversation: &Conversation, run: &RunRecord) -> Next {
    if calls_of(conversation, run.id).any(CallRecord::is_open) {
        return Next::Wait;
    }
    let mut answers = 0;
    let mut asked_last = true;
    for entry in conversation.entries.iter().filter(|entry| entry.run_id == run.id) {
        if let EntryKind::Assistant { text, calls } = &entry.kind {
            if text.is_empty() && calls.is_empty() {
                continue;
            }
            answers += 1;
            asked_last = !calls.is_empty();
        }
    }
    if answers > 0 && (!asked_last || run.channel == Channel::Ui) {
        return Next::Finish;
    }
    if answers >= run.max_steps { Next::StepLimit } else { Next::Ask }
}
