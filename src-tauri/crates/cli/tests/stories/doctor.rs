//! What the doctor finds: each guarantee before and after the damage that breaks it.

mod triggers;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::office::Office;

const ALICE: &str = "alice@example.com";
const ADMIN: &str = "admin@example.com";

fn diagnosis(office: &Office) -> (i32, Value) {
    let said = office.run(&["--json", "doctor"]);
    (said.code, said.json())
}

fn guarantee(diagnosis: &Value, name: &str) -> Value {
    let all = diagnosis["guarantees"].as_array().unwrap();
    all.iter().find(|guarantee| guarantee["name"] == name).unwrap_or_else(|| panic!("{name} is in {diagnosis}")).clone()
}

fn result(office: &Office, name: &str) -> String {
    guarantee(&diagnosis(office).1, name)["result"].as_str().unwrap().to_owned()
}

/// Well before, and after the damage as it should be, with a word on how to mend it.
#[track_caller]
fn breaks(office: &Office, name: &str, before: &str, damage: impl FnOnce(&Office), after: &str) -> Value {
    assert_eq!(result(office, name), before, "{name} before");
    damage(office);
    let (code, diagnosis) = diagnosis(office);
    let found = guarantee(&diagnosis, name);
    assert_eq!(found["result"], after, "{name} after: {found}");
    assert!(found["mend"].as_str().is_some_and(|mend| !mend.is_empty()), "{found}");
    assert_eq!(diagnosis["healthy"], code == 0, "the exit code says the same");
    assert!(after != "failed" || code == 1, "{diagnosis}");
    found
}

/// Somebody slipped a trigger into the database; what it does shows in the throw-away office.
#[track_caller]
fn trigger_breaks(name: &str, trigger: &str) {
    let office = Office::with(&[]);
    let sql = format!("CREATE TRIGGER slipped_in {trigger}");
    breaks(&office, name, "ok", |office| office.sql(&[&sql]), "failed");
    assert_eq!(result(&office, "schema_whole"), "failed");
}

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn anchor(office: &Office) -> PathBuf {
    fs::read_dir(office.path("state").join("anchors")).unwrap().next().unwrap().unwrap().path()
}

