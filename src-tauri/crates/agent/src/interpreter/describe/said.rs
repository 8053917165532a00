//! What is said about results: data. Each sentence is written only where the
//! result holds what it names.
//!
//! `{a|b.c}` is the first of these fields that is there, `{it}` the title in
//! quotes or the number; `{?a}` writes nothing and wants `a` to be true, `{!a}`
//! wants it to be false or null. What stands in `[...]` is left out where a field of it is missing. Sentences are
//! tried in their order.

/// One call that was made.
pub(super) const DONE: &[(&str, &[&str])] = &[
    ("notes_create", &["Added the note[ {it}]."]),
    ("notes_update", &["Changed the note[ {it}]."]),
    ("notes_delete", &["Deleted the note[ {it}].[ It can be brought back until {undo_until_local|undo_until}.]"]),
    ("notes_undo", &["Undid the last change of the note[ {it}]."]),
    ("tasks_create", &["Added the task[ {it}][, due {due_local|due_on}]."]),
    ("tasks_update", &["Changed the task[ {it}][, due {due_local|due_on}][{?completed}, completed]."]),
    ("tasks_complete", &["Completed the task[ {it}]."]),
    ("tasks_delete", &["Deleted the task[ {it}].[ It can be brought back until {undo_until_local|undo_until}.]"]),
    ("tasks_undo", &["Undid the last change of the task[ {it}]."]),
    ("alarms_set", &["Set the alarm[ {it}][ for {local|fire_at}][, repeating {repeat_words|repeat}]."]),
    ("alarms_update", &["Changed the alarm[ {it}][ for {local|fire_at}][, repeating {repeat_words|repeat}]."]),
    ("alarms_cancel", &["Cancelled the alarm[ {it}]."]),
    ("alarms_cancel_by_title", &["Cancelled the alarm[ {it}]."]),
    ("alarms_delete", &["Deleted the alarm[ {it}]."]),
    ("alarms_snooze", &["Snoozed the alarm[ {it}][ until {local|fire_at}]."]),
    ("alarms_dismiss", &["Dismissed the alarm[ {it}]."]),
    ("permission_requests_create", &["{?already_held}You hold {permission} already; nothing was asked for.", REQUEST]),
    ("permission_requests_withdraw", &[REQUEST]),
    ("approvals_request_decide", &[REQUEST]),
    (
        "delegations_create",
        &[
            "Lent {delegate.name|delegate.email} “{title|permission}”[ until {expires_local|expires_at}][ (delegation #{id})].",
        ],
    ),
    (
        "delegations_update_expiration",
        &["Delegation #{id} ends {expires_local|expires_at} now.", "{!expires_at}Delegation #{id} has no end now."],
    ),
    ("delegations_revoke", &["Delegation #{id}[ for {permission}] is {state} now."]),
    ("standing_revoke", &["Standing approval #{id}[ for {tool}] is {state} now."]),
    ("notifications_read", &["Marked as read: {read}."]),
    (
        "calls_status",
        &[
            "Call #{id}[ ({tool})]: {state}[: {denial.explanation}][: {failure.message}][, waiting until {hold.expires_at}].",
        ],
    ),
    ("agents_pause", &["{?paused}{?everyone}Everyone's agents are paused.", "{?paused}Your agents are paused."]),
    (
        "agents_resume",
        &[
            "{?paused}Agents are still paused.",
            "{!paused}{?everyone}Everyone's agents go on.",
            "{!paused}Your agents go on.",
        ],
    ),
    ("account_zone", &["Your time zone is {zone} now."]),
    ("access_people_add", &["Added {name} ({email})[ with the roles {roles}]."]),
    ("access_people_disable", &["Disabled {email}."]),
    ("access_people_enable", &["Enabled {email}."]),
    ("access_people_reset", &["Reset the password of {email}."]),
    ("access_people_roles", &["{email} has these roles now: {roles}."]),
    ("access_roles_create", &["Made the role “{name}”."]),
    ("access_roles_delete", &["Deleted the role “{name}”."]),
    (
        "access_roles_set",
        &[
            "{?given}The role “{role}” gives {permission} now.",
            "{!given}The role “{role}” does not give {permission} now.",
        ],
    ),
    ("access_grants_add", &["Granted {permission} to {person}[ until {until.local}][ (grant #{id})]."]),
    ("access_grants_revoke", &["Grant #{id}[ of {permission}][ to {person}] is {state} now."]),
    (
        "access_policies_set",
        &[
            "Using {permission} asks this first now: {ask_policy}.",
            "{!ask_policy}Using {permission} asks what its risk asks now.",
        ],
    ),
    ("access_rules_add", &["Added rule #{id}[: {reason}]."]),
    ("access_rules_remove", &["Removed rule #{id}[: {reason}]."]),
    (
        "access_limits_set",
        &[
            "The limit on {kind}[ of {person}] is {amount}[ in {window_seconds} seconds] now.",
            "{!amount}There is no limit on {kind}[ of {person}] now.",
        ],
    ),
    (
        "access_break_glass_set",
        &["{?allowed}Breaking the glass is allowed now.", "{!allowed}Breaking the glass is not allowed now."],
    ),
    ("access_model_choose", &["{?model}{model} at {address} answers now.", "{!model}No model answers now."]),
];

