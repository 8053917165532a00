//! Administration from a terminal, in the demo office and in a real workspace.

use super::office::Office;

const ALICE: &str = "alice@example.com";
const BOB: &str = "bob@example.com";
const ADMIN: &str = "admin@example.com";

/// A real workspace in which the admin is signed in and nobody else is.
fn real() -> Office {
    let office = Office::empty();
    let secret = "a long one for the admin";
    office.piped(secret, &["init", "--name", "Admin", "--email", ADMIN, "--password-stdin"]).ends(0);
    office.piped(secret, &["login", ADMIN, "--password-stdin"]).ends(0);
    office
}

#[test]
fn the_admin_adds_alice_and_bob_who_choose_their_passwords_and_work() {
    let office = real();
    for (name, email, role) in [("Alice", ALICE, "basic"), ("Bob", BOB, "pro")] {
        let added =
            office.run(&["people", "add", email, "--name", name, "--role", role, "--as", ADMIN, "--yes"]).ends(0);
        let given = added.out.lines().last().unwrap().to_owned();
        assert_eq!(added.out, format!("{given}\n"), "it stands alone");
        assert!(added.err.contains("Arguments") && added.err.contains("nothing → “") && !added.err.contains(&given));
        let said = office.piped(&given, &["login", email, "--password-stdin"]).ends(0);
        assert!(said.err.contains("assent passwd"), "{said:#?}");
        office.run(&["call", "--as", email, "notes_list", "{}"]).fails(2, "PASSWORD_CHANGE_REQUIRED");
        let lines = format!("{given}\na long one for {name}\n");
        office.piped(&lines, &["passwd", "--as", email, "--password-stdin"]).ends(0);
        office.run(&["call", "--as", email, "notes_list", "{}"]).ends(0);
        for kept in
            [office.run(&["audit", "export"]).out, office.run(&["call", "--as", ADMIN, "access_people_list", "{}"]).out]
        {
            assert!(!kept.contains(&given), "it is printed once");
        }
    }
    office.run(&["call", "--as", BOB, "tasks_create", r#"{"title":"Order chairs"}"#]).ends(0);
    office.run(&["call", "--as", ALICE, "tasks_create", r#"{"title":"Order chairs"}"#]).ends(4);
    let people = office.run(&["people", "list", "--as", ADMIN]).ends(0);
    assert!(people.out.contains("alice@example.com  Alice  [basic]\n"), "{people:#?}");
    office.run(&["audit", "verify"]).ends(0);
}

#[test]
fn without_a_yes_nothing_happens_and_the_hold_is_named() {
    let office = Office::with(&[ADMIN]);
    let held = office.run(&["people", "roles", ALICE, "pro"]).ends(3);
    assert!(held.err.contains("“basic” → “pro”") && held.err.contains("assent holds approve 1"), "{held:#?}");
    let shown = office.run(&["--json", "people", "list"]).ends(0).json();
    assert_eq!(shown["outcome"], "succeeded");
    assert_eq!(shown["result"]["items"][0]["roles"][0], "basic");
    office.run(&["holds", "approve", "1"]).ends(0);
    let done = office.run(&["--json", "people", "roles", BOB, "basic", "--yes"]).ends(0).json();
    assert_eq!((&done["outcome"], &done["result"]["roles"][0]), (&"succeeded".into(), &"basic".into()));
    let people = office.run(&["people", "list"]).ends(0).out;
    assert!(people.contains("Alice  [pro]") && people.contains("Bob  [basic]"), "{people}");
}

#[test]
fn who_does_not_manage_access_is_denied_each_of_them() {
    let office = Office::with(&[BOB]);
    for command in [
        &["people", "list"][..],
        &["people", "add", ALICE, "--name", "Alice", "--yes"],
        &["people", "disable", ALICE, "--yes"],
        &["people", "reset", ALICE, "--yes"],
        &["roles", "list"],
        &["roles", "set", "pro", "access:manage", "--yes"],
        &["grants", "list"],
        &["grants", "add", BOB, "access:manage", "--reason", "mine", "--yes"],
        &["rules", "list"],
        &["rules", "remove", "1", "--yes"],
        &["policies", "list"],
        &["policies", "set", "notes:list", "never", "--yes"],
        &["limits", "list"],
        &["limits", "set", "calls", "--yes"],
        &["delegations", "list", "--everybody"],
        &["pause", "--everyone"],
        &["resume", "--everyone"],
    ] {
        let said = office.run(command).ends(4);
        assert!(said.err.contains("(MISSING_PERMISSION)") || said.err.contains("(NOT_FOUND)"), "{command:?} {said:#?}");
        assert!(said.out.is_empty(), "{said:#?}");
    }
}

#[test]
fn a_change_wants_a_password_given_within_a_quarter_of_an_hour() {
    let office = Office::with(&[ADMIN]);
    office.sql(&["UPDATE sessions SET authenticated_at = authenticated_at - 15 * 60 * 1000 - 1"]);
    let disable = ["people", "disable", BOB, "--yes", "--password-stdin"];
    office.piped("wrong", &disable).fails(2, "WRONG_CREDENTIALS");
    office.run(&["people", "list"]).ends(0);
    office.piped("admin", &disable).ends(0);
    office.login(BOB).fails(2, "WRONG_CREDENTIALS");
    office.run(&["people", "enable", BOB, "--yes", "--as", ADMIN]).ends(0);
    office.login(BOB).ends(0);
}

#[test]
fn grants_rules_policies_roles_and_limits_are_set_listed_and_taken_back() {
    let office = Office::with(&[ALICE, ADMIN]);
    let admin = |command: &[&str]| office.run(&[command, &["--as", ADMIN]].concat());
    let create = || office.run(&["call", "--as", ALICE, "tasks_create", r#"{"title":"Order chairs"}"#]);
    create().ends(4);
    admin(&["grants", "add", ALICE, "tasks:create", "--until", "8h", "--reason", "moves the office", "--yes"]).ends(0);
    create().ends(0);
    let listed = admin(&["grants", "list"]).ends(0).out;
    assert!(listed.starts_with("1  alice@example.com  tasks:create  active, until "), "{listed}");

    let when = r#"[{"field":{"argument":"title"},"test":{"glob":"order*"}}]"#;
    let rule =
        ["rules", "add", "--tool", "tasks_create", "--when", when, "--then", "deny", "--reason", "budget", "--yes"];
    admin(&rule).ends(0);
    create().ends(4);
    assert!(admin(&["rules", "list"]).ends(0).out.contains("deny tasks_create for everybody when"));
    admin(&["rules", "remove", "1", "--yes"]).ends(0);
    create().ends(0);

    admin(&["policies", "set", "tasks:create", "never", "--yes"]).ends(0);
    create().ends(4);
    admin(&["policies", "set", "tasks:create", "none", "--yes"]).ends(0);
    create().ends(0);
    admin(&["grants", "revoke", "1"]).ends(0);
    create().ends(4);

    admin(&["roles", "create", "helpers", "--yes"]).ends(0);
    admin(&["roles", "set", "helpers", "tasks:create", "--ask", "confirm", "--yes"]).ends(0);
    assert!(admin(&["roles", "list"]).ends(0).out.contains("helpers  0 people  tasks:create (confirm)"));
    admin(&["roles", "delete", "helpers", "--yes"]).ends(0);
    admin(&["limits", "set", "calls", "100", "--per", "3600", "--yes"]).ends(0);
    assert_eq!(admin(&["limits", "list"]).ends(0).out, "calls  100 in 3600 seconds, for everybody\n");
    let refused = admin(&["rules", "add", "--role", "admin", "--then", "deny", "--reason", "no", "--yes"]).ends(4);
    assert!(refused.err.contains("(FORBIDDEN_BY_RULE)"), "{refused:#?}");
}

#[test]
fn pausing_stops_the_agent_and_resuming_lets_it_go_on() {
    let office = Office::with(&[ALICE, ADMIN]);
    let ask = || office.run(&["ask", "--as", ALICE, "add a note titled Groceries saying milk"]);
    office.run(&["pause", "--as", ALICE]).ends(0);
    assert!(ask().ends(4).err.contains("(PAUSED)"));
    office.run(&["resume", "--as", ALICE]).ends(0);
    ask().ends(0);
    office.run(&["pause", "--everyone", "--as", ADMIN]).ends(0);
    assert!(ask().ends(4).err.contains("(PAUSED)"));
    office.run(&["resume", "--everyone", "--as", ADMIN]).ends(0);
    ask().ends(0);
}

#[test]
fn a_decision_is_explained_to_its_person_and_to_who_manages_access() {
    let office = Office::with(&[ALICE, BOB, ADMIN]);
    let asked = ["explain", "--tool", "tasks_create", r#"{"title":"Order chairs"}"#];
    let own = office.run(&[&asked[..], &["--as", ALICE]].concat()).ends(0);
    assert!(own.out.starts_with("alice@example.com: deny\n") && own.out.contains("missing_permission"), "{own:#?}");
    let other = [&["--json"][..], &asked, &["--person", BOB, "--channel", "chat", "--as", ADMIN]].concat();
    let explained = office.run(&other).ends(0).json();
    assert_eq!((&explained["level"], &explained["person"]), (&"allow".into(), &BOB.into()));
    let curious = [&asked[..], &["--person", ALICE, "--as", BOB]].concat();
    let unknown = [&asked[..], &["--person", "carol@example.com", "--as", BOB]].concat();
    let (one, two) = (office.run(&curious).fails(4, "NOT_FOUND"), office.run(&unknown).fails(4, "NOT_FOUND"));
    assert_eq!(one.err, two.err, "who is here is not told");
    office.run(&["explain", "--tool", "tasks_create", "--channel", "post"]).fails(2, "INVALID_INPUT");
}