/// The files of the data folder and the anchor, each with a digest of its bytes.
fn files(office: &Office) -> Vec<(PathBuf, String)> {
    let mut files: Vec<_> = fs::read_dir(office.folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.push(anchor(office));
    files.sort();
    files.into_iter().map(|path| (path.clone(), hex::encode(Sha256::digest(fs::read(path).unwrap())))).collect()
}

#[test]
fn in_a_good_office_nothing_fails_and_nothing_is_left_behind() {
    let office = Office::with(&[ALICE]);
    let temporary = office.path("tmp");
    fs::create_dir(&temporary).unwrap();
    let office = office.set("TMPDIR", temporary.to_str().unwrap());
    office.sql(&[]);
    let before = files(&office);
    let (code, diagnosis) = diagnosis(&office);
    assert_eq!(code, 0, "{diagnosis:#}");
    let all = diagnosis["guarantees"].as_array().unwrap();
    assert!(all.len() >= 12);
    for guarantee in all {
        assert_ne!(guarantee["result"], "failed", "{guarantee}");
        for field in ["title", "looked_at", "found"] {
            assert!(guarantee[field].as_str().is_some_and(|text| !text.is_empty()), "{guarantee}");
        }
        let mends = guarantee["result"] == "attention";
        assert_eq!(guarantee["mend"].is_string(), mends, "{guarantee}");
    }
    assert_eq!(files(&office), before, "it only reads");
    assert_eq!(fs::read_dir(&temporary).unwrap().count(), 0, "the throw-away office is thrown away");

    let said = office.run(&["doctor"]).ends(0);
    assert!(said.out.contains("(default_deny): ok\n") && said.out.contains("One machine: "), "{said:#?}");
}

#[test]
fn where_nothing_is_set_up_there_is_nothing_to_look_at() {
    Office::empty().run(&["doctor"]).fails(2, "NOT_SET_UP");
}

#[test]
fn an_address_in_the_clear_is_found_in_the_settings() {
    let office = Office::with(&[]);
    assert_eq!(result(&office, "settings"), "ok");
    let office = office.set("OPENAI_BASE_URL", "http://models.example.com/v1");
    let (code, diagnosis) = diagnosis(&office);
    let settings = guarantee(&diagnosis, "settings");
    assert_eq!((code, &settings["result"]), (1, &"failed".into()));
    assert!(settings["found"].as_str().unwrap().contains("OPENAI_BASE_URL"), "{settings}");
    assert_eq!(guarantee(&diagnosis, "chain_intact")["result"], "not_applicable");
}

#[test]
fn a_data_folder_others_can_reach() {
    let office = Office::with(&[ALICE]);
    let found = breaks(&office, "folders_private", "ok", |office| chmod(&office.folder(), 0o755), "failed");
    assert!(found["mend"].as_str().unwrap().contains("chmod 700"), "{found}");
}

#[test]
fn a_key_others_can_read() {
    let office = Office::with(&[]);
    let loosen = |office: &Office| {
        let key = fs::read_dir(office.path("config/keys")).unwrap().map(|entry| entry.unwrap().path());
        chmod(&key.into_iter().find(|path| path.extension().is_some_and(|end| end == "json")).unwrap(), 0o644);
    };
    let found = breaks(&office, "keys_private", "ok", loosen, "failed");
    assert!(found["mend"].as_str().unwrap().contains("chmod 600"), "{found}");
}

#[test]
fn a_key_that_is_gone() {
    let office = Office::with(&[]);
    let lose = |office: &Office| fs::remove_dir_all(office.path("config/keys")).unwrap();
    breaks(&office, "signing_key", "attention", lose, "failed");
}

#[test]
fn a_key_that_a_passphrase_locks_is_well_kept() {
    let office = Office::empty().set("ASSENT_KEY_PASSPHRASE", "a few words to lock it");
    office.run(&["--demo", "init"]).ends(0);
    assert_eq!(result(&office, "signing_key"), "ok");
}

#[test]
fn a_database_that_is_none() {
    let office = Office::with(&[]);
    office.sql(&[]);
    breaks(
        &office,
        "database",
        "ok",
        |office| fs::write(office.database(), "not a database at all").unwrap(),
        "failed",
    );
    assert_eq!(result(&office, "chain_intact"), "not_applicable");
}

#[test]
fn a_schema_of_a_newer_version() {
    let office = Office::with(&[]);
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 0)";
    breaks(&office, "schema_current", "ok", |office| office.sql(&[newer]), "failed");
}

#[test]
fn a_schema_of_an_older_version_is_left_as_it_is() {
    let office = Office::with(&[]);
    let older = "DELETE FROM seaql_migrations WHERE version LIKE 'm0013%'";
    breaks(&office, "schema_current", "ok", |office| office.sql(&[older]), "attention");
    assert_eq!(office.rows("SELECT version FROM seaql_migrations WHERE version LIKE 'm0013%'").len(), 0);
}

#[test]
fn an_index_that_was_dropped() {
    let office = Office::with(&[]);
    breaks(&office, "schema_whole", "ok", |office| office.sql(&["DROP INDEX grants_person"]), "failed");
}

#[test]
fn a_row_of_the_record_that_was_changed() {
    let office = Office::with(&[]);
    let change = [
        "DROP TRIGGER audit_events_no_update",
        "UPDATE audit_events SET body = replace(body, 'demo', 'real') WHERE seq = 1",
    ];
    breaks(&office, "chain_intact", "ok", |office| office.sql(&change), "failed");
}

#[test]
fn an_anchor_that_missed_the_last_event_and_one_that_is_gone() {
    let office = Office::with(&[]);
    let cut = |office: &Office| {
        let text = fs::read_to_string(anchor(office)).unwrap();
        let short = text.trim_end().rsplit_once('\n').unwrap().0;
        fs::write(anchor(office), format!("{short}\n")).unwrap();
    };
    office.login(ALICE).ends(0);
    breaks(&office, "chain_intact", "ok", cut, "attention");
    breaks(&office, "anchor_elsewhere", "attention", |office| fs::remove_file(anchor(office)).unwrap(), "failed");
}

