//! Who waits wakes when somebody else commits, and sleeps when nobody does.

use std::time::Duration;

use assent_store::{Changes, Store, snapshot};
use assent_testkit::{Backend, Outsider};
use tokio::time::timeout;

use crate::file::File;

/// Longer than any machine needs; only a wake that never comes takes it.
const FOREVER: Duration = Duration::from_secs(30);

async fn commit(store: &Store) {
    let tx = store.write().await.unwrap();
    snapshot::advance(&tx).await.unwrap();
    tx.commit().await.unwrap();
}

async fn woken(changes: &mut Changes) {
    timeout(FOREVER, changes.next()).await.expect("it wakes");
}

/// Whatever was announced before this commit has arrived when this one has.
async fn is_asleep_until_the_next_commit(changes: &mut Changes, store: &Store) {
    let early = futures_now(changes);
    assert!(!early, "nothing was committed");
    commit(store).await;
    woken(changes).await;
}

fn futures_now(changes: &mut Changes) -> bool {
    let next = std::pin::pin!(changes.next());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    next.poll(&mut context).is_ready()
}

#[tokio::test]
async fn what_one_process_commits_wakes_the_other() {
    let file = File::seeded().await;
    let other = file.open_again().await.unwrap();
    let mut changes = other.changes().await.unwrap();
    for _ in 0..3 {
        commit(&file.store).await;
        woken(&mut changes).await;
    }
}

#[tokio::test]
async fn ones_own_commit_wakes_too_and_everybody_who_waits() {
    let file = File::seeded().await;
    let mut one = file.store.changes().await.unwrap();
    let mut two = file.store.changes().await.unwrap();
    let mut three = one.another();
    commit(&file.store).await;
    for changes in [&mut one, &mut two, &mut three] {
        woken(changes).await;
    }
}

#[tokio::test]
async fn a_commit_between_looking_and_waiting_is_not_missed() {
    let file = File::seeded().await;
    let other = file.open_again().await.unwrap();
    let mut changes = other.changes().await.unwrap();
    commit(&file.store).await;
    drop(other.view().await.unwrap());
    woken(&mut changes).await;
}

#[tokio::test]
async fn neither_a_transaction_given_up_nor_one_that_wrote_nothing_wakes_anybody() {
    let file = File::seeded().await;
    let other = file.open_again().await.unwrap();
    let mut changes = other.changes().await.unwrap();
    let given_up = file.store.write().await.unwrap();
    snapshot::advance(&given_up).await.unwrap();
    drop(given_up);
    let empty = file.store.write().await.unwrap();
    snapshot::version(&empty).await.unwrap();
    empty.commit().await.unwrap();
    // What is announced arrives in the order of commits: had either been, this
    // one would wake for it first, and then once more.
    commit(&file.store).await;
    woken(&mut changes).await;
    is_asleep_until_the_next_commit(&mut changes, &file.store).await;
}

#[tokio::test]
async fn who_waits_again_after_nobody_did_is_woken_again() {
    let file = File::seeded().await;
    let other = file.open_again().await.unwrap();
    drop(other.changes().await.unwrap());
    commit(&file.store).await;
    let mut changes = other.changes().await.unwrap();
    is_asleep_until_the_next_commit(&mut changes, &file.store).await;
}

#[tokio::test]
async fn a_listener_that_lost_its_connection_wakes_once_and_goes_on_listening() {
    if !Backend::Postgres.or_skip() {
        return;
    }
    let file = File::seeded().await;
    let mut changes = file.store.changes().await.unwrap();
    let ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                 WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    assert_eq!(Outsider::at(&file.database).await.column(ended).await, ["1"]);
    woken(&mut changes).await;
    commit(&file.store).await;
    woken(&mut changes).await;
}
