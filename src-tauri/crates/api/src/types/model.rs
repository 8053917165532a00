//! Models: which answers, which could, and what came of trying one out.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ModelView;

/// Who said which model answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ModelSource {
    /// The environment or the configuration file, which stand over a choice.
    Environment,
    /// An access manager.
    Chosen,
    /// Nobody: the built-in interpreter reads sentences.
    Nobody,
}

/// A service one may know.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "ModelPreset")]
pub struct PresetView {
    /// For machines.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Its base URL.
    pub address: String,
    /// Whether it wants a key.
    pub needs_key: bool,
}

/// Which model answers, and what there is to choose from.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "Models")]
pub struct ModelsView {
    /// What answers now.
    pub model: ModelView,
    /// Who said so.
    pub source: ModelSource,
    /// The base URL it is asked at; null where nothing leaves.
    pub address: Option<String>,
    /// Services one may know; the first is OpenAI, the others run on this computer.
    pub presets: Vec<PresetView>,
    /// Addresses a key is kept for.
    pub keys: Vec<String>,
    /// Whether whoever looks may choose, give keys and try out.
    pub may_manage: bool,
}

/// A service on this computer that answered.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "ServedModels")]
pub struct ServedView {
    /// As that of the preset.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Its base URL.
    pub address: String,
    /// The models it serves.
    pub models: Vec<String>,
}

/// What came of one step of a trial.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "ModelFinding")]
pub struct FindingView {
    /// Which: reachable, key, model, streaming, tools.
    pub step: String,
    /// Whether it works; null where it could not be tried.
    pub works: Option<bool>,
    /// The same for a person, with a remedy where it does not.
    pub sentence: String,
}

/// A model to choose, or none.
#[derive(Debug, Deserialize, TS)]
pub struct ChooseModel {
    pub address: Option<String>,
    pub model: Option<String>,
}

/// A key to keep for an address, or to forget.
#[derive(Debug, Deserialize, TS)]
pub struct GiveModelKey {
    pub address: String,
    #[ts(type = "string | null")]
    pub key: Option<SecretString>,
}

/// A model to try out.
#[derive(Debug, Deserialize, TS)]
pub struct TestModel {
    pub address: String,
    pub model: String,
}
