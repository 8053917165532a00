//! Ways around an answer that lead nowhere.

use std::time::Duration;

use assent_gate::{CallRecord, CallState, HoldState};
use assent_policy::{Channel, DenialCode, Level};
use assent_testkit::World;
use serde_json::{Value, json};

use crate::common::{answer, approve, denied, held, hold, kinds, note, notes, titles};
use crate::pause::{pause, resume};
use crate::samples::{Who, sample};

#[tokio::test]
async fn a_right_revoked_between_the_decision_and_the_run_stops_the_run() {
    for revoked in [true, false] {
        let world = World::demo().await;
        let made = world.call(world.bob(), Channel::Ui, "tasks_create", json!({ "title": "Order chairs" })).await;
        let id = made.result.unwrap()["id"].clone();
        let call = world.call(world.bob(), Channel::Chat, "tasks_delete", json!({ "task_id": id })).await;
        assert_eq!(hold(&call).level, Level::Approve);
        pause(&world).await;
        assert_eq!(hold(&approve(&world, world.admin(), &call).await).state, HoldState::Approved);
        let grant = "INSERT INTO grants (person_id, permission, granted_by, reason, created_at) \
                     VALUES (1, 'permissions:approve', 3, 'stands in', 1)";
        world.change_access(grant).await;
        if revoked {
            world.change_access("DELETE FROM role_grants WHERE permission = 'permissions:approve'").await;
        }
        resume(&world).await;
        let ended = world.gate().keep_house().await.unwrap().ran.pop().unwrap();
        if revoked {
            assert_eq!((denied(&ended), hold(&ended).state), (DenialCode::ChangedSince, HoldState::Void));
        } else {
            assert_eq!(ended.state, CallState::Succeeded, "{:?}", ended.denial);
        }
    }
}

