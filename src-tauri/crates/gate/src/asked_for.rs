//! What happens to requests beside the tools that file and decide them: one that
//! nobody decides expires, and the refused call kept with one that was granted
//! is decided afresh and runs, once.

use std::pin::Pin;

use assent_policy::life::{CallState, RequestEvent, RequestKind, RequestState};
use assent_policy::{CallId, DecidedBy, PermissionCode, PersonId, Snapshot};
use assent_store::audit::{Head, NewEvent};
use assent_store::{Reader, RequestRow, StoreError, Tx, calls, requests};
use serde_json::{Value, json};

use crate::hold::is_paused;
use crate::notify::Notice;
use crate::{Authorized, CallRecord, CallRequest, Gate, GateError};

/// A refused call of one's own that a request can be filed from.
#[derive(Clone, Debug)]
pub struct DeniedCall {
    /// The call as it was first refused; taken up again it is still the same one.
    pub id: CallId,
    /// Whether it was refused.
    pub denied: bool,
    /// What it lacked.
    pub missing: Vec<PermissionCode>,
    /// Whose account it was to act on, when another's.
    pub target: Option<PersonId>,
    /// The conversation it happened in.
    pub conversation: Option<i64>,
    /// The tool.
    pub tool: String,
    /// Its arguments.
    pub arguments: Value,
}

/// This person's call with this id, as a request can be filed from it.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn denied_call(reader: Reader<'_>, person: PersonId, id: i64) -> Result<Option<DeniedCall>, StoreError> {
    let Some(row) = calls::by_id(&reader, id).await?.filter(|row| row.person_id == person.0) else { return Ok(None) };
    let first = CallId(row.repeats_call_id.unwrap_or(row.id));
    let record = CallRecord::from_rows(row, None)?;
    Ok(Some(DeniedCall {
        id: first,
        denied: record.state == CallState::Denied,
        missing: record.denial.map(|denial| denial.missing).unwrap_or_default(),
        target: record.target,
        conversation: record.conversation_id,
        tool: record.tool,
        arguments: record.arguments,
    }))
}

/// Whose it is to decide this request.
///
/// # Errors
/// [`StoreError::Unreadable`] when it asks for nothing that exists.
pub fn decided_by(snapshot: &Snapshot, row: &RequestRow) -> Result<DecidedBy, StoreError> {
    let unreadable = StoreError::Unreadable { what: "request" };
    match (row.kind.parse()?, row.owner_id) {
        (RequestKind::Delegation, Some(owner)) => Ok(DecidedBy::Owner(PersonId(owner))),
        (RequestKind::Delegation, None) => Err(unreadable),
        (RequestKind::Permission, _) => {
            let code = row.permission.parse::<PermissionCode>().ok();
            let entry = code.and_then(|code| snapshot.permissions.get(&code));
            entry.map(|entry| DecidedBy::Holders(entry.risk)).ok_or(unreadable)
        }
    }
}

type Released<'a> = Pin<Box<dyn Future<Output = Result<Vec<CallRecord>, GateError>> + Send + 'a>>;

