//! Loads the policy snapshot in one consistent read.

use std::collections::{BTreeMap, BTreeSet};

use assent_policy::{
    AskPolicy, CallId, Delegation, DelegationId, GrantId, Limit, PermissionCode, PermissionEntry, PersonEntry,
    PersonId, PersonalGrant, Role, RoleId, Rule, RuleId, Snapshot, StandingApproval, StandingId, What, Who,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};
use serde::de::DeserializeOwned;

use crate::connect::Connection;
use crate::entities::{
    account_change, delegation, grant, permission, person, person_role, role, role_grant, rule, standing_approval,
    workspace,
};
use crate::stands::stand;
use crate::{Reading, StoreError, Tx};

/// The workspace's row; `None` before it is set up.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn workspace(view: &dyn Reading) -> Result<Option<workspace::Model>, StoreError> {
    Ok(workspace::Entity::find_by_id(1).one(view.connection()).await?)
}

/// The version of the policy; 0 before the workspace is set up.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn version(view: &dyn Reading) -> Result<i64, StoreError> {
    Ok(stand(view).await?.policy_version)
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
    row.update(tx.connection()).await?;
    if let Some(stands) = tx.stands() {
        stands.forget();
    }
    Ok(())
}

fn policy(word: Option<&str>) -> Result<Option<AskPolicy>, StoreError> {
    Ok(word.map(str::parse).transpose()?)
}

fn code(text: String) -> Result<PermissionCode, StoreError> {
    PermissionCode::try_from(text).map_err(|_| StoreError::Unreadable { what: "permission" })
}

fn json<T: DeserializeOwned>(text: &str, what: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable { what })
}

/// Milliseconds as whole seconds; what ends within a second has ended at its beginning.
fn seconds(millis: Option<i64>) -> Option<i64> {
    millis.map(|ms| ms.div_euclid(1000))
}

/// Everything [`assent_policy::decide`] needs, as of this read.
///
/// # Errors
/// [`StoreError`] when the database does not answer or holds what it should not.
pub async fn load(view: &dyn Reading) -> Result<Snapshot, StoreError> {
    // First: a change in between can then only make the snapshot look older than it is.
    let workspace = workspace(view).await?;
    let mut snapshot = Snapshot {
        version: workspace.as_ref().map_or(0, |row| row.policy_version),
        everyone_paused: workspace.as_ref().is_some_and(|row| row.paused_at.is_some()),
        break_glass: workspace.is_some_and(|row| row.break_glass),
        people: load_people(view).await?,
        ..Snapshot::default()
    };
    load_roles(view, &mut snapshot).await?;
    load_delegations(view, &mut snapshot).await?;
    load_rules(view, &mut snapshot).await?;
    load_standing(view, &mut snapshot).await?;
    for row in crate::limits::all(view).await? {
        let limit = Limit { amount: row.amount, window: row.window_seconds };
        snapshot.limits.insert((row.person_id.map(PersonId), row.kind.parse()?), limit);
    }
    Ok(snapshot.with_candidates())
}

async fn load_roles(view: &dyn Reading, snapshot: &mut Snapshot) -> Result<(), StoreError> {
    let db = view.connection();
    for row in permission::Entity::find().all(db).await? {
        let entry = PermissionEntry {
            title: row.title,
            description: row.description,
            category: row.category,
            risk: row.risk.parse()?,
            ask_policy: policy(row.ask_policy.as_deref())?,
            role_policies: BTreeMap::new(),
        };
        snapshot.permissions.insert(code(row.code)?, entry);
    }
    for row in role::Entity::find().all(db).await? {
        snapshot.roles.insert(RoleId(row.id), Role { name: row.name, grants: BTreeSet::new() });
    }
    for row in role_grant::Entity::find().all(db).await? {
        let (role, permission) = (RoleId(row.role_id), code(row.permission)?);
        if let (Some(policy), Some(entry)) =
            (policy(row.ask_policy.as_deref())?, snapshot.permissions.get_mut(&permission))
        {
            entry.role_policies.insert(role, policy);
        }
        if let Some(role) = snapshot.roles.get_mut(&role) {
            role.grants.insert(permission);
        }
    }
    Ok(())
}

