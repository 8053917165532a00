//! Verbs whose effect depends on a word that follows: “turned off”, “marked as read”.

use super::verbs::{Form, Kinds};

/// A verb with a word after it that says another effect than the verb alone.
const WITH: &[(&str, &str, Kinds)] = &[
    ("turn", "off", Kinds::CANCEL.and(Kinds::DISMISS).and(Kinds::DISABLE).and(Kinds::PAUSE)),
    ("turn", "on", Kinds::RESUME.and(Kinds::ENABLE).and(Kinds::CREATE).and(Kinds::CHANGE)),
    ("turn", "down", Kinds::REJECT),
    ("turn", "back", Kinds::RESUME.and(Kinds::ENABLE)),
    ("switch", "off", Kinds::CANCEL.and(Kinds::DISMISS).and(Kinds::DISABLE).and(Kinds::PAUSE)),
    ("switch", "on", Kinds::RESUME.and(Kinds::ENABLE)),
    ("call", "off", Kinds::CANCEL),
    ("take", "off", Kinds::DELETE.and(Kinds::COMPLETE).and(Kinds::REVOKE)),
    ("take", "away", Kinds::REVOKE),
    ("take", "back", Kinds::REVOKE.and(Kinds::WITHDRAW)),
    ("take", "care", Kinds::ANY),
    ("throw", "away", Kinds::DELETE),
    ("throw", "out", Kinds::DELETE),
    ("bring", "back", Kinds::RESTORE),
    ("put", "back", Kinds::RESTORE),
    ("put", "off", Kinds::SNOOZE.and(Kinds::CHANGE)),
    ("push", "back", Kinds::SNOOZE.and(Kinds::CHANGE)),
    ("set", "back", Kinds::CHANGE.and(Kinds::RESTORE)),
    ("roll", "back", Kinds::RESTORE),
    ("pull", "back", Kinds::WITHDRAW),
    ("log", "out", Kinds::DISABLE.and(Kinds::END)),
    ("sign", "out", Kinds::DISABLE.and(Kinds::END)),
    ("sign", "off", Kinds::APPROVE),
    ("back", "up", Kinds::OUTSIDE),
    ("hand", "over", Kinds::ASSIGN.and(Kinds::GRANT)),
    ("mark", "done", Kinds::COMPLETE),
    ("mark", "complete", Kinds::COMPLETE),
    ("mark", "completed", Kinds::COMPLETE),
    ("mark", "finished", Kinds::COMPLETE),
    ("mark", "closed", Kinds::COMPLETE),
    ("mark", "off", Kinds::COMPLETE),
    ("mark", "read", Kinds::READ),
    ("mark", "seen", Kinds::READ),
    ("mark", "open", Kinds::RESTORE.and(Kinds::CHANGE)),
    ("mark", "incomplete", Kinds::RESTORE.and(Kinds::CHANGE)),
    ("mark", "undone", Kinds::RESTORE.and(Kinds::CHANGE)),
    ("set", "complete", Kinds::COMPLETE),
    ("set", "completed", Kinds::COMPLETE),
    ("set", "done", Kinds::COMPLETE),
];

/// Verbs that say an effect only with one of these words.
const ONLY_WITH: &[(&str, &[&str])] = &[
    ("tick", &["off"]),
    ("check", &["off"]),
    ("cross", &["off", "out"]),
    ("wrap", &["up"]),
    ("carry", &["out"]),
    ("let", &["know", "use", "see", "read", "create", "delete", "edit", "change", "manage", "access"]),
    ("back", &["up"]),
    ("jot", &["down", "it", "that", "this"]),
    ("start", &["timer", "alarm", "agents", "agent"]),
    ("get", &["rid"]),
    ("take", &["off", "away", "back", "care", "down"]),
    ("bring", &["back", "forward"]),
    ("roll", &["back"]),
    ("pull", &["back"]),
    ("throw", &["away", "out"]),
    ("turn", &["off", "on", "down", "back", "into"]),
    ("switch", &["off", "on", "to", "from"]),
    ("clean", &["up", "out"]),
    ("pass", &["approval", "admin"]),
    ("hold", &["approval", "admin"]),
    ("hand", &["over", "to"]),
    ("plan", &["for"]),
];

/// The form with what follows it taken into account; `None` where it says no effect.
pub(super) fn with(form: Form, after: &[&str]) -> Option<Form> {
    let needs = ONLY_WITH.iter().find(|(base, _)| *base == form.base);
    if needs.is_some_and(|(_, words)| !words.iter().any(|word| after.contains(word))) {
        return None;
    }
    let fits = |entry: &&(&str, &str, Kinds)| entry.0 == form.base && after.contains(&entry.1);
    Some(Form { kinds: WITH.iter().find(fits).map_or(form.kinds, |entry| entry.2), ..form })
}
