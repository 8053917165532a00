//! From records to what a person sees.

use std::sync::Arc;

use assent_agent::model::Model;
use assent_agent::said;
use assent_gate::{
    CallRecord, CallState, Conversation, Entry, EntryKind, Gate, GateError, HoldRecord, Plan, Registry, RunRecord,
    Session,
};
use assent_policy::{Bounds, Denial, Effect, PersonId, Reason, Risk, Snapshot, Source, Standing};
use jiff::Timestamp;
use serde_json::Value;

use crate::ApiError;
use crate::types::{
    BoundsView, CallView, ChangeView, ConversationSummary, DenialView, HoldView, Item, ModelKind, ModelView,
    NextActionView, PersonView, PlanView, ReasonView, RunView, SourceView,
};

/// Who looks, and what is known while they do.
pub(crate) struct Viewer {
    pub person: PersonId,
    pub snapshot: Arc<Snapshot>,
    pub tools: Registry,
    pub now: i64,
}

impl Viewer {
    pub(crate) async fn of(gate: &Gate, session: &Session) -> Result<Self, GateError> {
        let snapshot = gate.authority(session).await?;
        Ok(Self { person: session.person(), snapshot, tools: gate.tools().clone(), now: gate.now().as_second() })
    }

    /// For events that name nobody.
    pub(crate) fn nobody(session: &Session) -> Self {
        Self { person: session.person(), snapshot: Arc::default(), tools: Registry::default(), now: 0 }
    }

    fn name(&self, person: PersonId) -> String {
        self.snapshot.people.get(&person).map_or_else(|| "Somebody".to_owned(), |p| p.name.clone())
    }

    /// As the gate decides it; shown, not trusted: the verdict is decided again.
    fn may_decide(&self, record: &CallRecord, hold: &HoldRecord) -> bool {
        self.snapshot.standing_to_answer(self.person, record.person, hold.level, self.now) == Standing::May
    }
}

pub(crate) fn time(millis: i64) -> String {
    Timestamp::from_millisecond(millis).unwrap_or_default().to_string()
}

pub(crate) fn person(snapshot: &Snapshot, session: &Session) -> PersonView {
    let roles = snapshot
        .people
        .get(&session.person())
        .into_iter()
        .flat_map(|p| p.roles.iter())
        .filter_map(|id| snapshot.roles.get(id))
        .map(|role| role.name.clone());
    PersonView {
        id: session.person().0,
        name: session.name().to_owned(),
        email: session.email().to_owned(),
        roles: roles.collect(),
    }
}

pub(crate) fn model(model: &dyn Model) -> ModelView {
    let host = model.host().map(str::to_owned);
    let kind = if host.is_some() { ModelKind::Endpoint } else { ModelKind::Interpreter };
    ModelView { kind, name: model.name().to_owned(), host }
}

pub(crate) fn bounds(bounds: &Bounds) -> BoundsView {
    BoundsView {
        tools: bounds.tools.as_ref().map(|tools| tools.iter().cloned().collect()),
        read_only: bounds.read_only,
        dry_run: bounds.dry_run,
    }
}

pub(crate) fn run(record: &RunRecord) -> RunView {
    RunView {
        id: record.id,
        conversation_id: record.conversation_id,
        state: record.state.as_str().to_owned(),
        step: record.step,
        max_steps: record.max_steps,
        prompt_tokens: record.prompt_tokens,
        completion_tokens: record.completion_tokens,
        error: record.error.as_ref().map(|(code, message)| ApiError::new(code, message.clone())),
    }
}

pub(crate) fn item(viewer: &Viewer, entry: Entry) -> Item {
    match entry.kind {
        EntryKind::User(text) => Item::User { id: entry.id, text, at: time(entry.at) },
        EntryKind::Assistant { text, calls } => {
            let (text, choices) = said(&text, &calls);
            Item::Assistant { id: entry.id, text, choices, at: time(entry.at) }
        }
        EntryKind::Call(record) => Item::Call { id: entry.id, call: Box::new(call(viewer, *record)) },
    }
}

/// The items of a conversation; an answer without text shows as its calls alone.
pub(crate) fn items(viewer: &Viewer, entries: Vec<Entry>) -> Vec<Item> {
    entries.into_iter().filter(|entry| !is_silent(&entry.kind)).map(|entry| item(viewer, entry)).collect()
}

/// Whether an answer shows as its calls alone.
pub(crate) fn is_silent(kind: &EntryKind) -> bool {
    matches!(kind, EntryKind::Assistant { text, calls } if said(text, calls).0.is_empty())
}

