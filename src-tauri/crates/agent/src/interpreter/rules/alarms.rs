//! Alarms. When one rings is said before or after what it is called.

use super::Row;

pub(super) const RULES: &[Row] = &[
    (
        "alarms_set",
        "set an alarm for 15:00 called Tea",
        &[
            "<set> <a> <alarm> [<for-person>] <times> [<for-person>] (<called>|to|:) {title} [<for-person>]",
            "<set> <a> <alarm> [<for-person>] [<called>] {title=quoted} [<for-person>] <times> [<for-person>]",
            "<set> <a> <alarm> [<for-person>] (<called>|to) {title=undated} [<for-person>] <times> [<for-person>]",
            "<alarm> [<for-person>] <times> (<called>|:) {title}",
            "<set> [a|an|me a] {repeat=repeat} <alarm> <at-when> <called> {title}",
            "<set> [a|an|me a] {repeat=repeat} <alarm> <called> {title=undated} <at-when>",
            "wake me [up] <times> with <a> <alarm> <called> {title}",
        ],
    ),
    (
        "alarms_set",
        "remind me tomorrow at 9:00 to call the printer",
        &[
            "remind (me|{target_user=person}) <times> (to|about|of|that) {title=undated}",
            "remind (me|{target_user=person}) (to|about|of|that) {title=undated} <times>",
            "remind (me|{target_user=person}) {repeat=repeat} (to|about|of|that) {title=undated} [,] [starting|from|beginning] [on] {fire_at=when}",
        ],
    ),
    (
        "? What is the alarm called, and when? Say “set an alarm for 15:00 called …”.",
        "",
        &[
            "<set> <a> <alarm> [<for-person>] [<times>]",
            "wake me [up] [<times>]",
            "<set> <a> <alarm> [<for-person>] <called> {title=undated}",
        ],
    ),
    (
        "? At what time? Say “remind me tomorrow at 9:00 to …”.",
        "",
        &["remind (me|{target_user=person}) [(to|about|of|that) ({title=undated}|{title=dated})]"],
    ),
    (
        "alarms_list",
        "show my alarms",
        &[
            "<mine> <alarms>",
            "<any> <alarms> [set]",
            "(what|which) <alarms> (<have>|are set)",
            "<show> [me] <my> <alarms> [that] (i|i've|i have) set for {target_user=person}",
            "<show> {target_user=whose} <alarms>",
        ],
    ),
    (
        "alarms_update",
        "move the alarm Tea to 16:00",
        &[
            "(<move>|<change>|set|put) {alarm_id=alarm} [back|forward] (to|for|until) {fire_at=when}",
            "(<change>|set) the time of {alarm_id=alarm} to {fire_at=when}",
        ],
    ),
    (
        "alarms_update",
        "rename the alarm Tea to Coffee",
        &["rename {alarm_id=alarm} (to|as|into) {title}", "<change> the (title|name) of {alarm_id=alarm} to {title}"],
    ),
    (
        "alarms_update",
        "repeat the alarm Tea every weekday",
        &["(make|let) {alarm_id=alarm} (repeat|ring) {repeat=repeat}", "repeat {alarm_id=alarm} {repeat=repeat}"],
    ),
    (
        "alarms_update repeat=none",
        "stop repeating the alarm Tea",
        &[
            "stop repeating {alarm_id=alarm}",
            "stop {alarm_id=alarm} from repeating",
            "(make|let) {alarm_id=alarm} ring (once|only once|just once)",
        ],
    ),
    (
        "alarms_cancel_by_title",
        "cancel the alarm Tea",
        &["cancel [the|my] <alarm> [<called>] {title=worded}", "cancel (the|my) {title=proper} <alarm>"],
    ),
    ("alarms_cancel", "cancel alarm #3", &["cancel {alarm_id=alarm#}"]),
    ("alarms_delete", "delete the alarm Tea", &["<delete> {alarm_id=alarm}"]),
    (
        "alarms_snooze",
        "snooze the alarm Tea for 5 minutes",
        &["snooze {alarm_id=alarm} [[for] {for=pause}]", "snooze {alarm_id=alarm} until {for=when}"],
    ),
    ("alarms_dismiss", "dismiss the alarm Tea", &["(dismiss|silence|acknowledge) {alarm_id=alarm}"]),
];
