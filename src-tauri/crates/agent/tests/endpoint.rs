//! The endpoint against a real server on this machine that plays a script.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use std::time::{Duration, Instant};

use assent_agent::model::{Model, ModelCall, ModelError, ModelMessage, ModelReply, ModelRequest, ToolOffer, Usage};
use assent_agent::openai::{Endpoint, EndpointSettings, SettingsError};
use assent_testkit::model_server::{Act, Bytes, ModelServer, delta, done, end, event};
use serde_json::{Value, json};

async fn serve(acts: Vec<Act>) -> (ModelServer, String) {
    let server = ModelServer::start(acts).await;
    let host = server.host().to_owned();
    (server, host)
}

const KEY: &str = "sk-alice-0123456789";

fn settings(host: &str) -> EndpointSettings {
    let mut settings = EndpointSettings::new(format!("http://{host}/v1"), Some(KEY.to_owned().into()), "small-model");
    settings.connect_timeout = Duration::from_secs(2);
    settings.idle_timeout = Duration::from_secs(20);
    settings.step_timeout = Duration::from_secs(40);
    settings
}

fn request() -> ModelRequest {
    ModelRequest {
        system: "You act for Alice.".into(),
        messages: vec![ModelMessage::User("add a note".into())],
        tools: vec![ToolOffer {
            name: "notes_create".into(),
            description: "adds a note".into(),
            schema: json!({"type": "object", "properties": {"title": {"type": "string"}}}),
        }],
    }
}

async fn ask(settings: EndpointSettings) -> (Result<ModelReply, ModelError>, Vec<String>) {
    ask_with(settings, request()).await
}

