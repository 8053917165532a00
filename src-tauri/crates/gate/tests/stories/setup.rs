//! Setting up a data folder, once.

use assent_gate::{Clock, GateError, NewPerson, SystemClock, WorkspaceKind};
use assent_policy::Channel;
use assent_testkit::World;
use serde_json::json;

fn admin(password: &str) -> NewPerson {
    NewPerson { name: "Admin".to_owned(), email: "admin@example.com".to_owned(), password: password.to_owned().into() }
}

#[tokio::test]
async fn before_it_is_set_up_a_folder_lets_nobody_in() {
    let world = World::empty().await;
    assert_eq!(world.gate().workspace_kind().await.unwrap(), None);
    let refused = world.gate().sign_in("admin@example.com", "admin", "test").await.unwrap_err();
    assert_eq!(refused.code(), "NOT_SET_UP");
}

#[tokio::test]
async fn a_folder_is_set_up_once() {
    let world = World::demo().await;
    assert_eq!(world.gate().workspace_kind().await.unwrap(), Some(WorkspaceKind::Demo));
    assert!(matches!(world.gate().set_up_demo().await, Err(GateError::AlreadySetUp)));
    let refused = world.gate().set_up_administrator(admin("a long enough one")).await.unwrap_err();
    assert_eq!(refused.code(), "ALREADY_SET_UP");
}

#[tokio::test]
async fn a_real_workspace_refuses_what_everybody_knows_and_what_is_too_short() {
    let world = World::empty().await;
    for password in ["password", "admin", "short", ""] {
        let refused = world.gate().set_up_administrator(admin(password)).await.unwrap_err();
        assert_eq!(refused.code(), "PASSWORD_REFUSED", "{password:?}");
    }
    assert_eq!(world.gate().workspace_kind().await.unwrap(), None, "and nothing was set up");
    world.gate().set_up_administrator(admin("a long enough one")).await.unwrap();
    let (session, _) = world.gate().sign_in("admin@example.com", "a long enough one", "test").await.unwrap();
    let refused = world.gate().change_password(&session, "a long enough one", "admin").await.unwrap_err();
    assert_eq!(refused.code(), "PASSWORD_REFUSED", "nor later");
    assert!(
        world.gate().sign_in("alice@example.com", "password", "test").await.is_err(),
        "nobody of the demo is there"
    );
}

#[tokio::test]
async fn an_administrator_has_a_name_and_an_address() {
    let world = World::empty().await;
    let (long_name, long_host) = ("A".repeat(101), format!("admin@{}.com", "e".repeat(245)));
    for (name, email) in [
        ("", "admin@example.com"),
        (&long_name, "admin@example.com"),
        ("Ad\nmin", "admin@example.com"),
        ("Admin", "admin"),
        ("Admin", "admin@example"),
        ("Admin", "@example.com"),
        ("Admin", "a b@example.com"),
        ("Admin", "a\u{7}b@example.com"),
        ("Admin", "ädmin@example.com"),
        ("Admin", &long_host),
    ] {
        let person = NewPerson { name: name.to_owned(), email: email.to_owned(), ..admin("a long enough one") };
        assert_eq!(
            world.gate().set_up_administrator(person).await.unwrap_err().code(),
            "INVALID_INPUT",
            "{name:?} {email:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_processes_that_set_up_at_once_one_does_and_both_work() {
    let world = World::empty().await;
    let other = world.another_gate().await;
    let (one, two) = tokio::join!(world.gate().set_up_demo(), other.set_up_demo());
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|won| **won).count(), 1, "{one:?} {two:?}");
    assert!(matches!(one.err().or(two.err()).unwrap(), GateError::AlreadySetUp));
    for gate in [world.gate(), &other] {
        let (alice, _) = gate.sign_in("alice@example.com", "password", "test").await.unwrap();
        let call = assent_gate::CallRequest::new(
            &alice,
            Channel::Ui,
            "notes_create",
            json!({ "title": "Hello", "content": "" }),
        );
        assert!(gate.call(call).await.unwrap().denial.is_none());
    }
    assert_eq!(world.outsider().await.column("SELECT count(*) FROM people").await, ["3"]);
}

#[tokio::test]
async fn what_just_fits_an_administrator_is_taken() {
    let (name, email) = ("A".repeat(100), format!("admin@{}.com", "e".repeat(244)));
    for (name, email, password) in [
        (name.as_str(), "admin@example.com", "ten words."),
        ("Admin", email.as_str(), "ten words."),
        ("Admin", "admin@example.com", &"ü".repeat(512)),
    ] {
        let world = World::empty().await;
        for wrong in ["nine word", &"ü".repeat(513)] {
            let person = NewPerson { name: name.to_owned(), email: email.to_owned(), ..admin(wrong) };
            let refused = world.gate().set_up_administrator(person).await.unwrap_err();
            assert_eq!(refused.code(), "PASSWORD_REFUSED", "{} bytes", wrong.len());
        }
        let person = NewPerson { name: name.to_owned(), email: email.to_owned(), ..admin(password) };
        world.gate().set_up_administrator(person).await.unwrap();
        let (session, _) = world.gate().sign_in(email, password, "test").await.unwrap();
        assert_eq!((session.name(), session.email()), (name, email));
    }
}

#[test]
fn without_another_it_is_the_machines_clock_that_counts() {
    let (before, now) = (jiff::Timestamp::now(), SystemClock.now());
    assert!(before <= now && now <= jiff::Timestamp::now(), "{before} {now}");
}
