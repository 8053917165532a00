//! Personal grants: list, add, revoke; and delegations, to look at.

use assent_gate::{
    ArgumentError, DelegationRow, GrantRow, Look, Plan, Reader, Redeemed, RunError, ToolFailure, access,
};
use assent_policy::life::{DelegationState, GrantState};
use assent_policy::{Asks, Condition, PermissionCode, PersonId, Snapshot, What};
use async_trait::async_trait;
use jiff::{Timestamp, ToSpan, civil::Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::names::{self, Person};
use super::{Administers, Lists};
use crate::arguments::{self, local, utc};
use crate::conditions::{self, When};
use crate::kept::change;

/// The longest reason, in characters.
const REASON: usize = 500;

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Which {
    /// E-mail of one person; everybody when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<String>,
    /// Also those that have ended.
    #[serde(default)]
    include_ended: bool,
}

fn judge(look: &Look<'_>, asked: &Which) -> Result<(), ArgumentError> {
    asked.person.as_deref().map_or(Ok(()), |email| names::person(look, email).map(|_| ()))
}

fn until(call: &Redeemed, end: Option<i64>) -> Value {
    end.map_or(Value::Null, |end| json!({ "at": utc(end), "local": local(end, call.zone()) }))
}

fn conditions_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}

/// `access_grants_list`.
pub(crate) struct ListGrants;

#[async_trait]
impl Lists for ListGrants {
    type Asked = Which;
    const NAME: &'static str = "access_grants_list";
    const TITLE: &'static str = "List personal grants";
    const DESCRIPTION: &'static str = "Lists what was given to people personally: what, until when, by whom and why.";

    fn judge(look: &Look<'_>, asked: &Which) -> Result<(), ArgumentError> {
        judge(look, asked)
    }

    async fn items(call: &Redeemed, asked: &Which) -> Result<Vec<Value>, RunError> {
        let snapshot = call.snapshot();
        let person = asked.person.as_deref().and_then(|email| snapshot.person_by_email(email)).map(|id| id.0);
        let now = call.now().as_millisecond();
        let state = |row: &GrantRow| GrantState::at(row.expires_at, row.revoked_at, now);
        let rows = access::grants(call.tx(), person).await?.into_iter();
        let shown = rows.filter(|row| asked.include_ended || state(row) == GrantState::Active);
        let items = shown.map(|row| {
            json!({
                "id": row.id, "person": names::email(snapshot, row.person_id), "permission": row.permission,
                "state": state(&row), "until": until(call, row.expires_at), "reason": row.reason,
                "granted_by": names::email(snapshot, row.granted_by), "granted_at": utc(row.created_at),
                "when": conditions_of(&row.conditions), "call_id": row.call_id, "conversation_id": row.conversation_id,
            })
        });
        Ok(items.collect())
    }
}

/// `access_delegations_list`.
pub(crate) struct ListDelegations;

#[async_trait]
impl Lists for ListDelegations {
    type Asked = Which;
    const NAME: &'static str = "access_delegations_list";
    const TITLE: &'static str = "List everybody's delegations";
    const DESCRIPTION: &'static str = "Lists what owners of accounts lent to whom.";

    fn judge(look: &Look<'_>, asked: &Which) -> Result<(), ArgumentError> {
        judge(look, asked)
    }

