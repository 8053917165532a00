//! What a person may do, what they could ask for, and the tools as they see them.

use assent_policy::{Level, Risk};
use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

use super::PersonView;

/// Where a permission comes from.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "Source")]
pub struct SourceView {
    /// `role` or `grant`.
    #[ts(type = "\"role\" | \"grant\"")]
    pub kind: &'static str,
    /// Name of the role; empty for a grant.
    pub name: String,
    /// When it ends.
    pub until: Option<String>,
}

/// A permission one has.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "EffectivePermission")]
pub struct PermissionView {
    /// The code.
    pub code: String,
    /// What one may do.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// `everyday` or `access`.
    pub category: String,
    /// Its risk.
    #[ts(type = "Risk")]
    pub risk: Risk,
    /// What comes of it by own click.
    #[ts(type = "Level")]
    pub by_click: Level,
    /// What comes of it when an agent does it.
    #[ts(type = "Level")]
    pub by_agent: Level,
    /// Where it comes from.
    pub sources: Vec<SourceView>,
}

/// A permission one could ask for.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "Requestable")]
pub struct RequestableView {
    /// The code.
    pub code: String,
    /// What one could then do.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// `everyday` or `access`.
    pub category: String,
    /// Its risk.
    #[ts(type = "Risk")]
    pub risk: Risk,
    /// Tools that need it.
    pub tools: Vec<String>,
}

/// One's own authority.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "Access")]
pub struct AccessView {
    /// Whose.
    pub person: PersonView,
    /// Their time zone.
    pub zone: String,
    /// What they may do.
    pub permissions: Vec<PermissionView>,
    /// What they could ask for.
    pub requestable: Vec<RequestableView>,
}

/// Which of the three states a control is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ToolDecision {
    /// It acts.
    Allowed,
    /// It could be asked for.
    Ask,
    /// It can't be had.
    Denied,
}

/// A tool as the active person sees it.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "Tool")]
pub struct ToolView {
    /// Its name, also the slash word.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it does.
    pub description: String,
    /// The permission it needs.
    pub permission: Option<String>,
    /// Its risk.
    #[ts(type = "Risk")]
    pub risk: Risk,
    /// Whether it changes something.
    pub writes: bool,
    /// JSON Schema (2020-12) of its arguments, inlined.
    #[ts(type = "JsonValue")]
    pub schema: Value,
    /// Which state its control is in.
    pub decision: ToolDecision,
    /// Why, when not allowed.
    pub reason: Option<String>,
}
