//! What a command takes: from the offered tool's schema, else from the names
//! that are always known, so that a tool that is not offered can still be asked
//! for and be denied with its reason.

use serde_json::Value;

use crate::model::ToolOffer;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Integer,
    Boolean,
    Other,
}

#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) kind: Type,
    pub(super) required: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) fields: Vec<Field>,
}

/// Arguments of the tools of old, a question mark on those that may be left out.
const KNOWN: &[(&str, &str)] = &[
    ("auth_me", ""),
    ("users_find", "query"),
    ("weather_read", "location when? granularity?"),
    ("notes_list", "target_user? query? limit? cursor?"),
    ("notes_create", "title content target_user?"),
    ("notes_update", "note_id title? content?"),
    ("notes_delete", "note_id"),
    ("tasks_list", "due_on? completed? limit? cursor?"),
    ("tasks_create", "title due_on? target_user?"),
    ("tasks_update", "task_id title? due_on? completed?"),
    ("tasks_complete", "task_id"),
    ("tasks_delete", "task_id"),
    ("alarms_set", "title fire_at repeat? target_user?"),
    ("alarms_list", "target_user?"),
    ("alarms_update", "alarm_id title? fire_at? repeat?"),
    ("alarms_cancel", "alarm_id"),
    ("alarms_delete", "alarm_id"),
    ("alarms_cancel_by_title", "title"),
    ("permission_requests_create", "request_kind permission target_user? duration? note?"),
    ("permission_requests_mine", "status?"),
    ("approvals_requests_list", "status?"),
    ("approvals_request_decide", "request_id decision reason? duration?"),
    ("delegations_mine", "include_revoked?"),
    ("delegations_update_expiration", "delegation_id expires_at?"),
    ("delegations_revoke", "delegation_id"),
    ("calls_status", "call_id"),
];

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().map(|known| known.0)
}

impl Shape {
    pub(super) fn of(name: &str, tools: &[ToolOffer]) -> Option<Self> {
        match tools.iter().find(|tool| tool.name == name) {
            Some(tool) => Some(from_schema(&tool.schema)),
            None => KNOWN.iter().find(|(known, _)| *known == name).map(|(_, fields)| from_names(fields)),
        }
    }

    pub(super) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The argument a bare value is for: the one required one, or the only one.
    pub(super) fn sole(&self) -> Option<&Field> {
        let mut required = self.fields.iter().filter(|field| field.required);
        match (required.next(), required.next(), self.fields.as_slice()) {
            (Some(one), None, _) | (None, None, [one]) => Some(one),
            _ => None,
        }
    }
}

fn from_names(fields: &str) -> Shape {
    let fields = fields
        .split_whitespace()
        .map(|field| {
            let name = field.trim_end_matches('?');
            let kind = match name {
                "completed" | "include_revoked" => Type::Boolean,
                "limit" => Type::Integer,
                name if name.ends_with("_id") => Type::Integer,
                _ => Type::Text,
            };
            Field { name: name.to_owned(), kind, required: name == field }
        })
        .collect();
    Shape { fields }
}

fn from_schema(schema: &Value) -> Shape {
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let properties = schema.get("properties").and_then(Value::as_object);
    let mut fields: Vec<Field> = properties
        .into_iter()
        .flatten()
        .map(|(name, property)| Field {
            name: name.clone(),
            kind: kind(property),
            required: required.contains(&name.as_str()),
        })
        .collect();
    fields.sort_by_key(|field| (!field.required, required.iter().position(|name| *name == field.name)));
    Shape { fields }
}

fn kind(property: &Value) -> Type {
    let named = |name: &str| match name {
        "string" => Some(Type::Text),
        "integer" => Some(Type::Integer),
        "boolean" => Some(Type::Boolean),
        "null" => None,
        _ => Some(Type::Other),
    };
    let found = match property.get("type") {
        Some(Value::String(name)) => named(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).find_map(named),
        _ => None,
    };
    let one_of = ["anyOf", "oneOf"].iter().find_map(|key| property.get(key)?.as_array());
    found
        .or_else(|| one_of?.iter().map(kind).find(|kind| *kind != Type::Other))
        .or_else(|| property.get("enum").map(|_| Type::Text))
        .unwrap_or(Type::Other)
}
