//! `roles`.

use serde_json::{Value, json};

use super::administer::{change, field, list};
use crate::arguments::access::Roles;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;

/// Runs one of the commands.
pub async fn run(desk: &Desk, roles: Roles) -> Result<Exit, Failure> {
    match roles {
        Roles::List(listing) => list(desk, listing, "access_roles_list", json!({}), line).await,
        Roles::Create { name, confirm } => change(desk, confirm, "access_roles_create", json!({ "name": name })).await,
        Roles::Set { role, permission, not, ask, confirm } => {
            let mut arguments = json!({ "role": role, "permission": permission, "given": !not });
            if let Some(policy) = ask {
                arguments["ask_policy"] = json!(policy);
            }
            change(desk, confirm, "access_roles_set", arguments).await
        }
        Roles::Delete { role, confirm } => change(desk, confirm, "access_roles_delete", json!({ "role": role })).await,
    }
}

fn line(item: &Value) -> String {
    let given = item["permissions"].as_array().into_iter().flatten().map(|given| {
        let asks = given["ask_policy"].as_str().map(|policy| format!(" ({policy})")).unwrap_or_default();
        format!("{}{asks}", field(given, "permission"))
    });
    let given = given.collect::<Vec<_>>().join(", ");
    format!("{}  {}  {} people  {given}", field(item, "id"), field(item, "name"), field(item, "people"))
}
