//! `grants`.

use serde_json::{Value, json};

use super::administer::{change, conditions, field, given, list};
use crate::arguments::access::Grants;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;

/// Runs one of the commands.
pub async fn run(desk: &Desk, grants: Grants) -> Result<Exit, Failure> {
    match grants {
        Grants::List { listing, person, all } => {
            let arguments = given([("person", person.map(Value::from)), ("include_ended", Some(json!(all)))]);
            list(desk, listing, "access_grants_list", arguments, line).await
        }
        Grants::Add { person, permission, until, reason, when, confirm } => {
            let arguments = given([
                ("person", Some(json!(person))),
                ("permission", Some(json!(permission))),
                ("until", until.map(Value::from)),
                ("reason", Some(json!(reason))),
                ("when", Some(conditions(when)?)),
            ]);
            change(desk, confirm, "access_grants_add", arguments).await
        }
        Grants::Revoke { id, confirm } => {
            change(desk, confirm, "access_grants_revoke", json!({ "grant_id": id })).await
        }
    }
}

fn line(item: &Value) -> String {
    let until = item["until"]["local"].as_str().map_or_else(|| "no end".to_owned(), |end| format!("until {end}"));
    let (id, person, permission) = (field(item, "id"), field(item, "person"), field(item, "permission"));
    let (state, by, reason) = (field(item, "state"), field(item, "granted_by"), field(item, "reason"));
    format!("{id}  {person}  {permission}  {state}, {until}, by {by}: {reason}")
}
