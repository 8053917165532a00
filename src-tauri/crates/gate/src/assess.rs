//! One look at a call: its names resolved, and what is decided. It is taken when
//! the decision is written down, and again when the call is redeemed.

use std::collections::BTreeSet;
use std::sync::Arc;

use assent_policy::{
    ArgumentState, Asks, Bounds, CallId, Channel, Day, Decision, LimitKind, LocalTime, Obligation, PermissionCode,
    PersonId, Question, Reason, Snapshot, Subject, ToolFacts, decide,
};
use assent_store::{CallRow, Reader, conversations, limits};
use jiff::civil::Weekday;
use jiff::{Timestamp, tz::TimeZone};
use serde_json::Value;

use crate::authorize::MAX_ARGUMENTS;
use crate::journal::bounds_of;
use crate::{ArgumentError, Gate, GateError, Look, Plan, Resolved, Session, Tool};

/// What surrounds a call: who asks for the person, and where.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    pub client: Option<String>,
    pub scopes: Option<BTreeSet<PermissionCode>>,
    pub conversation: Option<i64>,
    pub repeats: Option<CallId>,
    pub dry_run: bool,
    pub edited_by: Option<PersonId>,
    pub break_glass: Option<String>,
}

impl Context {
    pub(crate) fn of(row: &CallRow) -> Result<Self, GateError> {
        Ok(Self {
            client: row.client.clone(),
            scopes: row.scopes.as_deref().map(serde_json::from_str).transpose()?,
            conversation: row.conversation_id,
            repeats: row.repeats_call_id.map(CallId),
            dry_run: row.dry_run,
            edited_by: row.edited_by.map(PersonId),
            break_glass: row.break_glass_reason.clone(),
        })
    }
}

/// What is asked, and when: "tomorrow" is the day after it was said, whenever it is looked at.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub subject: Subject,
    pub tool: Option<&'a Arc<dyn Tool>>,
    pub arguments: &'a Value,
    pub context: &'a Context,
    pub at: Timestamp,
    /// Whether it counts against limits; a second look does not.
    pub counts: bool,
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
        let Asked { subject, tool, arguments, context, at, .. } = *asked;
        let snapshot = self.snapshot(&reader).await?;
        let zone = self.zone_of(&snapshot, subject.person);
        let look = Look {
            person: subject.person,
            snapshot: &snapshot,
            now: at,
            zone: &zone,
            conversation: context.conversation,
            tools: self.tools(),
        };
        let (state, resolved) = match tool {
            None => (ArgumentState::Resolved, None),
            Some(_) if arguments.to_string().len() > MAX_ARGUMENTS => (too_large(), None),
            Some(_) if has_nul(arguments) => (unkeepable(), None),
            Some(tool) => resolution(tool.resolve(reader, &look, arguments).await)?,
        };
        let facts = tool.map(|tool| self.facts(tool.as_ref(), resolved.as_ref()));
        let mut question = Question {
            client: context.client.clone(),
            scopes: context.scopes.clone(),
            conversation: context.conversation,
            bounds: bounds(reader, subject.person, context).await?,
            repeats: context.repeats,
            edited_by: context.edited_by,
            breaks_glass: context.break_glass.is_some(),
            target: resolved.as_ref().and_then(|r| r.target),
            arguments: state,
            values: resolved.as_ref().map_or(Value::Null, |r| r.arguments.clone()),
            used_up: if asked.counts { used_up(reader, &snapshot, subject, now).await? } else { None },
            local: local(now, &zone),
            ..Question::new(subject, facts, now.as_second())
        };
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

    /// The zone a person lives in; the workspace's where they set none.
    pub(crate) fn zone_of(&self, snapshot: &Snapshot, person: PersonId) -> TimeZone {
        let named = snapshot.people.get(&person).and_then(|entry| entry.zone.as_deref());
        named.and_then(|name| TimeZone::get(name).ok()).unwrap_or_else(|| self.inner.zone.clone())
    }

    /// What a person comes to with every tool on this channel, for showing it:
    /// whether some arguments exist for which it is not denied.
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
        let shown = self.inner.tools.iter().filter(|tool| tool.spec().serves(channel)).map(|tool| {
            let subject = Subject { person: session.person(), channel };
            let question = Question {
                arguments: ArgumentState::Any,
                ..Question::new(subject, Some(self.facts(tool.as_ref(), None)), now)
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

    /// What the decision needs to know of a tool called with this.
    pub(crate) fn facts(&self, tool: &dyn Tool, resolved: Option<&Resolved>) -> ToolFacts {
        let spec = tool.spec();
        let mut needs = resolved.and_then(|r| r.needs.clone()).unwrap_or_else(|| spec.needs());
        needs.extend(resolved.iter().flat_map(|r| r.also_needs.iter().cloned()));
        ToolFacts {
            name: spec.name.to_owned(),
            definition: self.tools().definition(spec.name).to_owned(),
            needs,
            needs_for_others: resolved.and_then(|r| r.needs_for_others.clone()),
            effect: spec.effect,
            undoable: spec.undoable,
            asks: asks(tool, resolved),
            takes: spec.takes(),
        }
    }
}

/// What a tool asks with these arguments.
pub(crate) fn asks(tool: &dyn Tool, resolved: Option<&Resolved>) -> Asks {
    resolved.and_then(|r| r.asks).unwrap_or(tool.spec().asks)
}

/// What the conversation is held to; one that is gone is held to nothing at all.
async fn bounds(reader: Reader<'_>, person: PersonId, context: &Context) -> Result<Bounds, GateError> {
    let mut bounds = Bounds::default();
    if let Some(id) = context.conversation {
        bounds = match conversations::by_id(&reader, id, person.0).await? {
            Some(row) => bounds_of(&row)?,
            None => Bounds { tools: Some(BTreeSet::new()), ..Bounds::default() },
        };
    }
    bounds.dry_run |= context.dry_run;
    Ok(bounds)
}

async fn used_up(
    reader: Reader<'_>,
    snapshot: &Snapshot,
    subject: Subject,
    now: Timestamp,
) -> Result<Option<Reason>, GateError> {
    if !subject.channel.is_agent() {
        return Ok(None);
    }
    let Some(limit) = snapshot.limit(subject.person, LimitKind::Calls) else { return Ok(None) };
    let start = limit.window_start(now.as_second());
    let used = limits::used(&reader, subject.person.0, LimitKind::Calls.as_str(), start).await?;
    let retry_after = start + limit.window - now.as_second();
    Ok((used >= limit.amount).then(|| Reason::RateLimited { what: "calls by agents".to_owned(), retry_after }))
}

fn local(now: Timestamp, zone: &TimeZone) -> LocalTime {
    let there = now.to_zoned(zone.clone());
    let day = match there.weekday() {
        Weekday::Monday => Day::Mon,
        Weekday::Tuesday => Day::Tue,
        Weekday::Wednesday => Day::Wed,
        Weekday::Thursday => Day::Thu,
        Weekday::Friday => Day::Fri,
        Weekday::Saturday => Day::Sat,
        Weekday::Sunday => Day::Sun,
    };
    LocalTime { hour: there.hour().unsigned_abs(), day }
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
        ArgumentError::Refused(reason) => Ok(ArgumentState::Refused { reason }),
        ArgumentError::Store(cause) => Err(cause.into()),
    }
}
