//! What no change may take away.

use std::sync::Arc;

use assent_gate::{
    ArgumentError, Look, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, access as stored,
};
use assent_policy::PersonId;
use assent_testkit::{Does, Probe};
use async_trait::async_trait;

use super::*;

/// Why it is refused before anybody is asked.
async fn refused(world: &World, tool: &str, arguments: Value) -> &'static str {
    let call = asks(world, tool, arguments.clone()).await;
    assert_eq!(call.state, CallState::Denied, "{tool} {arguments}: {call:?}");
    call.decision.reasons[0].code()
}

/// Every way to lose the last who decides and manages access.
fn ways() -> Vec<(&'static str, Value)> {
    let rule = |what: &str, value: &str| json!({ what: value, "then": "deny", "reason": "no" });
    let mut forbid = rule("permission", "access:manage");
    forbid["person"] = json!(ADMIN);
    let mut at_night = rule("permission", "permissions:approve");
    at_night["when"] = json!([{ "field": "local_hour", "test": { "above": 0 } }]);
    vec![
        ("access_people_disable", json!({ "person": ADMIN })),
        ("access_people_roles", json!({ "person": ADMIN, "roles": ["pro"] })),
        ("access_roles_set", json!({ "role": "admin", "permission": "permissions:approve", "given": false })),
        ("access_roles_set", json!({ "role": "admin", "permission": "access:manage", "given": false })),
        ("access_policies_set", json!({ "permission": "access:manage", "ask_policy": "never" })),
        ("access_rules_add", forbid),
        ("access_rules_add", rule("role", "admin")),
        ("access_rules_add", rule("tool", "access_rules_remove")),
        ("access_rules_add", at_night),
    ]
}

#[tokio::test]
async fn the_last_who_decides_and_the_last_who_manages_access_stay_so_whatever_the_change() {
    let world = World::demo().await;
    for (tool, arguments) in ways() {
        assert_eq!(refused(&world, tool, arguments.clone()).await, "last_holder", "{tool} {arguments}");
    }
    let unchanged = listed(&world, "access_people_list").await;
    assert_eq!((&unchanged[2]["enabled"], &unchanged[2]["roles"]), (&json!(true), &json!(["admin"])));
}

#[tokio::test]
async fn with_somebody_else_for_good_the_first_may_go_and_with_somebody_for_a_time_not() {
    for (until, goes) in [(None, true), (Some("365d"), false)] {
        let world = World::demo().await;
        for permission in ["permissions:approve", "access:manage"] {
            let mut grant = json!({ "person": BOB, "permission": permission, "reason": "stands in" });
            if let Some(until) = until {
                grant["until"] = json!(until);
            }
            manages(&world, "access_grants_add", grant).await;
        }
        let disable = asks(&world, "access_people_disable", json!({ "person": ADMIN })).await;
        assert_eq!(disable.is_waiting(), goes, "{until:?} {disable:?}");
        if goes {
            assert_eq!(approve(&world, world.admin(), &disable).await.state, CallState::Succeeded);
            let left = world.call(world.bob(), Channel::Ui, "access_grants_revoke", json!({ "grant_id": 1 })).await;
            assert_eq!(left.decision.reasons[0].code(), "last_holder", "now Bob is the last: {left:?}");
        }
    }
}

#[tokio::test]
async fn what_was_fine_when_it_was_asked_is_looked_at_again_when_it_is_confirmed() {
    let world = World::demo().await;
    for permission in ["permissions:approve", "access:manage"] {
        let grant = json!({ "person": BOB, "permission": permission, "reason": "stands in" });
        manages(&world, "access_grants_add", grant).await;
    }
    let held = asks(&world, "access_people_disable", json!({ "person": ADMIN })).await;
    assert!(held.is_waiting());
    let revoked = asks(&world, "access_grants_revoke", json!({ "grant_id": 1 })).await;
    assert_eq!(revoked.state, CallState::Succeeded);
    let done = approve(&world, world.admin(), &held).await;
    assert_eq!(denied(&done), DenialCode::ForbiddenByRule);
    assert_eq!(listed(&world, "access_people_list").await[2]["enabled"], true);
}

#[tokio::test]
async fn nothing_waits_for_an_approver_while_fewer_than_two_could_be_one() {
    let world = World::demo().await;
    let saves = || {
        [
            ("access_policies_set", json!({ "permission": "notes:delete", "ask_policy": "approve" })),
            (
                "access_roles_set",
                json!({ "role": "basic", "permission": "notes:delete", "given": true, "ask_policy": "approve" }),
            ),
            ("access_rules_add", json!({ "tool": "notes_delete", "then": "approve", "reason": "look twice" })),
        ]
    };
    for (tool, arguments) in saves() {
        let call = asks(&world, tool, arguments).await;
        assert_eq!(denied(&call), DenialCode::NoDecider, "{tool}");
        assert_eq!(call.decision.reasons[0].code(), "too_few_deciders", "{tool}");
    }
    let grant =
        |until: Value| json!({ "person": BOB, "permission": "permissions:approve", "reason": "x", "until": until });
    manages(&world, "access_grants_add", grant(json!("365d"))).await;
    for (tool, arguments) in saves() {
        assert_eq!(denied(&asks(&world, tool, arguments).await), DenialCode::NoDecider, "a time does not count");
    }
    manages(&world, "access_grants_add", grant(Value::Null)).await;
    for (tool, arguments) in saves() {
        manages(&world, tool, arguments).await;
    }
}

/// A tool that disables whomever it is told to, and does not look before.
struct Careless(Probe);

#[async_trait]
impl Tool for Careless {
    fn spec(&self) -> &ToolSpec {
        self.0.spec()
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        self.0.resolve(reader, look, given).await
    }

    async fn plan(&self, reader: Reader<'_>, look: &Look<'_>, of: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        self.0.plan(reader, look, of).await
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let person: PersonId = call.arguments()?;
        stored::set_enabled(call.tx(), person.0, false).await?;
        call.change_access().await?;
        call.complete(json!({})).await
    }
}

#[tokio::test]
async fn a_tool_that_does_not_look_before_is_stopped_by_what_it_wrote() {
    let careless = Careless(Probe::new("careless", "notes:create", Does::Well));
    let world = World::with_tools(vec![Arc::new(careless)]).await;
    let disable = async |who: &Session| world.call(world.admin(), Channel::Ui, "careless", json!(who.person())).await;
    assert_eq!(disable(world.bob()).await.state, CallState::Succeeded);
    let refused = disable(world.admin()).await;
    assert_eq!((refused.state, refused.failure.unwrap().code.as_str()), (CallState::Failed, "FORBIDDEN_BY_RULE"));
    let people = world.gate().authority(world.admin()).await.unwrap();
    let enabled = |who: &Session| people.people[&who.person()].enabled;
    assert_eq!((enabled(world.bob()), enabled(world.admin())), (false, true), "nothing of it stayed");
}
