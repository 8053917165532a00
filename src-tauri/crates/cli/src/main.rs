//! `assent`: the same app without a window. It reads what is typed, asks `api`,
//! and says what came of it; no rule of who may do what lives here.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

mod arguments;
mod card;
mod chat;
mod commands;
mod desk;
mod exit;
mod failure;
mod input;
mod kept;
mod live;
mod output;
mod visible;

use arguments::Arguments;
use exit::Exit;
use failure::Failure;

fn main() -> ExitCode {
    let typed: Vec<OsString> = std::env::args_os().collect();
    let arguments = match Arguments::try_parse_from(&typed) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error, &typed).into(),
    };
    let json = arguments.json;
    let exit = start(arguments).unwrap_or_else(|failure| failure.say(json));
    exit.into()
}

fn start(arguments: Arguments) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|cause| {
        Failure::of("START_FAILED", format!("the program can't start ({cause}); close others and try again"))
    })?;
    let ended = runtime.block_on(commands::run(arguments));
    // Somebody may have left while a line was being waited for.
    runtime.shutdown_background();
    ended
}

/// What was typed is not a command line; clap says what would be.
fn usage(error: &clap::Error, typed: &[OsString]) -> Exit {
    if !error.use_stderr() {
        let _ = error.print();
        return Exit::Done;
    }
    if typed.iter().any(|word| word == "--json") {
        let first = error.to_string();
        let message = first.lines().next().unwrap_or_default().trim_start_matches("error: ");
        return Failure::of("USAGE", format!("{message}; see `assent --help`")).say(true);
    }
    let _ = error.print();
    Exit::Usage
}
