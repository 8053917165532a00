//! The layer that turns events into lines, redacting each value on its way.

use std::error::Error;
use std::fmt::{self, Write as _};
use std::io::Write as _;

use jiff::Timestamp;
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

use super::redact::{REDACTED, Redactor};

#[derive(Debug, Clone, Copy)]
enum Shape {
    Text,
    Json,
}

/// Writes one line per event.
pub(super) struct Lines<W> {
    shape: Shape,
    redactor: Redactor,
    writer: W,
}

impl<W> Lines<W> {
    pub(super) fn text(redactor: Redactor, writer: W) -> Self {
        Self { shape: Shape::Text, redactor, writer }
    }

    pub(super) fn json(redactor: Redactor, writer: W) -> Self {
        Self { shape: Shape::Json, redactor, writer }
    }
}

/// A span's fields, already redacted.
struct SpanFields(Map<String, Value>);

impl<S, W> Layer<S> for Lines<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'a> MakeWriter<'a> + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut fields = Fields::new(&self.redactor);
        attributes.record(&mut fields);
        span.extensions_mut().insert(SpanFields(fields.kept));
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut fields = Fields::new(&self.redactor);
        values.record(&mut fields);
        if let Some(SpanFields(known)) = span.extensions_mut().get_mut() {
            known.extend(fields.kept);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::new(&self.redactor);
        event.record(&mut fields);
        let mut kept = fields.kept;
        // Events of the `log` crate carry their origin in fields.
        let from_log = kept.remove("log.target");
        for origin in ["log.module_path", "log.file", "log.line"] {
            kept.remove(origin);
        }
        let metadata = event.metadata();
        let target = match &from_log {
            Some(Value::String(target)) => target.as_str(),
            _ => metadata.target(),
        };
        let message = kept.remove("message").map(|message| plain(&message)).unwrap_or_default();
        let mut spans = Vec::new();
        if let Some(scope) = context.event_scope(event) {
            for span in scope.from_root() {
                let extensions = span.extensions();
                let fields = extensions.get::<SpanFields>().map(|SpanFields(fields)| fields.clone());
                spans.push((span.name(), fields.unwrap_or_default()));
            }
        }
        let head = Head { at: Timestamp::now(), level: metadata.level().as_str(), target, message };
        let mut line = match self.shape {
            Shape::Text => head.text(&spans, &kept),
            Shape::Json => head.json(spans, kept),
        };
        line.push('\n');
        // There is nowhere left to report a closed standard error to.
        let _ = self.writer.make_writer_for(metadata).write_all(line.as_bytes());
    }
}

struct Head<'a> {
    at: Timestamp,
    level: &'a str,
    target: &'a str,
    message: String,
}

impl Head<'_> {
    fn text(&self, spans: &[(&str, Map<String, Value>)], fields: &Map<String, Value>) -> String {
        let mut line = format!("{:.3} {:>5} {}:", self.at, self.level, self.target);
        for part in [&self.message].into_iter().filter(|part| !part.is_empty()) {
            line.push(' ');
            push_visible(&mut line, part);
        }
        push_fields(&mut line, fields);
        for (name, fields) in spans {
            line.push_str(" · ");
            line.push_str(name);
            push_fields(&mut line, fields);
        }
        line
    }

    fn json(self, spans: Vec<(&str, Map<String, Value>)>, fields: Map<String, Value>) -> String {
        let spans: Vec<Value> =
            spans.into_iter().map(|(name, fields)| serde_json::json!({ "name": name, "fields": fields })).collect();
        serde_json::json!({
            "timestamp": format!("{:.3}", self.at),
            "level": self.level,
            "target": self.target,
            "message": self.message,
            "fields": fields,
            "spans": spans,
        })
        .to_string()
    }
}

fn push_fields(line: &mut String, fields: &Map<String, Value>) {
    for (name, value) in fields {
        line.push(' ');
        line.push_str(name);
        line.push('=');
        match value {
            Value::String(text) if text.contains([' ', '"', '=']) || text.is_empty() => {
                line.push('"');
                push_visible(line, &text.replace('\\', "\\\\").replace('"', "\\\""));
                line.push('"');
            }
            other => push_visible(line, &plain(other)),
        }
    }
}

/// One event stays one line, and shows what it holds: control and direction characters
/// are written as escapes.
fn push_visible(line: &mut String, text: &str) {
    for c in text.chars() {
        let directs = matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if c.is_control() || directs {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Collects fields, each redacted by its name or by its value's shape.
struct Fields<'a> {
    redactor: &'a Redactor,
    kept: Map<String, Value>,
}

impl<'a> Fields<'a> {
    fn new(redactor: &'a Redactor) -> Self {
        Self { redactor, kept: Map::new() }
    }

    fn keep(&mut self, field: &Field, value: Value) {
        let value = if self.redactor.is_secret_name(field.name()) {
            Value::from(REDACTED)
        } else if let Value::String(text) = &value {
            Value::from(self.redactor.text(text))
        } else {
            value
        };
        self.kept.insert(field.name().to_owned(), value);
    }
}

impl Visit for Fields<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.keep(field, Value::from(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.keep(field, Value::from(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.keep(field, Value::from(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.keep(field, Value::from(value));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.keep(field, Value::from(value));
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        let mut text = value.to_string();
        let mut cause = value.source();
        while let Some(error) = cause {
            // Writing to a String cannot fail.
            let _ = write!(text, ": {error}");
            cause = error.source();
        }
        self.keep(field, Value::from(text));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.keep(field, Value::from(format!("{value:?}")));
    }
}
