//! What is not taken from a terminal somebody left signed in: a verdict, or a change
//! of access, asks for a password given lately. Verdicts can be kept away from
//! terminals altogether.

use assent_policy::{Asks, Channel, Effect, Level, Risk};

use crate::assess::{Assessment, facts};
use crate::{Gate, GateError, Session, Tool};

impl Gate {
    /// Refuses a verdict, or an edit that counts as one, that this session can't give.
    pub(crate) fn refuse_verdict_from(&self, session: &Session) -> Result<(), GateError> {
        if !session.is_terminal() {
            return Ok(());
        }
        if !self.inner.limits.terminal_verdicts {
            return Err(GateError::NoTerminalVerdicts);
        }
        if session.is_fresh(self.millis()) { Ok(()) } else { Err(GateError::PasswordNeeded) }
    }

    /// Refuses a call that would run now and decides or changes what people may do. One that
    /// waits is answered by a verdict; one that takes something away is never kept waiting.
    pub(crate) fn refuse_hasty(
        &self,
        session: &Session,
        tool: &dyn Tool,
        channel: Channel,
        assessment: &Assessment,
    ) -> Result<(), GateError> {
        let runs = assessment.decision.level == Level::Allow && tool.spec().effect == Effect::Writes;
        if !runs || channel != Channel::Cli || !session.is_terminal() {
            return Ok(());
        }
        if tool.is_verdict() {
            return self.refuse_verdict_from(session);
        }
        let fresh = session.is_fresh(self.millis());
        if fresh || highest_risk(tool, assessment) < Risk::High { Ok(()) } else { Err(GateError::PasswordNeeded) }
    }
}

/// The risk of what it needs and asks; nothing's where it is never held.
fn highest_risk(tool: &dyn Tool, assessment: &Assessment) -> Risk {
    let facts = facts(tool, assessment.resolved.as_ref());
    let by_nature = match facts.asks {
        Asks::Nothing | Asks::TakesAway => return Risk::Low,
        Asks::AtLeast(risk) => risk,
        Asks::ByPermission => Risk::Low,
    };
    let known = &assessment.snapshot.permissions;
    let by_need = facts.needs.iter().map(|code| known.get(code).map_or(Risk::Critical, |entry| entry.risk));
    by_need.fold(by_nature, Risk::max)
}
