//! What commands take.

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;
use ts_rs::TS;

/// Nothing.
#[derive(Debug, Deserialize, TS)]
#[ts(type = "Record<string, never>")]
pub struct Empty {}

/// Sign in.
#[derive(Debug, Deserialize, TS)]
pub struct SignIn {
    pub email: String,
    #[ts(type = "string")]
    pub password: SecretString,
}

/// Sign in as one of the demo people.
#[derive(Debug, Deserialize, TS)]
pub struct SignInDemo {
    pub email: String,
}

/// Make another signed-in person the active one.
#[derive(Debug, Deserialize, TS)]
pub struct SwitchPerson {
    pub person_id: i64,
    #[ts(type = "string | null")]
    pub password: Option<SecretString>,
}

/// Change one's own password.
#[derive(Debug, Deserialize, TS)]
pub struct ChangePassword {
    #[ts(type = "string")]
    pub current: SecretString,
    #[ts(type = "string")]
    pub next: SecretString,
}

/// The first administrator of a real workspace.
#[derive(Debug, Deserialize, TS)]
pub struct SetUpAdministrator {
    pub name: String,
    pub email: String,
    #[ts(type = "string")]
    pub password: SecretString,
}

/// A conversation.
#[derive(Debug, Deserialize, TS)]
pub struct ConversationId {
    pub id: i64,
}

/// A conversation's new title.
#[derive(Debug, Deserialize, TS)]
pub struct RenameConversation {
    pub id: i64,
    pub title: String,
}

/// What a conversation's title or messages shall hold.
#[derive(Debug, Deserialize, TS)]
pub struct SearchConversations {
    pub text: String,
}

/// A message; a new conversation without an id.
#[derive(Debug, Deserialize, TS)]
pub struct Send {
    pub conversation_id: Option<i64>,
    pub text: String,
}

/// A form the person filled in and submitted.
#[derive(Debug, Deserialize, TS)]
pub struct SubmitForm {
    pub conversation_id: Option<i64>,
    pub tool: String,
    #[ts(type = "JsonValue")]
    pub arguments: Value,
}

/// A run to stop.
#[derive(Debug, Deserialize, TS)]
pub struct StopRun {
    pub run_id: i64,
}

/// A verdict on a hold.
#[derive(Debug, Deserialize, TS)]
pub struct RecordVerdict {
    pub hold_id: i64,
    pub digest: String,
    pub approve: bool,
    pub reason: Option<String>,
}

/// First paint.
#[derive(Debug, Deserialize, TS)]
pub struct Painted {
    pub millis: f64,
}
