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
        let busy = options.busy_timeout;
        let mut connect = ConnectOptions::new(&options.url);
        connect
            .max_connections(options.pool_size.max(2))
            .connect_timeout(busy)
            .acquire_timeout(busy + busy)
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(move |sqlite| {
                sqlite
                    .pragma("journal_mode", "WAL")
                    .pragma("synchronous", "FULL")
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

    /// Opens a database file to read the audit record from and changes nothing, not
    /// even an older schema. Also for a copy in a place that can't be written to.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] or [`StoreError::Corrupt`] when it can't be read.
    pub async fn open_read_only(options: &StoreOptions) -> Result<Self, StoreError> {
        let Some(file) = &options.file else { return Self::open(options).await };
        let mut opened = Err(sea_orm::DbErr::Custom(String::new()));
        for how in ["mode=ro", "mode=ro&immutable=1"] {
            let mut connect = ConnectOptions::new(format!("sqlite://{}?{how}", file.display()));
            connect.max_connections(2).sqlx_logging(false);
            opened = Database::connect(connect).await;
            if let Ok(connection) = &opened
                && let Err(cause) = connection.execute_unprepared("SELECT count(*) FROM sqlite_master").await
            {
                opened = Err(cause);
            }
            if opened.is_ok() {
                break;
            }
        }
        let connection = opened.map_err(|cause| opening(options, cause))?;
        Ok(Self {
            connection,
            writer: Arc::new(Mutex::new(())),
            longest_wait: options.busy_timeout,
            file: options.file.as_deref().map(Arc::from),
        })
    }

    /// Writes a consistent copy of the whole database into an empty file.
    ///
    /// # Errors
    /// [`StoreError::NotSupported`] on PostgreSQL; [`StoreError`] when the copy can't be written.
    pub async fn copy_into(&self, file: &Path) -> Result<(), StoreError> {
        let backend = self.connection.get_database_backend();
        if backend != DbBackend::Sqlite {
            return Err(StoreError::NotSupported { what: "a backup", instead: "pg_dump" });
        }
        let path = file.display().to_string();
        let copy = Statement::from_sql_and_values(backend, "VACUUM INTO ?", [path.into()]);
        self.connection.execute_raw(copy).await?;
        Ok(())
    }

    /// Whether it is a file of one machine.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.connection.get_database_backend() == DbBackend::Sqlite
    }

    /// The database file.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Closes it, with everything it wrote in the one file.
    ///
    /// # Errors
    /// [`StoreError`] when the file can't be brought to rest.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.connection.close().await?)
    }

    /// Leaves the journal that several share, which SQLite refuses while anybody else has the file open.
    ///
    /// # Errors
    /// [`StoreError::InUse`] then.
    pub async fn rest(file: &Path) -> Result<(), StoreError> {
        let place = file.display().to_string();
        let mut connect = ConnectOptions::new(format!("sqlite://{place}?mode=rw"));
        connect
            .max_connections(1)
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(|sqlite| sqlite.busy_timeout(Duration::ZERO));
        let options = StoreOptions::file(file);
        let connection = Database::connect(connect).await.map_err(|cause| opening(&options, cause))?;
        let alone = connection.execute_unprepared("PRAGMA journal_mode = DELETE").await;
        connection.close().await?;
        alone.map(|_| ()).map_err(|cause| match StoreError::from(cause) {
            StoreError::Busy => StoreError::InUse { place },
            other => other,
        })
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
