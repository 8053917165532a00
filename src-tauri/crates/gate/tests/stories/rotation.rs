//! A key that follows another while several processes have the office open.

use assent_gate::{CallRequest, Verdict, VerifyOptions};
use assent_policy::Channel;
use assent_testkit::World;
use serde_json::json;

use crate::common::note;

#[tokio::test]
async fn a_second_process_goes_on_under_the_key_that_the_first_one_gave() {
    let world = World::demo().await;
    let other = world.another_gate().await;
    note(&world, world.alice(), "Groceries").await;
    let named = world.gate().rotate_key(world.admin()).await.unwrap();
    let list = || CallRequest::new(world.alice(), Channel::Ui, "notes_list", json!({}));
    other.call(list()).await.unwrap();
    // Then the other way round: whoever followed gives the next.
    let next = other.rotate_key(world.admin()).await.unwrap();
    assert_ne!(named, next);
    world.gate().call(list()).await.unwrap();
    let events = i64::try_from(world.audit().await.len()).unwrap();
    assert_eq!(world.verify().await, Verdict::Intact { events });
    let report = other.audit_report(VerifyOptions::default()).await.unwrap();
    assert_eq!(report.fingerprints.len(), 3);
    assert_eq!(report.fingerprints[1..], [named, next]);
}
