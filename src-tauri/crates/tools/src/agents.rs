//! The switch on agents: one's own, and everyone's. Pausing is never held.

use assent_gate::{
    ArgumentError, Audience, Look, Place, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, access,
};
use assent_policy::{Asks, Effect, PersonId, Risk, Snapshot};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::arguments;
use crate::kept::change;

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Everyone's agents instead of one's own.
    #[serde(default)]
    everyone: bool,
}

/// `agents_pause` and `agents_resume`.
pub(crate) struct Switch {
    spec: ToolSpec,
    pauses: bool,
}

impl Switch {
    /// Agents change nothing any more.
    pub(crate) fn pause() -> Self {
        let description = "Agents and outside clients change nothing any more until they are resumed; what people do \
                           themselves goes on.";
        Self {
            spec: ToolSpec { asks: Asks::TakesAway, ..spec("agents_pause", "Pause agents", description) },
            pauses: true,
        }
    }

    /// They go on.
    pub(crate) fn resume() -> Self {
        let description = "Agents and outside clients may change things again, as far as permissions reach.";
        Self { spec: spec("agents_resume", "Resume agents", description), pauses: false }
    }
}

fn spec(name: &'static str, title: &'static str, description: &'static str) -> ToolSpec {
    ToolSpec {
        name,
        title,
        description,
        permission: None,
        risk: Risk::Low,
        effect: Effect::Writes,
        place: Place::Inside,
        undoable: true,
        asks: Asks::Nothing,
        audience: Audience::People,
        redacted: &[],
        schema: arguments::schema::<Arguments>(),
    }
}

const fn state(paused: bool) -> &'static str {
    if paused { "paused" } else { "running" }
}

fn was(snapshot: &Snapshot, person: PersonId, everyone: bool) -> bool {
    let own = snapshot.people.get(&person).is_some_and(|entry| entry.paused);
    if everyone { snapshot.everyone_paused } else { own }
}

#[async_trait]
impl Tool for Switch {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, _: Reader<'_>, _: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: Arguments = arguments::read(given)?;
        let needs = if asked.everyone { "access:manage".parse().ok().map(|code| vec![code]) } else { None };
        let object = asked.everyone.then(|| "everyone".to_owned());
        Ok(Resolved { needs, object, ..Resolved::own(json!(asked)) })
    }

    async fn plan(&self, _: Reader<'_>, look: &Look<'_>, resolved: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        let asked: Arguments = arguments::read(&resolved.arguments)?;
        let (whose, field) = if asked.everyone { ("Everyone's", "everyone") } else { ("Your", "own") };
        let before = state(was(look.snapshot, look.person, asked.everyone));
        let after = state(self.pauses);
        let changes = change(field, Some(before), Some(after)).into_iter().collect();
        Ok(Some(Plan { summary: format!("{whose} agents would be {after}."), changes, undo_days: None }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let mut call = warrant.redeem().await?;
        let asked: Arguments = call.arguments()?;
        let before = was(call.snapshot(), call.person(), asked.everyone);
        let at = self.pauses.then(|| call.now().as_millisecond());
        if asked.everyone {
            access::pause_everyone(call.tx(), at).await?;
        } else {
            access::pause_person(call.tx(), call.person().0, at).await?;
        }
        let put = |paused: bool| json!({ "everyone": asked.everyone, "paused": paused });
        call.changed(put(before), put(self.pauses));
        call.change_access().await?;
        call.complete(put(self.pauses)).await
    }
}
