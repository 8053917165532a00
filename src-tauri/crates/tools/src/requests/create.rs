//! `permission_requests_create`.

use assent_gate::{
    ArgumentError, Look, Notice, Plan, Reader, Receipt, Redeemed, Resolved, RunError, Tool, ToolSpec, Warrant,
    denied_call, limits, requests,
};
use assent_policy::life::RequestKind;
use assent_policy::{
    Asks, CallId, DecidedBy, Effect, LimitKind, PermissionCode, PersonId, Reason, Risk, Snapshot, Standing,
};
use async_trait::async_trait;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::term::{self, Term};
use super::{name, permission, spec, text, title, view};
use crate::{arguments, kept};

/// How long a request waits, in milliseconds.
const LIFE: i64 = 7 * 24 * 3600 * 1000;
/// The most requests of one person that wait.
const MOST: u64 = 20;
/// How long the same thing can't be asked for again after a no, in milliseconds.
const QUIET: i64 = 3600 * 1000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Permission,
    Delegation,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// `permission` for oneself, or `delegation` on the account of `target_user`.
    request_kind: Kind,
    /// Code of the permission, for example tasks:create, or tasks:create.for_others for a delegation.
    permission: String,
    /// E-mail of the owner who shall lend it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target_user: Option<String>,
    /// For how long: 15m, 8h, 3d, a date, this call, this conversation, or none for no end; this call where there is
    /// one, else 15 minutes, when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    duration: Option<String>,
    /// Why it is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 500))]
    note: Option<String>,
    /// One's own refused call, which is kept with the request and runs once when it is granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    call_id: Option<i64>,
}

/// What is asked for, resolved.
#[derive(Debug, Serialize, Deserialize)]
struct Wanted {
    request_kind: Kind,
    permission: PermissionCode,
    owner: Option<PersonId>,
    duration: String,
    note: String,
    #[serde(rename = "call_id")]
    call: Option<CallId>,
    conversation: Option<i64>,
}

impl Wanted {
    fn row(&self, requester: PersonId) -> requests::Wanted {
        let kind = match self.request_kind {
            Kind::Permission => RequestKind::Permission,
            Kind::Delegation => RequestKind::Delegation,
        };
        requests::Wanted {
            kind: kind.as_str().to_owned(),
            requester_id: requester.0,
            permission: self.permission.to_string(),
            owner_id: self.owner.map(|owner| owner.0),
            duration: self.duration.clone(),
            call_id: self.call.map(|call| call.0),
            conversation_id: self.conversation,
        }
    }

    fn decided_by(&self, snapshot: &Snapshot) -> DecidedBy {
        let risk = || snapshot.permissions.get(&self.permission).map_or(Risk::Critical, |entry| entry.risk);
        self.owner.map_or_else(|| DecidedBy::Holders(risk()), DecidedBy::Owner)
    }

    /// Whether there is nothing to ask for.
    fn is_held(&self, snapshot: &Snapshot, person: PersonId, now: Timestamp) -> bool {
        match self.owner {
            Some(owner) => snapshot.has_lent(owner, person, &self.permission, now.as_second()),
            None => snapshot.holds(person, &self.permission, now.as_second()),
        }
    }
}

pub(crate) struct Create {
    spec: ToolSpec,
}

impl Create {
    pub(crate) fn new() -> Self {
        let spec = spec(
            "permission_requests_create",
            "Ask for a permission",
            "Asks for a permission one lacks, or asks an owner to lend something on their account. Somebody else \
             decides.",
            Effect::Writes,
            Asks::AtLeast(Risk::Medium),
            arguments::schema::<Arguments>(),
        );
        Self { spec: ToolSpec { permission: Some("permissions:request"), undoable: true, ..spec } }
    }
}

