//! What access managers do: people, roles, grants, policies, rules, limits.

use super::Row;

pub(super) const RULES: &[Row] = &[
    (
        "access_people_list",
        "show all people",
        &[
            "<show> [all|all the|the] (people|users|persons)",
            "<show> <everyone>",
            "who works here",
            "who are [all] the people [here]",
        ],
    ),
    (
        "access_people_add",
        "add a person called Bob with the e-mail bob@example.com and the role basic",
        &[
            "(add|create) [a] [new] (person|user|account) <called> {name=name} [,] with [the] <e-mail> {email} [,] [and|with] [the] (role|roles) {roles}",
        ],
    ),
    (
        "access_people_disable",
        "disable Bob's account",
        &["(disable|deactivate) (<whom>|{person=whose} account)", "(turn off|switch off|lock) {person=whose} account"],
    ),
    ("access_people_enable", "enable Bob's account", &["(enable|reactivate) (<whom>|{person=whose} account) [again]"]),
    (
        "access_people_reset",
        "reset Bob's password",
        &["reset {person=whose} password", "reset the password of {person}"],
    ),
    (
        "access_people_roles",
        "set Bob's roles to basic and approver",
        &["set {person=whose} roles to {roles}", "set the roles of {person} to {roles}"],
    ),
    (
        "? Roles are set all at once, so that none is forgotten. Say “set Bob's roles to …” with all of them.",
        "",
        &[
            "(give|assign) {person} the (role|roles) {roles}",
            "(take|remove) the (role|roles) {roles} from {person}",
            "make {person} {role}",
        ],
    ),
    (
        "access_roles_list",
        "show all roles",
        &["<show> [all|all the|the] roles", "(what|which) roles (are there|exist)"],
    ),
    (
        "access_roles_create",
        "create a role called Auditor",
        &["(create|add|make) [a|the] [new] role [<called>] ({name=role}|{name=quoted})"],
    ),
    ("access_roles_delete", "delete the role Auditor", &["<delete> the role [<called>] <a-role>"]),
    (
        "access_roles_set given=true",
        "let the role basic create tasks",
        &[
            "(let|allow) the role <a-role> [to] {permission=ability}",
            "add [the permission] {permission=ability} to the role <a-role>",
        ],
    ),
    (
        "access_roles_set given=false",
        "take tasks:create from the role basic",
        &[
            "(take|remove) [the permission] {permission=ability} [away] from the role <a-role>",
            "(forbid|do not let) the role <a-role> to {permission=ability}",
        ],
    ),
    (
        "access_grants_list",
        "show all grants",
        &[
            "<show> [all|all the|the] [personal] grants",
            "<show> [all|all the|the] [personal] grants (of|for) {person}",
            "<show> {person=whose} [personal] grants",
            "what has {person} been granted",
        ],
    ),
    (
        "access_grants_list include_ended=true",
        "show all grants including the ended ones",
        &["<show> [all|all the|the] [personal] grants [,] (including|with) [the] ended [ones]"],
    ),
    ("access_grants_add", "grant Bob tasks:create for 8 hours because …", &["<grant> <because>"]),
    ("? Why? A grant needs a reason. Say it again with “because …”.", "", &["<grant>"]),
    ("access_grants_revoke", "revoke grant 3", &["<take-back> {grant_id=grant}"]),
    (
        "access_delegations_list",
        "show everybody's delegations",
        &["<show> (everybody's|everyone's) delegations", "<show> [all] [the] delegations of <everyone>"],
    ),
    (
        "access_policies_list",
        "show all policies",
        &["<show> [all|all the|the] [ask] policies", "(what|which) permissions (are there|exist)"],
    ),
    (
        "access_policies_set",
        "set the policy of notes:delete to confirm",
        &["(set|<change>) the [ask] policy (of|for) {permission=ability} to {ask_policy=policy}"],
    ),
    (
        "access_rules_list",
        "show all rules",
        &["<show> [all|all the|the] rules", "(what|which) rules (are there|exist)"],
    ),
    (
        "access_rules_add then=deny",
        "add a rule that denies notes:delete because …",
        &[
            "add a rule that (denies|forbids) {permission=ability} <because>",
            "forbid (<everyone>|{person}) to {permission=ability} <because>",
        ],
    ),
    (
        "access_rules_add then=approve",
        "add a rule that asks for approval of notes:delete because …",
        &["add a rule that (asks for|requires|needs) approval (of|for) {permission=ability} <because>"],
    ),
    (
        "access_rules_add then=confirm",
        "add a rule that asks for confirmation of notes:delete because …",
        &["add a rule that (asks for|requires|needs) confirmation (of|for) {permission=ability} <because>"],
    ),
    ("access_rules_remove", "remove rule 3", &["<delete> {rule_id=rule}"]),
    (
        "access_limits_list",
        "show all limits",
        &["<show> [all|all the|the] limits", "(what|which) limits (are there|exist)"],
    ),
    (
        "access_limits_set",
        "limit Bob to 100 calls a day",
        &[
            "set [a|the] limit of {amount=number} {kind=counted} [{window_seconds=window}] for (<everyone>|{person})",
            "set {person=whose} limit to {amount=number} {kind=counted} [{window_seconds=window}]",
            "limit (<everyone>|{person}) to {amount=number} {kind=counted} [{window_seconds=window}]",
            "(remove|lift|take away) {person=whose} limit on {kind=counted}",
            "(remove|lift|take away) the limit on {kind=counted} (of|for) (<everyone>|{person})",
        ],
    ),
    ("access_break_glass_set allowed=true", "allow breaking the glass", &["(allow|permit) breaking the glass"]),
    ("access_break_glass_set allowed=false", "forbid breaking the glass", &["(forbid|disallow) breaking the glass"]),
];