#[tokio::test]
async fn a_name_that_comes_to_mean_somebody_else_is_not_acted_on() {
    for renamed in [true, false] {
        let world = World::demo().await;
        for owner in [1, 3] {
            let lend = format!(
                "INSERT INTO delegations (owner_id, delegate_id, permission, conditions, reason, created_at) \
                 VALUES ({owner}, 2, 'notes:create.for_others', '[]', 'helps', 1)"
            );
            world.change_access(&lend).await;
        }
        let arguments = json!({ "title": "Salary", "content": "", "target_user": "alice@example.com" });
        let call = held(&world, world.bob(), "notes_create", arguments).await;
        if renamed {
            world.change_access("UPDATE people SET email = 'alice.b@example.com' WHERE id = 1").await;
            world.change_access("UPDATE people SET email = 'alice@example.com' WHERE id = 3").await;
        }
        let done = approve(&world, world.bob(), &call).await;
        if renamed {
            assert_eq!(denied(&done), DenialCode::ChangedSince);
            assert!(notes(&world, world.alice()).await.is_empty() && notes(&world, world.admin()).await.is_empty());
        } else {
            assert_eq!(done.state, CallState::Succeeded, "{:?}", done.denial);
            assert_eq!(titles(&world, world.alice()).await, ["Salary"]);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_yes_at_the_moment_it_expires_is_no_yes_and_it_expires_once() {
    let world = World::demo().await;
    let other = world.another_gate().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let call = held(&world, world.alice(), "notes_delete", json!({ "note_id": id })).await;
    world.clock().advance(Duration::from_secs(24 * 3600));
    let (answered, expired) = tokio::join!(answer(world.gate(), world.alice(), &call, true), other.expire_due());
    expired.unwrap();
    assert!(["EXPIRED", "DECIDED"].contains(&answered.unwrap_err().code()));
    assert_eq!(titles(&world, world.alice()).await, ["Groceries"]);
    assert_eq!(kinds(&world.events_of(&call).await), ["call.held", "hold.expired"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_and_a_yes_at_once_never_run_what_was_not_answered() {
    let world = World::demo().await;
    let other = world.another_gate().await;
    let id = note(&world, world.alice(), "Groceries").await;
    let call = held(&world, world.alice(), "notes_update", json!({ "note_id": id, "title": "Shopping" })).await;
    let edit = json!({ "note_id": id, "title": "Errands" });
    let (yes, edited) = tokio::join!(
        answer(world.gate(), world.alice(), &call, true),
        other.edit_hold(world.alice(), hold(&call).id, &hold(&call).digest, edit),
    );
    assert_ne!(yes.is_ok(), edited.is_ok(), "{yes:?} {edited:?}");
    let expected = if yes.is_ok() { "Shopping" } else { "Groceries" };
    assert_eq!(titles(&world, world.alice()).await, [expected]);
}

/// The names of the arguments of every tool that people call, with what their schema says of them.
fn arguments_of_tools(world: &World) -> Vec<(&'static str, String, Value)> {
    let tools = world.gate().tools().iter().filter(|tool| tool.spec().serves(Channel::Ui));
    let of = |tool: &std::sync::Arc<dyn assent_gate::Tool>| {
        let spec = tool.spec();
        let properties = spec.schema["properties"].as_object().cloned().unwrap_or_default();
        properties.into_iter().map(|(name, schema)| (spec.name, name, schema)).collect::<Vec<_>>()
    };
    tools.flat_map(of).collect()
}

/// What a refusal says and offers, but for the id of the refused call itself.
fn said(call: &CallRecord) -> (String, Value) {
    let denial = call.denial.as_ref().unwrap();
    let mut offered = json!(denial.next_actions);
    for action in offered.as_array_mut().unwrap() {
        action["arguments"].as_object_mut().unwrap().remove("call_id");
    }
    (denial.explanation.clone(), offered)
}

#[tokio::test]
async fn whoever_guesses_an_id_learns_not_even_that_something_is_there() {
    let world = World::demo().await;
    let mut guessed = 0;
    for (tool, name, _) in arguments_of_tools(&world) {
        if !name.ends_with("_id") {
            continue;
        }
        let (owner, arguments) = sample(&world, tool).await.unwrap();
        if arguments.get(&name).is_none() {
            continue;
        }
        // Somebody with every permission of the owner's, where there is one.
        let stranger = if matches!(owner, Who::Bob) { Who::Admin } else { Who::Bob };
        let mut nobodys = arguments.clone();
        nobodys[&name] = json!(9_999_999);
        let theirs = world.call(stranger.session(&world), Channel::Ui, tool, arguments.clone()).await;
        let nobodys = world.call(stranger.session(&world), Channel::Ui, tool, nobodys).await;
        let manages = tool.starts_with("access_");
        let expected = if manages { DenialCode::MissingPermission } else { DenialCode::NotFound };
        assert_eq!((denied(&theirs), denied(&nobodys)), (expected, expected), "{tool} {name}");
        assert_eq!(said(&theirs), said(&nobodys), "{tool} {name}");
        assert!(theirs.plan.is_none() && nobodys.plan.is_none(), "{tool} {name}");
        assert_eq!(theirs.object, nobodys.object, "{tool} {name}");
        let own = world.call(owner.session(&world), Channel::Ui, tool, arguments).await;
        assert_ne!(own.state, CallState::Denied, "{tool} {name}: to its owner it is there, {:?}", own.denial);
        guessed += 1;
    }
    assert!(guessed >= 20, "only {guessed} tools take an id");
}

#[tokio::test]
async fn false_as_a_text_is_no_boolean_to_any_tool() {
    let world = World::demo().await;
    let mut tried = Vec::new();
    for (tool, name, schema) in arguments_of_tools(&world) {
        if !schema["type"].to_string().contains("boolean") {
            continue;
        }
        let (owner, arguments) = sample(&world, tool).await.unwrap();
        for (value, is_read) in
            [(json!("false"), false), (json!("true"), false), (json!(0), false), (json!(false), true)]
        {
            let mut given = arguments.clone();
            given[&name] = value.clone();
            let call = world.call(owner.session(&world), Channel::Ui, tool, given).await;
            let refused = call.denial.as_ref().is_some_and(|denial| denial.code == DenialCode::InvalidArguments);
            assert_eq!(refused, !is_read, "{tool} {name}: {value}: {:?}", call.denial);
        }
        tried.push((tool, name));
    }
    assert!(tried.contains(&("tasks_update", "completed".to_owned())), "{tried:?}");
}

#[tokio::test]
async fn an_address_that_only_looks_like_alices_is_nobodys() {
    let world = World::demo().await;
    let mut tried = 0;
    for (tool, name, _) in arguments_of_tools(&world) {
        if name != "target_user" || tool == "permission_requests_create" {
            continue;
        }
        let (_, arguments) = sample(&world, tool).await.unwrap();
        for (address, is_alices) in [
            ("\u{430}lice@example.com", false),
            ("alice@ex\u{430}mple.com", false),
            ("alice\u{200b}@example.com", false),
            ("\u{202e}alice@example.com", false),
            ("alice@example.com\u{0}", false),
            ("\u{ff41}lice@example.com", false),
            ("Alice@Example.com", true),
        ] {
            let mut given = arguments.clone();
            given["target_user"] = json!(address);
            let call = world.call(world.bob(), Channel::Ui, tool, given).await;
            let code = denied(&call);
            if is_alices {
                let lacks = [DenialCode::MissingDelegation, DenialCode::MissingPermission];
                assert!(lacks.contains(&code), "{tool}: Bob has not been lent it: {code:?}");
            } else {
                assert_eq!(code, DenialCode::InvalidArguments, "{tool}: {address:?}");
            }
        }
        tried += 1;
    }
    assert!(tried >= 4, "only {tried} tools act on another account");
}

#[tokio::test]
async fn control_characters_are_no_part_of_a_title() {
    let world = World::demo().await;
    for (tool, rest) in [
        ("notes_create", json!({ "content": "Milk" })),
        ("tasks_create", json!({})),
        ("alarms_set", json!({ "fire_at": "in 2 hours" })),
    ] {
        for (title, is_one) in
            [("Tea\u{1b}[2J", false), ("Tea\nat five", false), ("Tea\u{7}", false), ("Tea at five", true)]
        {
            let mut given = rest.clone();
            given["title"] = json!(title);
            let call = world.call(world.bob(), Channel::Ui, tool, given).await;
            assert_eq!(call.state == CallState::Succeeded, is_one, "{tool}: {title:?}");
            assert!(is_one || denied(&call) == DenialCode::InvalidArguments, "{tool}: {title:?}");
        }
    }
}

#[tokio::test]
async fn a_grant_of_ones_own_is_no_way_around_what_a_role_asks() {
    for asks in [true, false] {
        let world = World::demo().await;
        if !asks {
            world.change_access("UPDATE role_grants SET ask_policy = NULL WHERE permission = 'tasks:delete'").await;
        }
        for (person, session) in [(1, world.alice()), (2, world.bob())] {
            for permission in ["tasks:create", "tasks:delete"] {
                let grant = format!(
                    "INSERT INTO grants (person_id, permission, granted_by, reason, created_at) \
                     VALUES ({person}, '{permission}', 3, 'stands in', 1)"
                );
                world.change_access(&grant).await;
            }
            let made = world.call(session, Channel::Ui, "tasks_create", json!({ "title": "Order chairs" })).await;
            let arguments = json!({ "task_id": made.result.unwrap()["id"] });
            let call = world.call(session, Channel::Ui, "tasks_delete", arguments).await;
            if asks {
                assert_eq!(hold(&call).level, Level::Approve, "{person}: as the role pro asks");
            } else {
                assert_eq!(call.state, CallState::Succeeded, "{person}");
            }
        }
    }
}

#[tokio::test]
async fn whoever_may_not_complete_tasks_does_not_by_changing_them() {
    for lost in [true, false] {
        let world = World::demo().await;
        if lost {
            world.change_access("DELETE FROM role_grants WHERE permission = 'tasks:complete'").await;
        }
        let made = world.call(world.bob(), Channel::Ui, "tasks_create", json!({ "title": "Order chairs" })).await;
        let id = made.result.unwrap()["id"].clone();
        for (tool, arguments, completes) in [
            ("tasks_update", json!({ "task_id": id, "title": "Order six chairs" }), false),
            ("tasks_update", json!({ "task_id": id, "completed": true }), true),
            ("tasks_update", json!({ "task_id": id, "title": "Order ten chairs", "completed": false }), true),
            ("tasks_complete", json!({ "task_id": id }), true),
        ] {
            let call = world.call(world.bob(), Channel::Ui, tool, arguments.clone()).await;
            if lost && completes {
                assert_eq!(denied(&call), DenialCode::MissingPermission, "{tool} {arguments}");
                assert_eq!(call.denial.unwrap().missing[0].to_string(), "tasks:complete");
            } else {
                assert_eq!(call.state, CallState::Succeeded, "{tool} {arguments}: {:?}", call.denial);
            }
        }
        let title = if lost { "Order six chairs" } else { "Order ten chairs" };
        let stands = world.outsider().await.column("SELECT title FROM tasks WHERE completed_at IS NULL").await;
        assert_eq!(stands.contains(&title.to_owned()), lost, "{stands:?}");
    }
}
