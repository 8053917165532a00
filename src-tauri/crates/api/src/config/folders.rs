//! The three folders the app keeps things in.

use std::path::{Path, PathBuf};

use directories::{BaseDirs, ProjectDirs};

use super::names::Name;
use super::source::{self, Source};
use super::{ConfigError, Overrides};

#[derive(Debug, Clone)]
pub(super) struct Folders {
    config: PathBuf,
    data: PathBuf,
    state: PathBuf,
}

impl Folders {
    pub(super) fn from(source: &Source<'_>, overrides: &Overrides) -> Result<Self, ConfigError> {
        let config = set_or(source.path(Name::AssentConfigDir)?, Name::AssentConfigDir, default_config)?;
        let state = set_or(source.path(Name::AssentStateDir)?, Name::AssentStateDir, default_state)?;
        let data = match &overrides.data_dir {
            Some(dir) => std::path::absolute(dir).map_err(|_| ConfigError::Invalid {
                name: "--data-dir",
                got: dir.display().to_string(),
                takes: "a folder",
                origin: "command line",
            })?,
            None => {
                let data = set_or(source.path(Name::AssentDataDir)?, Name::AssentDataDir, default_data)?;
                if overrides.demo { data.join("demo") } else { data }
            }
        };
        Ok(Self { config, data, state })
    }

    pub(super) fn config(&self) -> &Path {
        &self.config
    }

    pub(super) fn data(&self) -> &Path {
        &self.data
    }

    pub(super) fn state(&self) -> &Path {
        &self.state
    }
}

/// Where `config.toml` is looked for, before anything else is known.
pub(super) fn config_dir(lookup: &dyn Fn(&str) -> Option<String>) -> Result<PathBuf, ConfigError> {
    let set = Source::new("", lookup)?.path(Name::AssentConfigDir)?;
    set_or(set, Name::AssentConfigDir, default_config)
}

/// Refuses a file with a secret in it that other accounts can read.
#[cfg(unix)]
pub(super) fn refuse_shared_secrets(path: &Path, text: &str) -> Result<(), ConfigError> {
    use std::os::unix::fs::PermissionsExt;
    let Some(key) = source::secrets_in(text) else {
        return Ok(());
    };
    let shared = std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0);
    if shared { Err(ConfigError::SharedSecret { path: path.to_owned(), key }) } else { Ok(()) }
}

/// Other systems keep a profile folder private by default.
#[cfg(not(unix))]
pub(super) fn refuse_shared_secrets(_path: &Path, _text: &str) -> Result<(), ConfigError> {
    Ok(())
}

fn set_or(set: Option<PathBuf>, name: Name, default: impl FnOnce() -> Option<PathBuf>) -> Result<PathBuf, ConfigError> {
    set.or_else(default).ok_or(ConfigError::NoHome { name: name.env() })
}

fn project() -> Option<ProjectDirs> {
    ProjectDirs::from("", "", "assent")
}

fn default_config() -> Option<PathBuf> {
    project().map(|dirs| dirs.config_dir().to_owned())
}

fn default_data() -> Option<PathBuf> {
    project().map(|dirs| dirs.data_dir().to_owned())
}

/// Systems without a state folder get one beside the data folder, not in it: the audit
/// anchor must not go where the database goes.
fn default_state() -> Option<PathBuf> {
    match project()?.state_dir() {
        Some(dir) => Some(dir.to_owned()),
        None => Some(BaseDirs::new()?.data_local_dir().join("assent-state")),
    }
}
