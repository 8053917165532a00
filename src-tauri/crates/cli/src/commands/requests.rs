//! `requests`: calls of the tools that file, list, decide and take back requests.

use assent_api::{Outcome, Session};
use serde_json::{Value, json};

use super::administer::{at_once, change, email, field, given, list};
use crate::arguments::access::Listing;
use crate::arguments::asked::{Decide, Requests};
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{output, visible};

/// Whose requests a list is of.
const DECIDABLE: &str = "approvals_requests_list";
const MINE: &str = "permission_requests_mine";

/// The states of requests one may decide, those that wait first.
const STATES: &[&str] = &["pending", "approved", "rejected", "withdrawn", "expired"];

/// Runs one of the commands.
pub async fn run(desk: &Desk, requests: Requests) -> Result<Exit, Failure> {
    match requests {
        Requests::List { listing, mine, status } => all(desk, listing, mine, status).await,
        Requests::Show { who, id } => {
            let session = desk.session(who.email.as_deref()).await?;
            show(desk, &session, id).await
        }
        Requests::Create { permission, owner, time, note, call, who } => {
            let session = desk.session(who.email.as_deref()).await?;
            let kind = if owner.is_some() { "delegation" } else { "permission" };
            let arguments = given([
                ("request_kind", Some(json!(kind))),
                ("permission", Some(json!(permission))),
                ("target_user", owner.map(Value::from)),
                ("duration", time.map(Value::from)),
                ("note", note.map(Value::from)),
                ("call_id", call.map(Value::from)),
            ]);
            at_once(desk, &session, "permission_requests_create", arguments).await
        }
        Requests::Approve { decide, time } => verdict(desk, decide, "approve", time).await,
        Requests::Reject(decide) => verdict(desk, decide, "reject", None).await,
        Requests::Withdraw { who, id } => {
            let session = desk.session(who.email.as_deref()).await?;
            at_once(desk, &session, "permission_requests_withdraw", json!({ "request_id": id })).await
        }
    }
}

async fn verdict(desk: &Desk, decide: Decide, decision: &str, time: Option<String>) -> Result<Exit, Failure> {
    let arguments = given([
        ("request_id", Some(json!(decide.id))),
        ("decision", Some(json!(decision))),
        ("reason", decide.reason.map(Value::from)),
        ("duration", time.map(Value::from)),
    ]);
    change(desk, decide.confirm, "approvals_request_decide", arguments).await
}

async fn all(desk: &Desk, listing: Listing, mine: bool, status: Option<String>) -> Result<Exit, Failure> {
    let tool = if mine { MINE } else { DECIDABLE };
    let arguments = given([("status", status.map(Value::from)), ("limit", Some(json!(200)))]);
    list(desk, listing, tool, arguments, line).await
}

async fn show(desk: &Desk, session: &Session, id: i64) -> Result<Exit, Failure> {
    let mut places = vec![(MINE, None)];
    places.extend(STATES.iter().map(|state| (DECIDABLE, Some(*state))));
    for (tool, status) in places {
        if let Some(found) = find(desk, session, id, tool, status).await? {
            output::value(&found, desk.json)?;
            return Ok(Exit::Done);
        }
    }
    let message = "there is no such request among yours and those you may decide; `assent requests list` shows them";
    Err(Failure::of("NOT_FOUND", message))
}

/// Looks through one list, from the request after the one that is wanted on.
async fn find(
    desk: &Desk,
    session: &Session,
    id: i64,
    tool: &str,
    status: Option<&str>,
) -> Result<Option<Value>, Failure> {
    let cursor = id.checked_add(1).map(|next| next.to_string());
    let arguments =
        given([("status", status.map(Value::from)), ("cursor", cursor.map(Value::from)), ("limit", Some(json!(1)))]);
    let outcome = desk.app.call(session, tool, arguments).await?;
    if outcome.outcome != Outcome::Succeeded {
        return Ok(None);
    }
    let items = outcome.result.as_ref().and_then(|result| result["items"].as_array());
    Ok(items.and_then(|items| items.iter().find(|item| item["id"] == id)).cloned())
}

fn line(item: &Value) -> String {
    let of = match &item["target_user"] {
        Value::Null => String::new(),
        owner => format!(" of {}", email(owner)),
    };
    let agent = if item["by_agent"] == true { ", by an agent" } else { "" };
    let note = match field(item, "note") {
        note if note.is_empty() => note,
        note => format!(": {}", visible::line(&note)),
    };
    let (id, permission, time) = (field(item, "id"), field(item, "permission"), field(item, "duration"));
    let (state, who) = (field(item, "state"), email(&item["requester"]));
    format!("{id}  {who}  {permission}{of}  for {time}  {state}{agent}{note}")
}
