//! People and what they may: read from the database as it stands.

use assent_gate::{Clock, SystemClock, WorkspaceKind};
use assent_policy::{PermissionCode, Snapshot};
use jiff::tz::TimeZone;

use super::{Found, Patient};

async fn authority(patient: &Patient) -> Result<Snapshot, Found> {
    Ok(patient.record()?.authority().await?)
}

/// E-mails of those who hold a permission for good.
fn holders(snapshot: &Snapshot, permission: &str) -> Vec<String> {
    let Ok(code) = permission.parse::<PermissionCode>() else { return Vec::new() };
    let found = snapshot.lasting_holders(&code).filter_map(|person| snapshot.people.get(&person));
    found.map(|person| person.email.clone()).collect()
}

pub(super) async fn known_passwords(patient: &Patient) -> Found {
    let record = match patient.record() {
        Ok(record) => record,
        Err(found) => return found,
    };
    match record.known_passwords().await {
        Ok((_, found)) if found.is_empty() => Found::ok("None of them opens an account."),
        Ok((WorkspaceKind::Demo, found)) => {
            Found::attention(format!("This is the demo office: {} have them.", found.join(", ")))
                .mend("Keep nothing here that matters; `assent init` makes a workspace of your own.")
        }
        Ok((WorkspaceKind::Real, found)) => Found::attention(format!("{} have one of them.", found.join(", "))),
        Err(cause) => cause.into(),
    }
}

pub(super) async fn somebody(patient: &Patient, permission: &str, what: &str) -> Found {
    let snapshot = match authority(patient).await {
        Ok(snapshot) => snapshot,
        Err(found) => return found,
    };
    match holders(&snapshot, permission) {
        able if able.is_empty() => Found::failed(format!("Nobody can {what} for good.")),
        able => Found::ok(format!("{} can {what}.", able.join(", "))),
    }
}

pub(super) async fn second_decider(patient: &Patient) -> Found {
    let snapshot = match authority(patient).await {
        Ok(snapshot) => snapshot,
        Err(found) => return found,
    };
    let (deciders, managers) = (holders(&snapshot, "permissions:approve"), holders(&snapshot, "access:manage"));
    match deciders.as_slice() {
        [] => Found::failed("Nobody can decide."),
        [only] if managers.contains(only) => {
            Found::attention(format!("{only} manages access and is the only one who can decide."))
        }
        [only] => Found::ok(format!("{only} decides and does not manage access.")),
        several => Found::ok(format!("{} can decide.", several.join(", "))),
    }
}

pub(super) async fn pauses(patient: &Patient) -> Found {
    let snapshot = match authority(patient).await {
        Ok(snapshot) => snapshot,
        Err(found) => return found,
    };
    if snapshot.everyone_paused {
        return Found::attention("Everyone's agents are paused.");
    }
    let paused = snapshot.people.values().filter(|person| person.paused && person.enabled);
    match paused.map(|person| person.email.clone()).collect::<Vec<_>>() {
        paused if paused.is_empty() => Found::ok("Nobody's agents are paused."),
        paused => Found::attention(format!("The agents of {} are paused.", paused.join(", "))),
    }
}

pub(super) async fn zones(patient: &Patient) -> Found {
    let snapshot = match authority(patient).await {
        Ok(snapshot) => snapshot,
        Err(found) => return found,
    };
    let chosen = snapshot.people.values().filter_map(|person| Some((&person.email, person.zone.as_deref()?)));
    let unknown = chosen.filter(|(_, zone)| TimeZone::get(zone).is_err());
    let lost: Vec<_> = unknown.map(|(email, zone)| format!("{email} ({zone})")).collect();
    if !lost.is_empty() {
        return Found::failed(format!("Not known here: the zone of {}.", lost.join(", ")));
    }
    let here = patient.config.time_zone();
    let offset = here.to_offset(SystemClock.now());
    Found::ok(format!("Times are {} (UTC{offset}) where nobody chose another.", patient.config.time_zone_name()))
}
