//! `chat`: a conversation in the terminal, in which waiting calls are answered by
//! typing `yes` or `no`.

use std::collections::HashSet;
use std::io::{self, BufRead, IsTerminal};
use std::time::{Duration, Instant};

use assent_api::{Answer, CallView, DEMO_PEOPLE, HoldView, Session, Turn, WorkspaceKind};
use tokio::task::JoinHandle;

use crate::arguments::{As, PasswordFrom};
use crate::commands::{sign_in, who};
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::live::Live;
use crate::{card, input, output, visible};

const HELP: &str = "Write what should happen, or a command like /notes_list.
A call that waits for you is shown whole; `yes` lets exactly that call run, `no` rejects it,
anything else leaves it waiting (`assent holds list`).
/help shows this, /quit leaves. Ctrl C stops the agent, twice it leaves.";

/// Nobody reads a card and types an answer in less; it was typed or pasted before.
const TYPED_AHEAD: Duration = Duration::from_millis(500);

/// What is typed, line by line. A line being waited for survives whatever else happens.
#[derive(Default)]
struct Typed {
    next: Option<JoinHandle<io::Result<Option<String>>>>,
}

enum Heard {
    Line(String),
    CtrlC,
    End,
}

impl Typed {
    async fn next(&mut self) -> Result<Heard, Failure> {
        let reading = self.next.get_or_insert_with(|| tokio::task::spawn_blocking(read_line));
        let read = tokio::select! {
            read = reading => read,
            stopped = tokio::signal::ctrl_c() => {
                let failed = |_| Failure::of("INPUT_FAILED", "Ctrl C can't be heard here; leave with /quit");
                return stopped.map(|()| Heard::CtrlC).map_err(failed);
            }
        };
        self.next = None;
        match read {
            Ok(Ok(Some(line))) => Ok(Heard::Line(line)),
            Ok(Ok(None)) => Ok(Heard::End),
            _ => Err(Failure::of("INPUT_FAILED", "what is typed can't be read as text; start again")),
        }
    }

    /// The next line after a prompt; `None` at the end, or after Ctrl C twice.
    async fn line(&mut self, prompt: &str) -> Result<Option<String>, Failure> {
        output::ask(prompt);
        let mut leaving = false;
        loop {
            match self.next().await? {
                Heard::Line(line) => return Ok(Some(line)),
                Heard::End => return Ok(None),
                Heard::CtrlC if leaving => return Ok(None),
                Heard::CtrlC => {
                    leaving = true;
                    output::note("\nCtrl C again leaves.");
                    output::ask(prompt);
                }
            }
        }
    }
}

fn read_line() -> io::Result<Option<String>> {
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line)?;
    Ok((read > 0).then_some(line))
}

/// Talks until somebody leaves.
pub async fn chat(desk: &Desk, as_: As, mut conversation: Option<i64>) -> Result<Exit, Failure> {
    let mut typed = Typed::default();
    let Some(session) = signed_in(desk, as_, &mut typed).await? else { return Ok(Exit::Done) };
    welcome(desk, &session).await?;
    let _house = desk.app.keep_house_meanwhile();
    let mut live = Live::streaming(&desk.app, &session);
    let mut left = HashSet::new();
    let taken_up = take_up(desk, &session, &mut live).await?;
    conversation = conversation.or(taken_up);
    loop {
        let Some(line) = typed.line("> ").await? else { break };
        match line.trim() {
            "" => continue,
            "/quit" | "/exit" => break,
            "/help" if desk.app.model().1.is_some() => output::note(HELP),
            said => {
                // The interpreter adds its own commands to ours.
                if said == "/help" {
                    output::note(HELP);
                }
                let went = turn(desk, &session, &mut live, &mut typed, &mut left, conversation, said).await;
                match went {
                    Ok(id) => conversation = Some(id),
                    Err(Failure::Said(error)) if stays(&error.code) => {
                        output::note(&visible::line(&error.to_string()));
                    }
                    Err(failure) => return Err(failure),
                }
            }
        }
    }
    Ok(Exit::Done)
}

/// Whether a conversation can go on after this.
fn stays(code: &str) -> bool {
    !matches!(code, "NOT_SIGNED_IN" | "STOPPED" | "INPUT_FAILED" | "OUTPUT_FAILED") && !code.starts_with("DATABASE_")
}

