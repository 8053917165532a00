//! Opening the database, and the two ways into it: a [`View`] that only reads,
//! and a [`Tx`] that writes. There is one writer at a time, on both databases:
//! those of this process queue on a lock; those of other processes on SQLite's
//! busy time-out, or on PostgreSQL on an advisory lock.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use assent_migrations::Migrator;
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, IsolationLevel,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::stands::Stands;
use crate::wake::{Changes, Wakes};
use crate::{StoreError, StoreOptions, open};

mod file;

pub use file::Reads;

/// What writers on PostgreSQL queue on. Any number nobody else takes, and the same for ever.
const TURN: i64 = 4_702_111_234_474_983_745;
/// A writer that stopped without ending its connection loses its turn after this long.
const LONGEST_TURN: Duration = Duration::from_secs(60);

/// An open database at the current schema.
#[derive(Clone, Debug)]
pub struct Store {
    connection: DatabaseConnection,
    /// Of a file, one connection that alone writes: what others write to it voids what SQLite keeps in memory.
    writing: DatabaseConnection,
    writer: Arc<Mutex<()>>,
    busy_timeout: Duration,
    place: Arc<str>,
    wakes: Arc<Wakes>,
    /// The SQLite file; an open one that was deleted would take writes nobody finds again.
    file: Option<Arc<Path>>,
    /// Set for a file that is read without locks.
    still: Option<file::Still>,
}

/// A consistent read. Dropping it ends it.
#[derive(Debug)]
pub struct View(DatabaseTransaction);

/// A write transaction. Dropped without [`Tx::commit`], nothing happened.
#[derive(Debug)]
pub struct Tx {
    transaction: DatabaseTransaction,
    stands: Stands,
    wakes: Arc<Wakes>,
    _writer: OwnedMutexGuard<()>,
}

mod sealed {
    pub trait Connection: Sync {
        fn connection(&self) -> &sea_orm::DatabaseTransaction;

        /// What a write transaction keeps of what it stands on.
        fn stands(&self) -> Option<&crate::stands::Stands> {
            None
        }
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

    fn stands(&self) -> Option<&Stands> {
        Some(&self.stands)
    }
}

impl Reading for View {}
impl Reading for Tx {}

/// A borrowed [`Reading`], for those who read before a decision and again inside a transaction.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    transaction: &'a DatabaseTransaction,
    stands: Option<&'a Stands>,
}

impl Connection for Reader<'_> {
    fn connection(&self) -> &DatabaseTransaction {
        self.transaction
    }

    fn stands(&self) -> Option<&Stands> {
        self.stands
    }
}

impl Reading for Reader<'_> {}

impl View {
    /// Borrows it.
    #[must_use]
    pub const fn reader(&self) -> Reader<'_> {
        Reader { transaction: &self.0, stands: None }
    }
}

impl Tx {
    /// Borrows it for reading.
    #[must_use]
    pub const fn reader(&self) -> Reader<'_> {
        Reader { transaction: &self.transaction, stands: Some(&self.stands) }
    }

    /// Makes everything in it so.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing happened.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.wakes.announce(&self.transaction).await?;
        self.transaction.commit().await?;
        self.wakes.committed();
        Ok(())
    }
}

impl Store {
    /// Opens the database and brings an older schema up to date.
    ///
    /// # Errors
    /// [`StoreError::Newer`] when it knows migrations this version does not;
    /// [`StoreError::Unreachable`] or [`StoreError::Corrupt`] when it can't be read.
    pub async fn open(options: &StoreOptions) -> Result<Self, StoreError> {
        let connection = open::connect(options).await?;
        let writing = open::writing(options, &connection).await?;
        let store = Self {
            connection,
            writing,
            writer: Arc::default(),
            busy_timeout: options.busy_timeout,
            place: options.place.as_str().into(),
            wakes: Arc::default(),
            file: options.file.as_deref().map(Arc::from),
            still: None,
        };
        store.migrate(options).await?;
        Ok(store)
    }

    /// In one write transaction: a crash leaves the schema as it was, and a second
    /// process starting on the same new database waits for the first.
    async fn migrate(&self, options: &StoreOptions) -> Result<(), StoreError> {
        if open::is_current(&self.connection, options).await? {
            return Ok(());
        }
        let tx = self.write().await?;
        if open::is_current(&tx.transaction, options).await? {
            return Ok(());
        }
        Migrator::up(&tx.transaction, None).await.map_err(|cause| StoreError::opening(options, cause))?;
        tx.commit().await
    }

    fn is_postgres(&self) -> bool {
        self.connection.get_database_backend() == DbBackend::Postgres
    }

    /// A consistent read.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer.
    pub async fn view(&self) -> Result<View, StoreError> {
        let options = if self.is_postgres() {
            TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            }
        } else {
            TransactionOptions::default()
        };
        Ok(View(self.connection.begin_with_options(options).await.map_err(|cause| self.beginning(cause))?))
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
        let longest_wait = self.busy_timeout + self.busy_timeout;
        let writer = tokio::time::timeout(longest_wait, queue).await.map_err(|_| StoreError::Busy)?;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let begun = self.writing.begin_with_options(options).await;
        let transaction = begun.map_err(|cause| self.beginning(cause))?;
        if self.is_postgres() {
            transaction.execute_unprepared(&self.take_turn()).await?;
        }
        Ok(Tx { transaction, stands: Stands::default(), wakes: Arc::clone(&self.wakes), _writer: writer })
    }

    /// Every statement after the lock reads what the writer before left: hence READ COMMITTED.
    fn take_turn(&self) -> String {
        format!(
            "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = {}; \
             SET LOCAL idle_in_transaction_session_timeout = {}; SELECT pg_advisory_xact_lock({TURN})",
            self.busy_timeout.as_millis().max(1),
            LONGEST_TURN.as_millis(),
        )
    }

    /// Wakes at every commit from now on, by whatever process.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer.
    pub async fn changes(&self) -> Result<Changes, StoreError> {
        self.wakes.changes(&self.connection).await
    }

    fn beginning(&self, cause: DbErr) -> StoreError {
        StoreError::beginning(&self.place, self.is_postgres(), cause)
    }
}
