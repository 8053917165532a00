//! The audit record, for whoever holds the files: no session is asked for.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use assent_api::{Verdict, VerifyOptions};
use serde_json::{Value, json};

use crate::arguments::Audit;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{output, visible};

/// Runs one of the commands.
pub async fn run(desk: &Desk, audit: Audit) -> Result<Exit, Failure> {
    match audit {
        Audit::Verify { anchor, key } => verify(desk, anchor, key).await,
        Audit::Export => export(desk).await,
    }
}

async fn verify(desk: &Desk, anchor: Option<PathBuf>, key: Option<String>) -> Result<Exit, Failure> {
    if let Some(anchor) = anchor.as_ref().filter(|anchor| !anchor.is_file()) {
        let message = format!("the anchor {} is not there; name the file that was kept", anchor.display());
        return Err(Failure::of("NO_SUCH_FILE", message));
    }
    let fingerprint = key.map(|key| key.trim().to_lowercase());
    let verdict = desk.app.gate().verify_audit(VerifyOptions { anchor, fingerprint }).await?;
    if desk.json {
        output::data(&as_data(&verdict))?;
    } else {
        output::line(&verdict.to_string())?;
    }
    Ok(if verdict.is_intact() { Exit::Done } else { Exit::CheckFailed })
}

fn as_data(verdict: &Verdict) -> Value {
    let (word, mut data) = match verdict {
        Verdict::Intact { events } => ("intact", json!({ "events": events })),
        Verdict::AnchorBehind { events, behind } => ("anchor_behind", json!({ "events": events, "behind": behind })),
        Verdict::NotAnchored { events } => ("not_anchored", json!({ "events": events })),
        Verdict::Truncated { after, anchored } => ("truncated", json!({ "after": after, "anchored": anchored })),
        Verdict::Broken { at, what } => ("broken", json!({ "at": at, "what": what })),
    };
    data["verdict"] = word.into();
    data["intact"] = verdict.is_intact().into();
    data["message"] = verdict.to_string().into();
    data
}

async fn export(desk: &Desk) -> Result<Exit, Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut after = 0;
    loop {
        let events = desk.app.gate().export_audit(after).await?;
        let Some(last) = events.last().map(|event| event.seq) else { break };
        for event in &events {
            let line = serde_json::to_string(event)
                .map_err(|_| Failure::of("OUTPUT_FAILED", "an event can't be written as JSON; report this"))?;
            writeln!(out, "{}", visible::json(&line)).map_err(|cause| Failure::unwritten(&cause))?;
        }
        after = last;
    }
    out.flush().map_err(|cause| Failure::unwritten(&cause))?;
    Ok(Exit::Done)
}
