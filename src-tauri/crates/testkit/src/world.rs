//! A world: one data folder, one database, and a gate over them. The demo office is set up once
//! per test program, through the real migrations and the real keys, and each
//! world gets a copy of them. A world audits itself when it is dropped.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use assent_gate::keys::KeyPlace;
use assent_gate::{
    AuditEvent, CallRecord, CallRequest, Gate, GateError, GateOptions, Limits, Registry, Secret, Session, Tool,
    Verdict, VerifyOptions,
};
use assent_policy::{Channel, DEMO_PEOPLE};
use assent_tools::weather::{Forecast, UnitSystem, WeatherSettings};
use jiff::tz::TimeZone;
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::{Database, Outsider, SetClock};

/// When worlds begin.
pub const BEGINNING: &str = "2026-12-01T09:00:00Z";
/// A port of this computer on which nothing listens.
const NOWHERE: &str = "http://127.0.0.1:9";
/// Where another process of a test finds what it was handed over.
const FOLDERS: &str = "ASSENT_TEST_FOLDERS";
const DATABASE: &str = "ASSENT_TEST_DATABASE";

/// The folders of a world and its database.
#[derive(Clone, Debug)]
pub struct Place {
    root: PathBuf,
    database: Database,
}

impl Place {
    /// An empty one in this folder.
    pub async fn empty(root: &Path) -> Self {
        fs::create_dir(root.join("data")).unwrap();
        Self { database: Database::empty(&database_file(root)).await, root: root.to_owned() }
    }

    /// What another process of a test has to find in its environment, to open this place too.
    #[must_use]
    pub fn to_hand_over(&self) -> [(&'static str, String); 2] {
        [(FOLDERS, self.root.display().to_string()), (DATABASE, self.database.address())]
    }

    /// The place this process was handed over; `None` when it was none.
    #[must_use]
    pub fn handed_over() -> Option<Self> {
        let root = PathBuf::from(env::var(FOLDERS).ok()?);
        let database = Database::lent(&database_file(&root), &env::var(DATABASE).ok()?);
        Some(Self { root, database })
    }

    /// The database.
    #[must_use]
    pub const fn database(&self) -> &Database {
        &self.database
    }

    /// The config folder, with the keys in it.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.root.join("config")
    }

    /// The anchor file.
    #[must_use]
    pub fn anchor(&self) -> PathBuf {
        self.root.join("state/anchor.jsonl")
    }

    /// Opens a gate over these folders, as another process would.
    ///
    /// # Errors
    /// [`GateError`] as [`Gate::open`] gives it.
    pub async fn open(&self, clock: &SetClock, tools: Registry) -> Result<Gate, GateError> {
        let anchor = self.anchor();
        let keys =
            KeyPlace { workspace: String::new(), config_dir: self.config(), passphrase: None, use_keyring: false };
        Gate::open(GateOptions {
            store: self.database.options(),
            keys,
            anchor: Arc::new(move |_| anchor.clone()),
            tools,
            clock: Arc::new(clock.clone()),
            zone: TimeZone::UTC,
            limits: Limits::default(),
        })
        .await
    }
}

/// The built-in tools; the weather is asked for where nobody answers.
#[must_use]
pub fn built_in_tools() -> Registry {
    built_in(NOWHERE)
}

/// The built-in tools, with the weather service at this address.
fn built_in(weather: &str) -> Registry {
    let settings = WeatherSettings {
        forecast_base: weather.to_owned(),
        geocoding_base: weather.to_owned(),
        units: UnitSystem::Metric,
        timeout: Duration::from_secs(2),
    };
    assent_tools::registry(Forecast::new(settings).unwrap())
}

/// The files of a demo office in which everybody is signed in.
struct Template {
    files: Vec<(PathBuf, Vec<u8>)>,
    database: Database,
    secrets: Vec<Secret>,
}

static TEMPLATE: OnceCell<Template> = OnceCell::const_new();

async fn template() -> Template {
    let folder = TempDir::new().unwrap();
    let place = Place::empty(folder.path()).await;
    let clock = SetClock::at(BEGINNING);
    let gate = place.open(&clock, Registry::default()).await.unwrap();
    gate.set_up_demo().await.unwrap();
    let mut secrets = Vec::new();
    for person in DEMO_PEOPLE {
        secrets.push(gate.sign_in(person.email, person.password, "test").await.unwrap().1);
    }
    let mut files = Vec::new();
    collect(folder.path(), folder.path(), &mut files);
    Template { files, database: place.database, secrets }
}

fn database_file(root: &Path) -> PathBuf {
    root.join("data/assent.sqlite")
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.extension().is_none_or(|end| end != "sqlite-shm") {
            files.push((path.strip_prefix(root).unwrap().to_owned(), fs::read(&path).unwrap()));
        }
    }
}

fn lay_out(files: &[(PathBuf, Vec<u8>)], root: &Path) {
    for (path, bytes) in files {
        let path = root.join(path);
        let folder = path.parent().unwrap();
        if !folder.exists() {
            fs::create_dir_all(folder).unwrap();
            owner_only(folder, 0o700);
        }
        fs::write(&path, bytes).unwrap();
        owner_only(&path, 0o600);
    }
}

