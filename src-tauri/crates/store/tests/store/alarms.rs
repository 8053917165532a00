//! Alarms: what is found and changed, who claims one, and that a due time fires once.

use assent_store::alarms::{self, Change, NewAlarm};
use assent_store::calls::{self, NewCall};
use assent_store::{AlarmRow, Store, Tx, people};

use crate::file::File;

const ALICE: i64 = 1;
const BOB: i64 = 2;
const MINUTE: i64 = 60_000;

/// Alice, Bob, and the call under which all alarms here are set.
async fn office() -> File {
    let file = File::seeded().await;
    let tx = file.store.write().await.unwrap();
    people::insert(&tx, "Alice", "alice@example.com", "x", "basic", 1).await.unwrap();
    people::insert(&tx, "Bob", "bob@example.com", "x", "pro", 1).await.unwrap();
    let call = NewCall {
        person_id: BOB,
        channel: "ui".to_owned(),
        tool: "alarms_set".to_owned(),
        definition_digest: String::new(),
        arguments: "{}".to_owned(),
        resolved: "{}".to_owned(),
        object: None,
        target_person_id: None,
        state: "executing",
        level: "allow".to_owned(),
        decision: "{}".to_owned(),
        plan: None,
        run_id: None,
        model_call_id: None,
        client: None,
        scopes: None,
        conversation_id: None,
        repeats_call_id: None,
        dry_run: false,
        edited_by: None,
        break_glass_reason: None,
        lease_until: None,
        now: 1,
    };
    assert_eq!(calls::insert(&tx, call).await.unwrap().id, 1);
    tx.commit().await.unwrap();
    file
}

const fn new(recipient: i64, title: &str, fire_at: i64) -> NewAlarm<'_> {
    NewAlarm {
        recipient,
        creator: BOB,
        title,
        fire_at,
        zone: "Europe/Berlin",
        repeat: None,
        call_id: 1,
        delegation_id: None,
    }
}

async fn set(file: &File, new: NewAlarm<'_>) -> AlarmRow {
    let tx = file.store.write().await.unwrap();
    let made = alarms::insert(&tx, new, 5).await.unwrap();
    tx.commit().await.unwrap();
    made
}

async fn moved(file: &File, id: i64, from: &str, to: &str) -> bool {
    let tx = file.store.write().await.unwrap();
    let moved = alarms::transition(&tx, id, from, to, 9).await.unwrap();
    tx.commit().await.unwrap();
    moved
}

/// The ids that a process claims at `now`, for a minute.
async fn claimed(store: &Store, now: i64) -> Vec<i64> {
    let tx = store.write().await.unwrap();
    let rows = alarms::claim_due(&tx, now, 10, now + MINUTE).await.unwrap();
    tx.commit().await.unwrap();
    assert!(rows.iter().all(|row| row.claimed_until == Some(now + MINUTE)), "a claim says until when");
    rows.into_iter().map(|row| row.id).collect()
}

async fn kept(file: &File, id: i64) -> Option<AlarmRow> {
    alarms::by_id(&file.store.view().await.unwrap(), id).await.unwrap()
}

