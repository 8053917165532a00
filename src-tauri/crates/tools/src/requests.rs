//! Requests: file, list, withdraw, decide. Who may decide one is the policy's to
//! say; taking up the call kept with one is the gate's.

use assent_gate::{
    ArgumentError, Audience, DeniedCall, Place, Reader, RequestRow, RunError, StoreError, ToolFailure, ToolSpec,
    denied_call,
};
use assent_policy::life::RequestState;
use assent_policy::{Asks, Effect, PermissionCode, PersonId, Risk, Snapshot};
use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Value, json};

use crate::arguments::{local, utc};

mod create;
mod decide;
mod given;
mod list;
mod mine;
pub(crate) mod term;
mod withdraw;

pub(crate) use create::Create;
pub(crate) use decide::Decide;
pub(crate) use list::List;
pub(crate) use mine::Mine;
pub(crate) use withdraw::Withdraw;

/// The longest note or reason, in characters.
pub(crate) const NOTE: usize = 500;

/// A tool about requests or delegations: it needs to be signed in, or what its arguments say.
pub(crate) fn spec(
    name: &'static str,
    title: &'static str,
    description: &'static str,
    effect: Effect,
    asks: Asks,
    schema: Value,
) -> ToolSpec {
    ToolSpec {
        name,
        title,
        description,
        permission: None,
        risk: Risk::Low,
        effect,
        place: Place::Inside,
        undoable: false,
        asks,
        audience: Audience::People,
        redacted: &[],
        schema,
    }
}

/// A failure of a tool that was let through.
pub(crate) fn failure(code: &str, message: impl Into<String>) -> RunError {
    RunError::Failed(ToolFailure { code: code.to_owned(), message: message.into() })
}

/// Reads a permission that exists.
pub(crate) fn permission(snapshot: &Snapshot, text: &str) -> Result<PermissionCode, ArgumentError> {
    let known = text.parse().ok().filter(|code: &PermissionCode| snapshot.permissions.contains_key(code));
    known.ok_or_else(|| {
        let shown: String = text.chars().filter(|c| !c.is_control()).take(100).collect();
        ArgumentError::invalid(format!("There is no permission “{shown}”. Look at auth_me for those there are."))
    })
}

/// A text of several lines, not too long.
pub(crate) fn text(name: &str, text: &str) -> Result<String, ArgumentError> {
    let text = text.trim();
    if text.chars().count() > NOTE {
        return Err(ArgumentError::invalid(format!("The {name} is longer than {NOTE} characters. Shorten it.")));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(ArgumentError::invalid(format!("The {name} has control characters. Take them out.")));
    }
    Ok(text.to_owned())
}

/// Where a request stands at `now`: one whose time is over has expired, noted or not.
fn state(row: &RequestRow, now: Timestamp) -> Result<RequestState, StoreError> {
    let state: RequestState = row.state.parse()?;
    let over = row.expires_at <= now.as_millisecond();
    Ok(if over && state == RequestState::Pending { RequestState::Expired } else { state })
}

/// A person as shown.
pub(crate) fn person(snapshot: &Snapshot, id: i64) -> Value {
    let entry = snapshot.people.get(&PersonId(id));
    json!({ "id": id, "name": entry.map(|p| p.name.as_str()), "email": entry.map(|p| p.email.as_str()) })
}

/// What a person is called.
pub(crate) fn name(snapshot: &Snapshot, id: i64) -> String {
    snapshot.people.get(&PersonId(id)).map_or_else(|| "Somebody".to_owned(), |entry| entry.name.clone())
}

/// What a permission lets one do, as the end of "may …".
pub(crate) fn title(snapshot: &Snapshot, code: &str) -> String {
    let entry = code.parse::<PermissionCode>().ok().and_then(|code| snapshot.permissions.get(&code));
    entry.map_or_else(|| code.to_owned(), |entry| entry.title.clone())
}

/// Everything there is to a request, for whoever filed it and whoever may decide it.
async fn view(
    reader: Reader<'_>,
    snapshot: &Snapshot,
    row: &RequestRow,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Value, StoreError> {
    let call = match row.call_id {
        Some(id) => denied_call(reader, PersonId(row.requester_id), id).await?,
        None => None,
    };
    let code = row.permission.parse::<PermissionCode>().ok();
    let risk = code.and_then(|code| snapshot.permissions.get(&code).map(|entry| entry.risk));
    Ok(json!({
        "id": row.id,
        "request_kind": row.kind,
        "permission": row.permission,
        "title": title(snapshot, &row.permission),
        "risk": risk,
        "requester": person(snapshot, row.requester_id),
        "target_user": row.owner_id.map(|owner| person(snapshot, owner)),
        "duration": row.duration,
        "note": row.note,
        "by_agent": row.by_agent,
        "call": call.map(|DeniedCall { id, tool, arguments, .. }| json!({
            "id": id, "tool": tool, "arguments": arguments,
        })),
        "conversation_id": row.conversation_id,
        "state": state(row, now)?,
        "created_at": utc(row.created_at),
        "created_local": local(row.created_at, zone),
        "expires_at": utc(row.expires_at),
        "expires_local": local(row.expires_at, zone),
        "decided_by": row.decided_by.map(|by| person(snapshot, by)),
        "decided_at": row.decided_at.map(utc),
        "reason": row.reason,
        "given": row.given,
        "released_call_id": row.released_call_id,
    }))
}

/// One page of requests, of up to one more row than `limit`.
async fn page(
    reader: Reader<'_>,
    snapshot: &Snapshot,
    mut rows: Vec<RequestRow>,
    limit: u64,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Value, StoreError> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let mut items = Vec::new();
    for row in &rows {
        items.push(view(reader, snapshot, row, now, zone).await?);
    }
    let mut page = json!({ "items": items });
    if let Some(last) = rows.last().filter(|_| more) {
        page["next_cursor"] = json!(last.id.to_string());
    }
    Ok(page)
}

/// Filters of a list of requests.
fn wanted_state(status: Option<&str>) -> Result<Option<RequestState>, ArgumentError> {
    let read = |word: &str| {
        word.parse().map_err(|_| {
            ArgumentError::invalid("The status is one of pending, approved, rejected, withdrawn and expired.")
        })
    };
    status.map(read).transpose()
}

/// The stored states that may be shown as this one.
const fn stored(state: Option<RequestState>) -> Option<&'static str> {
    match state {
        // Some of them are still noted as pending.
        None | Some(RequestState::Expired) => None,
        Some(state) => Some(state.as_str()),
    }
}
