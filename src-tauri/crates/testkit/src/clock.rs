//! A clock that stands still until it is moved.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use assent_gate::Clock;
use jiff::Timestamp;

/// A clock set by hand; clones show the same time.
#[derive(Clone, Debug)]
pub struct SetClock(Arc<Mutex<Timestamp>>);

impl SetClock {
    /// A clock at this moment, written as RFC 3339.
    #[must_use]
    pub fn at(moment: &str) -> Self {
        Self(Arc::new(Mutex::new(moment.parse().unwrap())))
    }

    /// Lets this much time pass.
    pub fn advance(&self, by: Duration) {
        let mut now = self.0.lock().unwrap();
        *now += by;
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}
