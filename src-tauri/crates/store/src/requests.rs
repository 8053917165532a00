//! Requests as rows. Who may decide one, and what a yes gives, is said elsewhere.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, Set,
};

use crate::connect::Connection;
use crate::entities::{call, request};
use crate::{Reading, RequestRow, StoreError, Tx};

/// What is asked for: two requests that agree in all of it are one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of `requests`")]
pub struct Wanted {
    pub kind: String,
    pub requester_id: i64,
    pub permission: String,
    pub owner_id: Option<i64>,
    pub duration: String,
    pub call_id: Option<i64>,
    pub conversation_id: Option<i64>,
}

/// A request about to be filed.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the columns of `requests`")]
pub struct NewRequest {
    pub wanted: Wanted,
    pub note: String,
    pub by_agent: bool,
    pub now: i64,
    pub expires_at: i64,
}

/// A verdict on a request.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the columns of `requests`")]
pub struct Decided {
    pub by: i64,
    pub at: i64,
    pub reason: Option<String>,
    pub given: Option<String>,
}

fn pending() -> Select<request::Entity> {
    request::Entity::find().filter(request::Column::State.eq("pending"))
}

/// The same thing, whoever it is given for how long.
fn same(wanted: &Wanted) -> Select<request::Entity> {
    let same = request::Entity::find()
        .filter(request::Column::RequesterId.eq(wanted.requester_id))
        .filter(request::Column::Kind.eq(wanted.kind.as_str()))
        .filter(request::Column::Permission.eq(wanted.permission.as_str()));
    match wanted.owner_id {
        Some(owner) => same.filter(request::Column::OwnerId.eq(owner)),
        None => same.filter(request::Column::OwnerId.is_null()),
    }
}

/// Files one.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn insert(tx: &Tx, new: NewRequest) -> Result<RequestRow, StoreError> {
    let NewRequest { wanted, note, by_agent, now, expires_at } = new;
    let made = request::ActiveModel {
        kind: Set(wanted.kind),
        requester_id: Set(wanted.requester_id),
        permission: Set(wanted.permission),
        owner_id: Set(wanted.owner_id),
        duration: Set(wanted.duration),
        note: Set(note),
        by_agent: Set(by_agent),
        call_id: Set(wanted.call_id),
        conversation_id: Set(wanted.conversation_id),
        state: Set("pending".to_owned()),
        created_at: Set(now),
        expires_at: Set(expires_at),
        ..Default::default()
    };
    Ok(made.insert(tx.connection()).await?)
}

/// One request.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn by_id(view: &dyn Reading, id: i64) -> Result<Option<RequestRow>, StoreError> {
    Ok(request::Entity::find_by_id(id).one(view.connection()).await?)
}

/// The pending request that asks for exactly this.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn identical(view: &dyn Reading, wanted: &Wanted, now: i64) -> Result<Option<RequestRow>, StoreError> {
    let found = same(wanted)
        .filter(request::Column::State.eq("pending"))
        .filter(request::Column::ExpiresAt.gt(now))
        .filter(request::Column::Duration.eq(wanted.duration.as_str()))
        .order_by_asc(request::Column::Id);
    let found = found.all(view.connection()).await?;
    let whole = |row: &RequestRow| row.call_id == wanted.call_id && row.conversation_id == wanted.conversation_id;
    Ok(found.into_iter().find(whole))
}

/// When the same thing was last refused to the same person.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn last_rejected(view: &dyn Reading, wanted: &Wanted) -> Result<Option<i64>, StoreError> {
    let found = same(wanted)
        .filter(request::Column::State.eq("rejected"))
        .order_by_desc(request::Column::DecidedAt)
        .limit(1)
        .one(view.connection())
        .await?;
    Ok(found.and_then(|row| row.decided_at))
}

/// How many requests of a person are pending, and when the first of them ends.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn pending_of(view: &dyn Reading, person: i64, now: i64) -> Result<(u64, Option<i64>), StoreError> {
    let own = pending().filter(request::Column::RequesterId.eq(person)).filter(request::Column::ExpiresAt.gt(now));
    let count = own.clone().count(view.connection()).await?;
    let first = own.order_by_asc(request::Column::ExpiresAt).limit(1).one(view.connection()).await?;
    Ok((count, first.map(|row| row.expires_at)))
}

/// Requests before the id `before`, newest first: of one person where named, in one state where named.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn list(
    view: &dyn Reading,
    requester: Option<i64>,
    state: Option<&str>,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<RequestRow>, StoreError> {
    let mut wanted = request::Entity::find().order_by_desc(request::Column::Id);
    if let Some(person) = requester {
        wanted = wanted.filter(request::Column::RequesterId.eq(person));
    }
    if let Some(state) = state {
        wanted = wanted.filter(request::Column::State.eq(state));
    }
    if let Some(id) = before {
        wanted = wanted.filter(request::Column::Id.lt(id));
    }
    Ok(wanted.limit(limit).all(view.connection()).await?)
}

/// Pending requests whose time is over.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn overdue(view: &dyn Reading, now: i64) -> Result<Vec<RequestRow>, StoreError> {
    let due = pending().filter(request::Column::ExpiresAt.lte(now)).order_by_asc(request::Column::Id);
    Ok(due.all(view.connection()).await?)
}

/// Pending requests that agents filed for calls of a run.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn of_run(view: &dyn Reading, run: i64) -> Result<Vec<RequestRow>, StoreError> {
    let calls = call::Entity::find().filter(call::Column::RunId.eq(run)).all(view.connection()).await?;
    let filed = pending()
        .filter(request::Column::ByAgent.eq(true))
        .filter(request::Column::CallId.is_in(calls.into_iter().map(|call| call.id)));
    Ok(filed.all(view.connection()).await?)
}

/// Moves a request that is pending to another state; `false` when it no longer is.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn transition(tx: &Tx, id: i64, to: &str, decided: Option<Decided>) -> Result<bool, StoreError> {
    let mut change = request::ActiveModel { state: Set(to.to_owned()), ..Default::default() };
    if let Some(decided) = decided {
        change.decided_by = Set(Some(decided.by));
        change.decided_at = Set(Some(decided.at));
        change.reason = Set(decided.reason);
        change.given = Set(decided.given);
    }
    let done = request::Entity::update_many()
        .set(change)
        .filter(request::Column::Id.eq(id))
        .filter(request::Column::State.eq("pending"))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Granted requests whose call has not been taken up.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn to_release(view: &dyn Reading) -> Result<Vec<RequestRow>, StoreError> {
    let granted = request::Entity::find()
        .filter(request::Column::State.eq("approved"))
        .filter(request::Column::CallId.is_not_null())
        .filter(request::Column::ReleasedCallId.is_null());
    Ok(granted.order_by_asc(request::Column::Id).all(view.connection()).await?)
}

/// Notes which call a granted request's call was taken up as; `false` when it was before.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn release(tx: &Tx, id: i64, call: i64) -> Result<bool, StoreError> {
    let done = request::Entity::update_many()
        .set(request::ActiveModel { released_call_id: Set(Some(call)), ..Default::default() })
        .filter(request::Column::Id.eq(id))
        .filter(request::Column::State.eq("approved"))
        .filter(request::Column::ReleasedCallId.is_null())
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}
