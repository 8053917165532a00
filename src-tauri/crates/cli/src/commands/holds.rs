//! Waiting calls: what they are, and a person's answer to them.

use assent_api::{CallView, HoldView, Session};
use serde_json::json;

use crate::arguments::{AnswerHold, Holds};
use crate::card;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;

/// Runs one of the commands.
pub async fn run(desk: &Desk, holds: Holds) -> Result<Exit, Failure> {
    match holds {
        Holds::List { who } => {
            let session = desk.session(who.email.as_deref()).await?;
            list(desk, &session).await
        }
        Holds::Show { who, id } => {
            let session = desk.session(who.email.as_deref()).await?;
            let Some((call, _)) = find(desk, &session, id).await? else { return Err(unknown()) };
            if desk.json {
                output::data(&call)?;
            } else {
                output::line(&card::whole(&desk.app, &session, &call)?)?;
            }
            Ok(Exit::Done)
        }
        Holds::Approve(answer) => decide(desk, answer, true).await,
        Holds::Reject(answer) => decide(desk, answer, false).await,
    }
}

async fn list(desk: &Desk, session: &Session) -> Result<Exit, Failure> {
    let waiting = desk.app.waiting(session).await?;
    if desk.json {
        let items = waiting.iter().filter_map(|call| {
            let hold = call.hold.as_ref()?;
            Some(json!({ "id": hold.id, "call": call }))
        });
        output::data(&json!({ "items": items.collect::<Vec<_>>() }))?;
        return Ok(Exit::Done);
    }
    if waiting.is_empty() {
        output::note("Nothing waits for you.");
    }
    for call in &waiting {
        output::line(&card::in_list(&desk.app, call))?;
    }
    Ok(Exit::Done)
}

async fn find(desk: &Desk, session: &Session, id: i64) -> Result<Option<(CallView, HoldView)>, Failure> {
    let waiting = desk.app.waiting(session).await?;
    Ok(waiting.into_iter().find_map(|call| {
        let hold = call.hold.clone().filter(|hold| hold.id == id)?;
        Some((call, hold))
    }))
}

fn unknown() -> Failure {
    Failure::of("NOT_FOUND", "there is no such waiting call among yours; `assent holds list` shows them")
}

async fn decide(desk: &Desk, answer: AnswerHold, approve: bool) -> Result<Exit, Failure> {
    let session = desk.session(answer.who.email.as_deref()).await?;
    // One that no longer waits is left to the gate, which knows why; no digest fits it.
    let mut shown = String::new();
    if let Some((call, hold)) = find(desk, &session, answer.id).await? {
        output::note(&card::whole(&desk.app, &session, &call)?);
        shown = hold.digest;
    }
    let session = desk.fresh(session, answer.password).await?;
    let digest = answer.digest.unwrap_or(shown);
    let answered = desk.app.answer(&session, answer.id, &digest, approve, answer.reason).await?;
    output::note(&card::one_line(&answered.call));
    if let Some(turn) = &answered.turn
        && !turn.text.is_empty()
        && !desk.json
    {
        output::note(&crate::visible::text(&turn.text));
    }
    if desk.json {
        output::data(&json!({ "call": answered.outcome, "turn": answered.turn }))?;
    }
    if approve {
        return Ok(Exit::from(answered.outcome.outcome));
    }
    // A no that is recorded is what was asked for.
    Ok(Exit::Done)
}
