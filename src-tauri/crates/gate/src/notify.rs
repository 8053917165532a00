//! Notifications: stored in the transaction of what they tell of, taken for
//! delivery once after its commit, by whichever process is there.

use assent_policy::{PersonId, words};
use assent_store::{NotificationRow, StoreError, Tx, notifications};
use serde_json::Value;

use crate::{Gate, GateError, Session};

words! {
    /// What a notification tells.
    Notice, "notification" {
        /// Somebody asks for something one may decide.
        RequestCreated = "request.created",
        /// A request was granted.
        RequestApproved = "request.approved",
        /// A request was refused.
        RequestRejected = "request.rejected",
        /// Nobody decided a request in time.
        RequestExpired = "request.expired",
        /// A call waits for one's answer.
        CallHeld = "call.held",
        /// A call of one's own that waited has ended.
        CallResolved = "call.resolved",
        /// A crash left unknown whether a call of one's own happened.
        CallAmbiguous = "call.ambiguous",
        /// Somebody did something on one's account.
        AccountActed = "account.acted",
        /// Somebody gave one a task, a note or an alarm.
        ResourceAssigned = "resource.assigned",
        /// An alarm.
        AlarmFired = "alarm.fired",
        /// Somebody's password was reset.
        PersonReset = "person.reset",
        /// An access manager acted alone.
        BreakGlass = "break_glass",
        /// The audit does not verify.
        AuditBroken = "audit.broken",
    }
}

/// A notification as stored. It carries no verdict: it leads to what it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Notification {
    /// Its id.
    pub id: i64,
    /// Whose it is.
    pub person: PersonId,
    /// What it tells.
    pub notice: Notice,
    /// Ids and names of what it is about.
    pub about: Value,
    /// When, in milliseconds.
    pub created_at: i64,
    /// When it was read, in milliseconds.
    pub read_at: Option<i64>,
}

impl Notification {
    fn of(row: NotificationRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            person: PersonId(row.person_id),
            notice: row.kind.parse()?,
            about: serde_json::from_str(&row.about).map_err(|_| StoreError::Unreadable { what: "notification" })?,
            created_at: row.created_at,
            read_at: row.read_at,
        })
    }
}

impl Gate {
    pub(crate) async fn notify(
        &self,
        tx: &Tx,
        person: PersonId,
        notice: Notice,
        about: Value,
    ) -> Result<(), GateError> {
        notifications::insert(tx, person.0, notice.as_str(), about.to_string(), self.millis()).await?;
        Ok(())
    }

    /// Takes what is to be delivered to these people. Each is given out once,
    /// whichever process asks, also after a restart.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn take_notifications(&self, people: &[Session]) -> Result<Vec<Notification>, GateError> {
        let ids: Vec<i64> = people.iter().map(|session| session.person().0).collect();
        let view = self.inner.store.view().await?;
        let waiting = notifications::undelivered(&view, &ids).await?;
        drop(view);
        if waiting.is_empty() {
            return Ok(Vec::new());
        }
        let (tx, at) = (self.inner.store.write().await?, self.millis());
        let mut taken = Vec::new();
        for row in waiting {
            if notifications::deliver(&tx, row.id, at).await? {
                taken.push(Notification::of(row)?);
            }
        }
        tx.commit().await?;
        Ok(taken)
    }
}
