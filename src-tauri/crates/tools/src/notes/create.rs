//! `notes_create`.

use assent_gate::{
    ArgumentError, Change, Look, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, notes,
};
use assent_policy::{Effect, Risk};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{content, view};
use crate::arguments;
use crate::kept::{TITLE, UNDO_DAYS, assigned, spec};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Title, one line.
    #[schemars(length(min = 1, max = 200))]
    title: String,
    /// Content.
    content: String,
    /// E-mail of another person to whom the note shall belong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target_user: Option<String>,
}

pub(crate) struct Create {
    spec: ToolSpec,
}

impl Create {
    pub(crate) fn new() -> Self {
        Self {
            spec: ToolSpec {
                redacted: &["content"],
                ..spec(
                    "notes_create",
                    "Create a note",
                    "Adds a note with a title and content.",
                    "notes:create",
                    Risk::Low,
                    Effect::Writes,
                    arguments::schema::<Arguments>(),
                )
            },
        }
    }
}

#[async_trait]
impl Tool for Create {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, _: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let mut asked: Arguments = arguments::read(given)?;
        asked.title = arguments::line("title", &asked.title, TITLE)?;
        content(&asked.content)?;
        let target = arguments::target(look, asked.target_user.as_deref())?;
        Ok(Resolved { target, object: Some(asked.title.clone()), ..Resolved::own(json!(asked)) })
    }

    async fn plan(&self, _: Reader<'_>, _: &Look<'_>, resolved: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        let asked: Arguments = arguments::read(&resolved.arguments)?;
        Ok(Some(Plan {
            summary: format!("A note “{}” would be added.", asked.title),
            changes: vec![
                Change { field: "title".to_owned(), before: None, after: Some(asked.title) },
                Change { field: "content".to_owned(), before: None, after: Some(asked.content) },
            ],
            undo_days: Some(UNDO_DAYS),
        }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let (owner, by, now) = (call.owner().0, call.person().0, call.now().as_millisecond());
        let made = notes::insert(call.tx(), owner, by, &asked.title, &asked.content, now).await?;
        assigned(&call, &made, "note").await?;
        let result = json!(view(made, call.snapshot(), call.zone()));
        call.complete(result).await
    }
}
