//! What settings mean once they are read.

use std::path::PathBuf;

use secrecy::SecretString;

/// A setting that takes one of a few words.
pub(super) trait OneOf: Copy + 'static {
    const TAKES: &'static str;
    const WORDS: &'static [(&'static str, Self)];
}

macro_rules! one_of {
    ($(#[$doc:meta])* $vis:vis $name:ident, $takes:literal { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        $vis enum $name { $($(#[$vdoc])* $variant),+ }

        impl OneOf for $name {
            const TAKES: &'static str = $takes;
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$variant)),+];
        }

    };
}

one_of! {
    /// Whether this is the real app or one under test.
    pub AppEnv, "`production` or `test`" {
        /// The clock is the computer's.
        #[default]
        Production = "production",
        /// The clock may be set from outside.
        Test = "test"
    }
}

one_of! {
    /// How log lines are written.
    pub LogFormat, "`text` or `json`" {
        /// For people.
        #[default]
        Text = "text",
        /// One JSON object a line.
        Json = "json"
    }
}

one_of! {
    /// How much is logged.
    pub LogLevel, "`error`, `warn`, `info`, `debug` or `trace`" {
        /// What failed.
        Error = "error",
        /// And what is odd.
        Warn = "warn",
        /// And what happened.
        #[default]
        Info = "info",
        /// And why.
        Debug = "debug",
        /// And everything.
        Trace = "trace"
    }
}

impl LogLevel {
    /// The word it is set by.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(_, level)| *level == self).map_or("info", |(word, _)| word)
    }
}

one_of! {
    /// The units weather is given in.
    pub WeatherUnits, "`metric` or `imperial`" {
        /// °C, km/h, mm.
        #[default]
        Metric = "metric",
        /// °F, mph, inches.
        Imperial = "imperial"
    }
}

one_of! {
    /// Whether the system keyring is asked.
    pub(super) KeyringUse, "`auto` or `off`" {
        #[default]
        Auto = "auto",
        Off = "off"
    }
}

impl KeyringUse {
    pub(super) fn asks(self) -> bool {
        match self {
            Self::Auto => true,
            Self::Off => false,
        }
    }
}

one_of! {
    /// Whether verdicts are taken from a terminal.
    pub(super) TerminalVerdicts, "`on` or `off`" {
        #[default]
        On = "on",
        Off = "off"
    }
}

impl TerminalVerdicts {
    pub(super) fn are_taken(self) -> bool {
        match self {
            Self::On => true,
            Self::Off => false,
        }
    }
}

/// Where everything is stored.
#[derive(Debug, Clone)]
pub enum Database {
    /// A SQLite file, the default.
    SqliteFile(PathBuf),
    /// A `sqlite:` or `postgres:` URL, which may hold a password.
    Url(SecretString),
}

/// An OpenAI-compatible model and the way to it.
#[derive(Debug, Clone)]
pub struct Model {
    pub(super) base_url: String,
    pub(super) api_key: Option<SecretString>,
    pub(super) name: String,
}

impl Model {
    /// OPENAI_BASE_URL, https or on this computer, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// OPENAI_API_KEY; a server on this computer may want none.
    #[must_use]
    pub fn api_key(&self) -> Option<&SecretString> {
        self.api_key.as_ref()
    }

    /// LLM_MODEL.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}
