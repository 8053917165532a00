//! Tasks.

use super::Row;

pub(super) const RULES: &[Row] = &[
    (
        "tasks_create",
        "add a task called Call the printer due tomorrow",
        &[
            "<add> <a> <task> [<for-person>] <called> {title=undated} [<for-person>] [<due-said>] [<for-person>]",
            "<add> <a> <task> [<for-person>] [<called>] {title=quoted} [<for-person>] [<due>] [<for-person>]",
            "<add> <a> <task> [<for-person>] to {title=undated} [<due>]",
            "[<add> <a>] <task> [<for-person>] : {title=undated} [<due-said>]",
            "<add> <a> <task> <due> [<for-person>] (<called>|to|:) {title=undated}",
            "(add|put) {title=quoted} (to|on|onto) [my|the] <tasks> [<due>]",
            "(give|assign) {target_user=person} <a> <task> [<called>] {title=quoted} [<due>]",
            "(give|assign) {target_user=person} <a> <task> <called> {title=undated} [<due-said>]",
            "(give|assign) {target_user=person} <a> <task> to {title=undated} [<due>]",
        ],
    ),
    (
        "? When is the task due? Say “add a task called … due tomorrow”, or put the title in quotes.",
        "",
        &["<add> <a> <task> [<for-person>] (<called>|to) {dated}", "[<add> <a>] <task> : {dated}"],
    ),
    ("? What is the task called? Say “add a task called …”.", "", &["<add> <a> <task> [<for-person>]"]),
    (
        "tasks_list",
        "show my tasks",
        &[
            "<mine> <tasks> [<listed-due>]",
            "[<any>] <tasks> due [on|for|by] {due_on=day}",
            "<any> <tasks>",
            "<show> everything [that is|that's] due [on|for|by] {due_on=day}",
            "what (needs to be|has to be|must be) done [on|for|by] {due_on=day}",
            "(what|which) <tasks> <have> [<listed-due>]",
            "(what|what's|what is|what tasks are|which tasks are) due [on|for] {due_on=day}",
            "what (do i have|have i got|is there) to do [on|for] {due_on=day}",
            "(what's|what is) on my <tasks> [for {due_on=day}]",
            "what (do i have|have i got) to do",
        ],
    ),
    (
        "tasks_list completed=false",
        "show my open tasks",
        &[
            "<mine> <open> <tasks> [<listed-due>]",
            "<any> <open> <tasks> [<listed-due>]",
            "(what|which) [of my] tasks are [still] <open>",
            "(what|which) <open> tasks <have>",
            "(what|which) tasks are not <done> [yet]",
            "(what|which tasks|what tasks) do i still have [to do]",
            "(what's|what is|what tasks are) (still to do|left to do|still open)",
        ],
    ),
    (
        "tasks_list completed=true",
        "show my completed tasks",
        &[
            "<mine> (<done>|closed) <tasks> [<listed-due>]",
            "(what|which) [of my] tasks are [already] <done>",
            "(what|which tasks) have i [already|just] (finished|completed|done)",
        ],
    ),
    (
        "tasks_complete",
        "complete the task Call the printer",
        &[
            "<complete> {task_id=task}",
            "mark {task_id=task} [as] <done>",
            "mark [as] <done> {task_id=task}",
            "mark {task_id=bare_task} [as] <done>",
            "(tick|check) {task_id=task} off",
            "set {task_id=task} to <done>",
        ],
    ),
    (
        "tasks_update completed=false",
        "reopen the task Call the printer",
        &[
            "reopen {task_id=task}",
            "open {task_id=task} again",
            "mark ({task_id=task}|{task_id=bare_task}) [as] (not <done>|undone|open|unfinished|incomplete) [again]",
        ],
    ),
    (
        "tasks_update due_on=none",
        "remove the due date of the task Call the printer",
        &["(remove|delete|clear|take away) the (due date|deadline) (of|from|for) {task_id=task}"],
    ),
    (
        "tasks_update",
        "move the task Call the printer to Friday",
        &[
            "<move> {task_id=task} [back|forward] (to|until|till) [the] {due_on=day}",
            "(<change>|set|move) the (due date|deadline) (of|for) {task_id=task} to {due_on=day}",
            "make {task_id=task} due [on|by] {due_on=day}",
        ],
    ),
    (
        "tasks_update",
        "rename the task Call the printer to Order toner",
        &["rename {task_id=task} (to|as|into) {title}", "<change> the (title|name) of {task_id=task} to {title}"],
    ),
    ("tasks_delete", "delete the task Call the printer", &["<delete> {task_id=task}"]),
    (
        "tasks_undo",
        "undo the last change of the task Call the printer",
        &["<undo> {task_id=task}", "bring {task_id=task} back", "undo {task_id=task}"],
    ),
];
