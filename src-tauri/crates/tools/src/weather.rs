//! `weather_read`: the tool in front of the forecast client.

use assent_gate::{
    ArgumentError, Audience, Look, Place, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolFailure, ToolSpec,
    Warrant,
};
use assent_policy::{Asks, Effect, Risk};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::arguments;

mod answer;
mod error;
mod forecast;
mod http;
mod place;
mod report;
mod when;
mod words;

pub use error::WeatherError;
pub use forecast::{Forecast, UnitSystem, WeatherSettings};
pub use report::{Granularity, Report};

#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Fineness {
    Current,
    Daily,
    Hourly,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// A town, where needed with its country.
    location: String,
    /// A day: today, tomorrow, a weekday, this weekend, or a date; now when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    when: Option<String>,
    /// How fine; the weather now, or by day when a day is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    granularity: Option<Fineness>,
}

pub(crate) struct Read {
    spec: ToolSpec,
    forecast: Forecast,
}

impl Read {
    pub(crate) fn new(forecast: Forecast) -> Self {
        Self {
            forecast,
            spec: ToolSpec {
                name: "weather_read",
                title: "Read the weather",
                description: "Reads the weather of a place, now or up to 16 days ahead, from Open-Meteo.",
                permission: Some("weather:read"),
                risk: Risk::Low,
                effect: Effect::Reads,
                place: Place::Outside,
                undoable: true,
                asks: Asks::ByPermission,
                audience: Audience::People,
                redacted: &[],
                schema: arguments::schema::<Arguments>(),
            },
        }
    }
}

#[async_trait]
impl Tool for Read {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, _: Reader<'_>, _: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let mut asked: Arguments = arguments::read(given)?;
        asked.location = arguments::line("location", &asked.location, 100)?;
        Ok(Resolved { object: Some(asked.location.clone()), ..Resolved::own(json!(asked)) })
    }

    async fn plan(&self, _: Reader<'_>, _: &Look<'_>, _: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        Ok(None)
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.begin_outside().await?;
        let asked: Arguments = call.arguments()?;
        let granularity = match (asked.granularity, &asked.when) {
            (Some(Fineness::Current), _) | (None, None) => Granularity::Current,
            (Some(Fineness::Daily), _) | (None, Some(_)) => Granularity::Daily,
            (Some(Fineness::Hourly), _) => Granularity::Hourly,
        };
        let now = call.now().to_zoned(call.zone().clone());
        let read = self.forecast.read(&asked.location, asked.when.as_deref(), granularity, now).await;
        let report = read.map_err(|cause| ToolFailure { code: cause.code().to_owned(), message: cause.to_string() })?;
        call.complete(json!(report)).await
    }
}
