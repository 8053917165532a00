//! `alarms_list`.

use assent_gate::{ArgumentError, Look, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, alarms};
use assent_policy::{Effect, Risk};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{RECEIVE, SET_FOR_OTHERS, code, view};
use crate::arguments;
use crate::kept::{page, spec};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// E-mail of another person: those one has set for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target_user: Option<String>,
    /// How many, 1 to 200; 50 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<i64>,
    /// Where to go on, from `next_cursor`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

pub(crate) struct List {
    spec: ToolSpec,
}

impl List {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "alarms_list",
                "List alarms",
                "Lists one's own alarms, the newest first, whoever set them; or those one has set for another person.",
                RECEIVE,
                Risk::Low,
                Effect::Reads,
                arguments::schema::<Arguments>(),
            ),
        }
    }
}

#[async_trait]
impl Tool for List {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, _: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let mut asked: Arguments = arguments::read(given)?;
        arguments::page(asked.limit, asked.cursor.as_deref())?;
        let target = arguments::target(look, asked.target_user.as_deref())?;
        if let Some(person) = target.and_then(|target| look.snapshot.people.get(&target)) {
            asked.target_user = Some(person.email.clone());
        }
        let needs_for_others = Some(vec![code(SET_FOR_OTHERS)?]);
        Ok(Resolved { target, needs_for_others, ..Resolved::own(json!(asked)) })
    }

    async fn plan(&self, _: Reader<'_>, _: &Look<'_>, _: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        Ok(None)
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let (limit, before) = arguments::page(asked.limit, asked.cursor.as_deref()).unwrap_or((50, None));
        // What was lent is setting alarms, not reading those of others.
        let (owner, reader) = (call.owner(), call.person());
        let creator = (owner != reader).then_some(reader.0);
        let found = alarms::list(call.tx(), owner.0, creator, before, limit + 1).await?;
        let result = page(found, limit, |alarm| view(alarm, call.snapshot(), call.zone()));
        call.complete(result).await
    }
}
