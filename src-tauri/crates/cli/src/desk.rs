//! The open app as one command sees it: the data folder, the sessions kept in it,
//! and who is acting.

use std::io;

use assent_api::config::Database;
use assent_api::{App, Config, Overrides, Session, logging};
use secrecy::ExposeSecret;

use crate::arguments::{Arguments, PasswordFrom};
use crate::failure::Failure;
use crate::input;
use crate::kept::Kept;

/// What every command starts from.
pub struct Desk {
    /// The app.
    pub app: App,
    /// The sessions of this terminal.
    pub kept: Kept,
    /// Whether a program reads.
    pub json: bool,
}

impl Desk {
    /// Opens the data folder; only `make` makes one that is missing.
    pub async fn open(arguments: &Arguments, make: bool) -> Result<Self, Failure> {
        let config = if make { settings(arguments)? } else { config(arguments)? };
        Self::with(config, arguments.json).await
    }

    /// The same where the settings are known and the log has begun.
    pub async fn with(config: Config, json: bool) -> Result<Self, Failure> {
        let kept = Kept::new(config.data_dir());
        Ok(Self { app: App::open(config).await?, kept, json })
    }

    /// The session to act with. What is due is done first: this may be the only process there is.
    pub async fn session(&self, email: Option<&str>) -> Result<Session, Failure> {
        if let Err(cause) = self.app.keep_house().await {
            tracing::warn!(%cause, "what is due can't be done now");
        }
        let session = self.any_session(email).await?;
        if session.must_change_password() {
            let message = format!(
                "the password of {} was given for one sign-in; choose your own first with `assent passwd`",
                session.email()
            );
            return Err(Failure::of("PASSWORD_CHANGE_REQUIRED", message));
        }
        Ok(session)
    }

    /// The session of somebody who may have to choose a password before anything else.
    pub async fn any_session(&self, email: Option<&str>) -> Result<Session, Failure> {
        let Some((email, secret)) = self.kept.secret(email)? else {
            let message = match email {
                Some(email) => format!("{email} is not signed in at this terminal; run `assent login {email}`"),
                None => "nobody is signed in at this terminal; run `assent login EMAIL`, or name somebody who is with \
                         --as EMAIL"
                    .to_owned(),
            };
            return Err(Failure::of("NOT_SIGNED_IN", message));
        };
        let found = self.app.gate().session(&secret).await.map_err(Failure::from);
        found.map_err(|failure| match failure {
            Failure::Said(error) if error.code == "NOT_SIGNED_IN" => {
                Failure::of("NOT_SIGNED_IN", format!("the session of {email} has ended; run `assent login {email}`"))
            }
            other => other,
        })
    }

    /// The same session, with the password asked again where it was given too long ago.
    pub async fn fresh(&self, session: Session, from: PasswordFrom) -> Result<Session, Failure> {
        if session.is_fresh(self.app.gate().now().as_millisecond()) {
            return Ok(session);
        }
        self.authenticate_again(session, from).await
    }

    async fn authenticate_again(&self, session: Session, from: PasswordFrom) -> Result<Session, Failure> {
        let prompt = format!("Your password again, {} (it was given more than 15 minutes ago): ", session.name());
        let password = input::password(&prompt, from.stdin)?;
        Ok(self.app.gate().authenticate_again(&session, password.expose_secret()).await?)
    }
}

/// What the command line says over the settings.
pub fn overrides(arguments: &Arguments) -> Overrides {
    Overrides { data_dir: arguments.data_dir.clone(), demo: arguments.demo }
}

/// The settings of this start, and its log.
pub fn settings(arguments: &Arguments) -> Result<Config, Failure> {
    let config = Config::load(overrides(arguments))?;
    logging::start(&config).map_err(|cause| Failure::of("START_FAILED", cause.to_string()))?;
    Ok(config)
}

/// The same, where there is something in the data folder.
pub fn config(arguments: &Arguments) -> Result<Config, Failure> {
    let config = settings(arguments)?;
    refuse_missing(&config)?;
    Ok(config)
}

/// A mistyped folder must not become a new, empty office.
pub fn refuse_missing(config: &Config) -> Result<(), Failure> {
    let Database::SqliteFile(file) = config.database() else { return Ok(()) };
    match file.symlink_metadata() {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            let folder = config.data_dir().display();
            let demo = config.data_dir().join("demo").join("assent.db").exists();
            let next = if demo {
                "the demo office is beside it: write `assent --demo …` for it, or run `assent init` for a workspace here"
            } else {
                "run `assent init` there, or `assent init --demo` for the demo office, or name another folder with \
                 --data-dir"
            };
            let message = format!("there is nothing in {folder}; {next}");
            Err(Failure::of("NOT_SET_UP", message))
        }
        Err(cause) if cause.kind() == io::ErrorKind::NotADirectory => {
            let folder = config.data_dir().display();
            let message = format!("the data folder {folder} lies in what is no folder; choose another with --data-dir");
            Err(Failure::of("DATA_FOLDER_UNWRITABLE", message))
        }
        _ => Ok(()),
    }
}
