//! The conversation loop, the model port and its implementations. It decides
//! nothing: every call it makes goes to the gate.

mod agent;
pub mod interpreter;
pub mod model;
pub mod openai;
mod prompt;
mod transcript;

pub use agent::{Agent, AgentEvent, LONGEST_MESSAGE, Told};
pub use transcript::{envelope, messages};
