//! Administration as typed: people, roles, grants, delegations, rules, policies,
//! limits, the switch on agents, and explaining a decision.

use clap::{Args, Subcommand};

use super::{As, PasswordFrom};

/// Who changes something, and how their yes is given.
#[derive(Debug, Args)]
pub struct Confirm {
    #[command(flatten)]
    pub who: As,
    /// Say yes without being asked; for scripts.
    #[arg(long)]
    pub yes: bool,
    #[command(flatten)]
    pub password: PasswordFrom,
}

/// A list, and whose session it is asked for with.
#[derive(Debug, Args)]
pub struct Listing {
    #[command(flatten)]
    pub who: As,
}

/// A person somebody changes.
#[derive(Debug, Args)]
pub struct Whom {
    /// E-mail of the person.
    #[arg(value_name = "EMAIL")]
    pub person: String,
    #[command(flatten)]
    pub confirm: Confirm,
}

/// People.
#[derive(Debug, Subcommand)]
pub enum People {
    /// List everybody.
    List(Listing),
    /// Add somebody; the last line of standard output is their password for one sign-in.
    Add {
        /// E-mail, used to sign in.
        #[arg(value_name = "EMAIL")]
        person: String,
        /// Name.
        #[arg(long)]
        name: String,
        /// A role; may be given several times.
        #[arg(long = "role", value_name = "ROLE")]
        roles: Vec<String>,
        #[command(flatten)]
        confirm: Confirm,
    },
    /// Sign somebody out and let them do nothing any more.
    Disable(Whom),
    /// Let somebody who was disabled sign in again.
    Enable(Whom),
    /// Sign somebody out; the last line of standard output is their password for one sign-in.
    Reset(Whom),
    /// Give somebody exactly these roles.
    Roles {
        /// E-mail of the person.
        #[arg(value_name = "EMAIL")]
        person: String,
        /// The roles; none takes all away.
        roles: Vec<String>,
        #[command(flatten)]
        confirm: Confirm,
    },
}

/// Roles.
#[derive(Debug, Subcommand)]
pub enum Roles {
    /// List what each role gives.
    List(Listing),
    /// Make one that gives nothing yet.
    Create {
        /// Its name.
        name: String,
        #[command(flatten)]
        confirm: Confirm,
    },
    /// Let one give a permission, or with --not give it no more.
    Set {
        /// The role.
        role: String,
        /// The permission, for example notes:create.
        permission: String,
        /// Give it no more.
        #[arg(long)]
        not: bool,
        /// What using it through this role asks: auto, confirm, approve, never.
        #[arg(long, value_name = "POLICY", conflicts_with = "not")]
        ask: Option<String>,
        #[command(flatten)]
        confirm: Confirm,
    },
    /// Delete one that nobody has.
    Delete {
        /// The role.
        role: String,
        #[command(flatten)]
        confirm: Confirm,
    },
}

/// Personal grants.
#[derive(Debug, Subcommand)]
pub enum Grants {
    /// List them.
    List {
        #[command(flatten)]
        listing: Listing,
        /// Of one person.
        #[arg(long, value_name = "EMAIL")]
        person: Option<String>,
        /// Also those that have ended.
        #[arg(long)]
        all: bool,
    },
    /// Give somebody a permission personally.
    Add {
        /// E-mail of the person.
        person: String,
        /// The permission, for example tasks:create.
        permission: String,
        /// Its end: 15m, 8h, 7d, a date or RFC 3339; none when left out.
        #[arg(long, value_name = "END")]
        until: Option<String>,
        /// Why.
        #[arg(long)]
        reason: String,
        /// Only when all of these conditions are so, as a JSON array.
        #[arg(long, value_name = "JSON")]
        when: Option<String>,
        #[command(flatten)]
        confirm: Confirm,
    },
    /// Take one back.
    Revoke {
        /// Its number, as listed.
        id: i64,
        #[command(flatten)]
        confirm: Confirm,
    },
}

/// Delegations.
#[derive(Debug, Subcommand)]
pub enum Delegations {
    /// List those one gave and received.
    List {
        #[command(flatten)]
        listing: Listing,
        /// Everybody's, for who manages access.
        #[arg(long)]
        everybody: bool,
        /// Also those that have ended.
        #[arg(long)]
        all: bool,
    },
    /// Lend somebody a permission for one's own account.
    Create {
        /// E-mail of whom it is lent to.
        delegate: String,
        /// The permission, for example tasks:create.for_others.
        permission: String,
        /// Its end; none when left out.
        #[arg(long, value_name = "END")]
        until: Option<String>,
        /// Only when all of these conditions are so, as a JSON array.
        #[arg(long, value_name = "JSON")]
        when: Option<String>,
        #[command(flatten)]
        confirm: Confirm,
    },
    /// Move the end of one.
    #[command(visible_alias = "reschedule")]
    Until {
        /// Its number, as listed.
        id: i64,
        /// The new end; none when left out.
        end: Option<String>,
        #[command(flatten)]
        confirm: Confirm,
    },
    /// Take one back.
    Revoke {
        /// Its number, as listed.
        id: i64,
        #[command(flatten)]
        confirm: Confirm,
    },
}

