//! Trying a model out: what works, step by step, each said as a sentence with what
//! to do where it does not. Two short questions are asked; neither holds anything
//! of anybody.

use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Value, json};

use crate::model::{Model, ModelError, ModelMessage, ModelReply, ModelRequest, ToolOffer};
use crate::openai::{Endpoint, EndpointSettings, ListError, models_at};

/// The longest wait for a list of models.
const LIST_LIMIT: Duration = Duration::from_secs(10);
/// The longest wait for an answer; a model on this machine may have to be loaded first.
const ANSWER_LIMIT: Duration = Duration::from_secs(90);
/// How many names are told where another was asked for.
const NAMES_TOLD: usize = 5;
/// The tool that is offered, and is not there.
const TOOL: &str = "report_number";

/// What is tried, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Something answers at the address.
    Reachable,
    /// It takes the key.
    Key,
    /// It knows the model.
    Model,
    /// Answers come as they are written.
    Streaming,
    /// The model calls tools.
    Tools,
}

impl Step {
    const ALL: [Self; 5] = [Self::Reachable, Self::Key, Self::Model, Self::Streaming, Self::Tools];

    /// For machines.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reachable => "reachable",
            Self::Key => "key",
            Self::Model => "model",
            Self::Streaming => "streaming",
            Self::Tools => "tools",
        }
    }
}

/// What came of one step; `None` where it could not be tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which.
    pub step: Step,
    /// Whether it works.
    pub works: Option<bool>,
    /// The same for a person, with a remedy where it does not.
    pub sentence: String,
}

struct Trial {
    host: String,
    model: String,
    has_key: bool,
    findings: Vec<Finding>,
}

impl Trial {
    fn works(&mut self, step: Step, sentence: String) {
        self.findings.push(Finding { step, works: Some(true), sentence });
    }

    fn fails(&mut self, step: Step, sentence: String) {
        self.findings.push(Finding { step, works: Some(false), sentence });
    }

    /// All that could not be tried any more.
    fn end(mut self) -> Vec<Finding> {
        for step in Step::ALL {
            if !self.findings.iter().any(|found| found.step == step) {
                let sentence = "Not tried, because of what does not work above.".to_owned();
                self.findings.push(Finding { step, works: None, sentence });
            }
        }
        self.findings
    }

    fn refuses_key(&mut self) {
        let host = &self.host;
        let sentence = if self.has_key {
            format!("{host} refuses the key. Give another one, and check that it belongs to this service.")
        } else {
            format!("{host} wants a key. Give the one that the service shows in your account.")
        };
        self.fails(Step::Key, sentence);
    }

    fn takes_key(&mut self) {
        let host = &self.host;
        let taken = if self.has_key { format!("{host} takes the key.") } else { format!("{host} wants no key.") };
        self.works(Step::Key, taken);
    }

    fn not_known(&mut self, served: Option<&[String]>, status: u16) {
        let (host, model) = (&self.host, &self.model);
        let sentence = match served {
            Some([]) => format!("{host} serves no model. Load one there, then try again."),
            Some(names) => {
                let told = names.iter().take(NAMES_TOLD).map(String::as_str).collect::<Vec<_>>().join(", ");
                format!("{host} knows no model called {model}. Choose one it has, for example: {told}.")
            }
            None => format!("{host} can't answer as {model} (status {status}). Check the name with the service."),
        };
        self.fails(Step::Model, sentence);
    }
}

/// Tries a model out, within about three minutes at most.
pub async fn try_out(base_url: &str, key: Option<SecretString>, model: &str) -> Vec<Finding> {
    try_within(base_url, key, model, ANSWER_LIMIT).await
}

/// The same with at most this long for each answer.
pub async fn try_within(base_url: &str, key: Option<SecretString>, model: &str, limit: Duration) -> Vec<Finding> {
    let mut settings = EndpointSettings::new(base_url, key.clone(), model);
    (settings.idle_timeout, settings.step_timeout) = (limit, limit);
    let endpoint = match Endpoint::new(settings) {
        Ok(endpoint) => endpoint,
        Err(wrong) => {
            let trial = Trial { host: String::new(), model: String::new(), has_key: false, findings: Vec::new() };
            return refused(trial, &wrong.to_string());
        }
    };
    let host = endpoint.host().unwrap_or(base_url).to_owned();
    let mut trial = Trial { host, model: model.trim().to_owned(), has_key: key.is_some(), findings: Vec::new() };
    let listed = models_at(base_url, key.as_ref(), LIST_LIMIT.min(limit)).await;
    let host = trial.host.clone();
    match &listed {
        Err(cause @ (ListError::Unreachable | ListError::TimedOut | ListError::Settings(_))) => {
            return refused(trial, &format!("{host}: {cause}"));
        }
        Err(ListError::Status(401 | 403)) => {
            trial.works(Step::Reachable, format!("{host} answers."));
            trial.refuses_key();
            return trial.end();
        }
        // Not every service lists its models.
        Err(ListError::Status(_) | ListError::Unreadable) | Ok(_) => {
            trial.works(Step::Reachable, format!("{host} answers."));
        }
    }
    converse(trial, &endpoint, listed.ok()).await
}

