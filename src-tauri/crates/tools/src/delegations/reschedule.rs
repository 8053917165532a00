//! `delegations_update_expiration`.

use assent_gate::{
    ArgumentError, DelegationRow, Look, Notice, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant,
    delegations,
};
use assent_policy::{Asks, Effect, PersonId, Reason, Risk, Standing};
use async_trait::async_trait;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Side, end, fresh, kept_end, live, manage, moved, view};
use crate::requests::{failure, name, spec, title};
use crate::{arguments, kept};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the delegation.
    delegation_id: i64,
    /// When it shall end: a time as RFC 3339, a date, 8h, 3d; no end when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Wanted {
    delegation_id: i64,
    /// As RFC 3339.
    expires_at: Option<String>,
}

pub(crate) struct Reschedule {
    spec: ToolSpec,
}

impl Reschedule {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "delegations_update_expiration",
                "Change when a delegation ends",
                "Changes until when something is lent. Its owner may make it longer or shorter, an access manager only \
                 shorter.",
                Effect::Writes,
                Asks::AtLeast(Risk::High),
                arguments::schema::<Arguments>(),
            ),
        }
    }
}

fn is_longer(row: &DelegationRow, end: Option<Timestamp>) -> bool {
    match (row.expires_at, end) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(was), Some(end)) => end.as_millisecond() > was,
    }
}

/// Whether this person may move the end there.
fn refusal(look: &Look<'_>, row: &DelegationRow, side: Side, end: Option<Timestamp>) -> Option<Reason> {
    let longer = is_longer(row, end);
    let owner_only = || Some(Reason::OwnerOnly { owner: name(look.snapshot, row.owner_id) });
    match side {
        Side::Owner if longer => {
            let standing = look.snapshot.standing_to_lend(look.person, PersonId(row.delegate_id), look.now.as_second());
            (standing != Standing::May).then_some(Reason::NotIndependent)
        }
        Side::Owner => None,
        Side::Manager if !longer => None,
        Side::Manager | Side::Delegate => owner_only(),
    }
}

#[async_trait]
impl Tool for Reschedule {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: Arguments = arguments::read(given)?;
        let (row, side) = live(reader, look, arguments::id("delegation_id", asked.delegation_id)?).await?;
        let end = end(look, asked.expires_at.as_deref())?;
        if let Some(reason) = refusal(look, &row, side, end) {
            return Err(ArgumentError::Refused(reason));
        }
        let needs = if side == Side::Manager { vec![manage()?] } else { Vec::new() };
        let object = format!("{}: {}", name(look.snapshot, row.delegate_id), title(look.snapshot, &row.permission));
        let wanted = Wanted { delegation_id: row.id, expires_at: end.map(|end| end.to_string()) };
        Ok(Resolved { object: Some(object), needs: Some(needs), ..Resolved::own(json!(wanted)) })
    }

    async fn plan(
        &self,
        reader: Reader<'_>,
        look: &Look<'_>,
        resolved: &Resolved,
    ) -> Result<Option<Plan>, ArgumentError> {
        let wanted: Wanted = arguments::read(&resolved.arguments)?;
        let (row, _) = live(reader, look, wanted.delegation_id).await?;
        let shown = |end: Option<i64>| end.map_or_else(|| "none".to_owned(), |end| arguments::local(end, look.zone));
        let end = kept_end(wanted.expires_at.as_deref()).map(Timestamp::as_millisecond);
        let (before, after) = (shown(row.expires_at), shown(end));
        let (who, title) = (name(look.snapshot, row.delegate_id), title(look.snapshot, &row.permission));
        Ok(Some(Plan {
            summary: format!("What {who} was lent, “{title}”, would end at another time: {after}."),
            changes: kept::change("expires_at", Some(&before), Some(&after)).into_iter().collect(),
            undo_days: None,
        }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let mut call = warrant.redeem().await?;
        let wanted: Wanted = call.arguments()?;
        let before = fresh(&call, wanted.delegation_id).await?;
        let (now, end) = (call.now(), kept_end(wanted.expires_at.as_deref()));
        if end.is_some_and(|end| end <= now) {
            return Err(failure("EXPIRED", "that time is over; choose a later end, or revoke it"));
        }
        let end = end.map(Timestamp::as_millisecond);
        if !delegations::reschedule(call.tx(), before.id, end, now.as_millisecond()).await? {
            return Err(moved());
        }
        call.change_access().await?;
        if before.owner_id != call.person().0 {
            let about = json!({ "call": call.call_id(), "delegation": before.id, "person": call.person() });
            call.notify(PersonId(before.owner_id), Notice::AccountActed, about).await?;
        }
        let after = fresh(&call, before.id).await?;
        let me = call.person();
        let was = view(&before, call.snapshot(), me, now, call.zone());
        let result = view(&after, call.snapshot(), me, now, call.zone());
        call.changed(was, &result);
        call.complete(result).await
    }
}
