//! Limits and budgets: list and set.

use assent_gate::{ArgumentError, Look, Plan, Reader, Redeemed, RunError, limits};
use assent_policy::{LimitKind, PersonId, Snapshot};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::people::Nothing;
use super::{Administers, Lists, names};
use crate::kept::change;

/// `access_limits_list`.
pub(crate) struct ListLimits;

#[async_trait]
impl Lists for ListLimits {
    type Asked = Nothing;
    const NAME: &'static str = "access_limits_list";
    const TITLE: &'static str = "List limits";
    const DESCRIPTION: &'static str = "Lists how much of what people and their agents may use in how long.";

    async fn items(call: &Redeemed, _: &Nothing) -> Result<Vec<Value>, RunError> {
        let rows = limits::all(call.tx()).await?;
        let items = rows.into_iter().map(|row| {
            json!({
                "id": row.id, "kind": row.kind, "person": row.person_id.map(|id| names::email(call.snapshot(), id)),
                "amount": row.amount, "window_seconds": row.window_seconds,
            })
        });
        Ok(items.collect())
    }
}

/// What is limited.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// Calls by agents.
    Calls,
    /// Requests filed.
    Requests,
    /// Runs begun.
    Runs,
    /// Tokens read and written by models.
    Tokens,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    kind: Kind,
    /// E-mail of the person it is for; everybody when left out.
    #[serde(default)]
    person: Option<String>,
    /// The most; no limit when left out.
    #[serde(default)]
    amount: Option<i64>,
    /// In how many seconds; a day when left out.
    #[serde(default)]
    window_seconds: Option<i64>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Meant {
    kind: LimitKind,
    person: Option<String>,
    person_id: Option<PersonId>,
    amount: Option<i64>,
    window_seconds: Option<i64>,
}

const DAY: i64 = 24 * 3600;
const LONGEST: i64 = 366 * DAY;

fn put(amount: Option<i64>, window: Option<i64>) -> String {
    match (amount, window) {
        (Some(amount), Some(window)) => format!("{amount} in {window} seconds"),
        _ => "none".to_owned(),
    }
}

fn was(snapshot: &Snapshot, meant: &Meant) -> (Option<i64>, Option<i64>) {
    let limit = snapshot.limits.get(&(meant.person_id, meant.kind));
    (limit.map(|limit| limit.amount), limit.map(|limit| limit.window))
}

/// `access_limits_set`.
pub(crate) struct SetLimit;

#[async_trait]
impl Administers for SetLimit {
    type Asked = Asked;
    type Meant = Meant;
    const NAME: &'static str = "access_limits_set";
    const TITLE: &'static str = "Set a limit";
    const DESCRIPTION: &'static str = "Sets how many calls by agents, requests, runs or tokens somebody or everybody \
                                       may use in how long, or takes the limit away.";

    async fn resolve(_: Reader<'_>, look: &Look<'_>, asked: Asked) -> Result<Meant, ArgumentError> {
        let kind = match asked.kind {
            Kind::Calls => LimitKind::Calls,
            Kind::Requests => LimitKind::Requests,
            Kind::Runs => LimitKind::Runs,
            Kind::Tokens => LimitKind::Tokens,
        };
        let person = asked.person.as_deref().map(|email| names::person(look, email)).transpose()?;
        if asked.amount.is_some_and(|amount| amount < 0) {
            return Err(ArgumentError::invalid("The amount must not be below 0."));
        }
        if asked.amount.is_none() && asked.window_seconds.is_some() {
            return Err(ArgumentError::invalid("A limit needs an amount. Leave both out to take it away."));
        }
        let window_seconds = asked.amount.map(|_| asked.window_seconds.unwrap_or(DAY));
        if window_seconds.is_some_and(|window| !(1..=LONGEST).contains(&window)) {
            return Err(ArgumentError::invalid("The window must be between 1 second and 366 days."));
        }
        let person_id = person.as_ref().map(|person| person.person_id);
        Ok(Meant { kind, person: person.map(|p| p.person), person_id, amount: asked.amount, window_seconds })
    }

    fn object(meant: &Meant) -> Option<String> {
        Some(meant.kind.to_string())
    }

    async fn plan(_: Reader<'_>, look: &Look<'_>, meant: &Meant) -> Result<Plan, ArgumentError> {
        let (amount, window) = was(look.snapshot, meant);
        let (before, after) = (put(amount, window), put(meant.amount, meant.window_seconds));
        let whom = meant.person_id.map_or_else(|| "everybody".to_owned(), |id| names::whom(look.snapshot, id));
        let changes = vec![change(meant.kind.as_str(), Some(&before), Some(&after))];
        Ok(names::plan(format!("The limit of {} for {whom} would change.", meant.kind), changes))
    }

    async fn write(call: &mut Redeemed, meant: Meant, _: Option<&str>) -> Result<Value, RunError> {
        let (amount, window) = was(call.snapshot(), &meant);
        let wanted = meant.amount.zip(meant.window_seconds);
        limits::set(call.tx(), meant.person_id.map(|id| id.0), meant.kind.as_str(), wanted).await?;
        let put = |amount: Option<i64>, window: Option<i64>| json!({ "kind": meant.kind, "person": meant.person, "amount": amount, "window_seconds": window });
        let after = put(meant.amount, meant.window_seconds);
        call.changed(put(amount, window), &after);
        Ok(after)
    }
}
