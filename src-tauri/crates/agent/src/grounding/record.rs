//! What the record shows: each call by what it does, to what, and with which words.

use std::collections::HashSet;

use serde_json::Value;

use super::nouns::{Objects, noun};
use super::verbs::{self, Kinds};
use super::words::stem;
use super::{Evidence, Outcome, moments::Moments};

/// One thing that a reading call listed.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) text: String,
    /// What it is said to be: of its state, and of what has a time or somebody who did it.
    pub(super) states: Kinds,
    pub(super) moments: Moments,
}

/// One recorded call.
#[derive(Debug)]
pub(super) struct Fact {
    pub(super) outcome: Outcome,
    pub(super) writes: bool,
    pub(super) kinds: Kinds,
    pub(super) objects: Objects,
    /// What it has to do with besides, as the tasks that a delegation lets one create.
    pub(super) reach: Objects,
    /// How many things it did.
    pub(super) weight: usize,
    /// The words of the tool's name.
    pub(super) tool: String,
    pub(super) text: String,
    pub(super) words: HashSet<String>,
    pub(super) moments: Moments,
    pub(super) items: Vec<Item>,
}

impl Fact {
    pub(super) fn done(&self) -> bool {
        self.writes && self.outcome == Outcome::Succeeded
    }

    pub(super) fn waits(&self) -> bool {
        matches!(self.outcome, Outcome::Waiting | Outcome::Planned)
    }

    pub(super) fn refused(&self) -> bool {
        matches!(self.outcome, Outcome::Denied | Outcome::Rejected | Outcome::Failed | Outcome::Ambiguous)
    }

    pub(super) fn read(&self) -> bool {
        !self.writes && self.outcome == Outcome::Succeeded
    }

    /// Whether a title, or most of its words, is there.
    pub(super) fn says(&self, name: &str) -> bool {
        says(&self.text, name)
    }

    /// Whether people are named in it, so that it can be told for whom it was.
    pub(super) fn tells_people(&self) -> bool {
        self.text.contains('@')
    }
}

/// Text as it is compared: lower case, one space, no signs around words.
pub(super) fn plain(text: &str) -> String {
    let low = text.to_lowercase();
    let words = low.split(|c: char| !(c.is_alphanumeric() || matches!(c, '@' | ':' | '/' | '_')));
    words.filter(|word| !word.is_empty()).map(|word| word.trim_matches([':', '/'])).collect::<Vec<_>>().join(" ")
}

/// Whether `text`, which is plain, contains this.
pub(super) fn says(text: &str, name: &str) -> bool {
    let name = plain(name);
    name.is_empty() || text.contains(name.as_str())
}