    async fn items(call: &Redeemed, asked: &Which) -> Result<Vec<Value>, RunError> {
        let snapshot = call.snapshot();
        let person = asked.person.as_deref().and_then(|email| snapshot.person_by_email(email)).map(|id| id.0);
        let now = call.now().as_millisecond();
        let state = |row: &DelegationRow| DelegationState::at(row.expires_at, row.revoked_at, now);
        let rows = access::delegations(call.tx()).await?.into_iter();
        let shown = rows
            .filter(|row| person.is_none_or(|id| row.owner_id == id || row.delegate_id == id))
            .filter(|row| asked.include_ended || state(row) == DelegationState::Active);
        let items = shown.map(|row| {
            json!({
                "id": row.id, "owner": names::email(snapshot, row.owner_id),
                "delegate": names::email(snapshot, row.delegate_id), "permission": row.permission,
                "state": state(&row), "until": until(call, row.expires_at), "reason": row.reason,
                "when": conditions_of(&row.conditions),
            })
        });
        Ok(items.collect())
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddAsked {
    /// E-mail of the person.
    person: String,
    /// Code of the permission, for example `tasks:create`.
    permission: String,
    /// Its end: `15m`, `8h`, `7d`, a date whose day it ends with, or RFC 3339; none when left out.
    #[serde(default)]
    until: Option<String>,
    /// Why.
    #[schemars(length(min = 1, max = 500))]
    reason: String,
    /// Only when all of this is so.
    #[serde(default)]
    when: Vec<When>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct AddMeant {
    #[serde(flatten)]
    whom: Person,
    permission: PermissionCode,
    until: Option<i64>,
    reason: String,
    when: Vec<Condition>,
}

/// The moment in milliseconds that an end means.
fn end(look: &Look<'_>, text: &str) -> Result<i64, ArgumentError> {
    let text = text.trim();
    let wrong = || {
        ArgumentError::invalid(
            "The end is none that is understood. Write 15m, 8h, 7d, a date such as 2026-12-31, or \
                                RFC 3339.",
        )
    };
    let moment = if let Ok(date) =
        text.parse::<Date>().map_err(|_| ()).and_then(|date| if text.len() == 10 { Ok(date) } else { Err(()) })
    {
        let next = date.checked_add(1.day()).map_err(|_| wrong())?;
        next.to_zoned(look.zone.clone()).map_err(|_| wrong())?.timestamp()
    } else if let Ok(moment) = text.parse::<Timestamp>() {
        moment
    } else {
        let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
        let seconds = match unit {
            "m" => 60,
            "h" => 3600,
            "d" => 24 * 3600,
            _ => return Err(wrong()),
        };
        let number = number.parse::<i64>().ok().filter(|n| (1..=100_000).contains(n)).ok_or_else(wrong)?;
        look.now.checked_add((number * seconds).seconds()).map_err(|_| wrong())?
    };
    if moment <= look.now {
        return Err(ArgumentError::invalid("The end is not in the future. Choose a later one."));
    }
    Ok(moment.as_millisecond())
}

/// `access_grants_add`.
pub(crate) struct AddGrant;

#[async_trait]
impl Administers for AddGrant {
    type Asked = AddAsked;
    type Meant = AddMeant;
    const NAME: &'static str = "access_grants_add";
    const TITLE: &'static str = "Grant a permission";
    const DESCRIPTION: &'static str = "Gives a person a permission personally, for a time or without an end.";

    async fn resolve(_: Reader<'_>, look: &Look<'_>, asked: AddAsked) -> Result<AddMeant, ArgumentError> {
        let whom = names::person(look, &asked.person)?;
        let permission = names::permission(look, &asked.permission)?;
        let when = conditions::read(look, &What::Permission(permission.clone()), &asked.when)?;
        let until = asked.until.as_deref().map(|text| end(look, text)).transpose()?;
        Ok(AddMeant { whom, permission, until, reason: names::line("reason", &asked.reason, REASON)?, when })
    }

    fn object(meant: &AddMeant) -> Option<String> {
        Some(format!("{}: {}", meant.whom.person, meant.permission))
    }

    async fn plan(_: Reader<'_>, look: &Look<'_>, meant: &AddMeant) -> Result<Plan, ArgumentError> {
        let until = meant.until.map_or_else(|| "no end".to_owned(), |end| local(end, look.zone));
        let when = if meant.when.is_empty() { None } else { Some(json!(meant.when).to_string()) };
        let title = look.snapshot.permissions.get(&meant.permission).map_or("", |entry| entry.title.as_str());
        let changes = vec![
            change("permission", None, Some(meant.permission.as_str())),
            change("until", None, Some(&until)),
            change("reason", None, Some(&meant.reason)),
            change("when", None, when.as_deref()),
        ];
        let whom = names::whom(look.snapshot, meant.whom.person_id);
        Ok(names::plan(format!("{whom} could {title}."), changes))
    }

    async fn write(call: &mut Redeemed, meant: AddMeant, _: Option<&str>) -> Result<Value, RunError> {
        let new = access::NewGrant {
            person_id: meant.whom.person_id.0,
            permission: meant.permission.to_string(),
            granted_by: call.person().0,
            reason: meant.reason,
            expires_at: meant.until,
            conditions: json!(meant.when).to_string(),
            now: call.now().as_millisecond(),
        };
        let row = access::insert_grant(call.tx(), new).await?;
        tie(call, &meant.permission, [meant.whom.person_id]).await?;
        let after = json!({
            "id": row.id, "person": meant.whom.person, "permission": row.permission,
            "until": until(call, row.expires_at), "reason": row.reason, "when": meant.when,
        });
        call.changed(Value::Null, &after);
        Ok(after)
    }
}

/// Whoever makes somebody a decider is tied to them like whoever changes their roles.
pub(super) async fn tie(
    call: &Redeemed,
    permission: &PermissionCode,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<(), RunError> {
    let decides = |snapshot: &Snapshot| snapshot.permissions.get(permission).is_some_and(|p| p.category == "access");
    if decides(call.snapshot()) {
        for person in people {
            access::note_account_change(call.tx(), person.0, call.person().0, call.now().as_millisecond()).await?;
        }
    }
    Ok(())
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RevokeAsked {
    /// Id of the grant.
    grant_id: i64,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RevokeMeant {
    grant_id: i64,
    person_id: PersonId,
    permission: PermissionCode,
}

/// `access_grants_revoke`.
pub(crate) struct RevokeGrant;

async fn live(reader: Reader<'_>, look: &Look<'_>, id: i64) -> Result<GrantRow, ArgumentError> {
    let found = access::grant(&reader, arguments::id("grant_id", id)?).await?;
    let now = look.now.as_millisecond();
    let live = found.filter(|row| GrantState::at(row.expires_at, row.revoked_at, now) == GrantState::Active);
    live.ok_or(ArgumentError::NotFound { what: "grant" })
}

#[async_trait]
impl Administers for RevokeGrant {
    type Asked = RevokeAsked;
    type Meant = RevokeMeant;
    const NAME: &'static str = "access_grants_revoke";
    const TITLE: &'static str = "Revoke a grant";
    const DESCRIPTION: &'static str = "Takes a personal grant back, with effect on the very next call.";
    const ASKS: Asks = Asks::TakesAway;

    async fn resolve(reader: Reader<'_>, look: &Look<'_>, asked: RevokeAsked) -> Result<RevokeMeant, ArgumentError> {
        let row = live(reader, look, asked.grant_id).await?;
        let permission = names::permission(look, &row.permission)?;
        Ok(RevokeMeant { grant_id: row.id, person_id: PersonId(row.person_id), permission })
    }

    fn object(meant: &RevokeMeant) -> Option<String> {
        Some(meant.permission.to_string())
    }

    fn foresee(meant: &RevokeMeant, after: &mut Snapshot) {
        after
            .people
            .entry(meant.person_id)
            .and_modify(|entry| entry.grants.retain(|grant| grant.id.0 != meant.grant_id));
    }

    async fn plan(reader: Reader<'_>, look: &Look<'_>, meant: &RevokeMeant) -> Result<Plan, ArgumentError> {
        let row = live(reader, look, meant.grant_id).await?;
        let whom = names::whom(look.snapshot, meant.person_id);
        let changes = vec![change("permission", Some(&row.permission), None)];
        Ok(names::plan(format!("{whom} would lose the grant of {}.", row.permission), changes))
    }

    async fn write(call: &mut Redeemed, meant: RevokeMeant, _: Option<&str>) -> Result<Value, RunError> {
        let at = call.now().as_millisecond();
        if !access::revoke_grant(call.tx(), meant.grant_id, call.person().0, at).await? {
            let message = "this grant was revoked a moment ago; nothing more was done".to_owned();
            return Err(ToolFailure { code: "NOT_FOUND".to_owned(), message }.into());
        }
        let person = names::email(call.snapshot(), meant.person_id.0);
        let put = |state: GrantState| json!({ "id": meant.grant_id, "person": person, "permission": meant.permission, "state": state });
        let after = put(GrantState::Revoked);
        call.changed(put(GrantState::Active), &after);
        Ok(after)
    }
}
