//! The table: which sentence is read by whom.

use super::Reader;
use super::readers as r;

pub(super) const RULES: &[(&str, Reader)] = &[
    // Notes
    ("{add} {a}note{for} {called} {title}{for-after}{saying}", r::add_note),
    ("{add} {a}note{for} {called} {title}{for-after}{end}", r::add_note),
    ("(?:{add} {a})?note{for}:(?: )?{title}{end}", r::add_note),
    ("{add} {a}note{for}(?: saying .+)?{end}", r::which_title),
    ("{show} {my}notes{end}", r::list_notes),
    ("what notes (?:do i have|are there){end}", r::list_notes),
    ("{show} (?:the )?notes (?:of|from|by|for) (?P<target>{email}){end}", r::list_notes),
    ("{show} (?P<target>{email})['’]s notes{end}", r::list_notes),
    (
        "(?:find|search|search for|look for|{show}) {my}notes? (?:about|containing|mentioning|with|on) {title}{end}",
        r::list_notes,
    ),
    ("search {my}notes for {title}{end}", r::list_notes),
    ("(?:show|open|read|find)(?: me)? (?:the |my )?note (?:{called} )?{title}{end}", r::list_notes),
    // Tasks
    (
        "{add} {a}task{for} {called} {title}{for-after}(?:,? due (?:on |by )?{due})?(?: for (?P<target_last>{email}))?{end}",
        r::add_task,
    ),
    ("{add} {a}task{for} to {title}(?:,? due (?:on |by )?{due})?{end}", r::add_task),
    ("(?:{add} {a})?task{for}:(?: )?{title}(?:,? due (?:on |by )?{due})?{end}", r::add_task),
    ("{show} {my}(?P<state>open |completed |done |finished )?tasks(?: due (?:on )?{due})?{end}", r::list_tasks),
    ("what(?:['’]s| is| tasks are)? due (?:on )?{due}{end}", r::list_tasks),
    ("(?:which|what) tasks (?:do i have|are there|are due (?:on )?{due}){end}", r::list_tasks),
    // Things that have to be found
    ("{delete} {thing}{end}", r::delete),
    ("cancel {thing}{end}", r::cancel),
    ("{complete} {thing}{end}", r::complete),
    ("mark {thing} (?:as )?(?:done|complete|completed|finished){end}", r::complete),
    ("mark (?:as )?(?:done|complete|completed|finished) {thing}{end}", r::complete),
    ("rename {thing} (?:to|as|into) {new-title}{end}", r::rename),
    ("{change} the (?:title|name) of {thing} to {new-title}{end}", r::rename),
    ("{change} {thing}{to-say}", r::write),
    ("(?:move|reschedule|postpone) {thing} to {due}{end}", r::due),
    ("{change} the due date of {thing} to {due}{end}", r::due),
    // Alarms
    ("{set} an alarm (?:for|at) {clock} {called} {title}{end}", r::set_alarm),
    ("{set} an alarm {called} {title} (?:for|at) {clock}{end}", r::set_alarm),
    ("{set} an alarm {span} {called} {title}{end}", r::set_alarm),
    ("{set} an alarm {called} {title} {span}{end}", r::set_alarm),
    ("{set} an alarm(?: (?:for|at) {clock})?{end}", r::which_alarm),
    ("{show} {my}alarms{end}", r::list_alarms),
    ("what alarms (?:do i have|are set){end}", r::list_alarms),
    // Weather
    ("{weather}(?: {when})?{where}(?:{when-after})?(?: like)?{end}", r::weather),
    ("(?:will|is) it (?:going to )?(?:be )?{sky}(?: {when})?{where}(?:{when-after})?{end}", r::weather),
    ("how (?:warm|cold|hot|windy) (?:is|will) it(?: be)?(?: {when})?{where}(?:{when-after})?{end}", r::weather),
    ("(?:do|will) i need an umbrella(?: {when})?{where}(?:{when-after})?{end}", r::weather),
    // People, permissions, requests
    ("what (?:can|may) i do(?: here)?{end}", r::who_am_i),
    ("what am i allowed to do{end}", r::who_am_i),
    ("who am i{end}", r::who_am_i),
    ("(?:{show}|what are) my (?:permissions|roles|rights){end}", r::who_am_i),
    ("(?:find|look up) (?:the person |the user )?(?P<person>{email}){end}", r::find_person),
    ("(?:find|look up) (?:the person|the user) {title}{end}", r::find_person),
    ("who is (?P<person>{email}){end}", r::find_person),
    (
        "(?:ask|ask for|request) (?:the )?permission to (?P<verb>{verb}) (?P<noun>notes?|tasks?|alarms?|a note|a task|an alarm){end}",
        r::ask_permission,
    ),
    ("(?:ask for|request) the permission (?P<permission>[a-z]+:[a-z]+(?:[.][a-z_]+)?){end}", r::ask_permission_code),
    ("{show} {my}(?:permission )?requests{end}", r::my_requests),
    ("{show} the requests i can decide{end}", r::decidable),
    ("(?:{show} )?what is waiting for me{end}", r::decidable),
    ("{show} {my}delegations{end}", r::delegations),
    ("(?:{show} )?(?:the )?status of call #?(?P<call>[0-9]{1,18}){end}", r::call_status),
];

/// Tools that change nothing.
pub(super) const READS: [&str; 11] = [
    "auth_me",
    "users_find",
    "weather_read",
    "notes_list",
    "tasks_list",
    "alarms_list",
    "permission_requests_mine",
    "approvals_requests_list",
    "delegations_mine",
    "calls_status",
    "notifications_list",
];

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    ("add a note titled Groceries saying milk and eggs", "/notes_create"),
    ("show my notes", "/notes_list"),
    ("find notes about toner", "/notes_list"),
    ("delete the note Groceries", "/notes_delete"),
    ("change the note Groceries to say milk", "/notes_update"),
    ("rename the note Groceries to Shopping", "/notes_update"),
    ("what's the weather in Hamburg tomorrow", "/weather_read"),
    ("what can I do?", "/auth_me"),
    ("add a task called Call the printer due tomorrow", "/tasks_create"),
    ("show my tasks", "/tasks_list"),
    ("complete the task Call the printer", "/tasks_complete"),
    ("rename the task Call the printer to Order toner", "/tasks_update"),
    ("delete the task Call the printer", "/tasks_delete"),
    ("set an alarm for 15:00 called Tea", "/alarms_set"),
    ("show my alarms", "/alarms_list"),
    ("cancel the alarm Tea", "/alarms_cancel_by_title"),
    ("find the person bob@example.com", "/users_find"),
    ("ask for permission to create tasks", "/permission_requests_create"),
    ("show my requests", "/permission_requests_mine"),
];
