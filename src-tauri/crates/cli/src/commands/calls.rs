//! `calls`: which there are, where one stands, and one in doubt.

use assent_api::{CallStatus, Outcome, Which};
use serde_json::json;

use crate::arguments::asked::{Calls, Happened};
use crate::card;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;

/// Runs one of the commands.
pub async fn run(desk: &Desk, calls: Calls) -> Result<Exit, Failure> {
    match calls {
        Calls::List { listing, all, everybody, before } => {
            let session = desk.session(listing.who.email.as_deref()).await?;
            let found = desk.app.calls(&session, Which { everybody, ended: all, before }).await?;
            if desk.json {
                output::data(&json!({ "items": found }))?;
                return Ok(Exit::Done);
            }
            if found.is_empty() && !all {
                output::note("Nothing waits, runs or is in doubt; --all also lists what has ended.");
            }
            for call in &found {
                output::line(&format!("{}  {}", call.id, card::one_line(call)))?;
            }
            Ok(Exit::Done)
        }
        Calls::Status { who, id } => {
            let session = desk.session(who.email.as_deref()).await?;
            let status = desk.app.call_status(&session, id).await?;
            say(desk, &status)?;
            Ok(status.outcome.outcome.into())
        }
        Calls::Resolve { who, id, happened } => {
            let session = desk.session(who.email.as_deref()).await?;
            let status = desk.app.resolve(&session, id, happened == Happened::Happened).await?;
            say(desk, &status)?;
            Ok(Exit::Done)
        }
    }
}

fn say(desk: &Desk, status: &CallStatus) -> Result<(), Failure> {
    if desk.json {
        return output::data(status);
    }
    output::line(&card::one_line(&status.call))?;
    if status.outcome.outcome == Outcome::Succeeded {
        output::line(&output::pretty(&status.call.result)?)?;
    }
    Ok(())
}
