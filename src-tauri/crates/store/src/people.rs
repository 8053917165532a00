//! People, their sessions, and sign-in attempts.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, FromQueryResult, IntoActiveModel, JoinType, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Set,
};

use crate::connect::Connection;
use crate::entities::{person, person_role, role, session, sign_in_attempt};
use crate::text::address;
use crate::{PersonRow, Reading, SessionRow, StoreError, Tx};

/// The person with this e-mail, which is compared in lower case.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn by_email(view: &dyn Reading, email: &str) -> Result<Option<PersonRow>, StoreError> {
    Ok(person::Entity::find().filter(person::Column::Email.eq(address(email))).one(view.connection()).await?)
}

/// The person with this id.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn by_id(view: &dyn Reading, id: i64) -> Result<Option<PersonRow>, StoreError> {
    Ok(person::Entity::find_by_id(id).one(view.connection()).await?)
}

/// How many people there are.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn count(view: &dyn Reading) -> Result<u64, StoreError> {
    Ok(person::Entity::find().count(view.connection()).await?)
}

/// Adds a person with one role; the caller advances the policy version.
///
/// # Errors
/// [`StoreError`] when the database refuses, also for an e-mail that is taken.
pub async fn insert(
    tx: &Tx,
    name: &str,
    email: &str,
    password_hash: &str,
    role_name: &str,
    now: i64,
) -> Result<PersonRow, StoreError> {
    let db = tx.connection();
    let Some(role) = role::Entity::find().filter(role::Column::Name.eq(role_name)).one(db).await? else {
        return Err(StoreError::Unreadable { what: "role" });
    };
    let made = person::ActiveModel {
        email: Set(address(email)),
        name: Set(name.trim().to_owned()),
        password_hash: Set(password_hash.to_owned()),
        enabled: Set(true),
        created_at: Set(now),
        ..Default::default()
    }
    .insert(db)
    .await?;
    let given = person_role::ActiveModel { person_id: Set(made.id), role_id: Set(role.id) };
    person_role::Entity::insert(given).exec_without_returning(db).await?;
    Ok(made)
}

/// Sets a password its person chose, and ends every session of theirs but `keep`.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn set_password(
    tx: &Tx,
    id: i64,
    password_hash: &str,
    keep: Option<i64>,
    now: i64,
) -> Result<(), StoreError> {
    if let Some(row) = by_id(tx, id).await? {
        let mut row = row.into_active_model();
        row.password_hash = Set(password_hash.to_owned());
        row.must_change_password = Set(false);
        row.update(tx.connection()).await?;
    }
    end_sessions(tx, id, keep, now).await?;
    Ok(())
}

/// Ends every session of a person but `keep`; how many.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn end_sessions(tx: &Tx, person_id: i64, keep: Option<i64>, now: i64) -> Result<u64, StoreError> {
    let mut live = session::Entity::update_many()
        .set(session::ActiveModel { ended_at: Set(Some(now)), ..Default::default() })
        .filter(session::Column::PersonId.eq(person_id))
        .filter(session::Column::EndedAt.is_null());
    if let Some(keep) = keep {
        live = live.filter(session::Column::Id.ne(keep));
    }
    Ok(live.exec(tx.connection()).await?.rows_affected)
}

/// Sets the zone a person lives in, by its IANA name; the caller advances the policy version.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn set_zone(tx: &Tx, id: i64, zone: &str) -> Result<(), StoreError> {
    let change = person::ActiveModel { zone: Set(Some(zone.to_owned())), ..Default::default() };
    person::Entity::update_many().set(change).filter(person::Column::Id.eq(id)).exec(tx.connection()).await?;
    Ok(())
}

/// Opens a session known by the hash of its token.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn open_session(
    tx: &Tx,
    person_id: i64,
    token_hash: &str,
    client: &str,
    now: i64,
    expires_at: i64,
) -> Result<SessionRow, StoreError> {
    let made = session::ActiveModel {
        person_id: Set(person_id),
        token_hash: Set(token_hash.to_owned()),
        client: Set(client.to_owned()),
        created_at: Set(now),
        authenticated_at: Set(now),
        expires_at: Set(expires_at),
        ended_at: Set(None),
        ..Default::default()
    };
    Ok(made.insert(tx.connection()).await?)
}

