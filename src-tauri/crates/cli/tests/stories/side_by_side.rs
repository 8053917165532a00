//! Several processes on one data folder.

use std::thread;

use super::office::Office;

const ALICE: &str = "alice@example.com";
const BOB: &str = "bob@example.com";

#[test]
fn two_processes_at_once_lose_nothing() {
    let office = Office::with(&[ALICE, BOB]);
    thread::scope(|scope| {
        for email in [ALICE, BOB] {
            let office = &office;
            scope.spawn(move || {
                for n in 0..20 {
                    let note = format!(r#"{{"title":"Note {n}","content":"by {email}"}}"#);
                    office.run(&["call", "--as", email, "notes_create", &note]).ends(0);
                }
            });
        }
    });
    assert_eq!((office.notes(ALICE).len(), office.notes(BOB).len()), (20, 20));
    let verified = office.run(&["audit", "verify"]).ends(0);
    assert!(verified.out.starts_with("intact: "), "{verified:#?}");
}

#[test]
fn people_who_sign_in_at_once_are_all_kept() {
    let office = Office::with(&[]);
    let people = [ALICE, BOB, "admin@example.com"];
    thread::scope(|scope| {
        for email in people {
            let office = &office;
            scope.spawn(move || office.login(email).ends(0));
        }
    });
    for email in people {
        office.run(&["call", "--as", email, "auth_me", "{}"]).ends(0);
    }
}

#[test]
fn of_two_who_set_up_at_once_one_does() {
    let office = Office::empty();
    let mut codes: Vec<i32> = thread::scope(|scope| {
        let starts = [0, 1].map(|_| scope.spawn(|| office.run(&["init", "--demo"]).code));
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    codes.sort_unstable();
    assert_eq!(codes, [0, 2]);
    office.login(ALICE).ends(0);
    office.run(&["audit", "verify"]).ends(0);
}
