//! Conversations, their items and runs.

use assent_policy::Level;
use serde::Serialize;
use ts_rs::TS;

use super::{BoundsView, CallView, ModelView};
use crate::ApiError;

/// One thing in a conversation.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Item {
    /// What the person wrote.
    User {
        /// The message's id.
        id: i64,
        /// What they wrote.
        text: String,
        /// When.
        at: String,
    },
    /// What was answered.
    Assistant {
        /// The message's id.
        id: i64,
        /// The text, with a question at the end where it asks one.
        text: String,
        /// Answers to choose from; others are as good.
        choices: Vec<String>,
        /// When.
        at: String,
    },
    /// A call.
    Call {
        /// The call's id.
        id: i64,
        /// The call.
        call: Box<CallView>,
    },
}

/// A run of the agent.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "Run")]
pub struct RunView {
    /// Its id.
    pub id: i64,
    /// Its conversation.
    pub conversation_id: i64,
    /// Where it stands.
    #[ts(type = "RunState")]
    pub state: String,
    /// Steps taken.
    pub step: i64,
    /// Steps it may take.
    pub max_steps: i64,
    /// Tokens read.
    pub prompt_tokens: i64,
    /// Tokens written.
    pub completion_tokens: i64,
    /// Why it ended other than finished.
    pub error: Option<ApiError>,
}

/// A conversation in a list.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ConversationSummary {
    /// Its id.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// When something last happened.
    pub updated_at: String,
    /// Last line of what happened.
    pub preview: String,
    /// The decision on its last call.
    #[ts(type = "Level | null")]
    pub last_level: Option<Level>,
    /// Where its last run stands.
    #[ts(type = "RunState | null")]
    pub run_state: Option<String>,
}

/// A conversation, whole.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "Conversation")]
pub struct ConversationView {
    /// Its id.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// What happened, oldest first.
    pub items: Vec<Item>,
    /// The last run.
    pub run: Option<RunView>,
    /// Who answers, and where that is.
    pub model: ModelView,
    /// What it is held to.
    pub bounds: BoundsView,
    /// Tokens read in all its runs.
    pub prompt_tokens: i64,
    /// Tokens written in all its runs.
    pub completion_tokens: i64,
}

/// A turn that has begun.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[ts(rename = "Sent")]
pub struct SentView {
    /// The conversation.
    pub conversation_id: i64,
    /// The run.
    pub run_id: i64,
}
