//! Somebody opens the database past the door; `audit verify` says so and where.

use std::fs;
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use super::office::Office;

const ALICE: &str = "alice@example.com";
const NO_TRIGGERS: &[&str] = &["DROP TRIGGER audit_events_no_update", "DROP TRIGGER audit_events_no_delete"];

/// An office in which something has happened.
fn office() -> Office {
    let office = Office::with(&[ALICE]);
    office.run(&["call", "notes_create", r#"{"title":"Groceries","content":"milk"}"#]).ends(0);
    office.run(&["call", "tasks_create", r#"{"title":"x"}"#]).ends(4);
    office.run(&["audit", "verify"]).ends(0);
    office
}

fn last(office: &Office) -> i64 {
    office.events().last().unwrap()["seq"].as_i64().unwrap()
}

#[track_caller]
fn broken_at(office: &Office, at: i64, what: &str) {
    let said = office.run(&["audit", "verify"]).ends(1);
    assert_eq!(said.out, format!("broken at {at}: {what}\n"));
    let said = office.run(&["--json", "audit", "verify"]).ends(1).json();
    assert_eq!((&said["verdict"], &said["at"]), (&"broken".into(), &at.into()));
}

#[track_caller]
fn cut_after(office: &Office, after: i64, anchored: i64) {
    let said = office.run(&["audit", "verify"]).ends(1);
    assert_eq!(said.out, format!("truncated or rolled back after {after}: the anchor knows event {anchored}\n"));
}

#[test]
fn the_triggers_refuse_a_change_and_the_record_stays_intact() {
    let office = office();
    for change in ["UPDATE audit_events SET kind = 'x' WHERE seq = 3", "DELETE FROM audit_events WHERE seq = 3"] {
        let refused = office.try_sql(&[change]).unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{refused}");
    }
    office.run(&["audit", "verify"]).ends(0);
}

#[test]
fn a_changed_byte_is_named() {
    let office = office();
    office.sql(&[]);
    let mut bytes = fs::read(office.database()).unwrap();
    let mark = br#""public_key":""#;
    let at = bytes.windows(mark.len()).position(|window| window == mark).expect("the first record is in the file");
    bytes[at + mark.len()] ^= 1;
    fs::write(office.database(), bytes).unwrap();
    broken_at(&office, 1, "its content was changed");
}

#[test]
fn a_deleted_row_is_named() {
    let office = office();
    office.sql(&[NO_TRIGGERS, &["DELETE FROM audit_events WHERE seq = 4"]].concat());
    broken_at(&office, 4, "a record is missing");
}

#[test]
fn two_swapped_rows_are_named() {
    let office = office();
    let swap = &[
        "UPDATE audit_events SET seq = -1 WHERE seq = 3",
        "UPDATE audit_events SET seq = 3 WHERE seq = 4",
        "UPDATE audit_events SET seq = 4 WHERE seq = -1",
    ];
    office.sql(&[NO_TRIGGERS, swap].concat());
    broken_at(&office, 3, "it does not follow the record before");
}

#[test]
fn a_cut_tail_is_named() {
    let office = office();
    let end = last(&office);
    office.sql(&[NO_TRIGGERS, &[&format!("DELETE FROM audit_events WHERE seq > {}", end - 2)]].concat());
    cut_after(&office, end - 2, end);
}

#[test]
fn a_cut_tail_is_named_where_the_head_was_cut_with_it() {
    let office = office();
    let end = last(&office);
    let cut = [
        format!("DELETE FROM audit_events WHERE seq > {}", end - 2),
        "UPDATE audit_heads SET (seq, hash) = (SELECT seq, hash FROM audit_events ORDER BY seq DESC LIMIT 1)"
            .to_owned(),
    ];
    let cut: Vec<&str> = cut.iter().map(String::as_str).collect();
    office.sql(&[NO_TRIGGERS, &cut].concat());
    cut_after(&office, end - 2, end);
}

#[test]
fn an_edited_row_is_named_after_its_trigger_was_dropped() {
    let office = office();
    let end = last(&office);
    let edit = format!("UPDATE audit_events SET body = replace(body, 'deny', 'allow') WHERE seq = {end}");
    office.sql(&[NO_TRIGGERS, &[&edit]].concat());
    broken_at(&office, end, "its content was changed");
}

#[test]
fn a_chain_hashed_again_without_the_key_is_named() {
    let office = office();
    let columns = "CAST(seq AS TEXT), kind, CAST(person_id AS TEXT), CAST(call_id AS TEXT), body";
    let rows = office.rows(&format!("SELECT {columns} FROM audit_events ORDER BY seq"));
    let mut statements: Vec<String> = NO_TRIGGERS.iter().map(ToString::to_string).collect();
    // Out of the way first, so that no old hash stands in the way of a new one.
    statements.push("UPDATE audit_events SET hash = 'old ' || hash WHERE seq >= 5".to_owned());
    let before = office.rows("SELECT hash FROM audit_events WHERE seq = 4");
    let mut previous = before[0][0].clone().unwrap();
    for row in rows.iter().skip(4) {
        let [seq, kind, person, call, body] = &row[..] else { panic!("five columns") };
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        let body = if text(seq) == "5" { text(body).replace("{\"about\"", "{\"about\" ") } else { text(body) };
        let mut hasher = Sha256::new();
        for field in [&previous, &text(seq), &text(kind), &text(person), &text(call), &body] {
            hasher.update((field.len() as u64).to_be_bytes());
            hasher.update(field.as_bytes());
        }
        let hash = hex::encode(hasher.finalize());
        statements.push(format!(
            "UPDATE audit_events SET body = '{}', previous_hash = '{previous}', hash = '{hash}' WHERE seq = {}",
            body.replace('\'', "''"),
            text(seq)
        ));
        previous = hash;
    }
    statements.push(format!("UPDATE audit_heads SET hash = '{previous}'"));
    let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
    office.sql(&statements);
    broken_at(&office, 5, "it was not signed with the chain's key");
}

#[test]
fn the_file_of_yesterday_put_back_is_named() {
    let office = office();
    office.sql(&[]);
    let yesterday = fs::read(office.database()).unwrap();
    let then = last(&office);
    office.run(&["call", "notes_create", r#"{"title":"Toner","content":"two"}"#]).ends(0);
    let now = last(&office);
    office.sql(&[]);
    for beside in ["assent.db-wal", "assent.db-shm"] {
        let _ = fs::remove_file(office.folder().join(beside));
    }
    fs::write(office.database(), yesterday).unwrap();
    cut_after(&office, then, now);
}

fn anchor(office: &Office) -> PathBuf {
    fs::read_dir(office.path("state").join("anchors")).unwrap().next().unwrap().unwrap().path()
}

#[test]
fn an_anchor_that_is_gone_fails_the_check() {
    let office = office();
    let elsewhere = office.path("kept.jsonl");
    fs::rename(anchor(&office), &elsewhere).unwrap();
    let said = office.run(&["audit", "verify"]).ends(1);
    assert!(said.out.starts_with("not anchored: ") && said.out.contains("begun with event 1"), "{said:#?}");
    office.run(&["audit", "verify", "--anchor", elsewhere.to_str().unwrap()]).ends(0);
    office.run(&["audit", "verify", "--anchor", "/nowhere/anchor.jsonl"]).fails(2, "NO_SUCH_FILE");
}

#[test]
fn an_anchor_begun_anew_over_a_chain_that_is_not_new_shows_for_good() {
    let office = office();
    let end = last(&office);
    assert_eq!(office.run(&["audit", "verify"]).ends(0).out, format!("intact: {end} events\n"));
    fs::remove_file(anchor(&office)).unwrap();
    for title in ["Toner", "Paper"] {
        office.run(&["call", "notes_create", &format!(r#"{{"title":"{title}","content":"two"}}"#)]).ends(0);
        let said = office.run(&["audit", "verify"]).ends(0);
        assert!(said.out.contains(&format!(", anchored since {}", end + 1)), "{said:#?}");
    }
    let kinds: Vec<_> = office.events().iter().filter(|event| event["kind"] == "anchor.begun").cloned().collect();
    assert_eq!(kinds.len(), 1, "{kinds:?}");
    assert_eq!(office.run(&["--json", "audit", "verify"]).ends(0).json()["anchored_since"], end + 1);
}

#[test]
fn an_emptied_anchor_counts_as_gone_and_a_torn_line_takes_no_other_with_it() {
    let office = office();
    let kept = fs::read(anchor(&office)).unwrap();
    fs::write(anchor(&office), b"").unwrap();
    office.run(&["audit", "verify"]).ends(1);
    fs::write(anchor(&office), &kept[..kept.len() - 9]).unwrap();
    let said = office.run(&["audit", "verify"]).ends(0);
    assert!(said.out.contains("anchor behind by "), "{said:#?}");
    office.run(&["call", "notes_list", "{}"]).ends(0);
    let said = office.run(&["audit", "verify"]).ends(0);
    assert!(!said.out.contains("behind"), "{said:#?}");
}

#[test]
fn an_export_whose_reader_leaves_ends_quietly() {
    let office = office();
    let mut child = office.command(&["audit", "export"]);
    child.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut child = child.spawn().unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), ended.stderr), (Some(0), Vec::new()));
}
