//! The command line as typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub mod access;
pub mod asked;

/// An office assistant that acts only as far as your permissions reach.
#[derive(Debug, Parser)]
#[command(
    name = "assent",
    version,
    about,
    after_help = "Exit codes: 0 done, 1 a check failed, 2 usage or bad input, \
    3 waiting or planned, 4 denied, 5 failed."
)]
pub struct Arguments {
    /// The folder of the database.
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// The demo office; without --data-dir in a folder of its own.
    #[arg(long, global = true)]
    pub demo: bool,
    /// Answer with JSON on standard output, errors too.
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Whose session to use.
#[derive(Debug, Args)]
pub struct As {
    /// Use the session of this person; else the last one signed in.
    #[arg(long = "as", value_name = "EMAIL")]
    pub email: Option<String>,
}

/// Where a password comes from.
#[derive(Clone, Copy, Debug, Args)]
pub struct PasswordFrom {
    /// Read the password from standard input instead of asking.
    #[arg(long = "password-stdin")]
    pub stdin: bool,
}

/// Where the passphrase of a backup comes from.
#[derive(Clone, Copy, Debug, Args)]
pub struct PassphraseFrom {
    /// Read the passphrase from the first line of standard input instead of asking.
    #[arg(id = "passphrase_stdin", long = "passphrase-stdin")]
    pub stdin: bool,
}

/// A backup to put in place.
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup.
    pub file: PathBuf,
    /// Take the place of what is set up here, which is kept aside; for access managers.
    #[arg(long)]
    pub replace: bool,
    #[command(flatten)]
    pub who: As,
    #[command(flatten)]
    pub passphrase: PassphraseFrom,
    #[command(flatten)]
    pub password: PasswordFrom,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make the database and keys, and the demo office or the first administrator.
    Init {
        /// Name of the first administrator.
        #[arg(long)]
        name: Option<String>,
        /// E-mail of the first administrator.
        #[arg(long)]
        email: Option<String>,
        #[command(flatten)]
        password: PasswordFrom,
    },
    /// Sign in at this terminal.
    Login {
        /// Whom.
        email: String,
        #[command(flatten)]
        password: PasswordFrom,
    },
    /// Sign out at this terminal.
    Logout {
        #[command(flatten)]
        who: As,
    },
    /// Change one's own password; from standard input two lines, the current and the new one.
    Passwd {
        #[command(flatten)]
        who: As,
        #[command(flatten)]
        password: PasswordFrom,
    },
    /// List one's own sessions, or end one.
    #[command(args_conflicts_with_subcommands = true)]
    Sessions {
        #[command(flatten)]
        who: As,
        #[command(subcommand)]
        what: Option<Sessions>,
    },
    /// Talk with the agent.
    Chat {
        #[command(flatten)]
        who: As,
        /// Go on in this conversation.
        #[arg(long, value_name = "ID")]
        conversation: Option<i64>,
    },
    /// Ask the agent one thing.
    Ask {
        #[command(flatten)]
        who: As,
        /// Go on in this conversation.
        #[arg(long, value_name = "ID")]
        conversation: Option<i64>,
        /// What should happen; `-` reads standard input.
        text: String,
    },
    /// Make one call, without a model.
    Call {
        #[command(flatten)]
        who: As,
        /// The tool.
        tool: String,
        /// Its arguments as JSON; `-` reads standard input.
        #[arg(value_name = "JSON")]
        arguments: String,
        /// Only say what it would change; `holds approve` commits exactly that, `holds reject` drops it.
        #[arg(long)]
        dry_run: bool,
        /// As an access manager: do it alone, for this reason, should nobody else be able to decide.
        #[arg(long, value_name = "REASON", conflicts_with = "dry_run")]
        break_glass: Option<String>,
        /// Where it is held, wait for the answer and what comes of it.
        #[arg(long, conflicts_with = "dry_run")]
        wait: bool,
    },
    /// Calls that were made, and what came of them.
    #[command(subcommand)]
    Calls(asked::Calls),
    /// What people ask for.
    #[command(subcommand)]
    Requests(asked::Requests),
    /// Calls that wait for an answer.
    #[command(subcommand)]
    Holds(Holds),
    /// Answers that are remembered.
    #[command(subcommand)]
    Standing(Standing),
    /// The audit record.
    #[command(subcommand)]
    Audit(Audit),
    /// Write database, signing key and anchor into one encrypted file; for access managers.
    Backup {
        /// The file, which must not be there yet.
        file: PathBuf,
        #[command(flatten)]
        who: As,
        #[command(flatten)]
        passphrase: PassphraseFrom,
        #[command(flatten)]
        password: PasswordFrom,
    },
    /// Put a backup into an empty data folder.
    Restore(Restore),
    /// People: who is here, and their roles.
    #[command(subcommand)]
    People(access::People),
    /// Roles and what they give.
    #[command(subcommand)]
    Roles(access::Roles),
    /// What was given to people personally.
    #[command(subcommand)]
    Grants(access::Grants),
    /// What owners lent to others.
    #[command(subcommand)]
    Delegations(access::Delegations),
    /// Rules that ask first or forbid.
    #[command(subcommand)]
    Rules(access::Rules),
    /// What permissions ask before their use.
    #[command(subcommand)]
    Policies(access::Policies),
    /// Limits and budgets.
    #[command(subcommand)]
    Limits(access::Limits),
    /// The model that answers: which, its key, and whether it works.
    #[command(subcommand)]
    Model(access::Model),
    /// Stop what agents write: one's own, or everyone's.
    Pause(access::Switch),
    /// Let agents go on.
    Resume(access::Switch),
    /// Look at what this installation promises, and say how to mend what does not hold.
    Doctor,
    /// Say what a call would come to and why, without making it.
    Explain(access::Explain),
}

