//! Every reason: its code, the denial it makes, whether it asks, its sentence.

use assent_policy::DenialCode as Code;
use assent_policy::{AskPolicy, Channel, DenialCode, Reason, Risk, RuleId, RuleLevel, StandingId};

use crate::world::code;

const WHY: &str = "The office is closed.";

fn text(words: &str) -> String {
    words.to_owned()
}

/// Reason, code, denial code, sentence.
fn table() -> Vec<(Reason, &'static str, Option<DenialCode>, &'static str)> {
    let (permission, title) = (code("tasks:create"), text("create tasks"));
    let bob = || text("Bob");
    vec![
        (
            Reason::NotFound { what: text("note") },
            "not_found",
            Some(Code::NotFound),
            "There is no such note among yours.",
        ),
        (Reason::UnknownTool, "unknown_tool", Some(Code::NotFound), "There is no such tool."),
        (
            Reason::UnknownPermission { permission: permission.clone() },
            "unknown_permission",
            Some(Code::MissingPermission),
            "Nobody can be allowed to do this here: tasks:create does not exist.",
        ),
        (
            Reason::PersonDisabled,
            "person_disabled",
            Some(Code::OutOfScope),
            "This account is disabled. An access manager can enable it.",
        ),
        (
            Reason::MissingPermission { permission: permission.clone(), title: title.clone() },
            "missing_permission",
            Some(Code::MissingPermission),
            "You may not create tasks: none of your roles or grants includes tasks:create.",
        ),
        (
            Reason::MissingDelegation {
                permission: permission.for_others(),
                owner: bob(),
                email: text("bob@example.com"),
                title: title.clone(),
            },
            "missing_delegation",
            Some(Code::MissingDelegation),
            "Bob has not lent you “create tasks”. Only Bob can, and can take it back.",
        ),
        (
            Reason::Paused { everyone: true },
            "paused",
            Some(Code::Paused),
            "An access manager has paused everyone's agents. What you do yourself still works.",
        ),
        (
            Reason::Paused { everyone: false },
            "paused",
            Some(Code::Paused),
            "You have paused your agents. Resume them, or do it yourself.",
        ),
        (
            Reason::Forbidden { rule: RuleId(1), why: text(WHY) },
            "forbidden",
            Some(Code::ForbiddenByRule),
            "A rule forbids this: The office is closed.",
        ),
        (
            Reason::BrokenRule { rule: RuleId(1), problem: text("the tool takes no argument colour") },
            "broken_rule",
            Some(Code::ForbiddenByRule),
            "A rule about this can't be read, so it is not allowed: the tool takes no argument colour. An access \
             manager can mend it.",
        ),
        (
            Reason::OutOfScope { permission: permission.clone() },
            "out_of_scope",
            Some(Code::OutOfScope),
            "This client was not given tasks:create. It can ask you for it.",
        ),
        (
            Reason::OutOfBounds { read_only: true },
            "out_of_bounds",
            Some(Code::OutOfScope),
            "This conversation may only read.",
        ),
        (
            Reason::OutOfBounds { read_only: false },
            "out_of_bounds",
            Some(Code::OutOfScope),
            "This conversation is held to other tools.",
        ),
        (
            Reason::TargetLacksAccess { permission: permission.receive(), owner: bob() },
            "target_lacks_access",
            Some(Code::TargetLacksAccess),
            "Bob may not be given this: their account lacks tasks:receive.",
        ),
        (
            Reason::RateLimited { what: text("calls"), retry_after: 40 },
            "rate_limited",
            Some(Code::RateLimited),
            "Too many calls for now. Try again in 40 seconds.",
        ),
        (
            Reason::BudgetExceeded { what: text("tokens"), retry_after: 7_200 },
            "budget_exceeded",
            Some(Code::BudgetExceeded),
            "The budget of tokens is used up. It is full again in 2 hours.",
        ),
        (
            Reason::NoDecider,
            "no_decider",
            Some(Code::NoDecider),
            "Somebody else must approve this, and nobody here could. An access manager can give a second person the \
             right to decide.",
        ),
        (
            Reason::NotIndependent,
            "not_independent",
            Some(Code::DeciderNotIndependent),
            "Whoever asks made or changed the account that would decide less than 7 days ago. Somebody else has to \
             decide.",
        ),
        (
            Reason::OwnRequest,
            "own_request",
            Some(Code::ForbiddenByRule),
            "Nobody decides what they asked for themselves. Somebody else has to.",
        ),
        (
            Reason::Moved { what: text("The note was changed meanwhile.") },
            "moved",
            Some(Code::ChangedSince),
            "The note was changed meanwhile.",
        ),
        (
            Reason::InvalidArguments { message: text("The title is empty.") },
            "invalid_arguments",
            Some(Code::InvalidArguments),
            "The title is empty.",
        ),
        (Reason::SignedIn, "signed_in", None, "Everybody who is signed in may do this."),
        (
            Reason::Holds {
                permission: permission.clone(),
                title: title.clone(),
                from: vec![text("the role pro"), text("a personal grant")],
            },
            "holds",
            None,
            "You may create tasks, through the role pro and a personal grant.",
        ),
        (
            Reason::AsksByRisk {
                permission: permission.clone(),
                title: title.clone(),
                risk: Risk::Critical,
                channel: Channel::Ui,
            },
            "asks_by_risk",
            None,
            "You are always asked before you create tasks.",
        ),
        (
            Reason::AsksByRisk {
                permission: permission.clone(),
                title: title.clone(),
                risk: Risk::Medium,
                channel: Channel::Chat,
            },
            "asks_by_risk",
            None,
            "An agent asks you first when it wants to create tasks.",
        ),
        (
            Reason::AsksByPolicy { permission: permission.clone(), title: title.clone(), policy: AskPolicy::Approve },
            "asks_by_policy",
            None,
            "Somebody else must approve when you want to create tasks.",
        ),
        (
            Reason::AsksByPolicy { permission: permission.clone(), title: title.clone(), policy: AskPolicy::Confirm },
            "asks_by_policy",
            None,
            "A policy asks you first when you want to create tasks.",
        ),
        (
            Reason::AsksByRule { rule: RuleId(1), then: RuleLevel::Approve, why: text(WHY) },
            "asks_by_rule",
            None,
            "A rule asks somebody else first: The office is closed.",
        ),
        (
            Reason::AsksByRule { rule: RuleId(1), then: RuleLevel::Confirm, why: text("so that I see it") },
            "asks_by_rule",
            None,
            "A rule asks first: so that I see it.",
        ),
        (Reason::AsksByNature { risk: Risk::Critical }, "asks_by_nature", None, "You are always asked before this."),
        (
            Reason::AsksByNature { risk: Risk::High },
            "asks_by_nature",
            None,
            "This is asked about each time an agent wants to do it.",
        ),
        (
            Reason::AsksByEdit { editor: bob(), approves: true },
            "asks_by_edit",
            None,
            "Bob edited and approved this. It runs when you say yes to it as it is now.",
        ),
        (
            Reason::AsksByEdit { editor: bob(), approves: false },
            "asks_by_edit",
            None,
            "Bob edited this. It asks again as it is now.",
        ),
        (
            Reason::OwnerOnly { owner: bob() },
            "owner_only",
            Some(Code::ForbiddenByRule),
            "Only Bob, whose account it is, can do this.",
        ),
        (Reason::Expired { what: text("It is over.") }, "expired", Some(Code::Expired), "It is over."),
        (
            Reason::LastHolder { permission: permission.clone() },
            "last_holder",
            Some(Code::ForbiddenByRule),
            "Nobody could use tasks:create for good any more. Give it to somebody else without an end first.",
        ),
        (
            Reason::TooFewDeciders,
            "too_few_deciders",
            Some(Code::NoDecider),
            "Fewer than two people could approve this. Give permissions:approve to a second person without an end \
             first, or choose confirm.",
        ),
        (
            Reason::AsksByBreakGlass,
            "asks_by_break_glass",
            None,
            "Nobody else could approve this. You take it on yourself, and everybody is told.",
        ),
        (Reason::AsksByDryRun, "asks_by_dry_run", None, "This is a dry run: it happens when you commit it."),
        (
            Reason::Standing { approval: StandingId(1), author: bob() },
            "standing",
            None,
            "A standing approval by Bob answered it.",
        ),
        (Reason::Lent { permission: permission.for_others(), owner: bob() }, "lent", None, "Bob lent you this."),
        (
            Reason::NeverByPolicy { permission: permission.clone(), title: title.clone() },
            "never_by_policy",
            Some(Code::ForbiddenByRule),
            "A policy never lets you create tasks. An access manager can change it.",
        ),
        (
            Reason::NeverByRisk { permission, title },
            "never_by_risk",
            Some(Code::ForbiddenByRule),
            "An agent may never create tasks. Do it yourself in the window.",
        ),
        (
            Reason::NeverByNature,
            "never_by_nature",
            Some(Code::ForbiddenByRule),
            "An agent may never do this. Do it yourself in the window.",
        ),
    ]
}

