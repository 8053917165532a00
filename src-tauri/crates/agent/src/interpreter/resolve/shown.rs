//! What the person was shown last. A list that was read only to find something
//! was not shown, unless as a choice.

use serde_json::Value;

use super::super::transcript::Turn;
use super::super::wish::{Draft, Kind, Which, Wish};
use super::super::{sentences, slash};
use super::{Found, find, items};

/// The items of one kind, in the order they were seen.
pub(super) fn last<'a>(kind: Kind, earlier: &[Turn<'a>]) -> Option<Vec<&'a Value>> {
    earlier.iter().rev().find_map(|turn| shown_in(kind, turn))
}

/// The kind that was listed last.
pub(in super::super) fn last_kind(earlier: &[Turn<'_>]) -> Option<Kind> {
    earlier.iter().rev().find_map(|turn| Kind::ALL.into_iter().find(|kind| shown_in(*kind, turn).is_some()))
}

fn shown_in<'a>(kind: Kind, turn: &Turn<'a>) -> Option<Vec<&'a Value>> {
    let listed = turn.results.iter().rev().find(|recorded| recorded.tool == kind.list_tool());
    let listed = listed.filter(|recorded| recorded.result().is_some())?;
    let drafts = drafts(turn.said);
    let named = drafts.iter().filter_map(Draft::thing).find(|thing| thing.kind == kind);
    if let Some(Which::Title(title)) = named.map(|thing| &thing.which) {
        return match find(title, kind, turn) {
            Found::Several(items) => Some(items),
            _ => None,
        };
    }
    if !drafts.is_empty() && !drafts.iter().any(|draft| draft.tool == kind.list_tool()) {
        return None;
    }
    Some(items(listed.result()?)?.iter().collect())
}

fn drafts(said: &str) -> Vec<Draft> {
    let wishes = match said.trim().strip_prefix('/') {
        Some(command) => vec![slash::read(command, &[])],
        None => sentences::read(said),
    };
    let draft = |wish| match wish {
        Wish::Call(draft) => Some(draft),
        Wish::Say(_) => None,
    };
    wishes.into_iter().filter_map(draft).collect()
}
