//! The app without a window: the gate, the tools and the agent put together.
//! Every host starts here.

use std::io;
use std::path::Path;
use std::sync::Arc;

use assent_agent::{Agent, AgentEvent, Told, said};
use assent_gate::{
    CallRecord, CallRequest, CallState, Gate, GateOptions, HoldState, Limits, RunRecord, RunState, Session,
    SharedClock, StoreOptions, SystemClock,
};
use assent_policy::Channel;
use assent_tools::weather::{Forecast, UnitSystem, WeatherSettings};
use secrecy::ExposeSecret;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::broadcast;

use crate::clock::MovedClock;
use crate::config::{AppEnv, Config, Database, WeatherUnits};
use crate::files::key_place;
use crate::models::{self, Followed};
use crate::types::{CallView, DenialView, HoldView, PlanView};
use crate::view::{self, Viewer};
use crate::{ApiError, Event};

/// The app of one data folder. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub(crate) config: Arc<Config>,
    pub(crate) gate: Gate,
    pub(crate) agent: Agent,
    pub(crate) followed: Followed,
}

/// What a call came to, in the command line's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It ran.
    Succeeded,
    /// It answered with what it would do.
    Planned,
    /// It waits for a verdict.
    Held,
    /// It was refused.
    Denied,
    /// It was let through and did not work.
    Failed,
}

/// One call without a model.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the contract of `assent call`")]
pub struct CallOutcome {
    pub outcome: Outcome,
    pub call_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denial: Option<DenialView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold: Option<HoldView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ApiError>,
}

/// One turn of the agent.
#[derive(Clone, Debug, Serialize)]
pub struct Turn {
    /// The conversation it happened in.
    pub conversation_id: i64,
    /// Where the run stands.
    pub state: String,
    /// The last answer, with a question at the end where it asks one.
    pub text: String,
    /// Answers to choose from; others are as good.
    pub choices: Vec<String>,
    /// Its calls, in order.
    pub calls: Vec<CallView>,
    /// The worst of its calls; failed when the run itself failed.
    pub outcome: Outcome,
    /// Why the run ended early.
    pub error: Option<ApiError>,
}

impl App {
    /// Opens the data folder, making it when missing.
    ///
    /// # Errors
    /// [`ApiError`] when the folder, database, keys or model settings can't be used.
    pub async fn open(config: Config) -> Result<Self, ApiError> {
        prepare_folder(config.data_dir())?;
        let zone = config.time_zone().clone();
        let (model, reviewer) = models::configured(&config)?;
        let forecast = Forecast::new(WeatherSettings {
            forecast_base: config.weather_base_url().to_owned(),
            geocoding_base: config.weather_geocoding_base_url().to_owned(),
            units: match config.weather_units() {
                WeatherUnits::Metric => UnitSystem::Metric,
                WeatherUnits::Imperial => UnitSystem::Imperial,
            },
            timeout: config.weather_timeout(),
        })
        .map_err(|cause| ApiError::new(cause.code(), cause.to_string()))?;
        let clock: SharedClock = match config.app_env() {
            AppEnv::Production => Arc::new(SystemClock),
            AppEnv::Test => Arc::new(MovedClock::beside(config.data_dir())),
        };
        let anchors = config.clone();
        let gate = Gate::open(GateOptions {
            store: store_options(&config),
            keys: key_place(&config),
            anchor: Arc::new(move |workspace| anchors.audit_anchor(workspace)),
            tools: assent_tools::registry(forecast),
            clock,
            zone,
            limits: Limits {
                sign_in_attempts: config.login_attempts().into(),
                sign_in_window: config.login_window(),
                terminal_verdicts: config.terminal_verdicts(),
                ..Limits::default()
            },
        })
        .await?;
        let agent = Agent::new(gate.clone(), Arc::clone(&model), config.agent_max_steps().into());
        let agent = agent.reading(config.model_context());
        agent.follow(model, reviewer);
        let app = Self { config: Arc::new(config), gate, agent, followed: Followed::default() };
        app.follow_choice().await?;
        Ok(app)
    }

    /// The gate, for signing in and out, setting up, and the audit.
    #[must_use]
    pub const fn gate(&self) -> &Gate {
        &self.gate
    }

    /// The settings of this start.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Who answers sentences, and the host they go to.
    #[must_use]
    pub fn model(&self) -> (String, Option<String>) {
        (self.agent.model().name().to_owned(), self.agent.model().host().map(str::to_owned))
    }