pub(crate) fn call(viewer: &Viewer, record: CallRecord) -> CallView {
    let spec = viewer.tools.get(&record.tool).map(|tool| tool.spec().clone());
    let hold = record.hold.as_ref().map(|hold| hold_view(viewer, &record, hold));
    let state = match (record.state, &hold) {
        (CallState::Held | CallState::Planned, Some(hold)) if hold.state != "pending" => hold.state.clone(),
        (CallState::Held, Some(hold)) => hold.state.clone(),
        (state, _) => state.as_str().to_owned(),
    };
    let reasons = record.decision.reasons.iter();
    CallView {
        id: record.id.0,
        tool_title: spec.as_ref().map_or_else(|| record.tool.clone(), |spec| spec.title.to_owned()),
        channel: record.channel,
        risk: spec.as_ref().map_or(Risk::Low, |spec| spec.risk),
        writes: spec.as_ref().is_some_and(|spec| spec.effect == Effect::Writes),
        state,
        level: record.decision.level,
        reasons: reasons.map(reason).collect(),
        for_person: viewer.name(record.target.unwrap_or(record.person)),
        denial: record.denial.as_ref().map(denial),
        error: record.failure.as_ref().map(|failure| ApiError::new(&failure.code, failure.message.clone())),
        plan: record.plan.as_ref().map(plan),
        hold,
        duration_ms: record.ended_at.map(|end| end - record.created_at),
        at: time(record.created_at),
        tool: record.tool,
        arguments: record.arguments,
        object: record.object,
        result: record.result.unwrap_or(Value::Null),
    }
}

pub(crate) fn reason(reason: &Reason) -> ReasonView {
    ReasonView { code: reason.code().to_owned(), text: reason.explain() }
}

fn hold_view(viewer: &Viewer, record: &CallRecord, hold: &HoldRecord) -> HoldView {
    HoldView {
        id: hold.id.0,
        level: hold.level,
        state: hold.state.as_str().to_owned(),
        digest: hold.digest.clone(),
        expires_at: time(hold.expires_at),
        decided_by: hold.decided_by.map(|decider| viewer.name(decider)),
        decided_at: hold.decided_at.map(time),
        may_decide: record.is_waiting() && viewer.may_decide(record, hold),
        note: hold.note.clone(),
    }
}

pub(crate) fn denial(denial: &Denial) -> DenialView {
    let actions = denial.next_actions.iter().map(|action| NextActionView {
        action: action.action.clone(),
        label: action.label.clone(),
        arguments: action.arguments.clone(),
    });
    DenialView {
        code: denial.code.as_str().to_owned(),
        explanation: denial.explanation.clone(),
        missing: denial.missing.iter().map(ToString::to_string).collect(),
        next_actions: actions.collect(),
        decision_id: denial.decision_id.0,
    }
}

pub(crate) fn plan(plan: &Plan) -> PlanView {
    let changes = plan.changes.iter().map(|change| ChangeView {
        field: change.field.clone(),
        before: change.before.clone(),
        after: change.after.clone(),
    });
    PlanView {
        summary: plan.summary.clone(),
        changes: changes.collect(),
        undo_days: plan.undo_days,
        digest: plan.digest(),
    }
}

pub(crate) fn source(source: &Source) -> SourceView {
    match source {
        Source::Role { name } => SourceView { kind: "role", name: name.clone(), until: None },
        Source::Grant { until, .. } => {
            SourceView { kind: "grant", name: String::new(), until: until.map(|seconds| time(seconds * 1000)) }
        }
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(120).collect()
}

/// A conversation in a list. Its entries are the last message and the last call.
pub(crate) fn summary(conversation: Conversation) -> ConversationSummary {
    let mut preview = String::new();
    let mut last_level = None;
    for entry in &conversation.entries {
        match &entry.kind {
            EntryKind::User(text) => preview = first_line(text),
            EntryKind::Assistant { text, calls } => preview = first_line(&said(text, calls).0),
            EntryKind::Call(call) => {
                let waits = call.is_waiting();
                last_level = (waits || call.state == CallState::Denied).then_some(call.decision.level);
            }
        }
    }
    ConversationSummary {
        id: conversation.id,
        title: conversation.title,
        updated_at: time(conversation.updated_at),
        preview,
        last_level,
        run_state: conversation.run.map(|run| run.state.as_str().to_owned()),
    }
}
