//! Limits: whose counts, and when their windows begin.

use assent_policy::{Limit, LimitKind};

use crate::world::{ALICE, BOB, office};

#[test]
fn ones_own_limit_goes_before_everybodys_and_each_kind_has_its_own() {
    let of = |amount| Limit { amount, window: 60 };
    let mut world = office();
    assert_eq!(world.limit(ALICE, LimitKind::Calls), None, "nothing is limited that nobody limited");
    world.limits.insert((None, LimitKind::Calls), of(100));
    world.limits.insert((Some(ALICE), LimitKind::Calls), of(200));
    world.limits.insert((Some(ALICE), LimitKind::Runs), of(5));
    for (who, kind, found) in [
        (ALICE, LimitKind::Calls, Some(of(200))),
        (BOB, LimitKind::Calls, Some(of(100))),
        (ALICE, LimitKind::Runs, Some(of(5))),
        (BOB, LimitKind::Runs, None),
        (ALICE, LimitKind::Tokens, None),
    ] {
        assert_eq!(world.limit(who, kind), found, "{kind} of {who}");
    }
}

#[test]
fn windows_begin_at_multiples_of_their_length() {
    for (window, now, began) in [
        (60, 119, 60),
        (60, 120, 120),
        (60, 121, 120),
        (60, 0, 0),
        (60, -1, -60),
        (3600, 1_796_115_600, 1_796_115_600),
        (3600, 1_796_119_199, 1_796_115_600),
        (86_400, 1_796_115_600, 1_796_083_200),
    ] {
        assert_eq!(Limit { amount: 1, window }.window_start(now), began, "{window} seconds, at {now}");
    }
}
