//! What can be done, one file per tool family. A tool declares what it needs
//! and does, reads its arguments, says what it would change, and runs with a
//! warrant. It decides nothing.

use std::sync::Arc;

use assent_gate::{Registry, Tool};

mod account;
mod alarms;
mod arguments;
mod due;
mod kept;
mod moment;
mod notes;
mod recurrence;
mod tasks;
pub mod weather;

pub use account::{EffectivePermission, Requestable, effective, requestable};

/// Every built-in tool.
#[must_use]
pub fn registry(forecast: weather::Forecast) -> Registry {
    let tools: Vec<Arc<dyn Tool>> = vec![
        Arc::new(account::AuthMe::new()),
        Arc::new(account::Zone::new()),
        Arc::new(alarms::Set::new()),
        Arc::new(alarms::List::new()),
        Arc::new(alarms::Update::new()),
        Arc::new(alarms::Cancel::new()),
        Arc::new(alarms::CancelByTitle::new()),
        Arc::new(alarms::Delete::new()),
        Arc::new(alarms::Snooze::new()),
        Arc::new(alarms::Dismiss::new()),
        Arc::new(alarms::Fire::new()),
        Arc::new(alarms::PassOver::new()),
        Arc::new(notes::List::new()),
        Arc::new(notes::Create::new()),
        Arc::new(notes::Update::new()),
        Arc::new(notes::Delete::new()),
        Arc::new(tasks::List::new()),
        Arc::new(tasks::Create::new()),
        Arc::new(tasks::Update::new()),
        Arc::new(tasks::Complete::new()),
        Arc::new(tasks::Delete::new()),
        Arc::new(weather::Read::new(forecast)),
    ];
    Registry::new(tools)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use std::time::Duration;

    use assent_policy::CATALOGUE;

    use crate::weather::{Forecast, UnitSystem, WeatherSettings};

    #[test]
    fn every_tool_declares_a_permission_that_exists_with_its_risk_and_a_closed_schema() {
        let nowhere = "http://127.0.0.1:9".to_owned();
        let settings = WeatherSettings {
            forecast_base: nowhere.clone(),
            geocoding_base: nowhere,
            units: UnitSystem::Metric,
            timeout: Duration::from_secs(1),
        };
        let registry = super::registry(Forecast::new(settings).unwrap());
        assert!(registry.iter().count() >= 11, "every family is registered");
        for tool in registry.iter() {
            let spec = tool.spec();
            if let Some(code) = spec.permission {
                let entry = CATALOGUE.iter().find(|entry| entry.code == code);
                assert_eq!(entry.map(|entry| entry.risk), Some(spec.risk), "{} needs {code}", spec.name);
            }
            assert_eq!(
                spec.schema["additionalProperties"], false,
                "{} takes what it names and nothing else",
                spec.name
            );
            assert!(!spec.schema.to_string().contains("$ref"), "the schema of {} is inlined", spec.name);
            for field in spec.redacted {
                assert!(spec.schema["properties"].get(field).is_some(), "{} redacts {field}, which it has", spec.name);
            }
        }
    }
}
