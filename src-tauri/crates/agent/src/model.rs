//! The model port: what the loop asks of whatever reads sentences. It answers
//! with text and with calls it would like made; it cannot make any.

use async_trait::async_trait;
use serde_json::Value;
use thiserror::Error;

/// A tool as it is offered to a model.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolOffer {
    /// Name, for example `notes_create`.
    pub name: String,
    /// What it does, in plain words.
    pub description: String,
    /// JSON Schema of the arguments, inlined.
    pub schema: Value,
}

/// A call the model asks for. Its arguments are the model's own text, unparsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelCall {
    /// The model's own id of the call, echoed with its result.
    pub id: String,
    /// Name of the tool.
    pub name: String,
    /// Arguments as JSON text; may be malformed.
    pub arguments: String,
}

/// One entry of the transcript, rebuilt from the database for every step.
#[derive(Clone, Debug, PartialEq)]
pub enum ModelMessage {
    /// What the person wrote.
    User(String),
    /// What the model answered, with the calls it asked for.
    Assistant {
        /// Text, possibly empty.
        text: String,
        /// Calls, possibly none.
        calls: Vec<ModelCall>,
    },
    /// What came of one call, as the loop's JSON envelope:
    /// `{"outcome": "succeeded" | "denied" | "rejected" | "expired" | "failed", "result"?, "denial"?, "error"?}`.
    Tool {
        /// [`ModelCall::id`] of the call.
        call_id: String,
        /// Name of the tool.
        name: String,
        /// The envelope.
        content: Value,
    },
}

/// Everything a model is given for one step.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelRequest {
    /// The system prompt, made in Rust.
    pub system: String,
    /// The transcript, oldest first.
    pub messages: Vec<ModelMessage>,
    /// Tools the person may be offered.
    pub tools: Vec<ToolOffer>,
}

/// Tokens used by one step; zero where the model does not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Tokens read.
    pub prompt_tokens: u32,
    /// Tokens written.
    pub completion_tokens: u32,
}

/// A finished step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModelReply {
    /// The whole text; equals the chunks put together.
    pub text: String,
    /// Calls asked for, in order.
    pub calls: Vec<ModelCall>,
    /// Tokens used.
    pub usage: Usage,
}

/// Why a step gave no reply. The message is a sentence for a person with a
/// next step; the cause goes to the log.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ModelError {
    /// Nothing answers at the address.
    #[error("no model answers at {host}; start it, or change the address in the settings")]
    Unreachable {
        /// Host and port.
        host: String,
    },
    /// The key was refused (401, 403).
    #[error("{host} refused the key; give another one in the settings, with `assent model key`, or in OPENAI_API_KEY")]
    KeyRefused {
        /// Host and port.
        host: String,
    },
    /// The endpoint answered with an error of its own.
    #[error("{host} answered with an error ({status}); try again in a moment")]
    Endpoint {
        /// Host and port.
        host: String,
        /// HTTP status.
        status: u16,
    },
    /// No answer, or no further chunk, in time.
    #[error("{host} did not answer within {seconds} s; try again, or choose another model")]
    TimedOut {
        /// Host and port.
        host: String,
        /// The limit that passed.
        seconds: u64,
    },
    /// The answer is not what the protocol says.
    #[error("{host} sent an answer that can't be read; it may not be an OpenAI-compatible endpoint")]
    Malformed {
        /// Host and port.
        host: String,
    },
}

impl ModelError {
    /// The code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "MODEL_UNREACHABLE",
            Self::KeyRefused { .. } => "MODEL_KEY_REFUSED",
            Self::Endpoint { .. } => "MODEL_ERROR",
            Self::TimedOut { .. } => "MODEL_TIMED_OUT",
            Self::Malformed { .. } => "MODEL_MALFORMED",
        }
    }
}

/// Receives text as it is written.
pub type Chunks = tokio::sync::mpsc::UnboundedSender<String>;

/// Something that reads a transcript and answers. Dropping the future stops it.
#[async_trait]
pub trait Model: Send + Sync {
    /// What the chip shows, for example `gpt-4o-mini` or `No model`.
    fn name(&self) -> &str;

    /// Host and port messages go to; `None` where nothing leaves the process.
    fn host(&self) -> Option<&str>;

    /// Whether it asks its person by calling a tool, as models do.
    fn asks_by_tool(&self) -> bool {
        true
    }

    /// Answers one step, sending text through `chunks` as it comes.
    ///
    /// # Errors
    /// [`ModelError`] when there is no usable reply; whatever was streamed before
    /// is not part of the transcript.
    async fn respond(&self, request: ModelRequest, chunks: &Chunks) -> Result<ModelReply, ModelError>;
}
