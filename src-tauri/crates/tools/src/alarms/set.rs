//! `alarms_set`.

use assent_gate::{
    ArgumentError, Look, Notice, Plan, Reader, Receipt, Resolved, RunError, Tool, ToolSpec, Warrant, alarms,
};
use assent_policy::{DelegationId, Effect, PersonId, Risk, Snapshot};
use async_trait::async_trait;
use jiff::{Timestamp, tz::TimeZone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{MOST, SET, SET_FOR_OTHERS, name_of, room, time, view};
use crate::kept::{TITLE, change, spec};
use crate::recurrence::Repeat;
use crate::{arguments, moment};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// What it says when it rings, one line.
    #[schemars(length(min = 1, max = 200))]
    title: String,
    /// When it rings: in 10 minutes, 18:00, tomorrow 7:30, monday at 9, 2026-12-01T18:00. Without a zone it is the
    /// person's own. The first time, where it repeats.
    fire_at: String,
    /// How it repeats: daily, every weekday, every monday, monthly, every 2 hours, or an RRULE such as
    /// FREQ=WEEKLY;BYDAY=MO,FR. Once when left out.
    repeat: Option<String>,
    /// E-mail of another person for whom it shall ring.
    target_user: Option<String>,
}

/// The same with its times settled.
#[derive(Debug, Serialize, Deserialize)]
struct Wanted {
    title: String,
    fire_at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    repeat: Option<String>,
    zone: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target_user: Option<String>,
}

impl Wanted {
    fn rule(&self) -> Option<Repeat> {
        self.repeat.as_deref().and_then(|rule| Repeat::read(rule).ok())
    }

    fn zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }
}

pub(crate) struct Set {
    spec: ToolSpec,
}

impl Set {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(
                "alarms_set",
                "Set an alarm",
                "Sets an alarm that rings once or again and again, for oneself or, where lent, for another person. A \
                 time that could mean two moments is answered with a question.",
                SET,
                Risk::Low,
                Effect::Writes,
                arguments::schema::<Arguments>(),
            ),
        }
    }
}

#[async_trait]
impl Tool for Set {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn resolve(&self, reader: Reader<'_>, look: &Look<'_>, given: &Value) -> Result<Resolved, ArgumentError> {
        let asked: Arguments = arguments::read(given)?;
        let title = arguments::line("title", &asked.title, TITLE)?;
        let target = arguments::target(look, asked.target_user.as_deref())?;
        let rule = asked.repeat.as_deref().map(time::rule).transpose()?.flatten();
        let start = moment::read(look, &asked.fire_at)?.at;
        let first = moment::Moment { at: time::first(rule.as_ref(), start, look.zone)? };
        if target.is_none() && alarms::live_count(&reader, look.person.0).await? >= MOST {
            return Err(ArgumentError::invalid(format!(
                "You have {MOST} alarms still to ring, the most there can be. Cancel one first."
            )));
        }
        let target_user = asked.target_user.and_then(|_| email(look.snapshot, target.unwrap_or(look.person)));
        let wanted = Wanted {
            title: title.clone(),
            fire_at: first.canonical(),
            repeat: rule.map(|rule| rule.to_string()),
            zone: name_of(look.zone),
            target_user,
        };
        Ok(Resolved { target, object: Some(title), ..Resolved::own(json!(wanted)) })
    }

    async fn plan(&self, _: Reader<'_>, look: &Look<'_>, resolved: &Resolved) -> Result<Option<Plan>, ArgumentError> {
        let wanted: Wanted = arguments::read(&resolved.arguments)?;
        let at: Timestamp = wanted.fire_at.parse().unwrap_or(look.now);
        let (local, words) = (
            arguments::local(at.as_millisecond(), look.zone),
            wanted.rule().map(|rule| rule.words(at, &wanted.zone())),
        );
        let whom = resolved.target.and_then(|target| look.snapshot.people.get(&target));
        let whom = whom.map(|person| format!(" for {}", person.name)).unwrap_or_default();
        let again = words.as_deref().map(|words| format!(", then {words}")).unwrap_or_default();
        let fields = [
            ("title", Some(wanted.title.as_str())),
            ("fire_at", Some(local.as_str())),
            ("repeat", words.as_deref()),
            ("recipient", wanted.target_user.as_deref()),
        ];
        Ok(Some(Plan {
            summary: format!("An alarm “{}” would be set{whom}: {local}{again}.", wanted.title),
            changes: fields.iter().filter_map(|(field, after)| change(field, None, *after)).collect(),
            undo_days: None,
        }))
    }

    async fn run(&self, warrant: Warrant) -> Result<Receipt, RunError> {
        let call = warrant.redeem().await?;
        let wanted: Wanted = call.arguments()?;
        let (rule, zone, now) = (wanted.rule(), wanted.zone(), call.now());
        let start = time::still_to_come(rule.as_ref(), time::written(&wanted.fire_at)?, &zone, now)?;
        let (recipient, creator) = (call.owner(), call.person());
        room(call.tx(), recipient.0).await?;
        let lent = (recipient != creator).then(|| lent(call.snapshot(), recipient, creator, now)).flatten();
        let new = alarms::NewAlarm {
            recipient: recipient.0,
            creator: creator.0,
            title: &wanted.title,
            fire_at: start.as_millisecond(),
            zone: &wanted.zone,
            repeat: wanted.repeat.as_deref(),
            call_id: call.call_id().0,
            delegation_id: lent.map(|delegation| delegation.0),
        };
        let made = alarms::insert(call.tx(), new, now.as_millisecond()).await?;
        if recipient != creator {
            let about = json!({ "alarm": made.id, "title": made.title, "person": creator, "fire_at": made.fire_at });
            call.notify(recipient, Notice::ResourceAssigned, about).await?;
        }
        let result = json!(view(made, call.snapshot(), call.zone()));
        call.complete(result).await
    }
}

fn email(snapshot: &Snapshot, person: PersonId) -> Option<String> {
    snapshot.people.get(&person).map(|entry| entry.email.clone())
}

/// The delegation it is set under.
fn lent(snapshot: &Snapshot, owner: PersonId, delegate: PersonId, now: Timestamp) -> Option<DelegationId> {
    let given = snapshot.delegations.get(&(owner, delegate))?;
    let live = given.iter().filter(|lent| lent.expires_at.is_none_or(|end| now.as_second() < end));
    live.filter(|lent| lent.permission.as_str() == SET_FOR_OTHERS).map(|lent| lent.id).next()
}
