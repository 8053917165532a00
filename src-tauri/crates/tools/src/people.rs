//! `users_find`: looking people up, so that one can name them.

use assent_gate::{
    ArgumentError, Audience, Look, Place, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant,
};
use assent_policy::{Asks, Effect, PersonEntry, PersonId, Risk, Snapshot};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::arguments;

/// The most people one search gives.
const MOST: usize = 5;
/// The fewest letters of a name.
const LETTERS: usize = 3;

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// The exact e-mail, or at least three letters of the name.
    query: String,
}

/// `users_find`.
pub(crate) struct Find {
    spec: ToolSpec,
}

impl Find {
    pub(crate) fn new() -> Self {
        Self {
            spec: ToolSpec {
                name: "users_find",
                title: "Look people up",
                description: "Finds up to five people by their exact e-mail, or by three or more letters of their name.",
                permission: Some("permissions:request"),
                risk: Risk::Low,
                effect: Effect::Reads,
                place: Place::Inside,
                undoable: true,
                asks: Asks::ByPermission,
                audience: Audience::People,
                redacted: &[],
                schema: arguments::schema::<Arguments>(),
            },
        }
    }
}

/// A whole e-mail finds exactly its person, so that addresses can't be guessed letter by letter.
fn search<'s>(snapshot: &'s Snapshot, query: &str) -> Vec<(PersonId, &'s PersonEntry)> {
    let query = query.to_lowercase();
    let fits = |person: &PersonEntry| {
        person.enabled
            && if query.contains('@') {
                person.email.to_lowercase() == query
            } else {
                person.name.to_lowercase().contains(&query)
            }
    };
    let found = snapshot.people.iter().filter(|(_, person)| fits(person));
    found.take(MOST).map(|(id, person)| (*id, person)).collect()
}

#[async_trait]
impl Tool for Find {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, _: Reader<'_>, _: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: Arguments = arguments::read(given)?;
        let query = arguments::line("query", &asked.query, 254)?;
        if !query.contains('@') && query.chars().filter(|c| c.is_alphabetic()).count() < LETTERS {
            return Err(ArgumentError::invalid("Give the whole e-mail, or at least three letters of the name."));
        }
        Ok(Resolved::own(json!(Arguments { query })))
    }

    async fn plan(&self, _: Reader<'_>, _: &Look<'_>, _: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        Ok(None)
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let found = search(call.snapshot(), &asked.query);
        let items: Vec<Value> = found
            .into_iter()
            .map(|(id, person)| json!({ "id": id, "name": person.name, "email": person.email }))
            .collect();
        call.complete(json!({ "items": items })).await
    }
}
