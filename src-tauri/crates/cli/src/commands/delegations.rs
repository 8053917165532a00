//! `delegations`.

use serde_json::{Value, json};

use super::administer::{change, conditions, email, field, given, list};
use crate::arguments::access::Delegations;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;

/// Runs one of the commands.
pub async fn run(desk: &Desk, delegations: Delegations) -> Result<Exit, Failure> {
    match delegations {
        Delegations::List { listing, everybody: true, all } => {
            list(desk, listing, "access_delegations_list", json!({ "include_ended": all }), line).await
        }
        Delegations::List { listing, everybody: false, all } => {
            list(desk, listing, "delegations_mine", json!({ "include_revoked": all }), line).await
        }
        Delegations::Create { delegate, permission, until, when, confirm } => {
            let arguments = given([
                ("delegate", Some(json!(delegate))),
                ("permission", Some(json!(permission))),
                ("expires_at", until.map(Value::from)),
                ("when", when.map(|when| conditions(Some(when))).transpose()?),
            ]);
            change(desk, confirm, "delegations_create", arguments).await
        }
        Delegations::Until { id, end, confirm } => {
            let arguments = given([("delegation_id", Some(json!(id))), ("expires_at", end.map(Value::from))]);
            change(desk, confirm, "delegations_update_expiration", arguments).await
        }
        Delegations::Revoke { id, confirm } => {
            change(desk, confirm, "delegations_revoke", json!({ "delegation_id": id })).await
        }
    }
}

fn line(item: &Value) -> String {
    let (id, owner, delegate) = (field(item, "id"), email(&item["owner"]), email(&item["delegate"]));
    format!("{id}  {owner} → {delegate}  {}  {}", field(item, "permission"), field(item, "state"))
}
