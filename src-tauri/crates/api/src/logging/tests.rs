#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use std::io::Write;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tracing::{debug, error, info, info_span};

use super::*;
use crate::config::Overrides;

/// What would have gone to standard error.
#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn logged(format: &str, settings: &[(&str, &str)], story: impl FnOnce()) -> String {
    let page = Page::default();
    let writer = page.clone();
    let lookup = |name: &str| match name {
        "LOG_FORMAT" => Some(format.to_owned()),
        name if name.ends_with("_DIR") => Some("/home/alice/assent".to_owned()),
        name => settings.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()),
    };
    let config = Config::from_sources("", lookup, Overrides::default()).unwrap();
    let subscriber = subscriber(&config, move || writer.clone()).unwrap();
    tracing::subscriber::with_default(subscriber, story);
    let bytes = page.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

const JWT: &str = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl";
const KEY: &str = "sk-proj-4f9a0c11d2";

#[derive(Debug, thiserror::Error)]
#[error("the model refused")]
struct Refused(#[source] Cause);

#[derive(Debug, thiserror::Error)]
#[error("401 for key {KEY} of alice@example.com")]
struct Cause;

#[derive(Debug)]
#[expect(dead_code, reason = "only its Debug form is of interest")]
struct SignIn {
    email: &'static str,
    password: &'static str,
    api_key: Option<&'static str>,
}

fn story() {
    let span = info_span!(target: "assent_api", "request", id = "r-17", access_token = "t0ken-in-a-span", by = tracing::field::Empty);
    let _inside = span.enter();
    span.record("by", "bob@example.com");
    info!(target: "assent_api", password = "hunter2", content = "milk and eggs", steps = 3, "alice@example.com signed in");
    info!(target: "assent_api", header = "Bearer abc.def-123", session = JWT, "with {KEY} and {JWT}");
    error!(target: "assent_api", error = &Refused(Cause) as &dyn std::error::Error, "the run failed");
    let form = SignIn { email: "bob@example.com", password: "eleven blue \"herons\"", api_key: Some("plainkey") };
    info!(target: "assent_api", ?form, "tried");
    info!(target: "assent_api", body = r#"{"apiKey":"plain-key","token": "t0ken","tokens": 512}"#, "sent");
    info!(target: "assent_api", "authorization: Basic YWxpY2U6cGFzcw== at postgres://assent:pa@ss@db.example.com/x?secret=abc");
}

#[test]
fn no_secret_reaches_either_format() {
    for format in ["text", "json"] {
        let page = logged(format, &[], story);
        for secret in [
            "hunter2",
            "milk and eggs",
            "abc.def",
            JWT,
            KEY,
            "alice@",
            "bob@",
            "herons",
            "plainkey",
            "plain-key",
            "t0ken",
            "YWxpY2U6",
            "pa@ss",
            "=abc",
        ] {
            assert!(!page.contains(secret), "{format} shows {secret}:\n{page}");
        }
        for kept in [
            "a…@example.com signed in",
            "b…@example.com",
            "r-17",
            "the model refused: 401 for key",
            "512",
            "db.example.com",
            "assent_api",
        ] {
            assert!(page.contains(kept), "{format} lost {kept}:\n{page}");
        }
        assert_eq!(page.lines().count(), 6, "{page}");
    }
}

#[test]
fn json_lines_are_objects_with_typed_fields() {
    let page = logged("json", &[], story);
    let first: Value = serde_json::from_str(page.lines().next().unwrap()).unwrap();
    assert_eq!(first["message"], "a…@example.com signed in");
    assert_eq!(first["level"], "INFO");
    assert_eq!(first["fields"]["steps"], 3);
    assert_eq!(first["fields"]["password"], "[redacted]");
    assert_eq!(first["spans"][0]["name"], "request");
    assert_eq!(first["spans"][0]["fields"]["id"], "r-17");
    assert_eq!(first["spans"][0]["fields"]["access_token"], "[redacted]");
}

#[test]
fn names_from_the_settings_are_redacted_too_and_others_are_not() {
    let tell = || info!(target: "assent_api", iban = "DE00 1234", city = "Berlin", "iban=DE00-1234");
    let page = logged("text", &[("LOG_REDACT_FIELDS", "iban")], tell);
    assert!(!page.contains("1234") && page.contains("Berlin"), "{page}");
    let page = logged("text", &[], tell);
    assert!(page.contains("DE00 1234"), "{page}");
}

#[test]
fn one_event_is_one_line_whatever_is_in_it() {
    let page = logged("text", &[], || {
        info!(target: "assent_api", title = "milk\nERROR forged", "first\nsecond\u{202e}\u{1b}[31m");
    });
    assert_eq!(page.lines().count(), 1, "{page}");
    assert!(page.contains("first\\nsecond\\u{202e}\\u{1b}[31m"), "{page}");
}

#[test]
fn the_level_is_ours_and_other_crates_stay_at_warnings() {
    let tell = || {
        debug!(target: "assent_gate", "decided");
        debug!(target: "hyper::client", "GET /");
        tracing::warn!(target: "hyper::client", "slow");
    };
    let page = logged("text", &[("LOG_LEVEL", "debug")], tell);
    assert!(page.contains("decided") && page.contains("slow") && !page.contains("GET"), "{page}");
    let page = logged("text", &[("LOG_LEVEL", "error")], tell);
    assert_eq!(page, "");
}

#[test]
fn ordinary_sentences_stay_as_they_are() {
    let redactor = Redactor::new(&[]).unwrap();
    for sentence in [
        "alice holds the role basic",
        "3 tokens of 512 used",
        "the skeleton key-ring is at task-force",
        "https://api.open-meteo.com/v1/forecast?latitude=52.52",
        "listening on 127.0.0.1:8001 @ 10:30",
    ] {
        assert_eq!(redactor.text(sentence), sentence);
    }
}

#[test]
fn names_are_known_in_every_spelling() {
    let redactor = Redactor::new(&["note".to_owned()]).unwrap();
    for name in ["password", "PASSWORD", "access_token", "accessToken", "X-Api-Key", "api.key", "password_hash", "note"]
    {
        assert!(redactor.is_secret_name(name), "{name}");
    }
    for name in ["tokens", "contents", "notes", "key", "keyring", "passing"] {
        assert!(!redactor.is_secret_name(name), "{name}");
    }
}
