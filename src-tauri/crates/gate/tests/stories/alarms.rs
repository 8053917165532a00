//! Alarms: who may set, see, change and end them.

use std::time::Duration;

use assent_gate::{CallRecord, CallState, Session};
use assent_policy::{Channel, DenialCode, PermissionCode};
use assent_testkit::World;
use serde_json::{Value, json};

use crate::common::{approve, denied, held};

const ALICE: &str = "(SELECT id FROM people WHERE email = 'alice@example.com')";
const BOB: &str = "(SELECT id FROM people WHERE email = 'bob@example.com')";

/// Alice lends Bob her account for setting alarms.
pub async fn lend(world: &World) {
    let columns = "owner_id, delegate_id, permission, conditions, reason, created_at";
    let sql = format!(
        "INSERT INTO delegations ({columns}) VALUES ({ALICE}, {BOB}, 'alarms:set.for_others', '[]', 'Reminders', 1)"
    );
    world.change_access(&sql).await;
}

pub async fn click(world: &World, who: &Session, tool: &str, arguments: Value) -> CallRecord {
    world.call(who, Channel::Ui, tool, arguments).await
}

pub fn done(record: &CallRecord) -> &Value {
    assert_eq!(record.state, CallState::Succeeded, "{:?} {:?}", record.denial, record.failure);
    record.result.as_ref().unwrap()
}

/// Sets an alarm by an own click; its id.
pub async fn set(world: &World, who: &Session, arguments: Value) -> i64 {
    done(&click(world, who, "alarms_set", arguments).await)["id"].as_i64().unwrap()
}

/// Bob sets one for Alice under her delegation; its id.
async fn set_for_alice(world: &World) -> i64 {
    lend(world).await;
    set(world, world.bob(), json!({ "title": "Call Bob", "fire_at": "10:00", "target_user": "alice@example.com" }))
        .await
}

