//! The main job on a fresh machine, in the words of the manual.

use super::office::Office;

const ALICE: &str = "alice@example.com";

#[test]
fn alice_adds_a_note_in_her_own_words_and_everything_is_on_record() {
    let office = Office::empty();
    let made = office.run(&["init", "--demo"]).ends(0);
    assert!(made.out.contains(office.folder().to_str().unwrap()) && made.out.contains(ALICE), "{made:#?}");
    assert!(made.err.contains("keyring"), "where the key lies is said: {made:#?}");
    office.piped("password", &["login", ALICE, "--password-stdin"]).ends(0);
    office.run(&["ask", "--as", ALICE, "add a note titled Groceries saying milk and eggs"]).ends(0);

    let listed = office.run(&["call", "notes_list", "{}"]).ends(0).json();
    assert_eq!(listed["outcome"], "succeeded");
    assert_eq!(listed["result"]["items"][0]["title"], "Groceries");
    assert_eq!(listed["result"]["items"][0]["content"], "milk and eggs");

    let denied = office.run(&["call", "--as", ALICE, "tasks_create", r#"{"title":"x"}"#]).ends(4).json();
    assert_eq!(denied["outcome"], "denied");
    assert_eq!(denied["denial"]["code"], "MISSING_PERMISSION");
    let action = &denied["denial"]["next_actions"][0];
    assert_eq!(action["action"], "request_permission");
    assert_eq!(action["arguments"]["permission"], "tasks:create");

    let verified = office.run(&["audit", "verify"]).ends(0);
    assert!(verified.out.starts_with("intact: "), "{verified:#?}");
    let events = office.events();
    let about = |kind: &str, tool: &str| {
        events.iter().any(|event| event["kind"] == kind && event["body"].as_str().unwrap().contains(tool))
    };
    assert!(about("call.allowed", "notes_create"), "{events:#?}");
    assert!(about("call.denied", "tasks_create"), "{events:#?}");
}

#[test]
fn bob_may_create_the_task_that_alice_may_not() {
    let office = Office::with(&["bob@example.com"]);
    let made = office.run(&["call", "tasks_create", r#"{"title":"Order chairs"}"#]).ends(0).json();
    assert_eq!(made["result"]["title"], "Order chairs");
}

#[test]
fn ask_answers_on_standard_output_and_shows_its_calls_beside_it() {
    let office = Office::with(&[ALICE]);
    let said = office.run(&["ask", "add a note titled Groceries saying milk"]).ends(0);
    assert_eq!(said.out, "Added the note “Groceries”.\n");
    assert_eq!(said.err, "✓ Create a note “Groceries”: done\n");
    let turn = office.run(&["--json", "ask", "show my notes"]).ends(0).json();
    assert_eq!(turn["state"], "finished");
    assert_eq!(turn["calls"][0]["tool"], "notes_list");
}

#[test]
fn a_conversation_goes_on_where_it_is_named() {
    let office = Office::with(&[ALICE]);
    let first = office.run(&["--json", "ask", "add a note titled Toner saying two boxes"]).ends(0).json();
    let id = first["conversation_id"].to_string();
    let second = office.run(&["--json", "ask", "--conversation", &id, "show my notes"]).ends(0).json();
    assert_eq!(second["conversation_id"], first["conversation_id"]);
    office.run(&["ask", "--conversation", "99", "show my notes"]).fails(4, "NOT_FOUND");
}

#[test]
fn ask_ends_with_the_worst_of_its_calls() {
    let office = Office::with(&[ALICE]);
    let denied = office.run(&["ask", "add a task titled Order chairs"]).ends(4);
    assert!(denied.err.starts_with("✕ ") && denied.err.contains("(MISSING_PERMISSION)"), "{denied:#?}");
}

#[test]
fn what_others_wrote_can_not_command_the_terminal() {
    let office = Office::with(&[ALICE]);
    let trick = r#"{"title":"Safe\u202etxt","content":"\u001b[2Jgone"}"#;
    office.run(&["call", "notes_create", trick]).ends(0);
    let said = office.run(&["ask", "show my notes"]).ends(0);
    assert!(!said.out.contains(['\u{1b}', '\u{202e}']) && said.out.contains("\\u{202e}"), "{said:#?}");
    assert_eq!(office.notes(ALICE)[0]["content"], "\u{1b}[2Jgone", "the value itself is as it was");
}

#[test]
fn a_real_workspace_starts_with_its_administrator_and_refuses_known_passwords() {
    let office = Office::empty();
    let init = ["init", "--name", "Alice", "--email", ALICE, "--password-stdin"];
    office.piped("password\n", &init).fails(2, "PASSWORD_REFUSED");
    let json: Vec<&str> = ["--json"].into_iter().chain(init).collect();
    let made = office.piped("a long one for Alice\n", &json).ends(0).json();
    assert_eq!(made["workspace"], "real");
    assert_eq!(made["fingerprint"].as_str().unwrap().len(), 32);
    let key = made["fingerprint"].as_str().unwrap();
    office.run(&["audit", "verify", "--key", key]).ends(0);
    office.run(&["audit", "verify", "--key", &key.replace(|c: char| c.is_ascii_digit(), "f")]).ends(1);
    office.piped("a long one for Alice", &["login", ALICE, "--password-stdin"]).ends(0);
    office.run(&["call", "auth_me", "{}"]).ends(0);
}

#[test]
fn nobody_sets_up_the_same_folder_twice() {
    let office = Office::with(&[]);
    office.run(&["init", "--demo"]).fails(2, "ALREADY_SET_UP");
    office.login(ALICE).ends(0);
}
