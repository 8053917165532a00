//! Alarms and their firings. A state is a word that the tools read; which one
//! may follow which is theirs to know, this module makes sure that only one wins.

use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Set, TryInsertResult,
};

use crate::connect::Connection;
use crate::entities::{alarm, alarm_firing};
use crate::{AlarmFiringRow, AlarmRow, Reading, StoreError, Tx};

/// The states of an alarm that has yet to fire.
pub const LIVE: [&str; 2] = ["scheduled", "snoozed"];

/// An alarm to be set.
#[derive(Clone, Copy, Debug)]
pub struct NewAlarm<'a> {
    /// For whom it fires.
    pub recipient: i64,
    /// Who set it.
    pub creator: i64,
    /// What it says.
    pub title: &'a str,
    /// When it fires, for the first time where it repeats.
    pub fire_at: i64,
    /// The IANA zone in which it repeats.
    pub zone: &'a str,
    /// The RRULE by which it repeats, counted from `fire_at`.
    pub repeat: Option<&'a str>,
    /// The call that set it.
    pub call_id: i64,
    /// The delegation under which it was set.
    pub delegation_id: Option<i64>,
}

/// A change to an alarm; what is left out stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct Change<'a> {
    /// What it says.
    pub title: Option<&'a str>,
    /// From when it repeats.
    pub starts_at: Option<i64>,
    /// When it fires next. Another time is nobody's claim any more.
    pub fire_at: Option<i64>,
    /// The IANA zone in which it repeats.
    pub zone: Option<&'a str>,
    /// The RRULE by which it repeats; `Some(None)` takes it away.
    pub repeat: Option<Option<&'a str>>,
}

/// Sets an alarm.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn insert(tx: &Tx, new: NewAlarm<'_>, now: i64) -> Result<AlarmRow, StoreError> {
    let made = alarm::ActiveModel {
        recipient_id: Set(new.recipient),
        creator_id: Set(new.creator),
        title: Set(new.title.to_owned()),
        starts_at: Set(new.fire_at),
        fire_at: Set(new.fire_at),
        zone: Set(new.zone.to_owned()),
        repeat: Set(new.repeat.map(str::to_owned)),
        state: Set("scheduled".to_owned()),
        call_id: Set(new.call_id),
        delegation_id: Set(new.delegation_id),
        late: Set(false),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    Ok(made.insert(tx.connection()).await?)
}

/// An alarm that is not deleted.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn by_id(view: &dyn Reading, id: i64) -> Result<Option<AlarmRow>, StoreError> {
    let kept = alarm::Entity::find_by_id(id).filter(alarm::Column::DeletedAt.is_null());
    Ok(kept.one(view.connection()).await?)
}

/// Alarms of `recipient` that are not deleted, newest first, after the id `before`
/// when given; with a `creator` only those that person set. Asking for one more
/// than `limit` tells whether there are more.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn list(
    view: &dyn Reading,
    recipient: i64,
    creator: Option<i64>,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<AlarmRow>, StoreError> {
    let mut found = alarm::Entity::find()
        .filter(alarm::Column::RecipientId.eq(recipient))
        .filter(alarm::Column::DeletedAt.is_null())
        .order_by_desc(alarm::Column::Id);
    if let Some(creator) = creator {
        found = found.filter(alarm::Column::CreatorId.eq(creator));
    }
    if let Some(id) = before {
        found = found.filter(alarm::Column::Id.lt(id));
    }
    Ok(found.limit(limit).all(view.connection()).await?)
}

/// The live alarms of `recipient`, the next one due first.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn live(view: &dyn Reading, recipient: i64) -> Result<Vec<AlarmRow>, StoreError> {
    let live = alarm::Entity::find()
        .filter(alarm::Column::RecipientId.eq(recipient))
        .filter(alarm::Column::State.is_in(LIVE))
        .order_by_asc(alarm::Column::FireAt)
        .order_by_asc(alarm::Column::Id);
    Ok(live.all(view.connection()).await?)
}

/// The live alarms of `recipient` with this title, whatever its case, newest first.
/// Compared here, as databases differ on the case of letters beyond ASCII.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn by_title(view: &dyn Reading, recipient: i64, title: &str) -> Result<Vec<AlarmRow>, StoreError> {
    let wanted = title.trim().to_lowercase();
    let live = alarm::Entity::find()
        .filter(alarm::Column::RecipientId.eq(recipient))
        .filter(alarm::Column::State.is_in(LIVE))
        .order_by_desc(alarm::Column::Id);
    let mut found = live.all(view.connection()).await?;
    found.retain(|alarm| alarm.title.to_lowercase() == wanted);
    Ok(found)
}

/// How many live alarms `recipient` has.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn live_count(view: &dyn Reading, recipient: i64) -> Result<u64, StoreError> {
    let live =
        alarm::Entity::find().filter(alarm::Column::RecipientId.eq(recipient)).filter(alarm::Column::State.is_in(LIVE));
    Ok(live.count(view.connection()).await?)
}