/// A new reason does not compile here before it has its row above.
const fn rows(reason: &Reason) -> usize {
    match reason {
        Reason::Paused { .. }
        | Reason::OutOfBounds { .. }
        | Reason::AsksByRisk { .. }
        | Reason::AsksByPolicy { .. }
        | Reason::AsksByRule { .. }
        | Reason::AsksByNature { .. }
        | Reason::AsksByEdit { .. } => 2,
        Reason::NotFound { .. }
        | Reason::UnknownTool
        | Reason::UnknownPermission { .. }
        | Reason::PersonDisabled
        | Reason::MissingPermission { .. }
        | Reason::MissingDelegation { .. }
        | Reason::Forbidden { .. }
        | Reason::BrokenRule { .. }
        | Reason::OutOfScope { .. }
        | Reason::TargetLacksAccess { .. }
        | Reason::RateLimited { .. }
        | Reason::BudgetExceeded { .. }
        | Reason::NoDecider
        | Reason::NotIndependent
        | Reason::OwnRequest
        | Reason::OwnerOnly { .. }
        | Reason::Expired { .. }
        | Reason::LastHolder { .. }
        | Reason::TooFewDeciders
        | Reason::Moved { .. }
        | Reason::InvalidArguments { .. }
        | Reason::SignedIn
        | Reason::Holds { .. }
        | Reason::AsksByDryRun
        | Reason::AsksByBreakGlass
        | Reason::Standing { .. }
        | Reason::Lent { .. }
        | Reason::NeverByPolicy { .. }
        | Reason::NeverByRisk { .. }
        | Reason::NeverByNature => 1,
    }
}

