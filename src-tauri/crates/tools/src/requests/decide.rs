//! `approvals_request_decide`.

use assent_gate::{
    ArgumentError, Look, Notice, Plan, Reader, Receipt, Redeemed, RequestRow, Resolved, RunError, StoreError, Tool,
    ToolSpec, Warrant, decided_by, requests,
};
use assent_policy::life::{RequestEvent, RequestState};
use assent_policy::{Asks, DecidedBy, Effect, PermissionCode, PersonId, Reason, Risk, Standing, decided_with};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::given::{extent, give};
use super::term::{self, Term};
use super::{failure, name, spec, state, text, title, view};
use crate::{arguments, kept};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Decision {
    Approve,
    Reject,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the request.
    request_id: i64,
    /// `approve` or `reject`.
    decision: Decision,
    /// Why; kept with the request and told to who asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 500))]
    reason: Option<String>,
    /// Less than was asked for: 15m, 8h, 3d, a date, this call, this conversation; as asked for when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    duration: Option<String>,
}

pub(crate) struct Decide {
    spec: ToolSpec,
}

impl Decide {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "approvals_request_decide",
                "Decide a request",
                "Grants or refuses what somebody asked for. Less than was asked for can be given, never more.",
                Effect::Writes,
                Asks::ByPermission,
                arguments::schema::<Arguments>(),
            ),
        }
    }
}

/// A request that this person may decide; for anybody else it is not there.
async fn decidable(reader: Reader<'_>, look: &Look<'_>, id: i64) -> Result<(RequestRow, DecidedBy), ArgumentError> {
    let unknown = ArgumentError::NotFound { what: "request" };
    let Some(row) = requests::by_id(&reader, id).await? else { return Err(unknown) };
    let requester = PersonId(row.requester_id);
    if requester == look.person {
        return Err(ArgumentError::Refused(Reason::OwnRequest));
    }
    let by = decided_by(look.snapshot, &row)?;
    match look.snapshot.standing_to_decide(look.person, requester, by, look.now.as_second()) {
        Standing::MayNot => return Err(unknown),
        Standing::NotIndependent => return Err(ArgumentError::Refused(Reason::NotIndependent)),
        Standing::May => {}
    }
    match state(&row, look.now)? {
        RequestState::Pending => Ok((row, by)),
        RequestState::Expired => {
            let what = "Nobody decided it within 7 days, and it has expired. It can be asked for again.".to_owned();
            Err(ArgumentError::Refused(Reason::Expired { what }))
        }
        ended => {
            let what = format!("It is {ended} already; nothing more was done.");
            Err(ArgumentError::Refused(Reason::Moved { what }))
        }
    }
}

/// What is given: as much as was asked for, or the less that is named.
fn given(look: &Look<'_>, row: &RequestRow, duration: Option<&str>) -> Result<Term, ArgumentError> {
    let asked = Term::of(&row.duration).ok_or(StoreError::Unreadable { what: "request" })?;
    let given = duration.map(|said| term::read(look, said)).transpose()?.unwrap_or(asked);
    if extent(row, given, look.now).is_none() {
        let message = format!("{} was asked for. Give that or less.", asked.kept());
        return Err(ArgumentError::invalid(message));
    }
    Ok(given)
}

fn needs(by: DecidedBy) -> Vec<PermissionCode> {
    match by {
        DecidedBy::Owner(_) => Vec::new(),
        DecidedBy::Holders(risk) => decided_with(risk).cloned().into_iter().collect(),
    }
}

const fn asks(by: DecidedBy, decision: Decision) -> Asks {
    match (decision, by) {
        (Decision::Reject, _) => Asks::TakesAway,
        (Decision::Approve, DecidedBy::Owner(_)) => Asks::AtLeast(Risk::High),
        (Decision::Approve, DecidedBy::Holders(_)) => Asks::ByPermission,
    }
}

fn summary(look: &Look<'_>, row: &RequestRow, asked: &Arguments) -> String {
    let (who, title) = (name(look.snapshot, row.requester_id), title(look.snapshot, &row.permission));
    let term = asked.duration.as_deref().and_then(Term::of).map(|term| term.words(look)).unwrap_or_default();
    match (asked.decision, row.owner_id) {
        (Decision::Reject, _) => format!("{who} would be refused “{title}”."),
        (Decision::Approve, None) => format!("{who} would be allowed to {title}, {term}."),
        (Decision::Approve, Some(_)) => format!("{who} would be lent “{title}” on your account, {term}."),
    }
}

