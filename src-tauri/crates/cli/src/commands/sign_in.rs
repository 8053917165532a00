//! Signing in and out, one's password, one's sessions.

use assent_api::{Session, TERMINAL};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::arguments::{As, PasswordFrom};
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{input, output, visible};

/// Signs in and keeps the session; the one kept before for this person ends.
pub async fn sign_in(desk: &Desk, email: &str, password: &SecretString) -> Result<Session, Failure> {
    // Refused before the password is tried, so that no session is opened that can't be kept.
    let before = desk.kept.secret(Some(email))?;
    let gate = desk.app.gate();
    let (session, secret) = gate.sign_in(email, password.expose_secret(), TERMINAL).await?;
    desk.kept.keep(session.email(), &secret)?;
    if let Some((_, secret)) = before
        && let Ok(old) = gate.session(&secret).await
    {
        gate.sign_out(&old).await?;
    }
    Ok(session)
}

/// `login`.
pub async fn login(desk: &Desk, email: &str, from: PasswordFrom) -> Result<Exit, Failure> {
    let password = input::password(&format!("Password of {}: ", visible::line(email)), from.stdin)?;
    let session = sign_in(desk, email, &password).await?;
    if desk.json {
        output::data(&json!({ "signed_in": { "name": session.name(), "email": session.email() } }))?;
    }
    output::note(&format!("Signed in as {}.", who(&session)));
    if session.must_change_password() {
        output::note("This password was good for one sign-in: choose your own now with `assent passwd`.");
    }
    Ok(Exit::Done)
}

/// `logout`.
pub async fn logout(desk: &Desk, as_: As) -> Result<Exit, Failure> {
    let Some((email, secret)) = desk.kept.secret(as_.email.as_deref())? else {
        return Err(Failure::of(
            "NOT_SIGNED_IN",
            "nobody of that name is signed in at this terminal; nothing was done",
        ));
    };
    // One that has ended already is only forgotten.
    if let Ok(session) = desk.app.gate().session(&secret).await {
        desk.app.gate().sign_out(&session).await?;
    }
    desk.kept.forget(&email)?;
    if desk.json {
        output::data(&json!({ "signed_out": email }))?;
    }
    output::note(&format!("Signed out {}.", visible::line(&email)));
    Ok(Exit::Done)
}

/// `passwd`.
pub async fn passwd(desk: &Desk, as_: As, from: PasswordFrom) -> Result<Exit, Failure> {
    let session = desk.any_session(as_.email.as_deref()).await?;
    let current = input::password(&format!("Current password of {}: ", who(&session)), from.stdin)?;
    let next = input::password("New password: ", from.stdin)?;
    if !from.stdin {
        let again = input::password("The new one again: ", false)?;
        if again.expose_secret() != next.expose_secret() {
            return Err(Failure::of("INVALID_INPUT", "the two passwords differ; nothing was changed; try again"));
        }
    }
    desk.app.gate().change_password(&session, current.expose_secret(), next.expose_secret()).await?;
    if desk.json {
        output::data(&json!({ "changed": session.email() }))?;
    }
    output::note(&format!("The password of {} is changed; the other sessions have ended.", who(&session)));
    Ok(Exit::Done)
}

/// `sessions end`.
pub async fn end_session(desk: &Desk, as_: As, id: i64) -> Result<Exit, Failure> {
    let session = desk.any_session(as_.email.as_deref()).await?;
    desk.app.gate().end_session(&session, id).await?;
    if id == session.id() {
        desk.kept.forget(session.email())?;
    }
    if desk.json {
        output::data(&json!({ "ended": id }))?;
    }
    output::note(&format!("Session {id} of {} has ended.", who(&session)));
    Ok(Exit::Done)
}

/// `sessions` and `sessions list`.
pub async fn sessions(desk: &Desk, as_: As) -> Result<Exit, Failure> {
    let session = desk.session(as_.email.as_deref()).await?;
    let items: Vec<_> = desk
        .app
        .gate()
        .sessions(&session)
        .await?
        .into_iter()
        .map(|found| {
            let (since, until) = (desk.app.time(found.created_at), desk.app.time(found.expires_at));
            (found.id, found.client, since, until)
        })
        .collect();
    if desk.json {
        let items: Vec<_> = items.iter().map(|(id, client, since, until)| {
            json!({ "id": id, "client": client, "created_at": since, "expires_at": until, "current": *id == session.id() })
        }).collect();
        output::data(&json!({ "items": items }))?;
        return Ok(Exit::Done);
    }
    output::line(&format!("Sessions of {}:", who(&session)))?;
    for (id, client, since, until) in items {
        let (since, until) = (desk.app.local_time(&since), desk.app.local_time(&until));
        let here = if id == session.id() { ", this one" } else { "" };
        output::line(&format!("  {id}  {}, since {since}, until {until}{here}", visible::line(&client)))?;
    }
    Ok(Exit::Done)
}

/// Name and e-mail.
pub fn who(session: &Session) -> String {
    format!("{} ({})", visible::line(session.name()), visible::line(session.email()))
}
