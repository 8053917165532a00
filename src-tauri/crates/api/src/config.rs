//! The settings of one start: read once from a file and the environment, typed,
//! checked, and then only read.
//!
//! `config.toml` in the config folder holds the lower-case names of the environment
//! variables; the environment wins. Whatever is wrong stops the start with the
//! setting's name and what it takes. Secrets made by the app itself are not here but
//! with the gate's keys; what lives in the database is not configuration.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use assent_agent::CONTEXT;
use jiff::tz::TimeZone;
use secrecy::SecretString;

mod error;
mod folders;
mod names;
mod parse;
mod source;
mod values;

pub use error::ConfigError;
use folders::Folders;
use names::Name;
use source::Source;
pub use values::{AppEnv, Database, LogFormat, LogLevel, Model, WeatherUnits};

/// What the command line says over everything else.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--data-dir`.
    pub data_dir: Option<PathBuf>,
    /// `--demo`: the demo office, in a data folder of its own.
    pub demo: bool,
}

/// The settings of one start.
#[derive(Debug, Clone)]
pub struct Config {
    folders: Folders,
    demo: bool,
    app_env: AppEnv,
    database: Database,
    database_pool_size: u32,
    database_busy_timeout: Duration,
    key_passphrase: Option<SecretString>,
    use_keyring: bool,
    audit_anchor: Option<PathBuf>,
    model: Option<Model>,
    model_timeout: Duration,
    model_context: usize,
    reviewer_model: Option<String>,
    transcription_model: Option<String>,
    agent_max_steps: u32,
    time_zone: TimeZone,
    log_level: LogLevel,
    log_format: LogFormat,
    log_redact_fields: Vec<String>,
    login_attempts: u32,
    login_window: Duration,
    terminal_verdicts: bool,
    mcp_host: String,
    mcp_port: u16,
    tls_files: Option<(PathBuf, PathBuf)>,
    trusted_proxy: Option<String>,
    weather_base_url: String,
    weather_geocoding_base_url: String,
    weather_units: WeatherUnits,
    weather_timeout: Duration,
}

