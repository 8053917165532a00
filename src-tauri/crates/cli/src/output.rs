//! Standard output for what was asked for, standard error for everything else.

use std::io::{self, IsTerminal, Write};

use serde::Serialize;

use crate::failure::Failure;
use crate::visible;

/// Writes one value as JSON: over several lines for a person, on one for a program.
pub fn value(value: &impl Serialize, json: bool) -> Result<(), Failure> {
    if json || !io::stdout().is_terminal() {
        return data(value);
    }
    line(&pretty(value)?)
}

/// Writes one value as one line of JSON.
pub fn data(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string(value).map_err(|_| unencodable())?;
    line(&visible::json(&text))
}

/// One value as JSON over several lines, with nothing hidden in it.
pub fn pretty(value: &impl Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|_| unencodable())?;
    Ok(visible::json(&text))
}

fn unencodable() -> Failure {
    Failure::of("OUTPUT_FAILED", "the answer can't be written as JSON; report this")
}

/// Writes a line to standard output.
pub fn line(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).map_err(|cause| Failure::unwritten(&cause))
}

/// Writes part of a line to standard output, at once.
pub fn part(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    write!(out, "{text}").and_then(|()| out.flush()).map_err(|cause| Failure::unwritten(&cause))
}

/// Tells the person something beside the answer.
pub fn note(text: &str) {
    // A closed standard error leaves nobody to tell.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Asks for something on standard error, with the cursor left behind it.
pub fn ask(text: &str) {
    let mut err = io::stderr().lock();
    let _ = write!(err, "{text}").and_then(|()| err.flush());
}

/// An answer as it is read in a terminal: what can be chosen follows with numbers.
pub fn answer(text: &str, choices: &[String]) -> String {
    let listed = choices.iter().enumerate().map(|(n, choice)| format!("\n  {}. {choice}", n + 1));
    listed.fold(text.to_owned(), |said, line| said + &line)
}