/// The own alarms of this person, newest first.
pub async fn listed(world: &World, who: &Session) -> Vec<Value> {
    done(&click(world, who, "alarms_list", json!({})).await)["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn an_alarm_is_set_listed_changed_cancelled_and_deleted_by_who_may_set_alarms() {
    let world = World::demo().await;
    let made = click(&world, world.bob(), "alarms_set", json!({ "title": "Tea", "fire_at": "in 5 minutes" })).await;
    let expected = json!({
        "id": 1, "title": "Tea", "fire_at": "2026-12-01T09:05:00Z", "local": "Tue 1 Dec 2026 09:05 UTC", "zone": "UTC",
        "repeat": null, "repeat_words": null, "state": "scheduled", "creator": "bob@example.com",
        "recipient": "bob@example.com", "last_fired_at": null, "late": false,
    });
    assert_eq!(done(&made), &expected);
    assert_eq!(listed(&world, world.bob()).await, [expected]);
    let later = json!({ "alarm_id": 1, "title": "Green tea", "fire_at": "9:30", "repeat": "every weekday" });
    let changed = click(&world, world.bob(), "alarms_update", later).await;
    assert_eq!(done(&changed)["fire_at"], "2026-12-01T09:30:00Z");
    assert_eq!(done(&changed)["repeat_words"], "every weekday at 09:30");
    assert_eq!(done(&changed)["changes"].as_array().unwrap().len(), 3);
    let once = click(&world, world.bob(), "alarms_update", json!({ "alarm_id": 1, "repeat": "none" })).await;
    assert_eq!((&done(&once)["repeat"], &done(&once)["title"]), (&Value::Null, &json!("Green tea")));
    let cancelled = click(&world, world.bob(), "alarms_cancel", json!({ "alarm_id": 1 })).await;
    assert_eq!(done(&cancelled)["state"], "cancelled");
    done(&click(&world, world.bob(), "alarms_delete", json!({ "alarm_id": 1 })).await);
    assert!(listed(&world, world.bob()).await.is_empty());
    let alices = click(&world, world.alice(), "alarms_set", json!({ "title": "Tea", "fire_at": "in 5 minutes" })).await;
    assert_eq!(denied(&alices), DenialCode::MissingPermission, "Alice may be given alarms, not set them");
    assert_eq!(alices.denial.unwrap().missing, ["alarms:set".parse::<PermissionCode>().unwrap()]);
}

#[tokio::test]
async fn an_alarm_for_somebody_else_needs_each_of_four_things() {
    let for_alice = json!({ "title": "Call Bob", "fire_at": "10:00", "target_user": "Alice@example.com" });
    for (lost, code, missing) in [
        ("", None, ""),
        ("DELETE FROM role_grants WHERE permission = 'alarms:set'", Some(DenialCode::MissingPermission), "alarms:set"),
        (
            "DELETE FROM role_grants WHERE permission = 'alarms:set.for_others'",
            Some(DenialCode::MissingPermission),
            "alarms:set.for_others",
        ),
        ("UPDATE delegations SET revoked_at = 2", Some(DenialCode::MissingDelegation), "alarms:set.for_others"),
        ("UPDATE delegations SET expires_at = 2", Some(DenialCode::MissingDelegation), "alarms:set.for_others"),
        (
            "UPDATE delegations SET permission = 'tasks:create.for_others'",
            Some(DenialCode::MissingDelegation),
            "alarms:set.for_others",
        ),
        ("DELETE FROM role_grants WHERE permission = 'alarms:receive'", Some(DenialCode::TargetLacksAccess), ""),
    ] {
        let world = World::demo().await;
        lend(&world).await;
        if !lost.is_empty() {
            world.change_access(lost).await;
        }
        let call = click(&world, world.bob(), "alarms_set", for_alice.clone()).await;
        let Some(code) = code else {
            assert_eq!(done(&call)["recipient"], "alice@example.com");
            assert_eq!(done(&call)["creator"], "bob@example.com");
            let told = world.gate().take_notifications(std::slice::from_ref(world.alice())).await.unwrap();
            let kinds: Vec<_> = told.iter().map(|notice| notice.notice.as_str()).collect();
            assert_eq!(kinds, ["resource.assigned", "account.acted"]);
            continue;
        };
        assert_eq!(denied(&call), code, "{lost}");
        let expected: Vec<PermissionCode> = missing.parse().into_iter().collect();
        assert_eq!(call.denial.unwrap().missing, expected, "{lost}");
        assert_eq!(world.outsider().await.column("SELECT count(*) FROM alarms").await, ["0"]);
    }
}

#[tokio::test]
async fn a_list_is_ones_own_and_of_others_what_one_set_for_them() {
    let world = World::demo().await;
    set_for_alice(&world).await;
    let private = format!(
        "INSERT INTO alarms (recipient_id, creator_id, title, starts_at, fire_at, zone, state, call_id, late, \
         created_at, updated_at) VALUES ({ALICE}, {ALICE}, 'Doctor', 9e12, 9e12, 'UTC', 'scheduled', 1, FALSE, 1, 1)"
    );
    world.outsider().await.run(&private).await.unwrap();
    let titles = |items: &[Value]| items.iter().map(|item| item["title"].clone()).collect::<Vec<_>>();
    assert_eq!(titles(&listed(&world, world.alice()).await), ["Doctor", "Call Bob"]);
    assert!(listed(&world, world.bob()).await.is_empty());
    let hers = json!({ "target_user": "alice@example.com" });
    let seen = click(&world, world.bob(), "alarms_list", hers.clone()).await;
    assert_eq!(titles(done(&seen)["items"].as_array().unwrap()), ["Call Bob"], "her own are hers");
    let admin = click(&world, world.admin(), "alarms_list", hers.clone()).await;
    assert_eq!(denied(&admin), DenialCode::MissingDelegation);
    world.change_access("UPDATE delegations SET revoked_at = 2").await;
    assert_eq!(denied(&click(&world, world.bob(), "alarms_list", hers).await), DenialCode::MissingDelegation);
}

#[tokio::test]
async fn who_set_an_alarm_keeps_a_hand_on_it_while_they_could_set_it_and_its_recipient_always_does() {
    for (tool, rest) in [
        ("alarms_update", json!({ "title": "Call Bob now" })),
        ("alarms_cancel", json!({})),
        ("alarms_delete", json!({})),
    ] {
        for (lost, bobs) in [
            ("UPDATE delegations SET id = id", None),
            ("UPDATE delegations SET revoked_at = 2", Some(DenialCode::MissingDelegation)),
            ("UPDATE delegations SET expires_at = 2", Some(DenialCode::MissingDelegation)),
            ("DELETE FROM role_grants WHERE permission = 'alarms:set'", Some(DenialCode::MissingPermission)),
            ("DELETE FROM role_grants WHERE permission = 'alarms:set.for_others'", Some(DenialCode::MissingPermission)),
        ] {
            let world = World::demo().await;
            let id = set_for_alice(&world).await;
            let mut arguments = rest.clone();
            arguments["alarm_id"] = json!(id);
            world.change_access(lost).await;
            let call = click(&world, world.bob(), tool, arguments.clone()).await;
            match bobs {
                None => assert_eq!(done(&call)["id"], id),
                Some(code) => {
                    assert_eq!(denied(&call), code, "{tool} after {lost}");
                    done(&click(&world, world.alice(), tool, arguments).await);
                }
            }
        }
    }
}

#[tokio::test]
async fn a_recipient_who_may_not_be_given_alarms_any_more_has_no_hand_on_them() {
    let world = World::demo().await;
    let id = set_for_alice(&world).await;
    world.change_access("DELETE FROM role_grants WHERE permission = 'alarms:receive'").await;
    for tool in ["alarms_cancel", "alarms_delete", "alarms_dismiss", "alarms_snooze"] {
        let call = click(&world, world.alice(), tool, json!({ "alarm_id": id })).await;
        assert!(matches!(denied(&call), DenialCode::MissingPermission), "{tool}");
    }
    let bobs = click(&world, world.bob(), "alarms_cancel", json!({ "alarm_id": id })).await;
    assert_eq!(denied(&bobs), DenialCode::TargetLacksAccess, "creating it would fail today");
}

#[tokio::test]
async fn anybody_elses_alarm_answers_like_one_that_is_not_there() {
    let world = World::demo().await;
    let id = set_for_alice(&world).await;
    for tool in ["alarms_update", "alarms_cancel", "alarms_delete", "alarms_snooze", "alarms_dismiss"] {
        for who in [world.admin(), world.bob()] {
            if who == world.bob() && !["alarms_snooze", "alarms_dismiss"].contains(&tool) {
                continue;
            }
            let theirs = click(&world, who, tool, json!({ "alarm_id": id })).await;
            let nobodys = click(&world, who, tool, json!({ "alarm_id": 9_999 })).await;
            assert_eq!((denied(&theirs), denied(&nobodys)), (DenialCode::NotFound, DenialCode::NotFound), "{tool}");
            assert_eq!(theirs.denial.unwrap().explanation, nobodys.denial.unwrap().explanation);
            assert_eq!(theirs.object, None);
        }
    }
    assert_eq!(listed(&world, world.alice()).await[0]["state"], "scheduled");
}

#[tokio::test]
async fn a_title_cancels_the_one_alarm_that_has_it_and_nothing_by_guess() {
    let world = World::demo().await;
    let bob = world.bob();
    let cancel = |title: &str| click(&world, world.bob(), "alarms_cancel_by_title", json!({ "title": title }));
    assert_eq!(denied(&cancel("Tea").await), DenialCode::NotFound);
    for title in ["Übung", "Tea", "Tea", "Te\u{0430}"] {
        set(&world, bob, json!({ "title": title, "fire_at": "10:00" })).await;
    }
    for (title, ids) in [("tea", "2 “Tea” (Tue 1 Dec 2026 10:00 UTC)"), ("üb", "1 “Übung”"), ("Nothing", "4 “")]
    {
        let call = cancel(title).await;
        assert_eq!(denied(&call), DenialCode::InvalidArguments);
        let said = call.denial.unwrap().explanation;
        assert!(said.contains(ids), "{said}");
    }
    assert_eq!(done(&cancel(" ÜBUNG ").await)["id"], 1);
    assert_eq!(done(&cancel("te\u{0430}").await)["id"], 4, "a letter that looks alike is another");
    done(&click(&world, bob, "alarms_cancel", json!({ "alarm_id": 3 })).await);
    assert_eq!(done(&cancel("TEA").await)["id"], 2, "one of the two is left");
    for _ in 0..7 {
        set(&world, bob, json!({ "title": "Pills", "fire_at": "10:00" })).await;
    }
    let said = cancel("pills").await.denial.unwrap().explanation;
    assert_eq!(said.matches('“').count() - 1, 5, "five to choose from: {said}");
    assert!(said.ends_with("and 2 more."), "{said}");
}

#[tokio::test]
async fn a_title_that_comes_to_mean_another_alarm_cancels_nothing_by_an_old_yes() {
    let world = World::demo().await;
    world.change_access("UPDATE permissions SET ask_policy = 'confirm' WHERE code = 'alarms:receive'").await;
    let first = set(&world, world.bob(), json!({ "title": "Tea", "fire_at": "10:00" })).await;
    let call = held(&world, world.bob(), "alarms_cancel_by_title", json!({ "title": "tea" })).await;
    done(&click(&world, world.bob(), "alarms_cancel", json!({ "alarm_id": first })).await);
    set(&world, world.bob(), json!({ "title": "Tea", "fire_at": "11:00" })).await;
    assert_eq!(denied(&approve(&world, world.bob(), &call).await), DenialCode::ChangedSince);
    assert_eq!(listed(&world, world.bob()).await[0]["state"], "scheduled");
}

#[tokio::test]
async fn in_ten_minutes_counts_from_when_it_was_said_and_a_yes_after_that_is_too_late() {
    for (minutes, state) in [(9, CallState::Succeeded), (10, CallState::Failed)] {
        let world = World::demo().await;
        world.change_access("UPDATE permissions SET ask_policy = 'confirm' WHERE code = 'alarms:set'").await;
        let asked = json!({ "title": "Tea", "fire_at": "in 10 minutes" });
        let call = held(&world, world.bob(), "alarms_set", asked).await;
        let plan = call.plan.clone().unwrap();
        assert_eq!(plan.summary, "An alarm “Tea” would be set: Tue 1 Dec 2026 09:10 UTC.");
        world.clock().advance(Duration::from_secs(minutes * 60));
        let after = approve(&world, world.bob(), &call).await;
        assert_eq!(after.state, state, "{:?}", after.denial);
        match state {
            CallState::Succeeded => assert_eq!(done(&after)["fire_at"], "2026-12-01T09:10:00Z"),
            _ => assert_eq!(after.failure.unwrap().code, "PAST"),
        }
    }
}

#[tokio::test]
async fn there_are_at_most_200_live_alarms_whoever_sets_them() {
    let world = World::demo().await;
    set_for_alice(&world).await;
    let fill = |whose: &str, n: i64| {
        format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {n}) \
             INSERT INTO alarms (recipient_id, creator_id, title, starts_at, fire_at, zone, state, call_id, late, \
             created_at, updated_at) SELECT {whose}, {BOB}, 'Tea', 4000000000000, 4000000000000, 'UTC', 'scheduled', \
             1, FALSE, 1, 1 FROM n"
        )
    };
    let mut outsider = world.outsider().await;
    outsider.run(&fill(BOB, 199)).await.unwrap();
    let own = json!({ "title": "Coffee", "fire_at": "10:00" });
    let last = set(&world, world.bob(), own.clone()).await;
    assert_eq!(denied(&click(&world, world.bob(), "alarms_set", own.clone()).await), DenialCode::InvalidArguments);
    done(&click(&world, world.bob(), "alarms_cancel", json!({ "alarm_id": last })).await);
    set(&world, world.bob(), own).await;
    outsider.run(&fill(ALICE, 198)).await.unwrap();
    let hers = json!({ "title": "Coffee", "fire_at": "10:00", "target_user": "alice@example.com" });
    set(&world, world.bob(), hers.clone()).await;
    let full = click(&world, world.bob(), "alarms_set", hers.clone()).await;
    assert_eq!(full.failure.unwrap().code, "TOO_MANY");
    world.change_access("UPDATE delegations SET revoked_at = 2").await;
    let stranger = click(&world, world.bob(), "alarms_set", hers).await;
    assert_eq!(denied(&stranger), DenialCode::MissingDelegation, "how many she has is told to who may set them");
}

