//! Loads the policy snapshot in one consistent read.

use std::collections::{BTreeMap, BTreeSet};

use assent_policy::{
    AskPolicy, PermissionCode, PermissionEntry, PersonEntry, PersonId, PersonalGrant, Role, RoleId, Snapshot,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};

use crate::entities::{grant, permission, person, person_role, role, role_grant, workspace};
use crate::{Reading, StoreError, Tx};

/// The workspace's row; `None` before it is set up.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn workspace(view: &impl Reading) -> Result<Option<workspace::Model>, StoreError> {
    Ok(workspace::Entity::find_by_id(1).one(view.connection()).await?)
}

/// The version of the policy; 0 before the workspace is set up.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn version(view: &impl Reading) -> Result<i64, StoreError> {
    Ok(workspace(view).await?.map_or(0, |w| w.policy_version))
}

/// Counts one change of authority. Every write to people, roles or grants calls it.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn advance(tx: &Tx) -> Result<(), StoreError> {
    let Some(row) = workspace(tx).await? else { return Err(StoreError::Unreadable { what: "workspace" }) };
    let next = row.policy_version + 1;
    let mut row = row.into_active_model();
    row.policy_version = Set(next);
    row.update(crate::connect::Connection::connection(tx)).await?;
    Ok(())
}

fn policy(word: Option<&str>) -> Result<Option<AskPolicy>, StoreError> {
    Ok(word.map(str::parse).transpose()?)
}

fn code(text: String) -> Result<PermissionCode, StoreError> {
    PermissionCode::try_from(text).map_err(|_| StoreError::Unreadable { what: "permission" })
}

/// Everything [`assent_policy::decide`] needs, as of this read.
///
/// # Errors
/// [`StoreError`] when the database does not answer or holds what it should not.
pub async fn load(view: &impl Reading) -> Result<Snapshot, StoreError> {
    // First: a change in between can then only make the snapshot look older than it is.
    let version = version(view).await?;
    let db = view.connection();
    let mut permissions = BTreeMap::new();
    for row in permission::Entity::find().all(db).await? {
        let ask_policy = policy(row.ask_policy.as_deref())?;
        let (title, description, category) = (row.title, row.description, row.category);
        permissions.insert(
            code(row.code)?,
            PermissionEntry { title, description, category, risk: row.risk.parse()?, ask_policy },
        );
    }
    let mut roles: BTreeMap<RoleId, Role> = role::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|row| (RoleId(row.id), Role { name: row.name, grants: BTreeMap::new() }))
        .collect();
    for row in role_grant::Entity::find().all(db).await? {
        if let Some(role) = roles.get_mut(&RoleId(row.role_id)) {
            role.grants.insert(code(row.permission)?, policy(row.ask_policy.as_deref())?);
        }
    }
    let people = load_people(view).await?;
    Ok(Snapshot { version, permissions, roles, people })
}

async fn load_people(view: &impl Reading) -> Result<BTreeMap<PersonId, PersonEntry>, StoreError> {
    let db = view.connection();
    let mut people: BTreeMap<PersonId, PersonEntry> = person::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|row| {
            let person = PersonEntry {
                name: row.name,
                email: row.email,
                enabled: row.enabled,
                roles: BTreeSet::new(),
                grants: Vec::new(),
            };
            (PersonId(row.id), person)
        })
        .collect();
    for row in person_role::Entity::find().all(db).await? {
        if let Some(person) = people.get_mut(&PersonId(row.person_id)) {
            person.roles.insert(RoleId(row.role_id));
        }
    }
    for row in grant::Entity::find().filter(grant::Column::RevokedAt.is_null()).all(db).await? {
        if let Some(person) = people.get_mut(&PersonId(row.person_id)) {
            let expires_at = row.expires_at.map(|ms| ms.div_euclid(1000));
            person.grants.push(PersonalGrant { permission: code(row.permission)?, expires_at });
        }
    }
    Ok(people)
}
