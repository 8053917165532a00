//! The conversation loop, the model port and its implementations. It decides
//! nothing: every call it makes goes to the gate.

mod agent;
mod grounding;
pub mod interpreter;
pub mod model;
pub mod openai;
pub mod presets;
mod prompt;
mod question;
mod tokens;
mod transcript;
pub mod trial;

pub use agent::{Agent, AgentEvent, CONTEXT, LONGEST_MESSAGE, Told};
pub use question::{ASK, Question, said};
pub use transcript::envelope;
