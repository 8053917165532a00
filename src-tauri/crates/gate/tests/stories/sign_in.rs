//! Signing in, and sessions.

use std::time::Duration;

use assent_gate::{CallRequest, GateError};
use assent_policy::Channel;
use assent_testkit::World;
use serde_json::json;

const ALICE: &str = "alice@example.com";

#[tokio::test]
async fn a_wrong_password_and_an_unknown_account_are_one_answer() {
    let world = World::demo().await;
    let wrong = world.gate().sign_in(ALICE, "Password", "test").await.unwrap_err();
    let unknown = world.gate().sign_in("carol@example.com", "password", "test").await.unwrap_err();
    assert!(matches!(wrong, GateError::WrongCredentials));
    assert_eq!((wrong.code(), wrong.to_string()), (unknown.code(), unknown.to_string()));
    let events = world.audit().await;
    let refused: Vec<_> = events.iter().filter(|event| event.kind == "session.refused").collect();
    assert_eq!(refused.len(), 2, "both are on record");
    assert!(refused.iter().all(|event| !event.body.contains("example.com")), "without the address that was typed");
    assert!(
        world.gate().sign_in(" Alice@Example.com ", "password", "test").await.is_ok(),
        "an address knows no capitals"
    );
}

#[tokio::test]
async fn a_disabled_person_is_told_no_more_than_a_stranger() {
    let world = World::demo().await;
    world.change_access("UPDATE people SET enabled = FALSE WHERE email = 'alice@example.com'").await;
    let refused = world.gate().sign_in(ALICE, "password", "test").await.unwrap_err();
    assert!(matches!(refused, GateError::WrongCredentials));
}

#[tokio::test]
async fn ten_wrong_passwords_lock_an_account_for_a_minute_known_or_not() {
    let world = World::demo().await;
    for email in [ALICE, "carol@example.com"] {
        for _ in 0..10 {
            let refused = world.gate().sign_in(email, "guess", "test").await.unwrap_err();
            assert!(matches!(refused, GateError::WrongCredentials), "{refused}");
        }
        let locked = world.gate().sign_in(email, "password", "test").await.unwrap_err();
        assert!(matches!(locked, GateError::SignInLocked { retry_after: 1..=61 }), "{locked}");
    }
    assert!(world.gate().sign_in("bob@example.com", "password", "test").await.is_ok(), "Bob is not locked out by it");
    world.clock().advance(Duration::from_secs(61));
    assert!(world.gate().sign_in(ALICE, "password", "test").await.is_ok(), "and a minute later it opens");
}

#[tokio::test]
async fn a_right_password_forgets_the_wrong_ones_before() {
    let world = World::demo().await;
    for _ in 0..9 {
        world.gate().sign_in(ALICE, "guess", "test").await.unwrap_err();
    }
    world.gate().sign_in(ALICE, "password", "test").await.unwrap();
    let refused = world.gate().sign_in(ALICE, "guess", "test").await.unwrap_err();
    assert!(matches!(refused, GateError::WrongCredentials));
    assert!(world.gate().sign_in(ALICE, "password", "test").await.is_ok());
}

#[tokio::test]
async fn a_session_lives_thirty_days_and_no_longer() {
    let world = World::demo().await;
    let (session, secret) = world.gate().sign_in(ALICE, "password", "test").await.unwrap();
    let list = || CallRequest::new(&session, Channel::Ui, "notes_list", json!({}));
    world.clock().advance(Duration::from_secs(30 * 24 * 3600 - 1));
    assert!(world.gate().session(&secret).await.is_ok());
    assert!(world.gate().call(list()).await.is_ok());
    world.clock().advance(Duration::from_secs(1));
    assert!(matches!(world.gate().session(&secret).await, Err(GateError::NotSignedIn)));
    assert!(matches!(world.gate().call(list()).await, Err(GateError::NotSignedIn)), "nor for who held on to it");
}

