//! `explain`: what a call would come to, and why, without making it.

use crate::arguments::access::Explain;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{input, output, visible};

/// Explains one call; the answer itself is what was asked for, whatever it says.
pub async fn run(desk: &Desk, asked: Explain) -> Result<Exit, Failure> {
    let arguments = input::json(asked.arguments)?;
    let session = desk.session(asked.who.email.as_deref()).await?;
    let person = asked.person.as_deref().unwrap_or(session.email());
    let explained = desk.app.explain(&session, person, &asked.tool, arguments, &asked.channel).await?;
    if desk.json {
        output::data(&explained)?;
        return Ok(Exit::Done);
    }
    output::line(&format!("{}: {}", explained.person, explained.level))?;
    for reason in &explained.reasons {
        output::line(&format!("  {} ({})", visible::line(&reason.text), reason.code))?;
    }
    if let Some(plan) = &explained.plan {
        output::line(&format!("  {}", visible::line(&plan.summary)))?;
    }
    Ok(Exit::Done)
}
