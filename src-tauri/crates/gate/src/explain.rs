//! "Could Bob do this to Alice's account, and why not?" — the same decision,
//! without doing or recording the call.

use std::sync::Arc;

use assent_policy::{Channel, Decision, PermissionCode, PersonId, Snapshot, Subject};
use assent_store::audit::NewEvent;
use assent_store::people;
use serde_json::{Value, json};

use crate::assess::{Asked, Context};
use crate::{Gate, GateError, Plan, Session};

/// What is to be explained.
#[derive(Clone, Debug)]
pub struct Case {
    /// Whose authority.
    pub person: PersonId,
    /// By which way.
    pub channel: Channel,
    /// Which tool.
    pub tool: String,
    /// With which arguments.
    pub arguments: Value,
}

/// The answer.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// What it would come to, with every reason.
    pub decision: Decision,
    /// What it would change, where it would be asked about.
    pub plan: Option<Plan>,
}

impl Gate {
    /// Explains what a call would come to. One's own needs nothing; another
    /// person's needs access:manage or agent:trace:view_all, and is an event. What
    /// it would change is shown of one's own alone.
    ///
    /// # Errors
    /// [`GateError::NotFound`] for who may not ask about this person.
    pub async fn explain(&self, session: &Session, case: &Case) -> Result<Explanation, GateError> {
        let (tx, now) = (self.inner.store.write().await?, self.now());
        if !people::session_is_live(&tx, session.id(), now.as_millisecond()).await? {
            return Err(GateError::NotSignedIn);
        }
        let snapshot = self.snapshot(&tx).await?;
        let other = case.person != session.person();
        if other && !may_look_at_others(&snapshot, session.person(), now.as_second()) {
            return Err(GateError::NotFound { what: "person you may ask about" });
        }
        let served = |tool: &&Arc<dyn crate::Tool>| tool.spec().serves(case.channel);
        let tool = self.inner.tools.get(&case.tool).filter(served).cloned();
        let subject = Subject { person: case.person, channel: case.channel };
        let context = Context::default();
        let asked = Asked {
            subject,
            tool: tool.as_ref(),
            arguments: &case.arguments,
            context: &context,
            at: now,
            counts: true,
        };
        let assessment = self.assess(tx.reader(), &asked, now).await?;
        if other {
            let body = json!({ "about": case.person, "tool": case.tool, "level": assessment.decision.level });
            let (person_id, at) = (Some(session.person().0), now.as_millisecond());
            let event = NewEvent { kind: "access.explained", person_id, call_id: None, at, body };
            let head = self.append(&tx, event).await?;
            self.commit(tx, head).await?;
        }
        Ok(Explanation { decision: assessment.decision, plan: assessment.plan.filter(|_| !other) })
    }
}

/// Whether `person` may look at what others do and may do.
pub(crate) fn may_look_at_others(snapshot: &Snapshot, person: PersonId, now: i64) -> bool {
    ["access:manage", "agent:trace:view_all"]
        .iter()
        .filter_map(|code| code.parse::<PermissionCode>().ok())
        .any(|code| snapshot.holds(person, &code, now))
}
