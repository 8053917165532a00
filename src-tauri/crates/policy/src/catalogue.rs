//! The permissions and roles every workspace starts with (behaviour: section 1),
//! and the people of the demo office.

use crate::{AskPolicy, Risk};

/// A permission as it is seeded.
#[derive(Clone, Copy, Debug)]
pub struct CatalogueEntry {
    /// `resource:action`.
    pub code: &'static str,
    /// What a person may do, as the end of "may …".
    pub title: &'static str,
    /// One sentence in plain words.
    pub description: &'static str,
    /// `everyday` or `access`.
    pub category: &'static str,
    /// Its risk; the default ask policy follows from it.
    pub risk: Risk,
}

const fn entry(
    code: &'static str,
    title: &'static str,
    description: &'static str,
    category: &'static str,
    risk: Risk,
) -> CatalogueEntry {
    CatalogueEntry { code, title, description, category, risk }
}

const EVERYDAY: &str = "everyday";
const ACCESS: &str = "access";

/// Every permission that exists, whether or not anyone holds it.
pub const CATALOGUE: &[CatalogueEntry] = &[
    entry("weather:read", "read the weather", "Ask the weather service for a place.", EVERYDAY, Risk::Low),
    entry("notes:list", "read notes", "See one's own notes.", EVERYDAY, Risk::Low),
    entry("notes:create", "create notes", "Add notes of one's own.", EVERYDAY, Risk::Low),
    entry(
        "notes:update",
        "change notes",
        "Change one's own notes; each change can be undone for 30 days.",
        EVERYDAY,
        Risk::Medium,
    ),
    entry(
        "notes:delete",
        "delete notes",
        "Delete one's own notes; each can be brought back for 30 days.",
        EVERYDAY,
        Risk::Medium,
    ),
    entry("notifications:list", "read notifications", "See one's own notices and mark them read.", EVERYDAY, Risk::Low),
    entry("permissions:request", "ask for permissions", "File requests and look people up.", EVERYDAY, Risk::Low),
    entry("tasks:receive", "be given tasks", "Others to whom one has lent it may add tasks here.", EVERYDAY, Risk::Low),
    entry("alarms:receive", "be given alarms", "See and end one's own alarms, whoever set them.", EVERYDAY, Risk::Low),
    entry("tasks:list", "read tasks", "See one's own tasks.", EVERYDAY, Risk::Low),
    entry("tasks:create", "create tasks", "Add tasks of one's own.", EVERYDAY, Risk::Low),
    entry("tasks:update", "change tasks", "Change title and date of one's own tasks.", EVERYDAY, Risk::Low),
    entry("tasks:complete", "complete tasks", "Mark one's own tasks done, or open again.", EVERYDAY, Risk::Low),
    entry(
        "tasks:delete",
        "delete tasks",
        "Delete one's own tasks; each can be brought back for 30 days.",
        EVERYDAY,
        Risk::Medium,
    ),
    entry(
        "notes:create.for_others",
        "create notes for others",
        "Add notes to an account whose owner has lent it.",
        EVERYDAY,
        Risk::Medium,
    ),
    entry(
        "tasks:create.for_others",
        "create tasks for others",
        "Add tasks to an account whose owner has lent it.",
        EVERYDAY,
        Risk::Medium,
    ),
    entry(
        "alarms:set.for_others",
        "set alarms for others",
        "Set alarms on an account whose owner has lent it.",
        EVERYDAY,
        Risk::Medium,
    ),
    entry("alarms:set", "set alarms", "Set, change and cancel one's own alarms.", EVERYDAY, Risk::Low),
    entry("permissions:approve", "decide requests", "Decide requests and waiting calls of others.", ACCESS, Risk::High),
    entry(
        "access:manage",
        "manage access",
        "People, roles, grants, ask policies, rules and limits.",
        ACCESS,
        Risk::Critical,
    ),
    entry(
        "agent:trace:view_all",
        "see everyone's activity",
        "Everyone's runs, calls and audit events.",
        ACCESS,
        Risk::Medium,
    ),
];

/// A role as it is seeded.
#[derive(Clone, Copy, Debug)]
pub struct RoleEntry {
    /// Name of the role.
    pub name: &'static str,
    grants: &'static [&'static [&'static str]],
}

const BASIC: &[&str] = &[
    "weather:read",
    "notes:list",
    "notes:create",
    "notes:update",
    "notes:delete",
    "notifications:list",
    "permissions:request",
    "tasks:receive",
    "alarms:receive",
];
const PRO: &[&str] = &[
    "tasks:list",
    "tasks:create",
    "tasks:update",
    "tasks:complete",
    "tasks:delete",
    "notes:create.for_others",
    "tasks:create.for_others",
    "alarms:set.for_others",
    "alarms:set",
];
const ADMIN: &[&str] = &["permissions:approve", "access:manage", "agent:trace:view_all"];

/// The roles every workspace starts with.
pub const ROLES: &[RoleEntry] = &[
    RoleEntry { name: "basic", grants: &[BASIC] },
    RoleEntry { name: "pro", grants: &[BASIC, PRO] },
    RoleEntry { name: "admin", grants: &[BASIC, PRO, ADMIN] },
];

/// One of the people of the demo office.
#[derive(Clone, Copy, Debug)]
pub struct DemoPerson {
    /// Name.
    pub name: &'static str,
    /// E-mail, used to sign in.
    pub email: &'static str,
    /// Known to everybody, so a real workspace refuses it.
    pub password: &'static str,
    /// Their role.
    pub role: &'static str,
    /// One line for the sign-in screen.
    pub summary: &'static str,
}

/// The demo office.
pub const DEMO_PEOPLE: &[DemoPerson] = &[
    DemoPerson {
        name: "Alice",
        email: "alice@example.com",
        password: "password",
        role: "basic",
        summary: "Own notes, may ask for more",
    },
    DemoPerson {
        name: "Bob",
        email: "bob@example.com",
        password: "password",
        role: "pro",
        summary: "Notes, tasks and alarms, also for others",
    },
    DemoPerson {
        name: "Admin",
        email: "admin@example.com",
        password: "admin",
        role: "admin",
        summary: "Decides requests, manages access",
    },
];

impl RoleEntry {
    /// What it gives.
    pub fn grants(&self) -> impl Iterator<Item = &'static str> {
        self.grants.iter().flat_map(|group| group.iter().copied())
    }

    /// Ask policies the demo office adds to a role's grants.
    #[must_use]
    pub fn demo_policy(&self, code: &str) -> Option<AskPolicy> {
        (self.name == "pro" && code == "tasks:delete").then_some(AskPolicy::Approve)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::{CATALOGUE, ROLES};
    use crate::PermissionCode;

    #[test]
    fn every_role_gives_only_permissions_that_exist() {
        for role in ROLES {
            for code in role.grants() {
                assert!(CATALOGUE.iter().any(|e| e.code == code), "{} gives {code}, which does not exist", role.name);
            }
        }
    }

    #[test]
    fn every_permission_is_well_formed_and_held_by_the_admin() {
        let admin = ROLES.iter().find(|r| r.name == "admin").unwrap();
        for entry in CATALOGUE {
            assert!(entry.code.parse::<PermissionCode>().is_ok(), "{} is well formed", entry.code);
            assert!(admin.grants().any(|code| code == entry.code), "the admin holds {}", entry.code);
        }
    }
}
