//! Several at once: verdicts, writers, processes.

use assent_gate::{CallRequest, CallState, Verdict};
use assent_policy::Channel;
use assent_testkit::World;
use serde_json::json;

use crate::common::{answer, held, note, titles};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_verdicts_at_once_exactly_one_counts() {
    let world = World::demo().await;
    let other = world.another_gate().await;
    for (first, second) in [(true, false), (true, true), (false, false)] {
        let id = note(&world, world.alice(), "Groceries").await;
        let call = held(&world, world.alice(), "notes_delete", json!({ "note_id": id })).await;
        let (one, two) = tokio::join!(
            answer(world.gate(), world.alice(), &call, first),
            answer(&other, world.alice(), &call, second),
        );
        let won = [one.is_ok(), two.is_ok()];
        assert_eq!(won.iter().filter(|won| **won).count(), 1, "{one:?} {two:?}");
        let lost = one.err().or(two.err()).unwrap();
        assert_eq!(lost.code(), "DECIDED");
        let yes = if won[0] { first } else { second };
        let expected = usize::from(!yes);
        assert_eq!(titles(&world, world.alice()).await.len(), expected, "the one that counted was {yes}");
        if !yes {
            world.call(world.alice(), Channel::Ui, "notes_delete", json!({ "note_id": id })).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_writers_in_two_processes_all_succeed_and_the_chain_holds() {
    let world = World::demo().await;
    let other = world.another_gate().await;
    let before = world.audit().await.len();
    let writers = (0..50).map(|n| {
        let gate = if n % 2 == 0 { world.gate().clone() } else { other.clone() };
        let arguments = json!({ "title": format!("Note {n}"), "content": "" });
        let request = CallRequest::new(world.alice(), Channel::Ui, "notes_create", arguments);
        tokio::spawn(async move { gate.call(request).await })
    });
    for writer in writers.collect::<Vec<_>>() {
        let call = writer.await.unwrap().expect("no writer is turned away");
        assert_eq!(call.state, CallState::Succeeded);
    }
    let events = i64::try_from(before).unwrap() + 100;
    assert_eq!(world.verify().await, Verdict::Intact { events });
    let stored = world.outsider().await.column("SELECT count(DISTINCT title) FROM notes").await;
    assert_eq!(stored, ["50"]);
}

#[tokio::test]
async fn a_right_taken_away_in_one_process_is_gone_in_the_other_from_the_next_call() {
    let world = World::demo().await;
    let other = world.another_gate().await;
    let list = || CallRequest::new(world.alice(), Channel::Chat, "notes_list", json!({}));
    assert_eq!(other.call(list()).await.unwrap().state, CallState::Succeeded);
    world.change_access("DELETE FROM role_grants WHERE permission = 'notes:list'").await;
    assert_eq!(other.call(list()).await.unwrap().state, CallState::Denied);
    assert_eq!(world.gate().call(list()).await.unwrap().state, CallState::Denied);
}

#[tokio::test]
async fn what_one_process_does_wakes_another_that_waits() {
    let world = World::demo().await;
    let other = world.another_gate().await;
    let mut changes = other.changes().await.unwrap();
    let id = note(&world, world.alice(), "Groceries").await;
    changes.next().await;
    let call = held(&world, world.alice(), "notes_delete", json!({ "note_id": id })).await;
    changes.next().await;
    answer(&other, world.alice(), &call, true).await.unwrap();
    changes.next().await;
    assert!(titles(&world, world.alice()).await.is_empty());
}
