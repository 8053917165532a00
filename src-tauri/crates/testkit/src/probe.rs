//! A tool for tests: it declares what one tells it to, and behaves as one tells it to.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use assent_gate::{
    ArgumentError, Audience, Change, Look, Place, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolFailure,
    ToolSpec, Warrant, notes,
};
use assent_policy::{Asks, Effect, Risk};
use async_trait::async_trait;
use serde_json::{Value, json};

/// What a probe does with its warrant.
#[derive(Clone, Debug)]
pub enum Does {
    /// Adds a note and completes.
    Well,
    /// Drops the warrant.
    NeverRedeems,
    /// Adds a note in the call's transaction, then gives up.
    GivesUpHalfway,
    /// Keeps its first receipt to itself and completes; later shows that receipt and redeems nothing.
    ShowsAnOldReceipt(Arc<Mutex<Option<Receipt>>>),
    /// Adds a line to this file, which is outside the database: the id of its call.
    AddsALine(PathBuf),
    /// Begins outside the database, and is heard of no more.
    Vanishes,
}

/// A writing tool that belongs to a test.
pub struct Probe {
    spec: ToolSpec,
    does: Does,
}

impl Probe {
    /// A tool of this name that needs this permission.
    #[must_use]
    pub fn new(name: &'static str, permission: &'static str, does: Does) -> Self {
        Self::described(name, permission, "Belongs to a test.", does)
    }

    /// The same, described otherwise: another definition.
    #[must_use]
    pub fn described(name: &'static str, permission: &'static str, description: &'static str, does: Does) -> Self {
        let spec = ToolSpec {
            name,
            title: "Probe",
            description,
            permission: Some(permission),
            risk: Risk::Medium,
            effect: Effect::Writes,
            place: Place::Inside,
            undoable: true,
            asks: Asks::ByPermission,
            audience: Audience::People,
            redacted: &[],
            schema: json!({ "type": "object", "properties": { "title": { "type": "string" } } }),
        };
        Self { spec, does }
    }

    /// A tool whose effect is outside the database and can't be undone: a line with the id of
    /// its call, at the end of this file and on the disk before it says so.
    #[must_use]
    pub fn outside(name: &'static str, permission: &'static str, file: &Path) -> Self {
        let mut probe = Self::new(name, permission, Does::AddsALine(file.to_owned())).for_good();
        probe.spec.place = Place::Outside;
        probe
    }

    /// A tool that is asked about something outside the database, and never answers.
    #[must_use]
    pub fn silent(name: &'static str, permission: &'static str, effect: Effect) -> Self {
        let mut probe = Self::new(name, permission, Does::Vanishes);
        (probe.spec.place, probe.spec.effect) = (Place::Outside, effect);
        probe
    }

    /// The same, whose effect can't be undone.
    #[must_use]
    pub fn for_good(mut self) -> Self {
        self.spec.undoable = false;
        self
    }
}

fn failure() -> RunError {
    RunError::Failed(ToolFailure { code: "GAVE_UP".to_owned(), message: "the probe gave up".to_owned() })
}

fn add_line(file: &Path, line: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(file)?;
    file.write_all(format!("{line}\n").as_bytes())?;
    file.sync_all()
}

#[async_trait]
impl Tool for Probe {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, _: Reader<'_>, _: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        Ok(Resolved::own(given.clone()))
    }

    async fn plan(&self, _: Reader<'_>, _: &Look<'_>, _: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        if self.spec.effect == Effect::Reads {
            return Ok(None);
        }
        let after = Some("Probed".to_owned());
        let changes = vec![Change { field: "title".to_owned(), before: None, after }];
        Ok(Some(Plan { summary: "A note “Probed” would be added.".to_owned(), changes, undo_days: None }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        if let Does::NeverRedeems = &self.does {
            return Err(failure());
        }
        if let Does::ShowsAnOldReceipt(kept) = &self.does
            && let Some(old) = kept.lock().unwrap().take()
        {
            return Ok(old);
        }
        if let Does::AddsALine(file) = &self.does {
            let call = warrant.begin_outside().await?;
            add_line(file, &call.call_id().to_string()).map_err(|_| failure())?;
            return call.complete(json!({})).await;
        }
        if let Does::Vanishes = &self.does {
            warrant.begin_outside().await?;
            return Err(RunError::Refused);
        }
        let call = warrant.redeem().await?;
        let (who, at) = (call.person().0, call.now().as_millisecond());
        notes::insert(call.tx(), who, who, "Probed", "", at).await?;
        match &self.does {
            Does::GivesUpHalfway => Err(failure()),
            Does::ShowsAnOldReceipt(kept) => {
                let receipt = call.complete(json!({})).await?;
                *kept.lock().unwrap() = Some(receipt);
                Err(failure())
            }
            Does::Well | Does::NeverRedeems | Does::AddsALine(_) | Does::Vanishes => {
                call.complete(json!({ "title": "Probed" })).await
            }
        }
    }
}
