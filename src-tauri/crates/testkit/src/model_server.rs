//! A server on this machine that speaks the OpenAI protocol and follows a script:
//! the shapes that real servers send, and the ways in which they fail.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
pub use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::serve::ListenerExt;
use futures::{Stream, StreamExt, stream};
use serde_json::{Value, json};

/// What the server does with one request.
#[derive(Clone, Debug)]
pub enum Act {
    /// Streams these pieces of an answer.
    Stream(Vec<Bytes>),
    /// The same, and then nothing more, with the line open.
    StreamThenHang(Vec<Bytes>),
    /// The same, and then the line breaks.
    StreamThenBreak(Vec<Bytes>),
    /// Answers with a status, headers and a body.
    Status(u16, &'static [(&'static str, &'static str)], &'static str),
    /// Takes the request and says nothing.
    Hang,
}

impl Act {
    /// Says this, word by word, and counts 10 tokens read and 2 written.
    #[must_use]
    pub fn say(text: &str) -> Self {
        let words = text.split_inclusive(' ').map(|word| delta(json!({ "content": word })));
        Self::Stream(whole(words.collect(), "stop"))
    }

    /// Asks for these calls at once: name and arguments as text, cut into pieces of three letters.
    #[must_use]
    pub fn ask(calls: &[(&str, &str)]) -> Self {
        let mut parts = Vec::new();
        for (index, (name, arguments)) in calls.iter().enumerate() {
            let function = json!({ "name": name, "arguments": "" });
            let id = format!("call_{index}");
            parts.push(call(json!({ "index": index, "id": id, "type": "function", "function": function })));
            let letters: Vec<char> = arguments.chars().collect();
            for piece in letters.chunks(3) {
                let piece: String = piece.iter().collect();
                parts.push(call(json!({ "index": index, "function": { "arguments": piece } })));
            }
        }
        Self::Stream(whole(parts, "tool_calls"))
    }
}

/// One piece of an answer.
#[must_use]
pub fn delta(value: Value) -> Bytes {
    choice(&json!({ "index": 0, "delta": value, "finish_reason": null }))
}

/// One piece of a call.
#[must_use]
pub fn call(value: Value) -> Bytes {
    delta(json!({ "tool_calls": [value] }))
}

/// The piece that ends an answer.
#[must_use]
pub fn end(reason: &str) -> Bytes {
    choice(&json!({ "index": 0, "delta": {}, "finish_reason": reason }))
}

/// The last line of a stream.
#[must_use]
pub const fn done() -> Bytes {
    Bytes::from_static(b"data: [DONE]\n\n")
}

/// One event of a stream.
#[must_use]
pub fn event(value: &Value) -> Bytes {
    Bytes::from(format!("data: {value}\n\n"))
}

/// These pieces as a whole answer, with the tokens it took.
#[must_use]
pub fn whole(parts: Vec<Bytes>, reason: &str) -> Vec<Bytes> {
    let begin = delta(json!({ "role": "assistant", "content": "" }));
    let usage = json!({ "prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12 });
    let usage = event(&json!({ "object": "chat.completion.chunk", "choices": [], "usage": usage }));
    [vec![begin], parts, vec![end(reason), usage, done()]].concat()
}

fn choice(value: &Value) -> Bytes {
    event(&json!({ "id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": [value] }))
}

#[derive(Clone, Default)]
struct Script {
    acts: Arc<Mutex<VecDeque<Act>>>,
    seen: Arc<Mutex<Vec<(HeaderMap, Value)>>>,
}

/// The server, for as long as the test lives.
pub struct ModelServer {
    script: Script,
    host: String,
}

impl ModelServer {
    /// Starts one that follows this script; its last act goes on for as long as it is asked.
    pub async fn start(acts: Vec<Act>) -> Self {
        let script = Script { acts: Arc::new(Mutex::new(acts.into())), ..Script::default() };
        let app = Router::new().fallback(play).with_state(script.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        // As real servers do: otherwise the end of each answer waits 40 ms for an acknowledgement.
        let listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { script, host }
    }

    /// Host and port.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// What `OPENAI_BASE_URL` would be.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.host)
    }

    /// What it was sent, in order.
    #[must_use]
    pub fn seen(&self) -> Vec<(HeaderMap, Value)> {
        self.script.seen.lock().unwrap().clone()
    }
}

async fn play(State(script): State<Script>, headers: HeaderMap, body: Bytes) -> Response {
    script.seen.lock().unwrap().push((headers, serde_json::from_slice(&body).unwrap_or_default()));
    let act = {
        let mut acts = script.acts.lock().unwrap();
        if acts.len() > 1 { acts.pop_front().unwrap() } else { acts.front().unwrap().clone() }
    };
    match act {
        Act::Stream(parts) => streamed(pieces(parts)),
        Act::StreamThenHang(parts) => streamed(pieces(parts).chain(stream::pending())),
        Act::StreamThenBreak(parts) => {
            let broken = io::Error::from(io::ErrorKind::ConnectionReset);
            streamed(
                pieces(parts).map(|piece| piece.map_err(|never| match never {})).chain(stream::iter([Err(broken)])),
            )
        }
        Act::Status(status, headers, body) => {
            let mut response = (StatusCode::from_u16(status).unwrap(), body).into_response();
            for (name, value) in headers {
                response.headers_mut().insert(*name, value.parse().unwrap());
            }
            response
        }
        Act::Hang => std::future::pending().await,
    }
}

fn pieces(parts: Vec<Bytes>) -> impl Stream<Item = Result<Bytes, Infallible>> {
    stream::iter(parts.into_iter().map(Ok))
}

fn streamed<E>(pieces: impl Stream<Item = Result<Bytes, E>> + Send + 'static) -> Response
where
    E: Into<axum::BoxError> + 'static,
{
    ([("content-type", "text/event-stream")], Body::from_stream(pieces)).into_response()
}
