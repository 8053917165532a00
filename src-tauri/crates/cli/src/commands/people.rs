//! `people`.

use serde_json::json;

use super::administer::{change, field, list};
use crate::arguments::access::{People, Whom};
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;

/// Runs one of the commands.
pub async fn run(desk: &Desk, people: People) -> Result<Exit, Failure> {
    match people {
        People::List(listing) => {
            list(desk, listing, "access_people_list", json!({}), |item| {
                let disabled = if item["enabled"] == false { ", disabled" } else { "" };
                let password = if item["must_change_password"] == true { ", has to choose a password" } else { "" };
                let (email, name, roles) = (field(item, "email"), field(item, "name"), field(item, "roles"));
                format!("{}  {email}  {name}  [{roles}]{disabled}{password}", field(item, "id"))
            })
            .await
        }
        People::Add { person, name, roles, confirm } => {
            let arguments = json!({ "name": name, "email": person, "roles": roles });
            change(desk, confirm, "access_people_add", arguments).await
        }
        People::Disable(whom) => one(desk, whom, "access_people_disable").await,
        People::Enable(whom) => one(desk, whom, "access_people_enable").await,
        People::Reset(whom) => one(desk, whom, "access_people_reset").await,
        People::Roles { person, roles, confirm } => {
            change(desk, confirm, "access_people_roles", json!({ "person": person, "roles": roles })).await
        }
    }
}

async fn one(desk: &Desk, whom: Whom, tool: &str) -> Result<Exit, Failure> {
    change(desk, whom.confirm, tool, json!({ "person": whom.person })).await
}
