//! The audit record. Reading it is for whoever holds the files: no session is asked
//! for. Giving it another key is for an access manager.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::time::Duration;

use assent_api::{AuditEvent, AuditReport, Config, KeyTrust, Reads, Record, Verdict, VerifyOptions, open_record};
use serde_json::{Value, json};

use crate::arguments::{As, Audit, PasswordFrom};
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{output, visible};

/// How long to wait before looking for more.
const BETWEEN_LOOKS: Duration = Duration::from_millis(300);

/// Runs one of the commands that only read.
pub async fn read(config: &Config, audit: Audit, json: bool) -> Result<Exit, Failure> {
    match audit {
        Audit::Verify { anchor, key } => verify(config, anchor, key, json).await,
        Audit::Export { since } => {
            let since = since.as_deref().map(Since::read).transpose()?.unwrap_or(Since::Event(1));
            export(&open_record(config, Reads::Once).await?, since).await
        }
        Audit::Tail { lines, follow } => tail(config, lines, follow, json).await,
        // Never asked of this function; it does not only read.
        Audit::RotateKey { .. } => Ok(Exit::Usage),
    }
}

async fn verify(config: &Config, anchor: Option<PathBuf>, key: Option<String>, json: bool) -> Result<Exit, Failure> {
    if let Some(anchor) = anchor.as_ref().filter(|anchor| !anchor.is_file()) {
        let message = format!("the anchor {} is not there; name the file that was kept", anchor.display());
        return Err(Failure::of("NO_SUCH_FILE", message));
    }
    let fingerprint = key.map(|key| key.trim().to_lowercase());
    let report = open_record(config, Reads::Once).await?.verify(VerifyOptions { anchor, fingerprint }).await?;
    if json {
        output::data(&as_data(&report))?;
    } else {
        output::line(&report.summary)?;
        if let Some(note) = note(&report) {
            output::note(&note);
        }
    }
    Ok(if report.verdict.is_intact() { Exit::Done } else { Exit::CheckFailed })
}

/// What the verdict rests on, where that is not the key of this installation.
fn note(report: &AuditReport) -> Option<String> {
    let end = report.fingerprints.last().filter(|_| report.trust == KeyTrust::ChainAlone)?;
    Some(format!(
        "The key of this record is not here, so it was verified with the one it names itself: {end}. Compare that \
         with what you know, or give it with --key."
    ))
}

fn as_data(report: &AuditReport) -> Value {
    let (word, mut data) = match &report.verdict {
        Verdict::Intact { events } => ("intact", json!({ "events": events })),
        Verdict::AnchorBehind { events, behind } => ("anchor_behind", json!({ "events": events, "behind": behind })),
        Verdict::NotAnchored { events, begun } => ("not_anchored", json!({ "events": events, "anchor_begun": begun })),
        Verdict::Truncated { after, anchored } => ("truncated", json!({ "after": after, "anchored": anchored })),
        Verdict::Broken { at, what } => ("broken", json!({ "at": at, "what": what })),
    };
    data["verdict"] = word.into();
    data["intact"] = report.verdict.is_intact().into();
    data["message"] = report.summary.clone().into();
    data["verified_with"] = match report.trust {
        KeyTrust::Here => "key_here",
        KeyTrust::Fingerprint => "fingerprint",
        KeyTrust::ChainAlone => "key_in_record",
    }
    .into();
    data["keys"] = report.fingerprints.clone().into();
    data["anchored_since"] = report.anchored_since.into();
    let restored = report.restored.iter().map(|r| json!({ "event": r.at, "backup_ended": r.from, "lost": r.lost }));
    data["restored"] = restored.collect();
    data
}

/// Where an export begins.
enum Since {
    Event(i64),
    /// In milliseconds.
    Time(i64),
}

impl Since {
    fn read(given: &str) -> Result<Self, Failure> {
        if let Ok(seq) = given.parse() {
            return Ok(Self::Event(seq));
        }
        assent_api::millis(given).map(Self::Time).ok_or_else(|| {
            let message = format!(
                "`{}` is neither an event's number nor a time; write 120, or 2026-12-01T09:00:00Z",
                visible::line(given)
            );
            Failure::of("INVALID_INPUT", message)
        })
    }

    fn holds(&self, event: &AuditEvent) -> bool {
        match self {
            Self::Event(seq) => event.seq >= *seq,
            Self::Time(since) => at(event).is_some_and(|at| at >= *since),
        }
    }
}

fn at(event: &AuditEvent) -> Option<i64> {
    serde_json::from_str::<Value>(&event.body).ok()?["at"].as_i64()
}

async fn export(record: &Record, since: Since) -> Result<Exit, Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut after = match since {
        Since::Event(seq) => seq.saturating_sub(1).max(0),
        Since::Time(_) => 0,
    };
    loop {
        let events = record.page(after).await?;
        let Some(last) = events.last().map(|event| event.seq) else { break };
        for event in events.iter().filter(|event| since.holds(event)) {
            writeln!(out, "{}", line(event)?).map_err(|cause| Failure::unwritten(&cause))?;
        }
        after = last;
    }
    out.flush().map_err(|cause| Failure::unwritten(&cause))?;
    Ok(Exit::Done)
}

fn line(event: &AuditEvent) -> Result<String, Failure> {
    let line = serde_json::to_string(event)
        .map_err(|_| Failure::of("OUTPUT_FAILED", "an event can't be written as JSON; report this"))?;
    Ok(visible::json(&line))
}

async fn tail(config: &Config, lines: u16, follow: bool, json: bool) -> Result<Exit, Failure> {
    let record = open_record(config, if follow { Reads::Along } else { Reads::Once }).await?;
    let mut events = record.last(u64::from(lines).max(1)).await?;
    let mut after = events.last().map_or(0, |event| event.seq);
    if lines == 0 {
        events.clear();
    }
    loop {
        for event in &events {
            output::line(&if json { line(event)? } else { readable(event) })?;
        }
        if !follow {
            return Ok(Exit::Done);
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
        events = record.page(after).await?;
        after = events.last().map_or(after, |event| event.seq);
    }
}

/// Number, time, kind, person and call, then the rest as JSON.
fn readable(event: &AuditEvent) -> String {
    let body: Value = serde_json::from_str(&event.body).unwrap_or_default();
    let time = body["at"].as_i64().map(assent_api::time).unwrap_or_default();
    let who = event.person_id.map(|id| format!(" person {id}")).unwrap_or_default();
    let call = event.call_id.map(|id| format!(" call {id}")).unwrap_or_default();
    let about = visible::json(&body["about"].to_string());
    visible::line(&format!("{}  {time}  {}{who}{call}  {about}", event.seq, event.kind))
}

/// `audit rotate-key`.
pub async fn rotate_key(desk: &Desk, who: As, password: PasswordFrom) -> Result<Exit, Failure> {
    let session = desk.session(who.email.as_deref()).await?;
    let session = desk.fresh(session, password).await?;
    let fingerprint = desk.app.gate().rotate_key(&session).await?;
    if desk.json {
        output::data(&json!({ "fingerprint": fingerprint }))?;
    } else {
        output::line(&format!("Signing key of the audit record from now on: {fingerprint}"))?;
    }
    output::note("Earlier backups hold the key before; make a new one.");
    Ok(Exit::Done)
}