#[tokio::test]
async fn signing_out_ends_this_session_and_no_other() {
    let world = World::demo().await;
    let (first, first_secret) = world.gate().sign_in(ALICE, "password", "window").await.unwrap();
    let (_, second_secret) = world.gate().sign_in(ALICE, "password", "terminal").await.unwrap();
    world.gate().sign_out(&first).await.unwrap();
    assert!(matches!(world.gate().session(&first_secret).await, Err(GateError::NotSignedIn)));
    let call = CallRequest::new(&first, Channel::Ui, "auth_me", json!({}));
    assert!(matches!(world.gate().call(call).await, Err(GateError::NotSignedIn)));
    let second = world.gate().session(&second_secret).await.unwrap();
    assert_eq!(second.person(), world.alice().person());
}

#[tokio::test]
async fn a_new_password_ends_every_other_session_and_the_old_one_is_no_good() {
    let world = World::demo().await;
    let (other, other_secret) = world.gate().sign_in(ALICE, "password", "terminal").await.unwrap();
    let wrong = world.gate().change_password(world.alice(), "guess", "a long enough one").await.unwrap_err();
    assert!(matches!(wrong, GateError::WrongCredentials));
    assert!(world.gate().session(&other_secret).await.is_ok(), "a wrong one changes nothing");
    world.gate().change_password(world.alice(), "password", "a long enough one").await.unwrap();
    assert!(matches!(world.gate().session(&other_secret).await, Err(GateError::NotSignedIn)));
    let list = |session| CallRequest::new(session, Channel::Ui, "notes_list", json!({}));
    assert!(world.gate().call(list(&other)).await.is_err());
    assert!(world.gate().call(list(world.alice())).await.is_ok(), "one's own goes on");
    assert!(world.gate().sign_in(ALICE, "password", "test").await.is_err());
    assert!(world.gate().sign_in(ALICE, "a long enough one", "test").await.is_ok());
}

#[tokio::test]
async fn a_secret_that_was_made_up_opens_nothing() {
    let world = World::demo().await;
    let secret = assent_gate::Secret::from_kept("0".repeat(64));
    assert!(matches!(world.gate().session(&secret).await, Err(GateError::NotSignedIn)));
    let stored = world.outsider().await.column("SELECT token_hash FROM sessions LIMIT 1").await.remove(0);
    let secret = assent_gate::Secret::from_kept(stored);
    assert!(matches!(world.gate().session(&secret).await, Err(GateError::NotSignedIn)), "nor does what is stored");
}

