//! `backup` and `restore`: one encrypted file with database, signing key and anchor.

use std::path::PathBuf;

use assent_api::{Session, open_backup};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::arguments::{Arguments, As, PassphraseFrom, PasswordFrom, Restore};
use crate::desk::{self, Desk};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{input, output};

/// `backup`.
pub async fn backup(
    desk: &Desk,
    file: PathBuf,
    who: As,
    passphrase: PassphraseFrom,
    password: PasswordFrom,
) -> Result<Exit, Failure> {
    let session = desk.session(who.email.as_deref()).await?;
    // Standard input holds the passphrase first, and the password where one is needed.
    let early = passphrase.stdin.then(|| input::password("", true)).transpose()?;
    let session = desk.fresh(session, password).await?;
    desk.app.gate().refuse_backup(&session, &file).await?;
    let passphrase = match early {
        Some(passphrase) => passphrase,
        None => new_passphrase()?,
    };
    let made = desk.app.gate().backup(&session, &file, passphrase).await?;
    let path = made.path.display().to_string();
    if desk.json {
        output::data(&json!({ "file": path, "events": made.events, "bytes": made.bytes }))?;
    } else {
        output::line(&format!("{path} holds database, signing key and anchor up to event {}.", made.events))?;
    }
    output::note("Without its passphrase nobody can restore it. Keep both, in different places.");
    Ok(Exit::Done)
}

fn new_passphrase() -> Result<SecretString, Failure> {
    let passphrase = input::password("A passphrase for the backup: ", false)?;
    let again = input::password("The same again: ", false)?;
    if again.expose_secret() != passphrase.expose_secret() {
        return Err(Failure::of("INVALID_INPUT", "the two passphrases differ; nothing was written; try again"));
    }
    Ok(passphrase)
}

/// `restore`.
pub async fn restore(arguments: &Arguments, wanted: Restore) -> Result<Exit, Failure> {
    let config = desk::settings(arguments)?;
    let replaces = wanted.replace && config.data_dir().join("assent.db").exists();
    // Who may not replace what is here is told before anything is asked.
    let desk = if replaces { Some(Desk::with(config.clone(), arguments.json).await?) } else { None };
    let session = match &desk {
        Some(desk) => Some(desk.session(wanted.who.email.as_deref()).await?),
        None => None,
    };
    let passphrase = input::password("The passphrase of the backup: ", wanted.passphrase.stdin)?;
    let staged = open_backup(&config, wanted.file, passphrase, replaces).await?;
    let proof = match (desk, session) {
        (Some(desk), Some(session)) => {
            let session: Session = desk.fresh(session, wanted.password).await?;
            Some(desk.app.gate().set_aside(&session, &staged).await?)
        }
        _ => None,
    };
    let done = staged.put_in_place(proof).await?;
    let aside = done.aside.as_ref().map(|aside| aside.display().to_string());
    let (folder, made_at) = (done.folder.display().to_string(), assent_api::time(done.made_at));
    if arguments.json {
        output::data(&json!({
            "data_dir": folder, "restored_to": done.from, "made_at": made_at, "lost": done.lost,
            "sessions_ended": done.sessions_ended, "kept_aside": aside, "notice": done.notice,
        }))?;
    } else {
        output::line(&format!("{folder} is as it was with event {} ({made_at}).", done.from))?;
        if done.lost > 0 {
            output::line(&format!("The anchor here knows {} later events that the backup does not hold.", done.lost))?;
        }
        if let Some(aside) = &aside {
            output::line(&format!("What was here before is kept in {aside}."))?;
        }
        output::line("Everybody signs in again.")?;
    }
    if let Some(notice) = done.notice {
        output::note(&notice);
    }
    Ok(Exit::Done)
}
