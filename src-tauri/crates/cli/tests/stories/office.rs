//! A demo office of its own for each story, and what its people type.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection, Executor, Row};
use tempfile::TempDir;

pub struct Office {
    home: TempDir,
    settings: Vec<(String, String)>,
}

/// What a command came to.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().expect("it was not killed"),
            out: String::from_utf8(output.stdout.clone()).unwrap(),
            err: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    /// Ends with one sentence that carries this code.
    #[track_caller]
    pub fn fails(self, exit: i32, code: &str) -> Self {
        let said = self.ends(exit);
        let last = said.err.lines().last().unwrap_or_default();
        assert!(last.starts_with("assent: ") && last.ends_with(&format!("({code})")), "{said:#?}");
        said
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {self:#?}"))
    }
}

impl Office {
    /// A machine on which nothing is set up.
    pub fn empty() -> Self {
        Self { home: TempDir::new().unwrap(), settings: Vec::new() }
    }

    /// The demo office, with these people signed in; the last one is the default.
    pub fn with(people: &[&str]) -> Self {
        let office = Self::empty();
        office.run(&["--demo", "init"]).ends(0);
        for email in people {
            office.login(email).ends(0);
        }
        office
    }

    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn login(&self, email: &str) -> Said {
        let password = if email.starts_with("admin") { "admin" } else { "password" };
        self.piped(password, &["login", email, "--password-stdin"])
    }

    pub fn folder(&self) -> PathBuf {
        self.home.path().join("data")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub fn database(&self) -> PathBuf {
        self.folder().join("assent.db")
    }

    /// The program in this office, and nothing of the account that runs the test.
    pub fn command(&self, arguments: &[&str]) -> Command {
        self.command_in(&self.folder(), arguments)
    }

    pub fn command_in(&self, folder: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_assent"));
        command.env_clear().env("ASSENT_KEYRING", "off").env("APP_TIMEZONE", "UTC");
        command.env("ASSENT_CONFIG_DIR", self.path("config")).env("ASSENT_STATE_DIR", self.path("state"));
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command.arg("--data-dir").arg(folder).args(arguments).stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Said {
        Said::of(&self.command(arguments).output().expect("the program starts"))
    }

    pub fn run_in(&self, folder: &Path, arguments: &[&str]) -> Said {
        Said::of(&self.command_in(folder, arguments).output().expect("the program starts"))
    }

    pub fn piped(&self, input: &str, arguments: &[&str]) -> Said {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        // It may answer before it has read everything.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        Said::of(&child.wait_with_output().unwrap())
    }

    pub fn notes(&self, email: &str) -> Vec<Value> {
        let listed = self.run(&["call", "--as", email, "notes_list", r#"{"limit":100}"#]).ends(0).json();
        listed["result"]["items"].as_array().unwrap().clone()
    }

    pub fn events(&self) -> Vec<Value> {
        let exported = self.run(&["audit", "export"]).ends(0);
        exported.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// What somebody does who can open the file. Afterwards all of it lies in that one file.
    pub fn sql(&self, statements: &[&str]) {
        self.try_sql(statements).unwrap();
    }

    pub fn try_sql(&self, statements: &[&str]) -> Result<(), sqlx::Error> {
        let options = SqliteConnectOptions::new().filename(self.database()).create_if_missing(false);
        block(async {
            let mut connection = SqliteConnection::connect_with(&options).await?;
            for statement in statements {
                connection.execute(AssertSqlSafe((*statement).to_owned())).await?;
            }
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").await?;
            connection.close().await
        })
    }

    pub fn rows(&self, query: &str) -> Vec<Vec<Option<String>>> {
        let options = SqliteConnectOptions::new().filename(self.database()).create_if_missing(false);
        block(async {
            let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
            let rows = sqlx::query(AssertSqlSafe(query.to_owned())).fetch_all(&mut connection).await.unwrap();
            connection.close().await.unwrap();
            rows.iter().map(|row| (0..row.len()).map(|n| row.get(n)).collect()).collect()
        })
    }
}

pub fn block<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}
