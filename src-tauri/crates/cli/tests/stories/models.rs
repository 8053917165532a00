//! The model that answers: chosen by the admin, with its key in a step of its own, and tried out.

use std::fs;
use std::path::Path;

use assent_testkit::model_server::{Act, ModelServer};
use tokio::runtime::Runtime;

use super::office::Office;

const ALICE: &str = "alice@example.com";
const ADMIN: &str = "admin@example.com";
const KEY: &str = "sk-of-the-office-0123456789";
const LIST: Act = Act::Status(200, &[], r#"{"data":[{"id":"small-model"}]}"#);

/// A server that goes on while commands run, one after another.
fn serve(acts: Vec<Act>) -> (Runtime, ModelServer) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(ModelServer::start(acts));
    (runtime, server)
}

fn files_with(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            found.extend(files_with(&entry.path(), text));
        } else if fs::read(entry.path()).unwrap().windows(text.len()).any(|part| part == text.as_bytes()) {
            found.push(entry.path().display().to_string());
        }
    }
    found
}

#[test]
fn the_admin_chooses_a_model_and_gives_its_key_and_alice_is_answered_by_it() {
    let (_runtime, server) = serve(vec![Act::say("Hello, Alice.")]);
    let office = Office::with(&[ALICE, ADMIN]).set("LOG_LEVEL", "trace");
    let address = server.base_url();
    let listed = office.run(&["model", "list"]).ends(0);
    assert!(
        listed.out.starts_with("No model answers") && listed.out.contains("ollama  Ollama  http://127.0.0.1:11434/v1")
    );
    office.run(&["model", "use", &address, "small-model", "--yes"]).ends(0);
    let kept = office.piped(&format!("{KEY}\n"), &["model", "key", &address]).ends(0);
    assert!(!kept.out.contains(KEY) && !kept.err.contains(KEY), "{kept:#?}");
    let said = office.run(&["ask", "--as", ALICE, "hello"]).ends(0);
    assert_eq!(said.out.trim(), "Hello, Alice.");
    assert_eq!(server.seen()[0].0["authorization"], format!("Bearer {KEY}").as_str());
    let listed = office.run(&["model", "list"]).ends(0);
    assert!(listed.out.starts_with(&format!("small-model at {address} answers.")), "{listed:#?}");
    assert!(listed.out.contains(&format!("{address}, key kept")), "{listed:#?}");
    for folder in [office.folder(), office.path("config"), office.path("state")] {
        assert!(files_with(&folder, KEY).is_empty(), "the key lies in the clear in {}", folder.display());
    }
    assert!(!office.events().iter().any(|event| event.to_string().contains(KEY)));

    office.piped("", &["model", "key", &address, "--forget"]).ends(0);
    office.run(&["ask", "--as", ALICE, "hello"]).ends(0);
    assert!(!server.seen().last().unwrap().0.contains_key("authorization"), "it is forgotten at once");
    office.run(&["model", "use", "--yes"]).ends(0);
    let said = office.run(&["ask", "--as", ALICE, "show my notes"]).ends(0);
    assert!(!said.out.contains("Hello"), "the interpreter answers again: {said:#?}");
}

#[test]
fn who_does_not_manage_access_chooses_nothing_gives_no_key_and_tries_nothing() {
    let (_runtime, server) = serve(vec![LIST]);
    let office = Office::with(&[ALICE]);
    let address = server.base_url();
    office.run(&["model", "use", &address, "small-model", "--yes"]).fails(4, "MISSING_PERMISSION");
    office.piped(KEY, &["model", "key", &address]).ends(4);
    office.run(&["model", "test", &address, "small-model"]).ends(4);
    assert!(server.seen().is_empty());
    office.run(&["model", "list"]).ends(0);
}

#[test]
fn the_environment_stands_over_a_choice_and_that_is_said() {
    let (_runtime, set) = serve(vec![Act::say("From the environment.")]);
    let (_other, chosen) = serve(vec![Act::say("Chosen.")]);
    let office = Office::with(&[ALICE, ADMIN]);
    office.run(&["model", "use", &chosen.base_url(), "small-model", "--yes"]).ends(0);
    let office = office.set("OPENAI_BASE_URL", &set.base_url());
    let said = office.run(&["ask", "--as", ALICE, "hello"]).ends(0);
    assert_eq!(said.out.trim(), "From the environment.");
    assert!(chosen.seen().is_empty());
    let listed = office.run(&["model", "list"]).ends(0);
    assert!(listed.out.contains("as the environment or config.toml sets it"), "{listed:#?}");
    let used = office.run(&["model", "use", &chosen.base_url(), "other-model", "--yes"]).ends(0);
    assert!(used.err.contains("stands over this choice"), "{used:#?}");
}

#[test]
fn a_test_says_what_works_and_ends_with_one_where_something_does_not() {
    let call = Act::ask(&[("report_number", r#"{"number":7}"#)]);
    let (_runtime, server) = serve(vec![LIST, Act::say("Hello"), call, LIST, Act::say("Hello"), Act::say("Seven.")]);
    let office = Office::with(&[ADMIN]);
    let address = server.base_url();
    office.run(&["model", "test"]).fails(2, "NO_MODEL");
    let works = office.run(&["model", "test", &address, "small-model"]).ends(0);
    assert_eq!(works.out.lines().filter(|line| line.starts_with('✓')).count(), 5, "{works:#?}");
    let talks = office.run(&["--json", "model", "test", &address, "small-model"]).ends(1).json();
    assert_eq!(talks["findings"][4]["works"], false);
    let typed = office.run(&["model", "test", "http://models.example.com/v1", "small-model"]).ends(2);
    assert!(typed.err.contains("use https"), "{typed:#?}");
}