fn ids(rows: &[AlarmRow]) -> Vec<i64> {
    rows.iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn an_alarm_comes_back_as_it_was_set() {
    let file = office().await;
    let daily = NewAlarm { repeat: Some("FREQ=DAILY"), delegation_id: Some(7), ..new(ALICE, "Stand-up", 1_000) };
    let made = set(&file, daily).await;
    let expected = AlarmRow {
        id: 1,
        recipient_id: ALICE,
        creator_id: BOB,
        title: "Stand-up".to_owned(),
        starts_at: 1_000,
        fire_at: 1_000,
        zone: "Europe/Berlin".to_owned(),
        repeat: Some("FREQ=DAILY".to_owned()),
        state: "scheduled".to_owned(),
        call_id: 1,
        delegation_id: Some(7),
        claimed_until: None,
        last_fired_at: None,
        late: false,
        created_at: 5,
        updated_at: 5,
        deleted_at: None,
    };
    assert_eq!(made, expected);
    assert_eq!(kept(&file, 1).await, Some(expected));
    assert_eq!(kept(&file, 2).await, None);
}

#[tokio::test]
async fn a_list_is_the_recipients_newest_first_page_by_page_without_deleted_ones() {
    let file = office().await;
    for (person, title) in [(ALICE, "One"), (BOB, "Two"), (ALICE, "Three"), (ALICE, "Four"), (ALICE, "Five")] {
        set(&file, new(person, title, 1_000)).await;
    }
    assert!(moved(&file, 4, "scheduled", "deleted").await);
    let view = file.store.view().await.unwrap();
    assert_eq!(ids(&alarms::list(&view, ALICE, None, None, 2).await.unwrap()), [5, 3]);
    assert_eq!(ids(&alarms::list(&view, ALICE, None, Some(3), 2).await.unwrap()), [1]);
    assert_eq!(ids(&alarms::list(&view, BOB, None, None, 10).await.unwrap()), [2]);
    assert_eq!(alarms::by_id(&view, 4).await.unwrap(), None, "a deleted one is gone");
}

#[tokio::test]
async fn a_title_is_found_in_any_case_among_the_live_alarms_of_its_recipient() {
    let file = office().await;
    for (person, title) in [(ALICE, "Übung"), (ALICE, "ÜBUNG"), (ALICE, "Übungen"), (BOB, "Übung"), (ALICE, "übung")]
    {
        set(&file, new(person, title, 1_000)).await;
    }
    assert!(moved(&file, 1, "scheduled", "cancelled").await);
    assert!(moved(&file, 5, "scheduled", "snoozed").await);
    let view = file.store.view().await.unwrap();
    assert_eq!(ids(&alarms::by_title(&view, ALICE, " übUNG ").await.unwrap()), [5, 2]);
    assert_eq!(ids(&alarms::by_title(&view, ALICE, "Übun_").await.unwrap()), [0_i64; 0], "no wildcards");
}

#[tokio::test]
async fn only_scheduled_and_snoozed_alarms_are_live() {
    let file = office().await;
    for state in ["scheduled", "fired", "dismissed", "snoozed", "cancelled", "deleted"] {
        let made = set(&file, new(ALICE, state, 1_000)).await;
        assert!(state == "scheduled" || moved(&file, made.id, "scheduled", state).await);
    }
    set(&file, new(BOB, "Somebody else's", 2_000)).await;
    let view = file.store.view().await.unwrap();
    assert_eq!(alarms::live_count(&view, ALICE).await.unwrap(), 2);
    drop(view);
    assert_eq!(claimed(&file.store, 1_000).await, [1, 4]);
}

#[tokio::test]
async fn a_change_changes_what_it_names_and_another_time_ends_a_claim() {
    let file = office().await;
    let daily = NewAlarm { repeat: Some("FREQ=DAILY"), ..new(ALICE, "Stand-up", 1_000) };
    set(&file, daily).await;
    claimed(&file.store, 1_000).await;
    let change = async |change: Change<'_>| {
        let tx = file.store.write().await.unwrap();
        let alarm = alarms::by_id(&tx, 1).await.unwrap().unwrap();
        let after = alarms::update(&tx, alarm, change, 8).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(kept(&file, 1).await.as_ref(), Some(&after));
        after
    };
    let same = change(Change { title: Some("Stand-up"), ..Change::default() }).await;
    assert_eq!((same.updated_at, same.claimed_until), (5, Some(1_000 + MINUTE)), "nothing changed");
    let renamed = change(Change { title: Some("Planning"), ..Change::default() }).await;
    assert_eq!(renamed, AlarmRow { title: "Planning".to_owned(), updated_at: 8, ..same });
    let later = change(Change { fire_at: Some(2_000), ..Change::default() }).await;
    assert_eq!(later, AlarmRow { fire_at: 2_000, claimed_until: None, ..renamed });
    let zone = Some("America/New_York");
    let once = change(Change { repeat: Some(None), starts_at: Some(2_000), zone, ..Change::default() }).await;
    let zone = "America/New_York".to_owned();
    assert_eq!(once, AlarmRow { repeat: None, starts_at: 2_000, zone, ..later });
}

#[tokio::test]
async fn of_two_who_move_an_alarm_from_the_same_state_one_does() {
    let file = office().await;
    set(&file, new(ALICE, "Stand-up", 1_000)).await;
    assert!(moved(&file, 1, "scheduled", "cancelled").await);
    assert!(!moved(&file, 1, "scheduled", "fired").await, "it is no longer scheduled");
    let alarm = kept(&file, 1).await.unwrap();
    assert_eq!((alarm.state.as_str(), alarm.updated_at, alarm.deleted_at), ("cancelled", 9, None));
}

