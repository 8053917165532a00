//! Calls on a terminal: one line with a mark and its word, or the whole card on
//! which somebody decides. Everything in them that others wrote is made visible.

use std::io::{self, IsTerminal};

use assent_api::{App, CallView, HoldView, Level, Risk, Session};

use crate::failure::Failure;
use crate::{output, visible};

/// A mark with what is said beside it; never the mark alone.
struct Said {
    mark: &'static str,
    colour: &'static str,
    words: String,
}

const GREEN: &str = "32";
const BLUE: &str = "34";
const YELLOW: &str = "33";
const RED: &str = "31";

/// A call in one line.
pub fn one_line(call: &CallView) -> String {
    let said = said(call);
    let object = call.object.as_deref().map(|object| format!(" “{}”", visible::line(object))).unwrap_or_default();
    format!("{} {}{object}: {}", coloured(said.mark, said.colour), visible::line(&call.tool_title), said.words)
}

/// A waiting call in a list: its number, what it is, for whom, until when.
pub fn in_list(app: &App, call: &CallView) -> String {
    let Some(hold) = &call.hold else { return one_line(call) };
    let (whom, ends) = (visible::line(&call.for_person), app.local_time(&hold.expires_at));
    format!("{}  {}, for {whom}, until {ends}", hold.id, one_line(call))
}

fn said(call: &CallView) -> Said {
    let say = |mark, colour, words: &str| Said { mark, colour, words: words.to_owned() };
    match call.state.as_str() {
        "succeeded" | "redeemed" => say("✓", GREEN, "done"),
        "approved" | "executing" => say("✓", GREEN, "running"),
        "pending" | "held" => waiting(call.hold.as_ref()),
        "planned" => say("?", BLUE, "would run; nothing was done"),
        "denied" => Said { mark: "✕", colour: RED, words: format!("can't. {}", refusal(call)) },
        "rejected" => say("✕", RED, "rejected; it did not run"),
        "expired" => say("✕", RED, "not answered in time; it did not run"),
        "withdrawn" => say("✕", RED, "withdrawn; it did not run"),
        "void" => Said { mark: "✕", colour: RED, words: format!("it did not run. {}", note(call)) },
        "ambiguous" => say("!", YELLOW, "cut short; whether it happened is not known"),
        _ => Said { mark: "!", colour: RED, words: format!("failed. {}", trouble(call)) },
    }
}

fn waiting(hold: Option<&HoldView>) -> Said {
    let may_decide = hold.is_some_and(|hold| hold.may_decide);
    match hold.map(|hold| hold.level) {
        Some(Level::Approve) => {
            let words = if may_decide { "waiting for your approval" } else { "waiting; somebody else must approve" };
            Said { mark: "◆", colour: YELLOW, words: words.to_owned() }
        }
        _ => Said { mark: "?", colour: BLUE, words: "waiting for you".to_owned() },
    }
}

fn refusal(call: &CallView) -> String {
    call.denial
        .as_ref()
        .map(|denial| format!("{} ({})", visible::line(&denial.explanation), denial.code))
        .unwrap_or_default()
}

fn note(call: &CallView) -> String {
    let note = call.hold.as_ref().and_then(|hold| hold.note.as_deref());
    let denied = call.denial.as_ref().map(|denial| denial.explanation.as_str());
    visible::line(note.or(denied).unwrap_or("Something had changed since it was shown."))
}

fn trouble(call: &CallView) -> String {
    call.error.as_ref().map(|error| visible::line(&error.to_string())).unwrap_or_default()
}

fn coloured(mark: &str, colour: &str) -> String {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|set| !set.is_empty());
    if plain || !io::stderr().is_terminal() || !io::stdout().is_terminal() {
        return mark.to_owned();
    }
    format!("\u{1b}[{colour}m{mark}\u{1b}[0m")
}

/// The whole card of a waiting call, in the order people decide in.
pub fn whole(app: &App, session: &Session, call: &CallView) -> Result<String, Failure> {
    let mut card = vec![one_line(call)];
    let mut row = |label: &str, text: &str| {
        let text = text.replace('\n', "\n             ");
        card.push(format!("  {label:<10} {text}"));
    };
    // Only one's own call is asked back to oneself; a namesake's is not "you".
    let confirms = call.hold.as_ref().is_some_and(|hold| hold.level == Level::Confirm);
    let own = confirms && call.for_person == session.name();
    let whom = if own { "you".to_owned() } else { visible::line(&call.for_person) };
    row("For", &format!("{whom}, asked for by {}", channel(call)));
    if let Some(plan) = &call.plan {
        row("What", &visible::line(&plan.summary));
        for change in &plan.changes {
            let shown = |value: &Option<String>| value.as_deref().map_or_else(|| "nothing".to_owned(), quoted);
            row("", &format!("{}: {} → {}", visible::line(&change.field), shown(&change.before), shown(&change.after)));
        }
        match plan.undo_days {
            Some(days) => row("Undo", &format!("for {days} days")),
            None => row("Undo", "none; it is for good"),
        }
    }
    row("Tool", &format!("{} (risk: {})", visible::line(&call.tool), risk(call.risk)));
    row("Arguments", &output::pretty(&call.arguments)?);
    let hidden = visible::found(&call.arguments);
    if !hidden.is_empty() {
        row("Beware", &format!("the arguments hold characters that hide or reorder text: {}", hidden.join(", ")));
    }
    for reason in &call.reasons {
        row("Why", &visible::line(&reason.text));
    }
    if let Some(hold) = &call.hold {
        row("Ends", &app.local_time(&hold.expires_at));
        row("Number", &hold.id.to_string());
        row("Digest", &hold.digest);
    }
    Ok(card.join("\n"))
}

fn quoted(text: &str) -> String {
    format!("“{}”", visible::line(text))
}

fn risk(risk: Risk) -> &'static str {
    risk.as_str()
}

fn channel(call: &CallView) -> &'static str {
    match call.channel.as_str() {
        "chat" | "voice" => "the agent",
        "mcp" => "a client",
        "scheduler" => "the schedule",
        _ => "hand",
    }
}
