//! `account_zone`: the time zone one lives in. Times are read and shown in it
//! from the next call on; an alarm that is set keeps the zone it was set in.

use assent_gate::{
    ArgumentError, Audience, Look, Place, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, people,
};
use assent_policy::{Asks, Effect, Risk};
use async_trait::async_trait;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::arguments;
use crate::kept::change;

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Its IANA name, for example Europe/Berlin.
    zone: String,
}

pub(crate) struct Zone {
    spec: ToolSpec,
}

impl Zone {
    pub(crate) fn new() -> Self {
        Self {
            spec: ToolSpec {
                name: "account_zone",
                title: "Set my time zone",
                description: "Sets the time zone one lives in, in which times are read and shown. Alarms that are set \
                              keep theirs.",
                permission: None,
                risk: Risk::Low,
                effect: Effect::Writes,
                place: Place::Inside,
                undoable: true,
                asks: Asks::ByPermission,
                audience: Audience::People,
                redacted: &[],
                schema: arguments::schema::<Arguments>(),
            },
        }
    }
}

/// The zone's own name for itself.
fn known(said: &str) -> Result<String, ArgumentError> {
    let name = arguments::line("zone", said, 60)?;
    let zone = TimeZone::get(&name).ok().and_then(|zone| zone.iana_name().map(str::to_owned));
    zone.ok_or_else(|| {
        ArgumentError::invalid(format!("There is no time zone “{name}”. Give an IANA name such as Europe/Berlin."))
    })
}

#[async_trait]
impl Tool for Zone {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, _: Reader<'_>, _: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: Arguments = arguments::read(given)?;
        let zone = known(&asked.zone)?;
        Ok(Resolved { object: Some(zone.clone()), ..Resolved::own(json!(Arguments { zone })) })
    }

    async fn plan(&self, _: Reader<'_>, look: &Look<'_>, resolved: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        let asked: Arguments = arguments::read(&resolved.arguments)?;
        Ok(Some(Plan {
            summary: format!("Your times would be read and shown in {}.", asked.zone),
            changes: change("zone", look.zone.iana_name(), Some(&asked.zone)).into_iter().collect(),
            undo_days: None,
        }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let mut call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let person = call.person();
        let before = call.snapshot().people.get(&person).and_then(|entry| entry.zone.clone());
        people::set_zone(call.tx(), person.0, &asked.zone).await?;
        call.changed(json!({ "zone": before }), json!({ "zone": asked.zone }));
        call.change_access().await?;
        call.complete(json!({ "zone": asked.zone })).await
    }
}
