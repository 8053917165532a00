//! One look at a call: its names resolved, and what is decided. It is taken
//! before the decision is written down, and again when the call is redeemed.

use std::sync::Arc;

use assent_policy::{
    ArgumentState, Channel, Decision, Obligation, PersonId, Question, Snapshot, Subject, ToolFacts, decide,
};
use assent_store::Reader;
use jiff::Timestamp;
use serde_json::Value;

use crate::authorize::MAX_ARGUMENTS;
use crate::{ArgumentError, Gate, GateError, Look, Plan, Resolved, Session, Tool};

/// What is asked, and when: "tomorrow" is the day after it was said, whenever it is looked at.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub subject: Subject,
    pub tool: Option<&'a Arc<dyn Tool>>,
    pub arguments: &'a Value,
    pub at: Timestamp,
}

/// What one look at a call shows: its arguments resolved, and what is decided.
pub(crate) struct Assessment {
    pub resolved: Option<Resolved>,
    pub decision: Decision,
    pub plan: Option<Plan>,
    pub snapshot: Arc<Snapshot>,
}

impl Gate {
    /// Resolves and decides, from whatever can be read.
    pub(crate) async fn assess(
        &self,
        reader: Reader<'_>,
        asked: &Asked<'_>,
        now: Timestamp,
    ) -> Result<Assessment, GateError> {
        let Asked { subject, tool, arguments, at } = *asked;
        let snapshot = self.snapshot(&reader).await?;
        let look = Look { person: subject.person, snapshot: &snapshot, now: at, zone: &self.inner.zone };
        let (state, resolved) = match tool {
            None => (ArgumentState::Resolved, None),
            Some(_) if arguments.to_string().len() > MAX_ARGUMENTS => (too_large(), None),
            Some(_) if has_nul(arguments) => (unkeepable(), None),
            Some(tool) => resolution(tool.resolve(reader, &look, arguments).await)?,
        };
        let facts = tool.map(|tool| {
            let mut needs = tool.spec().needs();
            needs.extend(resolved.iter().flat_map(|r| r.also_needs.iter().cloned()));
            ToolFacts { needs, effect: tool.spec().effect }
        });
        let target = resolved.as_ref().and_then(|r| r.target);
        let mut question = Question { subject, tool: facts, target, arguments: state, now: now.as_second() };
        let mut decision = decide(&snapshot, &question);
        let mut plan = None;
        if let (true, Some(tool), Some(resolved)) =
            (decision.obligations.contains(&Obligation::RecordPlan), tool, &resolved)
        {
            match tool.plan(reader, &look, resolved).await {
                Ok(made) => plan = made,
                Err(error) => {
                    question.arguments = refused(error)?;
                    decision = decide(&snapshot, &question);
                }
            }
        }
        Ok(Assessment { resolved, decision, plan, snapshot })
    }

    /// What a person comes to with every tool on this channel, for showing it.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn look_at_tools(
        &self,
        session: &Session,
        channel: Channel,
    ) -> Result<Vec<(Arc<dyn Tool>, Decision)>, GateError> {
        let view = self.inner.store.view().await?;
        let snapshot = self.snapshot(&view).await?;
        let now = self.now().as_second();
        let shown = self.inner.tools.iter().map(|tool| {
            let facts = ToolFacts { needs: tool.spec().needs(), effect: tool.spec().effect };
            let question = Question {
                subject: Subject { person: session.person(), channel },
                tool: Some(facts),
                target: None,
                arguments: ArgumentState::Resolved,
                now,
            };
            (Arc::clone(tool), decide(&snapshot, &question))
        });
        Ok(shown.collect())
    }

    /// The snapshot as of now, for describing a person's own authority.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn authority(&self, _session: &Session) -> Result<Arc<Snapshot>, GateError> {
        let view = self.inner.store.view().await?;
        self.snapshot(&view).await
    }

    /// The name people know this person by; `Somebody` when they are gone.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn name_of(&self, person: PersonId) -> Result<String, GateError> {
        let view = self.inner.store.view().await?;
        let snapshot = self.snapshot(&view).await?;
        Ok(snapshot.people.get(&person).map_or_else(|| "Somebody".to_owned(), |p| p.name.clone()))
    }
}

fn too_large() -> ArgumentState {
    ArgumentState::Invalid {
        message: format!("The arguments are larger than {} KB. Shorten them.", MAX_ARGUMENTS / 1024),
    }
}

/// PostgreSQL keeps NUL in no text, so that nothing with one is kept anywhere.
fn has_nul(arguments: &Value) -> bool {
    match arguments {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn unkeepable() -> ArgumentState {
    ArgumentState::Invalid { message: "The arguments hold the character NUL (U+0000). Take it out.".to_owned() }
}

fn resolution(outcome: Result<Resolved, ArgumentError>) -> Result<(ArgumentState, Option<Resolved>), GateError> {
    match outcome {
        Ok(resolved) => Ok((ArgumentState::Resolved, Some(resolved))),
        Err(error) => Ok((refused(error)?, None)),
    }
}

fn refused(error: ArgumentError) -> Result<ArgumentState, GateError> {
    match error {
        ArgumentError::NotFound { what } => Ok(ArgumentState::NotFound { what }),
        ArgumentError::Invalid { message } => Ok(ArgumentState::Invalid { message }),
        ArgumentError::Store(cause) => Err(cause.into()),
    }
}
