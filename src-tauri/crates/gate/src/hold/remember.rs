//! Standing approvals: a yes that answers calls like this one from now on.

use std::time::Duration;

use assent_policy::{Asks, Condition, Decision, Field, PermissionCode, PersonId, Reason, Risk, Snapshot, ToolFacts};
use assent_store::{CallRow, HoldRow, Tx, snapshot, standing};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::refused;
use crate::{Gate, GateError, Resolved};

/// For how long a yes is remembered.
#[derive(Clone, Debug, PartialEq)]
pub enum Remember {
    /// In the conversation the call was made in.
    Conversation,
    /// From now on, for this long.
    For(Duration),
    /// Until it is revoked, whenever all of this is so.
    Always(Vec<Condition>),
}

/// The longest a yes is remembered that has an end.
const LONGEST: Duration = Duration::from_secs(24 * 3600);
/// The most conditions one may name.
const MOST_CONDITIONS: usize = 20;

fn not_remembered(reason: impl Into<String>) -> GateError {
    refused("NOT_REMEMBERED", reason)
}

impl Gate {
    /// Writes the standing approval that comes with a verdict; what the audit keeps of it.
    pub(super) async fn remember(
        &self,
        tx: &Tx,
        authority: &Snapshot,
        (row, hold): (&CallRow, &HoldRow),
        author: PersonId,
        remember: &Remember,
    ) -> Result<Value, GateError> {
        let Some(tool) =
            self.inner.tools.get(&row.tool).filter(|_| self.tools().definition(&row.tool) == row.definition_digest)
        else {
            return Err(refused("CHANGED_SINCE", "the tool itself has changed since it was asked for; ask again"));
        };
        let resolved: Option<Resolved> = serde_json::from_str(&row.resolved)?;
        let decision: Decision = serde_json::from_str(&row.decision)?;
        let facts = self.facts(tool.as_ref(), resolved.as_ref());
        refuse_once_only(authority, &facts, row, &decision)?;
        refuse_unfit(&facts, row, remember)?;
        let (now, conditions) = (self.millis(), conditions(remember));
        let made = standing::insert(
            tx,
            standing::NewStanding {
                person_id: row.person_id,
                author_id: author.0,
                level: hold.level.clone(),
                tool: row.tool.clone(),
                definition: row.definition_digest.clone(),
                channel: row.channel.clone(),
                client: row.client.clone(),
                conversation_id: row.conversation_id.filter(|_| *remember == Remember::Conversation),
                conditions: serde_json::to_string(conditions)?,
                reasons: serde_json::to_string(&asking(&decision))?,
                hold_id: hold.id,
                expires_at: end(remember, now),
                now,
            },
        )
        .await?;
        snapshot::advance(tx).await?;
        Ok(json!({
            "id": made.id, "conversation": made.conversation_id, "expires_at": made.expires_at, "when": conditions,
        }))
    }

    /// Counts the use of the standing approval that answered, if one did.
    pub(crate) async fn use_standing(&self, tx: &Tx, decision: &Decision, now: Timestamp) -> Result<(), GateError> {
        for reason in &decision.reasons {
            if let Reason::Standing { approval, .. } = reason {
                standing::used(tx, approval.0, now.as_millisecond()).await?;
            }
        }
        Ok(())
    }
}

fn asking(decision: &Decision) -> Vec<&Reason> {
    decision.reasons.iter().filter(|reason| reason.asks()).collect()
}

fn conditions(remember: &Remember) -> &[Condition] {
    match remember {
        Remember::Always(conditions) => conditions,
        Remember::Conversation | Remember::For(_) => &[],
    }
}

fn end(remember: &Remember, now: i64) -> Option<i64> {
    match remember {
        Remember::For(span) => Some(now.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX))),
        Remember::Conversation | Remember::Always(_) => None,
    }
}

/// What is asked about each time anew, however long a yes would be remembered.
fn refuse_once_only(
    authority: &Snapshot,
    facts: &ToolFacts,
    row: &CallRow,
    decision: &Decision,
) -> Result<(), GateError> {
    let critical = |code: &PermissionCode| authority.permissions.get(code).is_none_or(|p| p.risk == Risk::Critical);
    if facts.needs.iter().any(critical) || facts.asks == Asks::AtLeast(Risk::Critical) {
        return Err(not_remembered("this is asked about each time; answer without remembering it"));
    }
    if row.dry_run || decision.is_dry_run() {
        return Err(not_remembered("in a dry run nothing is remembered; answer without it"));
    }
    if row.edited_by.is_some() {
        return Err(not_remembered("an edited call is answered once; answer without remembering it"));
    }
    Ok(())
}

fn refuse_unfit(facts: &ToolFacts, row: &CallRow, remember: &Remember) -> Result<(), GateError> {
    match remember {
        Remember::Conversation if row.conversation_id.is_none() => {
            Err(not_remembered("the call was made in no conversation; remember it for a while instead"))
        }
        Remember::For(span) if span.is_zero() || *span > LONGEST => {
            Err(not_remembered("a yes is remembered for up to 24 hours; for longer, name when it holds"))
        }
        Remember::Always(_) if !facts.undoable => {
            Err(not_remembered("this can't be undone, so it is asked about again; remember it for a while instead"))
        }
        Remember::Always(when) if when.is_empty() || when.len() > MOST_CONDITIONS => {
            Err(not_remembered("name 1 to 20 conditions under which it always holds"))
        }
        Remember::Always(when) => when.iter().try_for_each(|condition| match &condition.field {
            Field::Argument(name) if !facts.takes.contains(name) => {
                let name: String = name.chars().filter(|c| !c.is_control()).take(100).collect();
                Err(not_remembered(format!("{} takes no argument {name}; look at its form", facts.name)))
            }
            Field::Argument(_) | Field::Target | Field::LocalHour | Field::LocalDay => Ok(()),
        }),
        Remember::Conversation | Remember::For(_) => Ok(()),
    }
}