/// Tells who asked and who decided.
async fn tell(call: &Redeemed, row: &RequestRow, notice: Notice) -> Result<(), RunError> {
    for person in [PersonId(row.requester_id), call.person()] {
        let about = json!({
            "request": row.id, "permission": row.permission, "person": row.requester_id, "decider": call.person(),
        });
        call.notify(person, notice, about).await?;
    }
    Ok(())
}

#[async_trait]
impl Tool for Decide {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    fn is_verdict(&self) -> bool {
        true
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given_as: &Value) -> Result<Resolved, ArgumentError> {
        let mut asked: Arguments = arguments::read(given_as)?;
        let (row, by) = decidable(reader, look, arguments::id("request_id", asked.request_id)?).await?;
        asked.reason = asked.reason.map(|reason| text("reason", &reason)).transpose()?;
        asked.duration = match asked.decision {
            Decision::Approve => Some(given(look, &row, asked.duration.as_deref())?.kept()),
            Decision::Reject if asked.duration.is_some() => {
                return Err(ArgumentError::invalid("A refusal has no duration. Leave it out."));
            }
            Decision::Reject => None,
        };
        let object = format!("{}: {}", name(look.snapshot, row.requester_id), title(look.snapshot, &row.permission));
        Ok(Resolved {
            object: Some(object),
            needs: Some(needs(by)),
            asks: Some(asks(by, asked.decision)),
            ..Resolved::own(json!(asked))
        })
    }

    async fn plan(
        &self,
        reader: Reader<'_>,
        look: &Look<'_>,
        resolved: &Resolved,
    ) -> Result<Option<Plan>, ArgumentError> {
        let asked: Arguments = arguments::read(&resolved.arguments)?;
        let (row, _) = decidable(reader, look, asked.request_id).await?;
        let state = if asked.decision == Decision::Approve { RequestState::Approved } else { RequestState::Rejected };
        let permission = (asked.decision == Decision::Approve).then_some(row.permission.as_str());
        let changes = [
            kept::change("state", Some(&row.state), Some(state.as_str())),
            kept::change("permission", None, permission),
            kept::change("duration", None, asked.duration.as_deref()),
        ];
        let summary = summary(look, &row, &asked);
        Ok(Some(Plan { summary, changes: changes.into_iter().flatten().collect(), undo_days: None }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let mut call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let decided = || failure("CHANGED_SINCE", "it was decided a moment ago; nothing more was done");
        let row = requests::by_id(call.tx(), asked.request_id).await?.ok_or_else(decided)?;
        // By this transaction's clock, not that of the question.
        let from = state(&row, call.now())?;
        let event = match asked.decision {
            Decision::Approve => RequestEvent::Approve,
            Decision::Reject => RequestEvent::Reject,
        };
        let Some(to) = from.after(event) else {
            let over = from == RequestState::Expired;
            let expired = failure("EXPIRED", "it has expired; it can be asked for again");
            return Err(if over { expired } else { decided() });
        };
        let (by, at) = (call.person().0, call.now().as_millisecond());
        let verdict = requests::Decided { by, at, reason: asked.reason.clone(), given: asked.duration.clone() };
        if !requests::transition(call.tx(), row.id, to.as_str(), Some(verdict)).await? {
            return Err(decided());
        }
        let mut after = json!({ "request": row.id, "state": to });
        let given = asked.duration.as_deref().and_then(Term::of);
        if let (RequestState::Approved, Some(given)) = (to, given) {
            after["given"] = give(&call, &row, given, asked.reason.as_deref().unwrap_or(&row.note)).await?;
            call.granted();
        }
        let notice = if to == RequestState::Approved { Notice::RequestApproved } else { Notice::RequestRejected };
        tell(&call, &row, notice).await?;
        let row = requests::by_id(call.tx(), row.id).await?.ok_or_else(decided)?;
        let mut result = view(call.tx().reader(), call.snapshot(), &row, call.now(), call.zone()).await?;
        for field in ["grant", "delegation"] {
            if let Some(id) = after["given"].get(field) {
                result[format!("{field}_id")] = id.clone();
            }
        }
        call.changed(json!({ "request": row.id, "state": from }), after);
        call.complete(result).await
    }
}