    /// What runs let this person watch.
    #[must_use]
    pub fn watch(&self, session: &Session) -> Watch {
        Watch { told: self.agent.events(), session: session.clone(), gate: self.gate.clone() }
    }

    /// One call, no model, from the command line.
    ///
    /// # Errors
    /// [`ApiError`] when the session has ended or the record can't be kept.
    pub async fn call(&self, session: &Session, tool: &str, arguments: Value) -> Result<CallOutcome, ApiError> {
        let record = self.gate.call(CallRequest::new(session, Channel::Cli, tool, arguments)).await?;
        let viewer = Viewer::of(&self.gate, session).await?;
        Ok(call_outcome(&viewer, record))
    }

    /// One turn, driven until it has answered or waits.
    ///
    /// # Errors
    /// [`ApiError`] for a message or conversation that won't do.
    pub async fn ask(&self, session: &Session, conversation: Option<i64>, text: &str) -> Result<Turn, ApiError> {
        self.follow_choice().await?;
        let run = self.agent.begin(session, conversation, text, Channel::Chat).await?;
        let run = self.agent.drive(session, &run).await?;
        self.turn(session, &run).await
    }

    /// Stops whatever is at work in this conversation.
    ///
    /// # Errors
    /// [`ApiError`] when it is not this person's.
    pub async fn stop(&self, session: &Session, run_id: i64) -> Result<(), ApiError> {
        self.agent.stop(session, run_id).await?;
        Ok(())
    }

    /// The same as a dry run: a write answers with its plan, and happens when the plan is committed.
    ///
    /// # Errors
    /// As for [`App::call`].
    pub async fn plan(&self, session: &Session, tool: &str, arguments: Value) -> Result<CallOutcome, ApiError> {
        let record = self.gate.call(CallRequest::new(session, Channel::Cli, tool, arguments).dry_run()).await?;
        let viewer = Viewer::of(&self.gate, session).await?;
        Ok(call_outcome(&viewer, record))
    }

    /// The same by an access manager who takes it on themselves, for this reason, should nobody else be able to decide.
    ///
    /// # Errors
    /// As for [`App::call`].
    pub async fn break_glass(
        &self,
        session: &Session,
        tool: &str,
        arguments: Value,
        reason: &str,
    ) -> Result<CallOutcome, ApiError> {
        let request = CallRequest::new(session, Channel::Cli, tool, arguments).breaking_glass(reason);
        let record = self.gate.call(request).await?;
        let viewer = Viewer::of(&self.gate, session).await?;
        Ok(call_outcome(&viewer, record))
    }

    /// A time in milliseconds as RFC 3339 in UTC.
    #[must_use]
    pub fn time(&self, millis: i64) -> String {
        view::time(millis)
    }

    /// A time in RFC 3339 as people here read it, with its zone; as it came when it is none.
    #[must_use]
    pub fn local_time(&self, at: &str) -> String {
        let Ok(parsed) = at.parse::<jiff::Timestamp>() else { return at.to_owned() };
        parsed.to_zoned(self.config.time_zone().clone()).strftime("%Y-%m-%d %H:%M %Z").to_string()
    }

    /// What people compare the signing key by, as the first record of the chain has it;
    /// `None` before a workspace is set up.
    ///
    /// # Errors
    /// [`ApiError`] when the database does not answer.
    pub async fn key_fingerprint(&self) -> Result<Option<String>, ApiError> {
        let events = self.gate.export_audit(0).await?;
        let first = events.iter().find(|event| event.kind == "workspace.created");
        let body: Option<Value> = first.and_then(|event| serde_json::from_str(&event.body).ok());
        let key = body.as_ref().and_then(|body| body["about"]["public_key"].as_str()).and_then(key_bytes);
        Ok(key.map(|key| assent_gate::keys::fingerprint(&key)))
    }

    /// The waiting calls this person may answer.
    ///
    /// # Errors
    /// [`ApiError`] when the database does not answer.
    pub async fn waiting(&self, session: &Session) -> Result<Vec<CallView>, ApiError> {
        let viewer = Viewer::of(&self.gate, session).await?;
        Ok(self.gate.waiting(session).await?.into_iter().map(|record| view::call(&viewer, record)).collect())
    }

