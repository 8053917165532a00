//! The TypeScript of the window's side, made from the command table and its types.

use std::fmt::Write;

use assent_gate::{CallState, HoldState, RunState};
use assent_policy::{Channel, Level, Risk};
use ts_rs::{Config, TS};

use crate::types::{
    AccessView, BoundsView, BudgetView, CallView, ChangeView, ConversationSummary, ConversationView, DemoPersonView,
    DenialView, DeskView, FindingView, HoldView, Item, ModelKind, ModelSource, ModelView, ModelsView, NextActionView,
    PermissionView, PersonView, PlanView, PresetView, ReasonView, RequestableView, RunView, SentView, ServedView,
    SourceView, ToolDecision, ToolView, UsageView, UsedView, Workspace,
};
use crate::{ApiError, Event};

const HEAD: &str = "\
// Made from the command table of the `api` crate by `make bindings`. Do not edit.

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };
";

fn union<'a>(name: &str, words: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = words.map(|word| format!("\"{word}\"")).collect();
    format!("export type {name} = {};\n", quoted.join(" | "))
}

macro_rules! declare {
    ($text:ident, $config:ident: $($ty:ty,)*) => {
        $(
            if let Some(docs) = <$ty as TS>::docs() {
                $text.push_str(&docs);
            }
            let _ = writeln!($text, "export {}\n", <$ty as TS>::decl(&$config));
        )*
    };
}

macro_rules! commands {
    ($($name:ident : $args:ty => $out:ty;)*) => {
        fn commands(config: &Config) -> String {
            use crate::types::*;
            let mut text = String::from("/** Name of a command: its arguments, its result. */\nexport interface Commands {\n");
            $(
                let _ = writeln!(
                    text,
                    "    {}: [{}, {}];",
                    stringify!($name),
                    <$args as TS>::inline(config),
                    <$out as TS>::name(config)
                );
            )*
            text.push_str("}\n");
            text
        }
    };
}

crate::command_table!(commands);

/// The whole file `ui/src/bindings/index.ts`.
#[must_use]
pub fn typescript() -> String {
    let config = Config::new().with_large_int("number");
    let mut text = String::from(HEAD);
    text.push('\n');
    text.push_str(&union("Level", Level::ALL.iter().map(|w| w.as_str())));
    text.push_str(&union("Risk", Risk::ALL.iter().map(|w| w.as_str())));
    text.push_str(&union("Channel", Channel::ALL.iter().map(|w| w.as_str())));
    text.push_str(&union("RunState", RunState::ALL.iter().map(|w| w.as_str())));
    let calls = CallState::ALL.iter().filter(|w| **w != CallState::Held).map(|w| w.as_str());
    text.push_str(&union("CallState", calls.chain(HoldState::ALL.iter().map(|w| w.as_str()))));
    text.push('\n');
    declare!(text, config:
        ApiError, PersonView, DemoPersonView, ModelKind, ModelView, Workspace, DeskView, ReasonView, NextActionView,
        UsedView, BudgetView, UsageView, BoundsView, ModelSource, PresetView, ModelsView, ServedView, FindingView,
        DenialView, ChangeView, PlanView, HoldView, CallView, Item, RunView, ConversationSummary, ConversationView,
        SentView, ToolDecision, ToolView, SourceView, PermissionView, RequestableView, AccessView, Event,
    );
    text.push_str(&commands(&config));
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use std::path::Path;

    #[test]
    fn the_committed_bindings_are_those_of_the_table() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/bindings/index.ts");
        let fresh = super::typescript();
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &fresh).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap();
        assert!(committed == fresh, "the bindings are stale: run `make bindings` and commit the change");
    }
}