const REQUEST: &str = "Request[ #{id}][ for {permission}][: {state|status}].";

/// One list: what is said where it is empty, and how an entry reads.
pub(super) const LISTS: &[(&str, &str, &str)] = &[
    ("notes_list", "No notes here. Say “add a note titled … saying …”.", "{title}[ — {content}]"),
    (
        "tasks_list",
        "No tasks here. Say “add a task called …”.",
        "{title}[, due {due_local|due_on}][{?completed}, completed]",
    ),
    (
        "alarms_list",
        "No alarms here. Say “set an alarm for 15:00 called …”.",
        "{title}[, {local|fire_at}][, {repeat_words}][, {state}]",
    ),
    (
        "users_find",
        "Nobody was found. Give the exact e-mail, or at least three letters of the name.",
        "{name|email}[, {email}]",
    ),
    (
        "permission_requests_mine",
        "You have asked for nothing here. Say “ask for permission to …”.",
        "{title|permission}[, for {duration}][, {state}]",
    ),
    (
        "approvals_requests_list",
        "Nothing waits for your decision.",
        "{requester.name|requester.email} asks to {title|permission}[, for {duration}][: {note}][, {state}]",
    ),
    (
        "delegations_mine",
        "Nothing is lent by you or to you.",
        "{owner.name|owner.email} lends {delegate.name|delegate.email}: {title|permission}[, until {expires_local}][, {state}]",
    ),
    (
        "standing_mine",
        "There are no standing approvals.",
        "{tool}[ for {person}][, given by {author}][, until {expires_local}][, used {uses} times][, {state}]",
    ),
    (
        "notifications_list",
        "There are no notifications.",
        "{kind}[: {about.title|about.permission}][, {at_local}][{?read}, read]",
    ),
    (
        "access_people_list",
        "There are no people.",
        "{name}[, {email}][, roles {roles}][{?agents_paused}, agents paused]",
    ),
    ("access_roles_list", "There are no roles.", "{name}[: {permissions}][, {people} people]"),
    (
        "access_grants_list",
        "There are no personal grants.",
        "{person}: {permission}[, until {until.local}][, {state}][: {reason}]",
    ),
    (
        "access_delegations_list",
        "Nothing is lent.",
        "{owner} lends {delegate}: {permission}[, until {until.local}][, {state}]",
    ),
    ("access_policies_list", "There are no permissions.", "{id}[: {title}][, risk {risk}][, asks {ask_policy}]"),
    (
        "access_rules_list",
        "There are no rules.",
        "{then}[ {permission}][ {tool}][ for {person}][ for the role {role}][: {reason}]",
    ),
    ("access_limits_list", "There are no limits.", "{kind}[ of {person}]: {amount} in {window_seconds} seconds"),
];
