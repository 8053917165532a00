//! What is looked for is found alike on both databases.

use assent_store::{notes, people};

use crate::file::File;

async fn office() -> File {
    let file = File::seeded().await;
    let tx = file.store.write().await.unwrap();
    let alice = people::insert(&tx, "Alice", "alice@example.com", "x", "basic", 1).await.unwrap().id;
    for (title, content) in
        [("Groceries", "Milk and BREAD"), ("100% done", "nothing"), ("Überraschung", "for_Bob"), ("Plans", "a\\b 'c'")]
    {
        notes::insert(&tx, alice, alice, title, content, 1).await.unwrap();
    }
    tx.commit().await.unwrap();
    file
}

#[tokio::test]
async fn a_note_is_found_by_any_part_of_it_in_capitals_or_not() {
    let file = office().await;
    let view = file.store.view().await.unwrap();
    for (wanted, expected) in [
        ("groceries", &["Groceries"][..]),
        ("GROC", &["Groceries"]),
        ("bread", &["Groceries"]),
        ("Überraschung", &["Überraschung"]),
        ("berraSCHung", &["Überraschung"]),
        ("s", &["Plans", "Überraschung", "Groceries"]),
        ("", &["Plans", "Überraschung", "100% done", "Groceries"]),
    ] {
        let found = notes::list(&view, 1, Some(wanted), None, 10).await.unwrap();
        let titles: Vec<_> = found.iter().map(|note| note.title.as_str()).collect();
        assert_eq!(titles, expected, "{wanted:?}");
    }
}

#[tokio::test]
async fn signs_that_mean_something_to_a_database_mean_themselves() {
    let file = office().await;
    let view = file.store.view().await.unwrap();
    for (wanted, expected) in [
        ("0%", &["100% done"][..]),
        ("%", &["100% done"]),
        ("r_b", &["Überraschung"]),
        ("_", &["Überraschung"]),
        ("a\\b", &["Plans"]),
        ("'c'", &["Plans"]),
        ("groceries%", &[]),
        ("milk\0", &[]),
    ] {
        let found = notes::list(&view, 1, Some(wanted), None, 10).await.unwrap();
        let titles: Vec<_> = found.iter().map(|note| note.title.as_str()).collect();
        assert_eq!(titles, expected, "{wanted:?}");
    }
}

#[tokio::test]
async fn the_character_no_database_keeps_finds_nobody_and_breaks_nothing() {
    let file = office().await;
    let tx = file.store.write().await.unwrap();
    assert!(people::by_email(&tx, "alice@example.com\0").await.unwrap().is_none());
    people::note_attempt(&tx, "alice@example.com\0", 2, 0).await.unwrap();
    assert_eq!(people::attempts(&tx, "alice@example.com\0", 0).await.unwrap(), (1, Some(2)));
    assert_eq!(people::attempts(&tx, "alice@example.com", 0).await.unwrap(), (0, None));
}
