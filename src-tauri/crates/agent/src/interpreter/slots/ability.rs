//! Permissions by what they let one do: verbs and what they are done to.

/// Permission, verbs, what it is done to in the singular.
const ABILITIES: &[(&str, &[&str], &str)] = &[
    ("weather:read", &["read", "see", "check"], "weather"),
    ("notes:list", &["list", "see", "show", "read"], "note"),
    ("notes:create", &["create", "add", "make", "write"], "note"),
    ("notes:update", &["update", "change", "edit", "rename"], "note"),
    ("notes:delete", &["delete", "remove"], "note"),
    ("tasks:list", &["list", "see", "show", "read"], "task"),
    ("tasks:create", &["create", "add", "make"], "task"),
    ("tasks:update", &["update", "change", "edit", "rename", "move"], "task"),
    ("tasks:complete", &["complete", "finish", "close"], "task"),
    ("tasks:delete", &["delete", "remove"], "task"),
    ("tasks:receive", &["receive"], "task"),
    ("alarms:set", &["set", "create", "add", "make"], "alarm"),
    ("alarms:set", &["set"], "reminder"),
    ("alarms:receive", &["receive"], "alarm"),
    ("notifications:list", &["list", "see", "show", "read"], "notification"),
    ("permissions:approve", &["decide", "approve"], "request"),
    ("access:manage", &["manage"], "access"),
];

/// What can be lent, and so asked of its owner.
const LENT: [&str; 3] = ["notes:create", "tasks:create", "alarms:set"];

/// The permission these words name.
pub(super) fn code(words: &[&str]) -> Option<String> {
    let said = match words {
        [code] => return written(code),
        [verb, rest @ ..] => (*verb, object(rest)?),
        [] => return None,
    };
    let found = ABILITIES.iter().find(|(_, verbs, noun)| verbs.contains(&said.0) && *noun == said.1);
    found.map(|(code, ..)| (*code).to_owned())
}

/// The permission to do so on somebody else's account.
pub(super) fn lent(words: &[&str]) -> Option<String> {
    let code = match words {
        [code] => written(code.strip_suffix(".for_others").unwrap_or(code))?,
        _ => code(words)?,
    };
    LENT.contains(&code.as_str()).then(|| format!("{code}.for_others"))
}

/// `tasks:create`. One for somebody else's account takes an owner to ask.
fn written(code: &str) -> Option<String> {
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    (code.contains(':') && code.split(':').all(plain)).then(|| code.to_owned())
}

fn object<'a>(words: &[&'a str]) -> Option<&'a str> {
    let noun = match words {
        [noun] | ["a" | "an" | "the" | "my" | "our" | "his" | "her" | "new", noun] | ["a" | "my", "new", noun] => *noun,
        _ => return None,
    };
    Some(noun.strip_suffix('s').filter(|_| noun != "access").unwrap_or(noun))
}
