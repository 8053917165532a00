//! What falls due by itself, for as long as the app lives: verdicts that were kept,
//! holds whose time is over, calls whose process is gone.

use std::time::Duration;

use assent_gate::{Changes, Gate, Kept};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{ApiError, App};

/// The longest that something which is due waits.
const EVERY: Duration = Duration::from_secs(3);

/// Keeps house until it is dropped.
#[derive(Debug)]
pub struct House {
    _end: DropGuard,
}

impl App {
    /// Does everything that is due, once.
    ///
    /// # Errors
    /// [`ApiError`] when the database does not answer.
    pub async fn keep_house(&self) -> Result<Kept, ApiError> {
        Ok(self.gate.keep_house().await?)
    }

    /// Does everything that is due from now on, in the background.
    #[must_use]
    pub fn keep_house_meanwhile(&self) -> House {
        let app = self.clone();
        meanwhile(self.gate.clone(), move || {
            let app = app.clone();
            async move { app.keep_house().await.map(|_| ()) }
        })
    }
}

/// Does `round` now, whenever something was committed, and every few seconds. What
/// has begun is not broken off at the end.
pub(crate) fn meanwhile<F>(gate: Gate, round: impl Fn() -> F + Send + 'static) -> House
where
    F: Future<Output = Result<(), ApiError>> + Send,
{
    let end = CancellationToken::new();
    let ended = end.clone();
    tokio::spawn(async move {
        let mut due = tokio::time::interval(EVERY);
        due.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        // Without it the timer alone is slower, and enough.
        let mut changes = gate.changes().await.ok();
        loop {
            tokio::select! {
                biased;
                () = ended.cancelled() => return,
                _ = due.tick() => {}
                () = next(changes.as_mut()) => {}
            }
            if let Err(cause) = round().await {
                tracing::warn!(%cause, "what is due can't be done now");
            }
        }
    });
    House { _end: end.drop_guard() }
}

async fn next(changes: Option<&mut Changes>) {
    match changes {
        Some(changes) => changes.next().await,
        None => std::future::pending().await,
    }
}
