//! Alarms: set, list, change, cancel, delete, snooze, dismiss, and firing them.
//! An alarm is its recipient's. Who set it for somebody else keeps a hand on it
//! for as long as they could set it today.

use assent_gate::{AlarmRow, ArgumentError, Look, Reader, Resolved, RunError, ToolFailure, Tx, alarms};
use assent_policy::{PermissionCode, PersonId, Reason, Snapshot};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use serde_json::Value;

use crate::arguments::{local, utc};
use crate::kept::{self, Kept};
use crate::recurrence::Repeat;

mod cancel;
mod cancel_by_title;
mod delete;
mod dismiss;
mod end;
mod fire;
pub(crate) mod life;
mod list;
mod pass_over;
mod set;
mod snooze;
mod time;
mod update;

pub(crate) use cancel::Cancel;
pub(crate) use cancel_by_title::CancelByTitle;
pub(crate) use delete::Delete;
pub(crate) use dismiss::Dismiss;
pub(crate) use fire::Fire;
pub(crate) use list::List;
pub(crate) use pass_over::PassOver;
pub(crate) use set::Set;
pub(crate) use snooze::Snooze;
pub(crate) use update::Update;

use life::{AlarmEvent, AlarmState};

/// Being given alarms, and ending one's own.
const RECEIVE: &str = "alarms:receive";
/// Setting alarms.
const SET: &str = "alarms:set";
/// Setting them on another's account.
const SET_FOR_OTHERS: &str = "alarms:set.for_others";
/// The most live alarms of one person.
const MOST: u64 = 200;

impl Kept for AlarmRow {
    const WHAT: &'static str = "alarm";

