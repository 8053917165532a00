//! A call, its denial, its plan and its hold.

use assent_policy::{Channel, Level, Risk};
use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

use crate::ApiError;

/// One reason of a decision.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "Reason")]
pub struct ReasonView {
    /// For machines.
    pub code: String,
    /// For people.
    pub text: String,
}

/// Something that could be done about a denial.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "NextAction")]
pub struct NextActionView {
    /// For machines, for example `request_permission`.
    pub action: String,
    /// For people.
    pub label: String,
    /// Filled in.
    #[ts(type = "JsonValue")]
    pub arguments: Value,
}

/// A refused call.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "Denial")]
pub struct DenialView {
    /// For machines.
    pub code: String,
    /// For people.
    pub explanation: String,
    /// Permissions that are missing.
    pub missing: Vec<String>,
    /// What could be done.
    pub next_actions: Vec<NextActionView>,
    /// For looking it up in the record.
    pub decision_id: i64,
}

/// One field that would change.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "Change")]
pub struct ChangeView {
    /// Name of the field.
    pub field: String,
    /// What it is now.
    pub before: Option<String>,
    /// What it would be.
    pub after: Option<String>,
}

/// What a call would do.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "Plan")]
pub struct PlanView {
    /// In plain words.
    pub summary: String,
    /// Field by field.
    pub changes: Vec<ChangeView>,
    /// How many days it can be undone; null when it can't.
    pub undo_days: Option<i64>,
    /// What a verdict is bound to.
    pub digest: String,
}

/// A hold: a call that waits for a verdict.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "Hold")]
pub struct HoldView {
    /// Its id.
    pub id: i64,
    /// Whose yes it waits for.
    #[ts(type = "Level")]
    pub level: Level,
    /// Where it stands.
    #[ts(type = "CallState")]
    pub state: String,
    /// Sent back with the verdict: what was shown is what is decided.
    pub digest: String,
    /// When it ends.
    pub expires_at: String,
    /// Name of who answered.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<String>,
    /// The active person may answer it here and now.
    pub may_decide: bool,
    /// The decider's reason, or why it is void.
    pub note: Option<String>,
}

/// A call as a person sees it.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "Call")]
pub struct CallView {
    /// Its id.
    pub id: i64,
    /// The tool.
    pub tool: String,
    /// Its title.
    pub tool_title: String,
    /// By which way it came.
    #[ts(type = "Channel")]
    pub channel: Channel,
    /// The risk of what it needs.
    #[ts(type = "Risk")]
    pub risk: Risk,
    /// Whether it changes something.
    pub writes: bool,
    /// Where it stands; a held call stands as its hold does.
    #[ts(type = "CallState")]
    pub state: String,
    /// What was decided.
    #[ts(type = "Level")]
    pub level: Level,
    /// Why.
    pub reasons: Vec<ReasonView>,
    /// As asked for, whole.
    #[ts(type = "JsonValue")]
    pub arguments: Value,
    /// What it acts on, for people.
    pub object: Option<String>,
    /// Name of the person whose account it acts on.
    pub for_person: String,
    /// What it gave.
    #[ts(type = "JsonValue")]
    pub result: Value,
    /// Why it was refused.
    pub denial: Option<DenialView>,
    /// Why it failed.
    pub error: Option<ApiError>,
    /// What it would change.
    pub plan: Option<PlanView>,
    /// The hold on it.
    pub hold: Option<HoldView>,
    /// How long it took.
    pub duration_ms: Option<i64>,
    /// When it was asked for.
    pub at: String,
}
