//! Rules: list, add, remove. A rule only tightens; with deny on a person or role
//! it is a Forbid.

use assent_gate::{ArgumentError, Look, Plan, Reader, Redeemed, RuleRow, RunError, ToolFailure, access};
use assent_policy::{
    Channel, Condition, PermissionCode, PersonId, RoleId, Rule, RuleId, RuleLevel, Snapshot, What, Who,
};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::people::Nothing;
use super::{Administers, Lists, names};
use crate::arguments::{self, utc};
use crate::conditions::{self, When};
use crate::kept::change;

/// The longest reason, in characters.
const REASON: usize = 500;
/// The longest id of a client, in characters.
const CLIENT: usize = 200;

fn shown(snapshot: &Snapshot, row: &RuleRow) -> Value {
    let role = row.role_id.and_then(|id| snapshot.roles.get(&RoleId(id))).map(|role| role.name.as_str());
    json!({
        "id": row.id, "person": row.person_id.map(|id| names::email(snapshot, id)), "role": role,
        "client": row.client, "channel": row.channel, "permission": row.permission, "tool": row.tool,
        "when": serde_json::from_str::<Value>(&row.conditions).unwrap_or(Value::Null), "then": row.level,
        "reason": row.reason, "made_by": names::email(snapshot, row.created_by), "made_at": utc(row.created_at),
    })
}

/// `access_rules_list`.
pub(crate) struct ListRules;

#[async_trait]
impl Lists for ListRules {
    type Asked = Nothing;
    const NAME: &'static str = "access_rules_list";
    const TITLE: &'static str = "List rules";
    const DESCRIPTION: &'static str =
        "Lists the rules: whom and what each is about, when, and what it asks or forbids.";

    async fn items(call: &Redeemed, _: &Nothing) -> Result<Vec<Value>, RunError> {
        let rows = access::rules(call.tx()).await?;
        Ok(rows.iter().map(|row| shown(call.snapshot(), row)).collect())
    }
}

/// By which way a call came.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Way {
    Ui,
    Chat,
    Voice,
    Mcp,
    Cli,
    Scheduler,
}

impl Way {
    const fn channel(self) -> Channel {
        match self {
            Self::Ui => Channel::Ui,
            Self::Chat => Channel::Chat,
            Self::Voice => Channel::Voice,
            Self::Mcp => Channel::Mcp,
            Self::Cli => Channel::Cli,
            Self::Scheduler => Channel::Scheduler,
        }
    }
}

