//! The life of an alarm, as a pure function: which state follows which, and
//! what can't happen. Who may do it is the gate's to decide.

use assent_policy::words;

words! {
    /// Where an alarm is in its life; it begins scheduled.
    AlarmState, "alarm state" {
        /// It will fire.
        Scheduled = "scheduled",
        /// It fired, and its recipient has not answered.
        Fired = "fired",
        /// It fired and was put aside.
        Dismissed = "dismissed",
        /// It fired, and will do so again in a while.
        Snoozed = "snoozed",
        /// It will not fire.
        Cancelled = "cancelled",
        /// It is gone.
        Deleted = "deleted",
    }
}

words! {
    /// What can happen to an alarm.
    AlarmEvent, "alarm event" {
        /// It is due.
        Fire = "fire",
        /// Its recipient puts it aside.
        Dismiss = "dismiss",
        /// Its recipient wants it again in a while.
        Snooze = "snooze",
        /// It is called off.
        Cancel = "cancel",
        /// It is taken away.
        Delete = "delete",
        /// It gets another time: by a change, or its next one because it repeats.
        Reschedule = "reschedule",
    }
}

impl AlarmState {
    /// The state after `event`; `None` where that can't happen. A repeating alarm
    /// that fired is scheduled again at once; its ring can still be snoozed then.
    pub(crate) const fn after(self, event: AlarmEvent) -> Option<Self> {
        match (self, event) {
            (Self::Scheduled | Self::Snoozed, AlarmEvent::Fire) => Some(Self::Fired),
            (Self::Fired | Self::Snoozed, AlarmEvent::Dismiss) => Some(Self::Dismissed),
            (Self::Scheduled | Self::Fired, AlarmEvent::Snooze) => Some(Self::Snoozed),
            (Self::Scheduled | Self::Snoozed, AlarmEvent::Cancel) => Some(Self::Cancelled),
            (Self::Scheduled | Self::Fired | Self::Snoozed, AlarmEvent::Reschedule) => Some(Self::Scheduled),
            (Self::Deleted, AlarmEvent::Delete) => None,
            (_, AlarmEvent::Delete) => Some(Self::Deleted),
            (
                Self::Fired | Self::Dismissed | Self::Cancelled | Self::Deleted,
                AlarmEvent::Fire | AlarmEvent::Cancel,
            )
            | (Self::Scheduled | Self::Dismissed | Self::Cancelled | Self::Deleted, AlarmEvent::Dismiss)
            | (Self::Snoozed | Self::Dismissed | Self::Cancelled | Self::Deleted, AlarmEvent::Snooze)
            | (Self::Dismissed | Self::Cancelled | Self::Deleted, AlarmEvent::Reschedule) => None,
        }
    }

    /// It will still fire.
    pub(crate) const fn is_live(self) -> bool {
        matches!(self, Self::Scheduled | Self::Snoozed)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

    use assent_gate::alarms::LIVE;

    use super::*;

    /// Rows: the state before. Columns: the events in their order. `-`: refused.
    const TABLE: &str = "
                   fire   dismiss    snooze   cancel     delete   reschedule
        scheduled  fired  -          snoozed  cancelled  deleted  scheduled
        fired      -      dismissed  snoozed  -          deleted  scheduled
        dismissed  -      -          -        -          deleted  -
        snoozed    fired  dismissed  -        cancelled  deleted  scheduled
        cancelled  -      -          -        -          deleted  -
        deleted    -      -          -        -          -        -
    ";

    #[test]
    fn every_event_in_every_state_leads_where_the_table_says() {
        let mut lines = TABLE.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        let mut lines = lines.by_ref().filter(|line| !line.is_empty());
        let events: Vec<AlarmEvent> = lines.next().unwrap().iter().map(|word| word.parse().unwrap()).collect();
        assert_eq!(events, AlarmEvent::ALL);
        let mut seen = Vec::new();
        for line in lines {
            let state: AlarmState = line[0].parse().unwrap();
            for (event, after) in events.iter().zip(&line[1..]) {
                let expected = (*after != "-").then(|| after.parse().unwrap());
                assert_eq!(state.after(*event), expected, "{event} when {state}");
            }
            assert_eq!(line.len(), 1 + events.len());
            seen.push(state);
        }
        assert_eq!(seen, AlarmState::ALL);
    }

    #[test]
    fn the_live_states_are_those_that_can_fire_and_those_the_store_looks_for() {
        for state in AlarmState::ALL {
            assert_eq!(state.is_live(), state.after(AlarmEvent::Fire).is_some(), "{state}");
            assert_eq!(state.is_live(), LIVE.contains(&state.as_str()), "{state}");
        }
    }
}
