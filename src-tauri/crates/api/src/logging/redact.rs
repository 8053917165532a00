//! What is a secret, by the name it goes under and by the shape it has.

use std::borrow::Cow;

use regex::{Captures, Regex};

/// Stands where a secret was.
pub(super) const REDACTED: &str = "[redacted]";

const ALWAYS: &[&str] =
    &["password", "passphrase", "passwd", "token", "secret", "authorization", "cookie", "api_key", "apikey", "content"];

/// Takes secrets out of text.
#[derive(Debug, Clone)]
pub struct Redactor {
    names: Vec<String>,
    named: Regex,
    bearer: Regex,
    jwt: Regex,
    key: Regex,
    in_url: Regex,
    email: Regex,
}

impl Redactor {
    /// Redacts fields called any of `more`, beside those that always are.
    ///
    /// # Errors
    /// When the names make no expression, for instance by their number.
    pub fn new(more: &[String]) -> Result<Self, regex::Error> {
        let names: Vec<String> =
            ALWAYS.iter().map(|name| (*name).to_owned()).chain(more.iter().map(|name| plain(name))).collect();
        // `api_key` is also found as `api-key`, `apiKey` and `API key`.
        let any = names.iter().map(|name| regex::escape(name).replace('_', "[_ -]?")).collect::<Vec<_>>().join("|");
        let value = r#""(?:\\.|[^"\\])*"?|'[^']*'?|(?:(?:bearer|basic|digest)\s+)?[^\s"',;&})\]]+"#;
        Ok(Self {
            named: Regex::new(&format!(
                r#"(?i)((?:\b|[_.-]|[a-z])(?:{any})(?:[_.-]\w+)*\\?"?\s*(?:[:=]|=>)\s*)(?:Some\()?(\\?(?:{value}))"#
            ))?,
            bearer: Regex::new(r"(?i)\b(bearer)\s+[\w.~+/=-]+")?,
            jwt: Regex::new(r"\bey[\w-]{6,}\.[\w-]{2,}\.[\w-]*")?,
            key: Regex::new(r"\b(sk|pk|rk)-[\w-]{6,}")?,
            in_url: Regex::new(r#"(://)[^\s/?#"'@]*:[^\s/?#"']*@"#)?,
            email: Regex::new(r"([\p{L}\p{N}_+-])[\p{L}\p{N}._%+'-]*(@|%40)([\p{L}\p{N}][\p{L}\p{N}.-]*)")?,
            names,
        })
    }

    /// Whether a field of this name is redacted whatever it holds: the name itself, or
    /// one that begins or ends with it (`access_token`, `password_hash`).
    #[must_use]
    pub fn is_secret_name(&self, field: &str) -> bool {
        let field = plain(field);
        self.names.iter().any(|name| {
            field == *name
                || field.strip_suffix(name.as_str()).is_some_and(|rest| rest.ends_with('_'))
                || field.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('_'))
        })
    }

    /// The text without its secrets: what looks like one, what follows the name of one,
    /// and the local parts of e-mail addresses.
    #[must_use]
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut text = Cow::Borrowed(text);
        for (rule, by) in [
            (&self.in_url, "${1}[redacted]@"),
            (&self.bearer, "${1} [redacted]"),
            (&self.jwt, REDACTED),
            (&self.key, REDACTED),
            (&self.email, "${1}…${2}${3}"),
        ] {
            if rule.is_match(&text) {
                text = Cow::Owned(rule.replace_all(&text, by).into_owned());
            }
        }
        if self.named.is_match(&text) {
            let kept = |found: &Captures<'_>| format!("{}{REDACTED}", found.get(1).map_or("", |name| name.as_str()));
            text = Cow::Owned(self.named.replace_all(&text, kept).into_owned());
        }
        text
    }
}

/// `accessToken`, `Access-Token` and `access.token` are all `access_token`.
fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len() + 4);
    let mut after_small = false;
    for c in name.chars() {
        if c.is_uppercase() && after_small {
            plain.push('_');
        }
        after_small = c.is_lowercase() || c.is_ascii_digit();
        match c {
            '-' | '.' | ' ' => plain.push('_'),
            c => plain.extend(c.to_lowercase()),
        }
    }
    plain
}
