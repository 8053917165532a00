//! What no change may take away: somebody who can decide, and somebody who can
//! manage access, for good.

use assent_policy::{AskPolicy, PermissionCode, Snapshot};

use crate::{RunError, ToolFailure};

fn failure(code: &str, message: &str) -> RunError {
    RunError::Failed(ToolFailure { code: code.to_owned(), message: message.to_owned() })
}

/// Refuses a change after which the last person who can decide, or the last who
/// can manage access, would be gone, or something would wait for an approver
/// while fewer than two people could be one.
pub(crate) fn keep_somebody(before: &Snapshot, after: &Snapshot, _now: i64) -> Result<(), RunError> {
    let lasting = |snapshot: &Snapshot, code: &str| {
        let code = code.parse::<PermissionCode>();
        code.map_or(0, |code| snapshot.lasting_holders(&code).count())
    };
    for (code, message) in [
        (
            "permissions:approve",
            "nobody could decide requests any more; give permissions:approve to somebody else for good first",
        ),
        ("access:manage", "nobody could manage access any more; give access:manage to somebody else for good first"),
    ] {
        if lasting(after, code) == 0 && lasting(before, code) > 0 {
            return Err(failure("LAST_DECIDER", message));
        }
    }
    let new = asking(after).filter(|asks| !asking(before).any(|was| was == *asks)).count();
    if new > 0 && lasting(after, "permissions:approve") < 2 {
        let message = "fewer than two people could approve this; give permissions:approve to a second person for good \
                       first, or choose confirm";
        return Err(failure("NO_DECIDER", message));
    }
    Ok(())
}

/// What asks for an approver: permissions as such, by roles, and rules.
fn asking(snapshot: &Snapshot) -> impl Iterator<Item = String> + '_ {
    let permissions = snapshot.permissions.iter().flat_map(|(code, entry)| {
        let own = (entry.ask_policy == Some(AskPolicy::Approve)).then(|| code.to_string());
        let roles = entry.role_policies.iter().filter(|(_, policy)| **policy == AskPolicy::Approve);
        own.into_iter().chain(roles.map(move |(role, _)| format!("{code} of role {role}")))
    });
    let rules = snapshot.rules.values().flatten().filter(|rule| rule.then == assent_policy::RuleLevel::Approve);
    permissions.chain(rules.map(|rule| format!("rule {}", rule.id)))
}
