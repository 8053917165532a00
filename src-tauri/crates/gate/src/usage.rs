//! What the agent used for a person, from the record of its runs; limits are held
//! where it is used, this only says where one stands.

use assent_policy::LimitKind;
use assent_store::{conversations, limits};

use crate::{Gate, GateError, Session};

/// Runs and tokens of a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// Runs begun.
    pub runs: u64,
    /// Tokens read.
    pub prompt_tokens: i64,
    /// Tokens written.
    pub completion_tokens: i64,
}

/// Where one stands with the limit on tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenBudget {
    /// Tokens used since it last began anew.
    pub used: i64,
    /// The most.
    pub amount: i64,
    /// When it begins anew, in seconds.
    pub resets_at: i64,
}

impl Gate {
    /// What was used for this person in runs begun since (milliseconds).
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn used_since(&self, session: &Session, since: i64) -> Result<Used, GateError> {
        let view = self.inner.store.view().await?;
        let runs = conversations::tokens_since(&view, session.person().0, since).await?;
        Ok(runs.into_iter().fold(Used::default(), |sum, (read, written)| Used {
            runs: sum.runs + 1,
            prompt_tokens: sum.prompt_tokens.saturating_add(read),
            completion_tokens: sum.completion_tokens.saturating_add(written),
        }))
    }

    /// Where this person stands with their limit on tokens; `None` where there is none.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn token_budget(&self, session: &Session) -> Result<Option<TokenBudget>, GateError> {
        let (person, kind) = (session.person(), LimitKind::Tokens);
        let view = self.inner.store.view().await?;
        let Some(limit) = self.snapshot(&view).await?.limit(person, kind) else { return Ok(None) };
        let start = limit.window_start(self.now().as_second());
        let used = limits::used(&view, person.0, kind.as_str(), start).await?;
        Ok(Some(TokenBudget { used, amount: limit.amount, resets_at: start + limit.window }))
    }
}
