//! `init`: the database, the keys, and the first people.

use assent_api::{DEMO_PEOPLE, NewPerson};
use secrecy::ExposeSecret;
use serde_json::json;

use crate::arguments::PasswordFrom;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{input, output};

/// Sets up the data folder and says what was made.
pub async fn init(
    desk: &Desk,
    demo: bool,
    name: Option<String>,
    email: Option<String>,
    from: PasswordFrom,
) -> Result<Exit, Failure> {
    let gate = desk.app.gate();
    if gate.workspace_kind().await?.is_some() {
        let message = "this data folder is already set up; sign in, or choose another folder with --data-dir";
        return Err(Failure::of("ALREADY_SET_UP", message));
    }
    if demo {
        gate.set_up_demo().await?;
    } else {
        gate.set_up_administrator(administrator(name, email, from)?).await?;
    }
    let folder = desk.app.config().data_dir().display().to_string();
    let fingerprint = desk.app.key_fingerprint().await?.unwrap_or_default();
    let notice = gate.key_notice();
    if desk.json {
        let kind = if demo { "demo" } else { "real" };
        output::data(&json!({ "workspace": kind, "data_dir": folder, "fingerprint": fingerprint, "notice": notice }))?;
    } else {
        let what = if demo { "The demo office" } else { "A workspace with its first administrator" };
        output::line(&format!("{what} is set up in {folder}."))?;
        output::line(&format!("Signing key of the audit record: {fingerprint}"))?;
        if demo {
            output::line("People, known to everybody, for trying it out only:")?;
            for person in DEMO_PEOPLE {
                output::line(&format!(
                    "  {} / {} ({}: {})",
                    person.email, person.password, person.role, person.summary
                ))?;
            }
        }
    }
    if let Some(notice) = notice {
        output::note(&notice);
    }
    Ok(Exit::Done)
}

fn administrator(name: Option<String>, email: Option<String>, from: PasswordFrom) -> Result<NewPerson, Failure> {
    let name = input::given_or_asked(name, "the name", "--name")?;
    let email = input::given_or_asked(email, "the e-mail", "--email")?;
    let password = input::password("A password: ", from.stdin)?;
    if !from.stdin {
        let again = input::password("The same again: ", false)?;
        if again.expose_secret() != password.expose_secret() {
            return Err(Failure::of("INVALID_INPUT", "the two passwords differ; nothing was set up; try again"));
        }
    }
    Ok(NewPerson { name, email, password })
}
