//! An endpoint that is set, and is not there or never answers.

use std::net::TcpListener;

use super::office::Office;

#[test]
fn without_a_server_the_run_ends_in_a_clear_sentence() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let office = Office::with(&["alice@example.com"]).set("OPENAI_BASE_URL", &format!("http://127.0.0.1:{port}/v1"));
    let said = office.run(&["ask", "add a note titled Groceries saying milk"]).fails(5, "MODEL_UNREACHABLE");
    assert!(said.err.contains(&port.to_string()), "{said:#?}");
    let turn = office.run(&["--json", "ask", "show my notes"]).ends(5).json();
    assert_eq!((&turn["state"], &turn["error"]["code"]), (&"failed".into(), &"MODEL_UNREACHABLE".into()));
    assert_eq!(office.notes("alice@example.com").len(), 0);
}

#[test]
fn plain_http_to_elsewhere_is_refused() {
    let office = Office::with(&["alice@example.com"]).set("OPENAI_BASE_URL", "http://example.com/v1");
    let said = office.run(&["ask", "hello"]).ends(2);
    assert!(said.err.contains("OPENAI_BASE_URL") || said.err.contains("https"), "{said:#?}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_a_run_whose_model_never_answers() {
    use std::process::{Command, Stdio};
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/v1", server.local_addr().unwrap());
    let office = Office::with(&["alice@example.com"]).set("OPENAI_BASE_URL", &address);
    let mut asking = office.command(&["--json", "ask", "show my notes"]);
    let asking = asking.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let _asked = server.accept().unwrap();
    let killed = Command::new("kill").args(["-INT", &asking.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let ended = asking.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(5), "{ended:?}");
    let turn: serde_json::Value = serde_json::from_slice(&ended.stdout).unwrap();
    assert_eq!(turn["state"], "stopped");
}
