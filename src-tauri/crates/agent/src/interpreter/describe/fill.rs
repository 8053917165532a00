//! Fills what is said about a result from the result alone.

use serde_json::Value;

use super::words::{excerpt, numbered, quoted, text};

/// The sentence with its fields; none where one that is not optional is missing.
pub(super) fn fill(sentence: &str, result: &Value) -> Option<String> {
    let mut said = String::new();
    let mut rest = sentence;
    while let Some(at) = rest.find(['[', '{']) {
        said.push_str(rest.get(..at)?);
        let tail = rest.get(at + 1..)?;
        let (inner, after) = tail.split_once(if rest.get(at..=at) == Some("[") { ']' } else { '}' })?;
        if rest.get(at..=at) == Some("[") {
            said.push_str(&fill(inner, result).unwrap_or_default());
        } else {
            said.push_str(&field(inner, result)?);
        }
        rest = after;
    }
    said.push_str(rest);
    Some(said)
}

fn field(names: &str, result: &Value) -> Option<String> {
    if let Some(name) = names.strip_prefix('?') {
        return (result.get(name) == Some(&Value::Bool(true))).then(String::new);
    }
    if let Some(name) = names.strip_prefix('!') {
        return matches!(result.get(name), Some(Value::Bool(false) | Value::Null)).then(String::new);
    }
    names.split('|').find_map(|name| match name {
        "it" => it(result),
        "content" => text(result, "content").map(excerpt),
        _ => shown(at(result, name)?),
    })
}

/// The title, else the number.
fn it(result: &Value) -> Option<String> {
    let it = text(result, "title").map_or_else(|| numbered(result), quoted);
    Some(it).filter(|it| !it.is_empty())
}

fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, name| value.get(name))
}

fn shown(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => {
            let name = |item: &Value| shown(item.get("permission").or_else(|| item.get("name")).unwrap_or(item));
            let names: Vec<String> = items.iter().filter_map(name).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Object(_) => None,
    }
}