/// A rule as typed.
#[derive(Debug, Args)]
pub struct NewRule {
    /// E-mail of the person it is about.
    #[arg(long, value_name = "EMAIL")]
    pub person: Option<String>,
    /// The role it is about.
    #[arg(long)]
    pub role: Option<String>,
    /// The outside client it is about.
    #[arg(long)]
    pub client: Option<String>,
    /// The channel it is about: ui, chat, voice, mcp, cli, scheduler.
    #[arg(long)]
    pub channel: Option<String>,
    /// The permission it is about.
    #[arg(long, conflicts_with = "tool")]
    pub permission: Option<String>,
    /// The tool it is about.
    #[arg(long)]
    pub tool: Option<String>,
    /// Only when all of these conditions are so, as a JSON array.
    #[arg(long, value_name = "JSON")]
    pub when: Option<String>,
    /// What it makes of the call: confirm, approve, deny.
    #[arg(long)]
    pub then: String,
    /// Why, shown to whom it stops.
    #[arg(long)]
    pub reason: String,
}

/// Rules.
#[derive(Debug, Subcommand)]
#[expect(clippy::large_enum_variant, reason = "there is one, for as long as it runs")]
pub enum Rules {
    /// List them.
    List(Listing),
    /// Add one that asks first or forbids.
    Add {
        #[command(flatten)]
        rule: NewRule,
        #[command(flatten)]
        confirm: Confirm,
    },
    /// Remove one.
    Remove {
        /// Its number, as listed.
        id: i64,
        #[command(flatten)]
        confirm: Confirm,
    },
}

/// What permissions ask.
#[derive(Debug, Subcommand)]
pub enum Policies {
    /// List every permission with its risk and what it asks.
    List(Listing),
    /// Set what using one asks first.
    Set {
        /// The permission, for example notes:delete.
        permission: String,
        /// auto, confirm, approve, never, or none to follow its risk.
        policy: String,
        #[command(flatten)]
        confirm: Confirm,
    },
}

/// Limits and budgets.
#[derive(Debug, Subcommand)]
pub enum Limits {
    /// List them.
    List(Listing),
    /// Set one, or take it away by leaving the amount out.
    Set {
        /// calls, requests, runs or tokens.
        kind: String,
        /// The most.
        amount: Option<i64>,
        /// In how many seconds; a day when left out.
        #[arg(long, value_name = "SECONDS", requires = "amount")]
        per: Option<i64>,
        /// For one person alone.
        #[arg(long, value_name = "EMAIL")]
        person: Option<String>,
        #[command(flatten)]
        confirm: Confirm,
    },
}

/// Models.
#[derive(Debug, Subcommand)]
pub enum Model {
    /// Show which model answers, the services one may know, and those that answer on this computer now.
    List(Listing),
    /// Choose the model that answers for everybody here; without both, none does.
    Use {
        /// openai, ollama, lm_studio, llama_cpp, vllm, or a base URL, https or on this computer.
        #[arg(value_name = "SERVICE", requires = "name")]
        service: Option<String>,
        /// The model's name there.
        #[arg(value_name = "MODEL")]
        name: Option<String>,
        #[command(flatten)]
        confirm: Confirm,
    },
    /// Try the model out that answers, or another one: what works, and what to do where it does not.
    Test {
        /// As for `use`; the model that answers when left out.
        #[arg(value_name = "SERVICE", requires = "name")]
        service: Option<String>,
        /// The model's name there.
        #[arg(value_name = "MODEL")]
        name: Option<String>,
        #[command(flatten)]
        listing: Listing,
    },
    /// Keep the key of a service, asked for on the terminal or read from the first line of standard input.
    Key {
        /// As for `use`.
        #[arg(value_name = "SERVICE")]
        service: String,
        /// Forget it instead.
        #[arg(long)]
        forget: bool,
        #[command(flatten)]
        who: As,
        #[command(flatten)]
        password: PasswordFrom,
    },
}

/// The switch on agents.
#[derive(Debug, Args)]
pub struct Switch {
    /// Everyone's instead of one's own.
    #[arg(long)]
    pub everyone: bool,
    #[command(flatten)]
    pub who: As,
    #[command(flatten)]
    pub password: PasswordFrom,
}

/// A call to explain.
#[derive(Debug, Args)]
pub struct Explain {
    /// Whose authority; one's own when left out.
    #[arg(long, value_name = "EMAIL")]
    pub person: Option<String>,
    /// The tool.
    #[arg(long, value_name = "NAME")]
    pub tool: String,
    /// Its arguments as JSON; `-` reads standard input.
    #[arg(value_name = "JSON", default_value = "{}")]
    pub arguments: String,
    /// By which way: ui, chat, voice, mcp, cli, scheduler.
    #[arg(long, default_value = "cli")]
    pub channel: String,
    #[command(flatten)]
    pub who: As,
}
