//! Waiting calls: what they are, and a person's answer to them.

use std::time::Duration;

use assent_api::{Answer, Answered, CallView, HoldView, Remember, Session};
use serde_json::{Value, json};

use crate::arguments::{AnswerHold, Holds, RememberFor};
use crate::card;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{input, output};

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
        Holds::Approve { answer, remember } => {
            let remember = remembered(remember)?;
            decide(desk, answer, true, remember).await
        }
        Holds::Reject(answer) => decide(desk, answer, false, None).await,
        Holds::Edit { answer, arguments } => edit(desk, answer, input::json(arguments)?).await,
        Holds::Withdraw { who, id } => {
            let session = desk.session(who.email.as_deref()).await?;
            let answered = desk.app.withdraw(&session, id).await?;
            say(desk, &answered)?;
            Ok(Exit::Done)
        }
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

async fn decide(desk: &Desk, answer: AnswerHold, approve: bool, remember: Option<Remember>) -> Result<Exit, Failure> {
    let session = desk.session(answer.who.email.as_deref()).await?;
    // One that no longer waits is left to the gate, which knows why; no digest fits it.
    let mut shown = String::new();
    if let Some((call, hold)) = find(desk, &session, answer.id).await? {
        output::note(&card::whole(&desk.app, &session, &call)?);
        shown = hold.digest;
    }
    let session = desk.fresh(session, answer.password).await?;
    let digest = answer.digest.unwrap_or(shown);
    let verdict = Answer { digest, approve, reason: answer.reason, remember };
    let answered = desk.app.answer(&session, answer.id, verdict).await?;
    say(desk, &answered)?;
    if approve {
        return Ok(Exit::from(answered.outcome.outcome));
    }
    // A no that is recorded is what was asked for.
    Ok(Exit::Done)
}

async fn edit(desk: &Desk, answer: AnswerHold, arguments: Value) -> Result<Exit, Failure> {
    let session = desk.session(answer.who.email.as_deref()).await?;
    // One's own call may wait for somebody else, and then is not among those one answers.
    let call = desk.app.held(&session, answer.id).await?;
    output::note(&card::whole(&desk.app, &session, &call)?);
    let session = desk.fresh(session, answer.password).await?;
    let shown = call.hold.map(|hold| hold.digest).unwrap_or_default();
    let digest = answer.digest.unwrap_or(shown);
    let answered = desk.app.edit(&session, answer.id, &digest, arguments).await?;
    say(desk, &answered)?;
    Ok(Exit::from(answered.outcome.outcome))
}

fn say(desk: &Desk, answered: &Answered) -> Result<(), Failure> {
    output::note(&card::one_line(&answered.call));
    if let Some(turn) = &answered.turn
        && !turn.text.is_empty()
        && !desk.json
    {
        output::note(&crate::visible::text(&output::answer(&turn.text, &turn.choices)));
    }
    if desk.json {
        output::data(&json!({ "call": answered.outcome, "turn": answered.turn }))?;
    }
    Ok(())
}

fn remembered(given: RememberFor) -> Result<Option<Remember>, Failure> {
    if let Some(time) = given.time {
        return span(&time).map(|span| Some(Remember::For(span)));
    }
    if let Some(always) = given.always {
        let conditions = serde_json::from_value(input::json(always)?).map_err(|cause| {
            let takes = r#"write them like '[{"field": {"argument": "title"}, "test": {"glob": "Meeting*"}}]'"#;
            Failure::of("INVALID_INPUT", format!("the conditions can't be read: {cause}; {takes}"))
        })?;
        return Ok(Some(Remember::Always(conditions)));
    }
    Ok(given.conversation.then_some(Remember::Conversation))
}

/// `15m` or `8h`.
fn span(text: &str) -> Result<Duration, Failure> {
    let seconds = match text.strip_suffix('m') {
        Some(minutes) => minutes.parse::<u32>().ok().map(|n| u64::from(n) * 60),
        None => text.strip_suffix('h').and_then(|hours| hours.parse::<u32>().ok()).map(|n| u64::from(n) * 3600),
    };
    let seconds = seconds.filter(|seconds| *seconds > 0);
    let wrong = || Failure::of("INVALID_INPUT", "the time is not one; write it like 15m or 8h");
    seconds.map(Duration::from_secs).ok_or_else(wrong)
}
