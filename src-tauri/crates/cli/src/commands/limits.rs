//! `limits`.

use serde_json::{Value, json};

use super::administer::{change, field, given, list};
use crate::arguments::access::Limits;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;

/// Runs one of the commands.
pub async fn run(desk: &Desk, limits: Limits) -> Result<Exit, Failure> {
    match limits {
        Limits::List(listing) => list(desk, listing, "access_limits_list", json!({}), line).await,
        Limits::Set { kind, amount, per, person, confirm } => {
            let arguments = given([
                ("kind", Some(json!(kind))),
                ("person", person.map(Value::from)),
                ("amount", amount.map(Value::from)),
                ("window_seconds", per.map(Value::from)),
            ]);
            change(desk, confirm, "access_limits_set", arguments).await
        }
    }
}

fn line(item: &Value) -> String {
    let whom = item["person"].as_str().unwrap_or("everybody");
    let (kind, amount, window) = (field(item, "kind"), field(item, "amount"), field(item, "window_seconds"));
    format!("{kind}  {amount} in {window} seconds, for {whom}")
}