async fn load_people(view: &dyn Reading) -> Result<BTreeMap<PersonId, PersonEntry>, StoreError> {
    let db = view.connection();
    let mut people = BTreeMap::new();
    for row in person::Entity::find().all(db).await? {
        let person = PersonEntry {
            name: row.name,
            email: row.email,
            enabled: row.enabled,
            paused: row.paused_at.is_some(),
            zone: row.zone,
            ..PersonEntry::default()
        };
        people.insert(PersonId(row.id), person);
    }
    for row in person_role::Entity::find().all(db).await? {
        if let Some(person) = people.get_mut(&PersonId(row.person_id)) {
            person.roles.insert(RoleId(row.role_id));
        }
    }
    for row in account_change::Entity::find().all(db).await? {
        if let Some(person) = people.get_mut(&PersonId(row.person_id)) {
            // Rounded up: nobody becomes independent a moment too early.
            person.changed_by.insert(PersonId(row.changed_by), row.at.div_euclid(1000) + 1);
        }
    }
    for row in grant::Entity::find().filter(grant::Column::RevokedAt.is_null()).all(db).await? {
        if let Some(person) = people.get_mut(&PersonId(row.person_id)) {
            person.grants.push(PersonalGrant {
                id: GrantId(row.id),
                permission: code(row.permission)?,
                expires_at: seconds(row.expires_at),
                conversation: row.conversation_id,
                call: row.call_id.map(CallId),
                when: json(&row.conditions, "condition")?,
            });
        }
    }
    Ok(people)
}

async fn load_delegations(view: &dyn Reading, snapshot: &mut Snapshot) -> Result<(), StoreError> {
    let live = delegation::Entity::find().filter(delegation::Column::RevokedAt.is_null());
    for row in live.all(view.connection()).await? {
        let between = (PersonId(row.owner_id), PersonId(row.delegate_id));
        snapshot.delegations.entry(between).or_default().push(Delegation {
            id: DelegationId(row.id),
            permission: code(row.permission)?,
            expires_at: seconds(row.expires_at),
            conversation: row.conversation_id,
            call: row.call_id.map(CallId),
            when: json(&row.conditions, "condition")?,
        });
    }
    Ok(())
}

async fn load_rules(view: &dyn Reading, snapshot: &mut Snapshot) -> Result<(), StoreError> {
    let live = rule::Entity::find().filter(rule::Column::RemovedAt.is_null());
    for row in live.all(view.connection()).await? {
        let about = match (row.permission, row.tool) {
            (Some(permission), _) => What::Permission(code(permission)?),
            (None, Some(tool)) => What::Tool(tool),
            (None, None) => What::Anything,
        };
        let who = Who {
            person: row.person_id.map(PersonId),
            role: row.role_id.map(RoleId),
            client: row.client,
            channel: row.channel.as_deref().map(str::parse).transpose()?,
        };
        snapshot.rules.entry(about).or_default().push(Rule {
            id: RuleId(row.id),
            who,
            when: json(&row.conditions, "condition")?,
            then: row.level.parse()?,
            reason: row.reason,
        });
    }
    Ok(())
}

async fn load_standing(view: &dyn Reading, snapshot: &mut Snapshot) -> Result<(), StoreError> {
    let live = standing_approval::Entity::find().filter(standing_approval::Column::RevokedAt.is_null());
    for row in live.all(view.connection()).await? {
        snapshot.standing.entry(PersonId(row.person_id)).or_default().push(StandingApproval {
            id: StandingId(row.id),
            author: PersonId(row.author_id),
            level: row.level.parse()?,
            tool: row.tool,
            definition: row.definition,
            channel: row.channel.parse()?,
            client: row.client,
            conversation: row.conversation_id,
            when: json(&row.conditions, "condition")?,
            reasons: json(&row.reasons, "reason")?,
            expires_at: seconds(row.expires_at),
        });
    }
    Ok(())
}