/// One's own sessions.
#[derive(Debug, Subcommand)]
pub enum Sessions {
    /// List them.
    List {
        #[command(flatten)]
        who: As,
    },
    /// End one.
    End {
        #[command(flatten)]
        who: As,
        /// Its number, as listed.
        id: i64,
    },
}

/// An answer to a waiting call.
#[derive(Debug, Args)]
pub struct AnswerHold {
    #[command(flatten)]
    pub who: As,
    /// Its number, as listed.
    pub id: i64,
    /// Answer only what was shown with this digest.
    #[arg(long)]
    pub digest: Option<String>,
    /// Why; kept with the record.
    #[arg(long)]
    pub reason: Option<String>,
    #[command(flatten)]
    pub password: PasswordFrom,
}

/// Calls that wait for an answer.
#[derive(Debug, Subcommand)]
pub enum Holds {
    /// List those you may answer.
    List {
        #[command(flatten)]
        who: As,
    },
    /// Show one, whole.
    Show {
        #[command(flatten)]
        who: As,
        /// Its number, as listed.
        id: i64,
    },
    /// Say yes to exactly this call.
    Approve {
        #[command(flatten)]
        answer: AnswerHold,
        #[command(flatten)]
        remember: RememberFor,
    },
    /// Say no.
    Reject(AnswerHold),
    /// Change its arguments; it asks again as it is then.
    Edit {
        #[command(flatten)]
        answer: AnswerHold,
        /// All its arguments as JSON; `-` reads standard input.
        #[arg(value_name = "JSON")]
        arguments: String,
    },
    /// Take back a call of your own.
    Withdraw {
        #[command(flatten)]
        who: As,
        /// Its number.
        id: i64,
    },
}

/// Whether a yes answers calls like this one from now on.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub struct RememberFor {
    /// For this long, for example 15m or 8h.
    #[arg(long = "for", value_name = "TIME")]
    pub time: Option<String>,
    /// In this conversation.
    #[arg(long)]
    pub conversation: bool,
    /// Always when all of this is so, for example
    /// '[{"field": {"argument": "title"}, "test": {"glob": "Meeting*"}}]'.
    #[arg(long, value_name = "JSON")]
    pub always: Option<String>,
}

/// Answers that are remembered.
#[derive(Debug, Subcommand)]
pub enum Standing {
    /// List those that answer for you and those you gave.
    List {
        #[command(flatten)]
        who: As,
        /// Also those that have ended.
        #[arg(long)]
        all: bool,
    },
    /// End one; the next call like it is asked about again.
    Revoke {
        #[command(flatten)]
        who: As,
        /// Its number, as listed.
        id: i64,
    },
}

/// The audit record.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Check the whole chain against the key and the anchor.
    Verify {
        /// Another anchor file.
        #[arg(long, value_name = "FILE")]
        anchor: Option<PathBuf>,
        /// The fingerprint the key must have.
        #[arg(long, value_name = "FINGERPRINT")]
        key: Option<String>,
    },
    /// Write every event to standard output, as JSON Lines.
    Export {
        /// From this event on, or from this time on (RFC 3339).
        #[arg(long, value_name = "SEQ|TIME")]
        since: Option<String>,
    },
    /// Show the last events.
    Tail {
        /// How many.
        #[arg(short = 'n', long, value_name = "COUNT", default_value_t = 10)]
        lines: u16,
        /// Go on with those that come.
        #[arg(short, long)]
        follow: bool,
    },
    /// Sign with a new key from now on; for access managers.
    RotateKey {
        #[command(flatten)]
        who: As,
        #[command(flatten)]
        password: PasswordFrom,
    },
}
