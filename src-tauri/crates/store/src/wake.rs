//! Waking up when something was committed, by this process or another. A wake
//! says that it is worth looking, and nothing else: the tables are the truth.
//!
//! On PostgreSQL it comes by NOTIFY, sent inside the transaction; on SQLite from
//! the file's `data_version`, looked at a few times a second while somebody waits,
//! and at once after a commit of this process. What was missed while a connection
//! was lost is made up for by one wake after it is back.

use std::sync::{Arc, Weak};
use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sea_orm::sqlx::{self, Connection as _};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, RuntimeErr};
use tokio::sync::{Mutex, Notify, watch};
use tokio::task::AbortHandle;

use crate::StoreError;

const CHANNEL: &str = "assent";
/// A transaction that wrote nothing wakes nobody: otherwise who wakes and finds
/// nothing to do would wake itself again.
const ANNOUNCE: &str = "SELECT pg_notify('assent', '') WHERE pg_current_xact_id_if_assigned() IS NOT NULL";
const LOOK_AT_FILE: Duration = Duration::from_millis(250);
const TRY_AGAIN: Duration = Duration::from_secs(1);
/// After this much silence the server is asked whether it is still there.
const SILENCE: Duration = Duration::from_secs(30);
const ANSWER: Duration = Duration::from_secs(10);

/// Wakes at every commit since it was made. Several commits may be one wake, and
/// a wake may turn out to be about nothing.
#[derive(Debug)]
pub struct Changes {
    seen: watch::Receiver<()>,
    watcher: Arc<Watcher>,
}

impl Changes {
    /// Waits until something was committed that this has not woken for yet.
    pub async fn next(&mut self) {
        // The sender lives as long as `watcher` does.
        if self.seen.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Another one beside it, from now on.
    #[must_use]
    pub fn another(&self) -> Self {
        Self { seen: self.watcher.news.subscribe(), watcher: Arc::clone(&self.watcher) }
    }
}

/// The task that listens for everybody of one store. It ends with the last of them.
#[derive(Debug)]
struct Watcher {
    news: watch::Sender<()>,
    task: AbortHandle,
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What a store keeps so that others can be woken.
#[derive(Debug, Default)]
pub(crate) struct Wakes {
    watcher: Mutex<Weak<Watcher>>,
    committed: Notify,
}

impl Wakes {
    /// Called inside a transaction about to be committed.
    pub(crate) async fn announce(&self, transaction: &DatabaseTransaction) -> Result<(), DbErr> {
        if transaction.get_database_backend() == DbBackend::Postgres {
            transaction.execute_unprepared(ANNOUNCE).await?;
        }
        Ok(())
    }

    /// Called after a commit.
    pub(crate) fn committed(&self) {
        self.committed.notify_one();
    }

    pub(crate) async fn changes(self: &Arc<Self>, connection: &DatabaseConnection) -> Result<Changes, StoreError> {
        let mut kept = self.watcher.lock().await;
        let watcher = match kept.upgrade() {
            Some(watcher) => watcher,
            None => {
                let watcher = self.watch(connection).await.map_err(lost)?;
                *kept = Arc::downgrade(&watcher);
                watcher
            }
        };
        Ok(Changes { seen: watcher.news.subscribe(), watcher })
    }

    /// Listens before it returns: nothing committed from then on is missed.
    async fn watch(self: &Arc<Self>, connection: &DatabaseConnection) -> Result<Arc<Watcher>, sqlx::Error> {
        let (news, _) = watch::channel(());
        let task = if connection.get_database_backend() == DbBackend::Postgres {
            let options = connection.get_postgres_connection_pool().connect_options().as_ref().clone();
            let listener = listen(&options).await?;
            tokio::spawn(follow_server(listener, options, news.clone()))
        } else {
            let options = connection.get_sqlite_connection_pool().connect_options().as_ref().clone();
            let file = Watched::open(&options).await?;
            tokio::spawn(follow_file(file, options, Arc::clone(self), news.clone()))
        };
        Ok(Arc::new(Watcher { news, task: task.abort_handle() }))
    }
}

fn lost(cause: sqlx::Error) -> StoreError {
    DbErr::Conn(RuntimeErr::SqlxError(cause.into())).into()
}

async fn listen(options: &PgConnectOptions) -> Result<PgListener, sqlx::Error> {
    // A pool of its own: a listener never gives its connection back.
    let pool = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None).acquire_timeout(ANSWER);
    let mut listener = PgListener::connect_with(&pool.connect_lazy_with(options.clone())).await?;
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

async fn follow_server(mut listener: PgListener, options: PgConnectOptions, news: watch::Sender<()>) {
    loop {
        match tokio::time::timeout(SILENCE, listener.try_recv()).await {
            // `None` is a connection that was lost and is back.
            Ok(Ok(Some(_) | None)) => {}
            Err(_) if answers(&mut listener).await => continue,
            Ok(Err(_)) | Err(_) => {
                listener = loop {
                    match listen(&options).await {
                        Ok(listener) => break listener,
                        Err(cause) => pause(cause).await,
                    }
                }
            }
        }
        news.send_replace(());
    }
}

async fn answers(listener: &mut PgListener) -> bool {
    let asked = tokio::time::timeout(ANSWER, sqlx::query("SELECT 1").execute(listener)).await;
    asked.is_ok_and(|answer| answer.is_ok())
}

/// A connection to the file on which nobody writes, with the version it last saw.
struct Watched {
    connection: SqliteConnection,
    seen: i64,
}

impl Watched {
    async fn open(options: &SqliteConnectOptions) -> Result<Self, sqlx::Error> {
        let mut connection = SqliteConnection::connect_with(options).await?;
        let seen = version(&mut connection).await?;
        Ok(Self { connection, seen })
    }

    /// Whether anybody committed since it was last asked.
    async fn changed(&mut self) -> Result<bool, sqlx::Error> {
        let now = version(&mut self.connection).await?;
        Ok(std::mem::replace(&mut self.seen, now) != now)
    }
}

async fn version(connection: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("PRAGMA data_version").fetch_one(connection).await
}

async fn follow_file(mut file: Watched, options: SqliteConnectOptions, wakes: Arc<Wakes>, news: watch::Sender<()>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK_AT_FILE) => {}
            () = wakes.committed.notified() => {}
        }
        match file.changed().await {
            Ok(false) => continue,
            Ok(true) => {}
            Err(_) => {
                file = loop {
                    match Watched::open(&options).await {
                        Ok(file) => break file,
                        Err(cause) => pause(cause).await,
                    }
                }
            }
        }
        news.send_replace(());
    }
}

async fn pause(cause: sqlx::Error) {
    tracing::warn!(%cause, "the database can't be listened to; trying again");
    tokio::time::sleep(TRY_AGAIN).await;
}