/// What a rule makes of a call.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Then {
    /// The acting person says yes.
    Confirm,
    /// Another entitled person does.
    Approve,
    /// It does not run.
    Deny,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddAsked {
    /// E-mail of the person it is about; everybody when left out.
    #[serde(default)]
    person: Option<String>,
    /// Name of the role it is about.
    #[serde(default)]
    role: Option<String>,
    /// Id of the outside client it is about.
    #[serde(default)]
    client: Option<String>,
    /// The channel it is about; every one when left out.
    #[serde(default)]
    channel: Option<Way>,
    /// The permission it is about.
    #[serde(default)]
    permission: Option<String>,
    /// The tool it is about; everything when neither is named.
    #[serde(default)]
    tool: Option<String>,
    /// Only when all of this is so.
    #[serde(default)]
    when: Vec<When>,
    /// What it makes of the call.
    then: Then,
    /// Why, shown to whom it stops.
    #[schemars(length(min = 1, max = 500))]
    reason: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct AddMeant {
    person: Option<String>,
    person_id: Option<PersonId>,
    role: Option<String>,
    role_id: Option<RoleId>,
    client: Option<String>,
    channel: Option<Channel>,
    permission: Option<PermissionCode>,
    tool: Option<String>,
    when: Vec<Condition>,
    then: RuleLevel,
    reason: String,
}

impl AddMeant {
    fn what(&self) -> What {
        match (&self.permission, &self.tool) {
            (Some(code), _) => What::Permission(code.clone()),
            (None, Some(tool)) => What::Tool(tool.clone()),
            (None, None) => What::Anything,
        }
    }

    fn whom(&self) -> String {
        let parts = [&self.person, &self.role.as_ref().map(|role| format!("the role {role}")), &self.client];
        let named: Vec<String> = parts.into_iter().flatten().cloned().collect();
        let mut whom = if named.is_empty() { "everybody".to_owned() } else { named.join(" and ") };
        if let Some(channel) = self.channel {
            whom = format!("{whom} by {channel}");
        }
        whom
    }
}

/// `access_rules_add`.
pub(crate) struct AddRule;

#[async_trait]
impl Administers for AddRule {
    type Asked = AddAsked;
    type Meant = AddMeant;
    const NAME: &'static str = "access_rules_add";
    const TITLE: &'static str = "Add a rule";
    const DESCRIPTION: &'static str = "Adds a rule that asks first or forbids: whom and what it is about, when, and why. \
                                       A rule only tightens.";

    async fn resolve(_: Reader<'_>, look: &Look<'_>, asked: AddAsked) -> Result<AddMeant, ArgumentError> {
        if asked.permission.is_some() && asked.tool.is_some() {
            return Err(ArgumentError::invalid("A rule is about a permission or a tool, not both. Leave one out."));
        }
        let person = asked.person.as_deref().map(|email| names::person(look, email)).transpose()?;
        let role = asked.role.as_deref().map(|name| names::role(look, name)).transpose()?;
        if let Some(tool) = asked.tool.as_deref().filter(|name| look.tools.get(name).is_none()) {
            let shown: String = tool.chars().filter(|c| !assent_policy::is_hidden(*c)).take(60).collect();
            return Err(ArgumentError::invalid(format!("There is no tool “{shown}”. Look at the list of tools.")));
        }
        let mut meant = AddMeant {
            person_id: person.as_ref().map(|person| person.person_id),
            person: person.map(|person| person.person),
            role_id: role.map(|(id, _)| id),
            role: role.map(|(_, role)| role.name.clone()),
            client: asked.client.as_deref().map(|client| names::line("client", client, CLIENT)).transpose()?,
            channel: asked.channel.map(Way::channel),
            permission: asked.permission.as_deref().map(|code| names::permission(look, code)).transpose()?,
            tool: asked.tool,
            when: Vec::new(),
            then: match asked.then {
                Then::Confirm => RuleLevel::Confirm,
                Then::Approve => RuleLevel::Approve,
                Then::Deny => RuleLevel::Deny,
            },
            reason: names::line("reason", &asked.reason, REASON)?,
        };
        meant.when = conditions::read(look, &meant.what(), &asked.when)?;
        Ok(meant)
    }

    fn object(meant: &AddMeant) -> Option<String> {
        Some(meant.reason.clone())
    }

    fn foresee(meant: &AddMeant, after: &mut Snapshot) {
        let who =
            Who { person: meant.person_id, role: meant.role_id, client: meant.client.clone(), channel: meant.channel };
        let (when, then, reason) = (meant.when.clone(), meant.then, meant.reason.clone());
        // No stored rule has this id.
        let rule = Rule { id: RuleId(0), who, when, then, reason };
        after.rules.entry(meant.what()).or_default().push(rule);
    }

    async fn plan(_: Reader<'_>, _: &Look<'_>, meant: &AddMeant) -> Result<Plan, ArgumentError> {
        let what = match meant.what() {
            What::Anything => "everything".to_owned(),
            What::Permission(code) => code.to_string(),
            What::Tool(tool) => tool,
        };
        let when = if meant.when.is_empty() { None } else { Some(json!(meant.when).to_string()) };
        let changes = vec![
            change("who", None, Some(&meant.whom())),
            change("what", None, Some(&what)),
            change("when", None, when.as_deref()),
            change("then", None, Some(meant.then.as_str())),
            change("reason", None, Some(&meant.reason)),
        ];
        Ok(names::plan(format!("A rule would {} {what} for {}.", meant.then, meant.whom()), changes))
    }

    async fn write(call: &mut Redeemed, meant: AddMeant, _: Option<&str>) -> Result<Value, RunError> {
        let new = access::NewRule {
            person_id: meant.person_id.map(|id| id.0),
            role_id: meant.role_id.map(|id| id.0),
            client: meant.client,
            channel: meant.channel.map(|channel| channel.as_str().to_owned()),
            permission: meant.permission.map(|code| code.to_string()),
            tool: meant.tool,
            conditions: json!(meant.when).to_string(),
            level: meant.then.as_str().to_owned(),
            reason: meant.reason,
            created_by: call.person().0,
            now: call.now().as_millisecond(),
        };
        let row = access::insert_rule(call.tx(), new).await?;
        let after = shown(call.snapshot(), &row);
        call.changed(Value::Null, &after);
        Ok(after)
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RemoveAsked {
    /// Id of the rule.
    rule_id: i64,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RemoveMeant {
    rule_id: i64,
    reason: String,
}

/// `access_rules_remove`.
pub(crate) struct RemoveRule;

#[async_trait]
impl Administers for RemoveRule {
    type Asked = RemoveAsked;
    type Meant = RemoveMeant;
    const NAME: &'static str = "access_rules_remove";
    const TITLE: &'static str = "Remove a rule";
    const DESCRIPTION: &'static str = "Removes a rule: what it asked or forbade is as before.";

    async fn resolve(reader: Reader<'_>, _: &Look<'_>, asked: RemoveAsked) -> Result<RemoveMeant, ArgumentError> {
        let found = access::rule(&reader, arguments::id("rule_id", asked.rule_id)?).await?;
        let row = found.ok_or(ArgumentError::NotFound { what: "rule" })?;
        Ok(RemoveMeant { rule_id: row.id, reason: row.reason })
    }

    fn object(meant: &RemoveMeant) -> Option<String> {
        Some(meant.reason.clone())
    }

    async fn plan(reader: Reader<'_>, look: &Look<'_>, meant: &RemoveMeant) -> Result<Plan, ArgumentError> {
        let found = access::rule(&reader, meant.rule_id).await?;
        let row = found.ok_or(ArgumentError::NotFound { what: "rule" })?;
        let changes = vec![change("rule", Some(&shown(look.snapshot, &row).to_string()), None)];
        Ok(names::plan(format!("The rule “{}” would be gone.", meant.reason), changes))
    }

    async fn write(call: &mut Redeemed, meant: RemoveMeant, _: Option<&str>) -> Result<Value, RunError> {
        let row = names::still(access::rule(call.tx(), meant.rule_id).await?, "rule")?;
        if !access::remove_rule(call.tx(), row.id, call.now().as_millisecond()).await? {
            let message = "this rule was removed a moment ago; nothing more was done".to_owned();
            return Err(ToolFailure { code: "NOT_FOUND".to_owned(), message }.into());
        }
        let before = shown(call.snapshot(), &row);
        call.changed(before, Value::Null);
        Ok(json!({ "id": row.id, "reason": row.reason }))
    }
}
