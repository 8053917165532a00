//! The schema through the real migrations, against the committed picture of it.

use assent_migrations::Migrator;
use sea_orm::DatabaseConnection;
use sea_orm_migration::MigratorTrait;

use crate::file::{File, lines};

const PICTURE: &str = include_str!("schema.txt");

async fn schema(around: &DatabaseConnection) -> String {
    let statements = lines(
        around,
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT IN ('seaql_migrations', 'sqlite_sequence') \
         ORDER BY tbl_name, type DESC, name",
    )
    .await;
    let even = |text: &String| text.lines().map(str::trim).collect::<Vec<_>>().join("\n  ");
    let mut picture = statements.iter().map(even).collect::<Vec<_>>().join(";\n\n");
    picture.push_str(";\n");
    picture
}

#[tokio::test]
async fn the_schema_is_the_committed_one() {
    let file = File::new().await;
    let found = schema(&file.around().await).await;
    if std::env::var_os("UPDATE").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/store/schema.txt");
        std::fs::write(path, &found).unwrap();
        return;
    }
    assert_eq!(found, PICTURE, "the schema changed; if that is meant: UPDATE=1 cargo test -p assent-store schema");
}

#[tokio::test]
async fn every_migration_goes_down_and_up_again() {
    let file = File::new().await;
    let around = file.around().await;
    let before = schema(&around).await;
    Migrator::down(&around, None).await.unwrap();
    let left = lines(&around, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").await;
    assert_eq!(left, ["seaql_migrations"], "nothing else stays behind");
    Migrator::up(&around, None).await.unwrap();
    assert_eq!(schema(&around).await, before);
}

#[tokio::test]
async fn one_step_down_and_up_again_is_no_change_either() {
    let file = File::new().await;
    let around = file.around().await;
    let before = schema(&around).await;
    for _ in Migrator::migrations() {
        Migrator::down(&around, Some(1)).await.unwrap();
    }
    Migrator::up(&around, None).await.unwrap();
    assert_eq!(schema(&around).await, before);
}