async fn wanted(reader: Reader<'_>, look: &Look<'_>, asked: Arguments) -> Result<Wanted, ArgumentError> {
    let call = match asked.call_id {
        Some(id) => {
            let found = denied_call(reader, look.person, arguments::id("call_id", id)?).await?;
            Some(found.ok_or(ArgumentError::NotFound { what: "call" })?)
        }
        None => None,
    };
    let permission = permission(look.snapshot, &asked.permission)?;
    let owner = owner(look, asked.request_kind, &permission, asked.target_user.as_deref())?;
    if let Some(call) = &call
        && (!call.denied || !call.missing.contains(&permission) || (owner.is_some() && call.target != owner))
    {
        let message = "That call was not refused for lack of this. Leave call_id out, or name a call that was.";
        return Err(ArgumentError::invalid(message));
    }
    let conversation = call.as_ref().map_or(look.conversation, |call| call.conversation);
    let call = call.map(|call| call.id);
    let duration = asked.duration.map(|said| term::read(look, &said)).transpose()?;
    let duration = duration.unwrap_or_else(|| Term::usual(call));
    match duration {
        Term::Call if call.is_none() => {
            return Err(ArgumentError::invalid("Which call? Name one that was refused as call_id."));
        }
        Term::Conversation if conversation.is_none() => {
            return Err(ArgumentError::invalid("This is not asked in a conversation. Give another duration."));
        }
        _ => {}
    }
    Ok(Wanted {
        request_kind: asked.request_kind,
        permission,
        owner,
        duration: duration.kept(),
        note: text("note", asked.note.as_deref().unwrap_or_default())?,
        call,
        conversation,
    })
}

fn owner(
    look: &Look<'_>,
    kind: Kind,
    permission: &PermissionCode,
    target: Option<&str>,
) -> Result<Option<PersonId>, ArgumentError> {
    match (kind, target) {
        (Kind::Permission, None) => Ok(None),
        (Kind::Permission, Some(_)) => {
            Err(ArgumentError::invalid("A permission is asked for oneself. Leave target_user out."))
        }
        (Kind::Delegation, _) if !permission.is_for_others() => {
            let message = format!("A delegation is named by {}. Ask for that.", permission.for_others());
            Err(ArgumentError::invalid(message))
        }
        (Kind::Delegation, None) => Err(ArgumentError::invalid("Whose account? Give their e-mail as target_user.")),
        (Kind::Delegation, Some(email)) => {
            let owner = arguments::target(look, Some(email))?;
            owner.map(Some).ok_or_else(|| ArgumentError::invalid("One's own account needs no delegation."))
        }
    }
}

/// Why it can't be asked for, where it can't.
async fn refusal(reader: Reader<'_>, look: &Look<'_>, wanted: &Wanted) -> Result<Option<Reason>, ArgumentError> {
    let (now, person) = (look.now.as_second(), look.person);
    if let (None, Some(rule)) = (wanted.owner, look.snapshot.forbid(person, &wanted.permission)) {
        return Ok(Some(Reason::Forbidden { rule: rule.id, why: rule.reason.clone() }));
    }
    let by = wanted.decided_by(look.snapshot);
    if look.snapshot.who_decides(person, by, now).is_empty() {
        let mut others = look.snapshot.people.keys();
        let tied = others.any(|id| look.snapshot.standing_to_decide(*id, person, by, now) == Standing::NotIndependent);
        return Ok(Some(if tied { Reason::NotIndependent } else { Reason::NoDecider }));
    }
    let limited = |what: &str, until: i64| {
        let retry_after = ((until - look.now.as_millisecond()).max(0) + 999) / 1000;
        Some(Reason::RateLimited { what: what.to_owned(), retry_after })
    };
    let row = wanted.row(person);
    let quiet = requests::last_rejected(&reader, &row).await?.map(|at| at + QUIET);
    if let Some(until) = quiet.filter(|until| *until > look.now.as_millisecond()) {
        return Ok(limited("requests for what was refused a moment ago", until));
    }
    let (pending, first) = requests::pending_of(&reader, person.0, look.now.as_millisecond()).await?;
    if let Some(until) = first.filter(|_| pending >= MOST) {
        return Ok(limited("requests that wait", until));
    }
    if let Some(limit) = look.snapshot.limit(person, LimitKind::Requests) {
        let start = limit.window_start(now);
        if limits::used(&reader, person.0, LimitKind::Requests.as_str(), start).await? >= limit.amount {
            return Ok(limited("requests", (start + limit.window) * 1000));
        }
    }
    Ok(None)
}

