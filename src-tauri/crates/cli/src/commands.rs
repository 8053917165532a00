//! One function per command: open, ask `api`, say what came of it.

use assent_api::Outcome;

use crate::arguments::{Arguments, As, Audit, Command, Sessions};
use crate::chat::chat;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::live::Live;
use crate::{desk, input, output, visible};

mod administer;
mod audit;
mod backup;
mod calls;
mod delegations;
mod doctor;
mod explain;
mod grants;
mod holds;
mod limits;
mod model;
mod pause;
mod people;
mod policies;
mod requests;
mod roles;
mod rules;
mod set_up;
mod sign_in;
mod standing;

pub use sign_in::{sign_in, who};

/// Runs what was typed.
pub async fn run(mut arguments: Arguments) -> Result<Exit, Failure> {
    let command = std::mem::replace(&mut arguments.command, Command::Sessions { who: As { email: None }, what: None });
    // What is wrong with the input is known before anything is opened.
    let command = match command {
        Command::Ask { who, conversation, text } => Command::Ask { who, conversation, text: input::text(text)? },
        other => other,
    };
    let call = match &command {
        Command::Call { arguments, .. } => Some(input::json(arguments.clone())?),
        _ => None,
    };
    // For whoever holds the files: neither a session nor a key is needed, and nothing is written.
    let command = match command {
        Command::Audit(audit) if !matches!(audit, Audit::RotateKey { .. }) => {
            return audit::read(&desk::config(&arguments)?, audit, arguments.json).await;
        }
        Command::Restore(restore) => return backup::restore(&arguments, restore).await,
        Command::Doctor => return doctor::run(&arguments).await,
        other => other,
    };
    let desk = Desk::open(&arguments, matches!(command, Command::Init { .. })).await?;
    match command {
        Command::Init { name, email, password } => set_up::init(&desk, arguments.demo, name, email, password).await,
        Command::Login { email, password } => sign_in::login(&desk, &email, password).await,
        Command::Logout { who } => sign_in::logout(&desk, who).await,
        Command::Passwd { who, password } => sign_in::passwd(&desk, who, password).await,
        Command::Sessions { who, what: None } => sign_in::sessions(&desk, who).await,
        Command::Sessions { what: Some(Sessions::List { who }), .. } => sign_in::sessions(&desk, who).await,
        Command::Sessions { what: Some(Sessions::End { who, id }), .. } => sign_in::end_session(&desk, who, id).await,
        Command::Chat { who, conversation } => chat(&desk, who, conversation).await,
        Command::Ask { who, conversation, text } => ask(&desk, who, conversation, &text).await,
        Command::Call { who, tool, dry_run, wait, break_glass, .. } => {
            let session = desk.session(who.email.as_deref()).await?;
            let given = call.unwrap_or_default();
            let mut outcome = match break_glass {
                Some(reason) => desk.app.break_glass(&session, &tool, given, &reason).await?,
                None if dry_run => desk.app.plan(&session, &tool, given).await?,
                None => desk.app.call(&session, &tool, given).await?,
            };
            if let (true, Outcome::Held, Some(hold)) = (wait, outcome.outcome, &outcome.hold) {
                output::note(&format!("It waits for an answer as number {}, until {}.", hold.id, hold.expires_at));
                outcome = desk.app.wait(&session, outcome.call_id).await?;
            }
            output::value(&outcome, desk.json)?;
            Ok(outcome.outcome.into())
        }
        Command::Calls(calls) => calls::run(&desk, calls).await,
        Command::Requests(requests) => requests::run(&desk, requests).await,
        Command::Holds(holds) => holds::run(&desk, holds).await,
        Command::Standing(standing) => standing::run(&desk, standing).await,
        Command::Audit(Audit::RotateKey { who, password }) => audit::rotate_key(&desk, who, password).await,
        Command::Backup { file, who, passphrase, password } => {
            backup::backup(&desk, file, who, passphrase, password).await
        }
        Command::Audit(audit) => audit::read(desk.app.config(), audit, desk.json).await,
        Command::Restore(restore) => backup::restore(&arguments, restore).await,
        Command::People(people) => people::run(&desk, people).await,
        Command::Roles(roles) => roles::run(&desk, roles).await,
        Command::Grants(grants) => grants::run(&desk, grants).await,
        Command::Delegations(delegations) => delegations::run(&desk, delegations).await,
        Command::Rules(rules) => rules::run(&desk, rules).await,
        Command::Policies(policies) => policies::run(&desk, policies).await,
        Command::Limits(limits) => limits::run(&desk, limits).await,
        Command::Model(model) => model::run(&desk, model).await,
        Command::Pause(switch) => pause::pause(&desk, switch).await,
        Command::Resume(switch) => pause::resume(&desk, switch).await,
        Command::Explain(asked) => explain::run(&desk, asked).await,
        Command::Doctor => doctor::run(&arguments).await,
    }
}

async fn ask(desk: &Desk, who: As, conversation: Option<i64>, text: &str) -> Result<Exit, Failure> {
    let session = desk.session(who.email.as_deref()).await?;
    let mut live = Live::beside(&desk.app, &session);
    let turn = live.follow(desk.app.ask(&session, conversation, text), |_| true).await?;
    if desk.json {
        output::data(&turn)?;
    } else if !turn.text.is_empty() {
        output::line(&visible::text(&output::answer(&turn.text, &turn.choices)))?;
    }
    if let Some(error) = &turn.error {
        output::note(&format!("assent: {}", visible::line(&error.to_string())));
    } else if turn.state == "stopped" {
        output::note("assent: The run was stopped. (STOPPED)");
    }
    if turn.outcome == Outcome::Held {
        output::note("It waits for an answer: `assent holds list` shows what you may answer yourself.");
    }
    Ok(Exit::from(&turn))
}
