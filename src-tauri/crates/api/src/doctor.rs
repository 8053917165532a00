//! The doctor: what an installation promises, each promise looked at where it stands. What is
//! the person's own is only read; what takes an experiment is tried in a throw-away office
//! beside it. The guarantees are a table; what each looks at lies in the modules below.

use std::future::Future;
use std::iter;
use std::pin::Pin;

use assent_gate::{Reads, Record, Schema, StoreOptions};
use serde::Serialize;

use crate::app::store_options;
use crate::config::{Config, ConfigError, Database};
use crate::error::sentence;
use crate::{ApiError, open_record};

mod experiments;
mod lasting;
mod office;
mod people;
mod places;
mod surroundings;
mod table;

use office::Office;
use table::{GUARANTEES, SETTINGS};

/// How a guarantee stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// It holds.
    Ok,
    /// It holds as far as it goes, and somebody should know.
    Attention,
    /// It does not hold.
    Failed,
    /// It means nothing here, or could not be looked at.
    NotApplicable,
}

/// One guarantee, looked at.
#[derive(Clone, Debug, Serialize)]
pub struct Guarantee {
    /// Its name, for machines.
    pub name: &'static str,
    /// What is promised.
    pub title: &'static str,
    /// What was looked at.
    pub looked_at: &'static str,
    /// How it stands.
    pub result: Health,
    /// What was found.
    pub found: String,
    /// How to mend it, where there is something to mend.
    pub mend: Option<String>,
}

/// All of them.
#[derive(Clone, Debug, Serialize)]
pub struct Diagnosis {
    /// Whether none failed.
    pub healthy: bool,
    /// Who is outside what is promised.
    pub outside: &'static str,
    /// The guarantees, in the order they were looked at.
    pub guarantees: Vec<Guarantee>,
}

/// What looking came to, before it is put beside the guarantee it is about.
pub(crate) struct Found {
    result: Health,
    text: String,
    mend: Option<String>,
}

impl Found {
    fn ok(text: impl Into<String>) -> Self {
        Self { result: Health::Ok, text: text.into(), mend: None }
    }

    fn attention(text: impl Into<String>) -> Self {
        Self { result: Health::Attention, text: text.into(), mend: None }
    }

    fn failed(text: impl Into<String>) -> Self {
        Self { result: Health::Failed, text: text.into(), mend: None }
    }

    fn not_applicable(text: impl Into<String>) -> Self {
        Self { result: Health::NotApplicable, text: text.into(), mend: None }
    }

    fn mend(self, how: impl Into<String>) -> Self {
        Self { mend: Some(how.into()), ..self }
    }
}

/// What can't be looked at does not hold. A message ends with what to do about it.
impl<E> From<E> for Found
where
    ApiError: From<E>,
{
    fn from(cause: E) -> Self {
        let error = ApiError::from(cause);
        let Some((what, remedy)) = error.message.split_once("; ") else { return Self::failed(error.to_string()) };
        Self::failed(format!("{what}. ({})", error.code)).mend(sentence(remedy))
    }
}

type Looking<'a> = Pin<Box<dyn Future<Output = Found> + Send + 'a>>;

/// One row of the table.
struct Row {
    name: &'static str,
    title: &'static str,
    looked_at: &'static str,
    mend: &'static str,
    look: for<'a> fn(&'a Patient) -> Looking<'a>,
}

impl Row {
    fn with(&self, found: Found) -> Guarantee {
        let mends = matches!(found.result, Health::Attention | Health::Failed);
        let mend = mends.then(|| found.mend.unwrap_or_else(|| self.mend.to_owned()));
        let Self { name, title, looked_at, .. } = *self;
        Guarantee { name, title, looked_at, result: found.result, found: found.text, mend }
    }
}

/// What is looked at.
struct Patient {
    config: Config,
    /// The database, opened to read.
    record: Result<Record, ApiError>,
    /// Its schema.
    schema: Result<Schema, ApiError>,
    office: Result<Office, ApiError>,
}

impl Patient {
    async fn admit(config: Config) -> Self {
        let record = open_record(&config, Reads::Once).await;
        let schema = match &record {
            Ok(record) => record.schema().await.map_err(Into::into),
            Err(cause) => Err(cause.clone()),
        };
        let of_file = schema.as_ref().ok().filter(|_| is_file(&config));
        let office = Office::open(of_file).await;
        Self { config, record, schema, office }
    }

    fn store(&self) -> StoreOptions {
        store_options(&self.config)
    }

    /// The database; what keeps it from being looked at is said once, by the guarantee it belongs to.
    fn record(&self) -> Result<&Record, Found> {
        self.record.as_ref().map_err(|_| Found::not_applicable("The database could not be looked at; see above."))
    }
}

fn is_file(config: &Config) -> bool {
    match config.database() {
        Database::SqliteFile(_) => true,
        Database::Url(_) => store_options(config).url.starts_with("sqlite:"),
    }
}

/// Looks at everything. Settings that can't be read are a guarantee that does not hold.
pub async fn examine(config: Result<Config, ConfigError>) -> Diagnosis {
    let mut guarantees = Vec::new();
    let mut outside = "";
    match config {
        Ok(config) => {
            outside = surroundings::outside(&config);
            let patient = Patient::admit(config).await;
            for row in iter::once(&SETTINGS).chain(GUARANTEES) {
                guarantees.push(row.with((row.look)(&patient).await));
            }
        }
        Err(cause) => {
            guarantees.push(SETTINGS.with(Found::failed(ApiError::from(cause).message)));
            let unseen = || Found::not_applicable("The settings have to be put right first.");
            guarantees.extend(GUARANTEES.iter().map(|row| row.with(unseen())));
        }
    }
    let healthy = guarantees.iter().all(|guarantee| guarantee.result != Health::Failed);
    Diagnosis { healthy, outside, guarantees }
}
