//! Accounts: added, disabled, enabled, reset.

use assent_gate::{CallRequest, GateError, HoldState, NewPerson, Notice};
use assent_policy::PersonId;

use super::*;
use crate::common::answer;

const WEEK: std::time::Duration = std::time::Duration::from_secs(7 * 24 * 3600);

/// A real workspace in which only the admin is.
async fn beginning() -> (World, Session) {
    let world = World::empty().await;
    let (name, email) = ("Admin".to_owned(), ADMIN.to_owned());
    let person = NewPerson { name, email, password: "a long one for the admin".to_owned().into() };
    world.gate().set_up_administrator(person).await.unwrap();
    let (session, _) = world.gate().sign_in(ADMIN, "a long one for the admin", "test").await.unwrap();
    (world, session)
}

async fn confirmed(world: &World, admin: &Session, tool: &str, arguments: Value) -> CallRecord {
    let held = world.call(admin, Channel::Ui, tool, arguments).await;
    assert!(held.is_waiting(), "{held:?}");
    answer(world.gate(), admin, &held, true).await.unwrap()
}

fn one_time(world: &World, call: &CallRecord) -> String {
    use secrecy::ExposeSecret;
    world.gate().take_secret(call.id).expect("it is handed over").expose_secret().to_owned()
}

#[tokio::test]
async fn somebody_new_signs_in_once_with_what_they_were_given_and_first_chooses_their_own() {
    let (world, admin) = beginning().await;
    let arguments = json!({ "name": "Alice", "email": "Alice@example.com", "roles": ["basic"] });
    let made = confirmed(&world, &admin, "access_people_add", arguments.clone()).await;
    assert_eq!(made.result.as_ref().unwrap()["email"], ALICE);
    let given = one_time(&world, &made);
    assert!(world.gate().take_secret(made.id).is_none(), "once");
    let groups: Vec<_> = given.split('-').map(str::len).collect();
    assert_eq!(groups, [5, 5, 5, 5], "it can be read out and typed");
    let (alice, _) = world.gate().sign_in(ALICE, &given, "test").await.unwrap();
    assert!(alice.must_change_password());

    let list = |session: &Session| CallRequest::new(session, Channel::Ui, "notes_list", json!({}));
    let refused = world.gate().call(list(&alice)).await.unwrap_err();
    assert_eq!(refused.code(), "PASSWORD_CHANGE_REQUIRED");
    let same = world.gate().change_password(&alice, &given, &given).await.unwrap_err();
    assert_eq!(same.code(), "PASSWORD_REFUSED");
    world.gate().change_password(&alice, &given, "a long one for Alice").await.unwrap();
    assert!(world.gate().call(list(&alice)).await.is_ok());
    assert!(matches!(world.gate().sign_in(ALICE, &given, "test").await, Err(GateError::WrongCredentials)));

    let twice = world.call(&admin, Channel::Ui, "access_people_add", arguments).await;
    assert_eq!(denied(&twice), DenialCode::InvalidArguments, "the e-mail is taken");
    let mut outsider = world.outsider().await;
    for (table, column) in [("calls", "result"), ("calls", "arguments"), ("audit_events", "body"), ("holds", "digest")]
    {
        let found = outsider.column(&format!("SELECT count(*) FROM {table} WHERE {column} LIKE '%{given}%'")).await;
        assert_eq!(found, ["0"], "the password lies nowhere, also not in {table}");
    }
}

#[tokio::test]
async fn nobody_is_added_whose_address_or_name_could_pass_for_anothers() {
    let (world, admin) = beginning().await;
    for (name, email) in [
        ("Alice", "аlice@example.com"),
        ("Alice", "alice"),
        ("Alice", "ali ce@example.com"),
        ("Ali\u{202e}ce", ALICE),
        ("Ali\u{200b}ce", ALICE),
        ("Alice\n", "alice\n@example.com"),
        ("", ALICE),
    ] {
        let arguments = json!({ "name": name, "email": email, "roles": [] });
        let call = world.call(&admin, Channel::Ui, "access_people_add", arguments).await;
        assert_eq!(denied(&call), DenialCode::InvalidArguments, "{name:?} {email:?}");
    }
    let arguments = json!({ "name": "Älice 愛", "email": ALICE, "roles": [] });
    assert!(world.call(&admin, Channel::Ui, "access_people_add", arguments).await.is_waiting());
}

#[tokio::test]
async fn disabling_somebody_ends_their_sessions_and_takes_back_what_of_theirs_waits() {
    let world = World::demo().await;
    let task = world.call(world.bob(), Channel::Ui, "tasks_create", json!({ "title": "Order chairs" })).await;
    let task = json!({ "task_id": task.result.unwrap()["id"] });
    let waiting = world.call(world.bob(), Channel::Ui, "tasks_delete", task).await;
    assert!(waiting.is_waiting());
    let mut outsider = world.outsider().await;
    outsider
        .run(
            "INSERT INTO requests (kind, requester_id, permission, duration, note, by_agent, state, created_at, \
             expires_at) VALUES ('permission', 2, 'access:manage', '15m', '', FALSE, 'pending', 1, 99999999999999), \
             ('permission', 1, 'tasks:create', '15m', '', FALSE, 'pending', 1, 99999999999999)",
        )
        .await
        .unwrap();

    manages(&world, "access_people_disable", json!({ "person": BOB })).await;
    let list = CallRequest::new(world.bob(), Channel::Ui, "notes_list", json!({}));
    assert!(matches!(world.gate().call(list.clone()).await, Err(GateError::NotSignedIn)));
    assert!(matches!(world.gate().sign_in(BOB, "password", "test").await, Err(GateError::WrongCredentials)));
    let over = outsider.column(&format!("SELECT state FROM holds WHERE id = {}", hold(&waiting).id)).await;
    assert_eq!(over, [HoldState::Withdrawn.as_str()]);
    assert!(answer(world.gate(), world.admin(), &waiting, true).await.is_err());
    let requests = outsider.column("SELECT state FROM requests ORDER BY requester_id").await;
    assert_eq!(requests, ["pending", "withdrawn"], "Alice's stays");
    let all = world.audit().await;
    for kind in ["hold.withdrawn", "request.withdrawn"] {
        assert!(all.iter().any(|event| event.kind == kind), "{kind}");
    }
    assert!(!may_create_tasks(&world, world.alice()).await, "Alice is still there, and no more than before");

    manages(&world, "access_people_enable", json!({ "person": BOB })).await;
    assert!(matches!(world.gate().call(list).await, Err(GateError::NotSignedIn)), "what ended stays ended");
    let (bob, _) = world.gate().sign_in(BOB, "password", "test").await.unwrap();
    assert!(may_create_tasks(&world, &bob).await);
}

