//! Ways around an answer that lead nowhere.

use std::time::Duration;

use assent_gate::{CallState, HoldState};
use assent_policy::{Channel, DenialCode, Level};
use assent_testkit::World;
use serde_json::json;

use crate::common::{answer, approve, denied, held, hold, kinds, note, notes, titles};
use crate::pause::{pause, resume};

#[tokio::test]
async fn a_right_revoked_between_the_decision_and_the_run_stops_the_run() {
    for revoked in [true, false] {
        let world = World::demo().await;
        let made = world.call(world.bob(), Channel::Ui, "tasks_create", json!({ "title": "Order chairs" })).await;
        let id = made.result.unwrap()["id"].clone();
        let call = world.call(world.bob(), Channel::Chat, "tasks_delete", json!({ "task_id": id })).await;
        assert_eq!(hold(&call).level, Level::Approve);
        pause(&world).await;
        assert_eq!(hold(&approve(&world, world.admin(), &call).await).state, HoldState::Approved);
        let grant = "INSERT INTO grants (person_id, permission, granted_by, reason, created_at) \
                     VALUES (1, 'permissions:approve', 3, 'stands in', 1)";
        world.change_access(grant).await;
        if revoked {
            world.change_access("DELETE FROM role_grants WHERE permission = 'permissions:approve'").await;
        }
        resume(&world).await;
        let ended = world.gate().keep_house().await.unwrap().ran.pop().unwrap();
        if revoked {
            assert_eq!((denied(&ended), hold(&ended).state), (DenialCode::ChangedSince, HoldState::Void));
        } else {
            assert_eq!(ended.state, CallState::Succeeded, "{:?}", ended.denial);
        }
    }
}

#[tokio::test]
async fn a_name_that_comes_to_mean_somebody_else_is_not_acted_on() {
    for renamed in [true, false] {
        let world = World::demo().await;
        for owner in [1, 3] {
            let lend = format!(
                "INSERT INTO delegations (owner_id, delegate_id, permission, conditions, reason, created_at) \
                 VALUES ({owner}, 2, 'notes:create.for_others', '[]', 'helps', 1)"
            );
            world.change_access(&lend).await;
        }
        let arguments = json!({ "title": "Salary", "content": "", "target_user": "alice@example.com" });
        let call = held(&world, world.bob(), "notes_create", arguments).await;
        if renamed {
            world.change_access("UPDATE people SET email = 'alice.b@example.com' WHERE id = 1").await;
            world.change_access("UPDATE people SET email = 'alice@example.com' WHERE id = 3").await;
        }
        let done = approve(&world, world.bob(), &call).await;
        if renamed {
            assert_eq!(denied(&done), DenialCode::ChangedSince);
            assert!(notes(&world, world.alice()).await.is_empty() && notes(&world, world.admin()).await.is_empty());
        } else {
            assert_eq!(done.state, CallState::Succeeded, "{:?}", done.denial);
            assert_eq!(titles(&world, world.alice()).await, ["Salary"]);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_yes_at_the_moment_it_expires_is_no_yes_and_it_expires_once() {
    let world = World::demo().await;
    let other = world.another_gate().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let call = held(&world, world.alice(), "notes_delete", json!({ "note_id": id })).await;
    world.clock().advance(Duration::from_secs(24 * 3600));
    let (answered, expired) = tokio::join!(answer(world.gate(), world.alice(), &call, true), other.expire_due());
    expired.unwrap();
    assert!(["EXPIRED", "DECIDED"].contains(&answered.unwrap_err().code()));
    assert_eq!(titles(&world, world.alice()).await, ["Groceries"]);
    assert_eq!(kinds(&world.events_of(&call).await), ["call.held", "hold.expired"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_and_a_yes_at_once_never_run_what_was_not_answered() {
    let world = World::demo().await;
    let other = world.another_gate().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let call = held(&world, world.alice(), "notes_update", json!({ "note_id": id, "title": "Shopping" })).await;
    let edit = json!({ "note_id": id, "title": "Errands" });
    let (yes, edited) = tokio::join!(
        answer(world.gate(), world.alice(), &call, true),
        other.edit_hold(world.alice(), hold(&call).id, &hold(&call).digest, edit),
    );
    assert_ne!(yes.is_ok(), edited.is_ok(), "{yes:?} {edited:?}");
    let expected = if yes.is_ok() { "Shopping" } else { "Groceries" };
    assert_eq!(titles(&world, world.alice()).await, [expected]);
}
