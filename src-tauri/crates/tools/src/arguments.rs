//! Reading arguments and writing their schema: one typed struct is both.

use assent_gate::{ArgumentError, Look};
use assent_policy::PersonId;
use jiff::{Timestamp, tz::TimeZone};
use schemars::{JsonSchema, generate::SchemaSettings};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The JSON Schema (2020-12) of `T`, inlined.
pub(crate) fn schema<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.remove("$schema");
    schema.remove("title");
    schema.to_value()
}

/// Reads arguments as `T`. Nothing is coerced: `"false"` is no boolean.
pub(crate) fn read<T: DeserializeOwned>(arguments: &Value) -> Result<T, ArgumentError> {
    let object = match arguments {
        Value::Object(_) => arguments.clone(),
        Value::Null => Value::Object(serde_json::Map::new()),
        _ => {
            return Err(ArgumentError::invalid(
                "The arguments must be one JSON object, for example {\"title\": \"Groceries\"}.",
            ));
        }
    };
    serde_json::from_value(object).map_err(|cause| ArgumentError::invalid(sentence(&cause.to_string())))
}

fn sentence(cause: &str) -> String {
    let mut text: String = cause.chars().filter(|c| !c.is_control()).take(300).collect();
    if let Some(first) = text.get(0..1).map(str::to_uppercase) {
        text.replace_range(0..1, &first);
    }
    format!("{text}. Look at the tool's form for what it takes.")
}

/// A text that is there, not too long, and on one line.
pub(crate) fn line(name: &str, text: &str, longest: usize) -> Result<String, ArgumentError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(ArgumentError::invalid(format!("The {name} is empty. Give it one.")));
    }
    if text.chars().count() > longest {
        return Err(ArgumentError::invalid(format!("The {name} is longer than {longest} characters. Shorten it.")));
    }
    if text.chars().any(char::is_control) {
        return Err(ArgumentError::invalid(format!(
            "The {name} has line breaks or control characters. Take them out."
        )));
    }
    Ok(text.to_owned())
}

/// An id, which is a positive whole number.
pub(crate) fn id(name: &str, value: i64) -> Result<i64, ArgumentError> {
    if value > 0 {
        return Ok(value);
    }
    Err(ArgumentError::invalid(format!("The {name} must be a positive whole number.")))
}

/// Whose account is meant: `None` for one's own.
pub(crate) fn target(look: &Look<'_>, email: Option<&str>) -> Result<Option<PersonId>, ArgumentError> {
    let Some(email) = email else { return Ok(None) };
    let Some(person) = look.snapshot.person_by_email(email) else {
        let shown: String = email.chars().take(100).collect();
        return Err(ArgumentError::invalid(format!("Nobody here has the e-mail “{shown}”. Check its spelling.")));
    };
    Ok((person != look.person).then_some(person))
}

/// How many of a list, and after which id: limit 1 to 200, 50 when left out.
pub(crate) fn page(limit: Option<i64>, cursor: Option<&str>) -> Result<(u64, Option<i64>), ArgumentError> {
    let limit = u64::try_from(limit.unwrap_or(50)).ok().filter(|n| (1..=200).contains(n));
    let limit = limit.ok_or_else(|| ArgumentError::invalid("The limit must be between 1 and 200."))?;
    let cursor = match cursor {
        None => None,
        Some(text) => Some(text.parse().ok().filter(|id: &i64| *id > 0).ok_or_else(|| {
            ArgumentError::invalid("The cursor is not one that a list gave. Leave it out to start over.")
        })?),
    };
    Ok((limit, cursor))
}

/// A moment as RFC 3339 in UTC.
pub(crate) fn utc(millis: i64) -> String {
    Timestamp::from_millisecond(millis).unwrap_or_default().to_string()
}

/// The same moment as its person reads it, with the zone.
pub(crate) fn local(millis: i64, zone: &TimeZone) -> String {
    let moment = Timestamp::from_millisecond(millis).unwrap_or_default().to_zoned(zone.clone());
    moment.strftime("%a %-d %b %Y %H:%M %Z").to_string()
}
