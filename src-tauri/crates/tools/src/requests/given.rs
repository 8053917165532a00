//! What a yes gives: the grant or delegation that the request was for, no longer
//! and no wider than was asked.

use assent_gate::{Redeemed, RequestRow, RunError, delegations, grants};
use assent_policy::life::RequestKind;
use serde_json::{Value, json};

use super::failure;
use super::term::{Extent, Term};

/// What this request gives if `given` is what is given.
pub(super) fn extent(row: &RequestRow, given: Term, now: jiff::Timestamp) -> Option<Extent> {
    given.given_of(Term::of(&row.duration)?, row.call_id, row.conversation_id, now)
}

/// Writes the grant or delegation, and says what it is for the record.
pub(super) async fn give(call: &Redeemed, row: &RequestRow, given: Term, reason: &str) -> Result<Value, RunError> {
    let (by, now) = (call.person().0, call.now().as_millisecond());
    let wider = || failure("INVALID_ARGUMENTS", "that is more than was asked for; give less");
    let Extent { call: call_id, conversation: conversation_id, expires_at } =
        extent(row, given, call.now()).ok_or_else(wider)?;
    if expires_at.is_some_and(|end| end <= now) {
        return Err(failure("EXPIRED", "the time it was asked for is over; it can be asked for again"));
    }
    let (conditions, reason) = ("[]".to_owned(), reason.to_owned());
    let (permission, request_id) = (row.permission.clone(), Some(row.id));
    let id = match (row.kind.parse().map_err(assent_gate::StoreError::from)?, row.owner_id) {
        (RequestKind::Delegation, Some(owner_id)) => {
            let delegate_id = row.requester_id;
            let new = delegations::NewDelegation {
                owner_id,
                delegate_id,
                permission,
                conversation_id,
                call_id,
                conditions,
                reason,
                request_id,
                now,
                expires_at,
            };
            ("delegation", delegations::insert(call.tx(), new).await?.id)
        }
        _ => {
            let (person_id, granted_by) = (row.requester_id, by);
            let new = grants::NewGrant {
                person_id,
                permission,
                granted_by,
                conversation_id,
                call_id,
                conditions,
                reason,
                request_id,
                now,
                expires_at,
            };
            ("grant", grants::insert(call.tx(), new).await?.id)
        }
    };
    call.change_access().await?;
    Ok(json!({
        id.0: id.1, "person": row.requester_id, "owner": row.owner_id, "permission": row.permission,
        "call": call_id, "conversation": conversation_id, "expires_at": expires_at.map(crate::arguments::utc),
    }))
}