#[tokio::test]
async fn what_can_not_be_an_alarm_is_refused_with_a_sentence_and_leaves_nothing() {
    let world = World::demo().await;
    for (title, fire_at, repeat) in [
        ("", "10:00", None),
        ("Tea\nat five", "10:00", None),
        ("Tea\u{0000}", "10:00", None),
        ("Tea\u{009b}31m", "10:00", None),
        ("Tea", "08:00 yesterday", None),
        ("Tea", "2026-11-30T10:00", None),
        ("Tea", "2040-01-01T10:00", None),
        ("Tea", "soon", None),
        ("Tea", "now", None),
        ("Tea", "10:00", Some("FREQ=SECONDLY")),
        ("Tea", "10:00", Some("FREQ=MINUTELY;INTERVAL=0")),
        ("Tea", "10:00", Some("FREQ=DAILY;BYSECOND=1,2,3")),
        ("Tea", "10:00", Some("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")),
        ("Tea", "10:00", Some("FREQ=DAILY;UNTIL=20200101")),
        ("Tea", "10:00", Some("FREQ=DAILY;COUNT=999999999999")),
        ("Tea", "10:00", Some("FREQ=DAILY;X-EVIL=1")),
        ("Tea", "10:00", Some("every now and then")),
    ] {
        let mut asked = json!({ "title": title, "fire_at": fire_at });
        if let Some(rule) = repeat {
            asked["repeat"] = json!(rule);
        }
        let call = click(&world, world.bob(), "alarms_set", asked.clone()).await;
        assert_eq!(denied(&call), DenialCode::InvalidArguments, "{asked}");
        let said = call.denial.unwrap().explanation;
        assert!(!said.chars().any(char::is_control) && said.ends_with('.'), "{said:?}");
    }
    for wrong in [
        json!({ "title": "Tea", "fire_at": "10:00", "person": 1 }),
        json!({ "title": "Tea", "fire_at": 5 }),
        json!({ "title": "Tea", "fire_at": "10:00", "target_user": "nobody@example.com" }),
        json!([]),
    ] {
        assert_eq!(denied(&click(&world, world.bob(), "alarms_set", wrong).await), DenialCode::InvalidArguments);
    }
    assert!(listed(&world, world.bob()).await.is_empty());
    let kept =
        set(&world, world.bob(), json!({ "title": " Tee für \u{1f469}\u{200d}\u{1f680} ", "fire_at": "10:00" })).await;
    assert_eq!(listed(&world, world.bob()).await[0]["title"], "Tee für \u{1f469}\u{200d}\u{1f680}");
    for wrong in [json!({ "alarm_id": 0 }), json!({ "alarm_id": "1" }), json!({ "alarm_id": kept })] {
        let call = click(&world, world.bob(), "alarms_update", wrong).await;
        assert_eq!(denied(&call), DenialCode::InvalidArguments);
    }
}

