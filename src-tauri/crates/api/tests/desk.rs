//! The window's desk beside another process: what is answered elsewhere goes on here.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may stop")]

use std::path::Path;

use assent_api::{Answer, App, Config, Desk, Event, Item, Overrides};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::broadcast::Receiver;

/// The settings of one data folder, as every process on it reads them.
fn config(root: &Path) -> Config {
    let root = root.to_owned();
    let lookup = move |name: &str| match name {
        "ASSENT_KEYRING" => Some("off".to_owned()),
        "ASSENT_CONFIG_DIR" => Some(root.join("config").display().to_string()),
        "ASSENT_DATA_DIR" => Some(root.join("data").display().to_string()),
        "ASSENT_STATE_DIR" => Some(root.join("state").display().to_string()),
        _ => None,
    };
    Config::from_sources("", lookup, Overrides::default()).unwrap()
}

/// Says something and waits until its run is in this state; the calls shown meanwhile, as they stood.
async fn until(events: &mut Receiver<Event>, state: &str) -> Vec<String> {
    let mut shown = Vec::new();
    loop {
        match events.recv().await.unwrap() {
            Event::Run { run } if run.state == state => return shown,
            Event::Item { item: Item::Call { call, .. }, .. } => shown.push(call.state),
            _ => {}
        }
    }
}

async fn say(desk: &Desk, conversation: Option<i64>, text: &str) -> i64 {
    let sent = desk.call("send", json!({ "conversation_id": conversation, "text": text })).await.unwrap();
    sent["conversation_id"].as_i64().unwrap()
}

#[tokio::test]
async fn bobs_run_goes_on_at_his_window_when_the_admin_approves_at_a_terminal() {
    let folder = TempDir::new().unwrap();
    let desk = Desk::open(config(folder.path())).await.unwrap();
    desk.call("set_up_demo", json!({})).await.unwrap();
    desk.call("sign_in_demo", json!({ "email": "bob@example.com" })).await.unwrap();
    let mut events = desk.events();
    say(&desk, None, r#"/tasks_create {"title":"Order chairs"}"#).await;
    until(&mut events, "finished").await;
    let conversation = say(&desk, None, r#"/tasks_delete {"task_id":1}"#).await;
    assert_eq!(until(&mut events, "waiting").await.last().map(String::as_str), Some("pending"));

    let terminal = App::open(config(folder.path())).await.unwrap();
    let (admin, _) = terminal.gate().sign_in("admin@example.com", "admin", "terminal").await.unwrap();
    let call = terminal.waiting(&admin).await.unwrap().pop().unwrap();
    let hold = call.hold.unwrap();
    let yes = Answer { digest: hold.digest, approve: true, reason: None, remember: None };
    let answered = terminal.answer(&admin, hold.id, yes).await.unwrap();
    assert!(answered.turn.is_none(), "the run is Bob's to take further");

    assert!(until(&mut events, "finished").await.contains(&"succeeded".to_owned()), "his window shows that it ran");
    let shown: Value = desk.call("conversation", json!({ "id": conversation })).await.unwrap();
    assert_eq!(shown["run"]["state"], "finished");
}