async fn ask_with(settings: EndpointSettings, request: ModelRequest) -> (Result<ModelReply, ModelError>, Vec<String>) {
    let (chunks, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let reply = Endpoint::new(settings).unwrap().respond(request, &chunks).await;
    drop(chunks);
    let mut texts = Vec::new();
    while let Some(text) = heard.recv().await {
        texts.push(text);
    }
    (reply, texts)
}

fn call(id: &str, name: &str, arguments: &str) -> ModelCall {
    ModelCall { id: id.into(), name: name.into(), arguments: arguments.into() }
}

async fn calls_from(pieces: Vec<Value>) -> Vec<ModelCall> {
    let mut parts: Vec<Bytes> = pieces.into_iter().map(|piece| delta(json!({"tool_calls": [piece]}))).collect();
    parts.extend([end("tool_calls"), done()]);
    let (_, host) = serve(vec![Act::Stream(parts)]).await;
    ask(settings(&host)).await.0.unwrap().calls
}

#[tokio::test]
async fn text_streams_in_pieces_and_usage_is_counted() {
    let parts = vec![
        delta(json!({"role": "assistant", "content": ""})),
        delta(json!({"content": "Good "})),
        Bytes::from_static(b": a comment to keep the line open\n\n"),
        delta(json!({"content": "morning, Alice."})),
        end("stop"),
        event(&json!({"choices": [], "usage": {"prompt_tokens": 12, "completion_tokens": 5}})),
        done(),
    ];
    let (_, host) = serve(vec![Act::Stream(parts)]).await;
    let (reply, texts) = ask(settings(&host)).await;
    assert_eq!(
        reply.unwrap(),
        ModelReply {
            text: "Good morning, Alice.".into(),
            calls: vec![],
            usage: Usage { prompt_tokens: 12, completion_tokens: 5 }
        }
    );
    assert_eq!(texts, ["Good ", "morning, Alice."]);
}

#[tokio::test]
async fn the_transcript_is_sent_whole_with_the_system_prompt_first() {
    let (script, host) = serve(vec![Act::Stream(vec![delta(json!({"content": "Done."})), end("stop"), done()])]).await;
    let mut request = request();
    request.messages.extend([
        ModelMessage::Assistant {
            text: String::new(),
            calls: vec![call("a", "notes_create", r#"{"title":"X"}"#), call("b", "notes_list", "{broken")],
        },
        ModelMessage::Tool {
            call_id: "a".into(),
            name: "notes_create".into(),
            content: json!({"outcome": "succeeded", "result": {"id": 1}}),
        },
    ]);
    ask_with(settings(&host), request).await.0.unwrap();
    let seen = script.seen();
    let (headers, body) = seen.first().unwrap();
    assert_eq!(headers["authorization"], format!("Bearer {KEY}"));
    assert_eq!(body["model"], "small-model");
    assert_eq!(body["stream"], true);
    assert_eq!(body["stream_options"]["include_usage"], true);
    assert_eq!(body["tools"][0]["function"]["name"], "notes_create");
    assert_eq!(body["messages"][0], json!({"role": "system", "content": "You act for Alice."}));
    assert_eq!(body["messages"][2]["tool_calls"][0]["function"]["arguments"], r#"{"title":"X"}"#);
    assert_eq!(
        body["messages"][2]["tool_calls"][1]["function"]["arguments"], "{}",
        "a broken call is not echoed broken"
    );
    assert_eq!(body["messages"][3]["tool_call_id"], "a");
    let content: Value = serde_json::from_str(body["messages"][3]["content"].as_str().unwrap()).unwrap();
    assert_eq!(content["outcome"], "succeeded");
}

#[tokio::test]
async fn two_calls_are_assembled_from_interleaved_chunks() {
    let calls = calls_from(vec![
        json!({"index": 0, "id": "a", "function": {"name": "notes_create", "arguments": ""}}),
        json!({"index": 1, "id": "b", "function": {"name": "notes_list", "arguments": "{\"que"}}),
        json!({"index": 0, "function": {"arguments": "{\"title\":"}}),
        json!({"index": 1, "function": {"arguments": "ry\":\"x\"}"}}),
        json!({"index": 0, "function": {"arguments": "\"Groceries\"}"}}),
    ])
    .await;
    assert_eq!(
        calls,
        [call("a", "notes_create", r#"{"title":"Groceries"}"#), call("b", "notes_list", r#"{"query":"x"}"#)]
    );
}

#[tokio::test]
async fn servers_that_leave_out_index_or_id_are_understood() {
    let without_index = calls_from(vec![
        json!({"id": "a", "function": {"name": "notes_list", "arguments": "{\"que"}}),
        json!({"function": {"arguments": "ry\":\"x\"}"}}),
        json!({"id": "b", "function": {"name": "auth_me"}}),
    ])
    .await;
    assert_eq!(without_index, [call("a", "notes_list", r#"{"query":"x"}"#), call("b", "auth_me", "{}")]);

    let whole_with_empty_ids = calls_from(vec![
        json!({"id": "", "function": {"name": "notes_list", "arguments": "{}"}}),
        json!({"id": "", "function": {"name": "notes_list", "arguments": "{\"query\":\"x\"}"}}),
    ])
    .await;
    assert_eq!(
        whole_with_empty_ids,
        [call("call_1", "notes_list", "{}"), call("call_2", "notes_list", r#"{"query":"x"}"#)]
    );

    let same_index_for_all = calls_from(vec![
        json!({"index": 0, "id": "a", "function": {"name": "notes_list", "arguments": "{}"}}),
        json!({"index": 0, "id": "b", "function": {"name": "auth_me", "arguments": {"deep": true}}}),
    ])
    .await;
    assert_eq!(same_index_for_all, [call("a", "notes_list", "{}"), call("b", "auth_me", r#"{"deep":true}"#)]);

    let name_in_every_piece = calls_from(vec![
        json!({"index": 0, "id": "a", "function": {"name": "notes_list", "arguments": "{\"query\""}}),
        json!({"index": 0, "id": "a", "function": {"name": "notes_list", "arguments": ":\"x\"}"}}),
    ])
    .await;
    assert_eq!(name_in_every_piece, [call("a", "notes_list", r#"{"query":"x"}"#)]);
}

#[tokio::test]
async fn an_id_already_in_the_transcript_is_replaced() {
    let piece = json!({"index": 0, "id": "call_1", "function": {"name": "auth_me", "arguments": "{}"}});
    let parts = vec![delta(json!({"tool_calls": [piece]})), end("tool_calls"), done()];
    let (_, host) = serve(vec![Act::Stream(parts)]).await;
    let mut request = request();
    request
        .messages
        .push(ModelMessage::Assistant { text: String::new(), calls: vec![call("call_1", "notes_list", "{}")] });
    let (reply, _) = ask_with(settings(&host), request).await;
    assert_eq!(reply.unwrap().calls, [call("call_2", "auth_me", "{}")]);
}

#[tokio::test]
async fn a_huge_event_cut_inside_a_letter_arrives_whole() {
    let long = "Straße ".repeat(30_000);
    let whole = delta(json!({"content": long.clone()}));
    let cut = whole.len() / 2 + usize::from(std::str::from_utf8(&whole[..whole.len() / 2]).is_ok());
    let parts = vec![whole.slice(..cut), whole.slice(cut..), end("stop"), done()];
    let (_, host) = serve(vec![Act::Stream(parts)]).await;
    assert_eq!(ask(settings(&host)).await.0.unwrap().text, long);
}

#[tokio::test]
async fn a_wrong_key_is_named_as_such_and_tried_once() {
    for (status, body) in [(401, r#"{"error":{"message":"bad key sk-alice-0123456789"}}"#), (403, "<html>no</html>")] {
        let (script, host) = serve(vec![Act::Status(status, &[], body)]).await;
        let error = ask(settings(&host)).await.0.unwrap_err();
        assert_eq!(error, ModelError::KeyRefused { host });
        assert!(!format!("{error} {error:?}").contains(KEY));
        assert_eq!(script.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_lasting_500_ends_within_seconds_and_keeps_its_body_to_itself() {
    let (script, host) = serve(vec![Act::Status(500, &[], "the prompt was: secret")]).await;
    let started = Instant::now();
    let error = ask(settings(&host)).await.0.unwrap_err();
    assert_eq!(error, ModelError::Endpoint { host, status: 500 });
    assert!(started.elapsed() < Duration::from_secs(10));
    assert_eq!(script.seen().len(), 4, "the library tries three times more, and nobody on top of it");
}

#[tokio::test]
async fn a_passing_503_is_tried_again() {
    let good = Act::Stream(vec![delta(json!({"content": "Here."})), end("stop"), done()]);
    let (_, host) = serve(vec![Act::Status(503, &[], ""), good]).await;
    assert_eq!(ask(settings(&host)).await.0.unwrap().text, "Here.");
}

#[tokio::test]
async fn a_long_retry_after_is_not_waited_for() {
    let (script, host) = serve(vec![Act::Status(429, &[("retry-after", "3600")], "slow down")]).await;
    let error = ask(settings(&host)).await.0.unwrap_err();
    assert_eq!(error, ModelError::Endpoint { host, status: 429 });
    assert_eq!(script.seen().len(), 1);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (other, other_host) = serve(vec![Act::Hang]).await;
    let location: &'static str = Box::leak(format!("http://{other_host}/v1/chat/completions").into_boxed_str());
    let headers: &'static [(&'static str, &'static str)] = Box::leak(Box::new([("location", location)]));
    let (_, host) = serve(vec![Act::Status(307, headers, "")]).await;
    let error = ask(settings(&host)).await.0.unwrap_err();
    assert_eq!(error, ModelError::Endpoint { host, status: 307 });
    assert!(other.seen().is_empty());
}

#[tokio::test]
async fn a_hang_before_or_inside_the_answer_ends_at_the_limit() {
    for act in [Act::Hang, Act::StreamThenHang(vec![delta(json!({"content": "Good "}))])] {
        let (_, host) = serve(vec![act]).await;
        let mut settings = settings(&host);
        settings.idle_timeout = Duration::from_millis(300);
        assert_eq!(ask(settings).await.0.unwrap_err(), ModelError::TimedOut { host, seconds: 1 });
    }
}

#[tokio::test]
async fn a_step_that_only_drips_ends_at_its_own_limit() {
    let (_, host) = serve(vec![Act::Hang]).await;
    let mut settings = settings(&host);
    settings.step_timeout = Duration::from_millis(300);
    assert_eq!(ask(settings).await.0.unwrap_err(), ModelError::TimedOut { host, seconds: 1 });
}

#[tokio::test]
async fn no_server_is_unreachable() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = listener.local_addr().unwrap().to_string();
    drop(listener);
    assert_eq!(ask(settings(&host)).await.0.unwrap_err(), ModelError::Unreachable { host });
}

#[tokio::test]
async fn what_is_not_the_protocol_is_malformed() {
    let cases: Vec<(&str, Vec<Bytes>)> = vec![
        ("not json", vec![Bytes::from_static(b"data: {not json\n\n")]),
        ("not a chunk", vec![Bytes::from_static(b"data: 42\n\n")]),
        ("a web page", vec![Bytes::from_static(b"<html><body>It works!</body></html>")]),
        ("nothing", vec![]),
        ("only the end", vec![done()]),
        ("bytes that are no text", vec![Bytes::from_static(b"data: \xff\xfe\n\n")]),
        (
            "a call cut off",
            vec![delta(
                json!({"tool_calls": [{"index": 0, "id": "a", "function": {"name": "auth_me", "arguments": "{\"a"}}]}),
            )],
        ),
        (
            "a call without a name",
            vec![delta(json!({"tool_calls": [{"index": 0, "id": "a", "function": {"arguments": "{}"}}]})), end("stop")],
        ),
    ];
    for (name, parts) in cases {
        let (_, host) = serve(vec![Act::Stream(parts)]).await;
        assert_eq!(ask(settings(&host)).await.0.unwrap_err(), ModelError::Malformed { host }, "{name}");
    }
}

#[tokio::test]
async fn an_error_inside_the_stream_keeps_its_status() {
    let (_, host) = serve(vec![Act::Stream(vec![event(&json!({"error": {"code": 429, "message": "busy"}}))])]).await;
    assert_eq!(ask(settings(&host)).await.0.unwrap_err(), ModelError::Endpoint { host, status: 429 });
}

#[test]
fn only_https_or_this_machine_is_accepted() {
    let make = |url: &str| Endpoint::new(EndpointSettings::new(url, None, "small-model")).map(|_| ());
    for url in [
        "https://api.openai.com/v1",
        "http://localhost:11434/v1",
        "http://127.0.0.1:8080",
        "http://127.8.9.1/v1/",
        "http://[::1]:8080/v1",
    ] {
        assert_eq!(make(url), Ok(()), "{url}");
    }
    for (url, host) in [
        ("http://api.openai.com/v1", "api.openai.com:80"),
        ("http://192.168.1.2:8080/v1", "192.168.1.2:8080"),
        ("http://localhost.example.com/v1", "localhost.example.com:80"),
        ("http://127.0.0.1.example.com/v1", "127.0.0.1.example.com:80"),
        ("http://0.0.0.0:8080/v1", "0.0.0.0:8080"),
        ("ftp://localhost/v1", "localhost:21"),
    ] {
        assert_eq!(make(url), Err(SettingsError::NotPrivate { host: host.into() }), "{url}");
    }
    assert_eq!(make("https://alice:password@api.openai.com/v1"), Err(SettingsError::CredentialsInAddress));
    assert_eq!(make("https://api.openai.com/v1?key=1"), Err(SettingsError::QueryInAddress));
    for url in ["", "api.openai.com", "not a url", "data:text/plain,x"] {
        assert_eq!(make(url), Err(SettingsError::NotAnAddress), "{url}");
    }
}

#[test]
fn a_key_that_no_header_carries_and_an_empty_model_are_refused() {
    let made = Endpoint::new(EndpointSettings::new("https://api.openai.com", Some("a\nb".to_owned().into()), "m"));
    assert_eq!(made.map(|_| ()), Err(SettingsError::BadKey));
    let made = Endpoint::new(EndpointSettings::new("https://api.openai.com", None, " "));
    assert_eq!(made.map(|_| ()), Err(SettingsError::NoModel));
}

#[test]
fn the_key_is_never_in_debug_output() {
    let endpoint = Endpoint::new(settings("127.0.0.1:1")).unwrap();
    assert_eq!(format!("{endpoint:?}"), r#"Endpoint { model: "small-model", host: "127.0.0.1:1", .. }"#);
    assert_eq!((endpoint.name(), endpoint.host()), ("small-model", Some("127.0.0.1:1")));
}
