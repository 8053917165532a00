//! What can be done, one file per tool family. A tool declares what it needs
//! and does, reads its arguments, says what it would change, and runs with a
//! warrant. It decides nothing.

use std::sync::Arc;

use assent_gate::{Registry, Tool};

mod access;
mod account;
mod address;
mod agents;
mod alarms;
mod arguments;
mod calls;
mod conditions;
mod delegations;
mod due;
mod kept;
mod moment;
mod notes;
mod notifications;
mod people;
mod recurrence;
mod requests;
mod standing;
mod tasks;
pub mod weather;

pub use account::{EffectivePermission, Requestable, effective, requestable};
pub use address::{AddressError, ModelAddress};
pub use due::count as small_number;

/// Every built-in tool.
#[must_use]
pub fn registry(forecast: weather::Forecast) -> Registry {
    let tools: Vec<Arc<dyn Tool>> = vec![
        Arc::new(account::AuthMe::new()),
        Arc::new(people::Find::new()),
        Arc::new(calls::Status::new()),
        Arc::new(notifications::List::new()),
        Arc::new(notifications::MarkRead::new()),
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
        Arc::new(notes::Undo::new()),
        Arc::new(standing::Mine::new()),
        Arc::new(standing::Revoke::new()),
        Arc::new(tasks::List::new()),
        Arc::new(tasks::Create::new()),
        Arc::new(tasks::Update::new()),
        Arc::new(tasks::Complete::new()),
        Arc::new(tasks::Delete::new()),
        Arc::new(tasks::Undo::new()),
        Arc::new(weather::Read::new(forecast)),
        Arc::new(requests::Create::new()),
        Arc::new(requests::Mine::new()),
        Arc::new(requests::Withdraw::new()),
        Arc::new(requests::List::new()),
        Arc::new(requests::Decide::new()),
        Arc::new(delegations::Mine::new()),
        Arc::new(delegations::Create::new()),
        Arc::new(delegations::Reschedule::new()),
        Arc::new(delegations::Revoke::new()),
        Arc::new(access::List::<access::ListPeople>::new()),
        Arc::new(access::List::<access::ListRoles>::new()),
        Arc::new(access::List::<access::ListGrants>::new()),
        Arc::new(access::List::<access::ListDelegations>::new()),
        Arc::new(access::List::<access::ListRules>::new()),
        Arc::new(access::List::<access::ListPolicies>::new()),
        Arc::new(access::List::<access::ListLimits>::new()),
        Arc::new(access::Change::<access::AddPerson>::new()),
        Arc::new(access::Change::<access::DisablePerson>::new()),
        Arc::new(access::Change::<access::EnablePerson>::new()),
        Arc::new(access::Change::<access::ResetPerson>::new()),
        Arc::new(access::Change::<access::SetPersonRoles>::new()),
        Arc::new(access::Change::<access::CreateRole>::new()),
        Arc::new(access::Change::<access::SetRole>::new()),
        Arc::new(access::Change::<access::DeleteRole>::new()),
        Arc::new(access::Change::<access::AddGrant>::new()),
        Arc::new(access::Change::<access::RevokeGrant>::new()),
        Arc::new(access::Change::<access::SetPolicy>::new()),
        Arc::new(access::Change::<access::AddRule>::new()),
        Arc::new(access::Change::<access::RemoveRule>::new()),
        Arc::new(access::Change::<access::SetLimit>::new()),
        Arc::new(access::Change::<access::SetBreakGlass>::new()),
        Arc::new(access::Change::<access::ChooseModel>::new()),
        Arc::new(agents::Switch::pause()),
        Arc::new(agents::Switch::resume()),
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
        assert!(registry.iter().count() >= 34, "every family is registered");
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
