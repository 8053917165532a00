//! Roles: list, create, what they give, delete.

use assent_gate::{ArgumentError, Look, Plan, Reader, Redeemed, RunError, access};
use assent_policy::{AskPolicy, PermissionCode, PersonId, RoleId, Snapshot};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::people::Nothing;
use super::policies::Policy;
use super::{Administers, Lists, names};
use crate::kept::change;

/// The longest name of a role, in characters.
const NAME: usize = 50;

/// `access_roles_list`.
pub(crate) struct ListRoles;

#[async_trait]
impl Lists for ListRoles {
    type Asked = Nothing;
    const NAME: &'static str = "access_roles_list";
    const TITLE: &'static str = "List roles";
    const DESCRIPTION: &'static str = "Lists every role with what it gives and how many people have it.";

    async fn items(call: &Redeemed, _: &Nothing) -> Result<Vec<Value>, RunError> {
        let snapshot = call.snapshot();
        let items = snapshot.roles.iter().map(|(id, role)| {
            let given = role.grants.iter().map(|code| {
                let policy = snapshot.permissions.get(code).and_then(|entry| entry.role_policies.get(id));
                json!({ "permission": code, "ask_policy": policy })
            });
            json!({
                "id": id, "name": role.name, "permissions": given.collect::<Vec<_>>(),
                "people": holders(snapshot, *id).count(),
            })
        });
        Ok(items.collect())
    }
}

