//! A denial: one shape, its words from every reason of the same kind.

use assent_policy::{CallId, Channel, Decision, Denial, DenialCode, Level, Reason, RuleLevel, What};
use serde_json::json;

use crate::world::{ALICE, BOB, Case, add_rule, code, rule};

#[test]
fn a_missing_permission_is_named_with_the_way_to_ask_for_it() {
    let case = Case::of(ALICE, Channel::Chat, "tasks:update").with_tool(|tool| tool.needs.push(code("tasks:complete")));
    let denial = Denial::from_decision(&case.decide(), CallId(4)).unwrap();
    let sent = serde_json::to_value(&denial).unwrap();
    let ask = |permission: &str, label: &str| {
        json!({
            "action": "request_permission",
            "label": label,
            "arguments": { "request_kind": "permission", "permission": permission, "call_id": 4 },
        })
    };
    let expected = json!({
        "code": "MISSING_PERMISSION",
        "explanation": "You may not change tasks: none of your roles or grants includes tasks:update. \
                        You may not complete tasks: none of your roles or grants includes tasks:complete.",
        "missing": ["tasks:update", "tasks:complete"],
        "next_actions": [ask("tasks:update", "Ask to change tasks"), ask("tasks:complete", "Ask to complete tasks")],
        "decision_id": 4,
    });
    assert_eq!(sent, expected);
    assert_eq!(serde_json::from_value::<Denial>(sent).unwrap(), denial);
}

#[test]
fn what_nobody_can_be_asked_for_offers_nothing() {
    let forbidden = Case::of(BOB, Channel::Chat, "tasks:create")
        .with(|world, _| add_rule(world, What::Anything, rule(1, RuleLevel::Deny)));
    let denial = Denial::from_decision(&forbidden.decide(), CallId(4)).unwrap();
    assert_eq!(denial.explanation, "A rule forbids this: The office is closed.");
    assert_eq!((denial.missing, denial.next_actions), (vec![], vec![]));
}

#[test]
fn the_words_are_of_the_deciding_kind_only() {
    let moved = Reason::Moved { what: "The note was changed meanwhile.".to_owned() };
    let reasons = vec![Reason::AsksByDryRun, moved.clone(), Reason::NoDecider, moved];
    let decision = Decision { level: Level::Deny, reasons, obligations: vec![], policy_version: 1 };
    let denial = Denial::from_decision(&decision, CallId(1)).unwrap();
    assert_eq!(denial.code, DenialCode::ChangedSince);
    assert_eq!(denial.explanation, "The note was changed meanwhile. The note was changed meanwhile.");
    assert!(!decision.is_dry_run(), "what is denied waits for nothing");
}
