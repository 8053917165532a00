//! A model that follows a script and keeps what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use assent_agent::model::{Chunks, Model, ModelCall, ModelError, ModelMessage, ModelReply, ModelRequest, Usage};
use async_trait::async_trait;
use serde_json::Value;
use tokio::sync::Notify;

/// One step of a script.
#[derive(Clone, Debug)]
pub enum Line {
    /// Says this.
    Say(&'static str),
    /// Asks for these calls: name and arguments, the latter as text.
    Ask(Vec<(&'static str, String)>),
    /// Fails.
    Fail(ModelError),
    /// Says half a word and then nothing, for ever.
    Hang,
}

/// Asks for one call.
pub fn ask(tool: &'static str, arguments: &Value) -> Line {
    Line::Ask(vec![(tool, arguments.to_string())])
}

/// The model. Clones follow one script.
#[derive(Clone, Default)]
pub struct Scripted {
    lines: Arc<Mutex<VecDeque<Line>>>,
    asked: Arc<Mutex<Vec<ModelRequest>>>,
    pub hung: Arc<Notify>,
}

impl Scripted {
    pub fn new(lines: Vec<Line>) -> Self {
        Self { lines: Arc::new(Mutex::new(lines.into())), ..Self::default() }
    }

    /// Every request, in order.
    pub fn requests(&self) -> Vec<ModelRequest> {
        self.asked.lock().unwrap().clone()
    }

    /// The envelopes in the last request, in order.
    pub fn envelopes(&self) -> Vec<Value> {
        let last = self.requests().pop().expect("the model was asked");
        let tool = last.messages.into_iter().filter_map(|message| match message {
            ModelMessage::Tool { content, .. } => Some(content),
            ModelMessage::User(_) | ModelMessage::Assistant { .. } => None,
        });
        tool.collect()
    }
}

#[async_trait]
impl Model for Scripted {
    fn name(&self) -> &str {
        "scripted"
    }

    fn host(&self) -> Option<&str> {
        None
    }

    async fn respond(&self, request: ModelRequest, chunks: &Chunks) -> Result<ModelReply, ModelError> {
        let step = {
            let mut asked = self.asked.lock().unwrap();
            asked.push(request);
            asked.len()
        };
        let line = self.lines.lock().unwrap().pop_front().expect("the script goes on");
        let usage = Usage { prompt_tokens: 10, completion_tokens: 2 };
        match line {
            Line::Say(text) => {
                for word in text.split_inclusive(' ') {
                    chunks.send(word.to_owned()).unwrap();
                }
                Ok(ModelReply { text: text.to_owned(), calls: Vec::new(), usage })
            }
            Line::Ask(calls) => {
                let calls = calls.into_iter().enumerate().map(|(n, (name, arguments))| ModelCall {
                    id: format!("call-{step}-{n}"),
                    name: name.to_owned(),
                    arguments,
                });
                Ok(ModelReply { text: String::new(), calls: calls.collect(), usage })
            }
            Line::Fail(error) => Err(error),
            Line::Hang => {
                chunks.send("Let me th".to_owned()).unwrap();
                self.hung.notify_one();
                std::future::pending().await
            }
        }
    }
}
