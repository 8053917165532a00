//! What access managers change: people, roles, grants, policies, rules and
//! pauses. The caller advances the policy version.

mod grants;
mod people;
mod roles;
mod rules;

pub use grants::{NewGrant, delegations, grant, grants, insert_grant, revoke_grant};
pub use people::{
    ACCOUNT_CHANGES_KEPT, add_person, allow_break_glass, everybody, note_account_change, pause_everyone, pause_person,
    reset_password, set_enabled, set_roles, withdraw_requests,
};
pub use roles::{delete_role, insert_role, set_policy, set_role_grant};
pub use rules::{NewRule, insert_rule, remove_rule, rule, rules};
