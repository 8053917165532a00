//! What one of the processes does: what it is told on standard input, line by line. It
//! answers each order with a line.

use std::io::{self, BufRead, Write};
use std::time::{Duration, Instant};

use assent_gate::{Authorized, CallRequest, Gate, Secret, Session};
use assent_policy::Channel;
use assent_testkit::{BEGINNING, Place, SetClock, built_in_tools};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::Failure;
use crate::raw::Raw;

/// What a process is told.
#[derive(Debug, Serialize, Deserialize)]
pub enum Order {
    /// Be Alice, with this session.
    Sign(String),
    /// Have at hand what others wrote into this database after this call: every `of`th of it.
    Read { address: String, after: i64, nth: i64, of: i64 },
    /// Authorize so many calls.
    Authorize(usize),
    /// Write what was read.
    Insert,
}

/// How long each call or transaction took, in nanoseconds.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Done(pub Vec<u64>);

/// Obeys until nobody orders anything.
pub async fn work(place: &Place) -> Result<(), Failure> {
    let gate = place.open(&SetClock::at(BEGINNING), built_in_tools()).await?;
    let mut alice = None;
    let mut raw = Raw::open(place).await?;
    for line in io::stdin().lock().lines() {
        let done = match serde_json::from_str(&line?)? {
            Order::Sign(secret) => {
                alice = Some(gate.session(&Secret::from_kept(secret)).await?);
                Done::default()
            }
            Order::Read { address, after, nth, of } => {
                raw.read(&address, after, nth, of).await?;
                Done::default()
            }
            Order::Authorize(count) => authorize(&gate, alice.as_ref().ok_or("nobody signed in")?, count).await?,
            Order::Insert => raw.insert().await?,
        };
        writeln!(io::stdout(), "{}", serde_json::to_string(&done)?)?;
    }
    Ok(())
}

async fn authorize(gate: &Gate, alice: &Session, count: usize) -> Result<Done, Failure> {
    let mut taken = Vec::with_capacity(count);
    for at in 0..count {
        let may = at.is_multiple_of(2);
        let (tool, arguments) = if may {
            ("notes_create", json!({ "title": "Meeting with Bob", "content": "Nine o'clock, the small room." }))
        } else {
            ("tasks_create", json!({ "title": "Bring the agenda" }))
        };
        let request = CallRequest::new(alice, Channel::Ui, tool, arguments);
        let began = Instant::now();
        let authorized = gate.authorize(request).await?;
        taken.push(nanoseconds(began.elapsed()));
        if matches!(authorized, Authorized::Warrant(_)) != may {
            return Err(format!("{tool} came to {authorized:?}").into());
        }
    }
    Ok(Done(taken))
}

pub fn nanoseconds(taken: Duration) -> u64 {
    u64::try_from(taken.as_nanos()).unwrap_or(u64::MAX)
}
