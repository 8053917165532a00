//! The decision, in the order of behaviour section 3. The first step that
//! denies ends it; what is left asks the strictest thing anything asks.

mod ask;
mod refuse;

use serde::{Deserialize, Serialize};

use crate::{
    ArgumentState, Asks, Effect, Level, PermissionCode, PersonId, Question, Reason, Snapshot, Subject, ToolFacts,
};

/// What must be done with a call that is let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obligation {
    /// Tell the owner of the account it acted on.
    NotifyOwner,
    /// Show and keep what it would change before asking.
    RecordPlan,
}

/// Level, reasons, obligations and the version of the policy they come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What it comes to.
    pub level: Level,
    /// Why, the deciding reason first.
    pub reasons: Vec<Reason>,
    /// What must be done with it.
    pub obligations: Vec<Obligation>,
    /// The version it was taken from.
    pub policy_version: i64,
}

impl Decision {
    /// Permissions that are missing, in order.
    #[must_use]
    pub fn missing(&self) -> Vec<PermissionCode> {
        self.reasons
            .iter()
            .filter_map(|reason| match reason {
                Reason::MissingPermission { permission, .. }
                | Reason::MissingDelegation { permission, .. }
                | Reason::OutOfScope { permission } => Some(permission.clone()),
                _ => None,
            })
            .collect()
    }

    /// Whether it answers with its plan and waits, because it is a dry run.
    #[must_use]
    pub fn is_dry_run(&self) -> bool {
        self.level != Level::Deny && self.reasons.contains(&Reason::AsksByDryRun)
    }
}

/// Decides one question from one snapshot. Pure: the same input gives the same answer.
#[must_use]
pub fn decide(snapshot: &Snapshot, question: &Question) -> Decision {
    let (level, reasons) = match refuse::refuse(snapshot, question) {
        Err(reasons) => (Level::Deny, reasons),
        Ok(passed) => ask::ask(snapshot, question, &passed),
    };
    Decision { level, obligations: obligations(question, level), reasons, policy_version: snapshot.version }
}

/// What `person` comes to with `permission` on `channel`: [`Level::Deny`] when they lack it.
#[must_use]
pub fn authority(snapshot: &Snapshot, subject: Subject, permission: &PermissionCode, now: i64) -> Level {
    let tool = ToolFacts {
        name: String::new(),
        definition: String::new(),
        needs: vec![permission.clone()],
        needs_for_others: None,
        effect: Effect::Writes,
        undoable: true,
        asks: Asks::ByPermission,
        takes: std::collections::BTreeSet::new(),
    };
    let question = Question { arguments: ArgumentState::Any, ..Question::new(subject, Some(tool), now) };
    decide(snapshot, &question).level
}

fn obligations(question: &Question, level: Level) -> Vec<Obligation> {
    let mut due = Vec::new();
    if level == Level::Deny {
        return due;
    }
    if question.other().is_some() {
        due.push(Obligation::NotifyOwner);
    }
    if question.writes() && level > Level::Allow {
        due.push(Obligation::RecordPlan);
    }
    due
}

fn name(snapshot: &Snapshot, person: PersonId) -> String {
    snapshot.people.get(&person).map_or_else(|| "Somebody".to_owned(), |entry| entry.name.clone())
}
