//! A restore that a crash cuts short, step by step.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::sync::Arc;

use jiff::tz::TimeZone;
use tempfile::TempDir;

use super::*;
use crate::keys::KeyPlace;
use crate::{GateOptions, Limits, Registry, SystemClock, Verdict, VerifyOptions};

mod refused;

const PASSPHRASE: &str = "a passphrase of the office";

/// A machine with one data folder.
struct Machine(TempDir);

impl Machine {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn database(&self) -> PathBuf {
        self.0.path().join("data/assent.db")
    }

    fn keys(&self) -> KeyPlace {
        let config_dir = self.0.path().join("config");
        KeyPlace { workspace: String::new(), config_dir, passphrase: None, use_keyring: false }
    }

    fn anchor(&self) -> crate::AnchorPlace {
        let path = self.0.path().join("anchor.jsonl");
        Arc::new(move |_| path.clone())
    }

    async fn gate(&self) -> Result<Gate, GateError> {
        Gate::open(GateOptions {
            store: StoreOptions::file(&self.database()),
            keys: self.keys(),
            anchor: self.anchor(),
            tools: Registry::default(),
            clock: Arc::new(SystemClock),
            zone: TimeZone::UTC,
            limits: Limits::default(),
        })
        .await
    }

    /// A demo office and a backup of it.
    async fn office(&self) -> (Gate, Session, PathBuf) {
        fs::create_dir(self.0.path().join("data")).unwrap();
        let gate = self.gate().await.unwrap();
        gate.set_up_demo().await.unwrap();
        let (admin, _) = gate.sign_in("admin@example.com", "admin", "test").await.unwrap();
        let file = self.0.path().join("office.backup");
        gate.backup(&admin, &file, PASSPHRASE.into()).await.unwrap();
        (gate, admin, file)
    }

    async fn staged(&self, file: &Path, replace: bool) -> Staged {
        let options = RestoreOptions {
            file: file.to_owned(),
            passphrase: PASSPHRASE.into(),
            database: self.database(),
            keys: self.keys(),
            anchor: self.anchor(),
            clock: Arc::new(SystemClock),
        };
        Staged::open(options, replace).await.unwrap()
    }

    /// Whatever was left, the office here goes on under the key of its record, and no other lies about.
    async fn goes_on(&self) -> Gate {
        let gate = self.gate().await.unwrap();
        gate.sign_in("alice@example.com", "password", "test").await.unwrap();
        let verdict = gate.verify_audit(VerifyOptions::default()).await.unwrap();
        assert!(verdict.is_intact() && !matches!(verdict, Verdict::NotAnchored { .. }), "{verdict}");
        let kept = fs::read_dir(self.0.path().join("config/keys")).unwrap();
        let left: Vec<_> = kept.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        assert!(left.iter().all(|name| !name.contains("-restored")), "{left:?}");
        gate
    }
}

#[tokio::test]
async fn a_crash_after_the_folders_changed_places_on_a_new_machine_loses_no_key() {
    let office = Machine::new();
    let (_gate, _admin, file) = office.office().await;
    let there = Machine::new();
    drop(there.staged(&file, false).await.change_places(None).await.unwrap());
    there.goes_on().await;
}

#[tokio::test]
async fn a_crash_after_the_folders_changed_places_finds_the_key_of_before_a_rotation() {
    let office = Machine::new();
    let (gate, admin, file) = office.office().await;
    let before = gate.key_fingerprint().await;
    let after = gate.rotate_key(&admin).await.unwrap();
    assert_ne!(before, after);
    let staged = office.staged(&file, true).await;
    let aside = gate.set_aside(&admin, &staged).await.unwrap();
    drop(staged.change_places(Some(aside)).await.unwrap());
    assert_eq!(office.goes_on().await.key_fingerprint().await, before);
}

#[tokio::test]
async fn a_crash_before_the_folders_changed_places_leaves_everything_as_it_was() {
    let office = Machine::new();
    let (gate, admin, file) = office.office().await;
    let after = gate.rotate_key(&admin).await.unwrap();
    let staged = office.staged(&file, true).await;
    let place = KeyPlace { workspace: staged.contents.workspace.clone(), ..office.keys() };
    let seed = staged.contents.seed.clone();
    tokio::task::spawn_blocking(move || keys::lay_ready(&place, &seed, Vec::new())).await.unwrap().unwrap();
    drop((staged, gate));
    assert_eq!(office.goes_on().await.key_fingerprint().await, after);
}

impl Gate {
    async fn key_fingerprint(&self) -> String {
        self.opened().await.unwrap().keys.current().fingerprint()
    }
}
