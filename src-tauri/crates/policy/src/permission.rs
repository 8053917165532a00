//! Permission codes.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// `resource:action`, with the suffix `.for_others` where it acts on another
/// person's account. Segments are words of `a-z`, `0-9` and `_`. Cheap to clone:
/// every decision names some.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PermissionCode(Arc<str>);

/// Text that is not a permission code.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("'{0}' is not a permission; write it like notes:create or notes:create.for_others")]
pub struct InvalidPermission(pub String);

const FOR_OTHERS: &str = ".for_others";

impl PermissionCode {
    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same permission on another person's account.
    #[must_use]
    pub fn for_others(&self) -> Self {
        if self.0.ends_with(FOR_OTHERS) { self.clone() } else { Self(format!("{}{FOR_OTHERS}", self.0).into()) }
    }

    /// Whether it acts on another person's account.
    #[must_use]
    pub fn is_for_others(&self) -> bool {
        self.0.ends_with(FOR_OTHERS)
    }

    /// The same on one's own account.
    #[must_use]
    pub fn base(&self) -> Self {
        Self(self.0.strip_suffix(FOR_OTHERS).unwrap_or(&self.0).into())
    }

    /// What the owner of an account must hold to be given this kind of thing, for example `tasks:receive`.
    #[must_use]
    pub fn receive(&self) -> Self {
        Self(format!("{}:receive", self.0.split(':').next().unwrap_or_default()).into())
    }
}

fn is_segment(segment: &str) -> bool {
    segment
        .split(':')
        .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'))
}

impl FromStr for PermissionCode {
    type Err = InvalidPermission;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let base = text.strip_suffix(FOR_OTHERS).unwrap_or(text);
        if base.contains(':') && is_segment(base) {
            Ok(Self(text.into()))
        } else {
            Err(InvalidPermission(text.to_owned()))
        }
    }
}

impl TryFrom<String> for PermissionCode {
    type Error = InvalidPermission;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PermissionCode> for String {
    fn from(code: PermissionCode) -> Self {
        code.0.as_ref().to_owned()
    }
}

impl fmt::Display for PermissionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::PermissionCode;

    #[test]
    fn a_code_is_a_resource_and_an_action() {
        for good in ["notes:list", "agent:trace:view_all", "notes:create.for_others"] {
            assert!(good.parse::<PermissionCode>().is_ok(), "{good} is a permission");
        }
        for bad in
            ["", "notes", "notes:", ":list", "Notes:list", "notes:list ", "notes:li.st", "notes:*", "ｎotes:list"]
        {
            assert!(bad.parse::<PermissionCode>().is_err(), "{bad} is no permission");
        }
    }
}
