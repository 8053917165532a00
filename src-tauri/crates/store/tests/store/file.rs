//! A database of a test, and what it says when it is not one of ours.

use std::path::Path;

use assent_store::{Store, StoreError, StoreOptions, seed};
use assent_testkit::{Backend, Database};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use tempfile::TempDir;

pub struct File {
    pub store: Store,
    pub database: Database,
    _folder: TempDir,
}

impl File {
    pub async fn new() -> Self {
        let (folder, database) = nothing_yet().await;
        let store = Store::open(&database.options()).await.unwrap();
        Self { store, database, _folder: folder }
    }

    /// With the permissions and roles of the demo office, and nobody in it.
    pub async fn seeded() -> Self {
        let file = Self::new().await;
        let tx = file.store.write().await.unwrap();
        seed::workspace(&tx, "w1", true, 1).await.unwrap();
        tx.commit().await.unwrap();
        file
    }

    /// A connection that goes around the store.
    pub async fn around(&self) -> DatabaseConnection {
        sea_orm::Database::connect(self.database.address()).await.unwrap()
    }

    /// The store as another process would open it.
    pub async fn open_again(&self) -> Result<Store, StoreError> {
        Store::open(&self.database.options()).await
    }
}

pub async fn nothing_yet() -> (TempDir, Database) {
    let folder = TempDir::new().unwrap();
    let database = Database::empty(&folder.path().join("assent.sqlite")).await;
    (folder, database)
}

pub async fn lines(around: &DatabaseConnection, sql: &str) -> Vec<String> {
    let rows = around.query_all_raw(Statement::from_string(around.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect()
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_and_says_which() {
    let file = File::new().await;
    let sql = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)";
    file.around().await.execute_unprepared(sql).await.unwrap();
    let refused = file.open_again().await.unwrap_err();
    assert_eq!(refused.code(), "DATABASE_NEWER");
    assert!(refused.to_string().contains("m9999_later"), "{refused}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    if !Backend::Sqlite.or_skip() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("assent.sqlite");
    let letter = "Dear Alice, this is a letter and no database. ".repeat(100);
    std::fs::write(&path, &letter).unwrap();
    let refused = Store::open(&StoreOptions::file(&path)).await.unwrap_err();
    assert_eq!(refused.code(), "DATABASE_CORRUPT");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), letter);
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_unreachable() {
    let options = StoreOptions::file(Path::new("/nowhere/at/all/assent.sqlite"));
    let refused = Store::open(&options).await.unwrap_err();
    assert_eq!(refused.code(), "DATABASE_UNREACHABLE");
    assert!(refused.to_string().contains("the folder exists"), "{refused}");
}

#[tokio::test]
async fn a_transaction_that_is_dropped_leaves_nothing_behind() {
    let file = File::new().await;
    let tx = file.store.write().await.unwrap();
    seed::workspace(&tx, "w1", true, 1).await.unwrap();
    drop(tx);
    let view = file.store.view().await.unwrap();
    assert!(assent_store::snapshot::workspace(&view).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_open_a_new_database_at_once_both_find_it_whole() {
    for _ in 0..3 {
        let (_folder, database) = nothing_yet().await;
        let options = [database.options(), database.options()];
        let opened = options.map(|options| tokio::spawn(async move { Store::open(&options).await }));
        for store in opened {
            let view = store.await.unwrap().expect("nobody is turned away").view().await.unwrap();
            assert!(assent_store::snapshot::workspace(&view).await.unwrap().is_none());
        }
    }
}

#[tokio::test]
async fn what_one_view_reads_stays_as_it_was_and_the_next_one_sees_what_was_committed() {
    let file = File::seeded().await;
    let view = file.store.view().await.unwrap();
    let before = assent_store::snapshot::version(&view).await.unwrap();
    let tx = file.store.write().await.unwrap();
    assent_store::snapshot::advance(&tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(assent_store::snapshot::version(&view).await.unwrap(), before);
    let next = file.store.view().await.unwrap();
    assert_eq!(assent_store::snapshot::version(&next).await.unwrap(), before + 1);
}

#[tokio::test]
async fn a_writer_waits_for_the_one_before_and_reads_what_it_left() {
    let file = File::seeded().await;
    let other = file.open_again().await.unwrap();
    let tx = file.store.write().await.unwrap();
    let before = assent_store::snapshot::version(&tx).await.unwrap();
    let second = tokio::spawn(async move {
        let tx = other.write().await.unwrap();
        assent_store::snapshot::version(&tx).await.unwrap()
    });
    assent_store::snapshot::advance(&tx).await.unwrap();
    tokio::task::yield_now().await;
    assert!(!second.is_finished(), "there is one writer at a time");
    tx.commit().await.unwrap();
    assert_eq!(second.await.unwrap(), before + 1);
}

#[tokio::test]
async fn a_writer_that_is_not_let_through_is_told_that_it_is_busy() {
    let file = File::seeded().await;
    let impatient = StoreOptions { busy_timeout: std::time::Duration::from_millis(50), ..file.database.options() };
    let other = Store::open(&impatient).await.unwrap();
    let tx = file.store.write().await.unwrap();
    assert_eq!(other.write().await.unwrap_err().code(), "DATABASE_BUSY");
    drop(tx);
    assert!(other.write().await.is_ok(), "nothing of it stays behind");
}
