//! What is stored about authority is what the decision gets.

use assent_policy::{AskPolicy, CATALOGUE, GrantId, PersonId, PersonalGrant, ROLES};
use assent_store::{people, snapshot};
use assent_testkit::Backend;
use sea_orm::ConnectionTrait;

use crate::file::File;

async fn office() -> File {
    let file = File::seeded().await;
    let tx = file.store.write().await.unwrap();
    people::insert(&tx, "Alice", "Alice@Example.com", "x", "basic", 1).await.unwrap();
    people::insert(&tx, "Bob", "bob@example.com", "x", "pro", 1).await.unwrap();
    tx.commit().await.unwrap();
    file
}

#[tokio::test]
async fn permissions_roles_and_people_come_back_as_they_were_seeded() {
    let file = office().await;
    let loaded = snapshot::load(&file.store.view().await.unwrap()).await.unwrap();
    assert_eq!(loaded.permissions.len(), CATALOGUE.len());
    for entry in CATALOGUE {
        let kept = &loaded.permissions[&entry.code.parse().unwrap()];
        assert_eq!(
            (kept.title.as_str(), kept.risk, kept.ask_policy),
            (entry.title, entry.risk, None),
            "{}",
            entry.code
        );
    }
    for entry in ROLES {
        let role = loaded.roles.values().find(|role| role.name == entry.name).unwrap();
        let given: Vec<_> = role.grants.iter().map(|code| code.as_str()).collect();
        let mut expected: Vec<_> = entry.grants().collect();
        expected.sort_unstable();
        assert_eq!(given, expected, "{}", entry.name);
    }
    let alice = &loaded.people[&PersonId(1)];
    assert_eq!((alice.name.as_str(), alice.email.as_str(), alice.enabled), ("Alice", "alice@example.com", true));
    let delete = "tasks:delete".parse().unwrap();
    assert_eq!(loaded.role_policy(PersonId(2), &delete, 0), Some(AskPolicy::Approve), "Bob's deletions wait");
    assert_eq!(loaded.role_policy(PersonId(1), &delete, 0), None);
}

#[tokio::test]
async fn a_grant_is_loaded_in_whole_seconds_and_a_revoked_one_is_not() {
    let file = office().await;
    let around = file.around().await;
    for (permission, expires, revoked) in
        [("tasks:list", "NULL", "NULL"), ("tasks:create", "5999", "NULL"), ("tasks:update", "NULL", "7")]
    {
        let sql = format!(
            "INSERT INTO grants (person_id, permission, granted_by, reason, created_at, expires_at, revoked_at) \
             VALUES (1, '{permission}', 2, 'asked for', 1, {expires}, {revoked})"
        );
        around.execute_unprepared(&sql).await.unwrap();
    }
    let loaded = snapshot::load(&file.store.view().await.unwrap()).await.unwrap();
    let expected = [
        PersonalGrant::plain(GrantId(1), "tasks:list".parse().unwrap(), None),
        PersonalGrant::plain(GrantId(2), "tasks:create".parse().unwrap(), Some(5)),
    ];
    assert_eq!(loaded.people[&PersonId(1)].grants, expected, "an end is never later than it was stored");
}

#[tokio::test]
async fn a_word_the_product_does_not_know_is_an_error_and_not_a_default() {
    let file = office().await;
    let unchecked = match Backend::at_hand() {
        Backend::Sqlite => "PRAGMA ignore_check_constraints = 1",
        Backend::Postgres => "ALTER TABLE permissions DROP CONSTRAINT permissions_ask_policy_check",
    };
    let sql = format!("{unchecked}; UPDATE permissions SET ask_policy = 'sometimes' WHERE code = 'notes:list'");
    file.around().await.execute_unprepared(&sql).await.unwrap();
    let refused = snapshot::load(&file.store.view().await.unwrap()).await.unwrap_err();
    assert_eq!(refused.code(), "DATABASE_UNREADABLE");
}

#[tokio::test]
async fn a_word_the_product_does_not_know_is_not_even_stored() {
    let file = office().await;
    let sql = "UPDATE permissions SET ask_policy = 'sometimes' WHERE code = 'notes:list'";
    assert!(file.around().await.execute_unprepared(sql).await.is_err());
}

#[tokio::test]
async fn each_change_of_authority_has_a_version_of_its_own() {
    let file = office().await;
    let before = snapshot::version(&file.store.view().await.unwrap()).await.unwrap();
    let tx = file.store.write().await.unwrap();
    snapshot::advance(&tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(snapshot::version(&file.store.view().await.unwrap()).await.unwrap(), before + 1);
}
