//! Every state and event of every object, the refused ones too. Rows are
//! states, columns events, in the order of their words.

use assent_policy::life::{
    CallEvent, CallState, DelegationEvent, DelegationState, GrantEvent, GrantState, HoldEvent, HoldState, RequestEvent,
    RequestState,
};

fn live<S: Copy + ToString, E: Copy + ToString>(
    states: &[S],
    events: &[E],
    after: fn(S, E) -> Option<S>,
    table: &[(&str, &[&str])],
) {
    assert_eq!(table.len(), states.len(), "every state has its row");
    for (state, (name, row)) in states.iter().zip(table) {
        assert_eq!(state.to_string(), *name, "rows stand in the order of states");
        assert_eq!(row.len(), events.len(), "{name} has a column for every event");
        for (event, expected) in events.iter().zip(*row) {
            let became = after(*state, *event).map_or("-".to_owned(), |state| state.to_string());
            assert_eq!(became, *expected, "{name} after {}", event.to_string());
        }
    }
}

const NEVER: &[&str] = &["-", "-", "-", "-", "-", "-", "-"];

#[test]
fn a_hold_is_answered_once_and_redeemed_once() {
    live(
        HoldState::ALL,
        HoldEvent::ALL,
        HoldState::after,
        &[
            // approve, reject, redeem, void, expire, withdraw
            ("pending", &["approved", "rejected", "-", "void", "expired", "withdrawn"]),
            ("approved", &["-", "-", "redeemed", "void", "expired", "withdrawn"]),
            ("redeemed", &NEVER[..6]),
            ("void", &NEVER[..6]),
            ("rejected", &NEVER[..6]),
            ("expired", &NEVER[..6]),
            ("withdrawn", &NEVER[..6]),
        ],
    );
}

#[test]
fn a_hold_is_open_while_something_can_happen_to_it() {
    for state in HoldState::ALL {
        let moves = HoldEvent::ALL.iter().any(|event| state.after(*event).is_some());
        assert_eq!(state.is_open(), moves, "{state}");
    }
}

#[test]
fn a_call_ends_once_and_only_one_in_doubt_is_resolved() {
    live(
        CallState::ALL,
        CallEvent::ALL,
        CallState::after,
        &[
            // begin, succeed, fail, refuse, lose, resolve_done, resolve_undone
            ("denied", NEVER),
            ("held", &["executing", "succeeded", "failed", "denied", "-", "-", "-"]),
            ("executing", &["executing", "succeeded", "failed", "denied", "ambiguous", "-", "-"]),
            ("succeeded", NEVER),
            ("failed", NEVER),
            ("ambiguous", &["-", "-", "-", "-", "-", "succeeded", "failed"]),
            ("planned", &["executing", "succeeded", "failed", "denied", "-", "-", "-"]),
        ],
    );
}

#[test]
fn a_request_is_decided_once() {
    live(
        RequestState::ALL,
        RequestEvent::ALL,
        RequestState::after,
        &[
            // approve, reject, withdraw, expire
            ("pending", &["approved", "rejected", "withdrawn", "expired"]),
            ("approved", &NEVER[..4]),
            ("rejected", &NEVER[..4]),
            ("withdrawn", &NEVER[..4]),
            ("expired", &NEVER[..4]),
        ],
    );
}

/// Columns: expire, revoke, reschedule.
const GIVEN: &[(&str, &[&str])] =
    &[("active", &["expired", "revoked", "active"]), ("expired", &["-", "-", "-"]), ("revoked", &["-", "-", "-"])];

#[test]
fn what_was_given_ends_once_and_does_not_come_back() {
    live(GrantState::ALL, GrantEvent::ALL, GrantState::after, GIVEN);
    live(DelegationState::ALL, DelegationEvent::ALL, DelegationState::after, GIVEN);
}

#[test]
fn where_a_grant_or_delegation_stands_follows_from_its_times() {
    for (expires, revoked, now, state) in [
        (None, None, 100, "active"),
        (Some(101), None, 100, "active"),
        (Some(100), None, 100, "expired"),
        (Some(99), None, 100, "expired"),
        (None, Some(50), 100, "revoked"),
        (Some(99), Some(50), 100, "revoked"),
        (Some(101), Some(50), 100, "revoked"),
    ] {
        let name = format!("ends {expires:?}, revoked {revoked:?}");
        assert_eq!(GrantState::at(expires, revoked, now).as_str(), state, "grant: {name}");
        assert_eq!(DelegationState::at(expires, revoked, now).as_str(), state, "delegation: {name}");
    }
}