fn holders(snapshot: &Snapshot, role: RoleId) -> impl Iterator<Item = PersonId> + '_ {
    snapshot.people.iter().filter(move |(_, entry)| entry.roles.contains(&role)).map(|(id, _)| *id)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Named {
    /// Name of the role.
    #[schemars(length(min = 1, max = 50))]
    name: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CreateMeant {
    name: String,
}

/// `access_roles_create`.
pub(crate) struct CreateRole;

#[async_trait]
impl Administers for CreateRole {
    type Asked = Named;
    type Meant = CreateMeant;
    const NAME: &'static str = "access_roles_create";
    const TITLE: &'static str = "Create a role";
    const DESCRIPTION: &'static str = "Makes a role that gives nothing yet.";

    async fn resolve(_: Reader<'_>, look: &Look<'_>, asked: Named) -> Result<CreateMeant, ArgumentError> {
        let name = names::line("name", &asked.name, NAME)?;
        let taken = |there: &str| there.to_lowercase() == name.to_lowercase();
        if look.snapshot.roles.values().any(|role| taken(&role.name)) {
            return Err(ArgumentError::invalid(format!("There is a role “{name}” already.")));
        }
        Ok(CreateMeant { name })
    }

    fn object(meant: &CreateMeant) -> Option<String> {
        Some(meant.name.clone())
    }

    async fn plan(_: Reader<'_>, _: &Look<'_>, meant: &CreateMeant) -> Result<Plan, ArgumentError> {
        let changes = vec![change("role", None, Some(&meant.name))];
        Ok(names::plan(format!("A role “{}” would be made that gives nothing yet.", meant.name), changes))
    }

    async fn write(call: &mut Redeemed, meant: CreateMeant, _: Option<&str>) -> Result<Value, RunError> {
        let id = access::insert_role(call.tx(), &meant.name).await?;
        let made = json!({ "id": id, "name": meant.name });
        call.changed(Value::Null, &made);
        Ok(made)
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetAsked {
    /// Name of the role.
    role: String,
    /// Code of the permission, for example `notes:create`.
    permission: String,
    /// Whether the role gives it.
    given: bool,
    /// What using it through this role asks first; it only tightens.
    #[serde(default)]
    ask_policy: Option<Policy>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SetMeant {
    role: String,
    role_id: RoleId,
    permission: PermissionCode,
    given: bool,
    ask_policy: Option<AskPolicy>,
}

/// `access_roles_set`.
pub(crate) struct SetRole;

impl SetRole {
    fn was(snapshot: &Snapshot, meant: &SetMeant) -> (bool, Option<AskPolicy>) {
        let given = snapshot.roles.get(&meant.role_id).is_some_and(|role| role.grants.contains(&meant.permission));
        let entry = snapshot.permissions.get(&meant.permission);
        (given, entry.and_then(|entry| entry.role_policies.get(&meant.role_id)).copied())
    }
}

fn put(given: bool, policy: Option<AskPolicy>) -> String {
    match (given, policy) {
        (false, _) => "not given".to_owned(),
        (true, None) => "given".to_owned(),
        (true, Some(policy)) => format!("given, asks: {policy}"),
    }
}

#[async_trait]
impl Administers for SetRole {
    type Asked = SetAsked;
    type Meant = SetMeant;
    const NAME: &'static str = "access_roles_set";
    const TITLE: &'static str = "Set what a role gives";
    const DESCRIPTION: &'static str = "Lets a role give a permission or not, and what using it through this role asks \
                                       first.";

    async fn resolve(_: Reader<'_>, look: &Look<'_>, asked: SetAsked) -> Result<SetMeant, ArgumentError> {
        let (role_id, role) = names::role(look, &asked.role)?;
        let permission = names::permission(look, &asked.permission)?;
        if !asked.given && asked.ask_policy.is_some_and(|policy| policy.word().is_some()) {
            return Err(ArgumentError::invalid("What is not given asks nothing. Leave ask_policy out."));
        }
        let ask_policy = asked.ask_policy.and_then(Policy::word);
        Ok(SetMeant { role: role.name.clone(), role_id, permission, given: asked.given, ask_policy })
    }

    fn object(meant: &SetMeant) -> Option<String> {
        Some(format!("{}: {}", meant.role, meant.permission))
    }

    fn foresee(meant: &SetMeant, after: &mut Snapshot) {
        if let Some(role) = after.roles.get_mut(&meant.role_id) {
            if meant.given {
                role.grants.insert(meant.permission.clone());
            } else {
                role.grants.remove(&meant.permission);
            }
        }
        if let Some(entry) = after.permissions.get_mut(&meant.permission) {
            entry.role_policies.remove(&meant.role_id);
            entry.role_policies.extend(meant.ask_policy.map(|policy| (meant.role_id, policy)));
        }
    }

    async fn plan(_: Reader<'_>, look: &Look<'_>, meant: &SetMeant) -> Result<Plan, ArgumentError> {
        let (given, policy) = Self::was(look.snapshot, meant);
        let (before, after) = (put(given, policy), put(meant.given, meant.ask_policy));
        let people = holders(look.snapshot, meant.role_id).count();
        let changes = vec![change(meant.permission.as_str(), Some(&before), Some(&after))];
        Ok(names::plan(format!("The role {} would change for {people} people.", meant.role), changes))
    }

    async fn write(call: &mut Redeemed, meant: SetMeant, _: Option<&str>) -> Result<Value, RunError> {
        let (given, policy) = Self::was(call.snapshot(), &meant);
        let row = meant.given.then(|| meant.ask_policy.map(AskPolicy::as_str));
        access::set_role_grant(call.tx(), meant.role_id.0, meant.permission.as_str(), row).await?;
        if meant.given && !given {
            super::grants::tie(call, &meant.permission, holders(call.snapshot(), meant.role_id)).await?;
        }
        let state = |given, policy: Option<AskPolicy>| json!({ "role": meant.role, "permission": meant.permission, "given": given, "ask_policy": policy });
        let (before, after) = (state(given, policy), state(meant.given, meant.ask_policy));
        call.changed(before, &after);
        Ok(after)
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeleteAsked {
    /// Name of the role.
    role: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DeleteMeant {
    role: String,
    role_id: RoleId,
}

/// `access_roles_delete`.
pub(crate) struct DeleteRole;

#[async_trait]
impl Administers for DeleteRole {
    type Asked = DeleteAsked;
    type Meant = DeleteMeant;
    const NAME: &'static str = "access_roles_delete";
    const TITLE: &'static str = "Delete a role";
    const DESCRIPTION: &'static str = "Deletes a role that nobody has and no rule names.";

    async fn resolve(_: Reader<'_>, look: &Look<'_>, asked: DeleteAsked) -> Result<DeleteMeant, ArgumentError> {
        let (role_id, role) = names::role(look, &asked.role)?;
        let people = holders(look.snapshot, role_id).count();
        if people > 0 {
            let message = format!("{people} people have the role {}. Give them other roles first.", role.name);
            return Err(ArgumentError::invalid(message));
        }
        if look.snapshot.rules.values().flatten().any(|rule| rule.who.role == Some(role_id)) {
            return Err(ArgumentError::invalid(format!("A rule names the role {}. Remove it first.", role.name)));
        }
        Ok(DeleteMeant { role: role.name.clone(), role_id })
    }

    fn object(meant: &DeleteMeant) -> Option<String> {
        Some(meant.role.clone())
    }

    async fn plan(_: Reader<'_>, look: &Look<'_>, meant: &DeleteMeant) -> Result<Plan, ArgumentError> {
        let gave: Vec<String> = look
            .snapshot
            .roles
            .get(&meant.role_id)
            .into_iter()
            .flat_map(|role| role.grants.iter().map(ToString::to_string))
            .collect();
        let changes = vec![change("gives", Some(&gave.join(", ")), None)];
        Ok(names::plan(format!("The role {} would be gone.", meant.role), changes))
    }

    async fn write(call: &mut Redeemed, meant: DeleteMeant, _: Option<&str>) -> Result<Value, RunError> {
        let role = names::still(call.snapshot().roles.get(&meant.role_id), "role")?;
        let before = json!({ "id": meant.role_id, "name": role.name, "permissions": role.grants });
        access::delete_role(call.tx(), meant.role_id.0).await?;
        call.changed(before, Value::Null);
        Ok(json!({ "id": meant.role_id, "name": meant.role }))
    }
}
