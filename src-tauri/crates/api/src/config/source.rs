//! Raw values by name, the environment before the file.

use toml::{Table, Value};

use super::ConfigError;
use super::names::Name;

/// A value as somebody wrote it.
pub(super) struct Raw {
    pub(super) name: Name,
    pub(super) value: String,
    origin: &'static str,
}

impl Raw {
    /// The error that this value is not what the setting takes.
    pub(super) fn refused(&self, takes: &'static str) -> ConfigError {
        let got = if self.name.is_secret() {
            "a value that is not shown".to_owned()
        } else {
            self.value.chars().take(80).collect()
        };
        ConfigError::Invalid { name: self.name.env(), got, takes, origin: self.origin }
    }
}

/// The file's values and a way to the environment's.
pub(super) struct Source<'a> {
    file: Vec<(Name, String)>,
    lookup: &'a dyn Fn(&str) -> Option<String>,
}

impl<'a> Source<'a> {
    pub(super) fn new(file_text: &str, lookup: &'a dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let table: Table = toml::from_str(file_text).map_err(|error| not_toml(file_text, &error))?;
        let mut file = Vec::with_capacity(table.len());
        for (key, value) in table {
            let name = Name::of_key(&key)?;
            file.push((name, flat(name, value)?));
        }
        Ok(Self { file, lookup })
    }

    /// What was set for `name`. An empty variable or value counts as not set.
    pub(super) fn raw(&self, name: Name) -> Option<Raw> {
        let set = |value: &String| !value.trim().is_empty();
        if let Some(value) = (self.lookup)(name.env()).filter(set) {
            return Some(Raw { name, value, origin: "environment" });
        }
        let (_, value) = self.file.iter().find(|(key, _)| *key == name)?;
        set(value).then(|| Raw { name, value: value.clone(), origin: "config.toml" })
    }
}

/// The secrets a file holds, by key.
pub(super) fn secrets_in(file_text: &str) -> Option<String> {
    let table: Table = toml::from_str(file_text).ok()?;
    table.keys().find(|key| Name::of_key(key).is_ok_and(Name::is_secret)).cloned()
}

fn flat(name: Name, value: Value) -> Result<String, ConfigError> {
    let refused = |got: &str, takes| {
        let raw = Raw { name, value: got.to_owned(), origin: "config.toml" };
        Err(raw.refused(takes))
    };
    match value {
        Value::String(text) => Ok(text),
        Value::Integer(number) => Ok(number.to_string()),
        Value::Float(number) => Ok(number.to_string()),
        Value::Array(items) if name == Name::LogRedactFields => {
            let mut names = Vec::with_capacity(items.len());
            for item in items {
                match item {
                    Value::String(text) => names.push(text),
                    other => return refused(other.type_str(), "a list of names"),
                }
            }
            Ok(names.join(","))
        }
        other => refused(other.type_str(), "one text or number"),
    }
}

fn not_toml(text: &str, error: &toml::de::Error) -> ConfigError {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    ConfigError::NotToml { line: before.matches('\n').count() + 1, message: error.message().replace('\n', " ") }
}
