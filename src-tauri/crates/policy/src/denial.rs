//! A denial: one shape for every way a call is refused.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{CallId, Decision, PermissionCode, Reason};

/// Why a call was refused, for machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the codes are the contract; each says what it is")]
pub enum DenialCode {
    MissingPermission,
    MissingDelegation,
    TargetLacksAccess,
    ForbiddenByRule,
    OutOfScope,
    Paused,
    Expired,
    Rejected,
    NoDecider,
    DeciderNotIndependent,
    RateLimited,
    BudgetExceeded,
    InvalidArguments,
    NotFound,
    ChangedSince,
}

impl DenialCode {
    /// The code as sent, for example `MISSING_PERMISSION`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MissingPermission => "MISSING_PERMISSION",
            Self::MissingDelegation => "MISSING_DELEGATION",
            Self::TargetLacksAccess => "TARGET_LACKS_ACCESS",
            Self::ForbiddenByRule => "FORBIDDEN_BY_RULE",
            Self::OutOfScope => "OUT_OF_SCOPE",
            Self::Paused => "PAUSED",
            Self::Expired => "EXPIRED",
            Self::Rejected => "REJECTED",
            Self::NoDecider => "NO_DECIDER",
            Self::DeciderNotIndependent => "DECIDER_NOT_INDEPENDENT",
            Self::RateLimited => "RATE_LIMITED",
            Self::BudgetExceeded => "BUDGET_EXCEEDED",
            Self::InvalidArguments => "INVALID_ARGUMENTS",
            Self::NotFound => "NOT_FOUND",
            Self::ChangedSince => "CHANGED_SINCE",
        }
    }
}

impl fmt::Display for DenialCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Something the person could do about a denial.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NextAction {
    /// For machines, for example `request_permission`.
    pub action: String,
    /// For people.
    pub label: String,
    /// Arguments the action takes, filled in.
    pub arguments: Value,
}

/// A refused call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Denial {
    /// For machines.
    pub code: DenialCode,
    /// A sentence for a person.
    pub explanation: String,
    /// Permissions that are missing.
    pub missing: Vec<PermissionCode>,
    /// What could be done.
    pub next_actions: Vec<NextAction>,
    /// The decision, for looking it up in the record.
    pub decision_id: CallId,
}

impl Denial {
    /// The denial a decision comes to; `None` when it denies nothing.
    #[must_use]
    pub fn from_decision(decision: &Decision, decision_id: CallId) -> Option<Self> {
        let first = decision.reasons.iter().find(|r| r.denial_code().is_some())?;
        let code = first.denial_code()?;
        let explanation = decision
            .reasons
            .iter()
            .filter(|r| r.denial_code() == Some(code))
            .map(Reason::explain)
            .collect::<Vec<_>>()
            .join(" ");
        Some(Self {
            code,
            explanation,
            missing: decision.missing(),
            next_actions: next_actions(decision, decision_id),
            decision_id,
        })
    }
}

/// What would help. The refused call goes with the request: it runs once when it is granted.
fn next_actions(decision: &Decision, call: CallId) -> Vec<NextAction> {
    decision
        .reasons
        .iter()
        .filter_map(|reason| match reason {
            Reason::MissingPermission { permission, title } => Some(NextAction {
                action: "request_permission".to_owned(),
                label: format!("Ask to {title}"),
                arguments: json!({ "request_kind": "permission", "permission": permission, "call_id": call }),
            }),
            Reason::MissingDelegation { permission, owner, email, .. } => Some(NextAction {
                action: "request_delegation".to_owned(),
                label: format!("Ask {owner} for it"),
                arguments: json!({
                    "request_kind": "delegation", "permission": permission, "target_user": email, "call_id": call,
                }),
            }),
            _ => None,
        })
        .collect()
}
