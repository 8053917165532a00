//! What a person types or pipes in: passwords, lines, and larger texts with an end.

use std::io::{self, BufRead, IsTerminal, Read};

use secrecy::SecretString;
use serde_json::Value;

use crate::failure::Failure;
use crate::output;

/// The most that is read from an argument or standard input, in bytes.
const MOST: usize = 1024 * 1024;

/// The longest password line, in bytes.
const LONGEST_LINE: u64 = 4096;

/// A text given as an argument, or on standard input for `-`.
pub fn text(given: String) -> Result<String, Failure> {
    let text = if given == "-" { everything()? } else { given };
    if text.len() > MOST {
        return Err(Failure::of("TOO_LARGE", "the input is larger than 1 MB; shorten it or send it in parts"));
    }
    Ok(text)
}

fn everything() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let most = u64::try_from(MOST).unwrap_or(u64::MAX).saturating_add(1);
    io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(|cause| unreadable(&cause))?;
    if bytes.len() > MOST {
        return Err(Failure::of("TOO_LARGE", "the input is larger than 1 MB; shorten it or send it in parts"));
    }
    String::from_utf8(bytes).map_err(|_| Failure::of("NOT_TEXT", "standard input is not UTF-8 text; convert it first"))
}

fn unreadable(cause: &io::Error) -> Failure {
    Failure::of("INPUT_FAILED", format!("standard input can't be read ({cause}); try again"))
}

/// Arguments of a call, given as JSON or on standard input for `-`.
pub fn json(given: String) -> Result<Value, Failure> {
    serde_json::from_str(&text(given)?).map_err(|cause| {
        let message = format!("the arguments are not JSON: {cause}; write them like '{{\"title\": \"Groceries\"}}'");
        Failure::of("MALFORMED_JSON", message)
    })
}

/// A password from the next line of standard input, or asked for on the terminal.
pub fn password(prompt: &str, from_stdin: bool) -> Result<SecretString, Failure> {
    if !from_stdin {
        return ask_password(prompt);
    }
    let mut line = String::new();
    io::stdin().lock().take(LONGEST_LINE).read_line(&mut line).map_err(|cause| unreadable(&cause))?;
    let end = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(end);
    if line.is_empty() {
        return Err(Failure::of("INVALID_INPUT", "standard input holds no password; pipe it in, one line each"));
    }
    Ok(line.into())
}

fn ask_password(prompt: &str) -> Result<SecretString, Failure> {
    rpassword::prompt_password(prompt).map(Into::into).map_err(|cause| match cause.kind() {
        io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof => {
            Failure::of("INVALID_INPUT", "no password was given; nothing was done")
        }
        _ => {
            Failure::of("NO_TERMINAL", "there is no terminal to ask for the password; pipe it in with --password-stdin")
        }
    })
}

/// A key of a service: asked for on the terminal without showing it, or the next line of standard input.
pub fn key(prompt: &str) -> Result<SecretString, Failure> {
    if io::stdin().is_terminal() {
        return ask_password(prompt);
    }
    let mut line = String::new();
    io::stdin().lock().take(LONGEST_LINE).read_line(&mut line).map_err(|cause| unreadable(&cause))?;
    line.truncate(line.trim_end().len());
    if line.is_empty() {
        return Err(Failure::of("INVALID_INPUT", "standard input holds no key; pipe it in as one line"));
    }
    Ok(line.into())
}

/// A line asked for on the terminal, where one is not given.
pub fn given_or_asked(given: Option<String>, what: &str, option: &str) -> Result<String, Failure> {
    if let Some(given) = given {
        return Ok(given);
    }
    if !io::stdin().is_terminal() {
        return Err(Failure::of(
            "NO_TERMINAL",
            format!("there is no terminal to ask for {what}; give it with {option}"),
        ));
    }
    output::ask(&format!("Your {}: ", what.trim_start_matches("the ")));
    let mut line = String::new();
    io::stdin().lock().take(LONGEST_LINE).read_line(&mut line).map_err(|cause| unreadable(&cause))?;
    Ok(line.trim().to_owned())
}

/// A yes or no from the terminal; `None` where there is none to ask on.
pub fn yes_or_no(question: &str) -> Result<Option<bool>, Failure> {
    if !io::stdin().is_terminal() {
        return Ok(None);
    }
    output::ask(question);
    let mut line = String::new();
    io::stdin().lock().take(LONGEST_LINE).read_line(&mut line).map_err(|cause| unreadable(&cause))?;
    Ok(match line.trim().to_lowercase().as_str() {
        "yes" | "y" => Some(true),
        "no" | "n" => Some(false),
        _ => None,
    })
}
