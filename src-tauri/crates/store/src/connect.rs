//! Opening the database, and the two ways into it: a [`View`] that only reads,
//! and a [`Tx`] that writes. SQLite has one writer: writers of this process
//! queue on a lock, and those of other processes on the busy time-out.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use assent_migrations::Migrator;
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use tokio::sync::{Mutex, OwnedMutexGuard};

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
#[derive(Clone, Debug)]
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
}

/// An open database at the current schema.
#[derive(Clone, Debug)]
pub struct Store {
    connection: DatabaseConnection,
    writer: Arc<Mutex<()>>,
    longest_wait: Duration,
    /// The SQLite file; an open one that was deleted would take writes nobody finds again.
    file: Option<Arc<Path>>,
}

/// A consistent read. Dropping it ends it.
#[derive(Debug)]
pub struct View(DatabaseTransaction);

/// A write transaction. Dropped without [`Tx::commit`], nothing happened.
#[derive(Debug)]
pub struct Tx {
    transaction: DatabaseTransaction,
    _writer: OwnedMutexGuard<()>,
}

mod sealed {
    pub trait Connection {
        fn connection(&self) -> &sea_orm::DatabaseTransaction;
    }
}

pub(crate) use sealed::Connection;

/// Whatever can be read from: a [`View`], or the [`Tx`] about to write.
pub trait Reading: Connection + Sync {}

impl Connection for View {
    fn connection(&self) -> &DatabaseTransaction {
        &self.0
    }
}

impl Connection for Tx {
    fn connection(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}

impl Reading for View {}
impl Reading for Tx {}

/// A borrowed [`Reading`], for those who read before a decision and again inside a transaction.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a>(&'a DatabaseTransaction);

impl Connection for Reader<'_> {
    fn connection(&self) -> &DatabaseTransaction {
        self.0
    }
}

impl Reading for Reader<'_> {}

impl View {
    /// Borrows it.
    #[must_use]
    pub const fn reader(&self) -> Reader<'_> {
        Reader(&self.0)
    }
}

impl Tx {
    /// Borrows it for reading.
    #[must_use]
    pub const fn reader(&self) -> Reader<'_> {
        Reader(&self.transaction)
    }

    /// Makes everything in it so.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing happened.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit().await?)
    }
}

impl Store {
    /// Opens the database and brings an older schema up to date.
    ///
    /// # Errors
    /// [`StoreError::Newer`] when it knows migrations this version does not;
    /// [`StoreError::Unreachable`] or [`StoreError::Corrupt`] when it can't be read.
    pub async fn open(options: &StoreOptions) -> Result<Self, StoreError> {
        let (busy, synchronous) = (options.busy_timeout, options.synchronous.as_str());
        let mut connect = ConnectOptions::new(&options.url);
        connect
            .max_connections(options.pool_size.max(2))
            .connect_timeout(busy)
            .acquire_timeout(busy + busy)
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(move |sqlite| {
                sqlite
                    .pragma("journal_mode", "WAL")
                    .pragma("synchronous", synchronous)
                    .pragma("trusted_schema", "OFF")
                    .foreign_keys(true)
                    .busy_timeout(busy)
            });
        let opened = Database::connect(connect).await.map_err(|cause| opening(options, cause))?;
        let store = Self {
            connection: opened,
            writer: Arc::new(Mutex::new(())),
            longest_wait: busy + busy,
            file: options.file.as_deref().map(Arc::from),
        };
        store.refuse_newer(options).await?;
        store.migrate(options).await?;
        Ok(store)
    }

    async fn refuse_newer(&self, options: &StoreOptions) -> Result<(), StoreError> {
        let known: Vec<String> = Migrator::migrations().iter().map(|m| m.name().to_owned()).collect();
        let backend = self.connection.get_database_backend();
        let there = match backend {
            DbBackend::Postgres => {
                "SELECT table_name AS name FROM information_schema.tables WHERE table_name = 'seaql_migrations'"
            }
            _ => "SELECT name FROM sqlite_master WHERE name = 'seaql_migrations'",
        };
        let table = self.connection.query_one_raw(Statement::from_string(backend, there)).await;
        if table.map_err(|cause| opening(options, cause))?.is_none() {
            return Ok(());
        }
        let rows = self
            .connection
            .query_all_raw(Statement::from_string(backend, "SELECT version FROM seaql_migrations ORDER BY version"))
            .await?;
        for row in rows {
            let version: String = row.try_get("", "version")?;
            if !known.contains(&version) {
                return Err(StoreError::Newer { place: options.place.clone(), found: version });
            }
        }
        Ok(())
    }

    /// In one write transaction: a crash leaves the schema as it was, and a second
    /// process starting on the same new file waits for the first.
    async fn migrate(&self, options: &StoreOptions) -> Result<(), StoreError> {
        if Migrator::get_pending_migrations(&self.connection).await.is_ok_and(|pending| pending.is_empty()) {
            return Ok(());
        }
        let tx = self.write().await?;
        Migrator::up(&tx.transaction, None).await.map_err(|cause| opening(options, cause))?;
        tx.commit().await
    }

    /// A consistent read.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer.
    pub async fn view(&self) -> Result<View, StoreError> {
        let options = TransactionOptions {
            access_mode: (self.connection.get_database_backend() == DbBackend::Postgres)
                .then_some(AccessMode::ReadOnly),
            ..TransactionOptions::default()
        };
        Ok(View(self.connection.begin_with_options(options).await?))
    }

    /// The write transaction. Never hold it across a wait for a person or a network.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when another process holds it for too long.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        if let Some(file) = self.file.as_deref().filter(|file| !file.exists()) {
            return Err(StoreError::Gone { place: file.display().to_string() });
        }
        let queue = Arc::clone(&self.writer).lock_owned();
        let writer = tokio::time::timeout(self.longest_wait, queue).await.map_err(|_| StoreError::Busy)?;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(Tx { transaction: self.connection.begin_with_options(options).await?, _writer: writer })
    }
}

fn opening(options: &StoreOptions, cause: sea_orm::DbErr) -> StoreError {
    let text = cause.to_string();
    let place = options.place.clone();
    if text.contains("not a database") || text.contains("malformed") || text.contains("(code: 26)") {
        return StoreError::Corrupt { place, cause };
    }
    StoreError::Unreachable { place, cause }
}
