//! Who is signed in here, and what answers.

use serde::Serialize;
use ts_rs::TS;

/// A person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "Person")]
pub struct PersonView {
    /// Their id.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// Their e-mail.
    pub email: String,
    /// Names of their roles.
    pub roles: Vec<String>,
}

/// One of the demo people, for the sign-in screen of a demo workspace.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "DemoPerson")]
pub struct DemoPersonView {
    /// Their e-mail.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: String,
    /// One line on what they may do.
    pub summary: String,
}

/// What reads sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ModelKind {
    /// The built-in interpreter.
    Interpreter,
    /// An OpenAI-compatible endpoint.
    Endpoint,
}

/// What reads sentences, and where it is.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "ModelStatus")]
pub struct ModelView {
    /// Which kind.
    pub kind: ModelKind,
    /// What the chip shows.
    pub name: String,
    /// Host and port messages go to; null when nothing leaves.
    pub host: Option<String>,
}

/// What the data folder holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Workspace {
    /// The demo office.
    Demo,
    /// A real workspace.
    Real,
    /// Nothing yet.
    Empty,
}

/// Everything a window needs to begin.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "Desk")]
pub struct DeskView {
    /// What the data folder holds.
    pub workspace: Workspace,
    /// The demo people, in a demo workspace.
    pub demo_people: Vec<DemoPersonView>,
    /// Everybody signed in here.
    pub signed_in: Vec<PersonView>,
    /// Who acts.
    pub active: Option<PersonView>,
    /// What reads sentences.
    pub model: ModelView,
    /// Where the data lies.
    pub data_dir: String,
    /// The version of the app.
    pub version: String,
    /// Said once after start.
    pub notices: Vec<String>,
}
