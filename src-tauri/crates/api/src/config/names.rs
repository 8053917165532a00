//! Every setting there is, once.

use super::ConfigError;

macro_rules! names {
    ($($variant:ident = $env:literal),+ $(,)?) => {
        /// A setting, by its environment variable; in the file the same in lower case.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Name { $($variant),+ }

        impl Name {
            pub(super) const ALL: &[Self] = &[$(Self::$variant),+];

            pub(super) const fn env(self) -> &'static str {
                match self { $(Self::$variant => $env),+ }
            }
        }
    };
}

names! {
    AgentMaxSteps = "AGENT_MAX_STEPS",
    AppEnv = "APP_ENV",
    AppTimezone = "APP_TIMEZONE",
    AssentConfigDir = "ASSENT_CONFIG_DIR",
    AssentDataDir = "ASSENT_DATA_DIR",
    AssentKeyPassphrase = "ASSENT_KEY_PASSPHRASE",
    AssentKeyring = "ASSENT_KEYRING",
    AssentStateDir = "ASSENT_STATE_DIR",
    AuditAnchor = "AUDIT_ANCHOR",
    DatabaseBusyTimeoutMs = "DATABASE_BUSY_TIMEOUT_MS",
    DatabasePoolSize = "DATABASE_POOL_SIZE",
    DatabaseUrl = "DATABASE_URL",
    LlmModel = "LLM_MODEL",
    LogFormat = "LOG_FORMAT",
    LogLevel = "LOG_LEVEL",
    LogRedactFields = "LOG_REDACT_FIELDS",
    LoginRateLimitAttempts = "LOGIN_RATE_LIMIT_ATTEMPTS",
    LoginRateLimitWindowSeconds = "LOGIN_RATE_LIMIT_WINDOW_SECONDS",
    McpHost = "MCP_HOST",
    McpPort = "MCP_PORT",
    ModelContextTokens = "MODEL_CONTEXT_TOKENS",
    ModelTimeoutSeconds = "MODEL_TIMEOUT_SECONDS",
    OpenaiApiKey = "OPENAI_API_KEY",
    OpenaiBaseUrl = "OPENAI_BASE_URL",
    ReviewerModel = "REVIEWER_MODEL",
    TerminalVerdicts = "TERMINAL_VERDICTS",
    TlsCertFile = "TLS_CERT_FILE",
    TlsKeyFile = "TLS_KEY_FILE",
    TranscriptionModel = "TRANSCRIPTION_MODEL",
    TrustedProxy = "TRUSTED_PROXY",
    WeatherBaseUrl = "WEATHER_BASE_URL",
    WeatherGeocodingBaseUrl = "WEATHER_GEOCODING_BASE_URL",
    WeatherTimeout = "WEATHER_TIMEOUT",
    WeatherUnits = "WEATHER_UNITS",
}

impl Name {
    /// The setting a key of the file means.
    pub(super) fn of_key(key: &str) -> Result<Self, ConfigError> {
        let Some(name) = Self::ALL.iter().copied().find(|name| name.key() == key) else {
            let nearest = Self::ALL
                .iter()
                .map(|name| name.key())
                .min_by_key(|known| distance(known, &key.to_lowercase()))
                .unwrap_or_default();
            return Err(ConfigError::UnknownKey { key: key.to_owned(), nearest });
        };
        if name.environment_only() {
            return Err(ConfigError::EnvironmentOnly { key: key.to_owned(), name: name.env() });
        }
        Ok(name)
    }

    pub(super) fn key(self) -> String {
        self.env().to_lowercase()
    }

    /// Its value is never shown.
    pub(super) fn is_secret(self) -> bool {
        matches!(self, Self::OpenaiApiKey | Self::AssentKeyPassphrase | Self::DatabaseUrl)
    }

    /// A passphrase beside the key it locks would lock nothing, and a file cannot say
    /// where it is itself.
    fn environment_only(self) -> bool {
        matches!(self, Self::AssentKeyPassphrase | Self::AssentConfigDir)
    }
}

/// How many letters must change to make `a` into `b`.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (above, y) in row.iter_mut().skip(1).zip(&b) {
            let cost = (corner + usize::from(x != *y)).min(left + 1).min(*above + 1);
            corner = std::mem::replace(above, cost);
            left = cost;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}
