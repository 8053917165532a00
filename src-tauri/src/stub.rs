//! STUB
#![allow(missing_docs, unused, clippy::all, clippy::print_stderr)]
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
pub struct Overrides {
    pub data_dir: Option<PathBuf>,
    pub demo: bool,
}
pub struct Config(PathBuf);
impl Config {
    pub fn load(o: Overrides) -> Result<Config, ConfigError> {
        if let Ok(v) = std::env::var("AGENT_MAX_STEPS") {
            if v.parse::<u8>().is_err() {
                return Err(ConfigError(
                    "AGENT_MAX_STEPS takes a number from 1 to 64".into(),
                ));
            }
        }
        Ok(Config(o.data_dir.unwrap_or_else(|| "/tmp/h/data".into())))
    }
    pub fn data_dir(&self) -> &Path {
        &self.0
    }
}
#[derive(Debug)]
pub struct ConfigError(String);
impl std::fmt::Display for ConfigError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
pub mod logging {
    pub fn start(_: &super::Config) {}
}
#[derive(Clone)]
pub struct Desk(tokio::sync::broadcast::Sender<Event>);
pub struct ApiError {
    pub code: &'static str,
    pub message: String,
    pub details: Value,
}
impl serde::Serialize for ApiError {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        json!({"code": self.code, "message": self.message, "details": null}).serialize(s)
    }
}
#[derive(Clone)]
pub enum Event {
    Desk,
    Conversations,
}
impl serde::Serialize for Event {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        json!({"kind": "desk"}).serialize(s)
    }
}
impl Desk {
    pub async fn open(c: Config) -> Result<Desk, ApiError> {
        std::fs::create_dir_all(c.data_dir()).map_err(|e| ApiError {
            code: "DATA_FOLDER_UNWRITABLE",
            message: format!(
                "the data folder {} cannot be written: {e}",
                c.data_dir().display()
            ),
            details: Value::Null,
        })?;
        Ok(Desk(tokio::sync::broadcast::channel(8).0))
    }
    pub async fn call(&self, n: &str, a: Value) -> Result<Value, ApiError> {
        eprintln!("[stub] {n} {a}");
        let _ = self.0.send(Event::Desk);
        match n {
            "desk" => Ok(
                json!({"workspace":"demo","demo_people":[{"email":"alice@example.com","name":"Alice","role":"basic","summary":"Own notes"}],"signed_in":[],"active":null,"model":{"kind":"interpreter","name":"No model","host":null},"data_dir":"/tmp/x","version":"0","notices":[]}),
            ),
            _ => Err(ApiError {
                code: "NOT_YET",
                message: "stub".into(),
                details: Value::Null,
            }),
        }
    }
    pub fn events(&self) -> tokio::sync::broadcast::Receiver<Event> {
        self.0.subscribe()
    }
}
pub const COMMANDS: &[&str] = &[
    "desk",
    "sign_in",
    "sign_in_demo",
    "switch_person",
    "sign_out",
    "change_password",
    "set_up_demo",
    "set_up_administrator",
    "conversations",
    "conversation",
    "rename_conversation",
    "delete_conversation",
    "tools",
    "access",
    "send",
    "submit_form",
    "stop_run",
    "record_verdict",
    "painted",
];
#[macro_export]
macro_rules! command_table {
    ($m:ident) => {
        $m! { desk: Empty => Value;
        sign_in: Empty => Value;
        sign_in_demo: Empty => Value;
        switch_person: Empty => Value;
        sign_out: Empty => Value;
        change_password: Empty => Value;
        set_up_demo: Empty => Value;
        set_up_administrator: Empty => Value;
        conversations: Empty => Value;
        conversation: Empty => Value;
        rename_conversation: Empty => Value;
        delete_conversation: Empty => Value;
        tools: Empty => Value;
        access: Empty => Value;
        send: Empty => Value;
        submit_form: Empty => Value;
        stop_run: Empty => Value;
        record_verdict: Empty => Value;
        painted: Empty => Value;
         }
    };
}
