//! Who is signed in at this terminal.

use std::fs;

use super::office::Office;

const ALICE: &str = "alice@example.com";
const BOB: &str = "bob@example.com";

#[test]
fn the_last_one_signed_in_is_taken_unless_somebody_is_named() {
    let office = Office::with(&[ALICE, BOB]);
    let me = |arguments: &[&str]| office.run(arguments).ends(0).json()["result"]["email"].clone();
    assert_eq!(me(&["call", "auth_me", "{}"]), BOB);
    assert_eq!(me(&["call", "--as", ALICE, "auth_me", "{}"]), ALICE);
    assert_eq!(me(&["call", "--as", "Alice@Example.com", "auth_me", "{}"]), ALICE);
    office.run(&["call", "--as", "admin@example.com", "auth_me", "{}"]).fails(2, "NOT_SIGNED_IN");
}

#[test]
fn who_has_signed_out_is_out_and_nobody_takes_their_place_unnamed() {
    let office = Office::with(&[ALICE, BOB]);
    let kept = fs::read(office.folder().join("sessions.json")).unwrap();
    office.run(&["logout"]).ends(0);
    office.run(&["call", "auth_me", "{}"]).fails(2, "NOT_SIGNED_IN");
    office.run(&["call", "--as", ALICE, "auth_me", "{}"]).ends(0);
    // The session itself is over, not only forgotten.
    fs::write(office.folder().join("sessions.json"), kept).unwrap();
    office.run(&["call", "--as", BOB, "auth_me", "{}"]).fails(2, "NOT_SIGNED_IN");
}

#[cfg(unix)]
#[test]
fn sessions_lie_in_a_file_that_only_its_owner_reads() {
    use std::os::unix::fs::PermissionsExt;
    let office = Office::with(&[ALICE]);
    let file = office.folder().join("sessions.json");
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(&office.folder())), (0o600, 0o700));
    for (path, loose, strict) in [(file.clone(), 0o644, 0o600), (office.folder(), 0o750, 0o700)] {
        fs::set_permissions(&path, fs::Permissions::from_mode(loose)).unwrap();
        let said = office.run(&["call", "auth_me", "{}"]).fails(5, "SESSIONS_UNSAFE");
        assert!(said.err.contains(&format!("chmod {strict:o} {}", path.display())), "{said:#?}");
        office.login(BOB).fails(5, "SESSIONS_UNSAFE");
        fs::set_permissions(&path, fs::Permissions::from_mode(strict)).unwrap();
        office.run(&["call", "auth_me", "{}"]).ends(0);
    }
}

#[test]
fn no_secret_is_printed() {
    let office = Office::with(&[ALICE]);
    let kept: serde_json::Value =
        serde_json::from_slice(&fs::read(office.folder().join("sessions.json")).unwrap()).unwrap();
    let secret = kept["sessions"][ALICE]["secret"].as_str().unwrap();
    for arguments in [&["sessions"][..], &["--json", "sessions"], &["audit", "export"], &["call", "auth_me", "{}"]] {
        let said = office.run(arguments).ends(0);
        assert!(!said.out.contains(secret) && !said.err.contains(secret));
    }
}

#[test]
fn signing_in_again_ends_the_session_before() {
    let office = Office::with(&[ALICE, ALICE]);
    let items = office.run(&["--json", "sessions"]).ends(0).json()["items"].clone();
    assert_eq!(items.as_array().unwrap().len(), 1);
    assert_eq!(items[0]["current"], true);
}

#[test]
fn a_password_is_changed_by_who_knows_it() {
    let office = Office::with(&[ALICE]);
    office.piped("wrong\na new one for Alice\n", &["passwd", "--password-stdin"]).fails(2, "WRONG_CREDENTIALS");
    office.piped("password\na new one for Alice\n", &["passwd", "--password-stdin"]).ends(0);
    office.run(&["call", "auth_me", "{}"]).ends(0);
    office.login(ALICE).fails(2, "WRONG_CREDENTIALS");
    office.piped("a new one for Alice", &["login", ALICE, "--password-stdin"]).ends(0);
}

#[test]
fn one_ends_a_session_of_ones_own_by_its_number() {
    let office = Office::with(&[ALICE, BOB]);
    let number = |email: &str| {
        let listed = office.run(&["--json", "sessions", "list", "--as", email]).ends(0).json();
        listed["items"][0]["id"].to_string()
    };
    let (alices, bobs) = (number(ALICE), number(BOB));
    office.run(&["sessions", "end", &bobs, "--as", ALICE]).fails(4, "NOT_FOUND");
    office.run(&["call", "--as", BOB, "auth_me", "{}"]).ends(0);
    office.run(&["sessions", "end", &alices, "--as", ALICE]).ends(0);
    office.run(&["call", "--as", ALICE, "auth_me", "{}"]).fails(2, "NOT_SIGNED_IN");
}
