//! Conditions over what a call asks for: those of rules, and the predicates of
//! grants, delegations and standing approvals. Text is compared without regard
//! to case. What can't be compared is an error, never a yes.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::{Question, Snapshot};

/// What a condition looks at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// An argument of the tool, by name, as resolved.
    Argument(String),
    /// E-mail of the account it acts on.
    Target,
    /// Hour of the day in the acting person's zone, 0 to 23.
    LocalHour,
    /// Day of the week in the acting person's zone, `mon` to `sun`.
    LocalDay,
}

/// What must be so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// Equal to.
    Is(Value),
    /// One of.
    In(Vec<Value>),
    /// Text in which `*` stands for any characters.
    Glob(String),
    /// Less than a number, or before a text such as a date.
    Below(Value),
    /// More than a number, or after a text such as a date.
    Above(Value),
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// What it looks at.
    pub field: Field,
    /// What must be so.
    pub test: Test,
}

/// A condition that can't be answered.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ConditionError {
    /// The tool takes no such argument.
    #[error("the tool takes no argument {name}")]
    UnknownArgument {
        /// Name of the argument.
        name: String,
    },
    /// The two can't be compared.
    #[error("{field} can't be compared with what the condition names")]
    NotComparable {
        /// The argument or fact.
        field: String,
    },
}

impl Field {
    /// The field for people.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Argument(name) => name,
            Self::Target => "target",
            Self::LocalHour => "local hour",
            Self::LocalDay => "local day",
        }
    }
}

/// Whether every one of `conditions` is so.
pub(crate) fn all(conditions: &[Condition], snapshot: &Snapshot, question: &Question) -> Result<bool, ConditionError> {
    for condition in conditions {
        if !condition.is_met(snapshot, question)? {
            return Ok(false);
        }
    }
    Ok(true)
}

impl Condition {
    fn is_met(&self, snapshot: &Snapshot, question: &Question) -> Result<bool, ConditionError> {
        let Some(fact) = self.fact(snapshot, question)? else { return Ok(false) };
        self.test.is_met(&fact).ok_or_else(|| ConditionError::NotComparable { field: self.field.name().to_owned() })
    }

    /// What it looks at; `None` when the argument was left out.
    fn fact(&self, snapshot: &Snapshot, question: &Question) -> Result<Option<Value>, ConditionError> {
        let target = || {
            let owner = question.target.unwrap_or(question.subject.person);
            snapshot.people.get(&owner).map(|person| Value::from(person.email.clone()))
        };
        match &self.field {
            Field::Target => Ok(target()),
            Field::LocalHour => Ok(Some(Value::from(question.local.hour))),
            Field::LocalDay => Ok(Some(Value::from(question.local.day.as_str()))),
            // Compared by whom it means, not by how it was written.
            Field::Argument(name) if name == "target_user" && question.takes(name) => {
                Ok(question.target.and_then(|_| target()))
            }
            Field::Argument(name) if question.takes(name) => Ok(question.values.get(name).cloned()),
            Field::Argument(name) => Err(ConditionError::UnknownArgument { name: name.clone() }),
        }
    }
}

impl Test {
    fn is_met(&self, fact: &Value) -> Option<bool> {
        match self {
            Self::Is(wanted) => same(fact, wanted),
            Self::In(wanted) => wanted.iter().map(|one| same(fact, one)).sum::<Option<Any>>().map(|any| any.0),
            Self::Glob(pattern) => fact.as_str().map(|text| glob(&pattern.to_lowercase(), &text.to_lowercase())),
            Self::Below(limit) => order(fact, limit).map(std::cmp::Ordering::is_lt),
            Self::Above(limit) => order(fact, limit).map(std::cmp::Ordering::is_gt),
        }
    }
}

/// Whether any was so; nothing when one could not be told.
struct Any(bool);

impl std::iter::Sum<bool> for Any {
    fn sum<I: Iterator<Item = bool>>(parts: I) -> Self {
        Self(parts.fold(false, |any, part| any || part))
    }
}

fn same(fact: &Value, wanted: &Value) -> Option<bool> {
    match (fact, wanted) {
        (Value::String(one), Value::String(other)) => Some(one.to_lowercase() == other.to_lowercase()),
        (Value::Number(_), Value::Number(_)) | (Value::Bool(_), Value::Bool(_)) | (Value::Null, Value::Null) => {
            Some(fact == wanted)
        }
        _ => None,
    }
}

fn order(fact: &Value, limit: &Value) -> Option<std::cmp::Ordering> {
    match (fact, limit) {
        (Value::String(one), Value::String(other)) => Some(one.to_lowercase().cmp(&other.to_lowercase())),
        (Value::Number(one), Value::Number(other)) => match (one.as_i64(), other.as_i64()) {
            (Some(one), Some(other)) => Some(one.cmp(&other)),
            _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
        },
        _ => None,
    }
}

/// `*` stands for any characters, none included; the rest for itself.
fn glob(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(head) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = text.find(part) else { return false };
        text = &text[at + part.len()..];
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::{Test, glob};
    use serde_json::json;

    #[test]
    fn a_star_stands_for_any_characters_and_nothing_else_does() {
        for (pattern, text, fits) in [
            ("meeting*", "meeting at nine", true),
            ("meeting*", "meeting", true),
            ("meeting*", "a meeting", false),
            ("*@example.com", "bob@example.com", true),
            ("*@example.com", "bob@example.com.org", false),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxcyyb", false),
            ("a*a", "a", false),
            ("m?eting", "meeting", false),
            ("*", "", true),
            ("ä*é", "äöé", true),
        ] {
            assert_eq!(glob(pattern, text), fits, "{pattern} over {text}");
        }
    }

    #[test]
    fn what_cant_be_compared_is_neither_yes_nor_no() {
        for (test, fact, answer) in [
            (Test::Is(json!("Bob")), json!("bob"), Some(true)),
            (Test::Is(json!(true)), json!("true"), None),
            (Test::Is(json!(5)), json!("5"), None),
            (Test::In(vec![json!("a"), json!("b")]), json!("B"), Some(true)),
            (Test::In(vec![json!("a"), json!("b")]), json!("c"), Some(false)),
            (Test::In(vec![json!("a"), json!(1)]), json!("c"), None),
            (Test::Below(json!(5)), json!(4), Some(true)),
            (Test::Below(json!(5)), json!(5), Some(false)),
            (Test::Above(json!(5)), json!(5), Some(false)),
            (Test::Above(json!(5)), json!(5.5), Some(true)),
            (Test::Above(json!("2026-12-01")), json!("2026-12-02"), Some(true)),
            (Test::Above(json!(1)), json!("2"), None),
            (Test::Glob("m*".to_owned()), json!("Meeting"), Some(true)),
            (Test::Glob("m*".to_owned()), json!(7), None),
        ] {
            assert_eq!(test.is_met(&fact), answer, "{test:?} over {fact}");
        }
    }
}
