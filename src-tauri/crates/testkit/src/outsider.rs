//! Somebody with the database and no session: what the gate can't keep out, and the
//! audit has to show. Also how a test brings about what no tool does yet. What it
//! is told has to be SQL that both databases understand: `enabled = FALSE`, not `0`.

use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ColumnIndex, Connection, Decode, Row, Type};

use crate::Database;

/// A connection of one's own to the database.
pub enum Outsider {
    /// To the file.
    File(SqliteConnection),
    /// To the server.
    Server(PgConnection),
}

impl Outsider {
    /// Opens it.
    pub async fn at(database: &Database) -> Self {
        match database {
            Database::File(path) => {
                let options = SqliteConnectOptions::new().filename(path).foreign_keys(true);
                Self::File(SqliteConnection::connect_with(&options).await.unwrap())
            }
            Database::Server(_) => Self::Server(PgConnection::connect(&database.address()).await.unwrap()),
        }
    }

    /// Runs statements; the error as text when the database refuses.
    pub async fn run(&mut self, sql: &str) -> Result<(), String> {
        let statements = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        let done = match self {
            Self::File(connection) => statements.execute(connection).await.map(|_| ()),
            Self::Server(connection) => statements.execute(connection).await.map(|_| ()),
        };
        done.map_err(|cause| cause.to_string())
    }

    /// Takes away what keeps audit events from being changed, as an owner of the database can.
    pub async fn unlock_audit(&mut self) {
        let sql = match self {
            Self::File(_) => {
                "DROP TRIGGER IF EXISTS audit_events_no_update; DROP TRIGGER IF EXISTS audit_events_no_delete"
            }
            Self::Server(_) => "DROP TRIGGER IF EXISTS audit_events_no_change ON audit_events",
        };
        self.run(sql).await.unwrap();
    }

    /// The first column of every row, as text.
    pub async fn column(&mut self, sql: &str) -> Vec<String> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::File(connection) => sqlx::query(sql).fetch_all(connection).await.unwrap().iter().map(first).collect(),
            Self::Server(connection) => {
                sqlx::query(sql).fetch_all(connection).await.unwrap().iter().map(first).collect()
            }
        }
    }

    /// Nothing more can be appended to the audit, as when what it lies on is full.
    pub async fn jam_audit(&mut self) {
        let sql = match self {
            Self::File(_) => {
                "CREATE TRIGGER jammed BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'jammed'); END"
            }
            Self::Server(_) => {
                "CREATE FUNCTION jammed() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'jammed'; END $$ LANGUAGE plpgsql; \
                 CREATE TRIGGER jammed BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION jammed()"
            }
        };
        self.run(sql).await.unwrap();
    }

    /// It can be appended to again.
    pub async fn free_audit(&mut self) {
        let sql = match self {
            Self::File(_) => "DROP TRIGGER jammed",
            Self::Server(_) => "DROP FUNCTION jammed CASCADE",
        };
        self.run(sql).await.unwrap();
    }

    /// Every row of every table but these, each as a line of text that begins with its table.
    pub async fn everything_but(&mut self, left_out: &[&str]) -> Vec<String> {
        let tables = match self {
            Self::File(_) => "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
            Self::Server(_) => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
        };
        let mut found = Vec::new();
        for table in self.column(tables).await.into_iter().filter(|table| !left_out.contains(&table.as_str())) {
            let row = match self {
                Self::File(_) => {
                    let columns = self.column(&format!("SELECT name FROM pragma_table_info('{table}')")).await;
                    let quoted: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
                    quoted.join(" || ', ' || ")
                }
                Self::Server(_) => "kept::text".to_owned(),
            };
            let rows = self.column(&format!("SELECT {row} AS shown FROM \"{table}\" AS kept ORDER BY shown")).await;
            found.extend(rows.into_iter().map(|row| format!("{table}: {row}")));
        }
        found
    }
}

fn first<'r, R: Row>(row: &'r R) -> String
where
    usize: ColumnIndex<R>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
{
    row.try_get::<String, _>(0).unwrap_or_else(|_| row.get::<i64, _>(0).to_string())
}