/// The facts of a record.
pub(super) fn facts(record: &[Evidence<'_>]) -> Vec<Fact> {
    record.iter().map(fact).collect()
}

fn fact(evidence: &Evidence<'_>) -> Fact {
    let (mut kinds, mut objects) = named(evidence.tool);
    special(evidence, &mut kinds, &mut objects);
    let mut texts = Vec::new();
    strings(evidence.arguments, "", &mut texts);
    let result = evidence.result.unwrap_or(&Value::Null);
    strings(result, "", &mut texts);
    let text = texts.iter().map(|(_, text)| plain(text)).collect::<Vec<_>>().join(" | ");
    Fact {
        outcome: evidence.outcome,
        writes: evidence.writes,
        kinds,
        objects,
        reach: reach(&texts),
        weight: weight(result),
        tool: evidence.tool.replace('_', " "),
        words: text.split([' ', ':', '_', '.', '@']).map(stem).collect(),
        moments: Moments::told(&texts),
        items: if evidence.writes { Vec::new() } else { items(result) },
        text,
    }
}

/// What a tool does by its name: “notes_create”.
fn named(tool: &str) -> (Kinds, Objects) {
    let (mut kinds, mut objects) = (Kinds::default(), Objects::default());
    for word in tool.split('_') {
        let form = verbs::base(word).or_else(|| verbs::form(word));
        kinds = kinds.and(form.map_or(Kinds::default(), |form| form.kinds.without(Kinds::OUTSIDE.and(Kinds::ANY))));
        objects = objects.and(noun(word).map_or(Objects::ANY, |noun| noun.objects));
    }
    (kinds, objects)
}

/// What the name of a tool does not say well enough.
fn special(evidence: &Evidence<'_>, kinds: &mut Kinds, objects: &mut Objects) {
    use {Kinds as K, Objects as O};
    let given = |key: &str| evidence.arguments.get(key);
    let access = O::PERMISSION.and(O::DELEGATION);
    let (does, about) = match evidence.tool {
        "notes_create" | "tasks_create" => (K::CREATE, *objects),
        "notes_update" | "alarms_update" => (K::CHANGE, *objects),
        "tasks_update" => match given("completed").and_then(Value::as_bool) {
            Some(true) => (K::CHANGE.and(K::COMPLETE), O::TASK),
            Some(false) => (K::CHANGE.and(K::RESTORE), O::TASK),
            None => (K::CHANGE, O::TASK),
        },
        "notes_delete" | "tasks_delete" => (K::DELETE, *objects),
        "notes_undo" | "tasks_undo" => (K::RESTORE.and(K::CHANGE), *objects),
        "tasks_complete" => (K::COMPLETE, O::TASK),
        "alarms_set" => (K::CREATE, O::ALARM),
        "alarms_cancel" | "alarms_cancel_by_title" => (K::CANCEL, O::ALARM),
        "alarms_delete" => (K::DELETE.and(K::CANCEL), O::ALARM),
        "alarms_snooze" => (K::SNOOZE, O::ALARM),
        "alarms_dismiss" => (K::DISMISS, O::ALARM),
        "permission_requests_create" => (K::ASK, O::REQUEST.and(access)),
        "permission_requests_withdraw" => (K::WITHDRAW, O::REQUEST),
        "approvals_request_decide" if given("decision").is_some_and(|said| said == "reject") => {
            (K::REJECT, O::REQUEST.and(access))
        }
        "approvals_request_decide" => (K::APPROVE.and(K::GRANT), O::REQUEST.and(access)),
        "delegations_create" => (K::GRANT, access),
        "delegations_update_expiration" => (K::CHANGE, access),
        "delegations_revoke" => (K::REVOKE, access),
        "standing_revoke" => (K::REVOKE, O::STANDING.and(O::PERMISSION)),
        "access_people_add" => (K::CREATE, O::PERSON),
        "access_people_enable" => (K::ENABLE, O::PERSON),
        "access_people_disable" => (K::DISABLE.and(K::END), O::PERSON),
        "access_people_reset" => (K::CHANGE.and(K::END), O::PASSWORD.and(O::PERSON)),
        "access_people_roles" => (K::CHANGE.and(K::GRANT).and(K::REVOKE).and(K::ASSIGN), O::ROLE.and(O::PERSON)),
        "access_roles_create" => (K::CREATE, O::ROLE),
        "access_roles_set" => (K::CHANGE.and(K::GRANT).and(K::REVOKE), O::ROLE.and(O::PERMISSION)),
        "access_roles_delete" => (K::DELETE, O::ROLE),
        "access_grants_add" => (K::GRANT, O::PERMISSION),
        "access_grants_revoke" => (K::REVOKE, O::PERMISSION),
        "access_policies_set" => (K::CHANGE, O::POLICY.and(O::PERMISSION)),
        "access_rules_add" => (K::CREATE, O::RULE),
        "access_rules_remove" => (K::DELETE, O::RULE),
        "access_limits_set" => (K::CHANGE.and(K::CREATE).and(K::DELETE), O::LIMIT),
        "access_break_glass_set" => (K::CHANGE.and(K::ENABLE).and(K::DISABLE), O::POLICY),
        "access_model_choose" => (K::CHANGE, *objects),
        "notifications_read" => (K::READ, O::NOTICE),
        "account_zone" => (K::CHANGE, O::ZONE),
        "agents_pause" => (K::PAUSE, O::AGENT),
        "agents_resume" => (K::RESUME, O::AGENT),
        _ => return,
    };
    let given_away = given("target_user").is_some_and(Value::is_string);
    *kinds = if given_away && does.meets(K::CREATE) { does.and(K::ASSIGN) } else { does };
    *objects = about;
}

/// What permissions that are named let one do things with.
fn reach(texts: &[(String, String)]) -> Objects {
    let mut reach = Objects::ANY;
    for (_, text) in texts.iter().filter(|(_, text)| text.contains(':') && !text.contains(' ')) {
        let about = text.split(':').next().and_then(noun);
        reach = reach.and(about.map_or(Objects::ANY, |noun| noun.objects));
    }
    reach
}

/// How many things a call reports to have done.
fn weight(result: &Value) -> usize {
    const COUNTS: &[&str] =
        &["read", "count", "deleted", "created", "updated", "changed", "completed", "affected", "total"];
    let counted = COUNTS.iter().filter_map(|key| result.get(key).and_then(Value::as_u64)).max();
    let listed = result.get("items").and_then(Value::as_array).map(Vec::len);
    let most = counted.and_then(|count| usize::try_from(count).ok()).max(listed);
    most.unwrap_or(1)
}

/// Every text of a value with the key it stands under; numbers that are ids too.
pub(super) fn strings(value: &Value, key: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => found.push((key.to_owned(), text.clone())),
        Value::Number(number) => found.push((key.to_owned(), number.to_string())),
        Value::Array(list) => list.iter().for_each(|entry| strings(entry, key, found)),
        Value::Object(map) => map.iter().for_each(|(key, entry)| strings(entry, key, found)),
        Value::Null | Value::Bool(_) => {}
    }
}

fn items(result: &Value) -> Vec<Item> {
    let list = result.as_object().and_then(|map| map.values().find_map(Value::as_array));
    let list: Vec<&Value> = list.map_or_else(|| vec![result], |list| list.iter().collect());
    let read = |value: &Value| {
        let mut texts = Vec::new();
        strings(value, "", &mut texts);
        let text = texts.iter().map(|(_, text)| plain(text)).collect::<Vec<_>>().join(" | ");
        Item { text, states: states(value), moments: Moments::told(&texts) }
    };
    list.into_iter().filter(|value| !value.is_null()).map(read).collect()
}

fn states(item: &Value) -> Kinds {
    const SAID: &[&str] = &["state", "status", "kind", "action", "event", "decision", "outcome"];
    let mut states = Kinds::default();
    for (key, value) in item.as_object().into_iter().flatten() {
        match value {
            Value::String(said) if SAID.contains(&key.as_str()) => states = states.and(said_in(said)),
            Value::Bool(false) if key == "enabled" => states = states.and(said_in("disabled")),
            Value::Bool(true) if key == "read" => states = states.and(Kinds::READ),
            Value::Bool(true) => states = states.and(said_in(key)),
            Value::Null | Value::Bool(false) => {}
            _ => {
                let did = key.strip_suffix("_at").or_else(|| key.strip_suffix("_by"));
                let did = did.filter(|did| !["created", "updated", "expires"].contains(did));
                states = states.and(did.map_or(Kinds::default(), said_in));
            }
        }
    }
    states
}

/// The kinds of effects whose verbs are in a text.
fn said_in(text: &str) -> Kinds {
    let forms = text.split(['.', '_', ' ']).filter_map(verbs::form);
    forms.fold(Kinds::default(), |kinds, form| kinds.and(form.kinds))
}
