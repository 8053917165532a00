//! Why a start stopped at its settings.

use std::io;
use std::path::PathBuf;

/// A setting that cannot be used. Values of secrets are never in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A value the setting does not take.
    #[error("{name} ({origin}) is {got:?}; it takes {takes}")]
    Invalid {
        /// The setting, by its environment name.
        name: &'static str,
        /// The value, or that it is not shown.
        got: String,
        /// What would do.
        takes: &'static str,
        /// Where it was set.
        origin: &'static str,
    },
    /// A key in the file that nothing reads.
    #[error("config.toml has the unknown key `{key}`; the nearest one is `{nearest}`")]
    UnknownKey {
        /// The key as written.
        key: String,
        /// The known key most like it.
        nearest: String,
    },
    /// A setting that belongs in the environment only.
    #[error("config.toml holds `{key}`, which is taken from the environment only; set {name} there")]
    EnvironmentOnly {
        /// The key as written.
        key: String,
        /// The environment variable.
        name: &'static str,
    },
    /// The file is not TOML.
    #[error("config.toml cannot be read as TOML (line {line}): {message}; correct that line")]
    NotToml {
        /// Counted from 1.
        line: usize,
        /// What the parser said, without the line itself.
        message: String,
    },
    /// The file is there and cannot be read.
    #[error("could not read {}: {source}; check its owner and permissions", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file holds a secret and others can read it.
    #[error("{} holds `{key}` and can be read by other accounts; run `chmod 600 {}`", path.display(), path.display())]
    SharedSecret {
        /// The file.
        path: PathBuf,
        /// The secret's key.
        key: String,
    },
    /// There is no home folder to put things in.
    #[error("this account has no home folder; set {name} to a folder that can be written")]
    NoHome {
        /// The environment variable that would help.
        name: &'static str,
    },
    /// Listening to other machines in the clear.
    #[error(
        "MCP_HOST is {host:?}, which other machines can reach; it takes 127.0.0.1, or set \
         TLS_CERT_FILE and TLS_KEY_FILE, or TRUSTED_PROXY"
    )]
    BeyondLoopback {
        /// The address asked for.
        host: String,
    },
}

impl ConfigError {
    /// The code a program may act on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "CONFIG_INVALID"
    }
}
