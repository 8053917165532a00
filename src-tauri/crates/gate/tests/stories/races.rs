//! Two processes that want what excludes each other at the same moment: one of the
//! two comes about, whichever, and whoever came too late is told.

use std::time::Duration;

use assent_gate::{AuditEvent, CallRecord, CallRequest, CallState, Gate, GateError, HoldState, Session};
use assent_policy::{Channel, DenialCode};
use assent_testkit::{SetClock, World, built_in_tools};
use serde_json::{Value, json};

use crate::common::{answer, approve, denied, held, hold, kinds, note, titles};
use crate::requests::{asked, bob_approves, click, done};

/// How often each race is run.
const ROUNDS: usize = 30;

/// The rounds of one race. Whoever was too late is let go earlier in the next round, twice
/// as early each time it loses again: so the two stay close on any machine and either wins
/// at times.
#[derive(Default)]
struct Race {
    first_won: Vec<bool>,
    /// How long the second waits; the first, when it is below zero.
    head_start: i64,
    step: i64,
}

impl Race {
    /// Both at once.
    async fn run<A, B>(&self, one: impl Future<Output = A>, two: impl Future<Output = B>) -> (A, B) {
        let late = |micros: i64| tokio::time::sleep(Duration::from_micros(u64::try_from(micros).unwrap_or(0)));
        let one = async {
            late(-self.head_start).await;
            one.await
        };
        let two = async {
            late(self.head_start).await;
            two.await
        };
        tokio::join!(one, two)
    }

    fn ended(&mut self, first: bool) {
        self.step = if self.first_won.last() == Some(&first) { self.step * 2 } else { 100 };
        self.head_start += if first { -self.step } else { self.step };
        self.first_won.push(first);
    }

    /// How often the first won. Both have won at times: else it was no race.
    fn both_happened(&self) -> usize {
        let won = self.first_won.iter().filter(|first| **first).count();
        assert!(won > 0 && won < self.first_won.len(), "each was the first at times: {:?}", self.first_won);
        won
    }
}

/// Where in the record the last event of this kind about this call is.
fn place(audit: &[AuditEvent], call: &CallRecord, kind: &str) -> Option<usize> {
    audit.iter().rposition(|event| event.call_id == Some(call.id.0) && event.kind == kind)
}

/// A right that can be taken back while a call that rests on it waits.
struct Lent {
    call: CallRecord,
    decider: Session,
    taken_back: CallRequest,
}

fn taken_back(world: &World, grant: i64) -> CallRequest {
    CallRequest::new(world.admin(), Channel::Ui, "access_grants_revoke", json!({ "grant_id": grant }))
}

async fn granted(world: &World, person: &str, permission: &str) -> i64 {
    let arguments = json!({ "person": person, "permission": permission, "reason": "stands in" });
    let asked = click(world, world.admin(), "access_grants_add", arguments).await;
    done(approve(world, world.admin(), &asked).await)["id"].as_i64().unwrap()
}

/// Alice's task, which rests on a grant of her own.
async fn on_a_grant(world: &World) -> Lent {
    let grant = granted(world, "alice@example.com", "tasks:create").await;
    let call = held(world, world.alice(), "tasks_create", json!({ "title": "Race" })).await;
    Lent { call, decider: world.alice().clone(), taken_back: taken_back(world, grant) }
}

/// Bob's task for Alice, which rests on what she lends him.
async fn on_a_delegation(world: &World) -> Lent {
    let arguments = json!({ "delegate": "bob@example.com", "permission": "tasks:create.for_others" });
    let id = done(click(world, world.alice(), "delegations_create", arguments).await)["id"].clone();
    let arguments = json!({ "title": "Race", "target_user": "alice@example.com" });
    let call = held(world, world.bob(), "tasks_create", arguments).await;
    let arguments = json!({ "delegation_id": id });
    let taken_back = CallRequest::new(world.alice(), Channel::Ui, "delegations_revoke", arguments);
    Lent { call, decider: world.bob().clone(), taken_back }
}

/// The deletion of Bob's task, which Alice may approve by a grant.
async fn on_the_right_to_decide(world: &World) -> Lent {
    let grant = granted(world, "alice@example.com", "permissions:approve").await;
    let made = done(click(world, world.bob(), "tasks_create", json!({ "title": "Race" })).await);
    let call = held(world, world.bob(), "tasks_delete", json!({ "task_id": made["id"] })).await;
    Lent { call, decider: world.alice().clone(), taken_back: taken_back(world, grant) }
}

