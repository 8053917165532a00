//! Every way in which a whole sentence fits a pattern. Which of them counts is
//! not decided here.

use super::super::slots::{Filled, Slot};
use super::pattern::{Node, Pattern};
use super::sentence::Sentence;

/// Steps taken for one pattern; a sentence that needs more is not understood.
const MOST_STEPS: usize = 20_000;

/// One way of reading a sentence: what its slots hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in super::super) struct Reading {
    pub(in super::super) slots: Vec<(String, Filled)>,
    /// It ends in content, which is never looked at.
    pub(in super::super) content: bool,
}

/// What is still to be matched, the next part first.
#[derive(Clone, Copy)]
struct Rest<'a> {
    nodes: &'a [Node],
    then: Option<&'a Rest<'a>>,
}

struct Walk<'a> {
    sentence: &'a Sentence<'a>,
    reading: Reading,
    found: Vec<Reading>,
    steps: usize,
}

/// All readings; none where there are too many to look at.
pub(in super::super) fn readings(pattern: &Pattern, sentence: &Sentence<'_>) -> Vec<Reading> {
    let mut walk = Walk { sentence, reading: Reading::default(), found: Vec::new(), steps: 0 };
    let all = Rest { nodes: std::slice::from_ref(&pattern.0), then: None };
    walk.on(Some(&all), sentence.from);
    if walk.steps > MOST_STEPS { Vec::new() } else { walk.found }
}

impl Walk<'_> {
    fn on(&mut self, rest: Option<&Rest<'_>>, at: usize) {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return;
        }
        let Some(rest) = rest else {
            if self.reading.content || self.sentence.to == Some(at) {
                let reading = self.reading.clone();
                if !self.found.contains(&reading) {
                    self.found.push(reading);
                }
            }
            return;
        };
        let Some((node, nodes)) = rest.nodes.split_first() else {
            return self.on(rest.then, at);
        };
        let then = Rest { nodes, then: rest.then };
        match node {
            Node::Word(word) => {
                if at < self.end() && self.sentence.tokens.get(at).is_some_and(|token| token.is(word)) {
                    self.on(Some(&then), at + 1);
                }
            }
            Node::All(nodes) => self.on(Some(&Rest { nodes, then: Some(&then) }), at),
            Node::OneOf(ways) => {
                for way in ways {
                    self.on(Some(&Rest { nodes: std::slice::from_ref(way), then: Some(&then) }), at);
                }
            }
            Node::Slot { argument, slot: Slot::Content } => self.content(argument, &then, at),
            Node::Slot { argument, slot } => {
                for to in at + 1..=self.end().min(at + slot.most_words()) {
                    let Some(filled) = slot.read(self.sentence, at, to) else { continue };
                    self.reading.slots.push((argument.clone(), filled));
                    self.on(Some(&then), to);
                    self.reading.slots.pop();
                }
            }
        }
    }

    fn content(&mut self, argument: &str, then: &Rest<'_>, at: usize) {
        let Some(content) = self.sentence.rest(at) else { return };
        self.reading.slots.push((argument.to_owned(), Filled::Value(content.into())));
        self.reading.content = true;
        self.on(Some(then), at);
        self.reading.content = false;
        self.reading.slots.pop();
    }

    fn end(&self) -> usize {
        self.sentence.to.unwrap_or(self.sentence.tokens.len())
    }
}
