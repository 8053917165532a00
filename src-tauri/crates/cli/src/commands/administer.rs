//! What every administrative command does: it calls a tool, and where that asks
//! for the person's own yes, shows what would change and asks for it. No rule of
//! who may do what lives here.

use assent_api::{Answer, CallOutcome, CallView, Level, Outcome, Session};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::arguments::access::{Confirm, Listing};
use crate::card;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{input, output, visible};

/// Lists what a tool gives, one line for each.
pub async fn list(
    desk: &Desk,
    listing: Listing,
    tool: &str,
    arguments: Value,
    line: impl Fn(&Value) -> String,
) -> Result<Exit, Failure> {
    let session = desk.session(listing.who.email.as_deref()).await?;
    let outcome = desk.app.call(&session, tool, arguments).await?;
    if desk.json {
        output::data(&outcome)?;
    } else if outcome.outcome == Outcome::Succeeded {
        let items = outcome.result.as_ref().and_then(|result| result["items"].as_array());
        for item in items.into_iter().flatten() {
            output::line(&visible::line(&line(item)))?;
        }
    } else {
        refused(&outcome);
    }
    Ok(outcome.outcome.into())
}

/// Makes a change with a password given lately, and says yes to it where that is asked for.
pub async fn change(desk: &Desk, confirm: Confirm, tool: &str, arguments: Value) -> Result<Exit, Failure> {
    let session = desk.session(confirm.who.email.as_deref()).await?;
    let session = desk.fresh(session, confirm.password).await?;
    let outcome = desk.app.call(&session, tool, arguments).await?;
    let outcome = match own(desk, &session, &outcome).await? {
        Some(call) => answered(desk, &session, outcome, &call, confirm.yes).await?,
        None => outcome,
    };
    told(desk, tool, &outcome)
}

/// Throws a switch, which asks nothing.
pub async fn at_once(desk: &Desk, session: &Session, tool: &str, arguments: Value) -> Result<Exit, Failure> {
    let outcome = desk.app.call(session, tool, arguments).await?;
    told(desk, tool, &outcome)
}

/// The call as a card, where it waits for this person's own yes.
async fn own(desk: &Desk, session: &Session, outcome: &CallOutcome) -> Result<Option<CallView>, Failure> {
    let Some(hold) = outcome.hold.as_ref().filter(|hold| hold.level == Level::Confirm) else { return Ok(None) };
    let waiting = desk.app.waiting(session).await?;
    Ok(waiting.into_iter().find(|call| call.hold.as_ref().is_some_and(|there| there.id == hold.id)))
}

async fn answered(
    desk: &Desk,
    session: &Session,
    outcome: CallOutcome,
    call: &CallView,
    yes: bool,
) -> Result<CallOutcome, Failure> {
    let Some(hold) = &call.hold else { return Ok(outcome) };
    output::note(&card::whole(&desk.app, session, call)?);
    let approve = if yes { Some(true) } else { input::yes_or_no("Do exactly this? yes or no: ")? };
    let Some(approve) = approve else {
        output::note(&format!("It waits for you: `assent holds approve {}`, or say --yes.", hold.id));
        return Ok(outcome);
    };
    let answer = Answer { digest: hold.digest.clone(), approve, reason: None, remember: None };
    Ok(desk.app.answer(session, hold.id, answer).await?.outcome)
}

fn told(desk: &Desk, tool: &str, outcome: &CallOutcome) -> Result<Exit, Failure> {
    if desk.json {
        output::data(outcome)?;
    } else if outcome.outcome == Outcome::Succeeded {
        output::note(&format!("✓ {}: done", desk.app.tool_title(tool)));
    } else if !matches!(outcome.outcome, Outcome::Held | Outcome::Planned) {
        refused(outcome);
    }
    if let Some(secret) = desk.app.take_secret(outcome.call_id) {
        output::note("The password for one sign-in, shown this once:");
        output::line(secret.expose_secret())?;
    }
    Ok(outcome.outcome.into())
}

fn refused(outcome: &CallOutcome) {
    let denial = outcome.denial.as_ref().map(|denial| format!("{} ({})", denial.explanation, denial.code));
    let error = outcome.error.as_ref().map(ToString::to_string);
    let no = outcome.hold.as_ref().map(|hold| format!("It is {}; nothing was done. (REJECTED)", hold.state));
    let why = denial.or(error).or(no).unwrap_or_else(|| "It did not run. (FAILED)".to_owned());
    output::note(&format!("assent: {}", visible::line(&why)));
}

/// A JSON array of conditions as typed; none where nothing was.
pub fn conditions(given: Option<String>) -> Result<Value, Failure> {
    given.map_or(Ok(json!([])), input::json)
}

/// An object of what was given; what was left out is not in it.
pub fn given<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    let there = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(there.collect())
}

/// The e-mail of a person in a listed item, whether it stands alone or with the rest of them.
pub fn email(person: &Value) -> String {
    person.as_str().or_else(|| person["email"].as_str()).unwrap_or("somebody").to_owned()
}

/// A field of a listed item as text; empty where it is not there.
pub fn field(item: &Value, name: &str) -> String {
    match &item[name] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts
            .iter()
            .map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned))
            .collect::<Vec<_>>()
            .join(", "),
        other => other.to_string(),
    }
}
