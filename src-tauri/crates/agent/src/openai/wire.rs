//! The shapes on the wire: what is sent, and as much of a chunk as is needed.
//! Reading is lenient, because endpoints leave fields out.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::model::{ModelCall, ModelMessage, ModelRequest};

/// The body of a streamed chat completion.
pub(super) fn request_body(model: &str, request: &ModelRequest) -> Value {
    let mut messages = vec![json!({"role": "system", "content": request.system})];
    messages.extend(request.messages.iter().map(message));
    let mut body = json!({
        "model": model,
        "messages": messages,
        "stream": true,
        "stream_options": {"include_usage": true},
    });
    if !request.tools.is_empty() {
        body["tools"] = request
            .tools
            .iter()
            .map(|tool| {
                json!({"type": "function", "function": {
                    "name": tool.name,
                    "description": tool.description,
                    "parameters": tool.schema,
                }})
            })
            .collect();
    }
    body
}

fn message(message: &ModelMessage) -> Value {
    match message {
        ModelMessage::User(text) => json!({"role": "user", "content": text}),
        ModelMessage::Assistant { text, calls } if calls.is_empty() => {
            json!({"role": "assistant", "content": text})
        }
        ModelMessage::Assistant { text, calls } => json!({
            "role": "assistant",
            "content": if text.is_empty() { Value::Null } else { text.as_str().into() },
            "tool_calls": calls.iter().map(echo).collect::<Vec<_>>(),
        }),
        ModelMessage::Tool { call_id, name: _, content } => {
            json!({"role": "tool", "tool_call_id": call_id, "content": content.to_string()})
        }
    }
}

fn echo(call: &ModelCall) -> Value {
    // Chat templates parse echoed arguments; one malformed call would make every later step fail.
    let arguments = match serde_json::from_str::<Map<String, Value>>(&call.arguments) {
        Ok(_) => call.arguments.as_str(),
        Err(_) => "{}",
    };
    json!({"id": call.id, "type": "function", "function": {"name": call.name, "arguments": arguments}})
}

/// One streamed chunk.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Chunk {
    #[serde(default)]
    pub(super) choices: Option<Vec<Choice>>,
    #[serde(default)]
    pub(super) usage: Option<Tokens>,
    #[serde(default)]
    pub(super) error: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    pub(super) index: Option<u32>,
    #[serde(default, alias = "message")]
    pub(super) delta: Option<Delta>,
    #[serde(default)]
    pub(super) finish_reason: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Delta {
    #[serde(default)]
    pub(super) content: Option<String>,
    #[serde(default)]
    pub(super) tool_calls: Option<Vec<CallPiece>>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct CallPiece {
    #[serde(default)]
    pub(super) index: Option<u32>,
    #[serde(default)]
    pub(super) id: Option<String>,
    #[serde(default)]
    pub(super) function: Option<FunctionPiece>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct FunctionPiece {
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) arguments: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Tokens {
    #[serde(default)]
    pub(super) prompt_tokens: Option<u32>,
    #[serde(default)]
    pub(super) completion_tokens: Option<u32>,
}

/// The status an error object inside a stream names, else 500: the stream
/// itself had begun with success.
pub(super) fn status_in(error: &Value) -> u16 {
    ["code", "status"]
        .iter()
        .filter_map(|field| error.get(field)?.as_u64())
        .filter_map(|status| u16::try_from(status).ok())
        .find(|status| (400..600).contains(status))
        .unwrap_or(500)
}
