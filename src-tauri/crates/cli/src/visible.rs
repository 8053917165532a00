//! Text of others on a terminal: control, bidirectional and invisible characters
//! are shown by number, so that what is read is what is there.

use assent_api::is_hidden;

/// For one line: nothing breaks it.
pub fn line(text: &str) -> String {
    numbered(text, |_| false)
}

/// For a text: its own line breaks and tabs stay.
pub fn text(text: &str) -> String {
    // Emoji are written with selectors, and one alone hides nothing.
    numbered(text, |c| matches!(c, '\n' | '\t' | '\u{fe0f}'))
}

fn numbered(text: &str, stays: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) && !stays(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// For JSON already written: the same value, with every hidden character as an
/// escape of JSON's own.
pub fn json(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        // Outside strings JSON has no such characters but the line breaks of its layout.
        if !is_hidden(c) || c == '\n' {
            shown.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            shown.push_str(&format!("\\u{unit:04x}"));
        }
    }
    shown
}

/// The hidden characters of a value's strings, each once, by number.
pub fn found(value: &serde_json::Value) -> Vec<String> {
    let mut seen = Vec::new();
    collect(value, &mut seen);
    seen.sort_unstable();
    seen.dedup();
    seen.into_iter().map(|c| format!("U+{:04X}", u32::from(c))).collect()
}

fn collect(value: &serde_json::Value, seen: &mut Vec<char>) {
    let mut take = |text: &str| seen.extend(text.chars().filter(|c| is_hidden(*c) && !matches!(c, '\n' | '\t')));
    match value {
        serde_json::Value::String(text) => take(text),
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, seen)),
        serde_json::Value::Object(fields) => {
            for (name, field) in fields {
                seen.extend(name.chars().filter(|c| is_hidden(*c)));
                collect(field, seen);
            }
        }
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]

    use serde_json::{Value, json};

    use super::{found, json, line, text};

    const TRICK: &str = "delete\u{202e}txt\u{1b}[2J\u{9b}\u{200b}";

    #[test]
    fn what_would_hide_or_command_is_shown_by_number() {
        assert_eq!(line(TRICK), "delete\\u{202e}txt\\u{1b}[2J\\u{9b}\\u{200b}");
        assert_eq!(text("one\r\ntwo"), "one\\u{d}\ntwo");
    }

    #[test]
    fn what_can_be_read_stays_as_it_is() {
        assert_eq!(line("Grüße, 東京 – “ok”"), "Grüße, 東京 – “ok”");
        assert_eq!(found(&json!({ "title": "two\nlines" })), Vec::<String>::new());
    }

    #[test]
    fn escaped_json_is_the_same_value() {
        let value = json!({ "title": TRICK, "tag": "\u{e0041}" });
        let shown = json(&serde_json::to_string_pretty(&value).unwrap());
        assert_eq!(serde_json::from_str::<Value>(&shown).unwrap(), value);
        assert!(shown.contains("\\u202e") && shown.contains("\\udb40\\udc41"), "{shown}");
        assert_eq!(found(&value), ["U+001B", "U+009B", "U+200B", "U+202E", "U+E0041"]);
    }
}