/// Runs one such race; whether the call came first. After the revocation nothing rests on it.
async fn against_its_revocation(world: &World, other: &Gate, race: &mut Race, lent: Lent) -> bool {
    let Lent { call, decider, taken_back } = lent;
    let (answered, revoked) = race.run(answer(world.gate(), &decider, &call, true), other.call(taken_back)).await;
    let revoked = revoked.unwrap();
    assert_eq!(revoked.state, CallState::Succeeded, "taking back is never held: {revoked:?}");
    let audit = world.audit().await;
    let (ran, ended) = (place(&audit, &call, "call.succeeded"), place(&audit, &revoked, "call.succeeded"));
    assert!(ran.is_none_or(|ran| Some(ran) < ended), "nothing runs on what was taken back");
    match answered {
        Ok(answered) => {
            assert_eq!(answered.state == CallState::Succeeded, ran.is_some(), "who answered is told what came of it");
            if ran.is_none() {
                denied(&answered);
                assert_eq!(hold(&answered).state, HoldState::Void);
            }
        }
        Err(refused) => {
            assert!(matches!(refused, GateError::NotFound { .. }), "{refused}");
            assert_eq!(ran, None);
        }
    }
    race.ended(ran.is_some());
    ran.is_some()
}

/// What asks first, so that there is something to race with.
async fn office() -> (World, Gate) {
    let world = World::demo().await;
    world.change_access("UPDATE permissions SET ask_policy = 'confirm' WHERE code = 'tasks:create'").await;
    let other = world.another_gate().await;
    (world, other)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_and_the_end_of_the_grant_it_rests_on() {
    let (world, other) = office().await;
    let mut race = Race::default();
    for _ in 0..ROUNDS {
        let lent = on_a_grant(&world).await;
        against_its_revocation(&world, &other, &mut race, lent).await;
        let next = world.call(world.alice(), Channel::Chat, "tasks_create", json!({ "title": "Late" })).await;
        assert_eq!(denied(&next), DenialCode::MissingPermission);
    }
    let won = race.both_happened();
    let made = world.outsider().await.column("SELECT id FROM tasks").await.len();
    assert_eq!(made, won);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_and_the_end_of_the_delegation_it_rests_on() {
    let (world, other) = office().await;
    let mut race = Race::default();
    for _ in 0..ROUNDS {
        let lent = on_a_delegation(&world).await;
        against_its_revocation(&world, &other, &mut race, lent).await;
    }
    let won = race.both_happened();
    let made = world.outsider().await.column("SELECT id FROM tasks WHERE owner_id = 1").await.len();
    assert_eq!(made, won);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verdict_and_the_end_of_the_right_to_give_it() {
    let world = World::demo().await;
    let other = world.another_gate().await;
    let mut race = Race::default();
    for _ in 0..ROUNDS {
        let lent = on_the_right_to_decide(&world).await;
        let call = lent.call.clone();
        against_its_revocation(&world, &other, &mut race, lent).await;
        let late = answer(world.gate(), world.alice(), &call, true).await.unwrap_err();
        assert!(matches!(late, GateError::NotFound { .. }), "it is not hers any more: {late}");
    }
    let won = race.both_happened();
    let left = world.outsider().await.column("SELECT id FROM tasks WHERE deleted_at IS NULL").await.len();
    assert_eq!(left, ROUNDS - won);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_yes_in_the_last_moment_and_the_end_of_its_time() {
    const DAY: Duration = Duration::from_secs(24 * 3600);
    const MOMENT: Duration = Duration::from_millis(1);
    let world = World::demo().await;
    let fast = SetClock::at(assent_testkit::BEGINNING);
    let ahead = world.place().open(&fast, built_in_tools()).await.unwrap();
    let mut race = Race::default();
    for round in 0..ROUNDS {
        // Both clocks go by a day a round; the one of the process that tidies up is a moment ahead.
        let alice = world.gate().sign_in("alice@example.com", "password", "test").await.unwrap().0;
        let id = note(&world, &alice, "Groceries").await;
        let call = held(&world, &alice, "notes_delete", json!({ "note_id": id })).await;
        world.clock().advance(DAY - MOMENT);
        fast.advance(if round == 0 { DAY } else { DAY - MOMENT });
        let (answered, swept) = race.run(answer(world.gate(), &alice, &call, true), ahead.expire_due()).await;
        swept.unwrap();
        let after = world.gate().call_status(&alice, call.id).await.unwrap();
        let gone = titles(&world, &alice).await.is_empty();
        let expected = match hold(&after).state {
            HoldState::Redeemed => ["call.held", "hold.approved", "call.succeeded"].as_slice(),
            // It can end between the verdict and the run, too.
            HoldState::Expired if answered.is_ok() => &["call.held", "hold.approved", "hold.expired"],
            HoldState::Expired => &["call.held", "hold.expired"],
            other => panic!("{other}: {answered:?}"),
        };
        let events = world.events_of(&call).await;
        let mut events = kinds(&events);
        if expected.ends_with(&["hold.approved", "hold.expired"]) && events.last() == Some(&"call.refused") {
            // The run had begun to look when it ended.
            events.pop();
        }
        assert_eq!(events, expected, "{answered:?}");
        assert_eq!(gone, hold(&after).state == HoldState::Redeemed);
        if let Err(refused) = &answered {
            assert_eq!(refused.code(), "DECIDED");
        }
        if !gone {
            click(&world, &alice, "notes_delete", json!({ "note_id": id })).await;
        }
        race.ended(gone);
    }
    race.both_happened();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_yes_and_a_withdrawal() {
    let world = World::demo().await;
    let other = world.another_gate().await;
    let mut race = Race::default();
    for _ in 0..ROUNDS {
        let id = note(&world, world.alice(), "Groceries").await;
        let call = held(&world, world.alice(), "notes_delete", json!({ "note_id": id })).await;
        let (yes, back) = race
            .run(answer(world.gate(), world.alice(), &call, true), other.withdraw(world.alice(), hold(&call).id))
            .await;
        let after = world.gate().call_status(world.alice(), call.id).await.unwrap();
        let gone = titles(&world, world.alice()).await.is_empty();
        assert_eq!(gone, hold(&after).state == HoldState::Redeemed, "{yes:?} {back:?}");
        assert_eq!(back.is_ok(), hold(&after).state == HoldState::Withdrawn, "{yes:?} {back:?}");
        for refused in [yes.err(), back.err()].into_iter().flatten() {
            assert_eq!(refused.code(), "DECIDED");
        }
        if !gone {
            click(&world, world.alice(), "notes_delete", json!({ "note_id": id })).await;
        }
        race.ended(gone);
    }
    race.both_happened();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_deciders_and_one_request() {
    const HOUR: Duration = Duration::from_secs(3600);
    let world = World::demo().await;
    bob_approves(&world).await;
    let other = world.another_gate().await;
    let decide = |who: &Session, id: i64, decision: &str| {
        let arguments: Value = json!({ "request_id": id, "decision": decision });
        CallRequest::new(who, Channel::Ui, "approvals_request_decide", arguments)
    };
    for (one, two) in [("approve", "reject"), ("approve", "approve"), ("reject", "reject")] {
        let mut race = Race::default();
        for _ in 0..ROUNDS / 2 {
            let id = asked(&world, world.alice(), "tasks:create").await;
            let (admin, bob) = race
                .run(world.gate().call(decide(world.admin(), id, one)), other.call(decide(world.bob(), id, two)))
                .await;
            let (admin, bob) = (admin.unwrap(), bob.unwrap());
            let admin_won = admin.state == CallState::Succeeded;
            let (won, lost) = if admin_won { (one, bob) } else { (two, admin) };
            assert_eq!(denied(&lost), DenialCode::ChangedSince, "{one} {two}");
            let grants = world.outsider().await.column(&format!("SELECT id FROM grants WHERE request_id = {id}")).await;
            assert_eq!(grants.len(), usize::from(won == "approve"));
            world.change_access("UPDATE grants SET revoked_at = 1 WHERE request_id IS NOT NULL").await;
            // After a no the same thing rests for a while.
            world.clock().advance(HOUR);
            race.ended(admin_won);
        }
        race.both_happened();
    }
}
