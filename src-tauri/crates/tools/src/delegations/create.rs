//! `delegations_create`.

use assent_gate::{
    ArgumentError, Look, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, delegations,
};
use assent_policy::{Asks, Condition, Effect, PermissionCode, PersonId, Reason, Risk, Standing};
use async_trait::async_trait;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{answerable, end, kept_end, view};
use crate::requests::{failure, name, permission, spec, text, title};
use crate::{arguments, kept};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// E-mail of who may then act on one's own account.
    delegate: String,
    /// What they may do, for example tasks:create.for_others.
    permission: String,
    /// When it ends: a time as RFC 3339, a date, 8h, 3d; no end when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
    /// Only when all of these are so, for example [{"field": {"argument": "title"}, "test": {"glob": "Meeting*"}}].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    when: Vec<Value>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 500))]
    reason: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Wanted {
    delegate: PersonId,
    permission: PermissionCode,
    /// As RFC 3339.
    expires_at: Option<String>,
    when: Vec<Condition>,
    reason: String,
}

pub(crate) struct Create {
    spec: ToolSpec,
}

impl Create {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "delegations_create",
                "Lend something",
                "Lends somebody something on one's own account, for as long and under such conditions as one says. It \
                 can be taken back at any time.",
                Effect::Writes,
                Asks::AtLeast(Risk::High),
                arguments::schema::<Arguments>(),
            ),
        }
    }
}

fn conditions(when: Vec<Value>) -> Result<Vec<Condition>, ArgumentError> {
    serde_json::from_value(Value::Array(when)).map_err(|_| {
        ArgumentError::invalid(
            "A condition is an object such as {\"field\": {\"argument\": \"title\"}, \"test\": {\"glob\": \
             \"Meeting*\"}}; its test is one of is, in, glob, below, above.",
        )
    })
}

fn wanted(look: &Look<'_>, asked: Arguments) -> Result<Wanted, ArgumentError> {
    let permission = permission(look.snapshot, &asked.permission)?;
    if !permission.is_for_others() {
        let message = format!("What is lent is named by {}. Give that.", permission.for_others());
        return Err(ArgumentError::invalid(message));
    }
    let delegate = arguments::target(look, Some(&asked.delegate))?;
    let delegate = delegate.ok_or_else(|| ArgumentError::invalid("One's own account needs no delegation."))?;
    Ok(Wanted {
        delegate,
        permission,
        expires_at: end(look, asked.expires_at.as_deref())?.map(|end| end.to_string()),
        when: conditions(asked.when)?,
        reason: text("reason", asked.reason.as_deref().unwrap_or_default())?,
    })
}

#[async_trait]
impl Tool for Create {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, _: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let wanted = wanted(look, arguments::read(given)?)?;
        if look.snapshot.standing_to_lend(look.person, wanted.delegate, look.now.as_second()) != Standing::May {
            return Err(ArgumentError::Refused(Reason::NotIndependent));
        }
        let code = wanted.permission.to_string();
        let object = format!("{}: {}", name(look.snapshot, wanted.delegate.0), title(look.snapshot, &code));
        Ok(Resolved { object: Some(object), ..Resolved::own(json!(wanted)) })
    }

    async fn plan(&self, _: Reader<'_>, look: &Look<'_>, resolved: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        let wanted: Wanted = arguments::read(&resolved.arguments)?;
        let (delegate, code) = (name(look.snapshot, wanted.delegate.0), wanted.permission.to_string());
        let title = title(look.snapshot, &code);
        let until = kept_end(wanted.expires_at.as_deref()).map(|end| arguments::local(end.as_millisecond(), look.zone));
        let term = until.as_ref().map_or_else(|| "with no end".to_owned(), |end| format!("until {end}"));
        let when = (!wanted.when.is_empty()).then(|| json!(wanted.when).to_string());
        let changes = [("permission", Some(code)), ("expires_at", until), ("when", when)];
        Ok(Some(Plan {
            summary: format!("You would lend {delegate} “{title}” on your account, {term}."),
            changes: changes.iter().filter_map(|(field, after)| kept::change(field, None, after.as_deref())).collect(),
            undo_days: None,
        }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let mut call = warrant.redeem().await?;
        let wanted: Wanted = call.arguments()?;
        answerable(&wanted.when, &wanted.permission, call.tools())?;
        let (now, end) = (call.now(), kept_end(wanted.expires_at.as_deref()));
        if end.is_some_and(|end| end <= now) {
            return Err(failure("EXPIRED", "the time it was to last is over; choose a later end"));
        }
        let new = delegations::NewDelegation {
            owner_id: call.person().0,
            delegate_id: wanted.delegate.0,
            permission: wanted.permission.to_string(),
            conversation_id: None,
            call_id: None,
            conditions: json!(wanted.when).to_string(),
            reason: wanted.reason,
            request_id: None,
            now: now.as_millisecond(),
            expires_at: end.map(Timestamp::as_millisecond),
        };
        let made = delegations::insert(call.tx(), new).await?;
        call.change_access().await?;
        let result = view(&made, call.snapshot(), call.person(), now, call.zone());
        call.changed(Value::Null, &result);
        call.complete(result).await
    }
}
