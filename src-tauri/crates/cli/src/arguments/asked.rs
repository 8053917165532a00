//! What was asked for, as typed: calls that were made, and requests.

use clap::{Args, Subcommand, ValueEnum};

use super::As;
use super::access::{Confirm, Listing};

/// Calls.
#[derive(Debug, Subcommand)]
pub enum Calls {
    /// List those that wait, run or are in doubt, newest first.
    List {
        #[command(flatten)]
        listing: Listing,
        /// Also those that have ended.
        #[arg(long)]
        all: bool,
        /// Everybody's, for who may see them.
        #[arg(long)]
        everybody: bool,
        /// Only those before this one.
        #[arg(long, value_name = "ID")]
        before: Option<i64>,
    },
    /// Say where one stands; the exit code is that of the call.
    Status {
        #[command(flatten)]
        who: As,
        /// Its number, as listed.
        id: i64,
    },
    /// Say of one in doubt whether it happened.
    Resolve {
        #[command(flatten)]
        who: As,
        /// Its number, as listed.
        id: i64,
        /// What somebody who looked found.
        happened: Happened,
    },
}

/// Whether a call in doubt happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Happened {
    /// It did.
    Happened,
    /// It did not.
    DidNotHappen,
}

/// An answer to a request.
#[derive(Debug, Args)]
pub struct Decide {
    /// Its number, as listed.
    pub id: i64,
    /// Why; kept with it and told to who asked.
    #[arg(long)]
    pub reason: Option<String>,
    #[command(flatten)]
    pub confirm: Confirm,
}

/// Requests.
#[derive(Debug, Subcommand)]
pub enum Requests {
    /// List those one may decide that wait.
    List {
        #[command(flatten)]
        listing: Listing,
        /// One's own instead, whatever became of them.
        #[arg(long)]
        mine: bool,
        /// Only those that are pending, approved, rejected, withdrawn or expired.
        #[arg(long)]
        status: Option<String>,
    },
    /// Show one, whole.
    Show {
        #[command(flatten)]
        who: As,
        /// Its number, as listed.
        id: i64,
    },
    /// Ask for a permission, or ask an owner to lend one on their account.
    Create {
        /// The permission, for example tasks:create.
        permission: String,
        /// E-mail of the owner who shall lend it.
        #[arg(long = "of", value_name = "EMAIL")]
        owner: Option<String>,
        /// For how long: 15m, 8h, 3d, a date, or none for no end; this call where there is one, else 15 minutes.
        #[arg(long = "for", value_name = "TIME")]
        time: Option<String>,
        /// Why it is needed.
        #[arg(long)]
        note: Option<String>,
        /// One's own refused call, which runs once when this is granted.
        #[arg(long, value_name = "ID")]
        call: Option<i64>,
        #[command(flatten)]
        who: As,
    },
    /// Grant one.
    Approve {
        #[command(flatten)]
        decide: Decide,
        /// Less than was asked for: 15m, 8h, 3d, a date.
        #[arg(long = "for", value_name = "TIME")]
        time: Option<String>,
    },
    /// Refuse one.
    Reject(Decide),
    /// Take back one's own.
    Withdraw {
        #[command(flatten)]
        who: As,
        /// Its number, as listed.
        id: i64,
    },
}