#[tokio::test]
async fn a_session_that_ended_sets_no_password_even_with_the_right_one() {
    let world = World::demo().await;
    let (session, _) = world.gate().sign_in(ALICE, "password", "test").await.unwrap();
    world.gate().sign_out(&session).await.unwrap();
    let refused = world.gate().change_password(&session, "password", "a long enough one").await;
    assert!(matches!(refused, Err(GateError::NotSignedIn)));
    assert!(matches!(world.gate().authenticate_again(&session, "password").await, Err(GateError::NotSignedIn)));
    assert!(world.gate().authenticate_again(world.alice(), "password").await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_guesses_at_once_are_counted_like_one_after_the_other() {
    let world = World::demo().await;
    let guesses = (0..30).map(|_| {
        let gate = world.gate().clone();
        tokio::spawn(async move { gate.sign_in(ALICE, "guess", "test").await })
    });
    for guess in guesses.collect::<Vec<_>>() {
        assert!(guess.await.unwrap().is_err());
    }
    let locked = world.gate().sign_in(ALICE, "password", "test").await;
    assert!(matches!(locked, Err(GateError::SignInLocked { .. })));
}

#[tokio::test]
async fn one_sees_ones_own_sessions_and_ends_each_and_nobody_elses() {
    let world = World::demo().await;
    let (window, window_secret) = world.gate().sign_in(ALICE, "password", "window").await.unwrap();
    let clients = async |session| -> Vec<String> {
        world.gate().sessions(session).await.unwrap().into_iter().map(|shown| shown.client).collect()
    };
    let mut shown = clients(world.alice()).await;
    shown.sort();
    assert_eq!(shown, ["test", "window"]);
    assert_eq!(clients(world.bob()).await, ["test"]);
    for unknown in [world.bob().id(), 9_999] {
        let refused = world.gate().end_session(world.alice(), unknown).await.unwrap_err();
        assert!(matches!(refused, GateError::NotFound { .. }), "{refused}");
    }
    assert_eq!(clients(world.bob()).await, ["test"], "Bob's goes on");
    world.gate().end_session(world.alice(), window.id()).await.unwrap();
    assert!(matches!(world.gate().session(&window_secret).await, Err(GateError::NotSignedIn)));
    assert_eq!(clients(world.alice()).await, ["test"]);
    let ended = world.audit().await.pop().unwrap();
    assert_eq!((ended.kind.as_str(), ended.person_id), ("session.ended", Some(world.alice().person().0)));
    let again = world.gate().end_session(&window, world.alice().id()).await;
    assert!(matches!(again, Err(GateError::NotSignedIn)), "one that ended ends no other");
    assert_eq!(clients(world.alice()).await, ["test"]);
}

#[tokio::test]
async fn a_session_says_whose_it_is_and_when_the_password_was_given() {
    let world = World::demo().await;
    let at = world.gate().now().as_millisecond();
    world.clock().advance(Duration::from_secs(60));
    let (session, secret) = world.gate().sign_in(" ALICE@example.com", "password", "test").await.unwrap();
    assert_eq!((session.name(), session.email()), ("Alice", ALICE));
    assert_eq!((world.alice().authenticated_at(), session.authenticated_at()), (at, at + 60_000));
    world.clock().advance(Duration::from_secs(60));
    let again = world.gate().authenticate_again(&session, "password").await.unwrap();
    assert_eq!(again.authenticated_at(), at + 120_000);
    assert_eq!(world.gate().session(&secret).await.unwrap(), again, "also for who comes back with its secret");
}

#[tokio::test]
async fn who_got_a_password_from_somebody_else_sets_their_own_before_anything_else() {
    let world = World::demo().await;
    let (_, secret) = world.gate().sign_in(ALICE, "password", "test").await.unwrap();
    assert!(!world.gate().session(&secret).await.unwrap().must_change_password());
    world.change_access("UPDATE people SET must_change_password = TRUE WHERE email = 'alice@example.com'").await;
    let session = world.gate().session(&secret).await.unwrap();
    assert!(session.must_change_password());
    let list = || CallRequest::new(&session, Channel::Ui, "notes_list", json!({}));
    assert!(matches!(world.gate().call(list()).await, Err(GateError::PasswordChangeRequired)));
    world.gate().change_password(&session, "password", "a long enough one").await.unwrap();
    assert!(!world.gate().session(&secret).await.unwrap().must_change_password());
    assert!(world.gate().call(list()).await.is_ok());
}

#[tokio::test]
async fn who_is_locked_out_is_told_for_how_long_and_old_guesses_are_forgotten() {
    let world = World::demo().await;
    for _ in 0..10 {
        world.gate().sign_in(ALICE, "guess", "test").await.unwrap_err();
    }
    world.clock().advance(Duration::from_millis(10_500));
    let locked = world.gate().sign_in(ALICE, "password", "test").await.unwrap_err();
    assert!(matches!(locked, GateError::SignInLocked { retry_after: 50 }), "of 49.5 seconds: {locked}");
    world.clock().advance(Duration::from_millis(49_501));
    let wrong = world.gate().sign_in(ALICE, "guess", "test").await.unwrap_err();
    assert!(matches!(wrong, GateError::WrongCredentials), "{wrong}");
    let kept = world.outsider().await.column("SELECT count(*) FROM sign_in_attempts").await;
    assert_eq!(kept, ["1"], "those of the minute before are kept no longer");
}