#[test]
fn an_anchor_on_another_disk_is_well_kept() {
    use std::os::unix::fs::MetadataExt;
    let Ok(elsewhere) = tempfile::TempDir::new_in("/dev/shm") else { return };
    let file = elsewhere.path().join("anchor.jsonl");
    let office = Office::empty().set("AUDIT_ANCHOR", file.to_str().unwrap());
    office.run(&["--demo", "init"]).ends(0);
    let disk = |path: &Path| fs::metadata(path).unwrap().dev();
    let wanted = if disk(&file) == disk(&office.folder()) { "attention" } else { "ok" };
    assert_eq!(result(&office, "anchor_elsewhere"), wanted);
}

#[test]
fn a_record_that_can_be_changed() {
    let office = Office::with(&[]);
    let drop = |office: &Office| office.sql(&["DROP TRIGGER audit_events_no_delete"]);
    let found = breaks(&office, "audit_append_only", "ok", drop, "failed");
    assert!(
        found["found"].as_str().unwrap().contains("DELETE") && !found["found"].as_str().unwrap().contains("UPDATE")
    );
    office.sql(&["CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events BEGIN SELECT 1; END"]);
    assert_eq!(result(&office, "audit_append_only"), "failed", "one that is there and does nothing");
    office.run(&["audit", "verify"]).ends(0);
}

/// A workspace of one's own, whose first administrator has chosen a password.
fn real() -> Office {
    let office = Office::empty();
    let administrator = ["init", "--name", "Admin", "--email", ADMIN, "--password-stdin"];
    office.piped("a long one for the admin", &administrator).ends(0);
    office
}

#[test]
fn a_password_that_everybody_knows() {
    assert_eq!(result(&Office::with(&[]), "no_known_passwords"), "attention", "the demo office says so");
    let office = real();
    let demo = Office::with(&[]);
    let known = demo.rows("SELECT password_hash FROM people WHERE email = 'admin@example.com'")[0][0].clone().unwrap();
    let take = format!("UPDATE people SET password_hash = '{known}'");
    let found = breaks(&office, "no_known_passwords", "ok", |office| office.sql(&[&take]), "attention");
    assert!(found["found"].as_str().unwrap().contains(ADMIN), "{found}");
}

#[test]
fn nobody_who_can_decide_or_manage_access() {
    for (name, permission) in [("somebody_decides", "permissions:approve"), ("somebody_manages", "access:manage")] {
        let office = Office::with(&[]);
        let take = format!("DELETE FROM role_grants WHERE permission = '{permission}'");
        breaks(&office, name, "ok", |office| office.sql(&[&take]), "failed");
    }
}

#[test]
fn one_person_who_does_both_and_nobody_beside_them() {
    let office = Office::with(&[]);
    let second = "INSERT INTO person_roles (person_id, role_id) SELECT people.id, roles.id FROM people, roles \
                  WHERE people.email = 'bob@example.com' AND roles.name = 'admin'";
    office.sql(&[second]);
    let disable = "UPDATE people SET enabled = FALSE WHERE email = 'bob@example.com'";
    breaks(&office, "second_decider", "ok", |office| office.sql(&[disable]), "attention");
}

