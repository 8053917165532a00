//! `auth_me`: who one is, what one may do and where it comes from, and what
//! could be asked for.

use assent_gate::{
    ArgumentError, Audience, Look, Place, Plan, Reader, Receipt, Registry, Resolved, RunError, Tool, ToolSpec, Warrant,
};
use assent_policy::{
    Asks, Channel, Effect, Level, PermissionCode, PersonId, Risk, Snapshot, Source, Subject, authority,
};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::arguments;

mod zone;

pub(crate) use zone::Zone;

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// `auth_me`.
pub(crate) struct AuthMe {
    spec: ToolSpec,
}

impl AuthMe {
    pub(crate) fn new() -> Self {
        Self {
            spec: ToolSpec {
                name: "auth_me",
                title: "Who I am and what I may do",
                description: "Says who is signed in, in which time zone, with which roles and permissions and where \
                              each comes from, and what could be asked for.",
                permission: None,
                risk: Risk::Low,
                effect: Effect::Reads,
                place: Place::Inside,
                undoable: true,
                asks: Asks::ByPermission,
                audience: Audience::People,
                redacted: &[],
                schema: arguments::schema::<Nothing>(),
            },
        }
    }
}

/// A permission a person has.
#[derive(Clone, Debug, Serialize)]
pub struct EffectivePermission {
    /// The code.
    pub code: PermissionCode,
    /// What they may do, as the end of "may …".
    pub title: String,
    /// One sentence.
    pub description: String,
    /// `everyday` or `access`.
    pub category: String,
    /// Its risk.
    pub risk: Risk,
    /// What comes of it by own click.
    pub by_click: Level,
    /// What comes of it when an agent does it.
    pub by_agent: Level,
    /// Where it comes from.
    pub sources: Vec<Source>,
}

/// A permission a person could ask for.
#[derive(Clone, Debug, Serialize)]
pub struct Requestable {
    /// The code.
    pub code: PermissionCode,
    /// What they could then do.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// `everyday` or `access`.
    pub category: String,
    /// Its risk.
    pub risk: Risk,
    /// Tools that need it.
    pub tools: Vec<String>,
}

/// What `person` may do as of `now` (Unix seconds).
#[must_use]
pub fn effective(snapshot: &Snapshot, person: PersonId, now: i64) -> Vec<EffectivePermission> {
    let on = |channel, code: &PermissionCode| authority(snapshot, Subject { person, channel }, code, now);
    let held = snapshot.permissions.iter().filter_map(|(code, entry)| {
        let sources = snapshot.sources(person, code, now);
        (!sources.is_empty()).then(|| EffectivePermission {
            code: code.clone(),
            title: entry.title.clone(),
            description: entry.description.clone(),
            category: entry.category.clone(),
            risk: entry.risk,
            by_click: on(Channel::Ui, code),
            by_agent: on(Channel::Chat, code),
            sources,
        })
    });
    held.collect()
}

/// What `person` lacks as of `now`, and which of `tools` would need it.
#[must_use]
pub fn requestable(snapshot: &Snapshot, tools: &Registry, person: PersonId, now: i64) -> Vec<Requestable> {
    let lacking = snapshot.permissions.iter().filter(|(code, _)| !snapshot.holds(person, code, now));
    let shown = lacking.map(|(code, entry)| Requestable {
        code: code.clone(),
        title: entry.title.clone(),
        description: entry.description.clone(),
        category: entry.category.clone(),
        risk: entry.risk,
        tools: tools
            .iter()
            .filter(|tool| tool.spec().needs().contains(code))
            .map(|tool| tool.spec().name.to_owned())
            .collect(),
    });
    shown.collect()
}

#[async_trait]
impl Tool for AuthMe {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, _: Reader<'_>, _: &Look<'_>, arguments: &Value) -> Result<Resolved, ArgumentError> {
        arguments::read::<Nothing>(arguments)?;
        Ok(Resolved::own(json!({})))
    }

    async fn plan(&self, _: Reader<'_>, _: &Look<'_>, _: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        Ok(None)
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let (snapshot, now, person) = (call.snapshot(), call.now().as_second(), call.person());
        let entry = snapshot.people.get(&person);
        let roles: Vec<&str> = entry
            .into_iter()
            .flat_map(|p| p.roles.iter())
            .filter_map(|id| snapshot.roles.get(id))
            .map(|role| role.name.as_str())
            .collect();
        let result = json!({
            "id": person,
            "name": entry.map(|p| p.name.as_str()),
            "email": entry.map(|p| p.email.as_str()),
            "zone": call.zone().iana_name().unwrap_or("UTC"),
            "roles": roles,
            "permissions": effective(snapshot, person, now),
            "requestable": requestable(snapshot, call.tools(), person, now),
        });
        call.complete(result).await
    }
}
