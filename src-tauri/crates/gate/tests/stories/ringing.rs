//! Alarms that are due: once, late, again, snoozed, and not at all.

use std::time::Duration;

use assent_gate::{CallRecord, CallRequest, CallState, Gate};
use assent_policy::{Channel, DenialCode};
use assent_testkit::World;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::alarms::{click, done, lend, listed, set};
use crate::common::{about, denied, kinds};

fn pass(world: &World, minutes: u64) {
    world.clock().advance(Duration::from_secs(minutes * 60));
}

/// Until this moment.
fn wait(world: &World, until: &str) {
    let until: Timestamp = until.parse().unwrap();
    world.clock().advance(until.duration_since(world.gate().now()).try_into().unwrap());
}

async fn fire(gate: &Gate) -> Vec<CallRecord> {
    gate.keep_house().await.unwrap().fired
}

/// Rings what is due, which is one.
async fn rung(world: &World) -> Value {
    let fired = fire(world.gate()).await;
    assert_eq!(fired.len(), 1, "{fired:?}");
    done(&fired[0]).clone()
}

async fn firings(world: &World) -> usize {
    world.outsider().await.column("SELECT id FROM alarm_firings").await.len()
}

#[tokio::test]
async fn an_alarm_rings_at_its_time_once_for_its_recipient_and_says_who_set_it() {
    let world = World::demo().await;
    lend(&world).await;
    let asked = json!({ "title": "Call Bob", "fire_at": "9:10", "target_user": "alice@example.com" });
    set(&world, world.bob(), asked).await;
    world.gate().take_notifications(std::slice::from_ref(world.alice())).await.unwrap();
    assert_eq!(world.gate().next_due().await.unwrap().unwrap().to_string(), "2026-12-01T09:10:00Z");
    pass(&world, 9);
    assert!(fire(world.gate()).await.is_empty(), "not yet");
    pass(&world, 1);
    let fired = fire(world.gate()).await;
    assert_eq!(fired.len(), 1);
    assert_eq!((fired[0].person, fired[0].channel), (world.alice().person(), Channel::Scheduler));
    assert_eq!((&done(&fired[0])["state"], &done(&fired[0])["late"]), (&json!("fired"), &json!(false)));
    assert_eq!(kinds(&world.events_of(&fired[0]).await), ["call.allowed", "call.succeeded"]);
    assert!(fire(world.gate()).await.is_empty(), "once");
    let told = world.gate().take_notifications(&[world.alice().clone(), world.bob().clone()]).await.unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].person, told[0].notice.as_str()), (world.alice().person(), "alarm.fired"));
    assert_eq!((&told[0].about["title"], &told[0].about["set_by"]["name"]), (&json!("Call Bob"), &json!("Bob")));
    assert_eq!(world.gate().next_due().await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_at_once_ring_each_alarm_once() {
    let world = World::demo().await;
    let other = world.another_gate().await;
    for n in 0..30 {
        set(&world, world.bob(), json!({ "title": format!("Alarm {n}"), "fire_at": "9:10" })).await;
    }
    pass(&world, 10);
    let (one, two) = tokio::join!(fire(world.gate()), fire(&other));
    let rang = one.iter().chain(&two).filter(|record| record.state == CallState::Succeeded).count();
    assert_eq!((rang, one.len() + two.len(), firings(&world).await), (30, 30, 30));
    let told = world.outsider().await.column("SELECT id FROM notifications WHERE kind = 'alarm.fired'").await;
    assert_eq!(told.len(), 30);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_try_the_same_alarm_one_rings_and_who_comes_too_late_finds_nothing_due() {
    let world = World::demo().await;
    let other = world.another_gate().await;
    let id = set(&world, world.bob(), json!({ "title": "Tea", "fire_at": "9:10" })).await;
    let due_at = world.gate().now().as_millisecond() + 600_000;
    let due = |at: i64| {
        let arguments = json!({ "alarm_id": id, "due_at": at });
        CallRequest::new(world.bob(), Channel::Scheduler, "alarms_fire", arguments)
    };
    let early = world.gate().call(due(due_at)).await.unwrap();
    assert_eq!(denied(&early), DenialCode::NotFound, "it is not due yet");
    pass(&world, 10);
    assert_eq!(denied(&world.gate().call(due(due_at - 1)).await.unwrap()), DenialCode::NotFound);
    let (one, two) = tokio::join!(world.gate().call(due(due_at)), other.call(due(due_at)));
    let (one, two) = (one.unwrap(), two.unwrap());
    let rang = [&one, &two].iter().filter(|call| call.state == CallState::Succeeded).count();
    assert_eq!((rang, firings(&world).await), (1, 1), "{one:?} {two:?}");
    assert_eq!(denied(&world.gate().call(due(due_at)).await.unwrap()), DenialCode::NotFound);
    let told = world.outsider().await.column("SELECT id FROM notifications WHERE kind = 'alarm.fired'").await;
    assert_eq!(told.len(), 1);
}

#[tokio::test]
async fn after_a_restart_it_rings_late_and_says_so() {
    for (minutes, late) in [(11, false), (12, true)] {
        let world = World::demo().await;
        set(&world, world.bob(), json!({ "title": "Tea", "fire_at": "9:10" })).await;
        pass(&world, minutes);
        let restarted = world.another_gate().await;
        let fired = fire(&restarted).await;
        assert_eq!(done(&fired[0])["late"], late, "{minutes}");
        let told = restarted.take_notifications(std::slice::from_ref(world.bob())).await.unwrap();
        assert_eq!(told[0].about["late"], late);
    }
}

#[tokio::test]
async fn what_somebody_claimed_and_never_rang_is_the_next_ones_when_the_claim_is_over() {
    let world = World::demo().await;
    set(&world, world.bob(), json!({ "title": "Tea", "fire_at": "9:10" })).await;
    pass(&world, 10);
    let until = world.gate().now().as_millisecond() + 30_000;
    world.outsider().await.run(&format!("UPDATE alarms SET claimed_until = {until}")).await.unwrap();
    assert!(fire(world.gate()).await.is_empty());
    assert_eq!(world.gate().next_due().await.unwrap().unwrap().as_millisecond(), until);
    pass(&world, 1);
    assert_eq!(rung(&world).await["state"], "fired");
    world.outsider().await.run("UPDATE alarms SET state = 'scheduled'").await.unwrap();
    assert_eq!(rung(&world).await["rang"], false, "a time for which it rang does not ring again");
    assert_eq!(firings(&world).await, 1);
}

#[tokio::test]
async fn nine_in_the_morning_stays_nine_when_clocks_change_and_what_was_missed_rings_once() {
    let world = World::demo().await;
    done(&click(&world, world.bob(), "account_zone", json!({ "zone": "Europe/Berlin" })).await);
    let daily = json!({ "title": "Stand-up", "fire_at": "2027-03-26T09:00", "repeat": "daily" });
    set(&world, world.bob(), daily).await;
    wait(&world, "2027-03-26T08:00:00Z");
    assert_eq!(rung(&world).await["fire_at"], "2027-03-27T08:00:00Z");
    wait(&world, "2027-03-27T08:00:00Z");
    let next = rung(&world).await;
    assert_eq!((&next["fire_at"], &next["state"]), (&json!("2027-03-28T07:00:00Z"), &json!("scheduled")));
    assert_eq!(next["local"], "Sun 28 Mar 2027 09:00 CEST");
    wait(&world, "2027-04-02T12:00:00Z");
    let late = rung(&world).await;
    assert_eq!((&late["fire_at"], &late["late"]), (&json!("2027-04-03T07:00:00Z"), &json!(true)));
    assert_eq!(firings(&world).await, 3, "those missed rang once, together");
}

#[tokio::test]
async fn one_that_repeats_so_many_times_has_rung_when_they_are_over() {
    let world = World::demo().await;
    let twice = json!({ "title": "Pills", "fire_at": "9:10", "repeat": "FREQ=HOURLY;COUNT=2" });
    set(&world, world.bob(), twice).await;
    pass(&world, 10);
    assert_eq!(rung(&world).await["state"], "scheduled");
    pass(&world, 60);
    assert_eq!(rung(&world).await["state"], "fired");
    pass(&world, 600);
    assert!(fire(world.gate()).await.is_empty());
}

#[tokio::test]
async fn a_ring_is_snoozed_for_ten_minutes_or_as_long_as_one_says() {
    let world = World::demo().await;
    let id = set(&world, world.bob(), json!({ "title": "Tea", "fire_at": "9:10" })).await;
    pass(&world, 10);
    rung(&world).await;
    let snoozed = click(&world, world.bob(), "alarms_snooze", json!({ "alarm_id": id })).await;
    assert_eq!(done(&snoozed)["fire_at"], "2026-12-01T09:20:00Z");
    pass(&world, 10);
    assert_eq!(rung(&world).await["state"], "fired");
    let hour = click(&world, world.bob(), "alarms_snooze", json!({ "alarm_id": id, "for": "1 hour" })).await;
    assert_eq!(done(&hour)["fire_at"], "2026-12-01T10:20:00Z");
    done(&click(&world, world.bob(), "alarms_dismiss", json!({ "alarm_id": id })).await);
    pass(&world, 90);
    assert!(fire(world.gate()).await.is_empty());
    assert_eq!(firings(&world).await, 2);
}

#[tokio::test]
async fn one_that_repeats_keeps_its_times_when_a_ring_is_snoozed() {
    let world = World::demo().await;
    let id = set(&world, world.bob(), json!({ "title": "Pills", "fire_at": "9:10", "repeat": "every hour" })).await;
    let snooze = |time: &str| click(&world, world.bob(), "alarms_snooze", json!({ "alarm_id": id, "for": time }));
    assert_eq!(denied(&snooze("10 minutes").await), DenialCode::ChangedSince, "it has not rung");
    pass(&world, 10);
    rung(&world).await;
    assert_eq!(denied(&snooze("2 hours").await), DenialCode::InvalidArguments, "it rings before that");
    assert_eq!(done(&snooze("10 minutes").await)["fire_at"], "2026-12-01T09:20:00Z");
    pass(&world, 10);
    let again = rung(&world).await;
    assert_eq!((&again["state"], &again["fire_at"]), (&json!("scheduled"), &json!("2026-12-01T10:10:00Z")));
    assert_eq!(done(&snooze("20 minutes").await)["state"], "snoozed");
    let dismissed = click(&world, world.bob(), "alarms_dismiss", json!({ "alarm_id": id })).await;
    let dismissed = done(&dismissed);
    assert_eq!((&dismissed["state"], &dismissed["fire_at"]), (&json!("scheduled"), &json!("2026-12-01T10:10:00Z")));
}

#[tokio::test]
async fn who_may_not_be_given_alarms_any_more_hears_none() {
    let world = World::demo().await;
    set(&world, world.bob(), json!({ "title": "Tea", "fire_at": "9:10" })).await;
    set(&world, world.bob(), json!({ "title": "Pills", "fire_at": "9:10", "repeat": "every hour" })).await;
    world.change_access("DELETE FROM role_grants WHERE permission = 'alarms:receive'").await;
    pass(&world, 10);
    let barred = fire(world.gate()).await;
    assert_eq!(barred.iter().map(denied).collect::<Vec<_>>(), [DenialCode::MissingPermission; 2]);
    assert_eq!(kinds(&world.events_of(&barred[0]).await), ["call.denied"]);
    assert!(fire(world.gate()).await.is_empty(), "and is not tried again and again");
    let audit = world.audit().await;
    let ended = audit.iter().map(about).filter(|about| about["tool"] == "alarms_pass_over").collect::<Vec<_>>();
    let after: Vec<_> = ended.iter().filter_map(|about| about.get("change")).map(|change| &change["after"]).collect();
    assert_eq!(after[0]["state"], "cancelled");
    assert_eq!(after[0]["reason"], "the recipient may not be given alarms");
    assert_eq!(after[1]["state"], "scheduled");
    assert_eq!(firings(&world).await, 0);
    let back = "INSERT INTO role_grants (role_id, permission) SELECT id, 'alarms:receive' FROM roles";
    world.change_access(back).await;
    pass(&world, 60);
    assert_eq!(rung(&world).await["title"], "Pills", "the next one rings for who got the right back");
    assert!(fire(world.gate()).await.is_empty());
}

#[tokio::test]
async fn alarms_of_a_disabled_account_rest_until_it_is_enabled() {
    let world = World::demo().await;
    set(&world, world.bob(), json!({ "title": "Tea", "fire_at": "9:10" })).await;
    world.change_access("UPDATE people SET enabled = FALSE WHERE email = 'bob@example.com'").await;
    pass(&world, 10);
    assert_eq!(denied(&fire(world.gate()).await[0]), DenialCode::OutOfScope);
    pass(&world, 30);
    assert!(fire(world.gate()).await.is_empty());
    world.change_access("UPDATE people SET enabled = TRUE WHERE email = 'bob@example.com'").await;
    pass(&world, 31);
    assert_eq!(rung(&world).await["late"], true);
}

#[tokio::test]
async fn a_rule_that_asks_first_does_not_keep_an_alarm_waiting_and_one_that_denies_does() {
    for (level, state) in [("confirm", CallState::Succeeded), ("deny", CallState::Denied)] {
        let world = World::demo().await;
        set(&world, world.bob(), json!({ "title": "Tea", "fire_at": "9:10" })).await;
        let rule = format!(
            "INSERT INTO rules (permission, conditions, level, reason, created_by, created_at) \
             VALUES ('alarms:receive', '[]', '{level}', 'Quiet please', 3, 1)"
        );
        world.change_access(&rule).await;
        pass(&world, 10);
        assert_eq!(fire(world.gate()).await[0].state, state, "{level}");
    }
}

#[tokio::test]
async fn nobody_calls_what_is_the_schedulers() {
    let world = World::demo().await;
    set(&world, world.bob(), json!({ "title": "Tea", "fire_at": "9:10" })).await;
    pass(&world, 10);
    let due = json!({ "alarm_id": 1, "due_at": world.gate().now().as_millisecond() });
    for channel in Channel::ALL.iter().filter(|channel| **channel != Channel::Scheduler) {
        for tool in ["alarms_fire", "alarms_pass_over"] {
            let call = world.call(world.bob(), *channel, tool, due.clone()).await;
            assert_eq!(denied(&call), DenialCode::NotFound, "{tool} by {channel}");
        }
    }
    assert_eq!(listed(&world, world.bob()).await[0]["state"], "scheduled");
}

/// Rows: the state before. Columns: what is tried. `-`: refused, `x`: not there.
const TABLE: &str = "
               fire   dismiss    snooze   cancel     delete   update
    scheduled  fired  -          -        cancelled  deleted  scheduled
    fired      -      dismissed  snoozed  -          deleted  scheduled
    dismissed  -      -          -        -          deleted  -
    snoozed    fired  dismissed  -        cancelled  deleted  scheduled
    cancelled  -      -          -        -          deleted  -
    deleted    -      x          x        x          x        x
";

/// Bob's alarm in this state; its id.
async fn in_state(world: &World, state: &str) -> i64 {
    let id = set(world, world.bob(), json!({ "title": "Tea", "fire_at": "9:10" })).await;
    let steps: &[&str] = match state {
        "scheduled" => &[],
        "fired" => &["fire"],
        "dismissed" => &["fire", "dismiss"],
        "snoozed" => &["fire", "snooze"],
        "cancelled" => &["cancel"],
        "deleted" => &["delete"],
        other => panic!("no such state: {other}"),
    };
    for step in steps {
        assert_ne!(attempt(world, id, step).await, "-", "{step}");
    }
    id
}

/// What an alarm is after this was tried.
async fn attempt(world: &World, id: i64, event: &str) -> String {
    if event == "fire" {
        pass(world, 10);
        let fired = fire(world.gate()).await;
        return fired.first().map_or("-".to_owned(), |call| done(call)["state"].as_str().unwrap().to_owned());
    }
    let mut arguments = json!({ "alarm_id": id });
    if event == "update" {
        arguments["fire_at"] = json!("in 2 hours");
    }
    let call = click(world, world.bob(), &format!("alarms_{event}"), arguments).await;
    match call.state {
        CallState::Succeeded => done(&call)["state"].as_str().unwrap().to_owned(),
        _ if denied(&call) == DenialCode::NotFound => "x".to_owned(),
        _ => {
            assert_eq!(denied(&call), DenialCode::ChangedSince, "{event}: {:?}", call.denial);
            "-".to_owned()
        }
    }
}

#[tokio::test]
async fn everything_that_can_be_tried_in_every_state_leads_where_the_table_says() {
    let mut lines = TABLE.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).filter(|l| !l.is_empty());
    let events = lines.next().unwrap();
    for line in lines {
        for (event, expected) in events.iter().zip(&line[1..]) {
            let world = World::demo().await;
            let id = in_state(&world, line[0]).await;
            assert_eq!(attempt(&world, id, event).await, *expected, "{event} when {}", line[0]);
            let kept = world.outsider().await.column(&format!("SELECT state FROM alarms WHERE id = {id}")).await;
            let refused = ["-", "x"].contains(expected);
            assert_eq!(kept, [if refused { line[0] } else { expected }], "{event} when {}", line[0]);
        }
    }
}
