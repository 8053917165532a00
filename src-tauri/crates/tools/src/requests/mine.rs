//! `permission_requests_mine`.

use assent_gate::{
    ArgumentError, Look, Plan, Reader, Receipt, RequestRow, Resolved, RunError, StoreError, Tool, ToolSpec, Warrant,
    requests,
};
use assent_policy::{Asks, Effect};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{page, spec, state, stored, wanted_state};
use crate::arguments;

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Only those that are pending, approved, rejected, withdrawn or expired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// How many at most, 1 to 200; 50 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// `next_cursor` of the list before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

impl Arguments {
    pub(super) fn read(given: &Value) -> Result<Self, ArgumentError> {
        let asked: Self = arguments::read(given)?;
        wanted_state(asked.status.as_deref())?;
        arguments::page(asked.limit, asked.cursor.as_deref())?;
        Ok(asked)
    }
}

/// How many rows are looked through at once.
const BATCH: u64 = 200;

/// The requests that `shown` lets through, of one person where named, newest first.
pub(super) async fn found(
    reader: Reader<'_>,
    asked: &Arguments,
    requester: Option<i64>,
    now: jiff::Timestamp,
    shown: impl Fn(&RequestRow) -> Result<bool, StoreError>,
) -> Result<(Vec<RequestRow>, u64), StoreError> {
    let (limit, mut before) = arguments::page(asked.limit, asked.cursor.as_deref()).unwrap_or((50, None));
    let wanted = wanted_state(asked.status.as_deref()).unwrap_or_default();
    let most = usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1);
    let mut found = Vec::new();
    loop {
        let rows = requests::list(&reader, requester, stored(wanted), before, BATCH).await?;
        let last = rows.last().map(|row| row.id);
        for row in rows {
            if found.len() < most
                && wanted.is_none_or(|wanted| state(&row, now).is_ok_and(|is| is == wanted))
                && shown(&row)?
            {
                found.push(row);
            }
        }
        match last {
            Some(id) if found.len() < most => before = Some(id),
            _ => return Ok((found, limit)),
        }
    }
}

pub(crate) struct Mine {
    spec: ToolSpec,
}

impl Mine {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "permission_requests_mine",
                "What I asked for",
                "Lists one's own requests, the newest first, with what became of each.",
                Effect::Reads,
                Asks::Nothing,
                arguments::schema::<Arguments>(),
            ),
        }
    }
}

#[async_trait]
impl Tool for Mine {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, _: Reader<'_>, _: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        Ok(Resolved::own(json!(Arguments::read(given)?)))
    }

    async fn plan(&self, _: Reader<'_>, _: &Look<'_>, _: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        Ok(None)
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let (reader, now) = (call.tx().reader(), call.now());
        let (rows, limit) = found(reader, &asked, Some(call.person().0), now, |_| Ok(true)).await?;
        let result = page(reader, call.snapshot(), rows, limit, now, call.zone()).await?;
        call.complete(result).await
    }
}
