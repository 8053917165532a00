//! Delegations: what an owner lends on their account. Only the owner makes and
//! lengthens one; an access manager may shorten and revoke it.

use assent_gate::{ArgumentError, DelegationRow, Look, Reader, RunError, delegations};
use assent_policy::life::DelegationState;
use assent_policy::{Condition, PermissionCode, PersonId, Reason, Snapshot};
use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Value, json};

use crate::arguments::{local, utc};
use crate::requests::{failure, person, term, term::Term, title};

mod create;
mod mine;
mod reschedule;
mod revoke;

pub(crate) use create::Create;
pub(crate) use mine::Mine;
pub(crate) use reschedule::Reschedule;
pub(crate) use revoke::Revoke;

/// Who acts on a delegation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// Whose account it is.
    Owner,
    /// To whom it is lent.
    Delegate,
    /// Neither of them, but they manage access.
    Manager,
}

fn manage() -> Result<PermissionCode, ArgumentError> {
    "access:manage".parse().map_err(|_| ArgumentError::NotFound { what: "delegation" })
}

fn state(row: &DelegationRow, now: Timestamp) -> DelegationState {
    DelegationState::at(row.expires_at, row.revoked_at, now.as_millisecond())
}

/// A live delegation this person has a hand in, and which; for anybody else it is not there.
async fn live(reader: Reader<'_>, look: &Look<'_>, id: i64) -> Result<(DelegationRow, Side), ArgumentError> {
    let unknown = || ArgumentError::NotFound { what: "delegation" };
    let row = delegations::by_id(&reader, id).await?.ok_or_else(unknown)?;
    let side = match look.person.0 {
        me if me == row.owner_id => Side::Owner,
        me if me == row.delegate_id => Side::Delegate,
        _ if look.snapshot.holds(look.person, &manage()?, look.now.as_second()) => Side::Manager,
        _ => return Err(unknown()),
    };
    match state(&row, look.now) {
        DelegationState::Active => Ok((row, side)),
        ended => {
            let what = format!("It is {ended} already; nothing more was done.");
            Err(ArgumentError::Refused(Reason::Moved { what }))
        }
    }
}

/// When it shall end: a time, a date, so long from now, or `none`.
fn end(look: &Look<'_>, said: Option<&str>) -> Result<Option<Timestamp>, ArgumentError> {
    let term = said.map_or(Ok(Term::Unending), |said| term::read(look, said))?;
    if matches!(term, Term::Call | Term::Conversation) {
        return Err(ArgumentError::invalid("When shall it end? Give a time as RFC 3339, a date, 8h, 3d, or “none”."));
    }
    Ok(term.end(look.now))
}

/// An end as it is kept with the resolved arguments.
fn kept_end(end: Option<&str>) -> Option<Timestamp> {
    end.and_then(|end| end.parse().ok())
}

/// Conditions that can be answered for some tool this permission lets one use on another's account.
fn answerable(
    conditions: &[Condition],
    permission: &PermissionCode,
    tools: &assent_gate::Registry,
) -> Result<(), RunError> {
    let base = permission.base();
    let takes = |name: &str| {
        let mut fitting = tools.iter().map(|tool| tool.spec()).filter(|spec| spec.needs().contains(&base));
        fitting.any(|spec| spec.takes().contains(name))
    };
    for condition in conditions {
        if let assent_policy::Field::Argument(name) = &condition.field
            && !takes(name)
        {
            let shown: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
            let message = format!("no tool that needs {base} takes “{shown}”; name an argument one of them takes");
            return Err(failure("INVALID_ARGUMENTS", message));
        }
    }
    Ok(())
}

fn view(row: &DelegationRow, snapshot: &Snapshot, me: PersonId, now: Timestamp, zone: &TimeZone) -> Value {
    let direction = if row.owner_id == me.0 {
        "given"
    } else if row.delegate_id == me.0 {
        "received"
    } else {
        "others"
    };
    json!({
        "id": row.id,
        "owner": person(snapshot, row.owner_id),
        "delegate": person(snapshot, row.delegate_id),
        "direction": direction,
        "permission": row.permission,
        "title": title(snapshot, &row.permission),
        "when": serde_json::from_str::<Value>(&row.conditions).unwrap_or_default(),
        "call_id": row.call_id,
        "conversation_id": row.conversation_id,
        "reason": row.reason,
        "request_id": row.request_id,
        "state": state(row, now),
        "created_at": utc(row.created_at),
        "expires_at": row.expires_at.map(utc),
        "expires_local": row.expires_at.map(|end| local(end, zone)),
        "revoked_at": row.revoked_at.map(utc),
        "revoked_by": row.revoked_by.map(|by| person(snapshot, by)),
    })
}

/// The delegation as it is now.
async fn fresh(call: &assent_gate::Redeemed, id: i64) -> Result<DelegationRow, RunError> {
    let found = delegations::by_id(call.tx(), id).await?;
    found.ok_or_else(moved)
}

fn moved() -> RunError {
    failure("CHANGED_SINCE", "it ended a moment ago; nothing more was done")
}