/// The live session with this token hash, and its person.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn session(
    view: &dyn Reading,
    token_hash: &str,
    now: i64,
) -> Result<Option<(SessionRow, PersonRow)>, StoreError> {
    let db = view.connection();
    let found = session::Entity::find()
        .filter(session::Column::TokenHash.eq(token_hash))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
        .one(db)
        .await?;
    let Some(row) = found else { return Ok(None) };
    let person = by_id(view, row.person_id).await?.filter(|p| p.enabled);
    Ok(person.map(|person| (row, person)))
}

/// Whether this session has neither ended nor expired, and its person is enabled.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn session_is_live(view: &dyn Reading, id: i64, now: i64) -> Result<bool, StoreError> {
    Ok(live_session(view, id, now).await?.is_some())
}

/// What a session comes to that has neither ended nor expired, and whose person is enabled.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct LiveSession {
    /// Whether its person has yet to choose a password of their own.
    pub must_change_password: bool,
}

/// The session, while it lives.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn live_session(view: &dyn Reading, id: i64, now: i64) -> Result<Option<LiveSession>, StoreError> {
    let found = person::Entity::find()
        .select_only()
        .column(person::Column::MustChangePassword)
        .join_rev(
            JoinType::InnerJoin,
            session::Entity::belongs_to(person::Entity).from(session::Column::PersonId).to(person::Column::Id).into(),
        )
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
        .filter(person::Column::Enabled.eq(true));
    Ok(found.into_model::<LiveSession>().one(view.connection()).await?)
}

/// The live sessions of a person, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn sessions(view: &dyn Reading, person_id: i64, now: i64) -> Result<Vec<SessionRow>, StoreError> {
    let live = session::Entity::find()
        .filter(session::Column::PersonId.eq(person_id))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
        .order_by_desc(session::Column::Id);
    Ok(live.all(view.connection()).await?)
}

/// Ends a session, or notes that its person proved who they are again.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn touch_session(
    tx: &Tx,
    id: i64,
    authenticated_at: Option<i64>,
    ended_at: Option<i64>,
) -> Result<(), StoreError> {
    let mut change = session::ActiveModel { id: Set(id), ..Default::default() };
    if let Some(at) = authenticated_at {
        change.authenticated_at = Set(at);
    }
    if ended_at.is_some() {
        change.ended_at = Set(ended_at);
    }
    change.update(tx.connection()).await?;
    Ok(())
}

/// Ends every live session; how many there were.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn end_all_sessions(tx: &Tx, now: i64) -> Result<u64, StoreError> {
    let ended = session::Entity::update_many()
        .set(session::ActiveModel { ended_at: Set(Some(now)), ..Default::default() })
        .filter(session::Column::EndedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(ended.rows_affected)
}

/// Failed sign-ins for this e-mail since `since`, and when the first of them was.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn attempts(view: &dyn Reading, email: &str, since: i64) -> Result<(u64, Option<i64>), StoreError> {
    let recent = sign_in_attempt::Entity::find()
        .filter(sign_in_attempt::Column::Email.eq(address(email)))
        .filter(sign_in_attempt::Column::At.gt(since))
        .order_by_asc(sign_in_attempt::Column::At)
        .all(view.connection())
        .await?;
    Ok((recent.len() as u64, recent.first().map(|row| row.at)))
}

/// Notes a failed sign-in, and forgets those before `since`.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn note_attempt(tx: &Tx, email: &str, now: i64, since: i64) -> Result<(), StoreError> {
    let db = tx.connection();
    sign_in_attempt::Entity::delete_many().filter(sign_in_attempt::Column::At.lte(since)).exec(db).await?;
    let row = sign_in_attempt::ActiveModel { email: Set(address(email)), at: Set(now), ..Default::default() };
    row.insert(db).await?;
    Ok(())
}

/// Forgets the failed sign-ins of this e-mail.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn forget_attempts(tx: &Tx, email: &str) -> Result<(), StoreError> {
    sign_in_attempt::Entity::delete_many()
        .filter(sign_in_attempt::Column::Email.eq(address(email)))
        .exec(tx.connection())
        .await?;
    Ok(())
}
