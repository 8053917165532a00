//! The weather, people, notices, calls, agents, and what is never a verdict.

use super::Row;

pub(super) const WHICH_PLACE: &str = "Which place?";

pub(super) const RULES: &[Row] = &[
    (
        "weather_read",
        "what's the weather in Hamburg tomorrow",
        &["(<weather>|<skies>) [<on-day>] <in-place> [<on-day>] [<be>]", "<forecast> {location=town} [<on-day>]"],
    ),
    (
        "weather_read granularity=current",
        "what's the weather in Hamburg right now",
        &[
            "(<weather>|<skies>) <in-place> <now>",
            "(<weather>|<skies>) <now> <in-place>",
            "[<ask>] [the] current <forecast> <in-place> [<now>]",
        ],
    ),
    (
        "weather_read granularity=daily",
        "daily forecast for Hamburg",
        &["[<ask>] [the] daily <forecast> [<on-day>] <in-place> [<on-day>]"],
    ),
    (
        "weather_read granularity=hourly",
        "hourly forecast for Hamburg tomorrow",
        &["[<ask>] [the] (hourly|hour-by-hour) <forecast> [<on-day>] <in-place> [<on-day>]"],
    ),
    (
        "? Which place?",
        "",
        &[
            "([<ask>] [the] [current|daily|hourly] <forecast> [<be>]|<skies>) [<on-day>|<now>] [<near>] [<on-day>|<now>]",
        ],
    ),
    (
        "auth_me",
        "what can I do?",
        &[
            "what (can|may) i do [here]",
            "what am i allowed to do",
            "who am i [(signed|logged) in as]",
            "[<show>] [all] my (permissions|roles|rights)",
            "(what|which) (permissions|roles|rights) (do i have|have i got)",
        ],
    ),
    (
        "users_find",
        "find the person bob@example.com",
        &[
            "(find|look up) [the (person|user)] {query=name}",
            "who is {query=name}",
            "(what's|what is) {query=whose} <e-mail>",
            "(what's|what is) the <e-mail> of {query=name}",
        ],
    ),
    (
        "notifications_list",
        "show my notifications",
        &["<mine> <notices>", "<any> <notices>", "(what|which) <notices> <have>"],
    ),
    (
        "notifications_list unread=true",
        "show my unread notifications",
        &[
            "<mine> (unread|new) <notices>",
            "<any> (unread|new) <notices>",
            "what (unread|new) <notices> <have>",
            "(what's|what is) new",
        ],
    ),
    ("notifications_read", "mark notification #3 as read", &["mark {notification_id=notification} [as] read"]),
    (
        "notifications_read and_older=true",
        "mark all notifications as read",
        &[
            "mark {notification_id=all_notifications} [as] read",
            "mark {notification_id=notification} and (everything|all) older [as] read",
        ],
    ),
    (
        "calls_status",
        "what became of call 3?",
        &[
            "[<show>] [the] (status|state) of call [number] {call_id=number}",
            "(what's|what is) the (status|state) of call [number] {call_id=number}",
            "how is call [number] {call_id=number} [doing|going]",
            "check [on|the status of] call [number] {call_id=number}",
            "what (became of|happened to|has become of) call [number] {call_id=number}",
        ],
    ),
    ("agents_pause", "pause my agents", &["(pause|stop|halt|suspend) <my-agents>"]),
    (
        "? Yours or everyone's? Say “pause my agents” or “pause everyone's agents”.",
        "",
        &["(pause|stop|halt|suspend|resume|continue) all [the] agents"],
    ),
    ("agents_pause everyone=true", "pause everyone's agents", &["(pause|stop|halt|suspend) <all-agents>"]),
    (
        "agents_resume",
        "resume my agents",
        &["(resume|unpause|continue) <my-agents>", "let <my-agents> (go on|continue|run again|work again)"],
    ),
    (
        "agents_resume everyone=true",
        "resume everyone's agents",
        &["(resume|unpause|continue) <all-agents>", "let <all-agents> (go on|continue|run again|work again)"],
    ),
    (
        "account_zone",
        "set my time zone to Europe/Berlin",
        &["(set|<change>) my (time zone|timezone) to {zone}", "(use|switch to) the (time zone|timezone) {zone}"],
    ),
    (
        "? A sentence is never a verdict. Nothing was done. What waits is approved or rejected on its own card or in the tray; a request is decided by its number, as in “approve request 3”.",
        "",
        &[
            "(yes|yep|yeah|no|nope|ok|okay|sure|agreed|approved|confirmed|granted|go ahead|do it|confirm|approve|reject)",
            "(yes|no|ok|okay|sure) [,] (<verdict>|(delete|complete|send|cancel) it)",
            "<verdict>",
        ],
    ),
];
