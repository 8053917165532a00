//! A demo office in a folder of its own, behind a real gate with real keys, and
//! somebody with the file who writes the same rows without it.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use assent_gate::keys::KeyPlace;
use assent_gate::{Gate, GateOptions, Limits, Session, StoreOptions, Synchronous, SystemClock};
use assent_policy::DEMO_PEOPLE;
use assent_tools::weather::{Forecast, UnitSystem, WeatherSettings};
use jiff::tz::TimeZone;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Column, Connection, Row, ValueRef};
use tempfile::TempDir;

type Failure = Box<dyn Error>;

/// A demo office. Alice has the role basic: notes are hers to make, tasks are not.
pub struct Office {
    folder: TempDir,
    pub gate: Gate,
    pub alice: Session,
}

impl Office {
    pub async fn new(synchronous: Synchronous) -> Result<Self, Failure> {
        let folder = TempDir::new()?;
        let anchor = folder.path().join("state/anchor.jsonl");
        std::fs::create_dir(folder.path().join("state"))?;
        let gate = Gate::open(GateOptions {
            store: StoreOptions { synchronous, ..StoreOptions::file(&database(folder.path())) },
            keys: KeyPlace {
                workspace: String::new(),
                config_dir: folder.path().join("config"),
                passphrase: None,
                use_keyring: false,
            },
            anchor: Arc::new(move |_| anchor.clone()),
            tools: assent_tools::registry(Forecast::new(nowhere())?),
            clock: Arc::new(SystemClock),
            zone: TimeZone::UTC,
            limits: Limits::default(),
        })
        .await?;
        gate.set_up_demo().await?;
        let (alice, _) = gate.sign_in(DEMO_PEOPLE[0].email, DEMO_PEOPLE[0].password, "bench").await?;
        Ok(Self { folder, gate, alice })
    }

    /// A connection of one's own to the file, with the pragmas the product uses.
    pub async fn outsider(&self, synchronous: Synchronous) -> Result<SqliteConnection, Failure> {
        let options = SqliteConnectOptions::new()
            .filename(database(self.folder.path()))
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", synchronous.as_str())
            .pragma("trusted_schema", "OFF")
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(15));
        Ok(SqliteConnection::connect_with(&options).await?)
    }
}

fn database(folder: &Path) -> PathBuf {
    folder.join("assent.db")
}

/// The weather is not asked for here.
fn nowhere() -> WeatherSettings {
    let address = "http://127.0.0.1:9".to_owned();
    WeatherSettings {
        forecast_base: address.clone(),
        geocoding_base: address,
        units: UnitSystem::Metric,
        timeout: Duration::from_secs(2),
    }
}

/// One value of a row.
pub enum Value {
    Null,
    Number(i64),
    Text(String),
}

/// A row, whatever its columns.
pub struct Values {
    pub columns: Vec<String>,
    pub values: Vec<Value>,
}

impl Values {
    /// The value of a column, as a number.
    pub fn number(&self, column: &str) -> Option<i64> {
        let at = self.columns.iter().position(|name| name == column)?;
        if let Value::Number(number) = self.values[at] { Some(number) } else { None }
    }

    /// A statement that inserts such a row.
    pub fn insert_into(&self, table: &str) -> String {
        let marks = vec!["?"; self.columns.len()].join(", ");
        format!("INSERT INTO {table} ({}) VALUES ({marks})", self.columns.join(", "))
    }
}

/// The rows a query gives.
pub async fn rows(connection: &mut SqliteConnection, sql: &str) -> Result<Vec<Values>, Failure> {
    let found = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_all(connection).await?;
    found.iter().map(read).collect()
}

fn read(row: &SqliteRow) -> Result<Values, Failure> {
    let columns = row.columns().iter().map(|column| column.name().to_owned()).collect();
    let value = |at: usize| -> Result<Value, Failure> {
        if row.try_get_raw(at)?.is_null() {
            return Ok(Value::Null);
        }
        match row.try_get::<i64, _>(at) {
            Ok(number) => Ok(Value::Number(number)),
            Err(_) => match row.try_get::<String, _>(at) {
                Ok(text) => Ok(Value::Text(text)),
                // A truth value, which is stored as a number.
                Err(_) => Ok(Value::Number(row.try_get::<bool, _>(at)?.into())),
            },
        }
    };
    Ok(Values { columns, values: (0..row.len()).map(value).collect::<Result<_, Failure>>()? })
}

/// Runs a prepared statement with these values.
pub async fn execute(connection: &mut SqliteConnection, sql: &str, values: &[Value]) -> Result<(), Failure> {
    let mut query = sqlx::query(AssertSqlSafe(sql.to_owned()));
    for value in values {
        query = match value {
            Value::Null => query.bind(None::<i64>),
            Value::Number(number) => query.bind(*number),
            Value::Text(text) => query.bind(text.clone()),
        };
    }
    query.execute(connection).await?;
    Ok(())
}
