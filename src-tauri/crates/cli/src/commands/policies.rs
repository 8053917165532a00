//! `policies`.

use serde_json::{Value, json};

use super::administer::{change, field, list};
use crate::arguments::access::Policies;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;

/// Runs one of the commands.
pub async fn run(desk: &Desk, policies: Policies) -> Result<Exit, Failure> {
    match policies {
        Policies::List(listing) => list(desk, listing, "access_policies_list", json!({}), line).await,
        Policies::Set { permission, policy, confirm } => {
            let arguments = json!({ "permission": permission, "ask_policy": policy });
            change(desk, confirm, "access_policies_set", arguments).await
        }
    }
}

fn line(item: &Value) -> String {
    let asks = item["ask_policy"].as_str().unwrap_or("by risk");
    let roles = item["by_role"].as_array().into_iter().flatten();
    let roles: String =
        roles.map(|role| format!(", role {}: {}", field(role, "role"), field(role, "ask_policy"))).collect();
    format!("{}  risk {}, asks {asks}{roles}", field(item, "id"), field(item, "risk"))
}
