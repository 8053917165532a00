//! The tables as sea-orm sees them; the columns are explained by the schema.
#![expect(missing_docs, reason = "a column means what its migration says")]

pub mod account_change;
pub mod alarm;
pub mod alarm_firing;
pub mod audit_event;
pub mod audit_head;
pub mod call;
pub mod conversation;
pub mod delegation;
pub mod grant;
pub mod hold;
pub mod limit;
pub mod message;
pub mod model_choice;
pub mod model_key;
pub mod note;
pub mod note_version;
pub mod notification;
pub mod owed_event;
pub mod permission;
pub mod person;
pub mod person_role;
pub mod request;
pub mod role;
pub mod role_grant;
pub mod rule;
pub mod run;
pub mod session;
pub mod sign_in_attempt;
pub mod standing_approval;
pub mod task;
pub mod task_version;
pub mod usage_count;
pub mod workspace;
