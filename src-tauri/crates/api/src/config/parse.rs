//! From raw values to typed ones; each says what it takes when it refuses.

use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::tz::TimeZone;
use secrecy::SecretString;

use super::ConfigError;
use super::names::Name;
use super::source::{Raw, Source};
use super::values::{Database, Model, OneOf};

const URL_TAKES: &str =
    "an https:// address, or http:// on this computer (localhost, 127.0.0.1), without a password in it";

impl Source<'_> {
    pub(super) fn text(&self, name: Name) -> Option<String> {
        self.raw(name).map(|raw| raw.value.trim().to_owned())
    }

    pub(super) fn secret(&self, name: Name) -> Option<SecretString> {
        self.raw(name).map(|raw| SecretString::from(raw.value))
    }

    pub(super) fn one_of<T: OneOf>(&self, name: Name) -> Result<Option<T>, ConfigError> {
        self.read(name, T::TAKES, |value| {
            let word = value.to_ascii_lowercase();
            T::WORDS.iter().find(|(known, _)| *known == word).map(|(_, meant)| *meant)
        })
    }

    pub(super) fn whole<T>(&self, name: Name, within: RangeInclusive<T>) -> Result<Option<T>, ConfigError>
    where
        T: std::str::FromStr + PartialOrd,
    {
        self.read(name, range_of(name), |value| value.parse().ok().filter(|n| within.contains(n)))
    }

    pub(super) fn seconds(&self, name: Name, most: f64) -> Result<Option<Duration>, ConfigError> {
        self.read(name, range_of(name), |value| {
            let seconds: f64 = value.parse().ok()?;
            (0.05..=most).contains(&seconds).then(|| Duration::from_secs_f64(seconds))
        })
    }

    pub(super) fn path(&self, name: Name) -> Result<Option<PathBuf>, ConfigError> {
        self.read(name, "a path", |value| std::path::absolute(value).ok())
    }

    pub(super) fn url(&self, name: Name) -> Result<Option<String>, ConfigError> {
        self.read(name, URL_TAKES, safe_url)
    }

    pub(super) fn host(&self, name: Name) -> Result<Option<String>, ConfigError> {
        self.read(name, "`localhost` or an IP address such as 127.0.0.1", |value| {
            (value == "localhost" || value.parse::<IpAddr>().is_ok()).then(|| value.to_owned())
        })
    }

    pub(super) fn addresses(&self, name: Name) -> Result<Option<String>, ConfigError> {
        self.read(name, "the proxy's IP address, or several with commas", |value| {
            let parts: Vec<&str> = value.split(',').map(str::trim).collect();
            parts.iter().all(|part| part.parse::<IpAddr>().is_ok()).then(|| parts.join(","))
        })
    }

    pub(super) fn field_names(&self, name: Name) -> Result<Vec<String>, ConfigError> {
        let names = self.read(name, "field names of letters, digits, `_`, `-` and `.`, with commas", |value| {
            let plain = |part: &str| part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
            let parts: Vec<String> =
                value.split(',').map(|part| part.trim().to_lowercase()).filter(|part| !part.is_empty()).collect();
            parts.iter().all(|part| plain(part)).then_some(parts)
        })?;
        Ok(names.unwrap_or_default())
    }

    pub(super) fn database(&self, data_dir: &Path) -> Result<Database, ConfigError> {
        let url = self.read(Name::DatabaseUrl, "a sqlite: or postgres:// address", |value| {
            let known = ["sqlite:", "postgres://", "postgresql://"];
            known.iter().any(|scheme| value.starts_with(scheme)).then(|| SecretString::from(value))
        })?;
        Ok(match url {
            Some(url) => Database::Url(url),
            None => Database::SqliteFile(data_dir.join("assent.db")),
        })
    }

    pub(super) fn model(&self) -> Result<Option<Model>, ConfigError> {
        let base_url = self.url(Name::OpenaiBaseUrl)?;
        let api_key = self.read(Name::OpenaiApiKey, "a key without spaces or line breaks", |value| {
            value.chars().all(|c| c.is_ascii_graphic()).then(|| SecretString::from(value))
        })?;
        if base_url.is_none() && api_key.is_none() {
            return Ok(None);
        }
        Ok(Some(Model {
            base_url: base_url.unwrap_or_else(|| "https://api.openai.com/v1".to_owned()),
            api_key,
            name: self.text(Name::LlmModel).unwrap_or_else(|| "gpt-4o-mini".to_owned()),
        }))
    }

    pub(super) fn time_zone(&self) -> Result<TimeZone, ConfigError> {
        let takes = "an IANA time zone such as Europe/Berlin";
        let set = self.read(Name::AppTimezone, takes, |value| {
            TimeZone::get(value).ok().filter(|zone| zone.iana_name().is_some())
        })?;
        Ok(set.unwrap_or_else(|| {
            TimeZone::try_system().ok().filter(|zone| zone.iana_name().is_some()).unwrap_or(TimeZone::UTC)
        }))
    }

    pub(super) fn tls_files(&self) -> Result<Option<(PathBuf, PathBuf)>, ConfigError> {
        let together = "a file, together with TLS_CERT_FILE and TLS_KEY_FILE";
        match (self.path(Name::TlsCertFile)?, self.path(Name::TlsKeyFile)?) {
            (Some(cert), Some(key)) => Ok(Some((cert, key))),
            (None, None) => Ok(None),
            (Some(_), None) | (None, Some(_)) => {
                let lone = self.raw(Name::TlsCertFile).or_else(|| self.raw(Name::TlsKeyFile));
                Err(lone.as_ref().map_or(
                    ConfigError::Invalid {
                        name: "TLS_CERT_FILE",
                        got: String::new(),
                        takes: together,
                        origin: "as set",
                    },
                    |raw| raw.refused(together),
                ))
            }
        }
    }

    fn read<T>(
        &self,
        name: Name,
        takes: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, ConfigError> {
        let Some(raw) = self.raw(name) else {
            return Ok(None);
        };
        let Raw { value, .. } = &raw;
        parse(value.trim()).map(Some).ok_or_else(|| raw.refused(takes))
    }
}