impl Gate {
    /// Takes up the calls kept with requests that were granted. Each is taken up
    /// once, whichever process is first; those of paused agents wait.
    pub(crate) fn release_granted(&self) -> Released<'_> {
        Box::pin(async move {
            let view = self.inner.store.view().await?;
            let granted = requests::to_release(&view).await?;
            drop(view);
            let mut ran = Vec::new();
            for request in granted {
                ran.extend(self.release(request.id).await?);
            }
            Ok(ran)
        })
    }

    async fn release(&self, id: i64) -> Result<Option<CallRecord>, GateError> {
        let (tx, now) = (self.inner.store.write().await?, self.now());
        let waits = |row: &RequestRow| row.released_call_id.is_none() && row.state == RequestState::Approved.as_str();
        let Some(request) = requests::by_id(&tx, id).await?.filter(waits) else { return Ok(None) };
        let Some(call) = request.call_id else { return Ok(None) };
        let Some(row) = calls::by_id(&tx, call).await? else { return Ok(None) };
        let snapshot = self.snapshot(&tx).await?;
        if is_paused(&snapshot, &row)? {
            return Ok(None);
        }
        // It was taken up for another request already: it does not run twice.
        let before = calls::repeats_of(&tx, call).await?;
        if let Some(taken) = before.iter().find(|row| row.state != CallState::Denied.as_str()) {
            requests::release(&tx, id, taken.id).await?;
            tx.commit().await?;
            return Ok(None);
        }
        let (authorized, head) = self.decide_and_record(&tx, CallRequest::again(&row)?, now).await?;
        let authorized = authorized?;
        let taken = authorized.call_id();
        if !requests::release(&tx, id, taken.0).await? {
            return Ok(None);
        }
        if let (Authorized::Denied(_), Some(denied)) = (&authorized, calls::by_id(&tx, taken.0).await?) {
            self.tell_resolved(&tx, &denied, CallState::Denied.as_str()).await?;
        }
        self.commit(tx, head).await?;
        Ok(Some(match authorized {
            Authorized::Warrant(warrant) => self.run(*warrant).await?,
            Authorized::Held(_) | Authorized::Denied(_) => self.call_record(taken).await?,
        }))
    }

    /// Ends the requests nobody decided in time.
    pub(crate) async fn expire_requests(&self) -> Result<(), GateError> {
        let view = self.inner.store.view().await?;
        let due = requests::overdue(&view, self.millis()).await?;
        drop(view);
        for request in due {
            self.expire_request(&request).await?;
        }
        Ok(())
    }

    /// Takes back what the agent asked for in a run that is stopped, so that its calls are not
    /// taken up afterwards; the head of the chain when there was any.
    pub(crate) async fn withdraw_requests_of(&self, tx: &Tx, run_id: i64) -> Result<Option<Head>, GateError> {
        let mut head = None;
        for request in requests::of_run(tx, run_id).await? {
            if requests::transition(tx, request.id, RequestState::Withdrawn.as_str(), None).await? {
                let body = json!({ "request": request.id, "run": run_id });
                let (person_id, at) = (Some(request.requester_id), self.millis());
                let event = NewEvent { kind: "request.withdrawn", person_id, call_id: request.call_id, at, body };
                head = Some(self.append(tx, event).await?);
            }
        }
        Ok(head)
    }

    async fn expire_request(&self, request: &RequestRow) -> Result<(), GateError> {
        let (tx, now) = (self.inner.store.write().await?, self.now());
        let from: RequestState = request.state.parse().map_err(StoreError::from)?;
        let Some(to) = from.after(RequestEvent::Expire) else { return Ok(()) };
        if !requests::transition(&tx, request.id, to.as_str(), None).await? {
            return Ok(());
        }
        let snapshot = self.snapshot(&tx).await?;
        let requester = PersonId(request.requester_id);
        let mut told = snapshot.who_decides(requester, decided_by(&snapshot, request)?, now.as_second());
        told.push(requester);
        for person in told {
            let about = json!({ "request": request.id, "permission": request.permission, "person": requester });
            self.notify(&tx, person, Notice::RequestExpired, about).await?;
        }
        let body = json!({ "request": request.id, "permission": request.permission, "expired_at": request.expires_at });
        let (person_id, at) = (Some(request.requester_id), now.as_millisecond());
        let event = NewEvent { kind: "request.expired", person_id, call_id: request.call_id, at, body };
        let head = self.append(&tx, event).await?;
        self.commit(tx, head).await
    }
}

impl Authorized {
    fn call_id(&self) -> CallId {
        match self {
            Self::Warrant(warrant) => warrant.call_id(),
            Self::Held(id) | Self::Denied(id) => *id,
        }
    }
}