#[tokio::test]
async fn a_dry_run_says_what_it_would_do_and_does_it_only_when_committed() {
    let world = World::demo().await;
    let id = set(&world, world.bob(), json!({ "title": "Tea", "fire_at": "10:00" })).await;
    for (tool, rest) in [
        ("alarms_set", json!({ "title": "Coffee", "fire_at": "11:00", "repeat": "daily" })),
        ("alarms_update", json!({ "alarm_id": id, "fire_at": "10:30" })),
        ("alarms_cancel", json!({ "alarm_id": id })),
        ("alarms_cancel_by_title", json!({ "title": "tea" })),
        ("alarms_delete", json!({ "alarm_id": id })),
    ] {
        let request = assent_gate::CallRequest::new(world.bob(), Channel::Chat, tool, rest).dry_run();
        let planned = world.gate().call(request).await.unwrap();
        assert_eq!(planned.state, CallState::Planned, "{tool}: {:?}", planned.denial);
        assert!(!planned.plan.unwrap().changes.is_empty(), "{tool} says what would change");
        assert_eq!(listed(&world, world.bob()).await.len(), 1, "{tool} did nothing");
    }
    assert_eq!(listed(&world, world.bob()).await[0]["state"], "scheduled");
}

#[tokio::test]
async fn a_zone_of_ones_own_is_the_one_times_are_read_and_shown_in() {
    let world = World::demo().await;
    let bob = world.bob();
    for wrong in ["Mars/Olympus", "", "Europe/\nBerlin", "+01:00"] {
        let call = click(&world, bob, "account_zone", json!({ "zone": wrong })).await;
        assert_eq!(denied(&call), DenialCode::InvalidArguments, "{wrong:?}");
    }
    let chosen = world.call(bob, Channel::Chat, "account_zone", json!({ "zone": "europe/berlin" })).await;
    assert_eq!(done(&chosen)["zone"], "Europe/Berlin");
    assert_eq!(done(&click(&world, bob, "auth_me", json!({})).await)["zone"], "Europe/Berlin");
    assert_eq!(done(&click(&world, world.alice(), "auth_me", json!({})).await)["zone"], "UTC");
    set(&world, bob, json!({ "title": "Tea", "fire_at": "11:00" })).await;
    let shown = listed(&world, bob).await;
    assert_eq!(shown[0]["fire_at"], "2026-12-01T10:00:00Z");
    assert_eq!(shown[0]["local"], "Tue 1 Dec 2026 11:00 CET");
    let events = world.events_of(&chosen).await;
    let change = &crate::common::about(events.last().unwrap())["change"];
    assert_eq!((&change["before"]["zone"], &change["after"]["zone"]), (&Value::Null, &json!("Europe/Berlin")));
}