#[test]
fn every_reason_has_a_code_a_denial_or_none_and_a_sentence_that_reads_well() {
    let table = table();
    for (reason, machine, denial, sentence) in &table {
        assert_eq!(reason.code(), *machine);
        assert_eq!(reason.denial_code(), *denial, "{machine}");
        assert_eq!(reason.explain(), *sentence, "{machine}");
        assert_eq!(reason.asks(), machine.starts_with("asks_"), "{machine}");
        assert_eq!(rows(reason), table.iter().filter(|row| row.1 == *machine).count(), "{machine}");
        let stored = serde_json::to_value(reason).unwrap();
        assert_eq!(stored["code"], *machine, "as it is stored");
        assert_eq!(serde_json::from_value::<Reason>(stored).unwrap(), *reason);
    }
}

#[test]
fn every_denial_code_is_sent_as_it_is_shown() {
    for (code, word) in [
        (Code::MissingPermission, "MISSING_PERMISSION"),
        (Code::MissingDelegation, "MISSING_DELEGATION"),
        (Code::TargetLacksAccess, "TARGET_LACKS_ACCESS"),
        (Code::ForbiddenByRule, "FORBIDDEN_BY_RULE"),
        (Code::OutOfScope, "OUT_OF_SCOPE"),
        (Code::Paused, "PAUSED"),
        (Code::Expired, "EXPIRED"),
        (Code::Rejected, "REJECTED"),
        (Code::NoDecider, "NO_DECIDER"),
        (Code::DeciderNotIndependent, "DECIDER_NOT_INDEPENDENT"),
        (Code::RateLimited, "RATE_LIMITED"),
        (Code::BudgetExceeded, "BUDGET_EXCEEDED"),
        (Code::InvalidArguments, "INVALID_ARGUMENTS"),
        (Code::NotFound, "NOT_FOUND"),
        (Code::ChangedSince, "CHANGED_SINCE"),
    ] {
        assert_eq!(code.to_string(), word);
        assert_eq!(serde_json::to_value(code).unwrap(), word);
    }
}

#[test]
fn the_time_to_wait_is_told_in_words_and_never_too_short() {
    for (seconds, words) in [
        (-5, "1 second"),
        (0, "1 second"),
        (1, "1 second"),
        (2, "2 seconds"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (121, "3 minutes"),
        (180, "3 minutes"),
        (7_199, "120 minutes"),
        (7_200, "2 hours"),
        (7_201, "3 hours"),
        (10_800, "3 hours"),
    ] {
        let limited = Reason::RateLimited { what: text("calls"), retry_after: seconds };
        assert_eq!(limited.explain(), format!("Too many calls for now. Try again in {words}."));
    }
}
