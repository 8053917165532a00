//! Administration: people, roles, grants, policies, rules, limits. Every change
//! needs access:manage, by own click; what it would leave without anybody who can
//! decide or manage access is refused before it is asked about.

use std::marker::PhantomData;

use assent_gate::{
    ArgumentError, Audience, Look, OneTimePassword, Place, Plan, Reader, Receipt, Redeemed, Resolved, RunError, Tool,
    ToolSpec, Warrant, keep_somebody,
};
use assent_policy::{Asks, Effect, Risk, Snapshot};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::arguments;

mod glass;
mod grants;
mod limits;
mod model;
mod names;
mod people;
mod policies;
mod roles;
mod rules;

pub(crate) use glass::SetBreakGlass;
pub(crate) use grants::{AddGrant, ListDelegations, ListGrants, RevokeGrant};
pub(crate) use limits::{ListLimits, SetLimit};
pub(crate) use model::ChooseModel;
pub(crate) use people::{AddPerson, DisablePerson, EnablePerson, ListPeople, ResetPerson, SetPersonRoles};
pub(crate) use policies::{ListPolicies, SetPolicy};
pub(crate) use roles::{CreateRole, DeleteRole, ListRoles, SetRole};
pub(crate) use rules::{AddRule, ListRules, RemoveRule};

/// The permission all of it needs.
const MANAGE: &str = "access:manage";

/// What is there, and what is not, is told to who manages access. Whoever does not is told
/// that they may not, as of anything else that is wrong: an id can't be found by guessing.
fn told(look: &Look<'_>, error: ArgumentError) -> ArgumentError {
    match error {
        ArgumentError::NotFound { what } if !manages(look) => {
            ArgumentError::invalid(format!("There is no such {what}."))
        }
        other => other,
    }
}

fn manages(look: &Look<'_>) -> bool {
    MANAGE.parse().is_ok_and(|code| look.snapshot.holds(look.person, &code, look.now.as_second()))
}

/// A tool of this family.
fn spec(
    name: &'static str,
    title: &'static str,
    description: &'static str,
    effect: Effect,
    asks: Asks,
    schema: Value,
) -> ToolSpec {
    ToolSpec {
        name,
        title,
        description,
        permission: Some(MANAGE),
        risk: Risk::Critical,
        effect,
        place: Place::Inside,
        undoable: false,
        asks,
        audience: Audience::People,
        redacted: &[],
        schema,
    }
}

/// One kind of administrative change: what it means, what it would do, and doing it.
#[async_trait]
pub(crate) trait Administers: Send + Sync + 'static {
    /// The arguments as asked for.
    type Asked: DeserializeOwned + JsonSchema + Send + Sync;
    /// The same with every name resolved; kept under the names of the arguments.
    type Meant: Serialize + DeserializeOwned + Send + Sync;

    const NAME: &'static str;
    const TITLE: &'static str;
    const DESCRIPTION: &'static str;
    const ASKS: Asks = Asks::ByPermission;
    /// Whether it makes a one-time password for somebody.
    const HANDS_OVER: bool = false;

    async fn resolve(reader: Reader<'_>, look: &Look<'_>, asked: Self::Asked) -> Result<Self::Meant, ArgumentError>;

    /// What it acts on, for people.
    fn object(meant: &Self::Meant) -> Option<String>;

    /// What authority would be, as far as it could leave too few people.
    fn foresee(_meant: &Self::Meant, _after: &mut Snapshot) {}

    async fn plan(reader: Reader<'_>, look: &Look<'_>, meant: &Self::Meant) -> Result<Plan, ArgumentError>;

    /// Writes it, and says so with [`Redeemed::changed`]. `password_hash` is there where it hands one over.
    async fn write(call: &mut Redeemed, meant: Self::Meant, password_hash: Option<&str>) -> Result<Value, RunError>;
}

/// The tool that makes such a change.
pub(crate) struct Change<A> {
    spec: ToolSpec,
    of: PhantomData<A>,
}

impl<A: Administers> Change<A> {
    pub(crate) fn new() -> Self {
        let schema = arguments::schema::<A::Asked>();
        Self { spec: spec(A::NAME, A::TITLE, A::DESCRIPTION, Effect::Writes, A::ASKS, schema), of: PhantomData }
    }
}

fn meant<T: DeserializeOwned>(resolved: &Resolved) -> Result<T, ArgumentError> {
    let moved = |_| ArgumentError::invalid("The arguments can't be read any more. Ask again.");
    serde_json::from_value(resolved.arguments.clone()).map_err(moved)
}

#[async_trait]
impl<A: Administers> Tool for Change<A> {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let meant = A::resolve(reader, look, arguments::read(given)?).await;
        let meant = meant.map_err(|error| told(look, error))?;
        let mut after = look.snapshot.clone();
        A::foresee(&meant, &mut after);
        if after != *look.snapshot
            && let Some(reason) = keep_somebody(look.snapshot, &after)
        {
            return Err(ArgumentError::Refused(reason));
        }
        let object = if manages(look) { A::object(&meant) } else { None };
        Ok(Resolved { object, ..Resolved::own(json!(meant)) })
    }

    async fn plan(
        &self,
        reader: Reader<'_>,
        look: &Look<'_>,
        resolved: &Resolved,
    ) -> Result<Option<Plan>, ArgumentError> {
        A::plan(reader, look, &meant(resolved)?).await.map(Some)
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let password = if A::HANDS_OVER { Some(OneTimePassword::fresh().await?) } else { None };
        let mut call = warrant.redeem().await?;
        let meant = call.arguments()?;
        let result = A::write(&mut call, meant, password.as_ref().map(OneTimePassword::hash)).await?;
        call.change_access().await?;
        if let Some(password) = password {
            call.hand_over(password.into_secret());
        }
        call.complete(result).await
    }
}

/// One kind of list, for who manages access.
#[async_trait]
pub(crate) trait Lists: Send + Sync + 'static {
    /// The arguments.
    type Asked: Serialize + DeserializeOwned + JsonSchema + Send + Sync;

    const NAME: &'static str;
    const TITLE: &'static str;
    const DESCRIPTION: &'static str;

    /// Whether the arguments make sense.
    fn judge(_look: &Look<'_>, _asked: &Self::Asked) -> Result<(), ArgumentError> {
        Ok(())
    }

    async fn items(call: &Redeemed, asked: &Self::Asked) -> Result<Vec<Value>, RunError>;
}

/// The tool that gives such a list.
pub(crate) struct List<L> {
    spec: ToolSpec,
    of: PhantomData<L>,
}

impl<L: Lists> List<L> {
    pub(crate) fn new() -> Self {
        let schema = arguments::schema::<L::Asked>();
        Self { spec: spec(L::NAME, L::TITLE, L::DESCRIPTION, Effect::Reads, Asks::Nothing, schema), of: PhantomData }
    }
}

#[async_trait]
impl<L: Lists> Tool for List<L> {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, _: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: L::Asked = arguments::read(given)?;
        L::judge(look, &asked)?;
        Ok(Resolved::own(json!(asked)))
    }

    async fn plan(&self, _: Reader<'_>, _: &Look<'_>, _: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        Ok(None)
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let asked: L::Asked = call.arguments()?;
        let items = L::items(&call, &asked).await?;
        call.complete(json!({ "items": items })).await
    }
}
