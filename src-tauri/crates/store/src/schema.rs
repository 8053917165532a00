//! The schema as it lies in a database: read, compared with what the migrations make,
//! and laid out anew in an empty file. Bringing an older one up to date is opening's business.

use std::collections::BTreeMap;
use std::path::Path;

use assent_migrations::Migrator;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement, TransactionTrait};
use sea_orm_migration::MigratorTrait;

use crate::{Reading, StoreError, StoreOptions, open};

/// What audit events must refuse.
const CHANGES: &[(&str, &str)] = &[
    ("UPDATE", "UPDATE audit_events SET kind = kind WHERE seq = (SELECT max(seq) FROM audit_events)"),
    ("DELETE", "DELETE FROM audit_events WHERE seq = (SELECT max(seq) FROM audit_events)"),
];

/// Tables, indexes, views and triggers, and the migrations that are said to have made them.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// What makes it, by kind and name; on a server nothing is read of it.
    things: BTreeMap<(String, String), String>,
    migrations: Vec<(String, i64)>,
}

impl Schema {
    /// The schema of an open database.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer.
    pub async fn read(view: &dyn Reading) -> Result<Self, StoreError> {
        Self::of(view.connection()).await
    }

    /// The schema this version makes, as a file has it.
    ///
    /// # Errors
    /// [`StoreError`] when it can't be made in memory.
    pub async fn of_this_version() -> Result<Self, StoreError> {
        let mut connect = ConnectOptions::new("sqlite::memory:");
        connect.max_connections(1).sqlx_logging(false);
        let connection = Database::connect(connect).await?;
        Migrator::up(&connection, None).await?;
        let schema = Self::of(&connection).await?;
        connection.close().await?;
        Ok(schema)
    }

    async fn of(connection: &impl ConnectionTrait) -> Result<Self, StoreError> {
        let backend = connection.get_database_backend();
        let ask = async |sql: &str| connection.query_all_raw(Statement::from_string(backend, sql)).await;
        let mut schema = Self::default();
        if backend == DbBackend::Sqlite {
            let made = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' \
                        ESCAPE '\\'";
            for row in ask(made).await? {
                let key = (row.try_get("", "type")?, row.try_get("", "name")?);
                schema.things.insert(key, row.try_get("", "sql")?);
            }
        }
        for row in ask("SELECT version, applied_at FROM seaql_migrations ORDER BY version").await? {
            schema.migrations.push((row.try_get("", "version")?, row.try_get("", "applied_at")?));
        }
        Ok(schema)
    }

    /// Migrations of this version that it lacks, and those it has that this version does not know.
    #[must_use]
    pub fn age(&self) -> (Vec<String>, Vec<String>) {
        let known: Vec<String> = Migrator::migrations().iter().map(|m| m.name().to_owned()).collect();
        let has = |name: &String| self.migrations.iter().any(|(applied, _)| applied == name);
        let unknown = self.migrations.iter().map(|(name, _)| name).filter(|name| !known.contains(name));
        let (unknown, lacking) = (unknown.cloned().collect(), known.iter().filter(|name| !has(name)));
        (lacking.cloned().collect(), unknown)
    }

    /// What is missing, was added or was changed against `other`, in words.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let mut found = Vec::new();
        for ((kind, name), sql) in &other.things {
            match self.things.get(&(kind.clone(), name.clone())) {
                None => found.push(format!("{kind} {name} is missing")),
                Some(here) if here != sql => found.push(format!("{kind} {name} was changed")),
                Some(_) => {}
            }
        }
        let added = self.things.keys().filter(|key| !other.things.contains_key(*key));
        found.extend(added.map(|(kind, name)| format!("{kind} {name} was added")));
        found
    }

    /// Makes the same schema, without any rows, in a file that is not there yet.
    ///
    /// # Errors
    /// [`StoreError`] when the file can't be written, or the statements don't fit together.
    pub async fn lay_out(&self, file: &Path) -> Result<(), StoreError> {
        let options = StoreOptions::file(file);
        let connection = open::connect(&options).await?;
        for wanted in ["table", "index", "view", "trigger"] {
            for ((_, _), sql) in self.things.iter().filter(|((kind, _), _)| kind == wanted) {
                connection.execute_unprepared(sql).await?;
            }
        }
        for (name, at) in &self.migrations {
            let sql = "INSERT INTO seaql_migrations (version, applied_at) VALUES (?, ?)";
            let values = [name.as_str().into(), (*at).into()];
            connection.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)).await?;
        }
        Ok(connection.close().await?)
    }
}

/// Tries to change and to delete the last audit event, each in a transaction that is rolled
/// back, and says which of it the database let happen. Nothing is migrated.
///
/// # Errors
/// [`StoreError`] when the database can't be opened to write, or is busy.
pub async fn audit_lets_happen(options: &StoreOptions) -> Result<Vec<&'static str>, StoreError> {
    if let Some(file) = options.file.as_deref().filter(|file| !file.exists()) {
        return Err(StoreError::Gone { place: file.display().to_string() });
    }
    let connection = open::connect(options).await?;
    let tried = try_changes(&connection).await;
    connection.close().await?;
    tried
}

async fn try_changes(connection: &DatabaseConnection) -> Result<Vec<&'static str>, StoreError> {
    let mut happened = Vec::new();
    for (change, sql) in CHANGES {
        let tx = connection.begin().await?;
        let outcome = tx.execute_unprepared(sql).await;
        tx.rollback().await?;
        match outcome {
            Ok(_) => happened.push(*change),
            Err(cause) if cause.to_string().contains("append-only") => {}
            Err(cause) => return Err(cause.into()),
        }
    }
    Ok(happened)
}
