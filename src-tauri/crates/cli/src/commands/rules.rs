//! `rules`.

use serde_json::{Value, json};

use super::administer::{change, conditions, field, given, list};
use crate::arguments::access::Rules;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;

/// Runs one of the commands.
pub async fn run(desk: &Desk, rules: Rules) -> Result<Exit, Failure> {
    match rules {
        Rules::List(listing) => list(desk, listing, "access_rules_list", json!({}), line).await,
        Rules::Add { rule, confirm } => {
            let arguments = given([
                ("person", rule.person.map(Value::from)),
                ("role", rule.role.map(Value::from)),
                ("client", rule.client.map(Value::from)),
                ("channel", rule.channel.map(Value::from)),
                ("permission", rule.permission.map(Value::from)),
                ("tool", rule.tool.map(Value::from)),
                ("when", Some(conditions(rule.when)?)),
                ("then", Some(json!(rule.then))),
                ("reason", Some(json!(rule.reason))),
            ]);
            change(desk, confirm, "access_rules_add", arguments).await
        }
        Rules::Remove { id, confirm } => change(desk, confirm, "access_rules_remove", json!({ "rule_id": id })).await,
    }
}

fn line(item: &Value) -> String {
    let named = |names: &[&str]| {
        let parts: Vec<String> = names.iter().map(|name| field(item, name)).filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    };
    let (whom, what) = (named(&["person", "role", "client", "channel"]), named(&["permission", "tool"]));
    let whom = if whom.is_empty() { "everybody".to_owned() } else { whom };
    let what = if what.is_empty() { "everything".to_owned() } else { what };
    let when = if item["when"].as_array().is_some_and(|all| all.is_empty()) {
        String::new()
    } else {
        format!(" when {}", item["when"])
    };
    format!("{}  {} {what} for {whom}{when}: {}", field(item, "id"), field(item, "then"), field(item, "reason"))
}
