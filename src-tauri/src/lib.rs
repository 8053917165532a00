//! The desktop shell: opens the desk, gives its commands to one window, passes
//! its events on, and says plainly why it could not start.
//!
//! All that names `tauri` lives in this crate, and no rule does: what may be
//! done is decided behind `assent-api`.

mod arguments;
mod commands;
mod environment;
mod events;
mod failure;
mod pages;
mod signals;
mod start;
mod window;

use std::process::ExitCode;

use arguments::Arguments;
use clap::Parser;
use failure::Failure;

/// Runs the window until it is closed. The exit code is 0, 2 for what the
/// caller can put right on the command line or in the configuration, 5 for
/// everything else.
pub fn main() -> ExitCode {
    if let Some(code) = environment::leave_unwanted_variables_behind() {
        return code;
    }
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let data = start::open(arguments)?;
    let events = data.desk.events();
    let desk = data.desk;
    let webview_data = data.folder.join("webview");

    let app = pages::build(move |builder| {
        builder.manage(desk).invoke_handler(commands::handler()).setup(move |app| {
            window::open_main(app, webview_data)?;
            events::pass_on(app.handle().clone(), events);
            signals::quit_on_request(app.handle().clone());
            Ok(())
        })
    })?;
    Ok(pages::run(app))
}
