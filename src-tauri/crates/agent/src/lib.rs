//! The conversation loop, the model port and its implementations. It decides
//! nothing: every call it makes goes to the gate.

pub mod interpreter;
pub mod model;
pub mod openai;
