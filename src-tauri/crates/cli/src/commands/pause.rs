//! `pause` and `resume`.

use serde_json::json;

use super::administer::at_once;
use crate::arguments::access::Switch;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;

/// Stops what agents write, at once and without a question.
pub async fn pause(desk: &Desk, switch: Switch) -> Result<Exit, Failure> {
    let session = desk.session(switch.who.email.as_deref()).await?;
    at_once(desk, &session, "agents_pause", json!({ "everyone": switch.everyone })).await
}

/// Lets them go on; everyone's with a password given lately.
pub async fn resume(desk: &Desk, switch: Switch) -> Result<Exit, Failure> {
    let mut session = desk.session(switch.who.email.as_deref()).await?;
    if switch.everyone {
        session = desk.fresh(session, switch.password).await?;
    }
    at_once(desk, &session, "agents_resume", json!({ "everyone": switch.everyone })).await
}
