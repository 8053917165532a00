//! Which database tests run on, and one of it for each test. Without settings
//! that is a SQLite file. `ASSENT_TEST_POSTGRES` is the address of a cluster in
//! which tests may make and drop databases; `ASSENT_TEST_STORE=postgres` makes
//! every world be in it. `scripts/with-postgres.sh` starts one for a command.

use std::env;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use assent_store::StoreOptions;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

/// The two databases Assent runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

impl Backend {
    /// The one that worlds of this run are in.
    #[must_use]
    pub fn at_hand() -> Self {
        match env::var("ASSENT_TEST_STORE").as_deref() {
            Err(_) | Ok("" | "sqlite") => Self::Sqlite,
            Ok("postgres") => Self::Postgres,
            Ok(other) => panic!("ASSENT_TEST_STORE takes sqlite or postgres, not {other}"),
        }
    }

    /// Whether this is the one at hand. Where it is not, the test that asks says by
    /// name, on standard error, that it is skipped.
    #[must_use]
    pub fn or_skip(self) -> bool {
        self == Self::at_hand() || skipped(&format!("it is about {self:?}, and ASSENT_TEST_STORE is not"))
    }
}

/// `false`, once the test at hand has said by name why it is skipped.
fn skipped(why: &str) -> bool {
    let thread = std::thread::current();
    // Past the capture of the test harness: what was not shown to hold is said.
    let _ = writeln!(std::io::stderr(), "skipped: {}: {why}", thread.name().unwrap_or("a test"));
    false
}

/// A database made for one test; it goes when the last of its clones does.
#[derive(Clone, Debug)]
pub enum Database {
    /// The file, which lies in a folder of the test.
    File(PathBuf),
    /// A database of the cluster.
    Server(Arc<OnServer>),
}

/// A database of the cluster; dropping it drops it.
#[derive(Debug)]
pub struct OnServer {
    cluster: PgConnectOptions,
    name: String,
    /// Somebody else's to drop.
    is_lent: bool,
}

impl Database {
    /// An empty one of the kind at hand: the file, or a database of the cluster.
    pub async fn empty(file: &Path) -> Self {
        match Backend::at_hand() {
            Backend::Sqlite => Self::File(file.to_owned()),
            Backend::Postgres => {
                Self::on_server().await.expect("ASSENT_TEST_STORE=postgres needs ASSENT_TEST_POSTGRES")
            }
        }
    }

    /// An empty one in the cluster; `None`, said by name, where there is no cluster.
    pub async fn on_server() -> Option<Self> {
        let Ok(address) = env::var("ASSENT_TEST_POSTGRES") else {
            skipped(
                "there is no PostgreSQL cluster: run it with scripts/with-postgres.sh, or set ASSENT_TEST_POSTGRES",
            );
            return None;
        };
        let cluster = address.parse().expect("ASSENT_TEST_POSTGRES is the address of a cluster");
        Some(Self::Server(Arc::new(OnServer::make(cluster, "template1").await)))
    }

    /// One that another process of a test has made: its file, or its address in the cluster.
    pub(crate) fn lent(file: &Path, address: &str) -> Self {
        if !address.starts_with("postgres") {
            return Self::File(file.to_owned());
        }
        let options: PgConnectOptions = address.parse().expect("it is the address of a database");
        let name = options.get_database().expect("it names the database").to_owned();
        Self::Server(Arc::new(OnServer { cluster: options, name, is_lent: true }))
    }

    /// A copy, quickly. On a server nobody may be connected to the original; a file is
    /// not copied, and `file` says where it lies.
    pub async fn copy(&self, file: &Path) -> Self {
        match self {
            Self::File(_) => Self::File(file.to_owned()),
            Self::Server(of) => Self::Server(Arc::new(OnServer::make(of.cluster.clone(), &of.name).await)),
        }
    }

    /// How the store opens it.
    #[must_use]
    pub fn options(&self) -> StoreOptions {
        match self {
            Self::File(path) => StoreOptions::file(path),
            Self::Server(_) => StoreOptions::address(&self.address()),
        }
    }

    /// Its address, for those who go around the store.
    #[must_use]
    pub fn address(&self) -> String {
        match self {
            Self::File(path) => format!("sqlite://{}?mode=rwc", path.display()),
            Self::Server(of) => of.cluster.clone().database(&of.name).to_url_lossy().to_string(),
        }
    }
}

static MADE: AtomicU32 = AtomicU32::new(0);

impl OnServer {
    async fn make(cluster: PgConnectOptions, template: &str) -> Self {
        let name = format!("assent_test_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        order(&cluster, format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        Self { cluster, name, is_lent: false }
    }
}

impl Drop for OnServer {
    fn drop(&mut self) {
        if self.is_lent {
            return;
        }
        let (cluster, name) = (self.cluster.clone(), self.name.clone());
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            // Gates and outsiders of the test may still be connected.
            runtime.block_on(order(&cluster, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
        });
        if dropped.join().is_err() {
            let _ = writeln!(std::io::stderr(), "the database {} stays behind", self.name);
        }
    }
}

async fn order(cluster: &PgConnectOptions, sql: String) {
    let mut connection = PgConnection::connect_with(cluster).await.expect("the cluster answers");
    connection.execute(AssertSqlSafe(sql)).await.unwrap();
    let _ = connection.close().await;
}
