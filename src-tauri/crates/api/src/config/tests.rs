#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use secrecy::ExposeSecret;

use super::*;

/// Settings of Alice's computer, with `file` as config.toml and `env` set beside.
fn read(file: &str, env: &[(&str, &str)]) -> Result<Config, ConfigError> {
    read_with(file, env, Overrides::default())
}

fn read_with(file: &str, env: &[(&str, &str)], overrides: Overrides) -> Result<Config, ConfigError> {
    let base = [
        ("ASSENT_CONFIG_DIR", "/home/alice/.config/assent"),
        ("ASSENT_DATA_DIR", "/home/alice/assent"),
        ("ASSENT_STATE_DIR", "/home/alice/state"),
    ];
    let set: Vec<(String, String)> =
        env.iter().chain(&base).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let lookup = move |name: &str| set.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    Config::from_sources(file, lookup, overrides)
}

#[test]
fn with_nothing_set_everything_has_its_default() {
    let config = read("", &[]).unwrap();
    assert!(matches!(config.database(), Database::SqliteFile(path) if path.ends_with("assent/assent.db")));
    assert!(config.model().is_none());
    assert_eq!(config.agent_max_steps(), 8);
    assert_eq!((config.mcp_host(), config.mcp_port()), ("127.0.0.1", 8001));
    assert_eq!((config.login_attempts(), config.login_window().as_secs()), (10, 60));
    assert_eq!(config.weather_timeout().as_secs(), 8);
    assert_eq!(config.weather_units(), WeatherUnits::Metric);
    assert_eq!((config.log_level(), config.log_format()), (LogLevel::Info, LogFormat::Text));
    assert_eq!(config.app_env(), AppEnv::Production);
    assert!(config.use_keyring());
    assert_eq!(config.audit_anchor("desk"), Path::new("/home/alice/state/anchors/desk.jsonl"));
}

#[test]
fn the_file_is_read_and_the_environment_wins() {
    let file = "agent_max_steps = 12\nweather_units = \"imperial\"\nlog_redact_fields = [\"note\", \"Iban\"]";
    let config = read(file, &[]).unwrap();
    assert_eq!(config.agent_max_steps(), 12);
    assert_eq!(config.weather_units(), WeatherUnits::Imperial);
    assert_eq!(config.log_redact_fields(), ["note", "iban"]);

    let config = read(file, &[("AGENT_MAX_STEPS", "3"), ("WEATHER_UNITS", "")]).unwrap();
    assert_eq!(config.agent_max_steps(), 3);
    assert_eq!(config.weather_units(), WeatherUnits::Imperial, "an empty variable is not set");
}

#[test]
fn each_wrong_value_is_named_with_what_it_takes() {
    for (name, right, wrong, takes) in [
        ("AGENT_MAX_STEPS", "50", "51", "1 to 50"),
        ("AGENT_MAX_STEPS", "1", "eight", "1 to 50"),
        ("MCP_PORT", "0", "65536", "0 to 65535"),
        ("LOG_FORMAT", "json", "xml", "`text` or `json`"),
        ("LOG_LEVEL", "debug", "verbose", "`trace`"),
        ("WEATHER_UNITS", "imperial", "kelvin", "`metric` or `imperial`"),
        ("WEATHER_TIMEOUT", "0.5", "-1", "seconds"),
        ("APP_TIMEZONE", "Europe/Berlin", "Mars/Olympus", "Europe/Berlin"),
        ("APP_ENV", "test", "staging", "`production` or `test`"),
        ("ASSENT_KEYRING", "off", "maybe", "`auto` or `off`"),
        ("DATABASE_URL", "postgres://alice@db/assent", "mysql://db", "postgres://"),
        ("DATABASE_POOL_SIZE", "4", "0", "1 to 64"),
        ("TRUSTED_PROXY", "10.0.0.2, 10.0.0.3", "proxy", "IP address"),
        ("OPENAI_BASE_URL", "https://models.example.com/v1", "http://models.example.com/v1", "https://"),
        ("OPENAI_BASE_URL", "http://127.0.0.1:8080/v1", "http://127.0.0.1@example.com/v1", "https://"),
        ("OPENAI_BASE_URL", "http://[::1]:8080", "http://127.0.0.1.example.com", "https://"),
        ("OPENAI_BASE_URL", "http://localhost", "http://localhost\\@example.com", "https://"),
        ("WEATHER_BASE_URL", "http://localhost:9000", "ftp://localhost", "https://"),
    ] {
        read("", &[(name, right)]).unwrap_or_else(|error| panic!("{name}={right}: {error}"));
        let error = read("", &[(name, wrong)]).unwrap_err();
        let said = error.to_string();
        assert_eq!(error.code(), "CONFIG_INVALID");
        assert!(said.starts_with(name), "{said}");
        assert!(said.contains(takes), "{name} takes {takes}: {said}");
    }
}