async fn signed_in(desk: &Desk, as_: As, typed: &mut Typed) -> Result<Option<Session>, Failure> {
    let missing = match desk.session(as_.email.as_deref()).await {
        Err(Failure::Said(error)) if error.code == "NOT_SIGNED_IN" && io::stdin().is_terminal() => error,
        found => return found.map(Some),
    };
    if as_.email.is_none() {
        output::note("Nobody is signed in here yet.");
    } else {
        output::note(&visible::line(&missing.message));
    }
    if desk.app.gate().workspace_kind().await? == Some(WorkspaceKind::Demo) {
        output::note("This is the demo office. Its people, known to everybody:");
        for person in DEMO_PEOPLE {
            output::note(&format!("  {} / {} ({})", person.email, person.password, person.summary));
        }
    }
    let email = match as_.email {
        Some(email) => email,
        None => match typed.line("E-mail: ").await? {
            Some(line) if !line.trim().is_empty() => line.trim().to_owned(),
            _ => return Ok(None),
        },
    };
    let password = input::password("Password: ", false)?;
    sign_in(desk, &email, &password).await.map(Some)
}

async fn welcome(desk: &Desk, session: &Session) -> Result<(), Failure> {
    let (model, host) = desk.app.model();
    output::note(&format!("Signed in as {}. /help says how, /quit leaves.", who(session)));
    match host {
        Some(host) => output::note(&format!("{model} at {host} sees what you write here.")),
        None => output::note(
            "No model is set, so the built-in interpreter answers, on this machine: plain sentences like “add a note \
             titled Groceries saying milk”, or /help for commands. `assent model list` shows what there is to choose from.",
        ),
    }
    for call in desk.app.waiting(session).await? {
        output::note(&format!("Waits since before: {}", card::in_list(&desk.app, &call)));
    }
    Ok(())
}

/// Lets runs go on that waited for what has been decided since; the conversation of the last one.
async fn take_up(desk: &Desk, session: &Session, live: &mut Live) -> Result<Option<i64>, Failure> {
    let mut last = None;
    while let Some(turn) = live.follow(desk.app.take_up(session), Option::is_some).await? {
        say_end(&turn);
        output::note(&format!("That was conversation {}, which had waited; it goes on here.", turn.conversation_id));
        last = Some(turn.conversation_id);
    }
    Ok(last)
}

/// One turn, with the answers to what waits in it; its conversation.
async fn turn(
    desk: &Desk,
    session: &Session,
    live: &mut Live,
    typed: &mut Typed,
    left: &mut HashSet<i64>,
    conversation: Option<i64>,
    said: &str,
) -> Result<i64, Failure> {
    let mut turn = live.follow(desk.app.ask(session, conversation, said), |_| true).await?;
    let id = turn.conversation_id;
    loop {
        say_end(&turn);
        let Some((call, hold)) = next_to_answer(&turn, left) else { return Ok(id) };
        let Some(approve) = verdict(desk, session, typed, &call).await? else {
            left.insert(hold.id);
            output::note(&format!("Left waiting: `assent holds approve {}` or `reject`.", hold.id));
            continue;
        };
        let fresh = desk.fresh(session.clone(), PasswordFrom { stdin: false }).await?;
        let verdict = Answer { digest: hold.digest.clone(), approve, reason: None, remember: None };
        let work = desk.app.answer(&fresh, hold.id, verdict);
        let answered = live.follow(work, |answered| answered.turn.is_some()).await?;
        live.show_call(&answered.call)?;
        match answered.turn {
            Some(next) => turn = next,
            None => forget(&mut turn, hold.id),
        }
    }
}

fn say_end(turn: &Turn) {
    match (&turn.error, turn.state.as_str()) {
        (Some(error), _) => output::note(&visible::line(&error.to_string())),
        (None, "stopped") => output::note("Stopped."),
        (None, _) => {}
    }
}

/// The first waiting call that is this person's to answer here and was not left.
fn next_to_answer(turn: &Turn, left: &HashSet<i64>) -> Option<(CallView, HoldView)> {
    turn.calls.iter().find_map(|call| {
        let hold = call.hold.clone().filter(|hold| hold.may_decide && !left.contains(&hold.id))?;
        Some((call.clone(), hold))
    })
}

fn forget(turn: &mut Turn, hold: i64) {
    turn.calls.retain(|call| call.hold.as_ref().is_none_or(|held| held.id != hold));
}

/// Shows the card and takes a yes or no; `None` for anything else.
async fn verdict(desk: &Desk, session: &Session, typed: &mut Typed, call: &CallView) -> Result<Option<bool>, Failure> {
    output::line(&card::whole(&desk.app, session, call)?)?;
    loop {
        let shown = Instant::now();
        let answer = typed.line("Type yes or no; anything else leaves it waiting: ").await?;
        if answer.is_some() && io::stdin().is_terminal() && shown.elapsed() < TYPED_AHEAD {
            output::note("That was typed before the card could be read. Answer again.");
            continue;
        }
        return Ok(match answer.map(|answer| answer.trim().to_lowercase()).as_deref() {
            Some("yes") => Some(true),
            Some("no") => Some(false),
            _ => None,
        });
    }
}
