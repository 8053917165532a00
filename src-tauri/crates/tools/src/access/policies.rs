//! What permissions ask before their use.

use assent_gate::{ArgumentError, Look, Plan, Reader, Redeemed, RunError, access};
use assent_policy::{AskPolicy, PermissionCode, Snapshot};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::people::Nothing;
use super::{Administers, Lists, names};
use crate::kept::change;

/// What using a permission asks first.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Policy {
    /// Nothing.
    Auto,
    /// The acting person's yes.
    Confirm,
    /// Another person's yes.
    Approve,
    /// It never runs.
    Never,
    /// What its risk asks.
    None,
}

impl Policy {
    pub(super) const fn word(self) -> Option<AskPolicy> {
        match self {
            Self::Auto => Some(AskPolicy::Auto),
            Self::Confirm => Some(AskPolicy::Confirm),
            Self::Approve => Some(AskPolicy::Approve),
            Self::Never => Some(AskPolicy::Never),
            Self::None => None,
        }
    }
}

/// `access_policies_list`.
pub(crate) struct ListPolicies;

#[async_trait]
impl Lists for ListPolicies {
    type Asked = Nothing;
    const NAME: &'static str = "access_policies_list";
    const TITLE: &'static str = "List permissions and what they ask";
    const DESCRIPTION: &'static str = "Lists every permission with its risk and what using it asks first; none follows \
                                       the risk.";

    async fn items(call: &Redeemed, _: &Nothing) -> Result<Vec<Value>, RunError> {
        let snapshot = call.snapshot();
        let items = snapshot.permissions.iter().map(|(code, entry)| {
            let roles = entry
                .role_policies
                .iter()
                .filter_map(|(id, policy)| Some(json!({ "role": snapshot.roles.get(id)?.name, "ask_policy": policy })));
            json!({
                "id": code, "title": entry.title, "category": entry.category, "risk": entry.risk,
                "ask_policy": entry.ask_policy, "by_role": roles.collect::<Vec<_>>(),
            })
        });
        Ok(items.collect())
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    /// Code of the permission, for example `notes:delete`.
    permission: String,
    /// What using it asks first; `none` follows its risk.
    ask_policy: Policy,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Meant {
    permission: PermissionCode,
    ask_policy: Option<AskPolicy>,
}

/// `access_policies_set`.
pub(crate) struct SetPolicy;

impl SetPolicy {
    fn was(snapshot: &Snapshot, meant: &Meant) -> Option<AskPolicy> {
        snapshot.permissions.get(&meant.permission).and_then(|entry| entry.ask_policy)
    }
}

fn put(policy: Option<AskPolicy>) -> &'static str {
    policy.map_or("what its risk asks", AskPolicy::as_str)
}

#[async_trait]
impl Administers for SetPolicy {
    type Asked = Asked;
    type Meant = Meant;
    const NAME: &'static str = "access_policies_set";
    const TITLE: &'static str = "Set what a permission asks";
    const DESCRIPTION: &'static str = "Sets what using a permission asks first: auto, confirm, approve, never, or none \
                                       to follow its risk. Nothing loosens what is critical.";

    async fn resolve(_: Reader<'_>, look: &Look<'_>, asked: Asked) -> Result<Meant, ArgumentError> {
        let permission = names::permission(look, &asked.permission)?;
        Ok(Meant { permission, ask_policy: asked.ask_policy.word() })
    }

    fn object(meant: &Meant) -> Option<String> {
        Some(meant.permission.to_string())
    }

    fn foresee(meant: &Meant, after: &mut Snapshot) {
        after.permissions.entry(meant.permission.clone()).and_modify(|entry| entry.ask_policy = meant.ask_policy);
    }

    async fn plan(_: Reader<'_>, look: &Look<'_>, meant: &Meant) -> Result<Plan, ArgumentError> {
        let (before, after) = (put(Self::was(look.snapshot, meant)), put(meant.ask_policy));
        let summary = format!("Using {} would ask something else first.", meant.permission);
        Ok(names::plan(summary, vec![change("asks", Some(before), Some(after))]))
    }

    async fn write(call: &mut Redeemed, meant: Meant, _: Option<&str>) -> Result<Value, RunError> {
        let put = |policy: Option<AskPolicy>| json!({ "permission": meant.permission, "ask_policy": policy });
        let (before, after) = (put(Self::was(call.snapshot(), &meant)), put(meant.ask_policy));
        access::set_policy(call.tx(), meant.permission.as_str(), meant.ask_policy.map(AskPolicy::as_str)).await?;
        call.changed(before, &after);
        Ok(after)
    }
}
