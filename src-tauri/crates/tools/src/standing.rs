//! Standing approvals: those that answer for one and those one gave, and taking
//! them back. They are made with a verdict, and by no tool.

use assent_gate::{Audience, Place, StandingRow, StoreError, ToolSpec};
use assent_policy::life::GrantState;
use assent_policy::{Asks, Condition, Effect, PersonId, Risk, Snapshot};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use serde_json::Value;

use crate::arguments::{local, utc};

mod mine;
mod revoke;

pub(crate) use mine::Mine;
pub(crate) use revoke::Revoke;

/// A standing approval as tools give it.
#[derive(Debug, Serialize)]
struct StandingView {
    id: i64,
    tool: String,
    person: String,
    author: String,
    channel: String,
    client: Option<String>,
    conversation_id: Option<i64>,
    when: Vec<Condition>,
    state: GrantState,
    created_at: String,
    created_local: String,
    expires_at: Option<String>,
    expires_local: Option<String>,
    uses: i64,
    last_used_at: Option<String>,
    last_used_local: Option<String>,
}

fn view(row: StandingRow, snapshot: &Snapshot, now: Timestamp, zone: &TimeZone) -> Result<StandingView, StoreError> {
    let email = |id| snapshot.people.get(&PersonId(id)).map(|person| person.email.clone()).unwrap_or_default();
    let there = |millis: Option<i64>| millis.map(|millis| local(millis, zone));
    Ok(StandingView {
        id: row.id,
        person: email(row.person_id),
        author: email(row.author_id),
        channel: row.channel,
        client: row.client,
        conversation_id: row.conversation_id,
        when: serde_json::from_str(&row.conditions).map_err(|_| StoreError::Unreadable { what: "condition" })?,
        state: GrantState::at(row.expires_at, row.revoked_at, now.as_millisecond()),
        created_at: utc(row.created_at),
        created_local: local(row.created_at, zone),
        expires_at: row.expires_at.map(utc),
        expires_local: there(row.expires_at),
        uses: row.uses,
        last_used_at: row.last_used_at.map(utc),
        last_used_local: there(row.last_used_at),
        tool: row.tool,
    })
}

/// A tool that needs only to be signed in and is never held.
fn spec(
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