/// What the numbers take, beside the ranges given in `Config::from_sources`.
fn range_of(name: Name) -> &'static str {
    match name {
        Name::AgentMaxSteps => "a whole number from 1 to 50",
        Name::DatabasePoolSize => "a whole number from 1 to 64",
        Name::DatabaseBusyTimeoutMs => "milliseconds from 100 to 60000",
        Name::ModelContextTokens => "tokens from 4000 to 4000000",
        Name::ModelTimeoutSeconds => "seconds from 1 to 600",
        Name::LoginRateLimitAttempts => "a whole number from 1 to 1000",
        Name::LoginRateLimitWindowSeconds => "seconds from 1 to 86400",
        Name::McpPort => "a port from 0 to 65535, where 0 picks a free one",
        Name::WeatherTimeout => "seconds from 0.05 to 60",
        _ => "a number",
    }
}

/// Whether a host name or address stays on this computer.
pub(super) fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// An https address, or http on this computer. What different parsers read differently
/// (user parts, backslashes, blanks) is refused rather than understood.
fn safe_url(value: &str) -> Option<String> {
    if value.chars().any(|c| !c.is_ascii_graphic() || c == '\\') || value.contains(['?', '#']) {
        return None;
    }
    let (scheme, rest) = value.split_once("://")?;
    let authority = rest.split('/').next()?;
    if authority.is_empty() || authority.contains('@') {
        return None;
    }
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split_once(']')?.0,
        None => authority.split(':').next()?,
    };
    let allowed = match scheme.to_ascii_lowercase().as_str() {
        "https" => !host.is_empty(),
        "http" => is_loopback(host),
        _ => false,
    };
    allowed.then(|| value.trim_end_matches('/').to_owned())
}
