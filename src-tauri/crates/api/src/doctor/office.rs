//! The throw-away office: the demo office in a temporary folder, under this program's gate and
//! with the schema as it lies here, its triggers included. It goes with the doctor.

use std::sync::Arc;
use std::time::Duration;

use assent_gate::keys::KeyPlace;
use assent_gate::{
    Answer, CallRecord, CallRequest, CallState, Gate, GateError, GateOptions, Limits, Schema, Session, StoreOptions,
    Synchronous, SystemClock,
};
use assent_policy::{Channel, DEMO_PEOPLE, DenialCode};
use assent_tools::weather::{Forecast, UnitSystem, WeatherSettings};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::ApiError;

/// A port of this computer on which nothing listens; nobody asks for the weather here.
const NOWHERE: &str = "http://127.0.0.1:9";

/// The office. The gate goes before the folder.
pub(super) struct Office {
    pub gate: Gate,
    pub alice: Session,
    pub bob: Session,
    pub admin: Session,
    _folder: TempDir,
}

/// What an experiment found that should not be.
pub(super) struct Broken(pub String);

impl From<&str> for Broken {
    fn from(what: &str) -> Self {
        Self(what.to_owned())
    }
}

impl From<GateError> for Broken {
    fn from(cause: GateError) -> Self {
        Self(format!("{} It could not be tried.", ApiError::from(cause).message))
    }
}

/// Goes on where it is so.
pub(super) fn expect(so: bool, otherwise: &str) -> Result<(), Broken> {
    if so { Ok(()) } else { Err(otherwise.into()) }
}

impl Office {
    /// Opens one with this schema, or with that of this version.
    pub async fn open(schema: Option<&Schema>) -> Result<Self, ApiError> {
        let folder = tempfile::Builder::new().prefix("assent-doctor-").tempdir().map_err(|cause| {
            ApiError::new("DISK_FAILED", format!("no temporary folder can be made ({cause}); make room, or set TMPDIR"))
        })?;
        let file = folder.path().join("office.db");
        if let Some(schema) = schema {
            schema.lay_out(&file).await.map_err(GateError::from)?;
        }
        let weather = WeatherSettings {
            forecast_base: NOWHERE.to_owned(),
            geocoding_base: NOWHERE.to_owned(),
            units: UnitSystem::Metric,
            timeout: Duration::from_secs(1),
        };
        let forecast = Forecast::new(weather).map_err(|cause| ApiError::new(cause.code(), cause.to_string()))?;
        let anchor = folder.path().join("anchor.jsonl");
        let gate = Gate::open(GateOptions {
            store: StoreOptions { synchronous: Synchronous::Normal, ..StoreOptions::file(&file) },
            keys: KeyPlace {
                workspace: String::new(),
                config_dir: folder.path().join("config"),
                passphrase: None,
                use_keyring: false,
            },
            anchor: Arc::new(move |_| anchor.clone()),
            tools: assent_tools::registry(forecast),
            clock: Arc::new(SystemClock),
            zone: TimeZone::UTC,
            limits: Limits::default(),
        })
        .await?;
        gate.set_up_demo().await?;
        let mut people = Vec::new();
        for person in DEMO_PEOPLE {
            people.push(gate.sign_in(person.email, person.password, "doctor").await?.0);
        }
        let missing = || ApiError::new("NOT_FOUND", "the demo office lacks somebody; report this");
        let mut person = |email: &str| {
            let at = people.iter().position(|session: &Session| session.email() == email);
            at.map(|at| people.swap_remove(at)).ok_or_else(missing)
        };
        let (alice, bob) = (person("alice@example.com")?, person("bob@example.com")?);
        let admin = person("admin@example.com")?;
        Ok(Self { gate, alice, bob, admin, _folder: folder })
    }

    /// A call by hand.
    pub async fn call(&self, who: &Session, tool: &str, arguments: Value) -> Result<CallRecord, Broken> {
        Ok(self.gate.call(CallRequest::new(who, Channel::Ui, tool, arguments)).await?)
    }

    /// A call by the agent.
    pub async fn ask(&self, who: &Session, tool: &str, arguments: Value) -> Result<CallRecord, Broken> {
        Ok(self.gate.call(CallRequest::new(who, Channel::Chat, tool, arguments)).await?)
    }

    /// An answer to a call that waits, by the digest it shows or by another.
    pub async fn answer(
        &self,
        who: &Session,
        call: &CallRecord,
        digest: Option<&str>,
    ) -> Result<CallRecord, GateError> {
        let Some(hold) = &call.hold else { return Err(GateError::NotFound { what: "waiting call" }) };
        let digest = digest.unwrap_or(&hold.digest).to_owned();
        let answer = Answer { digest, approve: true, reason: None, remember: None };
        self.gate.record_verdict(who, hold.id, answer).await
    }

    /// What the admin does about access, confirmed; what it gave.
    pub async fn manage(&self, tool: &str, arguments: Value) -> Result<Value, Broken> {
        let mut call = self.call(&self.admin, tool, arguments).await?;
        if call.is_waiting() {
            call = self.answer(&self.admin, &call, None).await?;
        }
        expect(call.state == CallState::Succeeded, "The admin could not change access, so it could not be tried.")?;
        Ok(call.result.unwrap_or_default())
    }

    /// A note of this person; its id.
    pub async fn note(&self, who: &Session, title: &str) -> Result<i64, Broken> {
        let made = self.call(who, "notes_create", json!({ "title": title, "content": "milk and eggs" })).await?;
        let id = made.result.as_ref().and_then(|note| note["id"].as_i64());
        id.ok_or_else(|| "A note could not be made, so it could not be tried.".into())
    }

    /// Ids of what a list of this person's gives.
    pub async fn ids(&self, who: &Session, tool: &str) -> Result<Vec<i64>, Broken> {
        let listed = self.call(who, tool, json!({ "limit": 100 })).await?.result.unwrap_or_default();
        let items = listed["items"].as_array().cloned().unwrap_or_default();
        Ok(items.iter().filter_map(|item| item["id"].as_i64()).collect())
    }
}

/// Whether a call was denied for this.
pub(super) fn is_denied(call: &CallRecord, code: DenialCode) -> bool {
    call.state == CallState::Denied && call.denial.as_ref().is_some_and(|denial| denial.code == code)
}

/// Whether a call was let through and did what it says.
pub(super) fn is_done(call: &CallRecord) -> bool {
    call.state == CallState::Succeeded
}
