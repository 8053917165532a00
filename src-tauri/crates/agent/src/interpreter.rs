//! The model that is none: plain sentences and slash commands by explicit
//! rules. It acts only on a whole sentence it understands, one sentence one
//! tool; everything else it says so about. It keeps nothing between steps: the
//! transcript is all it knows. Whether a call may run is the gate's business.

mod answers;
mod describe;
mod grammar;
mod nearest;
mod resolve;
mod rules;
mod sentences;
mod slash;
mod slots;
mod transcript;
mod unavailable;
mod wish;
mod words;

use async_trait::async_trait;
use serde_json::{Map, Value, json};

use crate::model::{Chunks, Model, ModelCall, ModelError, ModelReply, ModelRequest, ToolOffer, Usage};
use crate::question::ASK;
use transcript::{Turn, turns};
use wish::Wish;

/// Words that go out together.
const WORDS_PER_CHUNK: usize = 6;

/// The built-in reader of sentences, used while no model is set.
#[derive(Clone, Copy, Debug, Default)]
pub struct Interpreter;

enum Answer {
    Say(String),
    Call {
        tool: String,
        args: Map<String, Value>,
    },
    /// A question of the run; the answer goes on with the same sentence.
    Ask {
        question: String,
        choices: Vec<String>,
    },
}

#[async_trait]
impl Model for Interpreter {
    fn name(&self) -> &'static str {
        "No model"
    }

    fn host(&self) -> Option<&str> {
        None
    }

    fn asks_by_tool(&self) -> bool {
        false
    }

    async fn respond(&self, request: ModelRequest, chunks: &Chunks) -> Result<ModelReply, ModelError> {
        Ok(match answer(&request) {
            Answer::Say(text) => {
                for piece in pieces(&text) {
                    // Nobody listening is no reason to stop: the reply is what counts.
                    let _ = chunks.send(piece.to_owned());
                }
                ModelReply { text, calls: Vec::new(), usage: Usage::default() }
            }
            Answer::Call { tool, args } => calls(&request, tool, &Value::Object(args)),
            Answer::Ask { question, choices } => {
                calls(&request, ASK.to_owned(), &json!({ "question": question, "choices": choices }))
            }
        })
    }
}

fn calls(request: &ModelRequest, name: String, arguments: &Value) -> ModelReply {
    let id = format!("call_{}", transcript::calls(&request.messages) + 1);
    let call = ModelCall { id, name, arguments: arguments.to_string() };
    ModelReply { text: String::new(), calls: vec![call], usage: Usage::default() }
}

fn answer(request: &ModelRequest) -> Answer {
    let turns = turns(&request.messages);
    let Some((turn, earlier)) = turns.split_last() else {
        return Answer::Say(slash::help(&request.tools));
    };
    match understand(turn.said, earlier, &request.tools) {
        Wish::Say(text) if turn.results.is_empty() => Answer::Say(text),
        Wish::Say(_) => Answer::Say(describe::results(turn)),
        Wish::Call(draft) if !turn.results.is_empty() && draft.is_complete() => Answer::Say(describe::results(turn)),
        Wish::Call(_) if turn.has_unanswered_call() => Answer::Say(
            "That call has no recorded result, so nothing can be said about it. Activity shows what is known.".into(),
        ),
        Wish::Call(draft) => resolve::next(&draft, turn, earlier),
    }
}

/// What a message asks for; what is not understood becomes the sentence that says so.
fn understand(said: &str, earlier: &[Turn<'_>], tools: &[ToolOffer]) -> Wish {
    if let Some(command) = said.trim().strip_prefix('/') {
        return slash::read(command, tools);
    }
    if asks_for_help(said) {
        return Wish::Say(slash::help(tools));
    }
    let wish = sentences::settle(sentences::read(said), || resolve::last_kind(earlier))
        .or_else(|| sentences::read_place(said, earlier.last()?));
    match wish {
        Some(Wish::Call(draft)) => unavailable::unless_offered(draft, tools),
        Some(say) => say,
        None => Wish::Say(nearest::not_understood(said, tools)),
    }
}

fn asks_for_help(said: &str) -> bool {
    let plain = said.trim().trim_end_matches(['?', '!', '.']).to_lowercase();
    ["help", "what can you do", "what can i say", "how does this work"].contains(&plain.as_str())
}

fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let spaces = text.char_indices().filter(|(_, letter)| letter.is_whitespace());
    for (end, _) in spaces.skip(WORDS_PER_CHUNK - 1).step_by(WORDS_PER_CHUNK) {
        pieces.extend(text.get(start..end).filter(|piece| !piece.is_empty()));
        start = end;
    }
    pieces.extend(text.get(start..).filter(|piece| !piece.is_empty()));
    pieces
}
