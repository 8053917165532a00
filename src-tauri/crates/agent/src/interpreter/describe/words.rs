//! Results of single tools in words. Shapes are read leniently: what is not
//! there is not said.

use serde_json::Value;

/// Letters of a text shown in a line.
const EXCERPT: usize = 80;

pub(super) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str().filter(|text| !text.is_empty())
}

pub(super) fn quoted(text: &str) -> String {
    format!("“{}”", text.trim())
}

pub(super) fn numbered(value: &Value) -> String {
    value.get("id").and_then(Value::as_i64).map(|id| format!("#{id}")).unwrap_or_default()
}

pub(super) fn excerpt(text: &str) -> String {
    let first = text.lines().next().unwrap_or_default();
    let cut: String = first.chars().take(EXCERPT).collect();
    if cut.len() < text.trim_end().len() { format!("{}…", cut.trim_end()) } else { cut }
}

/// One item of a list of which nothing more is known.
pub(super) fn line(item: &Value) -> String {
    let name = ["title", "name", "permission", "email"].iter().find_map(|key| text(item, key));
    let Some(name) = name else {
        return item.as_str().map_or_else(|| fields(item), str::to_owned);
    };
    let state = text(item, "state").or_else(|| text(item, "status"));
    state.map_or_else(|| name.to_owned(), |state| format!("{name}, {state}"))
}

/// The plain fields of an object, as they are named.
pub(super) fn fields(value: &Value) -> String {
    let said: Vec<String> = value
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| {
            let value = match value {
                Value::String(text) => excerpt(text),
                Value::Number(number) => number.to_string(),
                Value::Bool(true) => "yes".to_owned(),
                Value::Bool(false) => "no".to_owned(),
                Value::Null | Value::Array(_) | Value::Object(_) => return None,
            };
            Some(format!("{}: {value}", name.replace('_', " ")))
        })
        .take(12)
        .collect();
    said.join(", ")
}

/// Who one is and what one may do, from `auth_me`.
pub(super) fn person(result: &Value) -> String {
    let mut lines = Vec::new();
    if let (Some(name), Some(email)) = (text(result, "name"), text(result, "email")) {
        lines.push(format!("You are {name} ({email})."));
    }
    let roles = names(result.get("roles"));
    if !roles.is_empty() {
        lines.push(format!("Roles: {}.", roles.join(", ")));
    }
    match names(result.get("permissions")).as_slice() {
        [] => lines.push("You hold no permissions.".to_owned()),
        held => lines.push(format!("You may:\n{}", bullets(held))),
    }
    match names(result.get("requestable")).as_slice() {
        [] => {}
        lacking => lines.push(format!("You may not, but could ask for:\n{}", bullets(lacking))),
    }
    lines.join("\n")
}

fn bullets(names: &[String]) -> String {
    names.iter().map(|name| format!("- {name}")).collect::<Vec<_>>().join("\n")
}

fn names(list: Option<&Value>) -> Vec<String> {
    list.and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|item| {
            item.as_str()
                .or_else(|| ["title", "name", "permission", "code", "id"].iter().find_map(|key| text(item, key)))
                .map(str::to_owned)
        })
        .collect()
}