fn refused(mut trial: Trial, why: &str) -> Vec<Finding> {
    let mut letters = why.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    trial.fails(Step::Reachable, format!("{first}{}.", letters.as_str()));
    trial.end()
}

async fn converse(mut trial: Trial, endpoint: &Endpoint, served: Option<Vec<String>>) -> Vec<Finding> {
    let listed = served.as_ref().is_none_or(|names| names.iter().any(|name| is_called(name, &trial.model)));
    let (answer, pieces) = ask(endpoint, "Answer with one word.", "Say hello.", Vec::new()).await;
    match answer {
        Err(ModelError::KeyRefused { .. }) => {
            trial.refuses_key();
            return trial.end();
        }
        Err(ModelError::Endpoint { status, .. }) if status < 500 || !listed => {
            trial.takes_key();
            trial.not_known(served.as_deref().filter(|_| !listed), status);
            return trial.end();
        }
        Err(failed) => {
            trial.takes_key();
            if served.is_some() && listed {
                let known = format!("{} has {}.", trial.host, trial.model);
                trial.works(Step::Model, known);
            }
            trial.fails(Step::Streaming, sentence(&failed));
            return trial.end();
        }
        Ok(_) => {
            trial.takes_key();
            let known = format!("{} answers as {}.", trial.host, trial.model);
            trial.works(Step::Model, known);
        }
    }
    match pieces {
        0 => trial.fails(
            Step::Streaming,
            "The answer came without words. Choose another model, or look into the server's log.".to_owned(),
        ),
        _ => trial.works(Step::Streaming, "Answers are shown while they are written.".to_owned()),
    }
    tools(&mut trial, endpoint).await;
    trial.end()
}

async fn tools(trial: &mut Trial, endpoint: &Endpoint) {
    let system = "You test a connection. Call the tool once, with the number you are told, and write nothing.";
    let (answer, _) = ask(endpoint, system, "The number is 7.", vec![offer()]).await;
    let model = &trial.model;
    match answer {
        Ok(reply) if calls_well(&reply) => {
            let works = format!("{model} calls tools.");
            trial.works(Step::Tools, works);
        }
        Ok(reply) if reply.calls.is_empty() => {
            let words = format!(
                "{model} answers with words where a tool was to be called. It can talk, and do nothing here; choose a \
                 model made for tools."
            );
            trial.fails(Step::Tools, words);
        }
        Ok(_) => {
            let wrong = format!("{model} calls tools wrongly. Expect failed calls; a larger model may do better.");
            trial.fails(Step::Tools, wrong);
        }
        Err(ModelError::Endpoint { status, host }) if status < 500 => {
            let refused = format!(
                "{host} takes no tools for {model} (status {status}). Choose a model made for tools, or start the \
                 server with tools switched on."
            );
            trial.fails(Step::Tools, refused);
        }
        Err(failed) => trial.fails(Step::Tools, sentence(&failed)),
    }
}

/// A name as it was given, or with the tag that some services add.
fn is_called(name: &str, model: &str) -> bool {
    name == model || name.strip_suffix(":latest") == Some(model)
}

fn offer() -> ToolOffer {
    ToolOffer {
        name: TOOL.to_owned(),
        description: "Reports a number.".to_owned(),
        schema: json!({
            "type": "object", "properties": { "number": { "type": "integer" } }, "required": ["number"],
            "additionalProperties": false,
        }),
    }
}

fn calls_well(reply: &ModelReply) -> bool {
    reply.calls.first().is_some_and(|call| {
        let arguments: Option<Value> = serde_json::from_str(&call.arguments).ok();
        call.name == TOOL && arguments.is_some_and(|given| given["number"].is_number())
    })
}

/// One question; how many pieces its answer came in.
async fn ask(
    endpoint: &Endpoint,
    system: &str,
    said: &str,
    tools: Vec<ToolOffer>,
) -> (Result<ModelReply, ModelError>, usize) {
    let (chunks, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let request =
        ModelRequest { system: system.to_owned(), messages: vec![ModelMessage::User(said.to_owned())], tools };
    let answer = endpoint.respond(request, &chunks).await;
    drop(chunks);
    let mut pieces = 0;
    while heard.recv().await.is_some() {
        pieces += 1;
    }
    (answer, pieces)
}

fn sentence(failed: &ModelError) -> String {
    let text = failed.to_string();
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
