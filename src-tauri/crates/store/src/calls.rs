//! Calls and holds as rows. Which state may follow which is the gate's to say.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, NotSet, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Set,
};

use crate::connect::Connection;
use crate::entities::{call, hold};
use crate::text::storable;
use crate::{CallRow, HoldRow, Reading, StoreError, Tx};

/// A call about to be recorded.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the columns of `calls`")]
pub struct NewCall {
    pub person_id: i64,
    pub channel: String,
    pub tool: String,
    pub definition_digest: String,
    pub arguments: String,
    pub resolved: String,
    pub object: Option<String>,
    pub target_person_id: Option<i64>,
    pub state: &'static str,
    pub level: String,
    pub decision: String,
    pub plan: Option<String>,
    pub run_id: Option<i64>,
    pub model_call_id: Option<String>,
    pub client: Option<String>,
    pub scopes: Option<String>,
    pub conversation_id: Option<i64>,
    pub repeats_call_id: Option<i64>,
    pub dry_run: bool,
    pub edited_by: Option<i64>,
    pub break_glass_reason: Option<String>,
    pub lease_until: Option<i64>,
    pub now: i64,
}

/// Records a call with its decision.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn insert(tx: &Tx, new: NewCall) -> Result<CallRow, StoreError> {
    let ended_at = (new.state == "denied").then_some(new.now);
    let mut row = CallRow {
        id: 0,
        person_id: new.person_id,
        channel: new.channel,
        tool: storable(&new.tool).into_owned(),
        definition_digest: new.definition_digest,
        arguments: new.arguments,
        resolved: new.resolved,
        object: new.object,
        target_person_id: new.target_person_id,
        state: new.state.to_owned(),
        level: new.level,
        decision: new.decision,
        plan: new.plan,
        result: None,
        error: None,
        run_id: new.run_id,
        model_call_id: new.model_call_id.map(|id| storable(&id).into_owned()),
        created_at: new.now,
        ended_at,
        client: new.client,
        scopes: new.scopes,
        conversation_id: new.conversation_id,
        repeats_call_id: new.repeats_call_id,
        dry_run: new.dry_run,
        edited_by: new.edited_by,
        break_glass_reason: new.break_glass_reason.map(|reason| storable(&reason).into_owned()),
        lease_until: new.lease_until,
        started_at: None,
    };
    let made = call::ActiveModel { id: NotSet, ..row.clone().into_active_model().reset_all() };
    row.id = call::Entity::insert(made).exec(tx.connection()).await?.last_insert_id;
    Ok(row)
}

/// One call.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn by_id(view: &dyn Reading, id: i64) -> Result<Option<CallRow>, StoreError> {
    Ok(call::Entity::find_by_id(id).one(view.connection()).await?)
}

/// Calls that took up this one again, in order.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn repeats_of(view: &dyn Reading, id: i64) -> Result<Vec<CallRow>, StoreError> {
    let found = call::Entity::find().filter(call::Column::RepeatsCallId.eq(id));
    Ok(found.order_by_asc(call::Column::Id).all(view.connection()).await?)
}

/// Calls of these runs, in order.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn of_runs(view: &dyn Reading, runs: &[i64]) -> Result<Vec<CallRow>, StoreError> {
    let found = call::Entity::find().filter(call::Column::RunId.is_in(runs.iter().copied()));
    Ok(found.order_by_asc(call::Column::Id).all(view.connection()).await?)
}

/// The last call of a run.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn last_of_run(view: &dyn Reading, run: i64) -> Result<Option<CallRow>, StoreError> {
    let found = call::Entity::find().filter(call::Column::RunId.eq(run));
    Ok(found.order_by_desc(call::Column::Id).limit(1).one(view.connection()).await?)
}

/// Moves a call from one state to another. `false` when it was no longer in the
/// first, and nothing changed: whoever lost the race learns it here.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn transition(
    tx: &Tx,
    id: i64,
    from: &str,
    to: &str,
    result: Option<String>,
    error: Option<String>,
    ended_at: Option<i64>,
) -> Result<bool, StoreError> {
    let change = call::ActiveModel {
        state: Set(to.to_owned()),
        result: Set(result),
        error: Set(error),
        ended_at: Set(ended_at),
        ..Default::default()
    };
    let done = call::Entity::update_many()
        .set(change)
        .filter(call::Column::Id.eq(id))
        .filter(call::Column::State.eq(from))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Lets an effect outside the database begin: the call executes, its intent is on
/// record, and it is this process's until `lease_until`. `false` when it was no longer in `from`.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn begin(tx: &Tx, id: i64, from: &str, now: i64, lease_until: i64) -> Result<bool, StoreError> {
    let change = call::ActiveModel {
        state: Set("executing".to_owned()),
        started_at: Set(Some(now)),
        lease_until: Set(Some(lease_until)),
        ..Default::default()
    };
    let begun = call::Entity::update_many()
        .set(change)
        .filter(call::Column::Id.eq(id))
        .filter(call::Column::State.eq(from))
        .exec(tx.connection())
        .await?;
    Ok(begun.rows_affected == 1)
}

