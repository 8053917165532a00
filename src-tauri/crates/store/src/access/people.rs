//! People's accounts, who changed them lately, and pauses.

use assent_policy::TIED_SECONDS;
use assent_policy::life::{RequestEvent, RequestState};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::connect::Connection;
use crate::entities::{account_change, person, person_role, request, workspace};
use crate::{PersonRow, Reading, StoreError, Tx, people};

/// How long it is kept who changed an account, in milliseconds.
pub const ACCOUNT_CHANGES_KEPT: i64 = TIED_SECONDS * 1000;

/// Everybody, by id.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn everybody(view: &dyn Reading) -> Result<Vec<PersonRow>, StoreError> {
    Ok(person::Entity::find().order_by_asc(person::Column::Id).all(view.connection()).await?)
}

/// Adds a person who has to change their password before anything else.
///
/// # Errors
/// [`StoreError`] when the database refuses, also for an e-mail that is taken.
pub async fn add_person(
    tx: &Tx,
    name: &str,
    email: &str,
    password_hash: &str,
    roles: &[i64],
    now: i64,
) -> Result<PersonRow, StoreError> {
    let made = person::ActiveModel {
        email: Set(email.to_owned()),
        name: Set(name.to_owned()),
        password_hash: Set(password_hash.to_owned()),
        enabled: Set(true),
        created_at: Set(now),
        must_change_password: Set(true),
        ..Default::default()
    }
    .insert(tx.connection())
    .await?;
    set_roles(tx, made.id, roles).await?;
    Ok(made)
}

/// Enables or disables a person.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn set_enabled(tx: &Tx, id: i64, enabled: bool) -> Result<(), StoreError> {
    let change = person::ActiveModel { id: Set(id), enabled: Set(enabled), ..Default::default() };
    change.update(tx.connection()).await?;
    Ok(())
}

/// Sets a one-time password, ends every session, and forgets failed sign-ins.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn reset_password(tx: &Tx, row: &PersonRow, password_hash: &str, now: i64) -> Result<u64, StoreError> {
    let change = person::ActiveModel {
        id: Set(row.id),
        password_hash: Set(password_hash.to_owned()),
        must_change_password: Set(true),
        ..Default::default()
    };
    change.update(tx.connection()).await?;
    people::forget_attempts(tx, &row.email).await?;
    people::end_sessions(tx, row.id, None, now).await
}

/// Gives a person exactly these roles.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn set_roles(tx: &Tx, id: i64, roles: &[i64]) -> Result<(), StoreError> {
    let db = tx.connection();
    person_role::Entity::delete_many().filter(person_role::Column::PersonId.eq(id)).exec(db).await?;
    for role in roles {
        let given = person_role::ActiveModel { person_id: Set(id), role_id: Set(*role) };
        person_role::Entity::insert(given).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Keeps who changed an account last and when, and forgets what no longer ties anybody.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn note_account_change(tx: &Tx, person_id: i64, changed_by: i64, now: i64) -> Result<(), StoreError> {
    let db = tx.connection();
    let over = account_change::Column::At.lt(now.saturating_sub(ACCOUNT_CHANGES_KEPT));
    account_change::Entity::delete_many().filter(over).exec(db).await?;
    let row = account_change::ActiveModel { person_id: Set(person_id), changed_by: Set(changed_by), at: Set(now) };
    match account_change::Entity::find_by_id((person_id, changed_by)).one(db).await? {
        Some(_) => {
            row.update(db).await?;
        }
        None => {
            account_change::Entity::insert(row).exec_without_returning(db).await?;
        }
    }
    Ok(())
}

/// Withdraws what a person has asked for and nobody has decided; the ids.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn withdraw_requests(tx: &Tx, person_id: i64) -> Result<Vec<i64>, StoreError> {
    let db = tx.connection();
    let pending = RequestState::Pending;
    let Some(withdrawn) = pending.after(RequestEvent::Withdraw) else { return Ok(Vec::new()) };
    let open = request::Entity::find()
        .filter(request::Column::RequesterId.eq(person_id))
        .filter(request::Column::State.eq(pending.as_str()));
    let ids: Vec<i64> = open.order_by_asc(request::Column::Id).all(db).await?.into_iter().map(|row| row.id).collect();
    let change = request::ActiveModel { state: Set(withdrawn.as_str().to_owned()), ..Default::default() };
    request::Entity::update_many()
        .set(change)
        .filter(request::Column::Id.is_in(ids.iter().copied()))
        .filter(request::Column::State.eq(pending.as_str()))
        .exec(db)
        .await?;
    Ok(ids)
}

/// Pauses a person's agents, or lets them go on.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn pause_person(tx: &Tx, id: i64, paused_at: Option<i64>) -> Result<(), StoreError> {
    let change = person::ActiveModel { id: Set(id), paused_at: Set(paused_at), ..Default::default() };
    change.update(tx.connection()).await?;
    Ok(())
}

/// Pauses everyone's agents, or lets them go on.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn pause_everyone(tx: &Tx, paused_at: Option<i64>) -> Result<(), StoreError> {
    let change = workspace::ActiveModel { id: Set(1), paused_at: Set(paused_at), ..Default::default() };
    change.update(tx.connection()).await?;
    Ok(())
}

/// Sets whether an access manager may do alone what nobody else could decide.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn allow_break_glass(tx: &Tx, allowed: bool) -> Result<(), StoreError> {
    let change = workspace::ActiveModel { id: Set(1), break_glass: Set(allowed), ..Default::default() };
    change.update(tx.connection()).await?;
    Ok(())
}
