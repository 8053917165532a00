//! Somebody with the file and no session: what the gate can't keep out, and the
//! audit has to show. Also how a test brings about what no tool does yet.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection, Row};

/// A connection of one's own to the database file.
pub struct Outsider(SqliteConnection);

impl Outsider {
    /// Opens the file.
    pub async fn at(database: &Path) -> Self {
        let options = SqliteConnectOptions::new().filename(database).foreign_keys(true);
        Self(SqliteConnection::connect_with(&options).await.unwrap())
    }

    /// Runs statements; the error as text when the database refuses.
    pub async fn run(&mut self, sql: &str) -> Result<(), String> {
        let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut self.0).await;
        done.map(|_| ()).map_err(|cause| cause.to_string())
    }

    /// The first column of every row, as text.
    pub async fn column(&mut self, sql: &str) -> Vec<String> {
        let rows = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_all(&mut self.0).await.unwrap();
        let text = |row: &sqlx::sqlite::SqliteRow| {
            row.try_get::<String, _>(0).unwrap_or_else(|_| row.get::<i64, _>(0).to_string())
        };
        rows.iter().map(text).collect()
    }
}
