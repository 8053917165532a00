//! What lasts: the database, its schema, the record in it, and the key.

use assent_gate::keys::{KeyStorage, LockedBy};
use assent_gate::{Clock, Schema, SystemClock, Verdict, VerifyOptions, audit_lets_happen};

use super::{Found, Patient, is_file};
use crate::config::AppEnv;
use crate::error::sentence;
use crate::view::time;

/// How far the clock may be behind the record, in milliseconds: what another process's rounding makes.
const SLACK: i64 = 2_000;

pub(super) fn database(patient: &Patient) -> Found {
    let place = patient.store().place;
    match &patient.record {
        Ok(_) if is_file(&patient.config) => Found::ok(format!("{place} is readable.")),
        Ok(_) => Found::ok(format!("The server answers for {place}.")),
        Err(cause) => cause.clone().into(),
    }
}

pub(super) fn schema_current(patient: &Patient) -> Found {
    let schema = match schema(patient) {
        Ok(schema) => schema,
        Err(found) => return found,
    };
    match schema.age() {
        (lacking, unknown) if lacking.is_empty() && unknown.is_empty() => Found::ok("Every migration is there."),
        (_, unknown) if !unknown.is_empty() => {
            Found::failed(format!("A newer version made it: {} is not known here.", unknown.join(", ")))
        }
        (lacking, _) => Found::attention(format!("It is older; the next start adds {}.", lacking.join(", "))),
    }
}

pub(super) async fn schema_whole(patient: &Patient) -> Found {
    let schema = match schema(patient) {
        Ok(schema) => schema,
        Err(found) => return found,
    };
    if !is_file(&patient.config) {
        return Found::not_applicable("A server's schema is its owner's to compare.");
    }
    if schema.age() != Default::default() {
        return Found::not_applicable("It is another version's schema; see above.");
    }
    let ours = match Schema::of_this_version().await {
        Ok(ours) => ours,
        Err(cause) => return assent_gate::GateError::from(cause).into(),
    };
    let differences = schema.differences(&ours);
    if differences.is_empty() {
        return Found::ok("Tables, indexes and triggers are those this version makes.");
    }
    Found::failed(format!("The {}.", differences.join(", the ")))
}

fn schema(patient: &Patient) -> Result<&Schema, Found> {
    patient.record()?;
    patient.schema.as_ref().map_err(|cause| cause.clone().into())
}

pub(super) async fn chain(patient: &Patient) -> Found {
    let record = match patient.record() {
        Ok(record) => record,
        Err(found) => return found,
    };
    match record.verify(VerifyOptions::default()).await {
        Ok(report) => match report.verdict {
            Verdict::Intact { .. } => Found::ok(sentence(&report.summary)),
            Verdict::AnchorBehind { .. } => Found::attention(sentence(&report.summary))
                .mend("Check that the anchor can be written; the next record brings it up to date."),
            Verdict::NotAnchored { .. } | Verdict::Truncated { .. } | Verdict::Broken { .. } => {
                Found::failed(sentence(&report.summary))
            }
        },
        Err(cause) => cause.into(),
    }
}

pub(super) async fn append_only(patient: &Patient) -> Found {
    match schema(patient) {
        Ok(schema) if schema.age() != Default::default() => {
            return Found::not_applicable("It is another version's schema; see above.");
        }
        Ok(_) => {}
        Err(found) => return found,
    }
    match audit_lets_happen(&patient.store()).await {
        Ok(happened) if happened.is_empty() => Found::ok("Both were refused."),
        Ok(happened) => Found::failed(format!("The database let happen: {}.", happened.join(", "))),
        Err(cause) => cause.into(),
    }
}

pub(super) async fn key(patient: &Patient) -> Found {
    let record = match patient.record() {
        Ok(record) => record,
        Err(found) => return found,
    };
    let key = match record.key().await {
        Ok(key) => key,
        Err(cause) => return cause.into(),
    };
    let fingerprint = &key.fingerprint;
    if !key.is_chains {
        return Found::failed(format!("The key here ({fingerprint}) is not the one the record goes on under."))
            .mend("Bring the folder of keys back from a backup.");
    }
    match &key.storage {
        KeyStorage::Keyring => Found::ok(format!("{fingerprint} is in the system keyring.")),
        KeyStorage::EncryptedFile { locked_by: LockedBy::Passphrase, .. } => {
            Found::ok(format!("{fingerprint} is in a file that your passphrase locks."))
        }
        KeyStorage::EncryptedFile { locked_by: LockedBy::MachineKey, .. } => {
            Found::attention(key.notice.unwrap_or_else(|| "The key lies in a file.".to_owned()))
        }
    }
}

pub(super) async fn in_doubt(patient: &Patient) -> Found {
    let record = match patient.record() {
        Ok(record) => record,
        Err(found) => return found,
    };
    match record.in_doubt().await {
        Ok(calls) if calls.is_empty() => Found::ok("None is in doubt."),
        Ok(calls) => {
            let named: Vec<_> = calls.iter().map(ToString::to_string).collect();
            Found::attention(format!("In doubt: {}.", named.join(", ")))
        }
        Err(cause) => cause.into(),
    }
}

pub(super) async fn clock(patient: &Patient) -> Found {
    let record = match patient.record() {
        Ok(record) => record,
        Err(found) => return found,
    };
    let now = SystemClock.now().as_millisecond();
    match record.newest().await {
        Ok(Some(last)) if last > now + SLACK => {
            Found::failed(format!("It is {}, and the last event is of {}.", time(now), time(last)))
        }
        Ok(_) if patient.config.app_env() == AppEnv::Test => {
            Found::attention("APP_ENV=test: the file test-clock in the data folder moves the time that ends things.")
                .mend("Start without APP_ENV=test.")
        }
        Ok(_) => Found::ok(format!("It is {}, after the last event.", time(now))),
        Err(cause) => cause.into(),
    }
}
