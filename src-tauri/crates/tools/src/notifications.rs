//! Notifications: listing them, and marking them read. Notices about one's own
//! verdicts need no permission.

use assent_gate::{
    ArgumentError, Audience, Look, NotificationRow, Place, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec,
    Warrant, notifications,
};
use assent_policy::{Asks, Effect, Risk};
use async_trait::async_trait;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::arguments::{self, local, utc};

const PERMISSION: &str = "notifications:list";

fn spec(name: &'static str, title: &'static str, description: &'static str, effect: Effect, schema: Value) -> ToolSpec {
    ToolSpec {
        name,
        title,
        description,
        permission: Some(PERMISSION),
        risk: Risk::Low,
        effect,
        place: Place::Inside,
        undoable: false,
        asks: Asks::ByPermission,
        audience: Audience::People,
        redacted: &[],
        schema,
    }
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListArguments {
    /// Only those that are not read yet.
    #[serde(default)]
    unread: bool,
    /// How many, 1 to 200; 50 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

/// `notifications_list`.
pub(crate) struct List {
    spec: ToolSpec,
}

impl List {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "notifications_list",
                "List notifications",
                "Lists one's own notifications, newest first.",
                Effect::Reads,
                arguments::schema::<ListArguments>(),
            ),
        }
    }
}

fn view(row: &NotificationRow, zone: &TimeZone) -> Value {
    let about: Value = serde_json::from_str(&row.about).unwrap_or_default();
    json!({
        "id": row.id, "kind": row.kind, "about": about, "at": utc(row.created_at),
        "at_local": local(row.created_at, zone), "read": row.read_at.is_some(),
    })
}

#[async_trait]
impl Tool for List {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, _: Reader<'_>, _: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: ListArguments = arguments::read(given)?;
        arguments::page(asked.limit, asked.cursor.as_deref())?;
        Ok(Resolved::own(json!(asked)))
    }

    async fn plan(&self, _: Reader<'_>, _: &Look<'_>, _: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        Ok(None)
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let asked: ListArguments = call.arguments()?;
        let (limit, before) = arguments::page(asked.limit, asked.cursor.as_deref()).unwrap_or((50, None));
        let mut rows = notifications::list(call.tx(), call.person().0, asked.unread, before, limit + 1).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let items: Vec<Value> = rows.iter().map(|row| view(row, call.zone())).collect();
        let mut result = json!({ "items": items });
        if let (true, Some(last)) = (more, rows.last()) {
            result["next_cursor"] = json!(last.id.to_string());
        }
        call.complete(result).await
    }
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReadArguments {
    /// Id of the notification.
    notification_id: i64,
    /// Also everything older.
    #[serde(default)]
    and_older: bool,
}

/// `notifications_read`.
pub(crate) struct MarkRead {
    spec: ToolSpec,
}

impl MarkRead {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "notifications_read",
                "Mark notifications read",
                "Marks a notification of one's own read, or it and everything older.",
                Effect::Writes,
                arguments::schema::<ReadArguments>(),
            ),
        }
    }
}

#[async_trait]
impl Tool for MarkRead {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: ReadArguments = arguments::read(given)?;
        let id = arguments::id("notification_id", asked.notification_id)?;
        let found = notifications::of_person(&reader, look.person.0, id).await?;
        found.ok_or(ArgumentError::NotFound { what: "notification" })?;
        Ok(Resolved::own(json!(asked)))
    }

    async fn plan(&self, _: Reader<'_>, _: &Look<'_>, resolved: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        let asked: ReadArguments = arguments::read(&resolved.arguments)?;
        let which = if asked.and_older { "This notification and all older ones" } else { "This notification" };
        let summary = format!("{which} would be marked read.");
        Ok(Some(Plan { summary, changes: Vec::new(), undo_days: None }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let asked: ReadArguments = call.arguments()?;
        let (who, at) = (call.person().0, call.now().as_millisecond());
        let read = notifications::read(call.tx(), who, asked.notification_id, asked.and_older, at).await?;
        call.complete(json!({ "id": asked.notification_id, "read": read })).await
    }
}