#[test]
fn a_call_of_which_nobody_knows_whether_it_happened() {
    let office = Office::with(&[ALICE]);
    office.run(&["call", "notes_create", r#"{"title":"Groceries","content":"milk"}"#]).ends(0);
    let doubt = "UPDATE calls SET state = 'ambiguous', result = NULL";
    let found = breaks(&office, "calls_settled", "ok", |office| office.sql(&[doubt]), "attention");
    assert_eq!(found["found"], "In doubt: 1.");
}

#[test]
fn agents_that_stay_paused() {
    let office = Office::with(&[ALICE, ADMIN]);
    breaks(&office, "agents_running", "ok", |office| drop(office.run(&["pause", "--as", ALICE]).ends(0)), "attention");
    office.run(&["resume", "--as", ALICE]).ends(0);
    let all = |office: &Office| drop(office.run(&["pause", "--everyone", "--as", ADMIN]).ends(0));
    breaks(&office, "agents_running", "ok", all, "attention");
}

#[test]
fn a_record_from_the_future() {
    let office = Office::with(&[]);
    let later = [
        "DROP TRIGGER audit_events_no_update",
        "UPDATE audit_events SET body = json_set(body, '$.at', 4102444800000) \
         WHERE seq = (SELECT max(seq) FROM audit_events)",
    ];
    let found = breaks(&office, "clock", "ok", |office| office.sql(&later), "failed");
    assert!(found["found"].as_str().unwrap().contains("2100-01-01"), "{found}");
}

#[test]
fn a_clock_that_a_file_can_move_is_said() {
    let office = Office::with(&[]);
    assert_eq!(result(&office, "clock"), "ok");
    let office = office.set("APP_ENV", "test");
    let (code, diagnosis) = diagnosis(&office);
    let found = guarantee(&diagnosis, "clock");
    assert_eq!((code, &found["result"]), (0, &"attention".into()));
    assert!(found["found"].as_str().unwrap().contains("test-clock"), "{found}");
}

#[test]
fn a_zone_nobody_knows() {
    let office = Office::with(&[]);
    let lose = "UPDATE people SET zone = 'Mars/Olympus' WHERE email = 'alice@example.com'";
    let found = breaks(&office, "time_zones", "ok", |office| office.sql(&[lose]), "failed");
    assert!(found["found"].as_str().unwrap().contains("alice@example.com (Mars/Olympus)"), "{found}");
}

#[test]
fn a_model_elsewhere_is_said() {
    let office = Office::with(&[]);
    assert_eq!(result(&office, "model_place"), "ok");
    let office = office.set("OPENAI_BASE_URL", "http://127.0.0.1:9/v1");
    assert_eq!(result(&office, "model_place"), "ok");
    let office = office.set("OPENAI_BASE_URL", "https://models.example.com/v1");
    let (code, diagnosis) = diagnosis(&office);
    let found = guarantee(&diagnosis, "model_place");
    assert_eq!((code, &found["result"]), (0, &"attention".into()));
    assert!(found["found"].as_str().unwrap().contains("models.example.com"), "{found}");
}

/// A session bus that ends with the test.
struct Bus(Child);

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A bus of this office on which these services can be started.
fn bus(office: &Office, services: &Path) -> Option<(Bus, String)> {
    use std::io::{BufRead, BufReader};
    let config = office.path("bus.conf");
    let _ = fs::remove_file(office.path("bus"));
    let text = format!(
        "<busconfig><type>session</type><listen>unix:path={}</listen><servicedir>{}</servicedir>\
         <policy context=\"default\"><allow send_destination=\"*\"/><allow receive_sender=\"*\"/>\
         <allow own=\"*\"/></policy></busconfig>",
        office.path("bus").display(),
        services.display()
    );
    fs::write(&config, text).unwrap();
    let mut daemon = Command::new("dbus-daemon");
    daemon.arg(format!("--config-file={}", config.display())).args(["--nofork", "--print-address"]);
    let mut daemon = Bus(daemon.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?);
    let mut address = String::new();
    BufReader::new(daemon.0.stdout.take()?).read_line(&mut address).ok()?;
    Some((daemon, address.trim().to_owned()))
}

#[test]
fn a_screen_that_shows_no_notices() {
    let office = Office::with(&[]);
    assert_eq!(result(&office, "notification_route"), "not_applicable", "there is no bus");
    let services = office.path("services");
    fs::create_dir(&services).unwrap();
    fs::write(
        services.join("notices.service"),
        "[D-BUS Service]\nName=org.freedesktop.Notifications\nExec=/bin/false\n",
    )
    .unwrap();
    let Some((daemon, address)) = bus(&office, &services) else { return };
    let office = office.set("DBUS_SESSION_BUS_ADDRESS", &address);
    let end = |_: &Office| drop(daemon);
    breaks(&office, "notification_route", "ok", end, "attention");
    let empty = office.path("empty");
    fs::create_dir(&empty).unwrap();
    let (_daemon, again) = bus(&office, &empty).unwrap();
    assert_eq!(again.split(',').next(), address.split(',').next(), "it is the same place");
    assert_eq!(result(&office, "notification_route"), "attention", "a bus on which nobody shows them");
}
