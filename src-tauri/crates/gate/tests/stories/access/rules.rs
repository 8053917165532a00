//! Rules: judged on saving, and tightening from the next call.

use super::*;

fn rule(mut part: Value) -> Value {
    let defaults = json!({ "then": "confirm", "reason": "look twice" });
    for (name, value) in defaults.as_object().unwrap() {
        if part.get(name).is_none() {
            part[name] = value.clone();
        }
    }
    part
}

fn when(field: Value, test: Value) -> Value {
    json!([{ "field": field, "test": test }])
}

fn argument(name: &str) -> Value {
    json!({ "argument": name })
}

#[tokio::test]
async fn a_rule_that_could_not_be_answered_is_not_saved_and_told_why() {
    let world = World::demo().await;
    let create = |field: Value, test: Value| rule(json!({ "tool": "tasks_create", "when": when(field, test) }));
    for (bad, said) in [
        (rule(json!({ "tool": "tasks_burn" })), "tasks_burn"),
        (rule(json!({ "permission": "tasks:burn" })), "tasks:burn"),
        (rule(json!({ "role": "boss" })), "boss"),
        (rule(json!({ "person": "carol@example.com" })), "carol@example.com"),
        (rule(json!({ "channel": "post" })), "post"),
        (rule(json!({ "then": "allow" })), "allow"),
        (rule(json!({ "tool": "tasks_create", "permission": "tasks:create" })), "not both"),
        (rule(json!({ "reason": "" })), "reason"),
        (create(argument("colour"), json!({ "is": "red" })), "colour"),
        (create(argument("title"), json!({ "is": 5 })), "another type"),
        (create(argument("title"), json!({ "in": ["a", 5] })), "another type"),
        (create(argument("title"), json!({ "in": [] })), "no value"),
        (create(argument("title"), json!({ "is": null })), "another type"),
        (create(argument("title"), json!({ "like": "a" })), "like"),
        (create(argument("target_user"), json!({ "is": "carol@example.com" })), "carol@example.com"),
        (create(json!("target"), json!({ "in": [BOB, "carol@example.com"] })), "carol@example.com"),
        (create(json!("local_hour"), json!({ "is": "noon" })), "another type"),
        (create(json!("local_hour"), json!({ "glob": "1*" })), "free text"),
        (create(json!("local_day"), json!({ "is": "monday" })), "never has"),
        (create(json!("local_day"), json!({ "below": "wed" })), "no order"),
        (create(json!("moon"), json!({ "is": "full" })), "moon"),
        (rule(json!({ "tool": "tasks_list", "when": when(argument("completed"), json!({ "is": "false" })) })), "type"),
        (rule(json!({ "tool": "notes_delete", "when": when(argument("note_id"), json!({ "is": "5" })) })), "type"),
        // About everything there is no argument that all tools take.
        (rule(json!({ "when": when(argument("title"), json!({ "is": "a" })) })), "takes no argument"),
        (
            rule(json!({ "permission": "tasks:create", "when": when(argument("colour"), json!({ "is": "a" })) })),
            "colour",
        ),
    ] {
        let call = asks(&world, "access_rules_add", bad.clone()).await;
        assert_eq!(denied(&call), DenialCode::InvalidArguments, "{bad}");
        let told = call.denial.unwrap().explanation;
        assert!(told.contains(said), "{bad}: {told}");
    }
    for good in [
        create(argument("target_user"), json!({ "is": BOB })),
        create(argument("title"), json!({ "glob": "Meeting*" })),
        create(argument("due_on"), json!({ "above": "2026-12-24" })),
        create(json!("local_hour"), json!({ "below": 8 })),
        create(json!("local_day"), json!({ "in": ["sat", "sun"] })),
        rule(json!({ "tool": "tasks_list", "when": when(argument("completed"), json!({ "is": false })) })),
        rule(json!({ "tool": "notes_delete", "when": when(argument("note_id"), json!({ "above": 5 })) })),
        rule(json!({ "permission": "tasks:create.for_others", "when": when(argument("title"), json!({ "is": "a" })) })),
    ] {
        let call = asks(&world, "access_rules_add", good.clone()).await;
        assert!(call.is_waiting(), "{good}: {:?}", call.denial);
    }
}

