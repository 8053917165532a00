//! Trying a model out, and finding those on this machine, against a real server that plays a script.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use std::net::TcpListener;
use std::time::Duration;

use assent_agent::presets::{Served, detect};
use assent_agent::trial::{Finding, Step, try_within};
use assent_testkit::model_server::{Act, ModelServer};
use secrecy::SecretString;

const LIMIT: Duration = Duration::from_secs(10);
const LIST: Act = Act::Status(200, &[], r#"{"object":"list","data":[{"id":"small-model"},{"id":"other:latest"}]}"#);
const CALL: (&str, &str) = ("report_number", r#"{"number":7}"#);

async fn tried(acts: Vec<Act>, key: Option<&str>, model: &str) -> (ModelServer, Vec<Finding>) {
    let server = ModelServer::start(acts).await;
    let found = try_within(&server.base_url(), key.map(|key| SecretString::from(key.to_owned())), model, LIMIT).await;
    (server, found)
}

fn marks(found: &[Finding]) -> Vec<(Step, Option<bool>)> {
    found.iter().map(|finding| (finding.step, finding.works)).collect()
}

/// The sentence of the one step that does not work.
#[track_caller]
fn failing(found: &[Finding], step: Step) -> String {
    let failed: Vec<_> = found.iter().filter(|finding| finding.works == Some(false)).collect();
    assert_eq!(failed.len(), 1, "{found:#?}");
    assert_eq!(failed[0].step, step, "{found:#?}");
    assert_eq!(found.len(), 5, "each step is told: {found:#?}");
    failed[0].sentence.clone()
}

#[tokio::test]
async fn a_model_that_does_all_of_it() {
    for model in ["small-model", "other"] {
        let (server, found) = tried(vec![LIST, Act::say("Hello there"), Act::ask(&[CALL])], Some("sk-1"), model).await;
        let all =
            [Step::Reachable, Step::Key, Step::Model, Step::Streaming, Step::Tools].map(|step| (step, Some(true)));
        assert_eq!(marks(&found), all, "{found:#?}");
        assert!(server.seen().iter().all(|(headers, _)| headers["authorization"] == "Bearer sk-1"));
    }
}

#[tokio::test]
async fn a_service_that_lists_nothing_may_serve_the_model_all_the_same() {
    let unlisted = Act::Status(404, &[], "");
    let (_, found) = tried(vec![unlisted, Act::say("Hello"), Act::ask(&[CALL])], None, "small-model").await;
    assert!(found.iter().all(|finding| finding.works == Some(true)), "{found:#?}");
}

#[tokio::test]
async fn a_key_that_is_refused_and_one_that_is_wanted() {
    let (_, found) = tried(vec![Act::Status(401, &[], "")], Some("sk-wrong"), "small-model").await;
    assert!(failing(&found, Step::Key).contains("refuses the key"), "{found:#?}");
    let (_, found) = tried(vec![Act::Status(401, &[], "")], None, "small-model").await;
    assert!(failing(&found, Step::Key).contains("wants a key"), "{found:#?}");
    assert!(found.iter().all(|finding| !finding.sentence.contains("sk-wrong")));
    let (_, found) = tried(vec![LIST, Act::Status(403, &[], "")], Some("sk-wrong"), "small-model").await;
    failing(&found, Step::Key);
}

#[tokio::test]
async fn a_model_that_is_not_served_is_answered_with_those_that_are() {
    let (_, found) = tried(vec![LIST, Act::Status(404, &[], "")], None, "large-model").await;
    let said = failing(&found, Step::Model);
    assert!(said.contains("large-model") && said.contains("small-model, other:latest"), "{said}");
    let empty = Act::Status(200, &[], r#"{"data":[]}"#);
    let (_, found) = tried(vec![empty, Act::Status(404, &[], "")], None, "large-model").await;
    assert!(failing(&found, Step::Model).contains("serves no model"));
}

#[tokio::test]
async fn a_model_that_only_talks() {
    let (_, found) = tried(vec![LIST, Act::say("Hello"), Act::say("The number is 7.")], None, "small-model").await;
    assert!(failing(&found, Step::Tools).contains("choose a model made for tools"), "{found:#?}");
    let wrong = Act::ask(&[("report_number", "{}")]);
    let (_, found) = tried(vec![LIST, Act::say("Hello"), wrong], None, "small-model").await;
    assert!(failing(&found, Step::Tools).contains("wrongly"), "{found:#?}");
    let refused = Act::Status(400, &[], r#"{"error":"no tools"}"#);
    let (_, found) = tried(vec![LIST, Act::say("Hello"), refused], None, "small-model").await;
    assert!(failing(&found, Step::Tools).contains("takes no tools"), "{found:#?}");
}

#[tokio::test]
async fn an_answer_that_is_no_stream() {
    let (_, found) = tried(vec![LIST, Act::Status(200, &[], "hello")], None, "small-model").await;
    failing(&found, Step::Streaming);
}

#[tokio::test]
async fn nothing_that_answers_and_an_address_that_is_none() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let found = try_within(&format!("http://127.0.0.1:{port}/v1"), None, "small-model", LIMIT).await;
    assert!(failing(&found, Step::Reachable).contains("start the server"), "{found:#?}");
    let found = try_within("http://models.example.com/v1", None, "small-model", LIMIT).await;
    assert!(failing(&found, Step::Reachable).contains("use https"), "{found:#?}");
}

#[tokio::test]
async fn servers_on_this_machine_are_found_by_their_list_and_nobody_else_is_asked() {
    let (model, web) =
        (ModelServer::start(vec![LIST]).await, ModelServer::start(vec![Act::Status(200, &[], "ok")]).await);
    let silent = ModelServer::start(vec![Act::Hang]).await;
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (at, web_at, silent_at) = (model.base_url(), web.base_url(), silent.base_url());
    let nothing = format!("http://127.0.0.1:{port}/v1");
    let candidates = [
        ("a", "A", at.as_str()),
        ("b", "B", web_at.as_str()),
        ("c", "C", silent_at.as_str()),
        ("d", "D", nothing.as_str()),
        ("e", "E", "https://models.example.com/v1"),
    ];
    let found = detect(&candidates, Duration::from_secs(2)).await;
    let models = vec!["small-model".to_owned(), "other:latest".to_owned()];
    assert_eq!(found, [Served { id: "a".into(), name: "A".into(), address: at, models }]);
    assert!(model.seen().iter().all(|(headers, _)| !headers.contains_key("authorization")), "no key goes along");
}