    pub(crate) async fn turn(&self, session: &Session, run: &RunRecord) -> Result<Turn, ApiError> {
        let viewer = Viewer::of(&self.gate, session).await?;
        let conversation = self.gate.conversation(session, run.conversation_id).await?;
        let mut turn = Turn {
            conversation_id: run.conversation_id,
            state: run.state.as_str().to_owned(),
            text: String::new(),
            choices: Vec::new(),
            calls: Vec::new(),
            outcome: if run.state == RunState::Failed { Outcome::Failed } else { Outcome::Succeeded },
            error: view::run(run).error,
        };
        for entry in conversation.entries.into_iter().filter(|entry| entry.run_id == run.id) {
            match entry.kind {
                assent_gate::EntryKind::Call(record) => {
                    turn.outcome = turn.outcome.max(outcome(&record));
                    turn.calls.push(view::call(&viewer, *record));
                }
                assent_gate::EntryKind::Assistant { text, calls } => {
                    let (text, choices) = said(&text, &calls);
                    if !text.is_empty() {
                        (turn.text, turn.choices) = (text, choices);
                    }
                }
                assent_gate::EntryKind::User(_) => turn.choices.clear(),
            }
        }
        Ok(turn)
    }
}

/// Events of one person's runs.
pub struct Watch {
    told: broadcast::Receiver<Told>,
    session: Session,
    gate: Gate,
}

impl Watch {
    /// The next text or item; `None` when the app has ended.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            match self.told.recv().await {
                Ok(told) if told.person == self.session.person() => {
                    let viewer = match &told.event {
                        AgentEvent::Entry { .. } => Viewer::of(&self.gate, &self.session).await.ok()?,
                        AgentEvent::Text { .. } | AgentEvent::Run(_) => Viewer::nobody(&self.session),
                    };
                    if let Some(event) = Event::of(&viewer, told) {
                        return Some(event);
                    }
                }
                Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}

fn outcome(record: &CallRecord) -> Outcome {
    match record.state {
        CallState::Succeeded => Outcome::Succeeded,
        CallState::Held | CallState::Planned => match record.hold.as_ref().map(|hold| hold.state) {
            Some(HoldState::Pending) if record.state == CallState::Planned => Outcome::Planned,
            Some(HoldState::Pending | HoldState::Approved) => Outcome::Held,
            _ => Outcome::Denied,
        },
        CallState::Denied => Outcome::Denied,
        CallState::Executing | CallState::Failed | CallState::Ambiguous => Outcome::Failed,
    }
}

pub(crate) fn call_outcome(viewer: &Viewer, record: CallRecord) -> CallOutcome {
    let outcome = outcome(&record);
    let view = view::call(viewer, record);
    let result = (outcome == Outcome::Succeeded).then_some(view.result);
    CallOutcome {
        outcome,
        call_id: view.id,
        result,
        denial: view.denial,
        hold: view.hold.filter(|_| outcome != Outcome::Succeeded),
        plan: view.plan.filter(|_| outcome != Outcome::Succeeded),
        error: view.error,
    }
}

fn prepare_folder(folder: &Path) -> Result<(), ApiError> {
    let refuse = |cause: io::Error| {
        tracing::error!(%cause, folder = %folder.display(), "the data folder can't be used");
        let message = format!(
            "the data folder {} can't be written to; check its permissions, or choose another with --data-dir",
            folder.display()
        );
        ApiError::new("DATA_FOLDER_UNWRITABLE", message)
    };
    std::fs::create_dir_all(folder).map_err(refuse)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder).map_err(refuse)?.permissions().mode();
        if mode & 0o077 != 0 && std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none()) {
            std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).map_err(refuse)?;
        }
    }
    // Named by process: several may start on one folder at once.
    let probe = folder.join(format!(".assent-probe-{}", std::process::id()));
    std::fs::write(&probe, b"").map_err(refuse)?;
    std::fs::remove_file(&probe).map_err(refuse)
}

fn key_bytes(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (n, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * n..2 * n + 2)?, 16).ok()?;
    }
    Some(bytes)
}

pub(crate) fn store_options(config: &Config) -> StoreOptions {
    let options = match config.database() {
        Database::SqliteFile(path) => StoreOptions::file(path),
        Database::Url(url) => StoreOptions::address(url.expose_secret()),
    };
    let (busy_timeout, pool_size) = (config.database_busy_timeout(), config.database_pool_size());
    StoreOptions { busy_timeout, pool_size, ..options }
}
