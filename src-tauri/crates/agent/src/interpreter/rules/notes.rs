//! Notes.

use super::Row;

pub(super) const RULES: &[Row] = &[
    (
        "notes_create content=",
        "add a note titled Groceries saying milk and eggs",
        &[
            "<add> <a> note [<for-person>] <called> {title} [<for-person>] [<saying> {content}]",
            "<add> <a> note [<for-person>] {title=quoted} [<for-person>] [<saying> {content}]",
            "[<add> <a>] note [<for-person>] : {title}",
            "(note down|write down|make a note) that {title}",
        ],
    ),
    (
        "? What is the note called? Say “add a note titled … saying …”.",
        "",
        &["<add> <a> note [<for-person>] [saying {content}]"],
    ),
    (
        "notes_list",
        "show my notes",
        &[
            "<mine> notes",
            "<any> notes",
            "(what|which) notes <have>",
            "<show> [the] notes (of|from|by|for) {target_user=person}",
            "<show> {target_user=whose} notes",
        ],
    ),
    (
        "notes_list",
        "find notes about toner",
        &[
            "(find|search|search for|look for|<show>) <my> (note|notes) (about|containing|mentioning|with|on) {query}",
            "search <my> notes for {query}",
            "(do i have|have i got|are there) [any|a] (note|notes) (about|containing|mentioning|on) {query}",
            "(what|which) notes do i have (about|on) {query}",
            "what do my notes say about {query}",
            "(show|open|read|find) [me] [the|my] note [<called>] {query}",
        ],
    ),
    ("notes_delete", "delete the note Groceries", &["<delete> {note_id=note}"]),
    (
        "notes_update",
        "change the note Groceries to say milk",
        &[
            "<change> {note_id=note} <to-say> {content}",
            "(<change>|set|replace) the (text|content|body) of {note_id=note} (to|into|with|by) [:] {content}",
        ],
    ),
    (
        "notes_update",
        "rename the note Groceries to Shopping",
        &[
            "rename {note_id=note} (to|as|into) {title}",
            "<change> the (title|name) of {note_id=note} to {title}",
            "call {note_id=note} {title} from now on",
        ],
    ),
    (
        "notes_undo",
        "undo the last change of the note Groceries",
        &["<undo> {note_id=note}", "bring {note_id=note} back", "undo {note_id=note}"],
    ),
];
