//! A server that refuses, goes away or comes back: each has its sentence, and
//! none of them has the password in it.

use std::time::Duration;

use assent_store::{Store, StoreError, StoreOptions};
use assent_testkit::{Backend, Outsider};

use crate::file::File;

async fn refused(url: &str) -> StoreError {
    let options = StoreOptions { busy_timeout: Duration::from_secs(5), ..StoreOptions::address(url) };
    assert!(!format!("{options:?}").contains("hunter2"));
    let refused = Store::open(&options).await.unwrap_err();
    assert_eq!(refused.code(), "DATABASE_UNREACHABLE");
    for text in [refused.to_string(), format!("{refused:?}")] {
        assert!(!text.contains("hunter2") && !text.contains("more"), "{text}");
    }
    refused
}

#[tokio::test]
async fn an_address_that_is_none_says_how_one_is_written() {
    for url in [
        "postgres://alice:hunter2@more@db/assent",
        "postgres://alice:hunter2@and?more@db/assent",
        "postgres://alice:12?hunter2@db/assent",
        "postgres://alice:12/hunter2@db/assent",
        "postgres://alice:hunter2#more@db/assent",
        "postgresql://[hunter2",
    ] {
        let said = refused(url).await.to_string();
        assert!(said.starts_with("the database at DATABASE_URL can't"), "{said}");
        assert!(said.contains("postgres://NAME:PASSWORD@HOST/DATABASE"), "{said}");
    }
}

#[tokio::test]
async fn a_server_nobody_runs_is_named_without_the_password_and_at_once() {
    let said = refused("postgres://alice:hunter2@127.0.0.1:9/assent?password=hunter2%40more").await.to_string();
    assert!(said.contains("assent on 127.0.0.1:9") && said.contains("check that the server runs"), "{said}");
}

#[tokio::test]
async fn a_database_that_is_not_there_is_to_be_made() {
    if !Backend::Postgres.or_skip() {
        return;
    }
    let file = File::new().await;
    let other = file.database.address().replace("/assent_test_", "/assent_never_");
    let said = refused(&other).await.to_string();
    assert!(said.contains("createdb"), "{said}");
}

#[tokio::test]
async fn a_wrong_password_is_one() {
    if !Backend::Postgres.or_skip() {
        return;
    }
    let file = File::new().await;
    let mut outsider = Outsider::at(&file.database).await;
    outsider
        .run("DROP ROLE IF EXISTS locked; CREATE ROLE locked SUPERUSER LOGIN PASSWORD 'something else'")
        .await
        .unwrap();
    let wrong = file.database.address().replace("postgres@", "locked:hunter2@");
    let said = refused(&wrong).await.to_string();
    assert!(said.contains("name and password"), "{said}");
    let right = file.database.address().replace("postgres@", "locked:something%20else@");
    assert!(Store::open(&StoreOptions::address(&right)).await.is_ok(), "the right one opens what is there");
}

#[tokio::test]
async fn a_name_that_may_make_no_tables_is_told_so() {
    if !Backend::Postgres.or_skip() {
        return;
    }
    let (_folder, database) = crate::file::nothing_yet().await;
    let mut outsider = Outsider::at(&database).await;
    let made = "DO $$ BEGIN CREATE ROLE guest LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$";
    outsider.run(made).await.unwrap();
    let said = refused(&database.address().replace("postgres@", "guest@")).await.to_string();
    assert!(said.contains("let it own the database"), "{said}");
}

#[tokio::test]
async fn a_database_dropped_while_it_was_open_is_gone() {
    if !Backend::Postgres.or_skip() {
        return;
    }
    let file = File::seeded().await;
    let drop_it = file.database.address();
    let cluster = drop_it.replace(&drop_it[drop_it.find("/assent_test_").unwrap()..], "/postgres");
    let name = drop_it.split("/").last().unwrap().split('?').next().unwrap();
    let query = drop_it.split('?').nth(1).unwrap();
    let around = sea_orm::Database::connect(format!("{cluster}?{query}")).await.unwrap();
    use sea_orm::ConnectionTrait;
    around.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
    let refused = file.store.write().await.unwrap_err();
    assert_eq!(refused.code(), "DATABASE_GONE", "{refused:?}");
}

#[tokio::test]
async fn a_connection_ended_by_the_server_is_one_lost_transaction_and_no_more() {
    if !Backend::Postgres.or_skip() {
        return;
    }
    let file = File::seeded().await;
    let tx = file.store.write().await.unwrap();
    let others = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                  WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'assent'";
    assert_ne!(Outsider::at(&file.database).await.column(others).await, ["0"]);
    let lost = assent_store::snapshot::advance(&tx).await.unwrap_err();
    assert_eq!(lost.code(), "DATABASE_UNREACHABLE", "{lost:?}");
    drop(tx);
    let tx = file.store.write().await.unwrap();
    assent_store::snapshot::advance(&tx).await.unwrap();
    tx.commit().await.unwrap();
}