/// Calls that execute and whose lease is over: their process is gone.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn lost(view: &dyn Reading, now: i64) -> Result<Vec<CallRow>, StoreError> {
    let executing = call::Entity::find().filter(call::Column::State.eq("executing"));
    let over = Condition::any().add(call::Column::LeaseUntil.lte(now)).add(call::Column::LeaseUntil.is_null());
    Ok(executing.filter(over).order_by_asc(call::Column::Id).all(view.connection()).await?)
}

/// The last calls of a person, or of everybody, before the id `before`, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn list(
    view: &dyn Reading,
    person: Option<i64>,
    states: &[&str],
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<CallRow>, StoreError> {
    let mut wanted = call::Entity::find().order_by_desc(call::Column::Id);
    if let Some(person) = person {
        wanted = wanted.filter(call::Column::PersonId.eq(person));
    }
    if !states.is_empty() {
        wanted = wanted.filter(call::Column::State.is_in(states.iter().copied()));
    }
    if let Some(id) = before {
        wanted = wanted.filter(call::Column::Id.lt(id));
    }
    Ok(wanted.limit(limit).all(view.connection()).await?)
}

/// Opens a hold on a call.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn insert_hold(
    tx: &Tx,
    call_id: i64,
    level: &str,
    digest: &str,
    replaces: Option<i64>,
    now: i64,
    expires_at: i64,
) -> Result<HoldRow, StoreError> {
    let made = hold::ActiveModel {
        call_id: Set(call_id),
        level: Set(level.to_owned()),
        state: Set("pending".to_owned()),
        digest: Set(digest.to_owned()),
        created_at: Set(now),
        expires_at: Set(expires_at),
        replaces_hold_id: Set(replaces),
        ..Default::default()
    };
    Ok(made.insert(tx.connection()).await?)
}

/// One hold.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn hold(view: &dyn Reading, id: i64) -> Result<Option<HoldRow>, StoreError> {
    Ok(hold::Entity::find_by_id(id).one(view.connection()).await?)
}

/// The holds of these calls.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn holds_of(view: &dyn Reading, calls: &[i64]) -> Result<Vec<HoldRow>, StoreError> {
    let found = hold::Entity::find().filter(hold::Column::CallId.is_in(calls.iter().copied()));
    Ok(found.all(view.connection()).await?)
}

/// Pending holds, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn pending_holds(view: &dyn Reading) -> Result<Vec<HoldRow>, StoreError> {
    let found = hold::Entity::find().filter(hold::Column::State.eq("pending"));
    Ok(found.order_by_asc(hold::Column::Id).all(view.connection()).await?)
}

/// Holds that were answered with yes and have not run, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn approved_holds(view: &dyn Reading) -> Result<Vec<HoldRow>, StoreError> {
    let found = hold::Entity::find().filter(hold::Column::State.eq("approved"));
    Ok(found.order_by_asc(hold::Column::Id).all(view.connection()).await?)
}

/// Open holds whose time is over.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn overdue_holds(view: &dyn Reading, now: i64) -> Result<Vec<HoldRow>, StoreError> {
    let found = hold::Entity::find()
        .filter(hold::Column::State.is_in(["pending", "approved"]))
        .filter(hold::Column::ExpiresAt.lte(now));
    Ok(found.order_by_asc(hold::Column::Id).all(view.connection()).await?)
}

/// Open holds on the calls of a person.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn open_holds_of(view: &dyn Reading, person: i64) -> Result<Vec<HoldRow>, StoreError> {
    let found = hold::Entity::find().filter(hold::Column::State.is_in(["pending", "approved"])).filter(
        hold::Column::CallId.in_subquery(
            call::Entity::find()
                .select_only()
                .column(call::Column::Id)
                .filter(call::Column::PersonId.eq(person))
                .into_query(),
        ),
    );
    Ok(found.order_by_asc(hold::Column::Id).all(view.connection()).await?)
}

/// Moves a hold from one state to another; `false` when it was no longer in the first.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn transition_hold(
    tx: &Tx,
    id: i64,
    from: &str,
    to: &str,
    decided: Option<(i64, i64)>,
    note: Option<String>,
) -> Result<bool, StoreError> {
    let mut change = hold::ActiveModel { state: Set(to.to_owned()), ..Default::default() };
    if let Some((by, at)) = decided {
        change.decided_by = Set(Some(by));
        change.decided_at = Set(Some(at));
    }
    if note.is_some() {
        change.note = Set(note.map(|note| storable(&note).into_owned()));
    }
    let done = hold::Entity::update_many()
        .set(change)
        .filter(hold::Column::Id.eq(id))
        .filter(hold::Column::State.eq(from))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}