#[test]
fn an_unknown_key_is_named_with_the_nearest_known_one() {
    let error = read("agent_max_step = 3", &[]).unwrap_err().to_string();
    assert!(error.contains("`agent_max_step`") && error.contains("`agent_max_steps`"), "{error}");
    let error = read("LOG_LEVEL = \"debug\"", &[]).unwrap_err().to_string();
    assert!(error.contains("`log_level`"), "{error}");
    let error = read("[weather]\nunits = \"metric\"", &[]).unwrap_err().to_string();
    assert!(error.contains("`weather`"), "{error}");
}

#[test]
fn a_file_that_is_not_toml_is_told_by_its_line() {
    let error = read("log_level = \"info\"\nopenai_api_key = sk-aaaabbbbcccc\n", &[]).unwrap_err();
    assert!(matches!(error, ConfigError::NotToml { line: 2, .. }), "{error}");
    assert!(!error.to_string().contains("sk-aaaa"), "{error}");
}

#[test]
fn secrets_never_show() {
    let env = [
        ("OPENAI_API_KEY", "sk-aaaabbbbccccdddd"),
        ("ASSENT_KEY_PASSPHRASE", "eleven blue herons"),
        ("DATABASE_URL", "postgres://assent:hunter2@db/assent"),
    ];
    let config = read("", &env).unwrap();
    let shown = format!("{config:?}");
    for secret in ["sk-aaaa", "herons", "hunter2"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert_eq!(config.key_passphrase().unwrap().expose_secret(), "eleven blue herons");

    let error = read("", &[("OPENAI_API_KEY", "sk-aaaa bbbb")]).unwrap_err().to_string();
    assert!(!error.contains("sk-aaaa") && error.contains("not shown"), "{error}");
    let error = read("", &[("DATABASE_URL", "mysql://assent:hunter2@db")]).unwrap_err().to_string();
    assert!(!error.contains("hunter2"), "{error}");
}

#[test]
fn a_model_is_set_by_a_key_or_an_address() {
    let hosted = read("", &[("OPENAI_API_KEY", "sk-aaaa")]).unwrap();
    assert_eq!(hosted.model().unwrap().base_url(), "https://api.openai.com/v1");
    let local = read("", &[("OPENAI_BASE_URL", "http://localhost:8080/v1/"), ("LLM_MODEL", "tiny")]).unwrap();
    let model = local.model().unwrap();
    assert_eq!((model.base_url(), model.name()), ("http://localhost:8080/v1", "tiny"));
    assert!(model.api_key().is_none());
    assert!(read("", &[("LLM_MODEL", "tiny")]).unwrap().model().is_none());
}

#[test]
fn listening_beyond_this_computer_needs_tls_or_a_proxy() {
    let error = read("", &[("MCP_HOST", "0.0.0.0")]).unwrap_err();
    assert!(matches!(error, ConfigError::BeyondLoopback { .. }), "{error}");
    for also in [
        vec![("TRUSTED_PROXY", "10.0.0.2")],
        vec![("TLS_CERT_FILE", "/etc/assent/cert.pem"), ("TLS_KEY_FILE", "/etc/assent/key.pem")],
    ] {
        let env: Vec<_> = also.into_iter().chain([("MCP_HOST", "0.0.0.0")]).collect();
        read("", &env).unwrap();
    }
    let half = read("", &[("TLS_CERT_FILE", "/etc/assent/cert.pem")]).unwrap_err().to_string();
    assert!(half.contains("TLS_KEY_FILE"), "{half}");
    read("", &[("MCP_HOST", "::1")]).unwrap();
    assert!(read("", &[("MCP_HOST", "::")]).is_err());
}

#[test]
fn the_demo_office_has_a_folder_of_its_own() {
    let demo = Overrides { data_dir: None, demo: true };
    assert_eq!(read_with("", &[], demo).unwrap().data_dir(), Path::new("/home/alice/assent/demo"));
    let told = Overrides { data_dir: Some("/tmp/office".into()), demo: true };
    let config = read_with("", &[], told).unwrap();
    assert_eq!(config.data_dir(), Path::new("/tmp/office"));
    assert!(config.demo());
    assert_eq!(config.config_dir(), Path::new("/home/alice/.config/assent"));
}

#[test]
fn the_anchor_may_not_lie_beside_what_it_anchors() {
    let error = read("", &[("AUDIT_ANCHOR", "/home/alice/assent/anchor.jsonl")]).unwrap_err();
    assert!(error.to_string().contains("outside the data folder"), "{error}");
    let config = read("", &[("AUDIT_ANCHOR", "/mnt/usb/anchor.jsonl")]).unwrap();
    assert_eq!(config.audit_anchor("desk"), Path::new("/mnt/usb/anchor.jsonl"));
}

#[test]
fn a_passphrase_in_the_file_is_refused() {
    let error = read("assent_key_passphrase = \"eleven blue herons\"", &[]).unwrap_err().to_string();
    assert!(error.contains("environment only") && !error.contains("herons"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_file_with_a_secret_in_it_must_be_the_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    let text = "openai_api_key = \"sk-aaaa\"";
    for (mode, text, fits) in [(0o644, text, false), (0o600, text, true), (0o644, "log_level = \"info\"", true)] {
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        assert_eq!(folders::refuse_shared_secrets(&path, text).is_ok(), fits, "{mode:o} {text}");
    }
}
