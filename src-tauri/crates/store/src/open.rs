//! Opening a database: where it is, which of the two kinds it is, and its schema.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use assent_migrations::Migrator;
use sea_orm::sqlx::ConnectOptions as _;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sea_orm::sqlx::{self, Connection as _};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, RuntimeErr, SqlxPostgresConnector,
    Statement,
};
use sea_orm_migration::MigratorTrait;

use crate::StoreError;

/// When SQLite waits for the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Synchronous {
    /// At every commit: what was acknowledged survives a power cut.
    #[default]
    Full,
    /// At checkpoints: a power cut may take the last commits, never half of one.
    Normal,
}

impl Synchronous {
    /// As SQLite calls it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "FULL",
            Self::Normal => "NORMAL",
        }
    }
}

/// How to open a database.
#[derive(Clone)]
pub struct StoreOptions {
    /// `sqlite://PATH?mode=rwc` or `postgres://…`.
    pub url: String,
    /// What to call it in messages: no credentials.
    pub place: String,
    /// The SQLite file behind the address.
    pub file: Option<PathBuf>,
    /// How long a writer waits for another process.
    pub busy_timeout: Duration,
    /// Connections, of which one writes.
    pub pool_size: u32,
    /// When SQLite waits for the disk.
    pub synchronous: Synchronous,
}

impl fmt::Debug for StoreOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreOptions").field("place", &self.place).finish_non_exhaustive()
    }
}

impl StoreOptions {
    /// The file at `path`, made when missing, with the usual limits.
    #[must_use]
    pub fn file(path: &Path) -> Self {
        Self {
            url: format!("sqlite://{}?mode=rwc", path.display()),
            place: path.display().to_string(),
            file: Some(path.to_owned()),
            busy_timeout: Duration::from_secs(15),
            pool_size: 4,
            synchronous: Synchronous::Full,
        }
    }

    /// The database behind an address, which may carry a password, with the usual limits.
    #[must_use]
    pub fn address(url: &str) -> Self {
        Self { url: url.to_owned(), place: place(url), file: None, ..Self::file(Path::new("")) }
    }
}

/// From the address as it is understood, never as it is written: a password with
/// a character too many must not end up in a message.
fn place(url: &str) -> String {
    if !is_postgres(url) {
        return url.split('?').next().unwrap_or_default().to_owned();
    }
    let Ok(server) = understood(url) else { return "DATABASE_URL".to_owned() };
    let host = match server.get_socket() {
        Some(folder) => folder.display().to_string(),
        None => format!("{}:{}", server.get_host(), server.get_port()),
    };
    format!("{} on {host}", server.get_database().unwrap_or_else(|| server.get_username()))
}

/// An `@`, `/`, `?` or `#` written plainly in a password would make the rest of it a host.
fn understood(url: &str) -> Result<PgConnectOptions, sqlx::Error> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let signs = |text: &str| text.matches('@').count();
    if signs(authority) > 1 || signs(rest) > signs(authority) {
        return Err(sqlx::Error::Configuration("an @ where there can be none".into()));
    }
    url.parse()
}

fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// Connects, and says in words of the place what went wrong.
pub(crate) async fn connect(options: &StoreOptions) -> Result<DatabaseConnection, StoreError> {
    let opened =
        if is_postgres(&options.url) { server(options).await } else { file(options, options.pool_size.max(2)).await };
    opened.map_err(|cause| StoreError::opening(options, cause))
}

/// What writes go through: for a file a connection of their own, for a server the same as reads.
pub(crate) async fn writing(
    options: &StoreOptions,
    connection: &DatabaseConnection,
) -> Result<DatabaseConnection, StoreError> {
    if is_postgres(&options.url) {
        return Ok(connection.clone());
    }
    file(options, 1).await.map_err(|cause| StoreError::opening(options, cause))
}

async fn file(options: &StoreOptions, connections: u32) -> Result<DatabaseConnection, DbErr> {
    let (busy, synchronous) = (options.busy_timeout, options.synchronous.as_str());
    let mut connect = ConnectOptions::new(&options.url);
    connect
        .max_connections(connections)
        .connect_timeout(busy)
        .acquire_timeout(busy + busy)
        // A file does not hang up: asking before each use would cost as much as a statement.
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", synchronous)
                .pragma("trusted_schema", "OFF")
                .foreign_keys(true)
                .busy_timeout(busy)
        });
    Database::connect(connect).await
}

async fn server(options: &StoreOptions) -> Result<DatabaseConnection, DbErr> {
    let failed = |cause: sqlx::Error| DbErr::Conn(RuntimeErr::SqlxError(cause.into()));
    let server = understood(&options.url).map_err(failed)?;
    let server = server.application_name("assent").disable_statement_logging();
    // A pool tries again for as long as it may wait. Whoever starts wants to know at once.
    let first = tokio::time::timeout(options.busy_timeout, PgConnection::connect_with(&server)).await;
    first.unwrap_or(Err(sqlx::Error::PoolTimedOut)).map_err(failed)?.close().await.map_err(failed)?;
    let pool = PgPoolOptions::new()
        .max_connections(options.pool_size.max(2))
        .acquire_timeout(options.busy_timeout + options.busy_timeout)
        .connect_lazy_with(server);
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

/// Whether the schema is this version's; `false` when there is something to migrate.
///
/// # Errors
/// [`StoreError::Newer`] for one that knows migrations this version does not.
pub(crate) async fn is_current(connection: &impl ConnectionTrait, options: &StoreOptions) -> Result<bool, StoreError> {
    let backend = connection.get_database_backend();
    let there = match backend {
        DbBackend::Postgres => "SELECT 1 AS there WHERE to_regclass('seaql_migrations') IS NOT NULL",
        _ => "SELECT 1 AS there FROM sqlite_master WHERE name = 'seaql_migrations'",
    };
    let table = connection.query_one_raw(Statement::from_string(backend, there)).await;
    if table.map_err(|cause| StoreError::opening(options, cause))?.is_none() {
        return Ok(false);
    }
    let mut pending: Vec<String> = Migrator::migrations().iter().map(|m| m.name().to_owned()).collect();
    let applied = "SELECT version FROM seaql_migrations ORDER BY version";
    let rows = connection.query_all_raw(Statement::from_string(backend, applied)).await;
    for row in rows.map_err(|cause| StoreError::opening(options, cause))? {
        let version: String = row.try_get("", "version")?;
        match pending.iter().position(|known| *known == version) {
            Some(known) => pending.swap_remove(known),
            None => return Err(StoreError::Newer { place: options.place.clone(), found: version }),
        };
    }
    Ok(pending.is_empty())
}
