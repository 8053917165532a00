//! What is not taken from a terminal somebody left signed in: a verdict, or a change
//! of access, asks for a password given lately. Verdicts can be kept away from
//! terminals altogether.

use assent_policy::{Asks, Channel, Effect, HoldId, Level, Risk};
use assent_store::audit::NewEvent;
use serde_json::{Value, json};

use crate::assess::Assessment;
use crate::{Gate, GateError, Session, Tool};

impl Gate {
    /// Refuses a verdict, or an edit that counts as one, that this session can't give, and
    /// puts it on record.
    pub(crate) async fn refuse_verdict(&self, session: &Session, on: HoldId) -> Result<(), GateError> {
        let Err(refused) = self.refuse_verdict_from(session) else { return Ok(()) };
        let tx = self.write_as(session).await?;
        let head = self.append(&tx, self.turned_away(session, &refused, json!({ "hold": on }))).await?;
        self.commit(tx, head).await?;
        Err(refused)
    }

    /// What the audit keeps of it.
    pub(crate) fn turned_away(&self, session: &Session, refused: &GateError, mut about: Value) -> NewEvent {
        about["code"] = json!(refused.code());
        self.event("terminal.refused", session, about)
    }

    fn refuse_verdict_from(&self, session: &Session) -> Result<(), GateError> {
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
        if fresh || self.highest_risk(tool, assessment) < Risk::High { Ok(()) } else { Err(GateError::PasswordNeeded) }
    }

    /// The risk of what it needs and asks; none where it takes something away.
    fn highest_risk(&self, tool: &dyn Tool, assessment: &Assessment) -> Risk {
        let facts = self.facts(tool, assessment.resolved.as_ref());
        let by_nature = match facts.asks {
            Asks::TakesAway => return Risk::Low,
            Asks::AtLeast(risk) => risk,
            Asks::ByPermission | Asks::Nothing => Risk::Low,
        };
        let known = &assessment.snapshot.permissions;
        let by_need = facts.needs.iter().map(|code| known.get(code).map_or(Risk::Critical, |entry| entry.risk));
        by_need.fold(by_nature, Risk::max)
    }
}
