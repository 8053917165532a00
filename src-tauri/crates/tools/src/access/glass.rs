//! Whether an access manager may do alone what nobody else could decide. It is
//! off until one of them says otherwise.

use assent_gate::{ArgumentError, Look, Plan, Reader, Redeemed, RunError, access};
use assent_policy::Snapshot;
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Administers, names};
use crate::kept::change;

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Glass {
    /// Whether an access manager may do alone what nobody else could decide.
    allowed: bool,
}

/// `access_break_glass_set`.
pub(crate) struct SetBreakGlass;

const fn put(allowed: bool) -> &'static str {
    if allowed { "allowed" } else { "not allowed" }
}

#[async_trait]
impl Administers for SetBreakGlass {
    type Asked = Glass;
    type Meant = Glass;
    const NAME: &'static str = "access_break_glass_set";
    const TITLE: &'static str = "Allow breaking the glass";
    const DESCRIPTION: &'static str = "Sets whether an access manager may do alone, with a typed reason, what nobody \
                                       else could decide. Everybody is told each time.";

    async fn resolve(_: Reader<'_>, _: &Look<'_>, asked: Glass) -> Result<Glass, ArgumentError> {
        Ok(asked)
    }

    fn object(_: &Glass) -> Option<String> {
        None
    }

    fn foresee(meant: &Glass, after: &mut Snapshot) {
        after.break_glass = meant.allowed;
    }

    async fn plan(_: Reader<'_>, look: &Look<'_>, meant: &Glass) -> Result<Plan, ArgumentError> {
        let changes = vec![change("break glass", Some(put(look.snapshot.break_glass)), Some(put(meant.allowed)))];
        Ok(names::plan("What an access manager may do alone would change.".to_owned(), changes))
    }

    async fn write(call: &mut Redeemed, meant: Glass, _: Option<&str>) -> Result<Value, RunError> {
        let before = json!({ "allowed": call.snapshot().break_glass });
        access::allow_break_glass(call.tx(), meant.allowed).await?;
        let after = json!({ "allowed": meant.allowed });
        call.changed(before, &after);
        Ok(after)
    }
}
