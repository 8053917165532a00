//! What the agent used for somebody, and what a conversation is held to.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Runs and tokens of a time.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[ts(rename = "Used")]
pub struct UsedView {
    /// Runs begun.
    pub runs: u64,
    /// Tokens read.
    pub prompt_tokens: i64,
    /// Tokens written.
    pub completion_tokens: i64,
}

/// Where one stands with a limit.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "Budget")]
pub struct BudgetView {
    /// Used since it last began anew.
    pub used: i64,
    /// The most.
    pub amount: i64,
    /// When it begins anew.
    pub resets_at: String,
}

/// What the agent used for the active person.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "Usage")]
pub struct UsageView {
    /// Since midnight.
    pub today: UsedView,
    /// In 30 days.
    pub month: UsedView,
    /// The limit on tokens; null where there is none.
    pub tokens: Option<BudgetView>,
}

/// What a conversation is held to.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(rename = "Bounds")]
pub struct BoundsView {
    /// The only tools; any when null.
    pub tools: Option<Vec<String>>,
    /// Nothing that changes anything.
    pub read_only: bool,
    /// Writes answer with what they would do, and wait.
    pub dry_run: bool,
}

/// What a conversation shall be held to.
#[derive(Debug, Deserialize, TS)]
pub struct BoundConversation {
    pub id: i64,
    #[ts(type = "Bounds")]
    pub bounds: BoundsView,
}
