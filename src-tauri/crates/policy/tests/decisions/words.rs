//! The words as they are stored and sent, and codes of permissions.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use assent_policy::life::{
    CallEvent, CallState, DelegationEvent, DelegationState, GrantEvent, GrantState, HoldEvent, HoldState, RequestEvent,
    RequestState,
};
use assent_policy::{
    AskPolicy, CallId, Channel, Day, Effect, InvalidPermission, Level, PermissionCode, Risk, RuleLevel, UnknownWord,
    is_hidden,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::world::code;

fn is<W>(all: &[W], kind: &'static str, words: &str)
where
    W: Copy + Debug + Display + FromStr<Err = UnknownWord> + Ord + Serialize + DeserializeOwned,
{
    let shown: Vec<String> = all.iter().map(ToString::to_string).collect();
    assert_eq!(shown.join(" "), words, "{kind}");
    assert!(all.is_sorted(), "{kind} is in order");
    for (word, text) in all.iter().zip(&shown) {
        assert_eq!(text.parse::<W>().as_ref(), Ok(word));
        assert_eq!(serde_json::to_value(word).unwrap(), *text);
        assert_eq!(serde_json::from_value::<W>(text.clone().into()).unwrap(), *word);
    }
    let unknown = "Nonsense".parse::<W>().unwrap_err();
    assert_eq!(unknown, UnknownWord { kind, word: "Nonsense".to_owned() });
    assert_eq!(unknown.to_string(), format!("'Nonsense' is not a {kind}"));
}

#[test]
fn every_word_is_stored_and_read_back_as_it_is_shown() {
    is(Level::ALL, "level", "allow confirm approve deny");
    is(Risk::ALL, "risk", "low medium high critical");
    is(AskPolicy::ALL, "ask policy", "auto confirm approve never");
    is(Channel::ALL, "channel", "ui chat voice mcp cli scheduler");
    is(Effect::ALL, "effect", "reads writes");
    is(Day::ALL, "day", "mon tue wed thu fri sat sun");
    is(RuleLevel::ALL, "rule level", "confirm approve deny");
    is(HoldState::ALL, "hold state", "pending approved redeemed void rejected expired withdrawn");
    is(HoldEvent::ALL, "hold event", "approve reject redeem void expire withdraw");
    is(CallState::ALL, "call state", "denied held executing succeeded failed ambiguous planned");
    is(CallEvent::ALL, "call event", "begin succeed fail refuse lose resolve_done resolve_undone");
    is(RequestState::ALL, "request state", "pending approved rejected withdrawn expired");
    is(RequestEvent::ALL, "request event", "approve reject withdraw expire");
    is(GrantState::ALL, "grant state", "active expired revoked");
    is(GrantEvent::ALL, "grant event", "expire revoke reschedule");
    is(DelegationState::ALL, "delegation state", "active expired revoked");
    is(DelegationEvent::ALL, "delegation event", "expire revoke reschedule");
}

#[test]
fn agents_own_clicks_and_what_is_neither_are_told_apart() {
    let kinds = Channel::ALL.iter().map(|channel| (channel.is_agent(), channel.is_own_click()));
    let (agent, own, neither) = ((true, false), (false, true), (false, false));
    assert_eq!(kinds.collect::<Vec<_>>(), [own, agent, agent, agent, own, neither]);
}

#[test]
fn a_rule_asks_for_the_level_of_its_name() {
    for then in RuleLevel::ALL {
        assert_eq!(then.level().as_str(), then.as_str());
    }
}

#[test]
fn an_id_is_shown_as_its_number() {
    assert_eq!(CallId(42).to_string(), "42");
    assert_eq!(serde_json::to_value(CallId(42)).unwrap(), 42);
}

#[test]
fn a_permission_has_a_twin_for_others_and_one_to_receive() {
    assert_eq!(code("tasks:create").for_others(), code("tasks:create.for_others"));
    assert_eq!(code("tasks:create.for_others").for_others(), code("tasks:create.for_others"));
    assert_eq!(code("tasks:create.for_others").receive(), code("tasks:receive"));
    assert_eq!(code("tasks:create").to_string(), "tasks:create");
    assert_eq!(code("tasks:create").as_str(), "tasks:create");
}

#[test]
fn a_permission_that_is_none_is_not_read() {
    let sent = serde_json::to_value(code("notes:list")).unwrap();
    assert_eq!(serde_json::from_value::<PermissionCode>(sent).unwrap(), code("notes:list"));
    assert!(serde_json::from_value::<PermissionCode>("notes".into()).is_err());
    let invalid = "notes:*".parse::<PermissionCode>().unwrap_err();
    assert_eq!(invalid, InvalidPermission("notes:*".to_owned()));
    assert!(invalid.to_string().starts_with("'notes:*' is not a permission; write it like"), "{invalid}");
    for segment in ["a", "z", "0", "9", "_"] {
        assert!(format!("notes:{segment}").parse::<PermissionCode>().is_ok(), "{segment}");
    }
}

#[test]
fn what_could_hide_or_reorder_is_told_from_what_is_read() {
    for shown in ['a', 'Z', '7', ' ', '-', 'ä', 'ß', 'é', 'ж', '中', '°', '“', '…', '🙂', '\u{a0}', '\u{301}']
    {
        assert!(!is_hidden(shown), "{shown:?} is read");
    }
    let controls = ['\0', '\t', '\n', '\r', '\u{1b}', '\u{7f}', '\u{85}'];
    let formats = ['\u{ad}', '\u{61c}', '\u{200b}', '\u{200d}', '\u{200e}', '\u{200f}', '\u{feff}', '\u{e0041}'];
    let orders = ['\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}'];
    let blanks = ['\u{2028}', '\u{2029}', '\u{115f}', '\u{3164}', '\u{ffa0}', '\u{fe0f}'];
    for hidden in controls.into_iter().chain(formats).chain(orders).chain(blanks) {
        assert!(is_hidden(hidden), "{hidden:?} could hide something");
    }
}
