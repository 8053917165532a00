//! One turn: the calls that are asked for are made, then the model is asked for the
//! next step, until nothing is left to do or somebody has to do something.

use assent_gate::{CallRequest, Conversation, GateError, ModelCallRecord, Origin, RunRecord, RunState, Session};
use assent_policy::{Channel, Level};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::open::{Next, next, unmade};
use super::{Agent, AgentEvent, evidence};
use crate::interpreter::Interpreter;
use crate::model::{Model, ModelError, ModelMessage, ModelReply, ModelRequest, ToolOffer, Usage};
use crate::{prompt, question, tokens, transcript};

/// The part of what a model reads that is kept free for its answer.
const ANSWER_SHARE: usize = 8;
/// The most calls one answer of a model may ask for.
const MOST_CALLS: usize = 32;

impl Agent {
    pub(super) async fn advance(
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
        let model = self.model();
        let mut system = prompt::system(&self.gate, session).await?;
        let tools = self.offers(session, run.channel, model.as_ref()).await?;
        let besides = tokens::of(&system) + tokens::of_offers(&tools) + self.context / ANSWER_SHARE;
        let read = transcript::fitting(conversation, self.context.saturating_sub(besides));
        if read.cut {
            system.push_str(prompt::CUT);
        }
        let request = ModelRequest { system, messages: read.messages, tools };
        let reader = reader(model.as_ref(), &request);
        if reader.asks_by_tool() {
            self.gate.may_ask_model(session, run.id).await?;
        }
        let begun = self.gate.begin_answer(session, run.id).await?;
        let reply = match self.stream(session, run, begun.id, reader, request).await {
            Ok(reply) if reply.calls.len() > MOST_CALLS || (reply.text.is_empty() && reply.calls.is_empty()) => {
                let host = reader.host().unwrap_or("the model").to_owned();
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
        let (text, usage) = match asked.as_slice() {
            // The reader of sentences says only what results say.
            [] if reader.asks_by_tool() => self.checked(reply.text, reply.usage, conversation).await,
            _ => (reply.text, reply.usage),
        };
        let tokens = (usage.prompt_tokens, usage.completion_tokens);
        let (run, entry) = self.gate.record_answer(session, &begun, &text, &asked, tokens).await?;
        self.tell(session, AgentEvent::Entry { conversation_id: run.conversation_id, entry });
        self.tell(session, AgentEvent::Run(run));
        Ok(Ok(()))
    }

    /// A model's final answer as it may be shown.
    async fn checked(&self, mut text: String, mut usage: Usage, conversation: &Conversation) -> (String, Usage) {
        if let Some(reviewer) = self.reviewer()
            && let Some((better, used)) = evidence::reviewed(reviewer.as_ref(), &text, conversation).await
        {
            usage.prompt_tokens = usage.prompt_tokens.saturating_add(used.prompt_tokens);
            usage.completion_tokens = usage.completion_tokens.saturating_add(used.completion_tokens);
            text = better;
        }
        (evidence::marked(&text, conversation, self.gate.tools()), usage)
    }

    async fn stream(
        &self,
        session: &Session,
        run: &RunRecord,
        message_id: i64,
        reader: &dyn Model,
        request: ModelRequest,
    ) -> Result<ModelReply, ModelError> {
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
    async fn offers(
        &self,
        session: &Session,
        channel: Channel,
        model: &dyn Model,
    ) -> Result<Vec<ToolOffer>, GateError> {
        let looked = self.gate.look_at_tools(session, channel).await?;
        let offered =
            looked.into_iter().filter(|(_, decision)| decision.level < Level::Deny).map(|(tool, _)| ToolOffer {
                name: tool.spec().name.to_owned(),
                description: tool.spec().description.to_owned(),
                schema: tool.spec().schema.clone(),
            });
        let question = model.asks_by_tool().then(question::offer);
        Ok(offered.chain(question).collect())
    }
}

/// Who reads this. A command is read here, whoever reads sentences: it is never sent anywhere.
fn reader<'a>(model: &'a dyn Model, request: &ModelRequest) -> &'a dyn Model {
    let command = matches!(request.messages.iter().rev().find_map(said), Some(text) if text.starts_with('/'));
    if command { &Interpreter } else { model }
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
