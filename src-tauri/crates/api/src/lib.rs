//! Use cases for the window and other hosts: requests, responses, events and
//! error codes, and the table of commands from which the TypeScript is made.
//! It knows no host: responses and events are plain data.

mod administration;
mod app;
mod bindings;
mod calls;
mod clock;
pub mod config;
mod desk;
mod doctor;
mod error;
mod event;
mod files;
mod holds;
mod house;
pub mod logging;
mod models;
mod table;
mod types;
mod view;

pub use administration::ExplanationView;
pub use app::{App, CallOutcome, Outcome, Turn, Watch};
pub use assent_gate::{
    Answer, AuditEvent, AuditReport, KeyTrust, NewPerson, Reads, Record, Remember, Secret, Session, SessionView,
    Staged, TERMINAL, Verdict, VerifyOptions, WorkspaceKind,
};
pub use assent_policy::{DEMO_PEOPLE, Level, Risk, is_hidden};
pub use bindings::typescript;
pub use calls::{CallStatus, Which};
pub use config::{Config, ConfigError, Overrides};
pub use desk::Desk;
pub use doctor::{Diagnosis, Guarantee, Health, examine};
pub use error::ApiError;
pub use event::Event;
pub use files::{millis, open_backup, open_record, time};
pub use holds::Answered;
pub use house::House;
pub use table::COMMANDS;
pub use types::{
    AccessView, CallView, ConversationView, DeskView, FindingView, HoldView, Item, ModelSource, ModelView, ModelsView,
    PersonView, RunView, SentView, ToolView,
};