/// Changes an alarm. A change that changes nothing leaves it alone.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn update(tx: &Tx, alarm: AlarmRow, change: Change<'_>, now: i64) -> Result<AlarmRow, StoreError> {
    let fire_at = change.fire_at.unwrap_or(alarm.fire_at);
    let after = AlarmRow {
        title: change.title.unwrap_or(&alarm.title).to_owned(),
        starts_at: change.starts_at.unwrap_or(alarm.starts_at),
        fire_at,
        zone: change.zone.unwrap_or(&alarm.zone).to_owned(),
        repeat: change.repeat.map_or_else(|| alarm.repeat.clone(), |rule| rule.map(str::to_owned)),
        claimed_until: alarm.claimed_until.filter(|_| fire_at == alarm.fire_at),
        ..alarm.clone()
    };
    if after == alarm {
        return Ok(alarm);
    }
    let mut changed = alarm.into_active_model();
    changed.title = Set(after.title);
    changed.starts_at = Set(after.starts_at);
    changed.fire_at = Set(after.fire_at);
    changed.zone = Set(after.zone);
    changed.repeat = Set(after.repeat);
    changed.claimed_until = Set(after.claimed_until);
    changed.updated_at = Set(now);
    Ok(changed.update(tx.connection()).await?)
}

/// Moves an alarm from one state to another; `false` when it was not in the first.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn transition(tx: &Tx, id: i64, from: &str, to: &str, now: i64) -> Result<bool, StoreError> {
    let change = alarm::ActiveModel {
        state: Set(to.to_owned()),
        updated_at: Set(now),
        deleted_at: Set((to == "deleted").then_some(now)),
        ..Default::default()
    };
    let done = alarm::Entity::update_many()
        .set(change)
        .filter(alarm::Column::Id.eq(id))
        .filter(alarm::Column::State.eq(from))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Live alarms due by `now` that nobody else is at, the longest due first. They
/// are the claimer's until `lease_until`; if it dies, somebody else's after that.
/// Rows another process is claiming right now are passed over.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn claim_due(tx: &Tx, now: i64, limit: u64, lease_until: i64) -> Result<Vec<AlarmRow>, StoreError> {
    let free = alarm::Column::ClaimedUntil.is_null().or(alarm::Column::ClaimedUntil.lte(now));
    let mut due = alarm::Entity::find()
        .filter(alarm::Column::State.is_in(LIVE))
        .filter(alarm::Column::FireAt.lte(now))
        .filter(free)
        .order_by_asc(alarm::Column::FireAt)
        .order_by_asc(alarm::Column::Id)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx.connection())
        .await?;
    if due.is_empty() {
        return Ok(due);
    }
    alarm::Entity::update_many()
        .set(alarm::ActiveModel { claimed_until: Set(Some(lease_until)), ..Default::default() })
        .filter(alarm::Column::Id.is_in(due.iter().map(|alarm| alarm.id)))
        .exec(tx.connection())
        .await?;
    for alarm in &mut due {
        alarm.claimed_until = Some(lease_until);
    }
    Ok(due)
}

/// Leaves a claimed alarm that could not fire alone until then.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn put_off(tx: &Tx, id: i64, due_at: i64, until: i64) -> Result<bool, StoreError> {
    let done = alarm::Entity::update_many()
        .set(alarm::ActiveModel { claimed_until: Set(Some(until)), ..Default::default() })
        .filter(alarm::Column::Id.eq(id))
        .filter(alarm::Column::FireAt.eq(due_at))
        .filter(alarm::Column::State.is_in(LIVE))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Writes down that an alarm fired for the time it was due, and gives the claim
/// back; `false`, and nothing written, when it had fired for that time already.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn record_firing(tx: &Tx, id: i64, due_at: i64, fired_at: i64, late: bool) -> Result<bool, StoreError> {
    let firing = alarm_firing::ActiveModel {
        alarm_id: Set(id),
        due_at: Set(due_at),
        fired_at: Set(fired_at),
        late: Set(late),
        ..Default::default()
    };
    let once = alarm_firing::Entity::insert(firing)
        .on_conflict_do_nothing_on([alarm_firing::Column::AlarmId, alarm_firing::Column::DueAt])
        .exec_without_returning(tx.connection())
        .await?;
    if !matches!(once, TryInsertResult::Inserted(1)) {
        return Ok(false);
    }
    let change = alarm::ActiveModel {
        claimed_until: Set(None),
        last_fired_at: Set(Some(fired_at)),
        late: Set(late),
        updated_at: Set(fired_at),
        ..Default::default()
    };
    alarm::Entity::update_many().set(change).filter(alarm::Column::Id.eq(id)).exec(tx.connection()).await?;
    Ok(true)
}

/// When an alarm fired, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn firings(view: &dyn Reading, id: i64, limit: u64) -> Result<Vec<AlarmFiringRow>, StoreError> {
    let found = alarm_firing::Entity::find()
        .filter(alarm_firing::Column::AlarmId.eq(id))
        .order_by_desc(alarm_firing::Column::Id)
        .limit(limit);
    Ok(found.all(view.connection()).await?)
}

/// When there is something to claim next; for a claimed alarm that is the end of the claim.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn next_due(view: &dyn Reading) -> Result<Option<i64>, StoreError> {
    let claimed = Expr::col(alarm::Column::ClaimedUntil).gt(Expr::col(alarm::Column::FireAt));
    let free_at = Expr::case(claimed, Expr::col(alarm::Column::ClaimedUntil)).finally(Expr::col(alarm::Column::FireAt));
    let earliest = alarm::Entity::find()
        .select_only()
        .column_as(Expr::expr(free_at).min(), "next")
        .filter(alarm::Column::State.is_in(LIVE))
        .into_tuple::<Option<i64>>()
        .one(view.connection())
        .await?;
    Ok(earliest.flatten())
}
