//! The interpreter over transcripts: what it does with whole sentences, and
//! what it leaves alone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

#[path = "interpreter/commands.rs"]
mod commands;
#[path = "interpreter/properties.rs"]
mod properties;
#[path = "interpreter/refused.rs"]
mod refused;
#[path = "interpreter/results.rs"]
mod results;
#[path = "interpreter/table.rs"]
mod table;
#[path = "interpreter/turns.rs"]
mod turns;
#[path = "interpreter/understood.rs"]
mod understood;
#[path = "interpreter/wider.rs"]
mod wider;

use assent_agent::ASK;
use assent_agent::interpreter::Interpreter;
use assent_agent::model::{Model, ModelCall, ModelMessage, ModelReply, ModelRequest, ToolOffer};
use serde_json::{Value, json};

/// A conversation as the loop would hand it over.
#[derive(Clone, Default)]
struct Talk {
    messages: Vec<ModelMessage>,
    tools: Vec<ToolOffer>,
}

/// What the interpreter wants next.
#[derive(Clone, Debug, PartialEq)]
enum Next {
    Call(String, Value),
    Say(String),
}

fn call(tool: &str, args: Value) -> Next {
    Next::Call(tool.to_owned(), args)
}

impl Talk {
    fn said(text: &str) -> Self {
        Self::default().then(text)
    }

    fn then(mut self, text: &str) -> Self {
        self.messages.push(ModelMessage::User(text.to_owned()));
        self
    }

    fn reply(&self) -> ModelReply {
        let (chunks, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let request =
            ModelRequest { system: String::new(), messages: self.messages.clone(), tools: self.tools.clone() };
        let reply = futures::executor::block_on(Interpreter.respond(request, &chunks)).unwrap();
        drop(chunks);
        let mut text = String::new();
        while let Ok(piece) = heard.try_recv() {
            text.push_str(&piece);
        }
        assert_eq!(text, reply.text, "the chunks put together are the text");
        reply
    }

    fn next(&self) -> Next {
        let reply = self.reply();
        match reply.calls.as_slice() {
            [] => Next::Say(reply.text),
            [one] => {
                assert_eq!(reply.text, "");
                Next::Call(one.name.clone(), serde_json::from_str(&one.arguments).unwrap())
            }
            more => panic!("one sentence asked for {} calls", more.len()),
        }
    }

    /// The call is made and this comes of it.
    fn gets(mut self, envelope: Value) -> Self {
        let reply = self.reply();
        let [ModelCall { id, name, .. }] = reply.calls.as_slice() else {
            panic!("no call to answer, but: {}", reply.text);
        };
        let answer = ModelMessage::Tool { call_id: id.clone(), name: name.clone(), content: envelope };
        self.messages.push(ModelMessage::Assistant { text: reply.text, calls: reply.calls.clone() });
        self.messages.push(answer);
        self
    }

    fn succeeds(self, result: Value) -> Self {
        self.gets(json!({"outcome": "succeeded", "result": result}))
    }

    /// It asks, and the person says this.
    fn answered(self, text: &str) -> Self {
        assert!(matches!(self.next(), Next::Call(tool, _) if tool == ASK), "it does not ask: {:?}", self.next());
        self.gets(json!({"outcome": "asked", "answer": "the person's next message"})).then(text)
    }

    /// The turn ends with what is said.
    fn ends(mut self) -> Self {
        let reply = self.reply();
        assert!(reply.calls.is_empty(), "still wants {:?}", reply.calls);
        self.messages.push(ModelMessage::Assistant { text: reply.text, calls: vec![] });
        self
    }

    fn says(&self) -> String {
        match self.next() {
            Next::Say(text) => text,
            Next::Call(tool, args) => panic!("wanted words, got {tool} {args}"),
        }
    }
}

fn asks(question: &str, choices: &[&str]) -> Next {
    call(ASK, json!({"question": question, "choices": choices}))
}

fn next(text: &str) -> Next {
    Talk::said(text).next()
}

/// Whether the words say that nothing was understood.
fn is_refusal(next: &Next) -> bool {
    matches!(next, Next::Say(text) if text.contains("Nothing was done"))
}

#[test]
fn it_is_no_model_and_nothing_leaves() {
    assert_eq!(Interpreter.name(), "No model");
    assert_eq!(Interpreter.host(), None);
}