#[tokio::test]
async fn a_rule_tightens_from_the_next_call_for_whom_it_names_and_is_as_before_when_removed() {
    let world = World::demo().await;
    let create =
        |who, title: &str| world.call(who, Channel::Chat, "notes_create", json!({ "title": title, "content": "" }));
    let when = when(argument("title"), json!({ "glob": "salary*" }));
    let forbid = json!({ "person": ALICE, "tool": "notes_create", "when": when, "then": "deny", "reason": "not here" });
    let made = manages(&world, "access_rules_add", forbid).await;
    let call = create(world.alice(), "Salary of Bob").await;
    assert_eq!(denied(&call), DenialCode::ForbiddenByRule);
    assert!(call.denial.unwrap().explanation.contains("not here"));
    assert_eq!(create(world.alice(), "Groceries").await.state, CallState::Succeeded);
    assert_eq!(create(world.bob(), "Salary of Bob").await.state, CallState::Succeeded);

    let kept = listed(&world, "access_rules_list").await;
    assert_eq!(
        (&kept[0]["person"], &kept[0]["then"], &kept[0]["made_by"]),
        (&json!(ALICE), &json!("deny"), &json!(ADMIN))
    );
    manages(&world, "access_rules_remove", json!({ "rule_id": made["id"] })).await;
    assert!(listed(&world, "access_rules_list").await.is_empty());
    assert_eq!(create(world.alice(), "Salary of Bob").await.state, CallState::Succeeded);
}

#[tokio::test]
async fn a_role_that_a_rule_names_goes_only_after_the_rule() {
    let world = World::demo().await;
    manages(&world, "access_roles_create", json!({ "name": "helpers" })).await;
    let made = manages(&world, "access_rules_add", rule(json!({ "role": "helpers" }))).await;
    let delete = json!({ "role": "helpers" });
    assert_eq!(denied(&asks(&world, "access_roles_delete", delete.clone()).await), DenialCode::InvalidArguments);
    manages(&world, "access_rules_remove", json!({ "rule_id": made["id"] })).await;
    manages(&world, "access_roles_delete", delete).await;
}

#[tokio::test]
async fn a_tool_is_shown_for_what_some_call_of_it_would_come_to_here_and_now() {
    let world = World::demo().await;
    let level = async |name: &str| {
        let tools = world.gate().look_at_tools(world.alice(), Channel::Chat).await.unwrap();
        tools.into_iter().find(|(tool, _)| tool.spec().name == name).unwrap().1.level
    };
    let shown = async || level("notes_create").await;
    let about = when(argument("title"), json!({ "glob": "salary*" }));
    let deny = |when| json!({ "person": ALICE, "tool": "notes_create", "when": when, "then": "deny", "reason": "no" });
    manages(&world, "access_rules_add", deny(about)).await;
    assert_eq!(shown().await, Level::Allow, "other titles go through");
    manages(&world, "access_rules_add", deny(json!([]))).await;
    assert_eq!(shown().await, Level::Deny, "nothing goes through");
    assert_eq!(level("tasks_create").await, Level::Deny);
    let meetings = when(argument("title"), json!({ "glob": "Meeting*" }));
    let grant = json!({ "person": ALICE, "permission": "tasks:create", "reason": "meetings", "when": meetings });
    manages(&world, "access_grants_add", grant).await;
    assert_eq!(level("tasks_create").await, Level::Allow, "some titles go through");
}

#[tokio::test]
async fn a_rule_for_some_days_holds_on_those_of_the_persons_own_zone() {
    let world = World::demo().await;
    let create = || world.call(world.alice(), Channel::Ui, "notes_create", json!({ "title": "Ideas", "content": "" }));
    let on = |day| {
        let when = when(json!("local_day"), json!({ "is": day }));
        json!({ "person": ALICE, "tool": "notes_create", "when": when, "then": "deny", "reason": "not today" })
    };
    manages(&world, "access_rules_add", on("wed")).await;
    assert_eq!(create().await.state, CallState::Succeeded, "it is a Tuesday");
    world.change_access("UPDATE people SET zone = 'Pacific/Kiritimati' WHERE email = 'alice@example.com'").await;
    world.clock().advance(std::time::Duration::from_secs(3600));
    assert_eq!(denied(&create().await), DenialCode::ForbiddenByRule, "there it is Wednesday");
}