#[tokio::test]
async fn what_is_due_is_claimed_oldest_first_up_to_the_limit_and_what_is_not_is_left() {
    let file = office().await;
    for (title, fire_at) in [("Second", 900), ("First", 800), ("Third", 1_000), ("Not yet", 1_001)] {
        set(&file, new(ALICE, title, fire_at)).await;
    }
    let tx = file.store.write().await.unwrap();
    assert_eq!(ids(&alarms::claim_due(&tx, 1_000, 2, 2_000).await.unwrap()), [2, 1]);
    assert_eq!(ids(&alarms::claim_due(&tx, 1_000, 2, 2_000).await.unwrap()), [3]);
    assert_eq!(ids(&alarms::claim_due(&tx, 1_000, 2, 2_000).await.unwrap()), [0_i64; 0]);
    drop(tx);
    assert_eq!(claimed(&file.store, 1_000).await, [2, 1, 3], "a claim that was not committed is none");
}

#[tokio::test]
async fn two_processes_that_claim_at_once_share_the_alarms_without_overlap() {
    let file = office().await;
    for at in 0..12 {
        set(&file, new(ALICE, "Stand-up", at)).await;
    }
    let other = file.open_again().await.unwrap();
    let (here, there) = tokio::join!(claimed(&file.store, 100), claimed(&other, 100));
    let mut all = [here.clone(), there.clone()].concat();
    all.sort_unstable();
    assert_eq!(all, (1..=12).collect::<Vec<_>>(), "{here:?} and {there:?}");
}

#[tokio::test]
async fn a_claim_whose_holder_died_is_free_again_when_it_ends_and_not_before() {
    let file = office().await;
    set(&file, new(ALICE, "Stand-up", 1_000)).await;
    assert_eq!(claimed(&file.store, 1_000).await, [1]);
    assert_eq!(claimed(&file.open_again().await.unwrap(), 999 + MINUTE).await, [0_i64; 0]);
    assert_eq!(claimed(&file.open_again().await.unwrap(), 1_000 + MINUTE).await, [1]);
}

#[tokio::test]
async fn a_due_time_fires_once_and_the_next_one_again() {
    let file = office().await;
    set(&file, new(ALICE, "Stand-up", 1_000)).await;
    claimed(&file.store, 1_000).await;
    let other = file.open_again().await.unwrap();
    let fire = async |store: &Store, due_at, fired_at, late| {
        let tx: Tx = store.write().await.unwrap();
        let first = alarms::record_firing(&tx, 1, due_at, fired_at, late).await.unwrap();
        tx.commit().await.unwrap();
        first
    };
    let (here, there) = tokio::join!(fire(&file.store, 1_000, 1_001, false), fire(&other, 1_000, 1_001, false));
    assert_ne!(here, there, "one of two fires");
    let alarm = kept(&file, 1).await.unwrap();
    assert_eq!((alarm.claimed_until, alarm.last_fired_at, alarm.late), (None, Some(1_001), false));

    assert!(!fire(&other, 1_000, 5_000, true).await, "a second time does nothing");
    assert_eq!(kept(&file, 1).await.unwrap(), alarm);
    assert!(fire(&other, 2_000, 9_000, true).await, "another due time is another firing");
    let alarm = kept(&file, 1).await.unwrap();
    assert_eq!((alarm.last_fired_at, alarm.late), (Some(9_000), true));
    let firings = alarms::firings(&file.store.view().await.unwrap(), 1, 10).await.unwrap();
    let seen: Vec<_> = firings.iter().map(|firing| (firing.due_at, firing.fired_at, firing.late)).collect();
    assert_eq!(seen, [(2_000, 9_000, true), (1_000, 1_001, false)]);
}

#[tokio::test]
async fn next_due_is_the_earliest_live_time_or_the_end_of_a_claim() {
    let file = office().await;
    let next = async || alarms::next_due(&file.store.view().await.unwrap()).await.unwrap();
    assert_eq!(next().await, None);
    set(&file, new(ALICE, "Late", 90_000)).await;
    set(&file, new(BOB, "Early", 1_000)).await;
    assert_eq!(next().await, Some(1_000));
    claimed(&file.store, 2_000).await;
    assert_eq!(next().await, Some(2_000 + MINUTE), "the claim of the early one ends first");
    assert!(moved(&file, 2, "scheduled", "fired").await);
    assert_eq!(next().await, Some(90_000));
    assert!(moved(&file, 1, "scheduled", "cancelled").await);
    assert_eq!(next().await, None);
}

#[tokio::test]
async fn a_word_that_is_no_state_is_refused() {
    let file = office().await;
    set(&file, new(ALICE, "Stand-up", 1_000)).await;
    let tx = file.store.write().await.unwrap();
    assert!(alarms::transition(&tx, 1, "scheduled", "asleep", 9).await.is_err());
}