impl Config {
    /// Reads the config file, if there is one, and this process's environment.
    ///
    /// # Errors
    /// [`ConfigError`] for the first setting that cannot be used.
    pub fn load(overrides: Overrides) -> Result<Self, ConfigError> {
        let lookup = |name: &str| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
        let path = folders::config_dir(&lookup)?.join("config.toml");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(source) => return Err(ConfigError::Unreadable { path, source }),
        };
        let config = Self::from_sources(&text, lookup, overrides)?;
        folders::refuse_shared_secrets(&path, &text)?;
        Ok(config)
    }

    /// The same from a file's text and any environment, so that it can be tried
    /// without touching the process.
    ///
    /// # Errors
    /// [`ConfigError`] for the first setting that cannot be used.
    pub fn from_sources(
        file_text: &str,
        lookup: impl Fn(&str) -> Option<String>,
        overrides: Overrides,
    ) -> Result<Self, ConfigError> {
        let source = Source::new(file_text, &lookup)?;
        let folders = Folders::from(&source, &overrides)?;
        let config = Self {
            demo: overrides.demo,
            app_env: source.one_of(Name::AppEnv)?.unwrap_or_default(),
            database: source.database(folders.data())?,
            database_pool_size: source.whole(Name::DatabasePoolSize, 1..=64)?.unwrap_or(8),
            database_busy_timeout: Duration::from_millis(
                source.whole(Name::DatabaseBusyTimeoutMs, 100..=60_000)?.unwrap_or(5_000),
            ),
            key_passphrase: source.secret(Name::AssentKeyPassphrase),
            use_keyring: source.one_of::<values::KeyringUse>(Name::AssentKeyring)?.unwrap_or_default().asks(),
            audit_anchor: source.path(Name::AuditAnchor)?,
            model: source.model()?,
            model_context: source.whole(Name::ModelContextTokens, 4_000..=4_000_000)?.unwrap_or(CONTEXT),
            model_timeout: Duration::from_secs(source.whole(Name::ModelTimeoutSeconds, 1..=600)?.unwrap_or(60)),
            reviewer_model: source.text(Name::ReviewerModel),
            transcription_model: source.text(Name::TranscriptionModel),
            agent_max_steps: source.whole(Name::AgentMaxSteps, 1..=50)?.unwrap_or(8),
            time_zone: source.time_zone()?,
            log_level: source.one_of(Name::LogLevel)?.unwrap_or_default(),
            log_format: source.one_of(Name::LogFormat)?.unwrap_or_default(),
            log_redact_fields: source.field_names(Name::LogRedactFields)?,
            login_attempts: source.whole(Name::LoginRateLimitAttempts, 1..=1_000)?.unwrap_or(10),
            login_window: Duration::from_secs(
                source.whole(Name::LoginRateLimitWindowSeconds, 1..=86_400)?.unwrap_or(60),
            ),
            terminal_verdicts: source
                .one_of::<values::TerminalVerdicts>(Name::TerminalVerdicts)?
                .unwrap_or_default()
                .are_taken(),
            mcp_host: source.host(Name::McpHost)?.unwrap_or_else(|| "127.0.0.1".to_owned()),
            mcp_port: source.whole(Name::McpPort, 0..=65_535)?.unwrap_or(8001),
            tls_files: source.tls_files()?,
            trusted_proxy: source.addresses(Name::TrustedProxy)?,
            weather_base_url: source
                .url(Name::WeatherBaseUrl)?
                .unwrap_or_else(|| "https://api.open-meteo.com".to_owned()),
            weather_geocoding_base_url: source
                .url(Name::WeatherGeocodingBaseUrl)?
                .unwrap_or_else(|| "https://geocoding-api.open-meteo.com".to_owned()),
            weather_units: source.one_of(Name::WeatherUnits)?.unwrap_or_default(),
            weather_timeout: source.seconds(Name::WeatherTimeout, 60.0)?.unwrap_or(Duration::from_secs(8)),
            folders,
        };
        config.hold_together()
    }

    /// What no single setting can tell.
    fn hold_together(self) -> Result<Self, ConfigError> {
        let exposed = !parse::is_loopback(&self.mcp_host);
        if exposed && self.tls_files.is_none() && self.trusted_proxy.is_none() {
            return Err(ConfigError::BeyondLoopback { host: self.mcp_host });
        }
        if let Some(anchor) = &self.audit_anchor
            && anchor.starts_with(self.data_dir())
        {
            return Err(ConfigError::Invalid {
                name: Name::AuditAnchor.env(),
                got: anchor.display().to_string(),
                takes: "a file outside the data folder, best on another disk",
                origin: "as set",
            });
        }
        Ok(self)
    }

    /// The folder of `config.toml` and the key files.
    #[must_use]
    pub fn config_dir(&self) -> &Path {
        self.folders.config()
    }

    /// The folder of `assent.db`; for the demo office one of its own.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        self.folders.data()
    }

    /// The folder of what is written while running: sessions, the audit anchor.
    #[must_use]
    pub fn state_dir(&self) -> &Path {
        self.folders.state()
    }

    /// Whether `--demo` was said.
    #[must_use]
    pub fn demo(&self) -> bool {
        self.demo
    }

    /// APP_ENV.
    #[must_use]
    pub fn app_env(&self) -> AppEnv {
        self.app_env
    }

    /// DATABASE_URL, or `assent.db` in the data folder.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// DATABASE_POOL_SIZE, connections.
    #[must_use]
    pub fn database_pool_size(&self) -> u32 {
        self.database_pool_size
    }

    /// DATABASE_BUSY_TIMEOUT_MS.
    #[must_use]
    pub fn database_busy_timeout(&self) -> Duration {
        self.database_busy_timeout
    }

    /// ASSENT_KEY_PASSPHRASE, from the environment only.
    #[must_use]
    pub fn key_passphrase(&self) -> Option<&SecretString> {
        self.key_passphrase.as_ref()
    }

    /// ASSENT_KEYRING: whether the system keyring may be asked.
    #[must_use]
    pub fn use_keyring(&self) -> bool {
        self.use_keyring
    }

    /// AUDIT_ANCHOR, or a file per workspace in the state folder.
    #[must_use]
    pub fn audit_anchor(&self, workspace: &str) -> PathBuf {
        self.audit_anchor.clone().unwrap_or_else(|| self.state_dir().join("anchors").join(format!("{workspace}.jsonl")))
    }

    /// OPENAI_API_KEY, OPENAI_BASE_URL and LLM_MODEL; `None` when neither key nor
    /// address is set, and the built-in interpreter answers.
    #[must_use]
    pub fn model(&self) -> Option<&Model> {
        self.model.as_ref()
    }

    /// MODEL_TIMEOUT_SECONDS, for one answer of the model.
    #[must_use]
    pub fn model_timeout(&self) -> Duration {
        self.model_timeout
    }

    /// MODEL_CONTEXT_TOKENS: how much of a conversation the model is sent at most.
    #[must_use]
    pub fn model_context(&self) -> usize {
        self.model_context
    }

    /// REVIEWER_MODEL.
    #[must_use]
    pub fn reviewer_model(&self) -> Option<&str> {
        self.reviewer_model.as_deref()
    }

    /// TRANSCRIPTION_MODEL.
    #[must_use]
    pub fn transcription_model(&self) -> Option<&str> {
        self.transcription_model.as_deref()
    }

    /// AGENT_MAX_STEPS of one run.
    #[must_use]
    pub fn agent_max_steps(&self) -> u32 {
        self.agent_max_steps
    }

    /// APP_TIMEZONE, else this computer's zone, else UTC.
    #[must_use]
    pub fn time_zone(&self) -> &TimeZone {
        &self.time_zone
    }

    /// The IANA name of [`Config::time_zone`].
    #[must_use]
    pub fn time_zone_name(&self) -> &str {
        self.time_zone.iana_name().unwrap_or("UTC")
    }

    /// LOG_LEVEL.
    #[must_use]
    pub fn log_level(&self) -> LogLevel {
        self.log_level
    }

    /// LOG_FORMAT.
    #[must_use]
    pub fn log_format(&self) -> LogFormat {
        self.log_format
    }

    /// LOG_REDACT_FIELDS: names redacted beside the built-in ones.
    #[must_use]
    pub fn log_redact_fields(&self) -> &[String] {
        &self.log_redact_fields
    }

    /// LOGIN_RATE_LIMIT_ATTEMPTS within the window.
    #[must_use]
    pub fn login_attempts(&self) -> u32 {
        self.login_attempts
    }

    /// LOGIN_RATE_LIMIT_WINDOW_SECONDS.
    #[must_use]
    pub fn login_window(&self) -> Duration {
        self.login_window
    }

    /// TERMINAL_VERDICTS: whether verdicts are taken from a terminal.
    #[must_use]
    pub fn terminal_verdicts(&self) -> bool {
        self.terminal_verdicts
    }

    /// MCP_HOST: `localhost` or an IP address.
    #[must_use]
    pub fn mcp_host(&self) -> &str {
        &self.mcp_host
    }

    /// MCP_PORT; 0 picks a free one.
    #[must_use]
    pub fn mcp_port(&self) -> u16 {
        self.mcp_port
    }

    /// TLS_CERT_FILE and TLS_KEY_FILE.
    #[must_use]
    pub fn tls_files(&self) -> Option<(&Path, &Path)> {
        self.tls_files.as_ref().map(|(cert, key)| (cert.as_path(), key.as_path()))
    }

    /// TRUSTED_PROXY: the addresses whose forwarding headers count, comma-separated.
    #[must_use]
    pub fn trusted_proxy(&self) -> Option<&str> {
        self.trusted_proxy.as_deref()
    }

    /// WEATHER_BASE_URL, without a slash at its end.
    #[must_use]
    pub fn weather_base_url(&self) -> &str {
        &self.weather_base_url
    }

    /// WEATHER_GEOCODING_BASE_URL, without a slash at its end.
    #[must_use]
    pub fn weather_geocoding_base_url(&self) -> &str {
        &self.weather_geocoding_base_url
    }

    /// WEATHER_UNITS.
    #[must_use]
    pub fn weather_units(&self) -> WeatherUnits {
        self.weather_units
    }

    /// WEATHER_TIMEOUT, for a whole reading.
    #[must_use]
    pub fn weather_timeout(&self) -> Duration {
        self.weather_timeout
    }
}

#[cfg(test)]
mod tests;