    fn id(&self) -> i64 {
        self.id
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn owner(&self) -> PersonId {
        PersonId(self.recipient_id)
    }
}

/// An alarm as tools give it.
#[derive(Debug, Serialize)]
struct AlarmView {
    id: i64,
    title: String,
    fire_at: String,
    local: String,
    zone: String,
    repeat: Option<String>,
    repeat_words: Option<String>,
    state: String,
    creator: String,
    recipient: String,
    last_fired_at: Option<String>,
    late: bool,
}

/// An alarm as somebody in `zone` reads it.
fn view(alarm: AlarmRow, snapshot: &Snapshot, zone: &TimeZone) -> AlarmView {
    let email = |id: i64| snapshot.people.get(&PersonId(id)).map(|person| person.email.clone()).unwrap_or_default();
    AlarmView {
        id: alarm.id,
        fire_at: utc(alarm.fire_at),
        local: local(alarm.fire_at, zone),
        zone: name_of(zone),
        repeat_words: words_of(&alarm, zone),
        creator: email(alarm.creator_id),
        recipient: email(alarm.recipient_id),
        last_fired_at: alarm.last_fired_at.map(utc),
        late: alarm.late,
        title: alarm.title,
        repeat: alarm.repeat,
        state: alarm.state,
    }
}

/// The IANA name of a zone.
fn name_of(zone: &TimeZone) -> String {
    zone.iana_name().unwrap_or("UTC").to_owned()
}

/// How an alarm repeats, in words; with the zone it does so in where that is another than `zone`.
fn words_of(alarm: &AlarmRow, zone: &TimeZone) -> Option<String> {
    let words = rule_of(alarm)?.words(moment(alarm.starts_at), &zone_of(alarm));
    let elsewhere = alarm.zone != name_of(zone);
    Some(if elsewhere { format!("{words} ({})", alarm.zone) } else { words })
}

/// The rule by which it repeats.
fn rule_of(alarm: &AlarmRow) -> Option<Repeat> {
    alarm.repeat.as_deref().and_then(|rule| Repeat::read(rule).ok())
}

/// The zone in which it repeats.
fn zone_of(alarm: &AlarmRow) -> TimeZone {
    TimeZone::get(&alarm.zone).unwrap_or(TimeZone::UTC)
}

/// When it comes again after `now`, where it repeats and has not ended.
fn next_after(alarm: &AlarmRow, now: Timestamp) -> Option<Timestamp> {
    rule_of(alarm)?.after(moment(alarm.starts_at), &zone_of(alarm), now)
}

fn moment(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or_default()
}

fn state_of(alarm: &AlarmRow) -> Result<AlarmState, ArgumentError> {
    alarm.state.parse().map_err(|_| ArgumentError::Store(assent_gate::StoreError::Unreadable { what: "alarm" }))
}

/// A permission by its code.
fn code(code: &str) -> Result<PermissionCode, ArgumentError> {
    code.parse().map_err(|_| ArgumentError::invalid("Nobody can set alarms here."))
}

/// One's own alarm; anybody else's is not there.
async fn own(reader: Reader<'_>, look: &Look<'_>, id: i64) -> Result<AlarmRow, ArgumentError> {
    kept::own(alarms::by_id(&reader, id).await?, look)
}

/// An alarm one received or set; any other is not there.
async fn within_reach(reader: Reader<'_>, look: &Look<'_>, id: i64) -> Result<AlarmRow, ArgumentError> {
    let found = alarms::by_id(&reader, id).await?;
    let mine = found.filter(|alarm| [alarm.recipient_id, alarm.creator_id].contains(&look.person.0));
    mine.ok_or(ArgumentError::NotFound { what: AlarmRow::WHAT })
}

/// A call about this alarm: by its recipient, or by who set it, who needs for it
/// what setting it needs today.
fn about(alarm: AlarmRow, look: &Look<'_>, arguments: Value) -> Result<Resolved, ArgumentError> {
    let mut resolved = Resolved { object: Some(alarm.title), ..Resolved::own(arguments) };
    if alarm.recipient_id != look.person.0 {
        resolved.needs = Some(vec![code(SET)?]);
        resolved.target = Some(PersonId(alarm.recipient_id));
    }
    Ok(resolved)
}

/// The state after `event`, else why that can't happen now.
fn after(alarm: &AlarmRow, event: AlarmEvent) -> Result<AlarmState, ArgumentError> {
    let state = state_of(alarm)?;
    state.after(event).ok_or_else(|| {
        let title = &alarm.title;
        let what = match (state, event) {
            (AlarmState::Cancelled | AlarmState::Dismissed, AlarmEvent::Reschedule | AlarmEvent::Snooze) => {
                format!("The alarm “{title}” is {state}. Set a new one.")
            }
            (AlarmState::Scheduled, _) => format!("The alarm “{title}” has not rung. Cancel it if it should not."),
            (AlarmState::Fired, _) => format!("The alarm “{title}” has rung. Dismiss or snooze it."),
            (AlarmState::Snoozed, _) => format!("The alarm “{title}” is snoozed. Dismiss or change it."),
            _ => format!("The alarm “{title}” is {state} already."),
        };
        ArgumentError::Refused(Reason::Moved { what })
    })
}

fn failed(code: &str, message: impl Into<String>) -> RunError {
    RunError::Failed(ToolFailure { code: code.to_owned(), message: message.into() })
}

/// A failure of what `resolve` found to be possible in this very transaction.
fn unexpected(error: ArgumentError) -> RunError {
    match error {
        ArgumentError::Store(cause) => cause.into(),
        other => failed("CHANGED_SINCE", format!("{other}; look at the alarm and ask again")),
    }
}

/// Moves an alarm on by `event`.
async fn step(tx: &Tx, alarm: &AlarmRow, event: AlarmEvent, now: i64) -> Result<AlarmState, RunError> {
    let to = after(alarm, event).map_err(unexpected)?;
    if to.as_str() == alarm.state || alarms::transition(tx, alarm.id, &alarm.state, to.as_str(), now).await? {
        return Ok(to);
    }
    Err(failed("CHANGED_SINCE", "the alarm changed in the meantime; ask again"))
}

/// Fails where `recipient` has as many live alarms as there can be.
async fn room(tx: &Tx, recipient: i64) -> Result<(), RunError> {
    if alarms::live_count(tx, recipient).await? < MOST {
        return Ok(());
    }
    Err(failed("TOO_MANY", format!("there are {MOST} alarms still to ring, the most there can be; cancel one first")))
}

/// What `resolve` found, unless it went since.
async fn again(tx: &Tx, id: i64) -> Result<AlarmRow, RunError> {
    kept::still(alarms::by_id(tx, id).await?)
}
