//! From the text of a pattern to what is matched. Patterns are constants; a test
//! reads every one.

use super::super::slots::Slot;
use super::super::words;

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Word(String),
    Slot { argument: String, slot: Slot },
    All(Vec<Node>),
    OneOf(Vec<Node>),
}

#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Pattern(pub(super) Node);

impl Pattern {
    /// Reads a pattern; why not, where it is none.
    pub(in super::super) fn read(text: &str) -> Result<Self, String> {
        let whole = words::expanded(text);
        let spaced = whole.chars().fold(String::new(), |mut spaced, letter| {
            if "()[]|".contains(letter) {
                spaced.extend([' ', letter, ' ']);
            } else {
                spaced.push(letter);
            }
            spaced
        });
        let parts: Vec<&str> = spaced.split_whitespace().collect();
        let mut rest = parts.as_slice();
        let node = one_of(&mut rest)?;
        if rest.is_empty() { Ok(Self(node)) } else { Err(format!("“{text}” goes on with {rest:?}")) }
    }
}

fn one_of(rest: &mut &[&str]) -> Result<Node, String> {
    let mut ways = vec![all(rest)?];
    while let ["|", tail @ ..] = *rest {
        *rest = tail;
        ways.push(all(rest)?);
    }
    Ok(if ways.len() == 1 { ways.swap_remove(0) } else { Node::OneOf(ways) })
}

fn all(rest: &mut &[&str]) -> Result<Node, String> {
    let mut nodes = Vec::new();
    while let [first, tail @ ..] = *rest {
        match *first {
            "|" | ")" | "]" => break,
            "(" => {
                *rest = tail;
                nodes.push(one_of(rest)?);
                close(rest, ")")?;
            }
            "[" => {
                *rest = tail;
                // Left out last: what is there is read first.
                nodes.push(Node::OneOf(vec![one_of(rest)?, Node::All(Vec::new())]));
                close(rest, "]")?;
            }
            word => {
                *rest = tail;
                nodes.push(leaf(word)?);
            }
        }
    }
    Ok(Node::All(nodes))
}

fn close(rest: &mut &[&str], bracket: &str) -> Result<(), String> {
    match *rest {
        [first, tail @ ..] if *first == bracket => {
            *rest = tail;
            Ok(())
        }
        _ => Err(format!("{bracket} is missing before {rest:?}")),
    }
}

fn leaf(word: &str) -> Result<Node, String> {
    let Some(inner) = word.strip_prefix('{').and_then(|word| word.strip_suffix('}')) else {
        return if word.contains(['{', '}', '<', '>']) {
            Err(format!("“{word}” is no word"))
        } else {
            Ok(Node::Word(word.to_owned()))
        };
    };
    let (argument, name) = inner.split_once('=').unwrap_or((inner, inner));
    let slot = Slot::named(name).ok_or_else(|| format!("there is no slot “{name}”"))?;
    Ok(Node::Slot { argument: argument.to_owned(), slot })
}
