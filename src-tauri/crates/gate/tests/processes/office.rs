//! A demo office that other processes work in, and those processes.

use std::fs;
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use assent_gate::{AuditEvent, Gate, Registry, Secret, Session};
use assent_policy::DEMO_PEOPLE;
use assent_testkit::{BEGINNING, Outsider, Place, Probe, SetClock, built_in_tools};
use tempfile::TempDir;

use crate::worker::{ASSIGNMENT, Assignment, MARK, Work};

/// The tool with an effect outside the database.
pub const SEND: &str = "probe_send";

/// The office. Nobody has its database open but who is started or opens a gate.
// The place is left before its folder goes.
pub struct Office {
    place: Place,
    _folder: TempDir,
    secrets: Vec<String>,
}

/// Where what [`SEND`] sends ends up.
fn sent(place: &Place) -> PathBuf {
    place.config().with_file_name("sent")
}

/// The built-in tools, and [`SEND`].
pub fn tools(place: &Place) -> Registry {
    let mut tools: Vec<_> = built_in_tools().iter().cloned().collect();
    tools.push(Arc::new(Probe::outside(SEND, "notes:create", &sent(place))));
    Registry::new(tools)
}

/// A clock that stands this long after the beginning.
pub fn clock(minutes: u64) -> SetClock {
    let clock = SetClock::at(BEGINNING);
    clock.advance(Duration::from_secs(60 * minutes));
    clock
}

impl Office {
    /// A demo office in which everybody is signed in.
    pub async fn open() -> Self {
        let folder = TempDir::new().unwrap();
        let place = Place::empty(folder.path()).await;
        let gate = place.open(&clock(0), Registry::default()).await.unwrap();
        gate.set_up_demo().await.unwrap();
        let mut secrets = Vec::new();
        for person in DEMO_PEOPLE {
            let (_, secret) = gate.sign_in(person.email, person.password, "test").await.unwrap();
            secrets.push(secret.expose().to_owned());
        }
        Self { place, _folder: folder, secrets }
    }

    /// A gate of this process.
    pub async fn gate(&self, minutes: u64) -> Gate {
        self.place.open(&clock(minutes), tools(&self.place)).await.unwrap()
    }

    /// Alice, Bob and the admin.
    pub async fn people(&self, gate: &Gate) -> Vec<Session> {
        people(gate, &self.secrets).await
    }

    pub async fn outsider(&self) -> Outsider {
        Outsider::at(self.place.database()).await
    }

    /// The ids of the calls that sent something, in order.
    pub fn sent(&self) -> Vec<i64> {
        let lines = fs::read_to_string(sent(&self.place)).unwrap_or_default();
        lines.lines().map(|line| line.parse().expect("each line is whole")).collect()
    }

    /// Starts a process that does this, `minutes` after the beginning.
    pub fn start(&self, work: Work, minutes: u64) -> Process {
        let assignment = Assignment { work, minutes, secrets: self.secrets.clone() };
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "worker::worker", "--ignored", "--nocapture"])
            .envs(self.place.to_hand_over())
            .env(ASSIGNMENT, serde_json::to_string(&assignment).unwrap())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Process { child, stdin, lines }
    }
}

pub async fn people(gate: &Gate, secrets: &[String]) -> Vec<Session> {
    let mut people = Vec::new();
    for secret in secrets {
        people.push(gate.session(&Secret::from_kept(secret.clone())).await.unwrap());
    }
    people
}

/// The audit, whole.
pub async fn audit(gate: &Gate) -> Vec<AuditEvent> {
    let mut events = Vec::new();
    loop {
        let more = gate.export_audit(events.len().try_into().unwrap()).await.unwrap();
        if more.is_empty() {
            return events;
        }
        events.extend(more);
    }
}

/// A process at work; it does not outlive this.
pub struct Process {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Process {
    /// The next thing it says; `None` once it has ended.
    pub fn says(&mut self) -> Option<String> {
        self.lines.by_ref().map(|line| line.unwrap()).find_map(|line| line.strip_prefix(MARK).map(str::to_owned))
    }

    /// Gives it an order.
    pub fn tell(&mut self, order: &str) {
        writeln!(self.stdin.as_mut().unwrap(), "{order}").unwrap();
    }

    /// Kills it where it stands; what it had still said before.
    pub fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        std::iter::from_fn(|| self.says()).collect()
    }

    /// Sees it to a good end.
    pub fn ends(mut self) {
        self.stdin = None;
        while self.says().is_some() {}
        assert!(self.child.wait().unwrap().success(), "a process came to a bad end");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
