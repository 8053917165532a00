//! What is done with a database as a file: reading one without leaving a trace
//! beside it, copying it, and bringing it to rest. For a server other programs do that.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement};

use super::Store;
use crate::{StoreError, StoreOptions, open};

/// How long a file that is only read is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// As it lies there now. Nothing is written beside a file that nobody has open.
    Once,
    /// Together with those who write. As with every user of a shared journal,
    /// `-wal` and `-shm` may come to lie beside the file; the file itself is not written.
    Along,
}

/// How a file looked when it was opened without the locks that keep writers away.
#[derive(Clone, Debug)]
pub(super) struct Still {
    file: PathBuf,
    looked: Option<(u64, SystemTime)>,
}

impl Still {
    fn of(file: &Path) -> Self {
        Self { file: file.to_owned(), looked: looks(file) }
    }

    fn moved(&self) -> bool {
        self.looked.is_none() || looks(&self.file) != self.looked || has_journal(&self.file)
    }
}

fn looks(file: &Path) -> Option<(u64, SystemTime)> {
    let found = fs::metadata(file).ok()?;
    Some((found.len(), found.modified().ok()?))
}

fn beside(file: &Path, end: &str) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(end);
    PathBuf::from(path)
}

/// Whether something that belongs to the file may lie outside it.
fn has_journal(file: &Path) -> bool {
    ["-wal", "-journal"].iter().any(|end| fs::metadata(beside(file, end)).is_ok_and(|found| found.len() > 0))
}

impl Store {
    /// Opens a database to read from and changes nothing, not even an older schema.
    /// Also for a copy in a place that can't be written to.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] or [`StoreError::Corrupt`] when it can't be read.
    pub async fn open_read_only(options: &StoreOptions, reads: Reads) -> Result<Self, StoreError> {
        let (connection, still) = match &options.file {
            None => (open::connect(options).await?, None),
            Some(file) if reads == Reads::Once && !beside(file, "-wal").exists() && !has_journal(file) => {
                let still = Still::of(file);
                (connect(options, file, "mode=ro&immutable=1").await?, Some(still))
            }
            Some(file) => match connect(options, file, "mode=ro").await {
                Ok(connection) => (connection, None),
                // Where nothing can be written, an empty journal beside it is as good as none.
                Err(StoreError::Unreachable { .. }) if reads == Reads::Once && !has_journal(file) => {
                    let still = Still::of(file);
                    (connect(options, file, "mode=ro&immutable=1").await?, Some(still))
                }
                Err(refused) => return Err(refused),
            },
        };
        Ok(Self {
            writing: connection.clone(),
            connection,
            writer: Arc::default(),
            busy_timeout: options.busy_timeout,
            place: options.place.as_str().into(),
            wakes: Arc::default(),
            file: options.file.as_deref().map(Arc::from),
            still,
        })
    }

    /// Whether what was read since it was opened is all from one state of the file.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when somebody began to write to a file that was opened as lying still.
    pub fn stood_still(&self) -> Result<(), StoreError> {
        if self.still.as_ref().is_some_and(Still::moved) { Err(StoreError::Busy) } else { Ok(()) }
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
        self.connection.close().await?;
        // Of a server both are one, and closing what is closed does nothing.
        Ok(self.writing.close().await?)
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
        let opened = Database::connect(connect).await.map_err(|cause| StoreError::opening(&options, cause))?;
        let alone = opened.execute_unprepared("PRAGMA journal_mode = DELETE").await;
        opened.close().await?;
        alone.map(|_| ()).map_err(|cause| match StoreError::from(cause) {
            StoreError::Busy => StoreError::InUse { place },
            other => other,
        })
    }
}

/// Connecting alone reads nothing of the file, so it is asked for something.
async fn connect(options: &StoreOptions, file: &Path, how: &str) -> Result<DatabaseConnection, StoreError> {
    let mut connect = ConnectOptions::new(format!("sqlite://{}?{how}", file.display()));
    connect.max_connections(2).sqlx_logging(false);
    let asked: Result<DatabaseConnection, DbErr> = async {
        let connection = Database::connect(connect).await?;
        connection.execute_unprepared("SELECT count(*) FROM sqlite_master").await?;
        Ok(connection)
    }
    .await;
    asked.map_err(|cause| StoreError::opening(options, cause))
}
