//! Choosing the model that answers, and the key of its service: an access manager's, by
//! their own click, on record; the key is in no record and goes to one address alone.

use std::fs;
use std::path::Path;

use assent_gate::{GateError, ModelChoice};
use assent_policy::{Channel, DenialCode, Level};
use assent_testkit::World;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::common::{about, approve, denied, hold, kinds};
use crate::requests::done;

const ADDRESS: &str = "https://models.example.com/v1";
const KEY: &str = "sk-of-the-office-0123456789";

fn small() -> Value {
    json!({ "address": "http://127.0.0.1:11434/v1/", "model": "small-model" })
}

fn key(text: &str) -> Option<SecretString> {
    Some(text.to_owned().into())
}

#[tokio::test]
async fn the_admin_chooses_by_own_click_and_before_and_after_are_on_record() {
    let world = World::demo().await;
    assert_eq!(world.gate().model_choice().await.unwrap(), None, "nothing is used that nobody chose");
    let asked = world.call(world.admin(), Channel::Ui, "access_model_choose", small()).await;
    assert_eq!((hold(&asked).level, asked.plan.is_some()), (Level::Confirm, true));
    assert_eq!(world.gate().model_choice().await.unwrap(), None, "it waits for the admin's yes");
    done(approve(&world, world.admin(), &asked).await);
    let chosen = ModelChoice { address: "http://127.0.0.1:11434/v1".to_owned(), model: "small-model".to_owned() };
    assert_eq!(world.gate().model_choice().await.unwrap(), Some(chosen));

    let none = world.call(world.admin(), Channel::Ui, "access_model_choose", json!({})).await;
    let none = approve(&world, world.admin(), &none).await;
    done(none.clone());
    assert_eq!(world.gate().model_choice().await.unwrap(), None);
    let events = world.events_of(&none).await;
    let changed = events.iter().map(|event| about(event)["change"].take()).find(Value::is_object).unwrap();
    let before = json!({ "address": "http://127.0.0.1:11434/v1", "model": "small-model" });
    assert_eq!((&changed["before"], &changed["after"]), (&before, &json!({ "address": null, "model": null })));
}

#[tokio::test]
async fn nobody_else_chooses_and_no_sentence_does() {
    let world = World::demo().await;
    for who in [world.alice(), world.bob()] {
        let asked = world.call(who, Channel::Ui, "access_model_choose", small()).await;
        assert_eq!(denied(&asked), DenialCode::MissingPermission);
    }
    for channel in [Channel::Chat, Channel::Voice, Channel::Mcp] {
        let asked = world.call(world.admin(), channel, "access_model_choose", small()).await;
        assert_eq!(denied(&asked), DenialCode::ForbiddenByRule, "a model must not choose where the next message goes");
    }
    assert_eq!(world.gate().model_choice().await.unwrap(), None);
}

#[tokio::test]
async fn an_address_is_https_or_on_this_machine_and_holds_no_key() {
    let world = World::demo().await;
    for wrong in
        ["http://models.example.com/v1", "https://alice:secret@models.example.com", "https://m.example/?k=1", "x"]
    {
        let asked = json!({ "address": wrong, "model": "small-model" });
        let call = world.call(world.admin(), Channel::Ui, "access_model_choose", asked).await;
        assert_eq!(denied(&call), DenialCode::InvalidArguments, "{wrong}");
    }
    let half = world.call(world.admin(), Channel::Ui, "access_model_choose", json!({ "model": "small-model" })).await;
    assert_eq!(denied(&half), DenialCode::InvalidArguments);
}

#[tokio::test]
async fn a_key_is_kept_for_its_address_alone_and_lies_nowhere_in_the_clear() {
    let world = World::demo().await;
    let gate = world.gate();
    gate.give_model_key(world.admin(), ADDRESS, key(KEY)).await.unwrap();
    let kept = gate.model_key(ADDRESS).await.unwrap().unwrap();
    assert_eq!(kept.expose_secret(), KEY);
    for other in ["https://elsewhere.example.com/v1", "https://models.example.com/v2", "http://127.0.0.1:11434/v1"] {
        assert!(gate.model_key(other).await.unwrap().is_none(), "it was not given for {other}");
    }
    let rows = world.outsider().await.everything_but(&[]).await.join("\n");
    assert!(rows.contains(ADDRESS) && !rows.contains(KEY), "the database has the address alone");
    let found = files_with(&world.place().config(), KEY);
    assert!(found.is_empty(), "{found:?}");
    gate.give_model_key(world.admin(), ADDRESS, key("sk-another-one")).await.unwrap();
    assert_eq!(gate.model_key(ADDRESS).await.unwrap().unwrap().expose_secret(), "sk-another-one");
    gate.give_model_key(world.admin(), ADDRESS, None).await.unwrap();
    assert!(gate.model_key(ADDRESS).await.unwrap().is_none());
    let events = world.audit_after(0).await;
    let given: Vec<_> = events.iter().filter(|event| event.kind.starts_with("model.")).cloned().collect();
    assert_eq!(kinds(&given), ["model.key_given", "model.key_given", "model.key_forgotten"]);
    assert!(given.iter().all(|event| about(event) == json!({ "address": ADDRESS }) || event.body.contains(ADDRESS)));
}

#[tokio::test]
async fn who_does_not_manage_access_gives_no_key_and_takes_none_away() {
    let world = World::demo().await;
    let gate = world.gate();
    gate.give_model_key(world.admin(), ADDRESS, key(KEY)).await.unwrap();
    for who in [world.alice(), world.bob()] {
        for given in [key("sk-of-bob"), None] {
            let refused = gate.give_model_key(who, ADDRESS, given).await.unwrap_err();
            assert!(matches!(refused, GateError::MissingPermission { .. }), "{refused}");
        }
    }
    assert_eq!(gate.model_key(ADDRESS).await.unwrap().unwrap().expose_secret(), KEY);
}

#[tokio::test]
async fn what_can_be_no_key_is_refused_before_it_is_kept() {
    let world = World::demo().await;
    for wrong in ["", "  ", "two words", "line\nbreak", "schlüssel"] {
        let refused = world.gate().give_model_key(world.admin(), ADDRESS, key(wrong)).await.unwrap_err();
        assert_eq!(refused.code(), "INVALID_INPUT", "{wrong:?}");
    }
    assert!(world.gate().model_keys().await.unwrap().is_empty());
    world.gate().give_model_key(world.admin(), ADDRESS, key("  sk-with-blanks-around \n")).await.unwrap();
    let kept = world.gate().model_key(ADDRESS).await.unwrap().unwrap();
    assert_eq!(kept.expose_secret(), "sk-with-blanks-around");
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
