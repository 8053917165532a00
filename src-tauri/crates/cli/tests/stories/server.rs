//! The same office on a server, with several processes and a password nobody sees.

use std::thread;

use assent_testkit::{Database, Outsider};

use super::office::{Office, Said, block};

const ALICE: &str = "alice@example.com";
const BOB: &str = "bob@example.com";
const PASSWORD: &str = "hunter2-is-secret";

/// A database of the cluster, and its address for a role that needs a password.
fn server() -> Option<(Database, String)> {
    let database = block(Database::on_server())?;
    let role = format!(
        "DO $$ BEGIN CREATE ROLE locked SUPERUSER LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$; \
         ALTER ROLE locked PASSWORD '{PASSWORD}'"
    );
    block(async { Outsider::at(&database).await.run(&role).await.unwrap() });
    let address = database.address().replace("postgres@", &format!("locked:{PASSWORD}@"));
    Some((database, address))
}

#[track_caller]
fn silent(said: Said) -> Said {
    for text in [&said.out, &said.err] {
        assert!(!text.contains(PASSWORD) && !text.contains("hunter2"), "{said:#?}");
    }
    said
}

#[test]
fn an_office_on_a_server_is_set_up_asked_and_answered_by_process_after_process() {
    let Some((_database, address)) = server() else { return };
    let office = Office::empty().set("DATABASE_URL", &address).set("LOG_LEVEL", "trace");
    silent(office.run(&["--demo", "init"])).ends(0);
    silent(office.run(&["--demo", "init"])).ends(2);
    for email in [ALICE, BOB] {
        silent(office.login(email)).ends(0);
    }
    assert!(!office.database().exists(), "there is no file beside it");

    let note = r#"{"title":"Groceries","content":"milk"}"#;
    silent(office.run(&["call", "--as", ALICE, "notes_create", note])).ends(0);
    silent(office.run(&["ask", "--as", ALICE, "delete the note Groceries"])).ends(3);
    assert_eq!(office.notes(ALICE).len(), 1, "it waits");
    silent(office.run(&["holds", "approve", "1", "--as", BOB])).fails(4, "NOT_FOUND");
    silent(office.run(&["holds", "approve", "1", "--as", ALICE])).ends(0);
    silent(office.run(&["holds", "approve", "1", "--as", ALICE])).fails(4, "DECIDED");
    assert_eq!(office.notes(ALICE).len(), 0);

    let chatted =
        silent(office.piped("/notes_create {\"title\":\"From chat\",\"content\":\"\"}\n", &["chat", "--as", ALICE]));
    assert_eq!(chatted.code, 0, "{chatted:#?}");
    assert_eq!(office.notes(ALICE)[0]["title"], "From chat");
    let verified = silent(office.run(&["audit", "verify"])).ends(0);
    assert!(verified.out.starts_with("intact: "), "{verified:#?}");
    let looked = silent(office.run(&["doctor"])).ends(0);
    assert!(looked.out.contains("(audit_append_only): ok") && looked.out.contains("A server: "), "{looked:#?}");
}

#[test]
fn two_processes_at_once_on_a_server_lose_nothing() {
    let Some((_database, address)) = server() else { return };
    let office = Office::empty().set("DATABASE_URL", &address);
    let mut codes: Vec<i32> = thread::scope(|scope| {
        let starts = [0, 1].map(|_| scope.spawn(|| office.run(&["init", "--demo"]).code));
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    codes.sort_unstable();
    assert_eq!(codes, [0, 2], "of two who set up at once one does");
    for email in [ALICE, BOB] {
        office.login(email).ends(0);
    }
    thread::scope(|scope| {
        for email in [ALICE, BOB] {
            let office = &office;
            scope.spawn(move || {
                for n in 0..10 {
                    let note = format!(r#"{{"title":"Note {n}","content":"by {email}"}}"#);
                    office.run(&["call", "--as", email, "notes_create", &note]).ends(0);
                }
            });
        }
    });
    assert_eq!((office.notes(ALICE).len(), office.notes(BOB).len()), (10, 10));
    let verified = office.run(&["audit", "verify"]).ends(0);
    assert!(verified.out.starts_with("intact: "), "{verified:#?}");
}

#[test]
fn a_server_that_lets_nobody_in_is_one_sentence_without_the_password() {
    let Some((_database, address)) = server() else { return };
    let wrong = address.replace(PASSWORD, "hunter2-was-it");
    for url in [wrong.as_str(), "postgres://alice:hunter2@127.0.0.1:9/assent", "postgres://alice:hunter2@or@db/assent"]
    {
        let office = Office::empty().set("DATABASE_URL", url).set("LOG_LEVEL", "trace");
        silent(office.run(&["--demo", "init"])).fails(5, "DATABASE_UNREACHABLE");
    }
}