#[cfg(unix)]
fn owner_only(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn owner_only(_: &Path, _: u32) {}

/// A demo office of its own.
// The gate goes before the database it is connected to.
pub struct World {
    gate: Gate,
    place: Place,
    _folder: TempDir,
    clock: SetClock,
    people: Vec<Session>,
    spoilt: AtomicBool,
}

impl World {
    /// The demo office with the built-in tools; Alice, Bob and the admin are signed in.
    pub async fn demo() -> Self {
        Self::with(built_in(NOWHERE)).await
    }

    /// The same, where the weather is asked for at this address of this computer.
    pub async fn with_weather_at(address: &str) -> Self {
        Self::with(built_in(address)).await
    }

    /// The demo office with these tools and no others.
    pub async fn with_tools(tools: Vec<Arc<dyn Tool>>) -> Self {
        Self::with(Registry::new(tools)).await
    }

    async fn with(tools: Registry) -> Self {
        let template = TEMPLATE.get_or_init(template).await;
        let folder = TempDir::new().unwrap();
        lay_out(&template.files, folder.path());
        let clock = SetClock::at(BEGINNING);
        let root = folder.path().to_owned();
        let place = Place { database: template.database.copy(&database_file(&root)).await, root };
        let gate = place.open(&clock, tools).await.unwrap();
        let mut people = Vec::new();
        for secret in &template.secrets {
            people.push(gate.session(secret).await.unwrap());
        }
        Self { _folder: folder, place, clock, gate, people, spoilt: AtomicBool::new(false) }
    }

    /// An empty data folder: nothing is set up, nobody is there.
    pub async fn empty() -> Self {
        let folder = TempDir::new().unwrap();
        let place = Place::empty(folder.path()).await;
        let clock = SetClock::at(BEGINNING);
        let gate = place.open(&clock, built_in(NOWHERE)).await.unwrap();
        Self { _folder: folder, place, clock, gate, people: Vec::new(), spoilt: AtomicBool::new(false) }
    }

    /// The gate.
    #[must_use]
    pub const fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Where it lies.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place.clone()
    }

    /// The clock; it stands still.
    #[must_use]
    pub const fn clock(&self) -> &SetClock {
        &self.clock
    }

    /// Another gate over the same folder, as a second process would open it.
    pub async fn another_gate(&self) -> Gate {
        self.place().open(&self.clock, self.gate.tools().clone()).await.unwrap()
    }

    /// The same with other tools, as a newer version would.
    pub async fn another_gate_with(&self, tools: Vec<Arc<dyn Tool>>) -> Gate {
        self.place().open(&self.clock, Registry::new(tools)).await.unwrap()
    }

    /// Alice, who has the role basic.
    #[must_use]
    pub fn alice(&self) -> &Session {
        &self.people[0]
    }

    /// Bob, who has the role pro.
    #[must_use]
    pub fn bob(&self) -> &Session {
        &self.people[1]
    }

    /// The admin.
    #[must_use]
    pub fn admin(&self) -> &Session {
        &self.people[2]
    }

    /// A call by this person over this channel, and what came of it.
    pub async fn call(&self, session: &Session, channel: Channel, tool: &str, arguments: Value) -> CallRecord {
        let request = CallRequest::new(session, channel, tool, arguments);
        self.gate.call(request).await.unwrap()
    }

    /// The audit, whole.
    pub async fn audit(&self) -> Vec<AuditEvent> {
        self.audit_after(0).await
    }

    /// The audit after this event.
    pub async fn audit_after(&self, seq: i64) -> Vec<AuditEvent> {
        let mut events: Vec<AuditEvent> = Vec::new();
        loop {
            let last = events.last().map_or(seq, |event| event.seq);
            let more = self.gate.export_audit(last).await.unwrap();
            if more.is_empty() {
                return events;
            }
            events.extend(more);
        }
    }

    /// The events about one call, in order.
    pub async fn events_of(&self, call: &CallRecord) -> Vec<AuditEvent> {
        self.audit().await.into_iter().filter(|event| event.call_id == Some(call.id.0)).collect()
    }

    /// How verifying the audit ends.
    pub async fn verify(&self) -> Verdict {
        self.gate.verify_audit(VerifyOptions::default()).await.unwrap()
    }

    /// Somebody with the database. What they do to people or access counts from the next call.
    pub async fn outsider(&self) -> Outsider {
        Outsider::at(self.place.database()).await
    }

    /// Changes people or access behind the gate's back, as an access manager will by its own tools.
    pub async fn change_access(&self, sql: &str) {
        let mut outsider = self.outsider().await;
        outsider.run(sql).await.unwrap();
        outsider.run("UPDATE workspaces SET policy_version = policy_version + 1").await.unwrap();
    }

    /// The audit of this world will not be intact; the world shall not mind.
    pub fn is_spoilt(&self) {
        self.spoilt.store(true, Ordering::Relaxed);
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if self.spoilt.load(Ordering::Relaxed) || std::thread::panicking() {
            return;
        }
        let (place, clock) = (self.place(), self.clock.clone());
        let verdict = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let gate = place.open(&clock, Registry::default()).await.unwrap();
                match gate.verify_audit(VerifyOptions::default()).await {
                    Err(GateError::NoWorkspace) => None,
                    verdict => Some(verdict.unwrap()),
                }
            })
        });
        let verdict = verdict.join().expect("a world can be verified");
        assert!(
            matches!(verdict, None | Some(Verdict::Intact { .. })),
            "the audit of a world is intact when it ends, but: {verdict:?}"
        );
    }
}
