//! What names of people, roles and permissions mean, and how changes are put.

use assent_gate::{ArgumentError, Change, Look, Plan, RunError, ToolFailure};
use assent_policy::{PermissionCode, PersonEntry, PersonId, Role, RoleId, Snapshot, is_hidden};
use serde::{Deserialize, Serialize};

use crate::arguments;

/// A person by the e-mail they were named with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Person {
    pub person: String,
    pub person_id: PersonId,
}

pub(super) fn person(look: &Look<'_>, email: &str) -> Result<Person, ArgumentError> {
    let unknown =
        || ArgumentError::invalid(format!("Nobody here has the e-mail “{}”. Check its spelling.", clip(email)));
    let person_id = look.snapshot.person_by_email(email).ok_or_else(unknown)?;
    Ok(Person { person: entry(look.snapshot, person_id).map_or_else(String::new, |p| p.email.clone()), person_id })
}

pub(super) fn entry(snapshot: &Snapshot, person: PersonId) -> Option<&PersonEntry> {
    snapshot.people.get(&person)
}

/// Name and e-mail, as people tell each other apart.
pub(super) fn whom(snapshot: &Snapshot, person: PersonId) -> String {
    entry(snapshot, person).map_or_else(|| "Somebody".to_owned(), |p| format!("{} ({})", p.name, p.email))
}

pub(super) fn email(snapshot: &Snapshot, person: i64) -> String {
    entry(snapshot, PersonId(person)).map(|p| p.email.clone()).unwrap_or_default()
}

/// A role by its exact name.
pub(super) fn role<'s>(look: &Look<'s>, name: &str) -> Result<(RoleId, &'s Role), ArgumentError> {
    let found = look.snapshot.roles.iter().find(|(_, role)| role.name == name.trim());
    found.map(|(id, role)| (*id, role)).ok_or_else(|| {
        let known: Vec<&str> = look.snapshot.roles.values().map(|role| role.name.as_str()).collect();
        ArgumentError::invalid(format!("There is no role “{}”. There are: {}.", clip(name), known.join(", ")))
    })
}

/// Names of these roles, in order of the alphabet, as one text.
pub(super) fn role_names<'s>(snapshot: &'s Snapshot, roles: impl IntoIterator<Item = &'s RoleId>) -> String {
    let mut names: Vec<&str> =
        roles.into_iter().filter_map(|id| snapshot.roles.get(id)).map(|role| role.name.as_str()).collect();
    names.sort_unstable();
    names.join(", ")
}

/// A permission that exists.
pub(super) fn permission(look: &Look<'_>, code: &str) -> Result<PermissionCode, ArgumentError> {
    let parsed = code.trim().parse::<PermissionCode>().ok();
    parsed.filter(|code| look.snapshot.permissions.contains_key(code)).ok_or_else(|| {
        let shown = clip(code);
        ArgumentError::invalid(format!(
            "There is no permission “{shown}”. Write one that exists, for example notes:create."
        ))
    })
}

/// A text on one line in which nothing hides.
pub(super) fn line(name: &str, text: &str, longest: usize) -> Result<String, ArgumentError> {
    let text = arguments::line(name, text, longest)?;
    if text.chars().any(is_hidden) {
        return Err(ArgumentError::invalid(format!(
            "The {name} has characters that hide or reorder text. Take them out."
        )));
    }
    Ok(text)
}

fn clip(text: &str) -> String {
    text.chars().filter(|c| !is_hidden(*c)).take(100).collect()
}

/// A plan of something that is for good.
pub(super) fn plan(summary: String, changes: Vec<Option<Change>>) -> Plan {
    Plan { summary, changes: changes.into_iter().flatten().collect(), undo_days: None }
}

/// What `resolve` found, unless it went since.
pub(super) fn still<T>(found: Option<T>, what: &str) -> Result<T, RunError> {
    let gone = || ToolFailure { code: "NOT_FOUND".to_owned(), message: format!("there is no such {what} any more") };
    Ok(found.ok_or_else(gone)?)
}
