//! A database file of a test, and what it says when it is not one of ours.

use assent_store::{Store, StoreOptions, seed};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use tempfile::TempDir;

pub struct File {
    pub folder: TempDir,
    pub store: Store,
}

impl File {
    pub async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let store = open(&folder).await.unwrap();
        Self { folder, store }
    }

    /// With the permissions and roles of the demo office, and nobody in it.
    pub async fn seeded() -> Self {
        let file = Self::new().await;
        let tx = file.store.write().await.unwrap();
        seed::workspace(&tx, "w1", true, 1).await.unwrap();
        tx.commit().await.unwrap();
        file
    }

    /// The same file, opened as another process would.
    pub async fn again(&self) -> Store {
        open(&self.folder).await.unwrap()
    }

    /// A connection that goes around the store.
    pub async fn around(&self) -> DatabaseConnection {
        let path = self.folder.path().join("assent.sqlite");
        Database::connect(format!("sqlite://{}", path.display())).await.unwrap()
    }
}

async fn open(folder: &TempDir) -> Result<Store, assent_store::StoreError> {
    Store::open(&StoreOptions::file(&folder.path().join("assent.sqlite"))).await
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
    let refused = open(&file.folder).await.unwrap_err();
    assert_eq!(refused.code(), "DATABASE_NEWER");
    assert!(refused.to_string().contains("m9999_later"), "{refused}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("assent.sqlite");
    let letter = "Dear Alice, this is a letter and no database. ".repeat(100);
    std::fs::write(&path, &letter).unwrap();
    let refused = open(&folder).await.unwrap_err();
    assert_eq!(refused.code(), "DATABASE_CORRUPT");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), letter);
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_unreachable() {
    let options = StoreOptions::file(std::path::Path::new("/nowhere/at/all/assent.sqlite"));
    let refused = Store::open(&options).await.unwrap_err();
    assert_eq!(refused.code(), "DATABASE_UNREACHABLE");
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
