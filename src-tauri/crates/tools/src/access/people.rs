//! People: list, add, disable, enable, reset, and their roles.

use std::collections::BTreeSet;

use assent_gate::{ArgumentError, Look, Notice, Plan, Reader, Redeemed, RunError, access, judge_person, people};
use assent_policy::{PermissionCode, PersonId, RoleId, Snapshot};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::names::{self, Person};
use super::{Administers, Lists, MANAGE};
use crate::kept::change;

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Somebody {
    /// E-mail of the person.
    person: String,
}

/// `access_people_list`.
pub(crate) struct ListPeople;

#[async_trait]
impl Lists for ListPeople {
    type Asked = Nothing;
    const NAME: &'static str = "access_people_list";
    const TITLE: &'static str = "List people";
    const DESCRIPTION: &'static str = "Lists everybody with their roles, and who is disabled.";

    async fn items(call: &Redeemed, _: &Nothing) -> Result<Vec<Value>, RunError> {
        let snapshot = call.snapshot();
        let rows = access::everybody(call.tx()).await?;
        let items = rows.into_iter().map(|row| {
            let roles: BTreeSet<&str> = names::entry(snapshot, PersonId(row.id))
                .into_iter()
                .flat_map(|entry| &entry.roles)
                .filter_map(|id| snapshot.roles.get(id))
                .map(|role| role.name.as_str())
                .collect();
            json!({
                "id": row.id, "name": row.name, "email": row.email, "enabled": row.enabled, "roles": roles,
                "must_change_password": row.must_change_password, "agents_paused": row.paused_at.is_some(),
            })
        });
        Ok(items.collect())
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPerson {
    /// Name.
    #[schemars(length(min = 1, max = 100))]
    name: String,
    /// E-mail, used to sign in.
    email: String,
    /// Names of the roles.
    roles: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct AddMeant {
    name: String,
    email: String,
    roles: Vec<String>,
    role_ids: Vec<RoleId>,
}

fn roles_named(look: &Look<'_>, given: &[String]) -> Result<(Vec<String>, Vec<RoleId>), ArgumentError> {
    let mut found = Vec::new();
    for name in given {
        let (id, role) = names::role(look, name)?;
        found.push((role.name.clone(), id));
    }
    found.sort();
    found.dedup();
    Ok(found.into_iter().unzip())
}

fn numbers(roles: &[RoleId]) -> Vec<i64> {
    roles.iter().map(|role| role.0).collect()
}

/// `access_people_add`.
pub(crate) struct AddPerson;

#[async_trait]
impl Administers for AddPerson {
    type Asked = NewPerson;
    type Meant = AddMeant;
    const NAME: &'static str = "access_people_add";
    const TITLE: &'static str = "Add a person";
    const DESCRIPTION: &'static str = "Adds a person with these roles. They get a password for one sign-in, and choose \
                                       their own with it.";
    const HANDS_OVER: bool = true;

    async fn resolve(_: Reader<'_>, look: &Look<'_>, asked: NewPerson) -> Result<AddMeant, ArgumentError> {
        judge_person(&asked.name, &asked.email)
            .map_err(|cause| ArgumentError::invalid(sentence(&cause.to_string())))?;
        let email = asked.email.trim().to_lowercase();
        if look.snapshot.person_by_email(&email).is_some() {
            return Err(ArgumentError::invalid(format!("Somebody here has the e-mail {email} already.")));
        }
        let (roles, role_ids) = roles_named(look, &asked.roles)?;
        Ok(AddMeant { name: asked.name.trim().to_owned(), email, roles, role_ids })
    }

    fn object(meant: &AddMeant) -> Option<String> {
        Some(meant.email.clone())
    }

    async fn plan(_: Reader<'_>, _: &Look<'_>, meant: &AddMeant) -> Result<Plan, ArgumentError> {
        let changes = vec![
            change("name", None, Some(&meant.name)),
            change("email", None, Some(&meant.email)),
            change("roles", None, Some(&meant.roles.join(", "))),
        ];
        Ok(names::plan(format!("{} ({}) would be added.", meant.name, meant.email), changes))
    }

    async fn write(call: &mut Redeemed, meant: AddMeant, hash: Option<&str>) -> Result<Value, RunError> {
        let (at, roles) = (call.now().as_millisecond(), numbers(&meant.role_ids));
        let hash = names::still(hash, "password")?;
        let made = access::add_person(call.tx(), &meant.name, &meant.email, hash, &roles, at).await?;
        access::note_account_change(call.tx(), made.id, call.person().0, at).await?;
        let after = json!({ "id": made.id, "email": made.email, "roles": meant.roles, "enabled": true });
        call.changed(Value::Null, &after);
        Ok(json!({ "id": made.id, "name": made.name, "email": made.email, "roles": meant.roles, "enabled": true }))
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

fn state(enabled: bool) -> &'static str {
    if enabled { "enabled" } else { "disabled" }
}

fn switched(look: &Look<'_>, asked: &Somebody, enabled: bool) -> Result<Person, ArgumentError> {
    let person = names::person(look, &asked.person)?;
    if names::entry(look.snapshot, person.person_id).is_some_and(|entry| entry.enabled == enabled) {
        return Err(ArgumentError::invalid(format!("{} is {} already.", person.person, state(enabled))));
    }
    Ok(person)
}

fn switch_plan(look: &Look<'_>, meant: &Person, enabled: bool, what: &str) -> Plan {
    let changes = vec![change("account", Some(state(!enabled)), Some(state(enabled)))];
    names::plan(format!("{} {what}.", names::whom(look.snapshot, meant.person_id)), changes)
}

/// `access_people_disable`.
pub(crate) struct DisablePerson;

#[async_trait]
impl Administers for DisablePerson {
    type Asked = Somebody;
    type Meant = Person;
    const NAME: &'static str = "access_people_disable";
    const TITLE: &'static str = "Disable a person";
    const DESCRIPTION: &'static str = "Lets a person do nothing any more: ends their sessions, and withdraws what of \
                                       theirs waits.";

    async fn resolve(_: Reader<'_>, look: &Look<'_>, asked: Somebody) -> Result<Person, ArgumentError> {
        switched(look, &asked, false)
    }

    fn object(meant: &Person) -> Option<String> {
        Some(meant.person.clone())
    }

    fn foresee(meant: &Person, after: &mut Snapshot) {
        after.people.entry(meant.person_id).and_modify(|entry| entry.enabled = false);
    }

    async fn plan(_: Reader<'_>, look: &Look<'_>, meant: &Person) -> Result<Plan, ArgumentError> {
        let what = "would be disabled, signed out, and what of theirs waits would be withdrawn";
        Ok(switch_plan(look, meant, false, what))
    }

    async fn write(call: &mut Redeemed, meant: Person, _: Option<&str>) -> Result<Value, RunError> {
        access::set_enabled(call.tx(), meant.person_id.0, false).await?;
        let ended = call.end_account(meant.person_id).await?;
        let before = json!({ "id": meant.person_id, "enabled": true });
        call.changed(before, json!({ "id": meant.person_id, "enabled": false, "ended": ended }));
        Ok(json!({ "id": meant.person_id, "email": meant.person, "enabled": false, "ended": ended }))
    }
}

/// `access_people_enable`.
pub(crate) struct EnablePerson;

#[async_trait]
impl Administers for EnablePerson {
    type Asked = Somebody;
    type Meant = Person;
    const NAME: &'static str = "access_people_enable";
    const TITLE: &'static str = "Enable a person";
    const DESCRIPTION: &'static str = "Lets a disabled person sign in again, with the password they had.";

    async fn resolve(_: Reader<'_>, look: &Look<'_>, asked: Somebody) -> Result<Person, ArgumentError> {
        switched(look, &asked, true)
    }

    fn object(meant: &Person) -> Option<String> {
        Some(meant.person.clone())
    }

    async fn plan(_: Reader<'_>, look: &Look<'_>, meant: &Person) -> Result<Plan, ArgumentError> {
        Ok(switch_plan(look, meant, true, "could sign in and act again"))
    }

    async fn write(call: &mut Redeemed, meant: Person, _: Option<&str>) -> Result<Value, RunError> {
        let at = call.now().as_millisecond();
        access::set_enabled(call.tx(), meant.person_id.0, true).await?;
        access::note_account_change(call.tx(), meant.person_id.0, call.person().0, at).await?;
        let put = |enabled| json!({ "id": meant.person_id, "enabled": enabled });
        call.changed(put(false), put(true));
        Ok(json!({ "id": meant.person_id, "email": meant.person, "enabled": true }))
    }
}

/// `access_people_reset`.
pub(crate) struct ResetPerson;

#[async_trait]
impl Administers for ResetPerson {
    type Asked = Somebody;
    type Meant = Person;
    const NAME: &'static str = "access_people_reset";
    const TITLE: &'static str = "Reset a password";
    const DESCRIPTION: &'static str = "Ends a person's sessions and gives them a password for one sign-in. They and \
                                       everybody who manages access are told.";
    const HANDS_OVER: bool = true;

    async fn resolve(_: Reader<'_>, look: &Look<'_>, asked: Somebody) -> Result<Person, ArgumentError> {
        names::person(look, &asked.person)
    }

    fn object(meant: &Person) -> Option<String> {
        Some(meant.person.clone())
    }

    async fn plan(_: Reader<'_>, look: &Look<'_>, meant: &Person) -> Result<Plan, ArgumentError> {
        let whom = names::whom(look.snapshot, meant.person_id);
        let changes = vec![change("password", Some("their own"), Some("one for a single sign-in"))];
        Ok(names::plan(format!("{whom} would be signed out everywhere and have to choose a new password."), changes))
    }

    async fn write(call: &mut Redeemed, meant: Person, hash: Option<&str>) -> Result<Value, RunError> {
        let at = call.now().as_millisecond();
        let hash = names::still(hash, "password")?;
        let row = names::still(people::by_id(call.tx(), meant.person_id.0).await?, "person")?;
        let sessions = access::reset_password(call.tx(), &row, hash, at).await?;
        access::note_account_change(call.tx(), row.id, call.person().0, at).await?;
        let about = json!({ "person": meant.person_id, "by": call.person() });
        for told in told_of_reset(call.snapshot(), meant.person_id, call.now().as_second()) {
            call.notify(told, Notice::PersonReset, about.clone()).await?;
        }
        let id = meant.person_id;
        let before = json!({ "id": id, "must_change_password": row.must_change_password });
        call.changed(before, json!({ "id": id, "must_change_password": true, "sessions_ended": sessions }));
        Ok(json!({ "id": id, "email": meant.person, "must_change_password": true, "sessions_ended": sessions }))
    }
}

/// The person, and everybody who manages access.
fn told_of_reset(snapshot: &Snapshot, person: PersonId, now: i64) -> BTreeSet<PersonId> {
    let manage = MANAGE.parse::<PermissionCode>();
    let manages = |id: &PersonId| manage.as_ref().is_ok_and(|code| snapshot.holds(*id, code, now));
    snapshot.people.keys().copied().filter(|id| *id == person || manages(id)).collect()
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RolesAsked {
    /// E-mail of the person.
    person: String,
    /// Names of all the roles they shall have.
    roles: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RolesMeant {
    #[serde(flatten)]
    whom: Person,
    roles: Vec<String>,
    role_ids: Vec<RoleId>,
}

/// `access_people_roles`.
pub(crate) struct SetPersonRoles;

#[async_trait]
impl Administers for SetPersonRoles {
    type Asked = RolesAsked;
    type Meant = RolesMeant;
    const NAME: &'static str = "access_people_roles";
    const TITLE: &'static str = "Set a person's roles";
    const DESCRIPTION: &'static str = "Gives a person exactly these roles.";

    async fn resolve(_: Reader<'_>, look: &Look<'_>, asked: RolesAsked) -> Result<RolesMeant, ArgumentError> {
        let whom = names::person(look, &asked.person)?;
        let (roles, role_ids) = roles_named(look, &asked.roles)?;
        Ok(RolesMeant { whom, roles, role_ids })
    }

    fn object(meant: &RolesMeant) -> Option<String> {
        Some(meant.whom.person.clone())
    }

    fn foresee(meant: &RolesMeant, after: &mut Snapshot) {
        let roles: BTreeSet<RoleId> = meant.role_ids.iter().copied().collect();
        after.people.entry(meant.whom.person_id).and_modify(|entry| entry.roles = roles);
    }

    async fn plan(_: Reader<'_>, look: &Look<'_>, meant: &RolesMeant) -> Result<Plan, ArgumentError> {
        let (snapshot, id) = (look.snapshot, meant.whom.person_id);
        let had = names::role_names(snapshot, names::entry(snapshot, id).into_iter().flat_map(|entry| &entry.roles));
        let changes = vec![change("roles", Some(&had), Some(&meant.roles.join(", ")))];
        Ok(names::plan(format!("{} would have other roles.", names::whom(snapshot, id)), changes))
    }

    async fn write(call: &mut Redeemed, meant: RolesMeant, _: Option<&str>) -> Result<Value, RunError> {
        let (id, at) = (meant.whom.person_id, call.now().as_millisecond());
        let had: Vec<String> = names::entry(call.snapshot(), id)
            .into_iter()
            .flat_map(|entry| &entry.roles)
            .filter_map(|role| call.snapshot().roles.get(role))
            .map(|role| role.name.clone())
            .collect();
        access::set_roles(call.tx(), id.0, &numbers(&meant.role_ids)).await?;
        access::note_account_change(call.tx(), id.0, call.person().0, at).await?;
        call.changed(json!({ "id": id, "roles": had }), json!({ "id": id, "roles": meant.roles }));
        Ok(json!({ "id": id, "email": meant.whom.person, "roles": meant.roles }))
    }
}