fn held(snapshot: &Snapshot, wanted: &Wanted, person: PersonId, now: Timestamp) -> Value {
    let sources = match wanted.owner {
        Some(_) => Vec::new(),
        None => snapshot.sources(person, &wanted.permission, now.as_second()),
    };
    json!({
        "already_held": true,
        "request_kind": wanted.request_kind,
        "permission": wanted.permission,
        "title": title(snapshot, &wanted.permission.to_string()),
        "target_user": wanted.owner.map(|owner| super::person(snapshot, owner.0)),
        "sources": sources,
    })
}

/// Files it, counts it, and tells those who may decide.
async fn file(call: &Redeemed, wanted: &Wanted) -> Result<Value, RunError> {
    let (person, now) = (call.person(), call.now());
    let at = now.as_millisecond();
    let new = requests::NewRequest {
        wanted: wanted.row(person),
        note: wanted.note.clone(),
        by_agent: call.channel()?.is_agent(),
        now: at,
        expires_at: at + LIFE,
    };
    let filed = requests::insert(call.tx(), new).await?;
    if let Some(limit) = call.snapshot().limit(person, LimitKind::Requests) {
        let start = limit.window_start(now.as_second());
        limits::count(call.tx(), person.0, LimitKind::Requests.as_str(), start, 1).await?;
    }
    for decider in call.snapshot().who_decides(person, wanted.decided_by(call.snapshot()), now.as_second()) {
        let about = json!({ "request": filed.id, "permission": filed.permission, "person": person });
        call.notify(decider, Notice::RequestCreated, about).await?;
    }
    Ok(view(call.tx().reader(), call.snapshot(), &filed, now, call.zone()).await?)
}

#[async_trait]
impl Tool for Create {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let wanted = wanted(reader, look, arguments::read(given)?).await?;
        let filed = requests::identical(&reader, &wanted.row(look.person), look.now.as_millisecond()).await?;
        let answered = wanted.is_held(look.snapshot, look.person, look.now) || filed.is_some();
        if !answered && let Some(reason) = refusal(reader, look, &wanted).await? {
            return Err(ArgumentError::Refused(reason));
        }
        let object = Some(title(look.snapshot, &wanted.permission.to_string()));
        // What is only answered files nothing, and asks nobody.
        let asks = answered.then_some(Asks::Nothing);
        Ok(Resolved { object, asks, ..Resolved::own(json!(wanted)) })
    }

    fn filed(&self, result: &Value) -> Option<i64> {
        result.get("id").and_then(Value::as_i64)
    }

    async fn plan(&self, _: Reader<'_>, look: &Look<'_>, resolved: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        let wanted: Wanted = arguments::read(&resolved.arguments)?;
        let title = title(look.snapshot, &wanted.permission.to_string());
        let term = Term::of(&wanted.duration).unwrap_or(Term::Call).words(look);
        let summary = match wanted.owner {
            Some(owner) => {
                let owner = name(look.snapshot, owner.0);
                format!("{owner} would be asked to lend you “{title}” on their account, {term}.")
            }
            None => format!("You would ask to {title}, {term}."),
        };
        let changes = [("permission", wanted.permission.to_string()), ("note", wanted.note)];
        Ok(Some(Plan {
            summary,
            changes: changes
                .iter()
                .filter(|(_, after)| !after.is_empty())
                .filter_map(|(field, after)| kept::change(field, None, Some(after)))
                .collect(),
            undo_days: None,
        }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let wanted: Wanted = call.arguments()?;
        let (person, now) = (call.person(), call.now());
        let result = if wanted.is_held(call.snapshot(), person, now) {
            held(call.snapshot(), &wanted, person, now)
        } else if let Some(row) =
            requests::identical(&call.tx().reader(), &wanted.row(person), now.as_millisecond()).await?
        {
            let mut merged = view(call.tx().reader(), call.snapshot(), &row, now, call.zone()).await?;
            merged["merged"] = json!(true);
            merged
        } else {
            file(&call, &wanted).await?
        };
        call.complete(result).await
    }
}