#[tokio::test]
async fn a_reset_ends_sessions_gives_one_password_and_is_told_to_who_must_know() {
    let world = World::demo().await;
    let held = asks(&world, "access_people_reset", json!({ "person": ALICE })).await;
    let done = approve(&world, world.admin(), &held).await;
    assert_eq!(done.state, CallState::Succeeded, "{done:?}");
    let given = one_time(&world, &done);
    let list = |session: &Session| CallRequest::new(session, Channel::Ui, "notes_list", json!({}));
    assert!(matches!(world.gate().call(list(world.alice())).await, Err(GateError::NotSignedIn)));
    assert!(world.gate().call(list(world.bob())).await.is_ok());
    assert!(world.gate().sign_in(ALICE, "password", "test").await.is_err());
    let (alice, _) = world.gate().sign_in(ALICE, &given, "test").await.unwrap();
    assert_eq!(world.gate().call(list(&alice)).await.unwrap_err().code(), "PASSWORD_CHANGE_REQUIRED");

    let mut told = Vec::new();
    for who in [&alice, world.bob(), world.admin()] {
        let taken = world.gate().take_notifications(std::slice::from_ref(who)).await.unwrap();
        told.extend(taken.into_iter().filter(|notice| notice.notice == Notice::PersonReset).map(|n| n.person));
    }
    assert_eq!(told, [alice.person(), world.admin().person()]);
}

/// Alice is made an admin by the admin; then the admin's deletions need somebody else.
async fn two_admins() -> (World, i64) {
    let world = World::demo().await;
    manages(&world, "access_people_roles", json!({ "person": ALICE, "roles": ["admin"] })).await;
    manages(&world, "access_policies_set", json!({ "permission": "notes:delete", "ask_policy": "approve" })).await;
    let note = crate::common::note(&world, world.admin(), "Groceries").await;
    (world, note)
}

#[tokio::test]
async fn a_second_approver_one_has_just_made_does_not_count_for_a_week() {
    let (world, note) = two_admins().await;
    let delete = || world.call(world.admin(), Channel::Ui, "notes_delete", json!({ "note_id": note }));
    assert_eq!(denied(&delete().await), DenialCode::NoDecider);
    world.clock().advance(WEEK);
    assert_eq!(denied(&delete().await), DenialCode::NoDecider);
    world.clock().advance(std::time::Duration::from_secs(1));
    let held = delete().await;
    assert!(held.is_waiting(), "{held:?}");
    assert_eq!(approve(&world, world.alice(), &held).await.state, CallState::Succeeded);
}

#[tokio::test]
async fn an_approver_who_is_reset_while_a_call_waits_is_not_independent_any_more() {
    let (world, note) = two_admins().await;
    world.clock().advance(WEEK + std::time::Duration::from_secs(1));
    let held = world.call(world.admin(), Channel::Ui, "notes_delete", json!({ "note_id": note })).await;
    let reset = asks(&world, "access_people_reset", json!({ "person": ALICE })).await;
    let reset = approve(&world, world.admin(), &reset).await;
    let given = one_time(&world, &reset);
    let (alice, _) = world.gate().sign_in(ALICE, &given, "test").await.unwrap();
    assert_eq!(answer(world.gate(), &alice, &held, true).await.unwrap_err().code(), "PASSWORD_CHANGE_REQUIRED");
    world.gate().change_password(&alice, &given, "a long one for Alice").await.unwrap();
    assert_eq!(answer(world.gate(), &alice, &held, true).await.unwrap_err().code(), "DECIDER_NOT_INDEPENDENT");
}

#[tokio::test]
async fn a_grant_of_the_right_to_decide_ties_like_a_role_and_one_of_an_everyday_right_does_not() {
    for (permission, tied) in [("permissions:approve", vec!["3"]), ("tasks:create", vec![])] {
        let world = World::demo().await;
        manages(&world, "access_grants_add", json!({ "person": ALICE, "permission": permission, "reason": "helps" }))
            .await;
        let ties = world.outsider().await.column("SELECT changed_by FROM account_changes WHERE person_id = 1").await;
        assert_eq!(ties, tied, "{permission}");
    }
}

#[tokio::test]
async fn what_ties_nobody_any_more_is_forgotten() {
    let world = World::demo().await;
    manages(&world, "access_people_roles", json!({ "person": ALICE, "roles": ["pro"] })).await;
    world.clock().advance(WEEK + std::time::Duration::from_secs(1));
    manages(&world, "access_people_roles", json!({ "person": BOB, "roles": ["pro"] })).await;
    let kept = world.outsider().await.column("SELECT person_id FROM account_changes").await;
    assert_eq!(kept, [PersonId(2).to_string()]);
}
